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

CheckOptions without_trace(std::vector<int> measures) {
  return {.trace = false, .measures = std::move(measures)};
}

}  // namespace

class Docket::Impl final : public Checking {
 public:
  Impl(const Rulebook::Impl& book, const Moment& moment, const CheckOptions& options)
      : Checking(book, moment, options), recalls_(book.provisions.size()) {
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

  void derive(const CompiledDecision&, const Subject&) override {}

  void refuse_absent(std::size_t provision) override {
    begin(provision, book_.kinds[book_.provisions[provision].kind].nobody);
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
    if (outside && !compiled.is_filled()) return;
    const Outcome& outcome = outside || compiled.is_filled()
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
    const auto value_at = [this](const decision::Glance& glance) {
      environment_.steps = 0;
      return book_.program->glance(glance, frame_, environment_);
    };
    // Beside the values that it looks at, all that decides is whether the place is known, and
    // whether anything of the subject is.
    Recall& recall =
        recalls_[provision][(hypothetical ? 2U : 0U) + (here == Truth::open ? 1U : 0U)];
    const Recall::Found found = recall.find(value_at);
    if (found.outcome != nullptr) return *found.outcome;
    if (!found.worth_keeping) return judge_anew(provision, coverage, event, hypothetical);
    watch_.seen.clear();
    if (const auto fact = book_.provisions[provision].event_fact) {
      watch_.seen.push_back({book_.fact_slots[*fact], std::nullopt});
    }
    environment_.watch = &watch_;
    const Outcome& outcome = judge_anew(provision, coverage, event, hypothetical);
    environment_.watch = nullptr;
    std::vector<std::pair<decision::Glance, feel::Value>> looked_at;
    for (const decision::Glance& glance : watch_.seen) {
      const auto is_this = [&](const auto& each) { return each.first == glance; };
      if (std::any_of(looked_at.begin(), looked_at.end(), is_this)) continue;
      looked_at.emplace_back(glance, value_at(glance));
    }
    recall.keep(looked_at, outcome);
    return outcome;
  }

  std::vector<Verdict> verdicts_;
  std::vector<std::array<Recall, 4>> recalls_;  // of each provision
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
