// What an unknown waits for, in words and facts.
#include <fmt/format.h>

#include <algorithm>

#include "engines/law/checking.hpp"

namespace fugong::law {

using feel::Value;

OpenPoints Checking::open_points(const Value& value) const {
  OpenPoints open;
  const std::size_t facts = book_.source.facts.size();
  const std::size_t lookups = book_.source.lookups.size();
  for (const std::uint16_t source : value.sources()) {
    if (source < facts) {
      open.facts.push_back(source);
    } else if (source < facts + lookups) {
      const Lookup& lookup = book_.source.lookups[source - facts];
      if (lookup.match == Lookup::Match::nearest_ancestor) {
        open.reasons.push_back(
            {fmt::format("{}：所填代码太粗，要选更细的一级", lookup.label.zh),
             fmt::format("{}: the code given is too coarse; choose a finer one", lookup.label.en)});
        continue;
      }
      open.reasons.push_back({fmt::format("{}：到 {} 为止还没有公布当日的数值", lookup.label.zh,
                                          moment_.known_at.to_string()),
                              fmt::format("{}: no value for that day was published by {}",
                                          lookup.label.en, moment_.known_at.to_string())});
    } else if (source < book_.term_source(0)) {
      const auto& reasons = validity_reasons_[source - facts - lookups];
      open.reasons.insert(open.reasons.end(), reasons.begin(), reasons.end());
    } else {
      const std::size_t term = source - book_.term_source(0);
      const auto& reasons = term_reasons_[term];
      open.reasons.insert(open.reasons.end(), reasons.begin(), reasons.end());
      if (reasons.empty()) open.terms.push_back(book_.terms[term]);
    }
  }
  sort_facts(open.facts);
  return open;
}

void Checking::sort_facts(std::vector<std::uint16_t>& facts) const {
  std::sort(facts.begin(), facts.end(), [&](std::uint16_t a, std::uint16_t b) {
    return book_.fact_rank[a] < book_.fact_rank[b];
  });
  facts.erase(std::unique(facts.begin(), facts.end()), facts.end());
}

void Checking::merge(OpenPoints& to, const OpenPoints& from) const {
  const bool first = to.facts.empty();
  to.facts.insert(to.facts.end(), from.facts.begin(), from.facts.end());
  if (!first && !from.facts.empty()) sort_facts(to.facts);
  for (const Text& reason : from.reasons) {
    if (std::find(to.reasons.begin(), to.reasons.end(), reason) == to.reasons.end()) {
      to.reasons.push_back(reason);
    }
  }
  for (const OpenTerm* term : from.terms) {
    if (std::find(to.terms.begin(), to.terms.end(), term) == to.terms.end()) {
      to.terms.push_back(term);
    }
  }
}

OpenPoints Checking::not_computable() const {
  OpenPoints open;
  std::string code = "undefined";
  if (!environment_.errors.empty()) code = environment_.errors.back().code;
  open.reasons.push_back({fmt::format("按现有数值无法计算（{}）", code),
                          fmt::format("can't be worked out from these values ({})", code)});
  return open;
}

}  // namespace fugong::law
