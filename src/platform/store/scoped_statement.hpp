// Statements about scoped tables (scope.hpp), narrowed to what a scope covers. Private to the
// store.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"
#include "platform/store/database.hpp"
#include "platform/store/scope.hpp"

namespace fugong::store {

/// By which columns a table is narrowed; empty: it isn't by this.
struct ScopedTable {
  std::string region_column;
  std::string firm_column;
  std::string body_column;
  /// The one that a scope of this kind needs.
  const std::string& column(Scope::Kind kind) const;
};

/// By their names in lower case.
using ScopedTables = std::map<std::string, ScopedTable, std::less<>>;

struct NarrowedStatement {
  std::string sql;
  bool takes_scope = false;  ///< parameters_of(scope) stand before its own parameters
  bool checks_rows = false;  ///< the last cell of each row is to be covered, and is not asked for
  bool gives_rows = true;    ///< otherwise rows are there to be checked only
};

/// The scoped table that the statement names, or "?" if its text can't be told; empty: none.
std::string scoped_name_in(std::string_view sql, const ScopedTables& tables, Dialect dialect);

/// What the conditions of a narrowed statement are about.
std::vector<Cell> parameters_of(const Scope& scope);

/// The same for every scope of this kind with as many names. A fault of `store-unscoped` at
/// `place` where the statement can't be narrowed. `schema` is where the tables stand.
Result<NarrowedStatement> narrow(std::string_view sql, const ScopedTables& tables,
                                 const Scope& scope, Dialect dialect, const std::string& schema,
                                 const Place& place);

tl::unexpected<Faults> unscoped(const std::string& table, const Place& place);
tl::unexpected<Faults> out_of_scope(const std::string& table, const Place& place);

}  // namespace fugong::store
