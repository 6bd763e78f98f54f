// Rows as PostgreSQL's COPY reads them, in its text format. Private to the store.
#pragma once

#include <string>
#include <string_view>

#include "platform/store/database.hpp"

namespace fugong::store {

/// PostgreSQL keeps UTF-8 without the character 0.
bool is_storable(std::string_view text);

/// False if a text can't be stored; the line is then of no use.
bool append_copy_line(std::string& to, const Row& row);

}  // namespace fugong::store
