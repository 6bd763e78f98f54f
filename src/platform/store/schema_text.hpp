// The text of a schema: written once, in the words of SQLite, and rendered for PostgreSQL.
//
//   CREATE TABLE entry (
//     id INTEGER PRIMARY KEY NOT NULL,
//     body TEXT NOT NULL CHECK (body <> '')
//   ) STRICT;
//   APPEND ONLY entry;
//   SCOPED TABLE entry BY REGION region, FIRM firm;
//   CHECK AT ONCE entry
//     (book, shelf) REFERENCES shelf (book, number),
//     (origin) REFERENCES entry (id);
//
// For PostgreSQL the word INTEGER becomes bigint, TEXT a text that is compared byte by byte as in
// SQLite (COLLATE "C"), unless it is cast to, and the options STRICT and WITHOUT ROWID behind a
// table's closing parenthesis go. `APPEND ONLY name;` at the start of a line makes triggers that
// refuse every change and removal of a row in that table (a fault "store-constraint");
// `SCOPED TABLE` there keeps it from statements without a scope (scope.hpp); a migration that drops
// such a table also removes its row from scoped_table.
//
// `CHECK AT ONCE` is about foreign keys that the table has already, unnamed: PostgreSQL then asks
// about all rows that one statement adds together, and not about each by itself, which takes
// several times as long, and the columns never change. Only where the table that is referred to is
// append only: nobody asks whether a row that goes was referred to. SQLite keeps the foreign keys.
//
// What only one of them needs, for speed, stands behind a line `FOR SQLITE:` or `FOR POSTGRESQL:`,
// up to a line `FOR BOTH:`. Everything else must be what both databases understand, and stands as
// it is written. A backup knows the tables as SQLite has them: their columns must be the same in
// both.
#pragma once

#include <string>
#include <string_view>

#include "platform/store/database.hpp"

namespace fugong::store {

std::string render_schema(std::string_view sql, Dialect dialect);

}  // namespace fugong::store
