// One firm on one day: subjects, provisions, time, place, terms, benefits.
#include "oracle/law_case.hpp"

#include <algorithm>

namespace fugong::oracle {

using law::Provision;

namespace {

/// Not sure enough, or not expressible: it never pays.
bool is_tainted(const Provision& provision) {
  return provision.document.status == law::Status::from_memory || !provision.untranslatable.empty();
}

}  // namespace

/// What the rules see of a subject.
class Law::Case::AtLevel final : public World {
 public:
  AtLevel(Case& of, Level& level) : case_(of), level_(level) {}
  Given input(decision::Slot slot) override {
    Law& law = case_.law_;
    if (const auto fact = law.facts_.find(slot); fact != law.facts_.end()) {
      return case_.fact(level_, fact->second);
    }
    if (const auto term = law.terms_.find(slot); term != law.terms_.end()) {
      return case_.settle(term->second, level_);
    }
    return case_.in_force(*law.decisions_.at(slot));
  }
  Given look_up(std::size_t function, const Value& argument) override {
    return case_.look_up(function, argument);
  }
  Day today() const override { return case_.on_; }

 private:
  Case& case_;
  Level& level_;
};

Law::Case::Case(Law& law, const law::Moment& moment, Draw& draw, Arithmetic arithmetic)
    : law_(law),
      source_(law.source_),
      on_(law.day_of(moment.on)),
      known_at_(law.day_of(moment.known_at)),
      draw_(draw),
      arithmetic_(arithmetic) {
  opinion_.outcomes.resize(source_.provisions.size());
}

Opinion Law::Case::run(const law::Subject& firm) {
  for (const law::SubjectKind& kind : source_.subjects) {
    if (kind.name == firm.kind) visit(firm, kind, nullptr);
  }
  opinion_.completed = completed(*root_);
  return std::move(opinion_);
}

/// Children that nobody had told of are there with what was drawn for them.
law::Subject Law::Case::completed(const Level& level) const {
  law::Subject made;
  made.kind = level.kind->name;
  made.id = level.subject->id;
  made.facts = level.subject->facts;
  made.none_of = level.subject->none_of;
  for (const auto& [index, value] : level.drawn)
    made.facts.push_back({static_cast<std::uint16_t>(index), given_to_product(value)});
  for (const auto& below : levels_) {
    if (below->parent == &level) made.children.push_back(completed(*below));
  }
  return made;
}

Outcome Law::Case::try_to_judge(const Provision& provision, Level& level) {
  try {
    return judge(provision, level);
  } catch (const NotCovered& reason) {
    ++law_.not_covered[reason.what()];
    Outcome outcome;
    outcome.standing = Standing::not_covered;
    return outcome;
  }
}

void Law::Case::visit(const law::Subject& subject, const law::SubjectKind& kind, Level* parent) {
  Level& level = *levels_.emplace_back(std::make_unique<Level>());
  level.kind = &kind;
  level.subject = &subject;
  level.parent = parent;
  level.world = std::make_unique<AtLevel>(*this, level);
  level.evaluator = std::make_unique<Evaluator>(law_.program_, law_.literals_, *level.world,
                                                arithmetic_, law_.exercise_);
  if (root_ == nullptr) root_ = &level;
  for (const law::Decision& decision : source_.decisions) {
    if (decision.subject != kind.name || !is_known(decision)) continue;
    DerivedValue& derived = opinion_.derived.emplace_back();
    derived.decision = &decision;
    derived.subject_id = subject.id;
    try {
      derived.value = value(level, decision.definition.name);
    } catch (const NotCovered& reason) {
      ++law_.not_covered[reason.what()];
    }
  }
  for (std::size_t i = 0; i < source_.provisions.size(); ++i) {
    const Provision& provision = source_.provisions[i];
    if (provision.subject != kind.name || !is_known(provision)) continue;
    opinion_.outcomes[i].push_back(try_to_judge(provision, level));
    opinion_.outcomes[i].back().subject_id = subject.id;
  }
  static const law::Subject kNobody;
  for (const law::SubjectKind& below : source_.subjects) {
    if (below.parent != kind.name) continue;
    const auto& none = subject.none_of;
    if (std::find(none.begin(), none.end(), below.name) != none.end()) {
      for (std::size_t i = 0; i < source_.provisions.size(); ++i) {
        if (source_.provisions[i].subject != below.name || !is_known(source_.provisions[i])) {
          continue;
        }
        opinion_.outcomes[i].emplace_back().standing = Standing::not_entitled;
      }
      continue;
    }
    bool any = false;
    for (const law::Subject& child : subject.children) {
      if (child.kind != below.name) continue;
      any = true;
      visit(child, below, &level);
    }
    if (!any) visit(kNobody, below, &level);
  }
}

Given Law::Case::value(Level& level, const std::string& name) {
  return level.evaluator->slot(law_.slot_of(name));
}

// ---- time

bool Law::Case::is_known(const Provision& provision) {
  return law_.day_of(provision.known_from) <= known_at_;
}

bool Law::Case::is_known(const law::Decision& decision) {
  const auto& issued = decision.document.issued.earliest;
  return !issued || law_.day_of(*issued) <= known_at_;
}

/// The day that decides; null where there is none.
Given Law::Case::event_of(const Provision& provision, Level& level) {
  if (provision.applies_by == "service_date") return {{on_}, kSettled};
  for (std::size_t i = 0; i < source_.facts.size(); ++i) {
    if (source_.facts[i].name == provision.applies_by) return fact(level, i);
  }
  throw std::logic_error("applies_by names a fact");
}

Judged Law::Case::covers(const law::Validity& validity, const Day& day) {
  const law::ImpreciseDate& from = validity.from;
  const law::ImpreciseDate& to = validity.to;
  const bool surely_before = from.earliest && day < law_.day_of(*from.earliest);
  const bool surely_after = to.latest && law_.day_of(*to.latest) < day;
  if (surely_before || surely_after) return {false};
  const bool never_starts = !from.earliest && !from.latest;  // open: since ever
  const bool never_ends = !to.earliest && !to.latest;
  const bool has_begun = never_starts || (from.latest && law_.day_of(*from.latest) <= day);
  const bool goes_on = never_ends || (to.earliest && day <= law_.day_of(*to.earliest));
  if (has_begun && goes_on) return {true};
  law_.exercise_.named("law edge without a day");
  return {draw_.truth(), kDrawn};
}

/// Whether every day of `inner` lies in `outer`, whatever imprecise edges turn out to be.
bool Law::Case::spans(const law::Validity& outer, const law::Validity& inner) {
  const bool from_ever = !outer.from.earliest && !outer.from.latest;
  const bool to_ever = !outer.to.earliest && !outer.to.latest;
  const bool begins =
      from_ever || (outer.from.latest && inner.from.earliest &&
                    law_.day_of(*outer.from.latest) <= law_.day_of(*inner.from.earliest));
  const bool ends = to_ever || (outer.to.earliest && inner.to.latest &&
                                law_.day_of(*inner.to.latest) <= law_.day_of(*outer.to.earliest));
  return begins && ends;
}

/// true: another text has taken its place for this event. Open and false: it may have.
Judged Law::Case::replaced(const Provision& provision, const Given& event) {
  const Day* day = event.value.get<Day>();
  Openness doubt = kSettled;
  bool surely = false;
  bool by_event = false;
  for (const Provision& other : source_.provisions) {
    for (const law::Supersession& link : other.supersedes) {
      if (link.provision != provision.id || !is_known(other)) continue;
      if (link.retroactive && spans(other.in_force, provision.in_force)) {
        surely = true;
        continue;
      }
      if (day == nullptr) continue;
      if (!link.retroactive && *day < law_.day_of(other.known_from)) continue;
      const Judged covered = covers(other.in_force, *day);
      doubt |= covered.open;
      by_event = by_event || (covered.truth == true && covered.open == kSettled);
    }
  }
  if (surely) return {true};
  if (by_event) return {true, event.open};
  return {false, doubt};
}

// ---- place

/// Where the firm is.
Given Law::Case::place() {
  for (std::size_t i = 0; i < source_.facts.size(); ++i) {
    if (source_.facts[i].name == source_.place_fact) return fact(*root_, i);
  }
  throw std::logic_error("place_fact names a fact");
}

Judged Law::Case::in_region(const Provision& provision) {
  if (provision.region.empty()) return {true};
  const Given place = this->place();
  const std::string& code = *place.value.get<std::string>();
  for (const std::string& at : law_.path_of(source_.place_list, code)) {
    if (std::find(provision.region.begin(), provision.region.end(), at) != provision.region.end()) {
      return {true, place.open};
    }
  }
  // Whoever names only the province may be in the county of it.
  for (const std::string& of_region : provision.region) {
    const auto path = law_.path_of(source_.place_list, of_region);
    if (std::find(path.begin(), path.end(), code) == path.end()) continue;
    law_.exercise_.named("law place too coarse");
    return {draw_.truth(), kDrawn};
  }
  return {false, place.open};
}

/// How many steps below the nation its region lies, where the firm is.
std::size_t Law::Case::depth_of(const Provision& provision) {
  if (provision.region.empty()) return 0;
  const std::string code = *place().value.get<std::string>();
  for (const std::string& at : law_.path_of(source_.place_list, code)) {
    if (std::find(provision.region.begin(), provision.region.end(), at) != provision.region.end()) {
      return law_.path_of(source_.place_list, at).size();
    }
  }
  std::size_t deepest = 0;
  for (const std::string& of_region : provision.region)
    deepest = std::max(deepest, law_.path_of(source_.place_list, of_region).size());
  return deepest;
}

// ---- what the law leaves open

Given Law::Case::in_force(const law::Decision& decision) {
  if (!is_known(decision)) return {{draw_.truth()}, kDrawn};
  const Judged judged = covers(decision.in_force, on_);
  return {value_of(judged.truth), judged.open};
}

namespace {

/// A text that settles an open term, or may.
struct Claim {
  const Provision* by = nullptr;
  Value value;
  std::size_t depth = 0;  // of its region
  bool sure = false;
  bool applies = false;  // in the world that is drawn

