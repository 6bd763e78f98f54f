// What is sent to change or to try a sheet. Private to the room. Pure.
#pragma once

#include <optional>
#include <string>

#include "base/tree.hpp"
#include "pack/sheet/sheet.hpp"
#include "platform/http/json_body.hpp"

namespace fugong::publishing {

inline constexpr std::size_t kMaxValueBytes = 200;

/// Of the fields `parameters` and `tables`; faults are added to the fields', each at its pointer.
pack::SheetEdit read_edit(http::Fields& fields);

/// The whole sheet as an edit: for rules in which it stands otherwise. Its places are below
/// "/saved".
pack::SheetEdit edit_of(const pack::Sheet& sheet);

}  // namespace fugong::publishing
