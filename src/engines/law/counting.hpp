// The count of a block: provisions for rows, each worked out for the whole block. Private to
// engines/law.
#pragma once

#include <compare>
#include <limits>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engines/law/concluding.hpp"
#include "engines/law/row_lane.hpp"

namespace fugong::law {

class Counting final : public Concluding {
 public:
  Counting(const Rulebook::Impl& book, const Moment& moment, const std::vector<int>& measures,
           std::vector<std::string> decisions, const std::vector<std::size_t>* only, Depth depth);

  void count(Roster& roster, std::size_t first, std::size_t count,
             const std::function<void(const Tally&)>& sink);
  void recount(Roster& roster, std::size_t first, std::size_t count,
               std::span<const std::size_t> provisions,
               const std::function<void(const Tally&)>& sink);
  std::span<const CensusTable> tables() const { return table_list_; }
  const TableRows& table(std::size_t index) const { return tables_[index].found; }
  std::vector<std::uint16_t> facts_of(std::size_t index) const;
  const columns::Vector& decision(std::string_view name, std::size_t kind);
  feel::Value decision_of_row(std::string_view name, std::size_t kind, std::size_t row);
  std::size_t rows(std::size_t kind) const { return kinds_[kind].rows(); }
  std::size_t kinds() const { return book_.kinds.size(); }
  const std::vector<std::size_t>& chosen() const { return chosen_; }
  const std::vector<std::uint64_t>& by_row() const { return by_row_; }
  const std::vector<std::uint64_t>& judged() const { return judged_; }

 private:
  using Checking::judge;

  /// What a provision makes of what its slots come to, the amount of the row apart.
  struct Conclusion : RowFinding {
    bool takes_amount = false;  // the row's own
  };
  /// What a conclusion hangs on: the codes of the parts of the benefit, and what else.
  struct ConclusionKey {
    std::uint64_t codes = 0;
    std::uint64_t rest = 0;
    friend auto operator<=>(const ConclusionKey&, const ConclusionKey&) = default;
  };
  /// What was found out for a provision.
  struct Work {
    std::vector<std::uint8_t> by_day;  // what is known of days of the table
    std::map<std::int64_t, std::uint8_t> by_far_day;
    std::optional<std::uint8_t> by_no_day;
    std::vector<columns::Code> region_by_code;                                // how places stand
    std::map<std::pair<std::int64_t, columns::Code>, columns::Code> settled;  // by day and place
    std::vector<Settlement> settlements;
    std::vector<std::vector<feel::Value>> term_values;  // of each term, by settlement
    std::map<ConclusionKey, Conclusion> conclusions;
    const std::pair<const ConclusionKey, Conclusion>* last = nullptr;
    std::optional<Conclusion> plain[2];  // of rows whose values are all known; the second if open
    std::size_t first_table = 0;         // of its own
    std::size_t end_table = 0;
  };
  /// Of a table, kept from block to block but for the rows.
  struct TableWork {
    Slot slot = 0;
    TableRows found;
    std::map<columns::Hits, std::uint32_t> numbers;
    std::vector<std::optional<std::uint32_t>> by_class;
    std::optional<std::uint32_t> of_all;  // where it is the same for all rows
  };
  /// A slot of the benefit, in the key of a conclusion: known, or which unknown.
  struct Part {
    Slot slot = 0;
    const columns::Vector* vector = nullptr;
    const std::vector<std::uint8_t>* known = nullptr;  // by code
    bool knows(columns::Code code) const { return (*known)[code] != 0; }
    bool is_span(std::size_t row) const { return vector->dictionary->is_span(vector->code(row)); }
    bool is_own(std::size_t row) const {
      return vector->code(row) == columns::kNumber || is_span(row);
    }
  };

  // census.cpp: what is to be counted, block after block
  void set_levels();
  void set_terms();
  void make_batch();
  void begin(Roster& roster, std::size_t first, std::size_t count);
  void judge(std::size_t index);
  Tally tally_of(std::size_t index) const;

