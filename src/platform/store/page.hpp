// Pages of a long list, by key and not by number: a page begins behind the last key of the one
// before, so that it costs the same however far down it is, and rows that come or go meanwhile
// shift nothing.
//
//   const PageQuery query = {.select = "SELECT id, name FROM firm WHERE state = ?",
//                            .parameters = {"open"},
//                            .key = {"id"}};
//   auto page = read_page(t, query, {}, 50);               // the first 50
//   auto next = read_page(t, query, page->next, 50);       // page->next is empty behind the last
//
// Within a scope (scope.hpp) it is what the scope covers that is paged through.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/fault.hpp"
#include "platform/store/database.hpp"

namespace fugong::store {

inline constexpr std::size_t kMaxPageRows = 1'000;

struct PageQuery {
  /// A SELECT without ORDER BY and LIMIT.
  std::string select;
  std::vector<Cell> parameters = {};
  /// Names of columns that it gives: they order the list, in no two rows are all of them alike, and
  /// none is null. An index on them makes it quick.
  std::vector<std::string> key;
  /// The greatest key first.
  bool descending = false;
};

struct Page {
  std::vector<Row> rows;
  std::vector<Cell> next;  ///< the key of the last row; empty if no row comes behind it
};

/// `after` is the `next` of the page before, or empty. Faults: "page-limit-invalid" for a limit
/// that isn't 1 to kMaxPageRows; "page-key-invalid" for a key that isn't of this query.
Result<Page> read_page(Transaction& t, const PageQuery& query, const std::vector<Cell>& after,
                       std::size_t limit);

}  // namespace fugong::store
