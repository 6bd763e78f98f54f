#include "engines/decision/source.hpp"

#include <array>
#include <utility>

namespace fugong::decision {
namespace {
constexpr std::array<std::pair<std::string_view, HitPolicy>, 11> kSymbols{{
    {"U", HitPolicy::unique},
    {"A", HitPolicy::any},
    {"P", HitPolicy::priority},
    {"F", HitPolicy::first},
    {"R", HitPolicy::rule_order},
    {"O", HitPolicy::output_order},
    {"C", HitPolicy::collect},
    {"C+", HitPolicy::collect_sum},
    {"C<", HitPolicy::collect_min},
    {"C>", HitPolicy::collect_max},
    {"C#", HitPolicy::collect_count},
}};
}  // namespace

std::optional<HitPolicy> hit_policy_by_symbol(std::string_view symbol) {
  for (const auto& [text, policy] : kSymbols) {
    if (text == symbol) return policy;
  }
  return std::nullopt;
}

std::string_view symbol_of(HitPolicy policy) {
  for (const auto& [text, candidate] : kSymbols) {
    if (candidate == policy) return text;
  }
  FUGONG_CHECK(false, "every hit policy has a symbol");
}

}  // namespace fugong::decision
