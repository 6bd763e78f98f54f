// The parts that papers are made of. Private to desks/receipt.
#pragma once

#include "desks/receipt/receipt.hpp"

namespace fugong::receipt {

/// A text of JSON.
Node text_node(std::string_view text);

inline constexpr std::string_view kReceiptFormat = "fugong-receipt/1";
inline constexpr std::string_view kOpeningFormat = "fugong-opening/1";
inline constexpr TreeLimits kPaperLimits{
    .max_bytes = kMaxPaperBytes, .max_nodes = kMaxPaperNodes, .max_pointer_bytes = 128u << 20};

/// What was decided, by the names of the rules: no value of a fact. The part that a replay
/// reproduces byte for byte; a new field of an answer is added here, and nowhere else.
void write_decision(JsonWriter& w, const pack::Pack& pack, const law::Answer& answer);
/// The values that it rests on.
void write_trace(JsonWriter& w, const law::Answer& answer);

/// A subject as lines, without salts, in order of path.
std::vector<FactLine> lines_of(const law::Rulebook& book, const law::Subject& subject,
                               const Origin& origin);
/// And back. Lines that the rulebook has no place for are faults.
Result<law::Subject> subject_of(const law::Rulebook& book, const std::vector<FactLine>& lines);

/// Canonical JSON of what a JsonWriter wrote; too much of it is a fault.
Result<std::string> canonical(std::string_view json);
/// The node of a canonical text of our own.
Node parsed(std::string_view canonical_json);
/// Canonical JSON of a node that was read from a canonical text.
std::string text_of(const Node& node);

/// What differs between two documents, at most kMaxDifferences.
void find_differences(const Node& was, const Node& is, const std::string& pointer,
                      std::vector<Difference>& found);

}  // namespace fugong::receipt
