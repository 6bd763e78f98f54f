// Census: a rulebook on one day, for a whole register in columns.
//
//   Census census(book, {.on = d, .known_at = k});
//   census.count(roster, 0, 2048, [&](const Tally& t) { add(t); });   // a block of enterprises
//
// Comes to what Rulebook::check comes to, without conditions and working, hundreds of times sooner:
// conditions and amounts are worked out for a block of rows at once (engines/columns); whether a
// text covers a day and a place, what fills an open term, and what a provision makes of an amount
// is worked out once for each case that occurs. A row whose amount would be an interval of its own
// goes by itself, through the row interpreter.
//
// Belongs to one thread; several may share a rulebook and a roster, which must outlive them.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/columns/batch.hpp"
#include "engines/law/rulebook.hpp"

namespace fugong::law {

/// The subjects of one kind in a block of enterprises.
struct KindRows {
  std::vector<std::uint32_t> parents;  ///< for each the row of the subject that it belongs to
  /// Whether it stands for those of which nothing is known (Entitlement::hypothetical). A roster
  /// may leave such rows out.
  std::vector<std::uint8_t> hypothetical;
  /// Rows of the kind above that are said to have none, and those of which nothing is said.
  std::vector<std::uint32_t> absent_of;
  std::vector<std::uint32_t> unsaid_of;
  std::size_t rows() const { return hypothetical.size(); }
};

/// A register in columns. A census calls it from its own thread, each with a cursor of its own.
class Roster {
 public:
  virtual ~Roster() = default;
  /// Goes to a block: its subjects by kind, in the order of Source::subjects.
  virtual std::vector<KindRows> go_to(std::size_t first, std::size_t count) = 0;
  /// A fact of the block for the rows of its kind; false if nobody has said it of any.
  virtual bool read(std::uint16_t fact, columns::Leaf& into) = 0;
  /// An enterprise of the block with all that is known of it.
  virtual Subject subject(std::size_t row) = 0;
};

enum class Finding : std::uint8_t {
  replaced,  ///< by another provision: there is no entitlement
  not_entitled,
  depends,
  entitled,
};

inline constexpr std::int64_t kNoAmount = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t kNoBound = std::numeric_limits<std::int64_t>::max();

/// What a provision comes to for one row, as in Tally.
struct RowFinding {
  Finding finding = Finding::replaced;
  std::int64_t low = kNoAmount;
  std::int64_t high = kNoAmount;
};

/// How each requirement of a provision stands for the rows of its kind, as a traced check says it.
struct Reasons {
  std::vector<Truth> in_force;
  std::vector<Truth> in_region;                ///< holds where the provision names no place
  std::vector<std::vector<Truth>> conditions;  ///< as Provision::conditions
  std::vector<std::vector<Truth>> exceptions;  ///< of each whether it holds: Provision::exceptions
  std::vector<Truth> not_excluded;             ///< that none of the exceptions excludes the row
};

/// What one provision comes to for the rows of its kind in a block.
struct Tally {
  std::size_t provision = 0;  ///< index into Source::provisions
  std::size_t kind = 0;       ///< index into Source::subjects
  std::span<const Finding> findings;
  /// In fen: of an entitlement its amount, or the range of what an authority may yet set; of one
  /// that depends, what it would come to. kNoAmount where there is none to be stated; `high`
  /// kNoBound where nobody can say how much it may become.
  std::span<const std::int64_t> low;
  std::span<const std::int64_t> high;
  /// The day of the event of each row, in days since 1970-01-01; before Date::kFirstDay where it
  /// isn't known. Empty: the service date, for all.
  std::span<const std::int64_t> days;
  /// With Depth::reasons; nothing is said of rows where it is replaced.
  const Reasons* reasons = nullptr;
};

/// How much a census tells.
enum class Depth : std::uint8_t {
  findings,
  rules,    ///< also which rules of tables fire
  reasons,  ///< and how each requirement stands
};

/// A decision table that provisions which are judged rest on.
struct CensusTable {
  const Provision* provision = nullptr;  ///< whose step it is; null of a decision
  const Decision* decision = nullptr;
  const Definition* definition = nullptr;
  std::size_t kind = 0;
};

/// Which of its rules fire for the rows of its kind in a block.
struct TableRows {
  std::vector<std::uint32_t> of_row;  ///< index into `hits`
  std::vector<columns::Hits> hits;    ///< all that occurred so far; they only grow
};

class Census {
 public:
  /// `measures` as in CheckOptions; `decisions`: names of those that are worked out for themselves;
  /// `only`: no other provisions are judged.
  Census(const Rulebook& book, const Moment& moment, const std::vector<int>& measures = {},
         std::vector<std::string> decisions = {}, const std::vector<std::size_t>* only = nullptr,
         Depth depth = Depth::findings);
  ~Census();
  Census(Census&&) noexcept;
  Census& operator=(Census&&) noexcept;

  /// Provisions in the order of the pack, each once, those of which no row is in the block too.
  void count(Roster& roster, std::size_t first, std::size_t count,
             const std::function<void(const Tally&)>& sink);
  /// Counts the block again for these provisions alone, without reasons: of a roster of the same
  /// rows that says something else of some facts.
  void recount(Roster& roster, std::size_t first, std::size_t count,
               std::span<const std::size_t> provisions,
               const std::function<void(const Tally&)>& sink);
  /// With Depth::rules or more: the tables, and what became of one in the block that `count`
  /// counted last.
  std::span<const CensusTable> tables() const;
  const TableRows& table(std::size_t index) const;
  /// Facts that decide what a provision comes to, or what limits it together with others.
  std::vector<std::uint16_t> facts_of(std::size_t provision) const;
  /// Of the block counted last: one of the `decisions` for the rows of a kind, its own or one
  /// below; where that is kAsk, of a row by itself; how many rows a kind has.
  const columns::Vector& decision(std::string_view name, std::size_t kind);
  feel::Value decision_of_row(std::string_view name, std::size_t kind, std::size_t row);
  std::size_t rows(std::size_t kind) const;
  std::size_t kinds() const;
  /// Those that are judged at all: known on the day, of the measures.
  std::vector<std::size_t> provisions() const;
  /// Rows that went by themselves so far, by provision.
  const std::vector<std::uint64_t>& by_row() const;
  /// Rows of which a provision was judged so far, by provision.
  const std::vector<std::uint64_t>& judged() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fugong::law
