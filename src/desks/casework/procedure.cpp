#include "desks/casework/procedure.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/decimal.hpp"
#include "base/fault.hpp"

namespace fugong::casework {

bool is_officer(Role role) {
  return role == Role::county_officer || role == Role::city_officer ||
         role == Role::province_officer || role == Role::ministry_officer;
}

bool Procedure::may_start(Start start) const {
  return std::find(starts.begin(), starts.end(), start) != starts.end();
}

std::vector<std::string> Procedure::matters() const {
  return is_finding() ? std::vector<std::string>{finding} : provisions;
}

bool Procedure::is_about(std::string_view matter) const {
  if (is_finding()) return matter == finding;
  return std::find(provisions.begin(), provisions.end(), matter) != provisions.end();
}

std::string_view digits_of_place(std::string_view code) {
  while (code.size() > 2 && code.ends_with("00"))
    code.remove_suffix(2);
  return code;
}

std::optional<std::size_t> Procedure::serves(std::string_view of) const {
  if (region.empty()) return 0;
  std::optional<std::size_t> narrowest;
  for (const std::string& code : region) {
    const std::string_view digits = digits_of_place(code);
    if (of.starts_with(digits)) narrowest = std::max(narrowest.value_or(0), digits.size());
  }
  return narrowest;
}

Text in_words(const Remedy& remedy) {
  const bool by_days = remedy.days > 0;
  const std::int64_t count = by_days ? remedy.days : remedy.months;
  return {fmt::format("自知道本决定之日起 {} {}内，可以{}。", count, by_days ? "日" : "个月",
                      remedy.title.zh),
          fmt::format("Within {} {}{} from the day on which you know of it you may {}.", count,
                      by_days ? "day" : "month", count == 1 ? "" : "s", remedy.title.en)};
}

const DocumentWanted* Procedure::find_document(std::string_view wanted) const {
  const auto found = std::find_if(documents.begin(), documents.end(),
                                  [&](const DocumentWanted& one) { return one.id == wanted; });
  return found == documents.end() ? nullptr : &*found;
}

const Doer* partner_asked(const Procedure& procedure) {
  for (const Step& step : procedure.steps) {
    for (const Doer& doer : step.by) {
      if (doer.role == Role::partner) return &doer;
    }
  }
  return nullptr;
}

const Doer& Procedure::doer(const Step& step, Money amount, bool by_programme) const {
  FUGONG_CHECK(!step.by.empty(), "every step has somebody who does it");
  const Doer* best = nullptr;
  for (const Doer& doer : step.by) {
    if (doer.role == Role::programme) {
      if (by_programme) return doer;
      continue;
    }
    if (doer.from <= amount && (best == nullptr || best->from <= doer.from)) best = &doer;
  }
  return best == nullptr ? step.by.front() : *best;
}

const Procedure* Procedures::find(std::string_view id) const {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Procedure& one) { return one.id == id; });
  return found == all.end() ? nullptr : &*found;
}

const Procedure* Procedures::for_provision(std::string_view matter, std::string_view of) const {
  const Procedure* best = nullptr;
  std::optional<std::size_t> narrowest;
  for (const Procedure& one : all) {
    if (!one.is_about(matter)) continue;
    const auto serves = one.serves(of);
    if (serves && (!narrowest || *serves > *narrowest)) {
      best = &one;
      narrowest = serves;
    }
    if (best == nullptr && of.empty()) best = &one;
  }
  return best;
}

}  // namespace fugong::casework