  /// The narrower region wins, of one region the later text.
  bool beats(const Claim& other) const {
    if (depth != other.depth) return depth > other.depth;
    return by->known_from > other.by->known_from;
  }
};

}  // namespace

Given Law::Case::settle(const Term& term, Level& level) {
  const Given event = event_of(*term.provision, level);
  std::vector<Claim> claims;
  for (const Provision& by : source_.provisions) {
    for (const law::Fill& fill : by.fills) {
      if (fill.provision != term.provision->id || fill.term != term.term->name) continue;
      if (!is_known(by) || event.value.is_null()) continue;
      const Judged gone = replaced(by, event);
      const Judged now = covers(by.in_force, *event.value.get<Day>());
      const Judged here = in_region(by);
      const Openness open = event.open | gone.open | now.open | here.open;
      const bool applies = gone.truth != true && now.truth == true && here.truth == true;
      if (!applies && open == kSettled) continue;
      if (is_tainted(by)) level.unsure_fills.insert(term.provision);
      claims.push_back({&by, read_parameter(term.term->type, fill.value), depth_of(by),
                        open == kSettled, applies});
    }
  }
  const auto best_of = [&](bool only_sure) {
    const Claim* best = nullptr;
    for (const Claim& claim : claims) {
      if (!claim.applies || (only_sure && !claim.sure)) continue;
      if (best == nullptr || claim.beats(*best)) best = &claim;
    }
    return best;
  };
  const Claim* surely = best_of(true);
  Openness open = kSettled;
  for (const Claim& claim : claims) {
    if (!claim.sure && (surely == nullptr || !surely->beats(claim))) open = kDrawn;
  }
  if (const Claim* best = best_of(false)) {
    law_.exercise_.named("law term filled");
    return {best->value, open};
  }
  law_.exercise_.named("law term left open");
  if (term.term->type == law::Parameter::Type::date) return {{draw_.day()}, kDrawn};
  if (term.term->type == law::Parameter::Type::months) throw NotCovered("an open term of months");
  const auto end = [](const std::optional<Decimal>& bound) {
    return bound ? read_fraction(bound->to_string()) : std::nullopt;
  };
  const auto low = end(term.term->minimum);
  const auto high = end(term.term->maximum);
  if (low && high) {
    const Fraction part(static_cast<std::int64_t>(draw_.below(5)), 4);
    return {{*low + (*high - *low) * part}, open | kByAuthority};
  }
  const Fraction more = size_of(draw_.number(2));
  if (low) return {{*low + more}, kDrawn};
  if (high) return {{*high - more}, kDrawn};
  return {{draw_.number(2)}, kDrawn};
}

// ---- one provision for one subject

Judged Law::Case::excepted(const Provision& provision, Level& level,
                           std::optional<std::size_t>& winner) {
  Openness open = kSettled;
  const auto sorted = by_priority(provision);
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const Given when = value(level, provision.id + "/exception/when_" + std::to_string(i));
    open |= when.open;
    const Truth holds = truth_of(when.value);
    if (!holds) return {{}, open};
    if (!*holds) continue;
    law_.exercise_.named("law exception holds");
    winner = i;
    return {sorted[i]->excludes, open};
  }
  return {false, open};
}

