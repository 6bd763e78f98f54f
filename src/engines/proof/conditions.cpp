#include "engines/proof/conditions.hpp"

#include <algorithm>
#include <functional>

#include "engines/proof/columns.hpp"
#include "engines/proof/table_proof.hpp"

namespace fugong::proof {

using decision::Slot;
using feel::List;
using feel::Value;

namespace {

enum class Verdict : std::uint8_t { yes, no, open };

/// What is asked of each condition: to hold, not to hold, or nothing.
enum class Wish : std::uint8_t { holds, fails, any };
using Wishes = std::vector<Wish>;

Verdict verdict(const Value& value, Wish wish) {
  if (wish == Wish::any) return Verdict::yes;
  if (value.is_unknown()) {
    const bool may_be_true = value.domain().may_be(Value::of(true));
    if (wish == Wish::holds) return may_be_true ? Verdict::open : Verdict::no;
    return may_be_true ? Verdict::open : Verdict::yes;
  }
  return value.is_true() == (wish == Wish::holds) ? Verdict::yes : Verdict::no;
}

std::vector<Slot> condition_slots(const law::Rulebook& book, const law::Provision& provision) {
  std::vector<Slot> slots;
  for (const law::Condition& condition : provision.conditions)
    slots.push_back(*book.program().find(provision.id + "/condition/" + condition.id));
  return slots;
}

class Prover {
 public:
  Prover(const law::Rulebook& book, const law::Provision& provision, const Date& known_at,
         const std::vector<Situation>& tried)
      : book_(book),
        provision_(provision),
        tried_(tried),
        lookups_(book.lookups(known_at)),
        base_(open_frame(book)),
        slots_(condition_slots(book, provision)) {
    environment_.functions = lookups_.get();
    environment_.call.now.date = known_at;
    asks_for_today_ = asks_for_today(book, slots_);
    for (const law::Decision& decision : book.source().decisions)
      in_force_.push_back(*book.program().find(decision.definition.name + "/in_force"));
    for (const Situation& situation : tried) {
      decision::Frame frame = frame_of(situation);
      std::vector<Value> values;
      for (const Slot slot : slots_)
        values.push_back(value_of(slot, frame));
      answers_.push_back(std::move(values));
    }
  }

  ConditionsProof run() {
    ConditionsProof proof;
    const std::size_t count = slots_.size();
    proof.may_hold = search(Wishes(count, Wish::holds), &proof.witness);
    for (std::size_t i = 0; i < count; ++i) {
      ConditionsProof::One& one = proof.conditions.emplace_back();
      Wishes alone(count, Wish::any);
      alone[i] = Wish::fails;
      one.may_fail = search(alone, nullptr);
      alone[i] = Wish::holds;
      one.may_hold = proof.may_hold == Finding::shown ? Finding::shown : search(alone, nullptr);
      Wishes others(count, Wish::holds);
      others[i] = Wish::fails;
      one.decides = one.may_fail == Finding::refuted || proof.may_hold == Finding::refuted
                        ? Finding::unproved
                        : search(others, nullptr);
    }
    return proof;
  }

 private:
  struct Axis {
    std::uint16_t fact = 0;
    Slot slot = 0;
    std::vector<Piece> pieces;
  };

  const Value& value_of(Slot slot, decision::Frame& frame) {
    environment_.steps = 0;
    environment_.errors.clear();
    return book_.program().evaluate(slot, frame, environment_);
  }

  /// Of a firm: facts that it doesn't give are unknown, the decisions of the pack in force.
  decision::Frame frame_of(const Situation& situation) {
    decision::Frame frame = book_.program().new_frame();
    for (const law::GivenFact& given : situation)
      book_.program().set(frame, *book_.program().find(book_.facts()[given.fact].name),
                          given.value);
    for (const Slot slot : in_force_)
      book_.program().set(frame, slot, Value::of(true));
    return frame;
  }

  Verdict judge(const Wishes& wishes, decision::Frame& frame) {
    Verdict all = Verdict::yes;
    for (std::size_t i = 0; i < wishes.size(); ++i) {
      if (wishes[i] == Wish::any) continue;
      const Verdict one = verdict(value_of(slots_[i], frame), wishes[i]);
      if (one == Verdict::no) return one;
      if (one == Verdict::open) all = one;
    }
    return all;
  }

  Finding search(const Wishes& wishes, Situation* witness) {
    for (std::size_t i = 0; i < tried_.size(); ++i) {
      Verdict all = Verdict::yes;
      for (std::size_t c = 0; all == Verdict::yes && c < wishes.size(); ++c)
        all = verdict(answers_[i][c], wishes[c]);
      if (all != Verdict::yes) continue;
      if (witness != nullptr) *witness = tried_[i];
      return Finding::shown;
    }
    make_axes(wishes);
    trials_ = 0;
    unsure_ = false;
    found_.reset();
    chosen_.assign(axes_.size(), nullptr);
    visit(wishes, 0);
    if (found_) {
      if (witness != nullptr) *witness = *found_;
      return Finding::shown;
    }
    return unsure_ || asks_for_today_ ? Finding::unproved : Finding::refuted;
  }

