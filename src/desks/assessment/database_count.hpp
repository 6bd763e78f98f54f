// The count of a register in its database, provision by provision. Private to desks/assessment.
//
// Temporary tables: fugong_firms (the groups of each firm); of the provision at hand fugong_rows,
// fugong_keys and fugong_asked; fugong_offers (what firms are entitled to, in the end what they
// hold); of the tie at hand fugong_compared; fugong_choosers (firms that hold something which rules
// of stacking compared).
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "desks/assessment/group_rows.hpp"
#include "desks/assessment/holding_tally.hpp"
#include "desks/assessment/in_database.hpp"
#include "desks/register/sql_register.hpp"
#include "engines/law/census_query.hpp"

namespace fugong::assessment {

class DatabaseCount {
 public:
  DatabaseCount(const pack::Pack& pack, store::Transaction& transaction,
                const enterprise_register::SqlRegister& reg, const Options& options);

  Result<InDatabase> run();

 private:
  using Rows = std::vector<store::Row>;

  // database_count.cpp: provisions
  Result<void> make_tables();
  Result<void> count(std::size_t provision);
  Result<void> conclude(std::size_t provision);
  std::string found() const;
  Result<void> judge_asked(std::size_t provision);
  Result<void> add_lines(std::size_t provision);
  Result<void> keep_offers(std::size_t provision);

  // database_groups.cpp: firms, and figures by group
  Result<void> find_groups();
  Result<void> ask_group(std::int64_t firm, std::size_t grouping, const std::string& decision);
  Result<void> count_rows();
  /// The rows of a kind, each with its firm; if one is named its own, in the order of a check.
  std::string firm_rows(std::size_t kind, const std::string& firm) const;
  /// A SELECT of `figures` over rows, which know their firm, for all, for each group of each
  /// grouping and (if `months`) for each month of "day": behind what it is by, and the group.
  /// `with`: what stands before it, "WITH ..." or empty.
  std::string for_each_line(const std::string& with, const std::string& rows,
                            const std::string& figures, bool months) const;
  Line& line(std::size_t provision, const store::Row& row);

  // database_holdings.cpp: what is held
  Result<void> combine(const HoldingTally::Tie& tie);
  Result<void> replace_offers(std::span<const Offer> held);
  Result<std::int64_t> limit_of(const std::string& decision, std::size_t kind, std::uint32_t row);
  Result<std::map<std::uint32_t, std::int64_t>> limits_of(const std::string& decision,
                                                          std::size_t kind);
  Result<void> add_held();
  Result<void> add_holdings();
  Result<void> add_choosers();

  Result<void> execute(const std::string& sql);
  Result<void> clear(const std::string& table);
  Result<void> scan(const std::string& sql, const std::function<void(const store::Row&)>& each);
  Result<void> load(const std::string& table, const std::vector<std::string>& columns,
                    const Rows& rows);
  Holdings& holdings(const store::Row& row);
  std::size_t kind_of(std::size_t provision) const;
  /// Which of the subjects of its kind each row of a firm is, in that order.
  Result<std::map<std::int64_t, std::size_t>> places_of(std::size_t kind, std::int64_t firm);

  const pack::Pack& pack_;
  store::Transaction& transaction_;
  const enterprise_register::SqlRegister& register_;
  const Options& options_;
  const bool is_sqlite_;
  const law::StoredRegister stored_;
  law::CensusQuery census_;
  HoldingTally holding_;
  InDatabase made_;
  std::size_t root_ = 0;  // kind of the enterprises
  std::map<std::pair<std::string, std::size_t>, std::map<std::uint32_t, std::int64_t>> limits_;
  bool asks_ = false;  // any row of the provision at hand goes by itself
  const HoldingTally::Tie* tie_ = nullptr;
};

/// Of the lines that for_each_line gives, those of all and of a month; groupings from 1 on.
inline constexpr std::int64_t kAll = 0;
inline constexpr std::int64_t kByMonth = -1;
/// Of an event whose day isn't known, as in law::Tally.
inline constexpr std::int64_t kNoDay = std::numeric_limits<std::int64_t>::min();

/// A cell that is a whole number; 0 of NULL.
std::int64_t whole(const store::Cell& cell);
Sum sum_of(const store::Cell& cell);
bool is_null(const store::Cell& cell);

}  // namespace fugong::assessment
