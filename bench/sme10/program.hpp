// SME-10 from its rule file, run row by row by the interpreter.
//
//   Sme10 sme10 = Sme10::read(text, "rules.yaml").value();
//   Sme10::Runner runner(sme10, trace);
//   runner.run(row);                        // all ten decisions
//   runner.add_to(sums);
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engines/decision/program.hpp"
#include "sme10/rows.hpp"

namespace fugong::bench {

/// What the numbers of a row stand for.
struct Sme10Words {
  std::vector<std::string> industries, regions, codes;
};
/// Those of rules.yaml: MANUFACTURING.., R01.., C01...
Sme10Words sme10_words();

class Sme10 {
 public:
  /// The inputs of a rule file are the columns of a row, in their order, whatever their names are.
  static Result<Sme10> read(std::string_view text, const std::string& file,
                            const Sme10Words& words = sme10_words());

  const decision::Program& program() const { return program_; }
  decision::Slot slot(std::string_view name) const;
  const std::vector<decision::Slot>& inputs() const { return inputs_; }
  const std::vector<decision::Slot>& decisions() const { return decisions_; }
  // What the numbers of a row stand for.
  const std::vector<feel::Value>& industries() const { return industries_; }
  const std::vector<feel::Value>& regions() const { return regions_; }
  const std::vector<feel::Value>& codes() const { return codes_; }

  /// Owns the frame of one row after the other.
  class Runner {
   public:
    Runner(const Sme10& rules, bool trace);
    /// Sets the inputs and works out all ten decisions.
    void run(const Sme10Row& row);
    /// Only one decision.
    const feel::Value& run_one(const Sme10Row& row, decision::Slot slot);
    void add_to(Sme10Sums& sums) const;
    /// What the last row came to, as decisions().
    const std::vector<const feel::Value*>& results() const { return results_; }
    /// The last row as JSON: each decision with its value and the rules of its table that matched.
    std::string trace_json() const;

   private:
    void set_inputs(const Sme10Row& row);
    const Sme10& rules_;
    decision::Environment environment_;
    decision::Frame blank_;
    decision::Frame frame_;
    std::vector<const feel::Value*> results_;  // as decisions_
  };

 private:
  Sme10(decision::Program program, std::vector<decision::Slot> inputs,
        std::vector<decision::Slot> decisions, const Sme10Words& words);
  decision::Program program_;
  std::vector<decision::Slot> inputs_;  // in the order of the rule file
  std::vector<decision::Slot> decisions_;
  std::vector<feel::Value> industries_;
  std::vector<feel::Value> regions_;
  std::vector<feel::Value> codes_;
};

}  // namespace fugong::bench
