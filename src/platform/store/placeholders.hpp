// What the store must know of a statement's text before PostgreSQL sees it: its placeholders and
// its first word. Private to the store.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fugong::store {

struct NumberedStatement {
  std::string sql;             ///< `?` and `?3` written as PostgreSQL's `$1`, `$3`
  std::size_t parameters = 0;  ///< the greatest number
};

/// As SQLite counts them: `?` is one more than the greatest so far. What stands in quotes, in
/// dollar quotes or in comments is left alone.
NumberedStatement number_placeholders(std::string_view sql);

/// Whether the first word, behind blanks and comments, begins, ends or configures a transaction or
/// speaks another protocol; only the store itself may do that.
bool steers_session(std::string_view sql);

}  // namespace fugong::store
