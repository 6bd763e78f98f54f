// A statement's text in tokens, as both databases read them. Private to the store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/store/database.hpp"

namespace fugong::store {

struct SqlToken {
  enum class Kind : std::uint8_t {
    word,       ///< a keyword, a name or a number
    name,       ///< a name in double quotes
    text,       ///< in single quotes
    parameter,  ///< ? or ?3
    mark,       ///< one sign
  };
  Kind kind = Kind::mark;
  std::size_t at = 0;
  std::size_t size = 0;
  int depth = 0;      ///< parentheses around it
  std::string lower;  ///< of words, names and texts: without quotes, ASCII in lower case
  std::size_t end() const { return at + size; }
};

/// Whether `c` may stand in a word. Bytes above 0x7f are letters to PostgreSQL.
bool is_word(char c);

/// Comments are left out. Nothing if the text has what the databases read differently (nested
/// comments, carriage returns in comments, $tag$ quotes, E'' and U& texts, `names`; in SQLite
/// [names]) or parentheses or quotes that do not match.
std::optional<std::vector<SqlToken>> tokens_of(std::string_view sql, Dialect dialect);

}  // namespace fugong::store
