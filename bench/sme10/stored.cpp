#include "sme10/stored.hpp"

#include <fmt/format.h>

namespace fugong::bench {

std::string sme10_table(sql::Dialect dialect) {
  const bool lite = dialect == sql::Dialect::sqlite;
  const char* whole = lite ? "INTEGER" : "integer";
  const char* wide = lite ? "INTEGER" : "bigint";
  const char* truth = lite ? "INTEGER" : "boolean";
  return fmt::format(
      "CREATE TABLE sme10 (id {1} PRIMARY KEY, industry {0} NOT NULL, employees {0} NOT NULL, "
      "revenue {0}, region {0} NOT NULL, industry_code {0} NOT NULL, application {0} NOT NULL, "
      "registration {0} NOT NULL, tax_arrears {2} NOT NULL, blacklisted {2} NOT NULL, "
      "si_months {0} NOT NULL, layoffs {0} NOT NULL, loan_fen {1} NOT NULL, "
      "rate_bp {0} NOT NULL){3}",
      whole, wide, truth, lite ? " STRICT" : "");
}

std::string sme10_lines(std::span<const Sme10Row> rows, std::size_t before) {
  fmt::memory_buffer lines;
  std::size_t id = before;
  for (const Sme10Row& row : rows) {
    const std::string revenue = row.revenue_10k ? std::to_string(*row.revenue_10k) : "\\N";
    fmt::format_to(std::back_inserter(lines),
                   "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", ++id, row.industry,
                   row.employees, revenue, row.region, row.industry_code, row.application.days(),
                   row.registration.days(), row.tax_arrears ? 1 : 0, row.blacklisted ? 1 : 0,
                   row.si_months, row.layoffs, row.loan_fen, row.rate_bp);
  }
  return fmt::to_string(lines);
}

sql::Request sme10_request(const Sme10& rules, sql::Dialect dialect) {
  sql::Request request;
  request.dialect = dialect;
  request.table = "sme10";
  request.key = "id";
  request.wanted = rules.decisions();
  const auto& inputs = rules.inputs();
  const auto coded = [&](std::size_t input, const char* name,
                         const std::vector<feel::Value>& values) {
    sql::Column column;
    column.input = inputs[input];
    column.values = name;
    column.may_be_null = false;
    std::int64_t next = 0;
    for (const feel::Value& value : values)
      column.stored.push_back({next++, value});
    request.columns.push_back(std::move(column));
  };
  const auto truth = [&](std::size_t input, const char* name) {
    sql::Column column;
    column.input = inputs[input];
    column.values = name;
    column.may_be_null = false;
    column.stored = {{false, feel::Value::of(false)}, {true, feel::Value::of(true)}};
    request.columns.push_back(std::move(column));
  };
  const auto counts = [&](std::size_t input, const char* name, std::int64_t low, std::int64_t high,
                          int scale = 0, columns::Unit unit = columns::Unit::number) {
    sql::Column column;
    column.input = inputs[input];
    column.numbers = name;
    column.low = low;
    column.high = high;
    column.scale = scale;
    column.unit = unit;
    column.may_be_null = false;
    request.columns.push_back(std::move(column));
  };
  coded(0, "industry", rules.industries());
  counts(1, "employees", 1, 100'000);
  counts(2, "revenue", 0, 1'000'000);
  request.columns.back().may_be_null = true;
  request.columns.back().null = feel::Value();
  coded(3, "region", rules.regions());
  coded(4, "industry_code", rules.codes());
  counts(5, "application", 0, 40'000, 0, columns::Unit::day);
  counts(6, "registration", 0, 40'000, 0, columns::Unit::day);
  truth(7, "tax_arrears");
  truth(8, "blacklisted");
  counts(9, "si_months", 0, 1'200);
  counts(10, "layoffs", 0, 100'000);
  counts(11, "loan_fen", 0, 10'000'000'000, 2);
  counts(12, "rate_bp", 0, 10'000, 2);
  return request;
}

}  // namespace fugong::bench
