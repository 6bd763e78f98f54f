// Open terms: what a text leaves to an authority, and the (local) text that fills it here.
#include <algorithm>
#include <utility>

#include "engines/law/checking.hpp"

namespace fugong::law {

using feel::Domain;
using feel::Value;

namespace {

/// A fill that is known and may apply.
struct Claim {
  const CompiledFill* fill = nullptr;
  const CompiledProvision* by = nullptr;
  std::size_t depth = 0;  // of the region, the nation is 0
  bool sure = false;
  bool of_place = false;  // it waits for the place
  std::vector<Text> reasons;

  /// The narrower region wins; of one region the text that was known later.
  bool beats(const Claim& other) const {
    if (depth != other.depth) return depth > other.depth;
    return by->provision->known_from > other.by->provision->known_from;
  }
};

}  // namespace

void Checking::settle_terms(const CompiledProvision& compiled, Entitlement& entitlement) {
  for (const CompiledTerm& term : compiled.terms) {
    TermAnswer answer = settle(term, compiled.event_fact, entitlement);
    book_.program->set(frame_, term.slot, answer.value);
    if (options_.trace) entitlement.terms.push_back(std::move(answer));
  }
}

/// How deep the place of a region lies that the firm is in, or may be in.
std::size_t Checking::region_depth(const CompiledProvision& compiled) const {
  const std::vector<const ListEntry*>& region = compiled.region;
  if (region.empty()) return 0;
  if (place_path_) {
    for (std::size_t i = 0; i < place_path_->size(); ++i) {
      const bool here = std::find(region.begin(), region.end(), (*place_path_)[i]) != region.end();
      if (here) return place_path_->size() - i;
    }
  }
  std::size_t deepest = 0;
  for (const ListEntry* place : region) {
    std::size_t depth = 0;
    for (const ListEntry* at = place; at != nullptr; at = book_.places->parent_of(*at))
      ++depth;
    deepest = std::max(deepest, depth);
  }
  return deepest;
}

TermAnswer Checking::settle(const CompiledTerm& term, std::optional<std::uint16_t> event_fact,
                            Entitlement& entitlement) {
  const std::optional<Date>& event = entitlement.event_date;
  std::vector<Claim> claims;
  for (const CompiledFill& fill : term.fills) {
    Claim claim{&fill, &book_.provisions[fill.by], 0, false, false, {}};
    if (!is_known(*claim.by)) continue;
    if (replacement(*claim.by, event, claim.reasons) != nullptr) continue;
    const Truth in_force =
        event ? holds_on(claim.by->provision->in_force, *event, claim.reasons) : Truth::open;
    const Truth in_place = region_truth(*claim.by);
    if (in_force == Truth::fails || in_place == Truth::fails) continue;
    claim.of_place = in_place == Truth::open;
    claim.sure = event && !claim.of_place && claim.reasons.empty();
    claim.depth = region_depth(*claim.by);
    entitlement.tainted = entitlement.tainted || claim.by->provision->is_tainted();
    claims.push_back(std::move(claim));
  }
  const Claim* best = nullptr;
  for (const Claim& claim : claims) {
    if (claim.sure && (best == nullptr || claim.beats(*best))) best = &claim;
  }
  std::vector<Text>& reasons = term_reasons_[term.source - book_.term_source(0)];
  reasons.clear();
  feel::Sources sources;
  feel::List values;
  if (best != nullptr) values.push_back(best->fill->value);
  for (const Claim& claim : claims) {
    if (claim.sure || (best != nullptr && best->beats(claim))) continue;
    values.push_back(claim.fill->value);
    if (!event) sources.push_back(*event_fact);
    if (claim.of_place) sources.push_back(*place_fact_);
    reasons.insert(reasons.end(), claim.reasons.begin(), claim.reasons.end());
  }
  if (best == nullptr || !reasons.empty()) sources.push_back(term.source);
  std::sort(sources.begin(), sources.end());
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
  if (best != nullptr && sources.empty()) {
    return {term.term, best->by->provision, best->fill->value};
  }
  return {term.term, nullptr,
          Value::unknown(std::move(sources),
                         best != nullptr ? Domain::one_of(std::move(values)) : term.bounds)};
}

}  // namespace fugong::law