Outcome Law::Case::judge(const Provision& provision, Level& level) {
  Outcome outcome;
  const Given event = event_of(provision, level);
  const Judged gone = replaced(provision, event);
  if (gone.truth == true) {
    law_.exercise_.named("law replaced");
    outcome.standing = Standing::replaced;
    outcome.open = gone.open;
    return outcome;
  }
  bool fails = false;
  const auto must_hold = [&](const Judged& judged) {
    outcome.open |= judged.open;
    outcome.undetermined = outcome.undetermined || !judged.truth;
    if (judged.truth != false) return true;
    fails = true;
    if (judged.open != kSettled) return true;  // in this world; another may refuse it for sure
    outcome.open = kSettled;
    return false;
  };
  const auto stands = [&] {
    if (event.value.is_null()) {
      must_hold({{}, event.open});
    } else {
      Judged covered = covers(provision.in_force, *event.value.get<Day>());
      covered.open |= event.open;
      if (!must_hold(covered)) return false;
      if (gone.open != kSettled && !must_hold({draw_.truth(), kDrawn})) return false;
    }
    return must_hold(in_region(provision));
  };
  const auto rules_hold = [&] {
    for (const law::Condition& condition : provision.conditions) {
      const Given holds = value(level, provision.id + "/condition/" + condition.id);
      if (!must_hold({truth_of(holds.value), holds.open})) return false;
    }
    return true;
  };
  std::optional<std::size_t> winner;
  bool has_amount = true;
  if (stands() && rules_hold()) {
    const Judged out = excepted(provision, level, winner);
    must_hold({negation(out.truth), out.open});
    has_amount = out.truth.has_value();  // else nobody can say which amount it would be
  }
  if (fails) {
    outcome.standing = Standing::not_entitled;
    return outcome;
  }
  for (const law::OpenTerm& term : provision.open_terms)
    value(level, provision.id + "/" + term.name);  // also where no amount looks at it
  outcome.tainted = is_tainted(provision) || level.unsure_fills.contains(&provision);
  outcome.rules_open = outcome.open;
  if (provision.benefit && has_amount) work_out_benefit(provision, level, winner, outcome);
  const bool sure = !outcome.undetermined && !outcome.tainted;
  outcome.standing = sure ? Standing::entitled : Standing::depends;
  return outcome;
}

