// The rows of SME-10 as a database table of whole numbers: what is of few values as its index.
#pragma once

#include <span>
#include <string>

#include "engines/sql/query.hpp"
#include "sme10/program.hpp"

namespace fugong::bench {

/// CREATE TABLE sme10; `dialect` has its own words.
std::string sme10_table(sql::Dialect dialect);
/// A row for each, fields parted by tabs, what is null as \N: as PostgreSQL's COPY reads it.
/// They are numbered from after `before` on.
std::string sme10_lines(std::span<const Sme10Row> rows, std::size_t before = 0);
/// All ten decisions over that table.
sql::Request sme10_request(const Sme10& rules, sql::Dialect dialect);

}  // namespace fugong::bench
