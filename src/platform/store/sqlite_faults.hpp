// What SQLite's result codes mean to people. Codes of the faults: store-busy, store-constraint,
// store-corrupt, store-full, store-readonly, store-io, store-cannot-open, store-statement,
// store-forbidden, store-too-big, store-failed.
#pragma once

#include <string>
#include <string_view>

#include "base/fault.hpp"

namespace fugong::store {

/// `code` is an (extended) result code, `message` what SQLite says about it, `file` the database.
Fault sqlite_fault(int code, std::string_view message, const std::string& file);

/// True if the same transaction may succeed when it is run again.
bool is_busy(int code);

}  // namespace fugong::store
