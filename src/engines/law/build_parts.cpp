// Building guards of facts, open terms with what fills them, and exceptions.
#include <fmt/format.h>

#include <algorithm>

#include "engines/law/build.hpp"

namespace fugong::law {

using decision::Scope;
using feel::Domain;
using feel::Value;
using K = feel::Type::Kind;

Domain domain_of(const Fact& fact) {
  if (fact.type == FactType::boolean) return Domain::truths(true, true, false);
  if (!fact.minimum && !fact.maximum) return {};
  feel::Range range;
  if (fact.minimum) range.low = Value::of(*fact.minimum);
  if (fact.maximum) range.high = Value::of(*fact.maximum);
  range.low_included = range.high_included = true;
  return feel_type(fact.type).is(K::number) ? Domain::within(range) : Domain();
}

// ---- guards

void Build::add_guard(const Fact& fact, Slot slot) {
  Value otherwise = fact.type == FactType::boolean ? Value::of(false) : Value();
  if (!fact.not_applicable.empty()) {
    const auto value = value_from_text(fact.type, fact.not_applicable);
    const auto list = book_->lists.find(fact.list);
    const bool listed =
        fact.type != FactType::code ||
        (list != book_->lists.end() && list->second.by_code.contains(fact.not_applicable));
    if (value && listed) {
      otherwise = *value;
    } else {
      fault("not-applicable", fact.place,
            {fmt::format("“{}”不能作事实“{}”的值", fact.not_applicable, fact.name),
             fmt::format("'{}' can't be a value of the fact '{}'", fact.not_applicable, fact.name)},
            {"not_applicable 按事实的类型书写；省略则为空（是非题为 false）",
             "write not_applicable by the type of the fact; left out it is null, of a boolean "
             "false"});
    }
  }
  builder_.set_guard(slot, *fact.applies_if, Scope{{}, visible_groups(fact.subject), fact.subject},
                     std::move(otherwise));
}

/// A guard rests on facts alone: what a derived value is depends on the day.
void Build::check_guards() {
  for (std::size_t i = 0; i < book_->source.facts.size(); ++i) {
    const auto guard = book_->program->guard(book_->fact_slots[i]);
    if (!guard) continue;
    const auto uses = book_->program->uses(*guard);
    const bool facts = std::all_of(uses.begin(), uses.end(), [&](Slot used) {
      return used < book_->slot_meaning.size() && book_->slot_meaning[used].fact != nullptr;
    });
    if (facts && !uses.empty()) continue;
    const Fact& fact = book_->source.facts[i];
    fault("guard-facts", fact.applies_if->place,
          {fmt::format("“{}”的 applies_if 只能、也必须用到其他事实", fact.name),
           fmt::format("applies_if of '{}' must use other facts, and nothing else", fact.name)},
          {"写同一对象或其上级的事实", "name facts of the same subject or of its parents"});
  }
}

void Build::rank_facts() {
  const std::vector<Fact>& facts = book_->source.facts;
  std::vector<std::uint16_t> order(facts.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    order[i] = static_cast<std::uint16_t>(i);
  std::stable_sort(order.begin(), order.end(), [&](std::uint16_t a, std::uint16_t b) {
    return facts[a].order < facts[b].order;
  });
  constexpr std::uint16_t kNone = UINT16_MAX;
  book_->fact_rank.assign(facts.size(), kNone);
  std::uint16_t next = 0;
  // Behind what its guard rests on; guards have no circles, or the program would not have built.
  const auto place = [&](const auto& self, std::uint16_t fact) -> void {
    if (book_->fact_rank[fact] != kNone) return;
    if (const auto guard = book_->program->guard(book_->fact_slots[fact])) {
      for (const Slot used : book_->program->uses(*guard)) {
        self(self, static_cast<std::uint16_t>(book_->slot_meaning[used].fact - facts.data()));
      }
    }
    book_->fact_rank[fact] = next++;
  };
  for (const std::uint16_t fact : order)
    place(place, fact);
}

// ---- open terms

namespace {

K kind_of(Parameter::Type type) {
  switch (type) {
    case Parameter::Type::date:
      return K::date;
    case Parameter::Type::months:
      return K::months_duration;
    case Parameter::Type::number:
    case Parameter::Type::percent:
    case Parameter::Type::money:
      break;
  }
  return K::number;
}

Domain bounds_of(const OpenTerm& term) {
  if (!term.minimum && !term.maximum) return {};
  feel::Range range;
  if (term.minimum) range.low = Value::of(*term.minimum);
  if (term.maximum) range.high = Value::of(*term.maximum);
  range.low_included = range.high_included = true;
  return Domain::within(range);
}

/// Whether some day may lie in both.
bool may_overlap(const Validity& a, const Validity& b) {
  const auto before = [](const Validity& first, const Validity& then) {
    return first.to.latest && then.from.earliest && *first.to.latest < *then.from.earliest;
  };
  return !before(a, b) && !before(b, a);
}

bool supersedes(const Provision& a, const Provision& b) {
  return std::any_of(a.supersedes.begin(), a.supersedes.end(),
                     [&](const Supersession& link) { return link.provision == b.id; });
}

bool share_region(const Provision& a, const Provision& b) {
  if (a.region.empty() || b.region.empty()) return a.region.empty() && b.region.empty();
  return std::any_of(a.region.begin(), a.region.end(), [&](const std::string& code) {
    return std::find(b.region.begin(), b.region.end(), code) != b.region.end();
  });
}

}  // namespace

void Build::add_terms(CompiledProvision& compiled, const Scope& scope) {
  for (const OpenTerm& term : compiled.provision->open_terms) {
    const K kind = kind_of(term.type);
    const bool numeric = kind == K::number;
    if ((!numeric && (term.minimum || term.maximum)) ||
        (term.minimum && term.maximum && *term.maximum < *term.minimum)) {
      fault("term-bounds", term.place,
            {fmt::format("待定项“{}”的上下限无效", term.name),
             fmt::format("the bounds of the open term '{}' are not valid", term.name)},
            {"minimum 不大于 maximum；日期和月数不写上下限",
             "minimum at most maximum; dates and months have no bounds"});
    }
    CompiledTerm made;
    made.term = &term;
    made.source = book_->term_source(book_->terms.size());
    made.bounds = bounds_of(term);
    made.slot = builder_.add_input(scope.prefix + term.name, kind, {}, made.source);
    builder_.set_domain(made.slot, made.bounds);
    remember(made.slot, {.term = &term});
    book_->terms.push_back(&term);
    compiled.terms.push_back(std::move(made));
  }
}

void Build::link_fills() {
  for (std::size_t by = 0; by < book_->provisions.size(); ++by) {
    for (const Fill& fill : book_->provisions[by].provision->fills)
      link_fill(by, fill);
  }
  for (const CompiledProvision& compiled : book_->provisions) {
    for (const CompiledTerm& term : compiled.terms)
      check_collisions(term);
  }
}

void Build::link_fill(std::size_t by, const Fill& fill) {
  CompiledTerm* found = nullptr;
  for (CompiledProvision& compiled : book_->provisions) {
    if (compiled.provision->id != fill.provision) continue;
    for (CompiledTerm& term : compiled.terms) {
      if (term.term->name == fill.term) found = &term;
    }
  }
  if (found == nullptr) {
    fault("unknown-term", fill.place,
          {fmt::format("规定 {} 没有待定项“{}”", fill.provision, fill.term),
           fmt::format("provision {} has no open term '{}'", fill.provision, fill.term)},
          {"写该规定 open_terms 中的名称", "name one of its open_terms"});
    return;
  }
  auto value = parameter_value(found->term->type, fill.value);
  if (!value) {
    fault("fill-value", fill.place,
          {fmt::format("“{}”与待定项“{}”的类型不符", fill.value, fill.term),
           fmt::format("'{}' is not a value of the type of the open term '{}'", fill.value,
                       fill.term)},
          {"例如 \"0.5\"、2020-01-01、P12M", "for example \"0.5\", 2020-01-01, P12M"});
    return;
  }
  if (!found->bounds.may_be(*value)) {
    const auto end = [](const std::optional<Decimal>& bound) {
      return bound ? bound->to_string() : std::string("-");
    };
    const OpenTerm& term = *found->term;
    fault("fill-out-of-bounds", fill.place,
          {fmt::format("{} 超出待定项“{}”的范围（{} 至 {}）", fill.value, term.name,
                       end(term.minimum), end(term.maximum)),
           fmt::format("{} lies outside the bounds of the open term '{}' ({} to {})", fill.value,
                       term.name, end(term.minimum), end(term.maximum))},
          {"核对地方文件和上位文件", "check the local text and the one that it carries out"});
    return;
  }
  found->fills.push_back({by, &fill, std::move(*value)});
}

/// Two fills of one region and one day of issue that may hold together: nobody could say which.
void Build::check_collisions(const CompiledTerm& term) {
  for (std::size_t i = 0; i < term.fills.size(); ++i) {
    const Provision& a = *book_->provisions[term.fills[i].by].provision;
    for (std::size_t j = i + 1; j < term.fills.size(); ++j) {
      const Provision& b = *book_->provisions[term.fills[j].by].provision;
      if (a.known_from != b.known_from || !share_region(a, b) ||
          !may_overlap(a.in_force, b.in_force) || supersedes(a, b) || supersedes(b, a)) {
        continue;
      }
      fault("fill-collision", term.fills[j].fill->place,
            {fmt::format("{} 和 {} 在同一地区、同一天起都填写“{}”", a.id, b.id, term.term->name),
             fmt::format("{} and {} both fill '{}' for the same region from the same day", a.id,
                         b.id, term.term->name)},
            {"只留一处，或写明哪一条取代另一条",
             "keep one of them, or say which one supersedes the other"});
    }
  }
}

// ---- exceptions

void Build::check_exceptions(const Provision& provision) {
  for (std::size_t i = 0; i < provision.exceptions.size(); ++i) {
    const Exception& exception = provision.exceptions[i];
    const bool pays = provision.benefit && provision.benefit->amount;
    if (exception.excludes == exception.amount.has_value() || (exception.amount && !pays)) {
      fault("exception-effect", exception.place,
            {fmt::format("例外“{}”应写 excludes: true 或 amount 之一；amount 只能替换已有的金额",
                         exception.id),
             fmt::format("the exception '{}' needs either excludes: true or an amount, and an "
                         "amount can only replace one",
                         exception.id)},
            {"写 excludes: true，或写 amount 并给 benefit 写上 amount",
             "write excludes: true, or an amount where the benefit has one"});
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (provision.exceptions[j].priority != exception.priority) continue;
      fault("exception-priority", exception.place,
            {fmt::format("例外“{}”和“{}”的优先级相同", provision.exceptions[j].id, exception.id),
             fmt::format("the exceptions '{}' and '{}' have the same priority",
                         provision.exceptions[j].id, exception.id)},
            {"给出不同的 priority，数大者优先",
             "give them different priorities; the greater number wins"});
    }
  }
}

/// The exceptions become one condition and one amount of nested `if`s, which are lifted to unknowns
/// as any other: an exception that may hold leaves what may come of it.
void Build::add_exceptions(CompiledProvision& compiled, const Scope& scope) {
  const Provision& provision = *compiled.provision;
  if (provision.exceptions.empty()) return;
  check_exceptions(provision);
  for (const Exception& exception : provision.exceptions)
    compiled.exceptions.push_back(
        {&exception,
         0,
         {"不属于例外情形：" + exception.label.zh, "Not excepted: " + exception.label.en}});
  std::stable_sort(compiled.exceptions.begin(), compiled.exceptions.end(),
                   [](const CompiledException& a, const CompiledException& b) {
                     return a.exception->priority > b.exception->priority;
                   });
  const Scope inner{scope.prefix + "exception/", scope.groups, scope.group};
  std::string excluded;
  for (std::size_t i = 0; i < compiled.exceptions.size(); ++i) {
    CompiledException& each = compiled.exceptions[i];
    each.when = builder_.add_expression(fmt::format("{}when_{}", inner.prefix, i),
                                        each.exception->when, scope, feel::Type(K::boolean));
    // Where it can't be worked out whether one holds, nothing is.
    excluded += fmt::format("if when_{0} = null then null else if when_{0} then {1} else ", i,
                            each.exception->excludes);
  }
  compiled.excluded =
      builder_.add_expression(inner.prefix + "excluded", {excluded + "false", provision.place},
                              inner, feel::Type(K::boolean));
  if (compiled.amount) add_amount_of_exceptions(compiled, scope);
}

void Build::add_amount_of_exceptions(CompiledProvision& compiled, const Scope& scope) {
  const Scope inner{scope.prefix + "exception/", scope.groups, scope.group};
  std::string amount;
  for (std::size_t i = 0; i < compiled.exceptions.size(); ++i) {
    const Exception& exception = *compiled.exceptions[i].exception;
    if (!exception.amount) continue;
    builder_.add_expression(fmt::format("{}amount_{}", inner.prefix, i), *exception.amount, scope,
                            feel::Type(K::number));
    amount += fmt::format("if when_{0} = null then null else if when_{0} then amount_{0} else ", i);
  }
  if (amount.empty()) return;
  compiled.amount = builder_.add_expression(inner.prefix + "amount",
                                            {amount + "usual_amount", compiled.provision->place},
                                            inner, feel::Type(K::number));
}

}  // namespace fugong::law
