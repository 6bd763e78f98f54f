#include "desks/entitlements/display.hpp"

#include <fmt/format.h>

#include "base/money.hpp"

namespace fugong::entitlements {

using feel::Kind;
using feel::Value;
using law::FactType;

Shape shape_of(const law::Fact& fact) {
  return {fact.type, fact.list, fact.unit};
}

namespace {
Shape shape_of(law::Parameter::Type type) {
  switch (type) {
    case law::Parameter::Type::percent:
      return {FactType::percent, {}, {}};
    case law::Parameter::Type::money:
      return {FactType::money, {}, {}};
    case law::Parameter::Type::date:
      return {FactType::date, {}, {}};
    case law::Parameter::Type::number:
    case law::Parameter::Type::months:
      break;
  }
  return {};
}

}  // namespace

Shape shape_of(const law::Parameter& parameter) {
  return shape_of(parameter.type);
}

Shape shape_of(const law::OpenTerm& term) {
  return shape_of(term.type);
}

Shape shape_of(const law::Definition& definition) {
  return {definition.shown_as, definition.list, {}};
}

std::string grouped(std::string_view digits) {
  const bool negative = digits.starts_with('-');
  if (negative) digits.remove_prefix(1);
  const std::size_t whole = std::min(digits.find('.'), digits.size());
  std::string out = negative ? "-" : "";
  for (std::size_t i = 0; i < whole; ++i) {
    if (i != 0 && (whole - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out.append(digits.substr(whole));
}

namespace {

Text months_text(std::int64_t months) {
  if (months != 0 && months % 12 == 0) {
    const std::int64_t years = months / 12;
    return {fmt::format("{} 年", years), fmt::format("{} year{}", years, years == 1 ? "" : "s")};
  }
  return {fmt::format("{} 个月", months),
          fmt::format("{} month{}", months, months == 1 ? "" : "s")};
}

Text number_text(const Decimal& number, const Shape& shape) {
  if (shape.type == FactType::money) {
    if (const auto money = Money::from_yuan(number)) {
      const std::string digits = grouped(money->to_string());
      return {digits + " 元", digits + " yuan"};
    }
    // A step before rounding: more digits than fen.
    const auto shown = number.round(6, Rounding::half_up);
    const std::string digits = grouped((shown ? *shown : number).to_string());
    return {digits + " 元", digits + " yuan"};
  }
  if (shape.type == FactType::percent) return {number.to_string() + "%", number.to_string() + "%"};
  const std::string digits = grouped(number.to_string());
  const auto with_unit = [&](const std::string& unit) {
    return unit.empty() ? digits : digits + " " + unit;
  };
  return {with_unit(shape.unit.zh), with_unit(shape.unit.en)};
}

}  // namespace

Text display(const law::Rulebook& book, const Value& value, const Shape& shape) {
  switch (value.kind()) {
    case Kind::unknown:
      return {"尚不知道", "not known yet"};
    case Kind::null:
      return {"不适用", "does not apply"};
    case Kind::boolean:
      return value.boolean() ? Text{"是", "yes"} : Text{"否", "no"};
    case Kind::number:
      return number_text(value.number(), shape);
    case Kind::months_duration:
      return months_text(value.months_duration().months);
    case Kind::string:
      if (const auto* entry = book.find_entry(shape.list, value.string())) return entry->label;
      return {value.string(), value.string()};
    default: {
      const std::string text = feel::to_display(value);
      return {text, text};
    }
  }
}

std::string_view name_of(law::Status status) {
  switch (status) {
    case law::Status::confirmed:
      return "confirmed";
    case law::Status::partly_confirmed:
      return "partly_confirmed";
    case law::Status::from_memory:
      return "from_memory";
  }
  return "";
}

std::string_view name_of(FactType type) {
  switch (type) {
    case FactType::boolean:
      return "boolean";
    case FactType::integer:
      return "integer";
    case FactType::number:
      return "number";
    case FactType::percent:
      return "percent";
    case FactType::money:
      return "money";
    case FactType::date:
      return "date";
    case FactType::code:
      return "code";
    case FactType::text:
      return "text";
  }
  return "";
}

std::string_view name_of(law::BenefitKind kind) {
  using law::BenefitKind;
  switch (kind) {
    case BenefitKind::grant:
      return "grant";
    case BenefitKind::refund:
      return "refund";
    case BenefitKind::waiver:
      return "waiver";
    case BenefitKind::deferral:
      return "deferral";
    case BenefitKind::rate_cut:
      return "rate_cut";
    case BenefitKind::term_extension:
      return "term_extension";
    case BenefitKind::deduction:
      return "deduction";
    case BenefitKind::credit:
      return "credit";
    case BenefitKind::priority:
      return "priority";
    case BenefitKind::permission:
      return "permission";
    case BenefitKind::service:
      return "service";
  }
  return "";
}

std::string_view name_of(law::State state) {
  switch (state) {
    case law::State::entitled:
      return "entitled";
    case law::State::depends:
      return "depends";
    case law::State::not_entitled:
      return "not_entitled";
  }
  return "";
}

std::string_view name_of(law::Untranslatable::Reason reason) {
  using Reason = law::Untranslatable::Reason;
  switch (reason) {
    case Reason::no_figure:
      return "no_figure";
    case Reason::officer_discretion:
      return "officer_discretion";
    case Reason::not_about_enterprise:
      return "not_about_enterprise";
    case Reason::no_place:
      return "no_place";
  }
  return "";
}

std::string_view name_of(pack::Disposition::Kind kind) {
  using Disposed = pack::Disposition::Kind;
  switch (kind) {
    case Disposed::computable:
      return "computable";
    case Disposed::open_term:
      return "open_term";
    case Disposed::untranslatable:
      return "untranslatable";
    case Disposed::desk:
      return "desk";
    case Disposed::data:
      return "data";
  }
  return "";
}

std::string_view name_of(law::Truth truth) {
  switch (truth) {
    case law::Truth::holds:
      return "holds";
    case law::Truth::open:
      return "open";
    case law::Truth::fails:
      return "fails";
  }
  return "";
}

std::string_view name_of(law::Parameter::Type type) {
  switch (type) {
    case law::Parameter::Type::number:
      return "number";
    case law::Parameter::Type::percent:
      return "percent";
    case law::Parameter::Type::money:
      return "money";
    case law::Parameter::Type::date:
      return "date";
    case law::Parameter::Type::months:
      return "months";
  }
  return "";
}

std::string_view name_of(law::ExceptionAnswer::Standing standing) {
  using Standing = law::ExceptionAnswer::Standing;
  switch (standing) {
    case Standing::none:
      return "none";
    case Standing::may_win:
      return "may_win";
    case Standing::wins:
      return "wins";
  }
  return "";
}

std::string_view name_of(law::ConditionAnswer::Origin origin) {
  using Origin = law::ConditionAnswer::Origin;
  switch (origin) {
    case Origin::rule:
      return "rule";
    case Origin::in_force:
      return "in_force";
    case Origin::region:
      return "region";
    case Origin::has_subject:
      return "has_subject";
    case Origin::exception:
      return "exception";
  }
  return "";
}

}  // namespace fugong::entitlements
