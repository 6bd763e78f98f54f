// What PostgreSQL's SQLSTATEs mean to people: the codes of sqlite_faults.hpp, and store-lost (the
// connection), store-serialization (another transaction was in the way). Private to the store.
#pragma once

#include <string>
#include <string_view>

#include "base/fault.hpp"

namespace fugong::store {

/// `state` has five letters, or none where the connection broke before the server could answer.
Fault postgres_fault(std::string_view state, std::string_view message, const std::string& name);

/// True if the same transaction may succeed when it is run again.
bool may_run_again(std::string_view state);

}  // namespace fugong::store
