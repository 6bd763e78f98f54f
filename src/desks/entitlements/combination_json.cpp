// The best legal combination as JSON.
#include <algorithm>

#include "desks/entitlements/views.hpp"

namespace fugong::entitlements {

void write_range(JsonWriter& w, const law::AmountRange& range) {
  const std::int64_t low = std::clamp(range.low.fen, -Money::kMaxFen, Money::kMaxFen);
  w.begin_object().key("low_fen").number(low).key("high_fen");
  if (range.high && range.high->fen <= Money::kMaxFen) {
    w.number(range.high->fen);
  } else {
    w.null();
  }
  w.end_object();
}

namespace {

std::string_view outcome_of(const stacking::Placed& placed) {
  if (placed.lost) return "excluded";
  if (placed.without) return "without_base";
  if (placed.declined) return "declined";
  return placed.cut ? "cut" : "taken";
}

void write_holding(JsonWriter& w, const stacking::Holding& holding) {
  w.begin_object();
  for (const law::Total total : {law::Total::cash, law::Total::relief, law::Total::liquidity}) {
    w.key(name_of(total));
    write_range(w, holding.totals[static_cast<std::size_t>(total)]);
  }
  w.key("settled").boolean(holding.settled).key("exhaustive").boolean(holding.exhaustive);
  w.end_object();
}

void write_position(JsonWriter& w, const stacking::Position& position,
                    const law::Entitlement& entitlement) {
  w.begin_object().key("provision").string(entitlement.provision->id);
  w.key("subject_kind").string(entitlement.subject_kind).key("subject_id");
  if (entitlement.subject_id.empty()) {
    w.null();
  } else {
    w.string(entitlement.subject_id);
  }
  w.key("total").string(name_of(entitlement.provision->benefit->total));
  w.key("outcome").string(outcome_of(position.placed)).key("amount");
  write_range(w, position.placed.amount);
  w.key("rule");
  if (position.because != nullptr) {
    w.begin_object().key("id").string(position.because->id);
    w.key("label").text(position.because->label).key("clause").text(position.because->clause);
    w.end_object();
  } else {
    w.null();
  }
  w.end_object();
}

}  // namespace

void write_combination(JsonWriter& w, const stacking::Stack& stack, const law::Answer& answer) {
  w.begin_object().key("objective").begin_array();
  for (const law::Total total : stack.objective)
    w.string(name_of(total));
  w.end_array().key("now");
  write_holding(w, stack.now);
  w.key("possible");
  write_holding(w, stack.possible);
  w.key("positions").begin_array();
  for (const stacking::Position& position : stack.now.positions)
    write_position(w, position, answer.entitlements[position.entitlement]);
  w.end_array().end_object();
}

}  // namespace fugong::entitlements
