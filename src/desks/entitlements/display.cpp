#include "desks/entitlements/display.hpp"

namespace fugong::entitlements {

using law::FactType;

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
