#include "engines/law/docket.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

#include "engines/law/checking.hpp"
#include "engines/law/recall.hpp"

namespace fugong::law {

namespace {

const OpenPoints kNothingOpen;
const std::vector<std::uint16_t> kNoFacts;

/// What a provision comes to.
struct Outcome {
  Outcome() = default;
  explicit Outcome(Entitlement&& entitlement)
      : state(entitlement.state),
        tainted(entitlement.tainted),
        amount(entitlement.amount),
        amount_range(entitlement.amount_range),
        open(std::move(entitlement.open)),
        decisive(std::move(entitlement.decisive)) {}

  State state = State::depends;
  bool tainted = false;
  std::optional<Money> amount;
  std::optional<AmountRange> amount_range;
  OpenPoints open;
  std::vector<std::uint16_t> decisive;
};

CheckOptions without_trace(std::vector<int> measures) {
  return {.trace = false, .measures = std::move(measures)};
}

}  // namespace

class Docket::Impl final : public Checking {
 public:
  Impl(const Rulebook::Impl& book, const Moment& moment, const CheckOptions& options)
      : Checking(book, moment, options),
        provisions_met_(book.provisions.size()),
        decisions_met_(book.decisions.size()) {
    watch_.slots = book.shared;
  }

  std::span<const Verdict> check(const Subject& enterprise) {
    judged_anew_ = 0;
    walk(enterprise);
    std::erase_if(verdicts_, [](const Verdict& each) { return each.provision == nullptr; });
    return verdicts_;
  }

  std::vector<std::uint16_t> next_questions() const {
    std::vector<std::int64_t> scores(book_.source.facts.size(), 0);
    for (const Verdict& v : verdicts_)
      add_stake(scores, {*v.provision, v.tainted, v.amount_range, *v.open, *v.decisive});
    std::vector<std::uint16_t> questions = best_first(scores);
    guards_first(questions);
    return questions;
  }

 private:
  void make_places(std::size_t count) override {
    verdicts_.clear();
    verdicts_.resize(count);
  }

  /// Nobody asks for the derived fact itself, but it is to be there before those who look at it.
  void derive(const CompiledDecision& decision, const Subject&, bool) override {
    if (!is_known(*decision.decision) || decision::Program::has(frame_, decision.value)) return;
    Memory<feel::Value>& met =
        decisions_met_[static_cast<std::size_t>(&decision - book_.decisions.data())];
    const auto found = met.find([this](const auto& glance) { return value_at(glance); });
    if (found.outcome != nullptr) {
      book_.program->keep(frame_, decision.value, *found.outcome);
      return;
    }
    watch_.seen.clear();
    watch_.slots[decision.value] = false;  // but what it rests on
    environment_.watch = found.worth_keeping ? &watch_ : nullptr;
    const feel::Value value = value_of(decision.value);
    environment_.watch = nullptr;
    watch_.slots[decision.value] = true;
    if (found.worth_keeping) met.keep(looked_at(), value);
  }

  void refuse_absent(std::size_t provision) override {
    begin(provision, book_.kinds[book_.provisions[provision].kind].nobody).tainted = false;
  }

  void judge(std::size_t provision, const Subject& subject, bool hypothetical) override {
    const CompiledProvision& compiled = book_.provisions[provision];
    environment_.errors.clear();
    const std::optional<Date> event = event_of(compiled);
    const Coverage& coverage = coverage_here(provision, event);
    if (coverage.replaced_by != nullptr) return;
    Verdict& verdict = begin(provision, subject);
    verdict.hypothetical = hypothetical;
    const Truth here = region_truth(compiled);
    const bool outside = coverage.in_force == Truth::fails || here == Truth::fails;
    const bool filled = compiled.is_filled();  // by texts of the place and the day
    if (outside && !filled) return;
    const Outcome& outcome = filled
                                 ? judge_anew(provision, coverage, event, hypothetical)
                                 : recall_or_judge(provision, coverage, event, hypothetical, here);
    verdict.state = outcome.state;
    verdict.tainted = outcome.tainted;
    verdict.amount = outcome.amount;
    verdict.amount_range = outcome.amount_range;
    verdict.open = &outcome.open;
    verdict.decisive = &outcome.decisive;
  }

