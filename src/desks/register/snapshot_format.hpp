// Constants of the snapshot format (docs/snapshot.md). Private to desks/register.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engines/law/source.hpp"

namespace fugong::enterprise_register {

inline constexpr std::string_view kSnapshotMagic = "FUGONG\n\x01";
inline constexpr std::string_view kSnapshotFormat = "fugong-register/1";

/// Rows of all kinds together.
inline constexpr std::size_t kMaxRowsInGroup = 4'000'000;

inline std::string_view type_name(law::FactType type) {
  constexpr std::string_view kNames[] = {"boolean", "integer", "number", "percent",
                                         "money",   "date",    "code",   "text"};
  return kNames[static_cast<std::size_t>(type)];
}

}  // namespace fugong::enterprise_register
