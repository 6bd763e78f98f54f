#include "desks/entitlements/survey.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>

namespace fugong::entitlements {

Survey::Survey(const pack::Pack& pack)
    : pack_(pack),
      by_provision_(pack.book.source().provisions.size()),
      asked_(pack.book.facts().size()),
      asked_first_(pack.book.facts().size()) {}

void Survey::add(std::span<const law::Verdict> verdicts, std::span<const std::uint16_t> questions) {
  ++firms_;
  const law::Provision* first = pack_.book.source().provisions.data();
  std::vector<std::optional<law::State>> best(by_provision_.size());
  std::vector<bool> waits(asked_.size());
  for (const law::Verdict& verdict : verdicts) {
    auto& state = best[static_cast<std::size_t>(verdict.provision - first)];
    if (!state || verdict.state < *state) state = verdict.state;
    if (verdict.state != law::State::depends) continue;
    for (const std::uint16_t fact : verdict.open->facts)
      waits[fact] = true;
  }
  for (std::size_t i = 0; i < best.size(); ++i) {
    if (best[i]) ++by_provision_[i][static_cast<std::size_t>(*best[i])];
  }
  for (std::size_t i = 0; i < waits.size(); ++i)
    asked_[i] += waits[i] ? 1 : 0;
  if (!questions.empty()) ++asked_first_[questions[0]];
}

std::int64_t Survey::count(std::string_view provision, law::State state) const {
  const law::Provision* found = pack_.book.find_provision(provision);
  if (found == nullptr) return 0;
  const auto index = static_cast<std::size_t>(found - pack_.book.source().provisions.data());
  return by_provision_[index][static_cast<std::size_t>(state)];
}

std::int64_t Survey::asked(std::string_view fact) const {
  const auto index = pack_.book.fact_index(fact);
  return index ? asked_[*index] : 0;
}

std::string Survey::text(std::string_view language) const {
  const bool zh = language != "en";
  std::string out;
  const auto line = [&](std::string_view text) { (out += text) += '\n'; };
  const auto pick = [&](const Text& text) -> const std::string& { return zh ? text.zh : text.en; };
  line(fmt::format(fmt::runtime(zh ? "查了 {} 家企业" : "{} firms checked"), firms_));
  line(zh ? "可以享受 | 还需回答 | 暂不符合 | 规定" : "may have | depends | not | provision");
  const auto& provisions = pack_.book.source().provisions;
  for (std::size_t i = 0; i < provisions.size(); ++i) {
    const auto& n = by_provision_[i];
    if (std::accumulate(n.begin(), n.end(), std::int64_t{0}) == 0) continue;
    line(fmt::format("{:>8} {:>8} {:>8}  {} {}", n[0], n[1], n[2], provisions[i].id,
                     pick(provisions[i].title)));
  }
  std::vector<std::size_t> order(asked_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return asked_[a] > asked_[b]; });
  line(zh ? "要问的企业数 | 最先问的企业数 | 问题" : "firms to ask | asked first | question");
  for (const std::size_t i : order) {
    if (asked_[i] == 0) break;
    const law::Fact& fact = pack_.book.facts()[i];
    line(fmt::format("{:>8} {:>8}  {}{}{}", asked_[i], asked_first_[i], pick(fact.label),
                     zh ? "：" : ": ", fact.name));
  }
  return out;
}

}  // namespace fugong::entitlements
