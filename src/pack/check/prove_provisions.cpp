// Provisions: conditions that say nothing, and examples on both sides.
#include <fmt/format.h>

#include <algorithm>

#include "pack/check/prove.hpp"

namespace fugong::pack {

namespace {

using proof::ConditionsProof;

/// Examples of one provision that are asked before anything is searched.
constexpr std::size_t kMaxTriedFirms = 400;
/// Days on which a rule that asks for today's date is tried.
constexpr std::size_t kMaxTriedDays = 16;

void gather(const law::Subject& subject, const std::string& kind, const proof::Situation& above,
            std::vector<proof::Situation>& into) {
  proof::Situation here = above;
  here.insert(here.end(), subject.facts.begin(), subject.facts.end());
  if (subject.kind == kind && into.size() < kMaxTriedFirms) into.push_back(here);
  for (const law::Subject& child : subject.children)
    gather(child, kind, here, into);
}

class ProvisionProofs {
 public:
  explicit ProvisionProofs(Proving& proving) : proving_(proving), book_(proving.pack.book) {}

  void run() {
    for (const law::Provision& provision : book_.source().provisions) {
      if (proving_.wants(provision)) one(provision);
    }
    proving_.report.proofs.push_back(conditions_);
    proving_.report.proofs.push_back(implied_);
    proving_.report.proofs.push_back(examples_);
  }

 private:
  void one(const law::Provision& provision) {
    std::vector<proof::Situation> tried;
    for (const Example* example : proving_.observed.naming(provision.id))
      gather(example->subject, provision.subject, {}, tried);
    const law::Moment moment =
        moment_of(proving_, provision.id, provision.in_force, provision.known_from);
    const ConditionsProof proof = on_every_day(provision, moment.known_at, tried);
    const std::size_t before = conditions_.found;
    for (std::size_t i = 0; i < provision.conditions.size(); ++i) {
      condition(provision, provision.conditions[i], proof.conditions[i]);
      // Where they can't all hold, which of them is implied says nothing.
      if (proof.may_hold != proof::Finding::refuted && provision.conditions.size() > 1)
        implied(provision.id, provision.conditions[i], proof.conditions[i]);
    }
    if (proof.may_hold == proof::Finding::refuted && conditions_.found == before)
      never_together(provision);
    if (proof.may_hold == proof::Finding::unproved) {
      ++conditions_.unproved;
      note(provision.place, provision.id,
           {"未能证明有企业能满足全部条件，也未能证明没有",
            "it is not proved that a firm can meet all conditions, nor that none can"});
    }
    both_sides(provision, proof, moment);
  }

  /// A rule that asks for today's date is tried on the days of its examples too: what one of them
  /// shows is shown.
  ConditionsProof on_every_day(const law::Provision& provision, const Date& known_at,
                               const std::vector<proof::Situation>& tried) {
    ConditionsProof proof = proof::prove_conditions(book_, provision, known_at, tried);
    if (!proof::asks_for_today(book_, provision)) return proof;
    std::set<Date> days;
    for (const Example* example : proving_.observed.naming(provision.id)) {
      if (days.size() < kMaxTriedDays) days.insert(example->moment.on);
    }
    std::vector<ConditionsProof> others;
    for (const Date& day : days)
      others.push_back(proof::prove_conditions(book_, provision, day, tried));
    const auto settle = [&](auto finding) {
      for (ConditionsProof& other : others) {
        if (finding(other) == proof::Finding::shown) finding(proof) = proof::Finding::shown;
      }
    };
    for (const ConditionsProof& other : others) {
      if (proof.may_hold != proof::Finding::shown && other.may_hold == proof::Finding::shown)
        proof.witness = other.witness;
    }
    settle([](ConditionsProof& one) -> proof::Finding& { return one.may_hold; });
    for (std::size_t i = 0; i < proof.conditions.size(); ++i) {
      settle([i](ConditionsProof& one) -> proof::Finding& { return one.conditions[i].may_fail; });
      settle([i](ConditionsProof& one) -> proof::Finding& { return one.conditions[i].may_hold; });
      settle([i](ConditionsProof& one) -> proof::Finding& { return one.conditions[i].decides; });
    }
    return proof;
  }

