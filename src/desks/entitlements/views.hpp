// Parts of the JSON answers that several documents share. Private to desks/entitlements.
#pragma once

#include "base/json_writer.hpp"
#include "desks/entitlements/display.hpp"
#include "engines/stacking/rules.hpp"

namespace fugong::entitlements {

void write_imprecise(JsonWriter& w, const law::ImpreciseDate& date);
void write_document(JsonWriter& w, const law::Document& document);
void write_parameter(JsonWriter& w, const law::Rulebook& book, const law::Parameter& parameter);
void write_open_term(JsonWriter& w, const law::OpenTerm& term);
/// Ends within Money::kMaxFen, which every JSON reader takes exactly: a sum beyond it is "at least"
/// that.
void write_range(JsonWriter& w, const law::AmountRange& range);
void write_entry(JsonWriter& w, const law::ListEntry& entry);
/// A facts document that read_subject reads back.
void write_subject(JsonWriter& w, const law::Rulebook& book, const law::Subject& subject);

/// What may be held together, with the rule that dropped or cut a benefit.
void write_combination(JsonWriter& w, const stacking::Stack& stack, const law::Answer& answer);

}  // namespace fugong::entitlements
