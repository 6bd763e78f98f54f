// Faults as results of jobs have them. Private to the room.
#pragma once

#include <string_view>

#include "base/fault.hpp"
#include "base/json_writer.hpp"

namespace fugong::publishing {

inline constexpr std::size_t kMaxFaultsShown = 500;

/// {code, message, remedy, place: {file, line, column, pointer}}
void write_fault(JsonWriter& w, const Fault& fault);
/// A list under a key, at most kMaxFaultsShown.
void write_faults(JsonWriter& w, std::string_view key, const Faults& faults);

}  // namespace fugong::publishing
