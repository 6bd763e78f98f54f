// One firm on one day, as the oracle judges it. Private to the oracle.
#pragma once

#include <set>

#include "oracle/law.hpp"

namespace fugong::oracle {

/// A question of the law and its answer.
struct Judged {
  Truth truth;
  Openness open = kSettled;
};

struct Law::Level {
  const law::SubjectKind* kind = nullptr;
  const law::Subject* subject = nullptr;
  Level* parent = nullptr;
  std::map<std::size_t, Given> facts;
  std::map<std::size_t, Value> drawn;            // of those
  std::set<const law::Provision*> unsure_fills;  // by a text that is not sure
  std::unique_ptr<World> world;
  std::unique_ptr<Evaluator> evaluator;
};

class Law::Case {
 public:
  Case(Law& law, const law::Moment& moment, Draw& draw, Arithmetic arithmetic);
  Opinion run(const law::Subject& firm);

 private:
  class AtLevel;  // the world as its rules see it

  void visit(const law::Subject& subject, const law::SubjectKind& kind, Level* parent);
  law::Subject completed(const Level& level) const;
  Outcome try_to_judge(const law::Provision& provision, Level& level);
  Outcome judge(const law::Provision& provision, Level& level);
  void work_out_benefit(const law::Provision& provision, Level& level,
                        const std::optional<std::size_t>& winner, Outcome& outcome);
  Given value(Level& level, const std::string& name);

  Given fact(Level& level, std::size_t index);
  Given draw_fact(Level& owner, std::size_t index);
  Given look_up(std::size_t function, const Value& argument);
  Found find(const law::Lookup& lookup, const std::string& code);
  Given dated(const law::Lookup& lookup, const Day& day);
  bool is_visible(const law::Lookup::Row& row);
  Given settle(const Term& term, Level& level);
  Given in_force(const law::Decision& decision);

  bool is_known(const law::Provision& provision);
  bool is_known(const law::Decision& decision);
  Given event_of(const law::Provision& provision, Level& level);
  Judged replaced(const law::Provision& provision, const Given& event);
  Judged covers(const law::Validity& validity, const Day& day);
  bool spans(const law::Validity& outer, const law::Validity& inner);
  Given place();
  Judged in_region(const law::Provision& provision);
  std::size_t depth_of(const law::Provision& provision);
  /// Empty: it can't be told whether one of a higher priority holds.
  Judged excepted(const law::Provision& provision, Level& level,
                  std::optional<std::size_t>& winner);

  Law& law_;
  const law::Source& source_;
  Day on_;
  Day known_at_;
  Draw& draw_;
  Arithmetic arithmetic_;
  Level* root_ = nullptr;
  std::vector<std::unique_ptr<Level>> levels_;
  Opinion opinion_;
};

Value read_parameter(law::Parameter::Type type, const std::string& text);
/// As the product takes it; for values that a fact may have.
feel::Value given_to_product(const Value& value);

/// Exceptions from the greatest priority down: the first that holds wins.
std::vector<const law::Exception*> by_priority(const law::Provision& provision);

}  // namespace fugong::oracle
