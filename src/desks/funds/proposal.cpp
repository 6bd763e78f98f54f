#include "desks/funds/proposal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace fugong::funds {
namespace {

constexpr std::array<std::pair<std::string_view, Step>, 5> kSteps{{
    {"appropriate", Step::appropriate},
    {"pay_in", Step::pay_in},
    {"pay_back", Step::pay_back},
    {"reuse", Step::reuse},
    {"lapse", Step::lapse},
}};
constexpr std::array<std::pair<std::string_view, State>, 4> kStates{{
    {"proposed", State::proposed},
    {"approved", State::approved},
    {"refused", State::refused},
    {"withdrawn", State::withdrawn},
}};

template <class E, std::size_t N>
std::string_view name_in(const std::array<std::pair<std::string_view, E>, N>& all, E value) {
  const auto found = std::ranges::find(all, value, &std::pair<std::string_view, E>::second);
  FUGONG_CHECK(found != all.end(), "every word has a name");
  return found->first;
}
template <class E, std::size_t N>
std::optional<E> named(const std::array<std::pair<std::string_view, E>, N>& all,
                       std::string_view name) {
  const auto found = std::ranges::find(all, name, &std::pair<std::string_view, E>::first);
  return found == all.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

std::string_view name_of(Step step) {
  return name_in(kSteps, step);
}
std::optional<Step> step_named(std::string_view name) {
  return named(kSteps, name);
}
std::string_view name_of(State state) {
  return name_in(kStates, state);
}
std::optional<State> state_named(std::string_view name) {
  return named(kStates, name);
}

std::string place_of(ledger::Shard shard) {
  return fmt::format("{:06}", shard);
}

void add_to(ledger::Batch& batch, const Proposal& approved) {
  const ledger::Fund fund(approved.fund);
  const ledger::Act act{.id = "fund/" + approved.id,
                        .document = approved.document,
                        .actor = approved.proposed_by,
                        .approver = approved.decided_by,
                        .case_ref = "budget/" + approved.id};
  switch (approved.step) {
    case Step::appropriate:
      return fund.appropriate(batch, act, approved.amount_fen);
    case Step::pay_in:
      return fund.pay_in(batch, act, approved.amount_fen);
    case Step::pay_back:
      return fund.pay_back(batch, act, approved.amount_fen);
    case Step::reuse:
      return fund.reuse(batch, act, approved.amount_fen);
    case Step::lapse:
      return fund.lapse(batch, act, approved.amount_fen);
  }
}

}  // namespace fugong::funds
