// Parts of the JSON answers that several documents share. Private to desks/entitlements.
#pragma once

#include "base/json_writer.hpp"
#include "desks/entitlements/display.hpp"

namespace fugong::entitlements {

void write_imprecise(JsonWriter& w, const law::ImpreciseDate& date);
void write_document(JsonWriter& w, const law::Document& document);
void write_parameter(JsonWriter& w, const law::Parameter& parameter);
void write_entry(JsonWriter& w, const law::ListEntry& entry);
/// A facts document that read_subject reads back.
void write_subject(JsonWriter& w, const law::Rulebook& book, const law::Subject& subject);

/// Sums of what is due; never added together.
struct Totals {
  std::int64_t cash_fen = 0;       ///< paid out
  std::int64_t relief_fen = 0;     ///< not asked for
  std::int64_t liquidity_fen = 0;  ///< asked for later
};
Totals totals_of(const law::Answer& answer);

}  // namespace fugong::entitlements
