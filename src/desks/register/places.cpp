#include "desks/register/places.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "desks/register/credit_code.hpp"

namespace fugong::enterprise_register {
namespace {

constexpr std::size_t kCodeLength = 6;
constexpr std::size_t kShortestName = 2;
constexpr std::size_t kMaxListed = 8;
constexpr std::string_view kSuccessor = "place_successor";
constexpr std::string_view kFormerName = "place_former_name";

bool is_code(std::string_view text) {
  return text.size() == kCodeLength &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

tl::unexpected<Faults> unknown(const std::string& text, const Place& at) {
  const std::string shown = text.substr(0, 60);
  return fail("place-unknown", at,
              {fmt::format("行政区划表和沿革表里都没有“{}”", shown),
               fmt::format("neither the list of places nor its changes have '{}'", shown)},
              {"换成 6 位代码或全称；确有变更的，在政策包的沿革表里补一行",
               "use the code of six digits or the full name; a change that is missing belongs into "
               "the pack's table of changes"});
}

}  // namespace

Places::Places(const law::Rulebook& book) : list_name_(book.source().place_list) {
  const law::CodeList* list = book.find_list(list_name_);
  if (list == nullptr) return;
  for (const law::ListEntry& entry : list->entries) {
    by_code_.emplace(entry.code, &entry);
    by_name_.emplace(entry.label.zh, &entry);
  }
  for (const law::Lookup& lookup : book.source().lookups) {
    for (const law::Lookup::Row& row : lookup.rows) {
      if (lookup.name == kSuccessor) successor_.emplace(row.key, row.value);
      if (lookup.name == kFormerName) by_former_name_.emplace(row.value, row.key);
    }
  }
}

bool Places::lies_in(std::string_view code, std::string_view within) const {
  if (within.empty()) return true;
  for (auto entry = by_code_.find(code); entry != by_code_.end();
       entry = by_code_.find(entry->second->parent)) {
    if (entry->second->code == within) return true;
  }
  return false;
}

std::string Places::path_of(const law::ListEntry& entry) const {
  const auto parent = by_code_.find(entry.parent);
  return (parent == by_code_.end() ? "" : path_of(*parent->second)) + entry.label.zh;
}

Result<PlaceReading> Places::read(std::string_view text, std::string_view within,
                                  PreferredLevel level, const Place& at) const {
  const std::string clean = half_width(text);
  auto read = is_code(clean) ? read_code(clean, at) : read_name(clean, within, level, at);
  if (!read || lies_in(read->code, within)) return read;
  return fail("place-elsewhere", at,
              {fmt::format("{} 不在 {} 之内", read->code, within),
               fmt::format("{} does not lie in {}", read->code, within)},
              {"核对两列", "compare the two columns"});
}

Result<PlaceReading> Places::read_code(const std::string& code, const Place& at) const {
  if (by_code_.contains(code)) return PlaceReading{code, false, false};
  if (const auto now = successor_.find(code); now != successor_.end()) {
    return PlaceReading{std::string(now->second), true, false};
  }
  // GB/T 2260 writes "the districts of this prefecture" as 01.
  if (code.ends_with("01")) {
    const std::string prefecture = code.substr(0, 4) + "00";
    if (by_code_.contains(prefecture)) return PlaceReading{prefecture, false, true};
  }
  return unknown(code, at);
}

/// The places with this very name; if there are none, those whose names start with it.
Places::Entries Places::named(std::string_view name, std::string_view within) const {
  Entries found;
  const auto [first, last] = by_name_.equal_range(name);
  for (auto i = first; i != last; ++i) {
    if (lies_in(i->second->code, within)) found.push_back(i->second);
  }
  if (!found.empty() || count_code_points(name) < kShortestName) return found;
  for (auto i = by_name_.lower_bound(name); i != by_name_.end() && i->first.starts_with(name);
       ++i) {
    // Inside a province the province itself is not what its short name means.
    if (i->second->code != within && lies_in(i->second->code, within)) found.push_back(i->second);
  }
  return found;
}

/// 江苏省苏州市吴江区: a place whose name stands in front, and the rest inside it.
Places::Entries Places::named_with_parents(std::string_view name, std::string_view within) const {
  Entries found;
  for (std::size_t at = 0; at < name.size();) {
    next_code_point(name, at);
    if (at >= name.size()) break;
    const auto [first, last] = by_name_.equal_range(name.substr(0, at));
    for (auto i = first; i != last; ++i) {
      const law::ListEntry& parent = *i->second;
      if (!lies_in(parent.code, within)) continue;
      const std::string_view rest = name.substr(at);
      Entries inside = named(rest, parent.code);
      if (inside.empty()) inside = named_with_parents(rest, parent.code);
      found.insert(found.end(), inside.begin(), inside.end());
    }
  }
  return found;
}

Result<PlaceReading> Places::read_name(const std::string& name, std::string_view within,
                                       PreferredLevel level, const Place& at) const {
  if (name.empty() && !within.empty()) return PlaceReading{std::string(within), false, true};
  Entries found = named(name, within);
  if (found.empty()) found = named_with_parents(name, within);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  if (found.empty()) {
    std::vector<std::string_view> codes;
    if (count_code_points(name) >= kShortestName) {
      for (auto i = by_former_name_.lower_bound(name);
           i != by_former_name_.end() && i->first.starts_with(name); ++i) {
        const auto now = successor_.find(i->second);
        if (now != successor_.end() && lies_in(now->second, within)) codes.push_back(now->second);
      }
    }
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    if (codes.size() == 1) return PlaceReading{std::string(codes[0]), true, false};
    return unknown(name, at);
  }
  if (found.size() > 1 && level == PreferredLevel::upper) {
    std::erase_if(found, [&](const law::ListEntry* one) {
      return std::any_of(found.begin(), found.end(), [&](const law::ListEntry* other) {
        return other != one && lies_in(one->code, other->code);
      });
    });
  }
  if (found.size() == 1) return PlaceReading{found[0]->code, false, false};
  std::string listed;
  for (std::size_t i = 0; i < found.size() && i < kMaxListed; ++i) {
    listed += fmt::format("{}{} {}", i > 0 ? ", " : "", found[i]->code, path_of(*found[i]));
  }
  return fail(
      "place-ambiguous", at,
      {fmt::format("“{}”可能指：{}", name, listed), fmt::format("'{}' may be: {}", name, listed)},
      {"换成 6 位代码或全称", "use the code of six digits or the full name"});
}

}  // namespace fugong::enterprise_register