  /// As if it were refused.
  Verdict& begin(std::size_t provision, const Subject& subject) {
    Verdict& verdict = verdicts_[next_place_[provision]++];
    verdict.provision = book_.provisions[provision].provision;
    verdict.subject = &subject;
    verdict.state = State::not_entitled;
    verdict.tainted = verdict.provision->is_tainted();
    verdict.open = &kNothingOpen;
    verdict.decisive = &kNoFacts;
    return verdict;
  }

  const Outcome& judge_anew(std::size_t provision, const Coverage& coverage,
                            const std::optional<Date>& event, bool hypothetical) {
    Entitlement entitlement;
    entitlement.hypothetical = hypothetical;
    entitlement.event_date = event;
    judge_into(entitlement, provision, coverage);
    if (judged_anew_ == outcomes_.size()) outcomes_.emplace_back();
    return outcomes_[judged_anew_++] = Outcome(std::move(entitlement));
  }

  const Outcome& recall_or_judge(std::size_t provision, const Coverage& coverage,
                                 const std::optional<Date>& event, bool hypothetical, Truth here) {
    // Beside the values that it looks at, all that decides is whether the place is known, and
    // whether anything of the subject is.
    Memory<Outcome>& met =
        provisions_met_[provision][(hypothetical ? 2U : 0U) + (here == Truth::open ? 1U : 0U)];
    const auto found = met.find([this](const auto& glance) { return value_at(glance); });
    if (found.outcome != nullptr) return *found.outcome;
    if (!found.worth_keeping) return judge_anew(provision, coverage, event, hypothetical);
    watch_.seen.clear();
    if (const auto fact = book_.provisions[provision].event_fact) {
      watch_.seen.push_back({book_.fact_slots[*fact], std::nullopt});
    }
    environment_.watch = &watch_;
    const Outcome& outcome = judge_anew(provision, coverage, event, hypothetical);
    environment_.watch = nullptr;
    met.keep(looked_at(), outcome);
    return outcome;
  }

  feel::Value value_at(const decision::Glance& glance) {
    environment_.steps = 0;
    return book_.program->glance(glance, frame_, environment_);
  }

  /// What the watch has noted, each once, with its value.
  std::vector<std::pair<decision::Glance, feel::Value>> looked_at() {
    std::vector<std::pair<decision::Glance, feel::Value>> found;
    for (const decision::Glance& glance : watch_.seen) {
      const auto is_this = [&](const auto& each) { return each.first == glance; };
      if (std::any_of(found.begin(), found.end(), is_this)) continue;
      found.emplace_back(glance, value_at(glance));
    }
    return found;
  }

  std::vector<Verdict> verdicts_;
  std::vector<std::array<Memory<Outcome>, 4>> provisions_met_;
  std::vector<Memory<feel::Value>> decisions_met_;
  decision::Watch watch_;
  std::deque<Outcome> outcomes_;  // of those judged anew; their room is used again
  std::size_t judged_anew_ = 0;
};

Docket::Docket(const Rulebook& book, const Moment& moment, std::vector<int> measures)
    : impl_(std::make_unique<Impl>(*book.impl_, moment, without_trace(std::move(measures)))) {}
Docket::~Docket() = default;
Docket::Docket(Docket&&) noexcept = default;
Docket& Docket::operator=(Docket&&) noexcept = default;

std::span<const Verdict> Docket::check(const Subject& enterprise) {
  return impl_->check(enterprise);
}

std::vector<std::uint16_t> Docket::next_questions() const {
  return impl_->next_questions();
}

}  // namespace fugong::law
