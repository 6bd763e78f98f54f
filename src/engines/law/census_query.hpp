// CensusQuery: what a census counts, asked of the database in which the register stands.
//
//   CensusQuery census(book, {.on = d, .known_at = k}, how_it_is_kept);
//   const auto& of = census.rows_of(provision);
//   // run of.text: the rows that nothing refuses, each with a key
//   census.conclude(provision, key, sample)         // once for each key that occurs
//
// Conditions and amounts are worked out by the database (engines/sql); what a provision makes of
// them is worked out here, once for each combination. So nothing of a row needs to come here but
// what hangs on no combination: rows with the key kAskKey, which only a check can judge.
//
// Comes to what Census and Rulebook::check come to. Pure: nothing is sent anywhere. The rulebook
// must outlive it; belongs to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/law/census.hpp"
#include "engines/sql/query.hpp"

namespace fugong::law {

/// How the database keeps a fact: a column of the table of its kind with its number, one with the
/// code of its value, or both. A row that has neither: nobody has said it.
struct StoredFact {
  std::uint16_t fact = 0;
  std::string numbers;  ///< empty: there is none
  columns::Unit unit = columns::Unit::number;
  int scale = 0;
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::string codes;  ///< empty: there is none
  std::vector<std::pair<std::int64_t, feel::Value>> values;
  bool complete = false;  ///< every row has one
};

/// Tables with a line for each subject: "row", unlike for all of its kind; "parent", the row that
/// it belongs to, of all but enterprises; the columns of the facts. Nothing is promised of rows
/// that aren't as these say.
struct StoredRegister {
  sql::Dialect dialect = sql::Dialect::sqlite;
  std::vector<std::string> tables;  ///< of each of Source::subjects; empty: there is none
  std::vector<StoredFact> facts;
};

class CensusQuery {
 public:
  /// Keys of rows that go by themselves, and of those where another provision stands instead.
  static constexpr std::int64_t kAskKey = -1;
  static constexpr std::int64_t kReplacedKey = -2;

  /// The rows that a provision doesn't refuse.
  struct Rows {
    /// SELECT of "row", "firm" (its enterprise), "day" (of the event, since 1970-01-01; NULL: not
    /// known), "key", and in fen "low" and "high" of an amount of the row's own (NULL: there is
    /// none, or no bound). Empty: it refuses all.
    std::string text;
    /// Why all rows go by themselves.
    std::optional<sql::Refusal> refused;
  };
  /// What a provision makes of the rows of a key.
  struct Conclusion : RowFinding {
    bool takes_amount = false;  ///< instead of these the row's own (of `high` NULL is kNoBound)
  };
  /// The amount of any row of a key.
  struct Sample {
    std::optional<std::int64_t> low;
    std::optional<std::int64_t> high;
  };

  CensusQuery(const Rulebook& book, const Moment& moment, StoredRegister stored,
              const std::vector<int>& measures = {});
  ~CensusQuery();
  CensusQuery(CensusQuery&&) noexcept;

  /// As Census.
  std::vector<std::size_t> provisions() const;
  const Rows& rows_of(std::size_t provision);
  Conclusion conclude(std::size_t provision, std::int64_t key, const Sample& sample);
  /// Facts or decisions for the rows of a kind, with "firm" carried. A decision's numbers come in
  /// whole fen if `in_fen`.
  sql::Query values(std::size_t kind, const std::vector<std::string>& names, bool in_fen) const;

  /// Of a fact or a decision: Query::answers leaves out those that are refused.
  decision::Slot slot_of(std::string_view name) const;

  /// What the row interpreter says of each subject of a firm, in their order.
  std::vector<RowFinding> judge(const Subject& firm, std::size_t provision);
  /// The value of a decision for each subject of the kind that it is made for.
  std::vector<feel::Value> decide(const Subject& firm, const std::string& decision);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fugong::law