void Law::Case::work_out_benefit(const Provision& provision, Level& level,
                                 const std::optional<std::size_t>& winner, Outcome& outcome) {
  static constexpr std::int64_t kMostFen = 9'007'199'254'740'991;
  const law::Benefit& benefit = *provision.benefit;
  const auto ask = [&](const std::string& name) {
    const Given given = value(level, provision.id + "/" + name);
    outcome.open |= given.open;
    outcome.undetermined = outcome.undetermined || given.value.is_null();
    return given;
  };
  if (benefit.amount) {
    const bool instead = winner && by_priority(provision)[*winner]->amount;
    const Given amount =
        ask(instead ? "exception/amount_" + std::to_string(*winner) : "exception/usual_amount");
    if (const Fraction* yuan = amount.value.get<Fraction>()) {
      static constexpr std::pair<Rounding, Round> kModes[] = {
          {Rounding::half_even, Round::half_even}, {Rounding::half_up, Round::half_up},
          {Rounding::half_down, Round::half_down}, {Rounding::up, Round::up},
          {Rounding::down, Round::down},           {Rounding::ceiling, Round::ceiling},
          {Rounding::floor, Round::floor}};
      for (const auto& [theirs, mine] : kModes) {
        if (theirs != benefit.rounding) continue;
        const Fraction fen = rounded(*yuan, benefit.rounding_scale, mine) * Fraction(100);
        outcome.fen = whole_of(fen);
      }
      if (outcome.fen && (*outcome.fen > kMostFen || *outcome.fen < -kMostFen)) outcome.fen.reset();
      outcome.undetermined = outcome.undetermined || !outcome.fen;
    }
  }
  if (benefit.rate) {
    const Given rate = ask("benefit/rate");
    if (const auto* number = rate.value.get<Fraction>()) outcome.rate = *number;
  }
  if (benefit.period_from) {
    const Given day = ask("benefit/period_from");
    if (const auto* from = day.value.get<Day>()) outcome.period_from = *from;
  }
  if (benefit.period_to) {
    const Given day = ask("benefit/period_to");
    if (const auto* to = day.value.get<Day>()) outcome.period_to = *to;
  }
}

}  // namespace fugong::oracle
