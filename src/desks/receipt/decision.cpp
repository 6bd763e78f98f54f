// An answer as the decision part and the trace of a receipt. The names here belong to the format:
// they stay when an API renames something.
#include "desks/receipt/parts.hpp"
#include "engines/stacking/rules.hpp"

namespace fugong::receipt {

namespace {

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

/// A condition of a rule by its id, one that every provision has by what it is.
std::string_view id_of(const law::ConditionAnswer& condition) {
  using Origin = law::ConditionAnswer::Origin;
  switch (condition.origin) {
    case Origin::rule:
      break;
    case Origin::in_force:
      return "(in_force)";
    case Origin::region:
      return "(region)";
    case Origin::has_subject:
      return "(has_subject)";
    case Origin::exception:
      return "(exception)";
  }
  return condition.condition != nullptr ? std::string_view(condition.condition->id) : "";
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

std::string_view outcome_of(const stacking::Placed& placed) {
  if (placed.lost) return "excluded";
  if (placed.without) return "without_base";
  if (placed.declined) return "declined";
  return placed.cut ? "cut" : "taken";
}

template <class T>
void write_or_null(JsonWriter& w, const std::optional<T>& value) {
  if (value) {
    w.string(value->to_string());
  } else {
    w.null();
  }
}

void write_fen_or_null(JsonWriter& w, const std::optional<Money>& money) {
  if (money) {
    w.number(money->fen);
  } else {
    w.null();
  }
}

void write_who(JsonWriter& w, const law::Entitlement& e) {
  w.key("provision").string(e.provision->id);
  w.key("subject_kind").string(e.subject_kind).key("subject_id");
  w.string_or_null(e.subject_id);
}

// ---- the decision part

/// What it waits for: facts and open terms by name, and how many points no fact settles (their
/// words, which may be improved, stand in the trace).
void write_open(JsonWriter& w, const pack::Pack& pack, const law::OpenPoints& open) {
  w.begin_object().key("facts").begin_array();
  for (const std::uint16_t fact : open.facts)
    w.string(pack.book.facts()[fact].name);
  w.end_array().key("terms").begin_array();
  for (const law::OpenTerm* term : open.terms)
    w.string(term->name);
  w.end_array().key("others").number(static_cast<std::int64_t>(open.reasons.size()));
  w.end_object();
}

void write_matched(JsonWriter& w, const std::vector<law::Step>& steps) {
  w.begin_array();
  for (const law::Step& step : steps) {
    if (step.matched_rules.empty()) continue;
    w.begin_object().key("table").string(step.definition->name).key("rules").begin_array();
    for (const int rule : step.matched_rules)
      w.number(rule);
    w.end_array().end_object();
  }
  w.end_array();
}

/// An upper end that is too large for a JSON number bounds nothing: it is left out.
void write_range(JsonWriter& w, const stacking::Range& range) {
  const bool bounded = range.high && range.high->fen <= Money::kMaxFen;
  w.begin_object().key("low_fen").number(range.low.fen).key("high_fen");
  write_fen_or_null(w, bounded ? range.high : std::nullopt);
  w.end_object();
}

void write_exceptions(JsonWriter& w, const pack::Pack& pack, const law::Entitlement& e) {
  w.begin_array();
  for (const law::ExceptionAnswer& answer : e.exceptions) {
    w.begin_object().key("id").string(answer.exception->id);
    w.key("truth").string(name_of(answer.truth)).key("standing").string(name_of(answer.standing));
    w.key("open");
    write_open(w, pack, answer.open);
    w.end_object();
  }
  w.end_array();
}

/// Open terms, each with the provision whose fill settles it.
void write_terms(JsonWriter& w, const law::Entitlement& e) {
  w.begin_array();
  for (const law::TermAnswer& answer : e.terms) {
    w.begin_object().key("name").string(answer.term->name).key("by");
    w.string_or_null(answer.by != nullptr ? answer.by->id : std::string());
    w.end_object();
  }
  w.end_array();
}

void write_entitlement(JsonWriter& w, const pack::Pack& pack, const law::Entitlement& e) {
  w.begin_object();
  write_who(w, e);
  w.key("hypothetical").boolean(e.hypothetical).key("state").string(name_of(e.state));
  w.key("amount_fen");
  write_fen_or_null(w, e.amount);
  w.key("amount_range");
  if (e.amount_range) {
    write_range(w, *e.amount_range);
  } else {
    w.null();
  }
  w.key("rate_percent");
  write_or_null(w, e.rate);
  w.key("period_from");
  write_or_null(w, e.period_from);
  w.key("period_to");
  write_or_null(w, e.period_to);
  w.key("conditions").begin_array();
  for (const law::ConditionAnswer& condition : e.conditions) {
    w.begin_object().key("id").string(id_of(condition));
    w.key("truth").string(name_of(condition.truth)).key("open");
    write_open(w, pack, condition.open);
    w.end_object();
  }
  w.end_array().key("tables");
  write_matched(w, e.steps);
  w.key("exceptions");
  write_exceptions(w, pack, e);
  w.key("terms");
  write_terms(w, e);
  w.key("tainted").boolean(e.tainted).key("open");
  write_open(w, pack, e.open);
  w.key("unconfirmed").begin_array();
  for (const law::Parameter* parameter : e.unconfirmed)
    w.string(parameter->name);
  w.end_array().end_object();
}

void write_holding(JsonWriter& w, const stacking::Holding& holding, const law::Answer& answer) {
  w.begin_object();
  const auto total = [&](const char* name, law::Total which) {
    w.key(name);
    write_range(w, holding.totals[static_cast<std::size_t>(which)]);
  };
  total("cash", law::Total::cash);
  total("relief", law::Total::relief);
  total("liquidity", law::Total::liquidity);
  w.key("settled").boolean(holding.settled).key("exhaustive").boolean(holding.exhaustive);
  w.key("positions").begin_array();
  for (const stacking::Position& position : holding.positions) {
    w.begin_object();
    write_who(w, answer.entitlements[position.entitlement]);
    w.key("outcome").string(outcome_of(position.placed)).key("amount");
    write_range(w, position.placed.amount);
    w.key("rule");
    w.string_or_null(position.because != nullptr ? position.because->id : std::string());
    w.end_object();
  }
  w.end_array().end_object();
}

// ---- the trace

void write_reasons(JsonWriter& w, const law::OpenPoints& open) {
  w.begin_array();
  for (const Text& reason : open.reasons)
    w.text(reason);
  w.end_array();
}

void write_value(JsonWriter& w, std::string_view name, const feel::Value& value) {
  w.begin_object().key("name").string(name).key("value");
  if (value.is_unknown()) {
    w.null();
  } else {
    w.string(feel::to_feel(value));
  }
  w.end_object();
}

void write_used(JsonWriter& w, const std::vector<law::Used>& used) {
  w.begin_array();
  for (const law::Used& one : used) {
    if (one.fact != nullptr) write_value(w, one.fact->name, one.value);
    if (one.parameter != nullptr) write_value(w, one.parameter->name, one.value);
    if (one.definition != nullptr) write_value(w, one.definition->name, one.value);
    if (one.term != nullptr) write_value(w, one.term->name, one.value);
  }
  w.end_array();
}

void write_steps(JsonWriter& w, const std::vector<law::Step>& steps) {
  w.begin_array();
  for (const law::Step& step : steps)
    write_value(w, step.definition->name, step.value);
  w.end_array();
}

void write_derived(JsonWriter& w, const law::DerivedFact& derived) {
  w.begin_object().key("subject_id");
  w.string_or_null(derived.subject_id);
  w.key("result");
  write_value(w, derived.decision->definition.name, derived.value);
  w.key("tables");
  write_matched(w, derived.steps);
  w.key("steps");
  write_steps(w, derived.steps);
  w.key("reasons");
  write_reasons(w, derived.open);
  w.end_object();
}

void write_working(JsonWriter& w, const law::Entitlement& e) {
  w.begin_object();
  write_who(w, e);
  w.key("event_date");
  write_or_null(w, e.event_date);
  w.key("conditions").begin_array();
  for (const law::ConditionAnswer& condition : e.conditions) {
    w.begin_object().key("id").string(id_of(condition)).key("used");
    write_used(w, condition.used);
    w.key("reasons");
    write_reasons(w, condition.open);
    w.end_object();
  }
  w.end_array().key("steps");
  write_steps(w, e.steps);
  w.key("terms").begin_array();
  for (const law::TermAnswer& answer : e.terms)
    write_value(w, answer.term->name, answer.value);
  w.end_array().key("reasons");
  write_reasons(w, e.open);
  w.end_object();
}

}  // namespace

void write_decision(JsonWriter& w, const pack::Pack& pack, const law::Answer& answer) {
  w.begin_object().key("entitlements").begin_array();
  for (const law::Entitlement& e : answer.entitlements)
    write_entitlement(w, pack, e);
  w.end_array().key("replaced").begin_array();
  for (const law::Replaced& replaced : answer.replaced) {
    w.begin_object().key("provision").string(replaced.provision->id);
    w.key("by").string(replaced.by->id).key("subject_id");
    w.string_or_null(replaced.subject_id);
    w.end_object();
  }
  const stacking::Stack stack = stacking::stack_up(pack.stacking, answer);
  w.end_array().key("combination").begin_object().key("now");
  write_holding(w, stack.now, answer);
  w.key("possible");
  write_holding(w, stack.possible, answer);
  w.end_object().end_object();
}

void write_trace(JsonWriter& w, const law::Answer& answer) {
  w.begin_object().key("derived").begin_array();
  for (const law::DerivedFact& derived : answer.derived)
    write_derived(w, derived);
  w.end_array().key("entitlements").begin_array();
  for (const law::Entitlement& e : answer.entitlements)
    write_working(w, e);
  w.end_array().end_object();
}

}  // namespace fugong::receipt
