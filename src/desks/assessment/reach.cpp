// Which provisions a reform can reach.
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "desks/assessment/comparison.hpp"

namespace fugong::assessment {

namespace {

/// Provisions that hang together: what is reached with one is reached with all.
class Ties {
 public:
  void tie(const std::string& a, const std::string& b) { parents_[root(a)] = root(b); }
  std::string root(const std::string& of) {
    std::string at = of;
    for (auto next = parents_.find(at); next != parents_.end() && next->second != at;
         next = parents_.find(at)) {
      at = next->second;
    }
    return at;
  }

 private:
  std::map<std::string, std::string> parents_;
};

void add_ties(const pack::Pack& pack, Ties& ties) {
  for (const law::Provision& provision : pack.book.source().provisions) {
    for (const law::Supersession& superseded : provision.supersedes)
      ties.tie(provision.id, superseded.provision);
    for (const law::Fill& fill : provision.fills)
      ties.tie(provision.id, fill.provision);
  }
  const auto tie_all = [&](const std::vector<std::string>& members) {
    for (const std::string& member : members)
      ties.tie(member, members.front());
  };
  for (const stacking::ExclusiveRule& rule : pack.stacking.exclusive)
    tie_all(rule.provisions);
  for (const stacking::CapRule& rule : pack.stacking.caps)
    tie_all(rule.provisions);
  for (const stacking::RequiresRule& rule : pack.stacking.requirements) {
    for (const std::string& need : rule.needs)
      ties.tie(rule.provision, need);
  }
}

/// Whether nobody but people and tests read a file.
bool decides_nothing(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  return name.starts_with("examples-") || name.ends_with(".examples.yaml") ||
         name.ends_with(".md") || path.find("/demo/") != std::string::npos ||
         path.find("/synthetic/") != std::string::npos;
}

}  // namespace

std::vector<std::string> reached_by(const pack::Pack& before, const pack::Pack& after,
                                    const std::vector<std::string>& changed) {
  std::vector<std::string> ids;
  std::map<std::string, std::string> by_file;
  for (const pack::Pack* pack : {&before, &after}) {
    for (const law::Provision& provision : pack->book.source().provisions) {
      if (std::find(ids.begin(), ids.end(), provision.id) == ids.end()) ids.push_back(provision.id);
      by_file[provision.place.file] = provision.id;
    }
  }
  Ties ties;
  add_ties(before, ties);
  add_ties(after, ties);
  std::set<std::string> roots;
  for (const std::string& path : changed) {
    if (decides_nothing(path)) continue;
    const auto found = by_file.find(path);
    if (found == by_file.end()) return ids;  // something that all share
    roots.insert(ties.root(found->second));
  }
  std::erase_if(ids, [&](const std::string& id) { return !roots.contains(ties.root(id)); });
  return ids;
}

}  // namespace fugong::assessment
