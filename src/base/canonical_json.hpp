// Canonical JSON (RFC 8785): one byte string for one document, so that a hash over it means
// something. Keys sorted by UTF-16 code units, no blanks, the shortest escapes, whole numbers only.
//
//   canonical_json(*parse_json(R"({"b": 1, "a": "é"})", ""))     // {"a":"é","b":1}
//
// Narrower than the RFC on purpose: a number must be whole and within ±(2^53 - 1), where every
// reader of JSON agrees on it. Fractions and larger numbers are written as text. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "base/tree.hpp"

namespace fugong {

/// Of a tree from parse_json. A number that isn't whole or is too large is a fault.
Result<std::string> canonical_json(const Node& node);

/// Whether `a` stands before `b` by UTF-16 code units (both valid UTF-8).
bool before_in_utf16(std::string_view a, std::string_view b);

}  // namespace fugong
