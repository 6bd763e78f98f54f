// What can be said of stacking rules before any firm is checked.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "engines/stacking/rules.hpp"

namespace fugong::stacking {

namespace {

class CheckRules {
 public:
  CheckRules(const Rules& rules, const law::Rulebook& book) : rules_(rules), book_(book) {}

  Faults run() {
    for (const ExclusiveRule& rule : rules_.exclusive) {
      begin(rule.text);
      members(rule.text, rule.provisions, 2);
    }
    for (const CapRule& rule : rules_.caps) {
      begin(rule.text);
      members(rule.text, rule.provisions, 1);
      limit(rule);
    }
    for (const RequiresRule& rule : rules_.requirements) {
      begin(rule.text);
      members(rule.text, {rule.provision}, 1);
      members(rule.text, rule.needs, 1);
    }
    sizes();
    return std::move(faults_);
  }

 private:
  void begin(const RuleText& text) {
    if (!ids_.insert(text.id).second) {
      faults_.push_back({"duplicate-id",
                         text.place,
                         {fmt::format("叠加规则“{}”出现两次", text.id),
                          fmt::format("the stacking rule '{}' stands twice", text.id)},
                         {"换一个 id", "give one of them another id"}});
    }
  }

  void members(const RuleText& text, const std::vector<std::string>& provisions,
               std::size_t least) {
    std::set<std::string> seen;
    for (const std::string& id : provisions) {
      if (!seen.insert(id).second) {
        faults_.push_back({"member-twice",
                           text.place,
                           {fmt::format("规则“{}”里 {} 出现两次", text.id, id),
                            fmt::format("{} stands twice in the rule '{}'", id, text.id)},
                           {"删去一个", "take one of them out"}});
      }
      if (book_.find_provision(id) != nullptr) continue;
      std::vector<std::string> known;
      for (const law::Provision& provision : book_.source().provisions)
        known.push_back(provision.id);
      Text remedy{"改成已有的规定编号", "name a provision of the pack"};
      if (const auto near = nearest(id, known)) {
        remedy = {fmt::format("是否想写“{}”？", *near), fmt::format("did you mean '{}'?", *near)};
      }
      faults_.push_back({"unknown-provision",
                         text.place,
                         {fmt::format("叠加规则“{}”：没有规定 {}", text.id, id),
                          fmt::format("stacking rule '{}': there is no provision {}", text.id, id)},
                         std::move(remedy)});
    }
    if (seen.size() < least) {
      faults_.push_back(
          {"too-few-members",
           text.place,
           {fmt::format("规则“{}”至少要有 {} 项规定", text.id, least),
            fmt::format("the rule '{}' needs at least {} provisions", text.id, least)},
           {"补上规定，或删去规则", "add the provisions, or take the rule out"}});
    }
  }

  /// A limit is a decision of the enterprise or of the subject of all members.
  void limit(const CapRule& rule) {
    const auto& decisions = book_.source().decisions;
    const auto decision = std::find_if(decisions.begin(), decisions.end(), [&](const auto& one) {
      return one.definition.name == rule.limit;
    });
    if (decision == decisions.end()) {
      faults_.push_back({"unknown-decision",
                         rule.text.place,
                         {fmt::format("没有定义“{}”", rule.limit),
                          fmt::format("there is no decision '{}'", rule.limit)},
                         {"limit 应是一个定义（decisions/）的名称，单位为元",
                          "limit must name a decision (decisions/) in yuan"}});
      return;
    }
    const std::string& root = book_.source().subjects.front().name;
    for (const std::string& id : rule.provisions) {
      const law::Provision* provision = book_.find_provision(id);
      if (provision == nullptr || decision->subject == root ||
          (decision->subject == provision->subject && rule.per == Per::subject)) {
        continue;
      }
      faults_.push_back(
          {"limit-of-other-subject",
           rule.text.place,
           {fmt::format("上限“{}”按“{}”计算，不能用于规定 {}", rule.limit, decision->subject, id),
            fmt::format("the limit '{}' belongs to a {}: it can't bound provision {}", rule.limit,
                        decision->subject, id)},
           {"写 per: subject，并用同一对象的定义",
            "say per: subject, with a decision of the same subject"}});
    }
  }

  /// Groups that share a provision are searched together.
  void sizes() {
    std::map<std::string, std::string> parent;
    const auto root = [&](std::string id) {
      while (parent.contains(id) && parent[id] != id)
        id = parent[id];
      return id;
    };
    const auto tie = [&](const std::vector<std::string>& ids) {
      for (const std::string& id : ids) {
        parent.try_emplace(id, id);
        parent[root(id)] = root(ids.front());
      }
    };
    for (const ExclusiveRule& rule : rules_.exclusive)
      tie(rule.provisions);
    for (const CapRule& rule : rules_.caps)
      tie(rule.provisions);
    for (const RequiresRule& rule : rules_.requirements) {
      std::vector<std::string> all = rule.needs;
      all.push_back(rule.provision);
      tie(all);
    }
    std::map<std::string, std::size_t> sets;
    for (const ExclusiveRule& rule : rules_.exclusive) {
      if (rule.provisions.empty()) continue;
      std::size_t& count = sets.try_emplace(root(rule.provisions.front()), 1).first->second;
      count = std::min(count * rule.provisions.size(), kMaxSets + 1);
      if (count <= kMaxSets) continue;
      faults_.push_back({"stacking-too-large",
                         rule.text.place,
                         {fmt::format("与“{}”相连的互斥规则组合超过 {} 种", rule.text.id, kMaxSets),
                          fmt::format("the exclusive groups tied to '{}' allow more than {} sets",
                                      rule.text.id, kMaxSets)},
                         {"合并重叠的组", "merge groups that overlap"}});
      return;
    }
  }

  const Rules& rules_;
  const law::Rulebook& book_;
  std::set<std::string> ids_;
  Faults faults_;
};

}  // namespace

Faults check(const Rules& rules, const law::Rulebook& book) {
  return CheckRules(rules, book).run();
}

}  // namespace fugong::stacking
