// From provisions to queries. Private to engines/law.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engines/law/census_query.hpp"
#include "engines/law/concluding.hpp"
#include "engines/law/row_lane.hpp"

namespace fugong::law {

/// Days that a register may lie apart if the coverage of each is asked beforehand.
inline constexpr std::int64_t kMostDays = 400'000;

class Asking final : public Concluding {
 public:
  Asking(const Rulebook::Impl& book, const Moment& moment, StoredRegister stored,
         const std::vector<int>& measures);

  const std::vector<std::size_t>& chosen() const { return chosen_; }
  const CensusQuery::Rows& rows_of(std::size_t provision);
  CensusQuery::Conclusion conclude(std::size_t provision, std::int64_t key,
                                   const CensusQuery::Sample& sample);
  sql::Query values(std::size_t kind, const std::vector<std::string>& names, bool in_fen) const;
  Slot slot_of(std::string_view name) const;
  std::vector<RowFinding> judge(const Subject& firm, std::size_t provision) {
    return row_lane_.judge(firm, provision);
  }
  std::vector<feel::Value> decide(const Subject& firm, const std::string& decision) {
    return row_lane_.values(firm, slot_of_decision(decision));
  }

 private:
  using Checking::judge;

  /// What is true of a row, as SQL; empty: of none.
  struct Flags {
    std::string fails;
    std::string open;
    std::string ask;
  };
  /// A digit of the key: what one slot of the benefit came to.
  struct Part {
    Slot slot = 0;
    sql::Answer answer;
    bool is_amount = false;
    /// In the key the code, or 0 for all that are known, where it is no amount.
    std::int64_t radix() const { return static_cast<std::int64_t>(answer.values.size()) + 2; }
  };
  struct Work {
    std::optional<CensusQuery::Rows> rows;
    std::vector<Part> parts;  // the amount first
    std::vector<Settlement> settlements;
    std::int64_t fen_factor = 1;
  };

  // asking.cpp: the source, and the query of a provision
  std::vector<std::size_t> line_of(std::size_t kind) const;
  std::string source_of(std::size_t kind, const std::string& besides) const;
  sql::Request request_of(std::size_t kind) const;
  void make_rows(std::size_t index, Work& work);
  bool make_request(std::size_t index, Work& work, sql::Request& request);
  void refuse(Work& work, const CompiledProvision& compiled, sql::Refusal refusal) const;
  std::string write(const Work& work, const sql::Query& query,
                    const std::vector<Flags>& flags) const;
  Flags flags_of(const sql::Answer& answer, bool negated) const;

  // asking_stand.cpp: what the day and the place of a row decide
  const StoredFact* stored(std::uint16_t fact) const;
  std::string column_of(std::uint16_t fact, bool codes) const;
  std::string day_of(const CompiledProvision& compiled) const;
  bool has_days(const CompiledProvision& compiled) const;
  bool days_are_near(const CompiledProvision& compiled) const;
  std::string stands(const CompiledProvision& compiled);
  std::string by_day(const CompiledProvision& compiled,
                     const std::function<std::int64_t(const std::optional<Date>&)>& of);
  std::string by_place(const std::function<std::int64_t(const feel::Value&)>& of);
  std::string settled(const CompiledProvision& compiled, Work& work);

  const StoredRegister stored_;
  RowLane row_lane_;
  std::vector<std::size_t> chosen_;
  std::vector<std::pair<Slot, feel::Value>> fixed_;
  std::vector<Work> work_;           // by provision
  mutable sql::TableMemory tables_;  // what values() learns is for all
};

}  // namespace fugong::law
