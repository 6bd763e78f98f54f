// The target of a request line ("/a/%E4%B8%AD?q=1") as path and query. Pure.
//
// One path has one spelling here: whatever two programs in a chain could read differently (dot
// segments, empty segments, encoded slashes, raw controls, broken percent or UTF-8) is refused, not
// mended.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/fault.hpp"
#include "platform/http/message.hpp"

namespace fugong::http {

inline constexpr std::size_t kMaxQueryPairs = 128;

/// Fills path and query of `request`; the fault if the target can't be accepted.
std::optional<Fault> read_target(std::string_view raw, Request& request);

}  // namespace fugong::http