  /// The facts behind the wishes, each cut where it may matter.
  void make_axes(const Wishes& wishes) {
    std::vector<Slot> asked;
    for (std::size_t i = 0; i < wishes.size(); ++i) {
      if (wishes[i] != Wish::any) asked.push_back(slots_[i]);
    }
    axes_.clear();
    for (const std::uint16_t fact : facts_behind(book_, asked)) {
      Axis axis;
      axis.fact = fact;
      axis.slot = *book_.program().find(book_.facts()[fact].name);
      axis.pieces = pieces(column_of(book_, book_.facts()[fact]), cuts(fact));
      axes_.push_back(std::move(axis));
    }
    std::stable_sort(axes_.begin(), axes_.end(), [](const Axis& a, const Axis& b) {
      return a.pieces.size() < b.pieces.size();
    });
  }

  List cuts(std::uint16_t fact) const {
    List values = named_values();
    for (const Situation& situation : tried_) {
      for (const law::GivenFact& given : situation) {
        if (given.fact == fact && values.size() < kMaxCuts) values.push_back(given.value);
      }
    }
    return values;
  }

  List named_values() const {
    const Constants constants = constants_of(provision_.parameters);
    List values;
    for (const auto& [name, value] : constants)
      values.push_back(value);
    const auto add = [&](const law::Sourced& text) {
      for (const Value& value : values_in(text.text, constants))
        values.push_back(value);
    };
    for (const law::Condition& condition : provision_.conditions)
      add(condition.expression);
    for (const law::Definition& definition : provision_.definitions) {
      if (const auto* text = std::get_if<law::Sourced>(&definition.body)) add(*text);
    }
    if (values.size() > kMaxCuts) values.resize(kMaxCuts);
    return values;
  }

  /// Whether anything is left to search.
  bool visit(const Wishes& wishes, std::size_t axis) {
    if (++trials_ > kMaxTrials) {
      unsure_ = true;
      return false;
    }
    decision::Frame lifted = base_;
    for (std::size_t i = 0; i < axis; ++i) {
      if (chosen_[i] == nullptr) continue;
      book_.program().set(lifted, axes_[i].slot,
                          Value::unknown({axes_[i].fact}, chosen_[i]->domain));
    }
    const Verdict so_far = judge(wishes, lifted);
    if (so_far == Verdict::no) return true;
    if (so_far == Verdict::yes || axis == axes_.size()) {
      if (try_samples(wishes)) return false;
      unsure_ = true;
      return true;
    }
    if (axes_[axis].pieces.empty()) return visit(wishes, axis + 1);
    for (const Piece& piece : axes_[axis].pieces) {
      chosen_[axis] = &piece;
      if (!visit(wishes, axis + 1)) return false;
    }
    chosen_[axis] = nullptr;
    return true;
  }

  bool try_samples(const Wishes& wishes) {
    Situation situation;
    for (std::size_t i = 0; i < axes_.size(); ++i) {
      const Axis& axis = axes_[i];
      const Piece* piece = chosen_[i];
      if (piece == nullptr && !axis.pieces.empty()) piece = &axis.pieces.front();
      if (piece != nullptr && !piece->sample.is_null())
        situation.push_back({axis.fact, piece->sample});
    }
    decision::Frame frame = frame_of(situation);
    if (judge(wishes, frame) != Verdict::yes) return false;
    found_ = std::move(situation);
    return true;
  }

  const law::Rulebook& book_;
  const law::Provision& provision_;
  const std::vector<Situation>& tried_;
  std::unique_ptr<decision::Functions> lookups_;
  decision::Environment environment_;
  decision::Frame base_;
  std::vector<Slot> slots_;
  std::vector<Slot> in_force_;
  std::vector<std::vector<Value>> answers_;  // of the conditions, for each firm that was tried
  std::vector<Axis> axes_;
  std::vector<const Piece*> chosen_;
  std::size_t trials_ = 0;
  bool unsure_ = false;
  bool asks_for_today_ = false;
  std::optional<Situation> found_;
};

}  // namespace

ConditionsProof prove_conditions(const law::Rulebook& book, const law::Provision& provision,
                                 const Date& known_at, const std::vector<Situation>& tried) {
  return Prover(book, provision, known_at, tried).run();
}

bool asks_for_today(const law::Rulebook& book, const law::Provision& provision) {
  return asks_for_today(book, condition_slots(book, provision));
}

}  // namespace fugong::proof
