// What the database itself says about its tables. Private to desks/register.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "platform/store/database.hpp"

namespace fugong::enterprise_register {

/// A name of our own layout, which has no quotes in it.
std::string sql_quoted(std::string_view name);

/// The columns of a table or view with the names of their types, as the database writes them (empty
/// where SQLite knows none); empty if it isn't there.
Result<std::map<std::string, std::string>> columns_of(store::Transaction& t,
                                                      const std::string& table);

/// What stands under that name where tables would be made.
enum class Relation : std::uint8_t { none, table, view };
Result<Relation> relation_of(store::Transaction& t, const std::string& name);

/// A place in the database: a table, or a column of it.
Place sql_place(const store::Transaction& t, std::string_view table, std::string_view column = {});

}  // namespace fugong::enterprise_register
