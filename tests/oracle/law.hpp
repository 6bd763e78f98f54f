// The law as a reader with a pencil would apply it: provision after provision, from the source
// itself, each question answered anew. Coverage, region, replacement, lookups, open terms,
// exceptions, amounts and rounding are told from law::Source; only conditions, steps and amounts
// come through the typed form, evaluated by the oracle's own evaluator.
//
// What isn't known (a fact, a rate not yet published, an edge without a day, a figure left to an
// authority) is drawn, and whatever rests on that is marked as open.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engines/law/rulebook.hpp"
#include "oracle/draw.hpp"
#include "oracle/evaluator.hpp"

namespace fugong::oracle {

enum class Standing : std::uint8_t { not_covered, replaced, not_entitled, depends, entitled };

/// What a provision comes to for one subject.
struct Outcome {
  std::string subject_id;
  Standing standing = Standing::depends;
  Openness open = kSettled;
  Openness rules_open = kSettled;  ///< of all but the benefit
  bool tainted = false;            ///< the text is not sure enough: never better than depends
  bool undetermined = false;       ///< something has no value although all it rests on is known
  std::optional<std::int64_t> fen;
  std::optional<Fraction> rate;
  std::optional<Day> period_from;
  std::optional<Day> period_to;
};

struct DerivedValue {
  const law::Decision* decision = nullptr;
  std::string subject_id;
  std::optional<Given> value;  ///< empty: not covered
};

struct Opinion {
  std::vector<std::vector<Outcome>> outcomes;  ///< by provision; subjects in their order
  std::vector<DerivedValue> derived;
  law::Subject completed;  ///< the firm with every fact that was drawn
};

class Law {
 public:
  explicit Law(const law::Rulebook& book);

  Opinion check(const law::Subject& firm, const law::Moment& moment, Draw& draw,
                Arithmetic arithmetic);
  /// What was looked at so far, by name.
  std::map<std::string, std::size_t> counts() const { return exercise_.counts(); }
  /// What was not covered so far, by reason. Those outcomes are missing in opinions.
  std::map<std::string, std::size_t> not_covered;

 private:
  class Case;    // one firm on one day
  struct Level;  // one subject of it

  struct Term {
    const law::Provision* provision = nullptr;
    const law::OpenTerm* term = nullptr;
  };

  decision::Slot slot_of(const std::string& name) const;
  void read_parameters(const std::string& prefix, const std::vector<law::Parameter>& parameters);
  /// The code itself and what it lies in, up to the top; empty for an unknown code.
  std::vector<std::string> path_of(const std::string& list, const std::string& code) const;
  const Day& day_of(const Date& date);

  const law::Rulebook& book_;
  const law::Source& source_;
  const decision::Program::Impl& program_;
  Literals literals_;
  Exercise exercise_;
  std::unordered_map<std::string, decision::Slot> slots_;
  std::unordered_map<decision::Slot, std::size_t> facts_;
  std::map<decision::Slot, const law::Decision*> decisions_;
  std::map<decision::Slot, Term> terms_;
  std::map<std::string, std::map<std::string, std::string>> parents_;  // by list and code
  std::unordered_map<std::int64_t, Day> days_;
  struct Found {
    Value value;
    bool coarse = false;
    List below;  // of a coarse code: what its parts have
  };
  std::map<std::pair<std::size_t, std::string>, std::map<std::int64_t, Found>> found_;
};

/// By the type of a fact, from the text of a pack.
Value read_text(law::FactType type, const std::string& text);

}  // namespace fugong::oracle