  // census_stand.cpp: day, place, conditions, what fills open terms
  std::uint8_t covered_on(const CompiledProvision& compiled, Work& work, std::int64_t day);
  void read_days(const CompiledProvision& compiled);
  static std::int64_t day_of(const columns::Vector& events, std::size_t row);
  void find_coverage(const CompiledProvision& compiled, Work& work);
  void cover_days(const CompiledProvision& compiled, Work& work);
  bool find_region(const CompiledProvision& compiled, Work& work);
  columns::Code in_region(const CompiledProvision& compiled, const columns::Vector& places,
                          columns::Code code);
  std::uint8_t in_region(const CompiledProvision& compiled, Work& work,
                         const columns::Vector& places, std::size_t row);
  bool any_stands() const;
  bool apply(Slot slot, bool negated);
  void settle_rows(std::size_t index, const CompiledProvision& compiled, Work& work);
  void read_term(Slot slot, columns::Leaf& leaf);
  const columns::Vector& places_here() {
    return batch_->evaluate(book_.fact_slots[*place_fact_], level_);
  }

  // census_conclude.cpp: the state and the amount
  Part part_of(Slot slot);
  void conclude_rows(std::size_t index, const CompiledProvision& compiled, Work& work);
  void conclude_row(std::size_t index, const CompiledProvision& compiled, Work& work,
                    const std::vector<Part>& parts, std::size_t row);
  void round_amounts(const CompiledProvision& compiled, const columns::Vector& amounts);
  std::int64_t fen_of(std::int64_t rounded) const;
  std::int64_t low_of_row(const Part& amount, std::size_t row) const;
  std::int64_t high_of_row(const Part& amount, std::size_t row) const;
  Conclusion conclude_one(const CompiledProvision& compiled, const Work& work,
                          const std::vector<Part>& parts, std::size_t row);
  void by_itself(std::size_t index, std::size_t row);

  // census_reasons.cpp: the full look
  void find_tables();
  void find_reasons(std::size_t index);
  void find_place_and_time(const CompiledProvision& compiled, Work& work);
  void read_truths(Slot slot, bool negated, std::vector<Truth>& truths);
  void take_look(std::size_t index, std::size_t row);
  void find_hits(std::size_t index, std::size_t kind,
                 const std::function<columns::Hits(std::size_t row)>& ask);
  void find_hits_of_provision(std::size_t index);
  void find_hits_of_decisions();

  const std::vector<std::string> decisions_;
  const Depth depth_;
  const bool in_full_;  // rows that nothing can save are looked at too
  RowLane row_lane_;
  std::optional<RowLane> looking_lane_;  // with trace
  Roster* roster_ = nullptr;
  std::vector<std::size_t> chosen_;
  std::vector<std::size_t> level_of_kind_;
  std::vector<columns::Level> parents_;
  std::map<Slot, std::size_t> input_level_;
  std::map<Slot, std::uint16_t> fact_of_;
  std::map<Slot, std::pair<std::size_t, std::size_t>> term_of_;
  std::optional<columns::Batch> batch_;
  std::vector<std::uint64_t> by_row_;
  std::vector<std::uint64_t> judged_;
  std::vector<Work> work_;
  std::vector<CensusTable> table_list_;
  std::vector<TableWork> tables_;  // as table_list_: of provisions, then of decisions
  std::size_t first_decision_table_ = 0;

  // of the block, and of the provision at hand
  std::vector<KindRows> kinds_;
  std::vector<columns::LevelRows> levels_;
  std::size_t level_ = 0;
  std::vector<Finding> findings_;
  std::vector<std::int64_t> low_;
  std::vector<std::int64_t> high_;
  std::vector<std::uint8_t> standing_;
  /// What its values come to by code, as far as they were met: a dictionary only grows.
  struct OfDictionary {
    std::vector<columns::Code> standing[2];  // as a condition; the second negated
    std::vector<std::uint8_t> known;
  };
  std::unordered_map<const columns::Dictionary*, OfDictionary> by_dictionary_;
  std::span<const std::int64_t> days_;
  /// Where days_ aren't those of a vector: by event and level, in the block.
  std::map<std::pair<Slot, std::size_t>, std::vector<std::int64_t>> own_days_;
  bool has_amounts_ = true;  // low_ and high_ may hold something
  std::vector<columns::Code> settled_;
  std::size_t settled_of_ = 0;
  std::vector<std::int64_t> rounded_;
  std::vector<std::int64_t> rounded_lows_;
  std::vector<std::int64_t> rounded_highs_;
  Reasons reasons_;
  std::vector<std::uint8_t> asked_;  // of each row: only the row interpreter can say its reasons
  bool rounding_failed_ = false;
  std::int64_t fen_factor_ = 1;
  std::int64_t most_rounded_ = 0;  // that fen can still tell
};

}  // namespace fugong::law