  void condition(const law::Provision& provision, const law::Condition& condition,
                 const ConditionsProof::One& one) {
    const std::string name = provision.id + "/" + condition.id;
    if (one.may_fail == proof::Finding::refuted) {
      fault("condition-always-holds", condition.expression.place,
            {fmt::format("条件 {} 对任何企业都成立", name),
             fmt::format("the condition {} holds for every firm", name)},
            {"删去它，或改正算式", "take it out, or correct its expression"});
    } else if (one.may_hold == proof::Finding::refuted) {
      fault("condition-never-holds", condition.expression.place,
            {fmt::format("条件 {} 对任何企业都不成立，没有企业能享受 {}", name, provision.id),
             fmt::format("the condition {} holds for no firm, so nobody can have {}", name,
                         provision.id)},
            {"改正算式", "correct its expression"});
    } else if (one.may_fail == proof::Finding::unproved ||
               one.may_hold == proof::Finding::unproved) {
      ++conditions_.unproved;
      note(condition.expression.place, name,
           {"未能证明它会成立也会不成立", "it is not proved that it can both hold and fail"});
    } else {
      ++conditions_.proved;
    }
  }

  void implied(const std::string& id, const law::Condition& condition,
               const ConditionsProof::One& one) {
    if (one.may_fail == proof::Finding::refuted) return;
    const std::string name = id + "/" + condition.id;
    if (one.decides == proof::Finding::shown) {
      ++implied_.proved;
      return;
    }
    if (one.decides == proof::Finding::refuted) {
      ++implied_.found;
      proving_.report.faults.push_back(
          {"condition-implied",
           condition.expression.place,
           {fmt::format("其他条件都成立时，条件 {} 必然成立", name),
            fmt::format("the condition {} holds wherever the others do", name)},
           {"删去它，或改正它或其他条件", "take it out, or correct it or one of the others"}});
      return;
    }
    ++implied_.unproved;
    note(condition.expression.place, name,
         {"未能证明有企业只缺这一个条件，也未能证明其他条件蕴含它",
          "it is not proved that a firm can lack just this one, nor that the others imply it"});
  }

  void never_together(const law::Provision& provision) {
    fault("conditions-contradict", provision.place,
          {fmt::format("{} 的条件互相矛盾，没有企业能全部满足", provision.id),
           fmt::format("the conditions of {} contradict each other: no firm can meet them all",
                       provision.id)},
          {"改正其中一个条件", "correct one of them"});
  }

  /// Every provision has an example that has it and one that hasn't.
  void both_sides(const law::Provision& provision, const ConditionsProof& proof,
                  const law::Moment& moment) {
    bool has = false;
    bool has_not = false;
    for (const Example* example : proving_.observed.naming(provision.id)) {
      for (const Example::Expected& expected : example->expected) {
        if (expected.provision != provision.id) continue;
        const bool refused = expected.absent || expected.state == law::State::not_entitled;
        // What never pays shows its side by depending on nothing but its text.
        const bool waits = provision.is_tainted() || !provision.open_terms.empty();
        has_not = has_not || refused;
        has = has || (!refused && (waits || expected.state != law::State::depends));
      }
    }
    if (has && has_not) {
      ++examples_.proved;
      return;
    }
    ++examples_.found;
    Fault missing{
        "provision-without-example",
        provision.place,
        has ? Text{fmt::format("{} 没有“不能享受”的算例", provision.id),
                   fmt::format("{} has no example of a firm that can't have it", provision.id)}
            : Text{fmt::format("{} 没有“可以享受”的算例", provision.id),
                   fmt::format("{} has no example of a firm that has it", provision.id)},
        {"补一个算例，期望 entitled（或 withheld）和 not_entitled（或 absent）各至少一个",
         "add one: at least one expects entitled (or withheld), and one not_entitled (or "
         "absent)"}};
    if (!has && proof.may_hold == proof::Finding::shown) {
      const law::Subject subject = subject_of(book_, provision.subject, proof.witness);
      add_counter_example(proving_.report, missing, "entitled-" + provision.id,
                          facts_document(book_, subject, moment, missing.message));
    }
    proving_.report.faults.push_back(std::move(missing));
  }

  void fault(const char* code, const Place& place, Text message, Text remedy) {
    ++conditions_.found;
    proving_.report.faults.push_back({code, place, std::move(message), std::move(remedy)});
  }

  void note(const Place& place, const std::string& name, const Text& what) {
    proving_.report.notes.push_back(
        {"condition-not-proved",
         place,
         {fmt::format("{}：{}", name, what.zh), fmt::format("{}: {}", name, what.en)},
         {"补一个算例就是证明", "an example would be the proof"}});
  }

  Proving& proving_;
  const law::Rulebook& book_;
  ProofCount conditions_{{"条件会成立也会不成立", "conditions that can hold and can fail"}};
  ProofCount implied_{{"条件不为其他条件所蕴含", "conditions that the others don't imply"}};
  ProofCount examples_{{"规定两侧都有算例", "provisions with examples on both sides"}};
};

}  // namespace

void prove_provisions(Proving& proving) {
  ProvisionProofs(proving).run();
}

}  // namespace fugong::pack
