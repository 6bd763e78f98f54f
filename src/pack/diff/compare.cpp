// Two trees of parts to a list of changes.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "pack/diff/part_tree.hpp"

namespace fugong::pack {

namespace {

constexpr std::size_t kNamedChanges = 5;  ///< of a counted part

using Index = std::map<std::string_view, const Part*>;

Index index(const Part& part) {
  Index found;
  for (const Part& child : part.parts)
    found.emplace(child.key, &child);
  return found;
}

bool same(const Part& a, const Part& b) {
  if (a.identity != b.identity || a.parts.size() != b.parts.size()) return false;
  std::vector<Change> changes;
  compare(a, b, "", changes);
  return changes.empty();
}

/// What an added or removed part says: its value, or that of its first parts that have one.
std::optional<Text> summary(const Part& part) {
  if (!part.value.zh.empty()) return part.value;
  for (const Part& child : part.parts) {
    if (!child.text && !child.value.zh.empty()) return child.value;
  }
  return std::nullopt;
}

const Text& label_of(const Part& part, const Part& owner) {
  return part.label.zh.empty() ? owner.label : part.label;
}

void count(const Part& before, const Part& after, const std::string& path,
           std::vector<Change>& into) {
  const Index old_parts = index(before);
  const Index new_parts = index(after);
  std::size_t added = 0;
  std::size_t removed = 0;
  std::size_t changed = 0;
  std::string names;
  const auto name = [&](const char* sign, std::string_view key) {
    if (added + removed + changed > kNamedChanges) return;
    names += fmt::format("{}{}{}", names.empty() ? "" : ", ", sign, key);
  };
  for (const auto& [key, part] : new_parts) {
    const auto old = old_parts.find(key);
    if (old == old_parts.end()) {
      ++added;
      name("+", key);
    } else if (!same(*old->second, *part)) {
      ++changed;
      name("~", key);
    }
  }
  for (const auto& [key, part] : old_parts) {
    if (new_parts.contains(key)) continue;
    ++removed;
    name("-", key);
  }
  if (added + removed + changed == 0) return;
  if (added + removed + changed > kNamedChanges) names += ", ...";
  Change change;
  change.kind = Change::Kind::changed;
  change.what = after.what;
  change.path = path;
  change.label = after.label;
  change.before = Text{fmt::format("{} 项", before.parts.size()),
                       fmt::format("{} entries", before.parts.size())};
  change.after = Text{fmt::format("{} 项：增加 {}，删去 {}，改动 {}（{}）", after.parts.size(),
                                  added, removed, changed, names),
                      fmt::format("{} entries: {} added, {} removed, {} changed ({})",
                                  after.parts.size(), added, removed, changed, names)};
  into.push_back(std::move(change));
}

void compare_parts(const Part& before, const Part& after, const std::string& path,
                   std::vector<Change>& into) {
  const Index old_parts = index(before);
  const Index new_parts = index(after);
  std::vector<std::string_view> kept_before;
  std::vector<std::string_view> kept_after;
  for (const Part& part : before.parts) {
    if (new_parts.contains(part.key)) {
      kept_before.push_back(part.key);
    } else {
      into.push_back({Change::Kind::removed, part.what, path + part.key, label_of(part, before),
                      summary(part), std::nullopt});
    }
  }
  for (const Part& part : after.parts) {
    const auto old = old_parts.find(part.key);
    if (old == old_parts.end()) {
      into.push_back({Change::Kind::added, part.what, path + part.key, label_of(part, after),
                      std::nullopt, summary(part)});
      continue;
    }
    kept_after.push_back(part.key);
    std::vector<Change> changes;
    compare(*old->second, part, path + part.key, changes);
    for (Change& change : changes) {
      if (change.label.zh.empty()) change.label = after.label;
      into.push_back(std::move(change));
    }
  }
  if (!after.ordered || kept_before == kept_after) return;
  const auto order = [](const std::vector<std::string_view>& keys) {
    std::string text;
    for (const std::string_view key : keys)
      (text += text.empty() ? "" : "; ") += key;
    return Text{text, text};
  };
  std::string own = path;
  if (own.ends_with('/')) own.pop_back();
  into.push_back(
      {Change::Kind::moved, after.what, own, after.label, order(kept_before), order(kept_after)});
}

}  // namespace

void compare(const Part& before, const Part& after, const std::string& path,
             std::vector<Change>& into) {
  if (before.identity != after.identity) {
    into.push_back({after.text ? Change::Kind::reworded : Change::Kind::changed, after.what, path,
                    after.label, before.value, after.value});
  }
  if (after.counted) {
    count(before, after, path, into);
  } else {
    compare_parts(before, after, path.empty() ? "" : path + "/", into);
  }
}

}  // namespace fugong::pack
