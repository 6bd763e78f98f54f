// What became of every rule of the source list, and whether what it names is there.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "pack/check/prove.hpp"
#include "pack/fields.hpp"

namespace fugong::pack {

namespace {

using Kind = Disposition::Kind;

class References {
 public:
  explicit References(Proving& proving) : proving_(proving), pack_(proving.pack) {}

  void run() {
    for (const Measure& measure : pack_.notice.measures) {
      for (const Disposition& rule : measure.rules) {
        const std::size_t before = count_.found;
        once(rule);
        if (wants(measure.number)) names(rule);
        if (count_.found == before) ++count_.proved;
      }
    }
    if (pack_.notice.source_rules) complete(*pack_.notice.source_rules);
    if (!pack_.notice.measures.empty()) proving_.report.proofs.push_back(count_);
  }

 private:
  bool wants(int measure) const { return !proving_.measure || *proving_.measure == measure; }

  void once(const Disposition& rule) {
    const auto [first, added] = seen_.emplace(rule.rule, &rule);
    if (added) return;
    fault("rule-twice", rule.place,
          {fmt::format("规则 {} 已在 {}:{} 处置", rule.rule, first->second->place.file,
                       first->second->place.line),
           fmt::format("the rule {} is already disposed of at {}:{}", rule.rule,
                       first->second->place.file, first->second->place.line)},
          {"只保留一处", "keep one of them"});
  }

  void names(const Disposition& rule) {
    for (const std::string& name : rule.where) {
      switch (rule.kind) {
        case Kind::computable:
          computable(rule, name);
          break;
        case Kind::open_term:
          open_term(rule, name);
          break;
        case Kind::untranslatable:
          untranslatable(rule, name);
          break;
        case Kind::desk:
          desk(rule, name);
          break;
        case Kind::data:
          data(rule, name);
          break;
      }
    }
    if (rule.kind == Kind::open_term) open_somewhere(rule);
  }

  const law::Provision* provision(const std::string& name) const {
    return pack_.book.find_provision(name);
  }

  const law::Decision* decision(const std::string& name) const {
    for (const law::Decision& decision : pack_.book.source().decisions) {
      if (decision.definition.name == name) return &decision;
    }
    return nullptr;
  }

  /// Provisions have their own proof of examples on both sides.
  void computable(const Disposition& rule, const std::string& name) {
    if (provision(name) != nullptr) return;
    if (decision(name) == nullptr) {
      missing(rule, name, {"规定或定义", "provision or decision"}, owners());
      return;
    }
    std::set<std::string> values;
    for (const Example* example : proving_.observed.naming(name)) {
      for (const Example::Expected& expected : example->expected) {
        if (expected.decision == name && expected.value) values.insert(*expected.value);
      }
    }
    if (values.size() >= 2) return;
    fault("decision-without-example", decision(name)->place,
          {fmt::format("规则 {} 指向的 {} 没有两个不同结果的算例", rule.rule, name),
           fmt::format("{}, which the rule {} names, has no two examples with different values",
                       name, rule.rule)},
          {"在界线两侧各补一个算例", "add an example on each side of its bound"});
  }

  void open_term(const Disposition& rule, const std::string& name) {
    if (provision(name) == nullptr) missing(rule, name, {"规定", "provision"}, owners());
  }

  /// Of several provisions that carry out one rule, one at least leaves the figure open or sets it.
  void open_somewhere(const Disposition& rule) {
    const bool open =
        std::any_of(rule.where.begin(), rule.where.end(), [&](const std::string& name) {
          const law::Provision* found = provision(name);
          return found == nullptr || !found->open_terms.empty() || !found->fills.empty();
        });
    if (open) return;
    wrong(rule, rule.where.front(),
          {"没有 open_terms，也没有 fills", "has neither open_terms nor fills"});
  }

  void untranslatable(const Disposition& rule, const std::string& name) {
    const law::Provision* found = provision(name);
    if (found == nullptr) {
      missing(rule, name, {"规定", "provision"}, owners());
    } else if (found->untranslatable.empty()) {
      wrong(rule, name, {"没有 untranslatable 一项", "has no `untranslatable` entry"});
    }
  }

  void desk(const Disposition& rule, const std::string& name) {
    std::vector<std::string> desks;
    for (const Measure& measure : pack_.notice.measures)
      desks.push_back(measure.desk);
    if (std::find(desks.begin(), desks.end(), name) == desks.end())
      missing(rule, name, {"窗口", "desk of a measure"}, desks);
  }

  void data(const Disposition& rule, const std::string& name) {
    const law::Source& source = pack_.book.source();
    std::vector<std::string> known;
    for (const law::CodeList& list : source.lists)
      known.push_back(list.name);
    for (const law::Lookup& lookup : source.lookups)
      known.push_back(lookup.name);
    for (const law::Decision& decision : source.decisions)
      known.push_back(decision.definition.name);
    for (const law::Fact& fact : source.facts)
      known.push_back(fact.name);
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    const std::string& file = rule.place.file;
    if (proving_.files.contains(beside(file, name)) ||
        proving_.files.contains(pack_.id + "/" + name))
      return;
    missing(rule, name,
            {"代码表、查找表、定义、事实或文件", "list, lookup, decision, fact or file"}, known);
  }

  std::vector<std::string> owners() const {
    std::vector<std::string> names;
    for (const law::Provision& one : pack_.book.source().provisions)
      names.push_back(one.id);
    for (const law::Decision& one : pack_.book.source().decisions)
      names.push_back(one.definition.name);
    return names;
  }

  void missing(const Disposition& rule, const std::string& name, const Text& what,
               const std::vector<std::string>& known) {
    Text remedy{"改正 where", "correct `where`"};
    if (const auto near = nearest(name, known)) {
      remedy = {fmt::format("是否想写“{}”？", *near), fmt::format("did you mean '{}'?", *near)};
    }
    fault(
        "unknown-reference", rule.place,
        {fmt::format("规则 {} 指向“{}”，没有这样的{}", rule.rule, name, what.zh),
         fmt::format("the rule {} names '{}', and there is no such {}", rule.rule, name, what.en)},
        std::move(remedy));
  }

  void wrong(const Disposition& rule, const std::string& name, const Text& why) {
    fault("wrong-reference", rule.place,
          {fmt::format("规则 {} 指向规定 {}，而它{}", rule.rule, name, why.zh),
           fmt::format("the rule {} names the provision {}, which {}", rule.rule, name, why.en)},
          {"改正 disposition 或 where，或补上这一项",
           "correct the disposition or `where`, or add what is missing"});
  }

  /// Every rule, every measure, every provision.
  void complete(std::int64_t expected) {
    if (static_cast<std::int64_t>(seen_.size()) != expected) {
      fault("rules-not-covered", pack_.notice.place,
            {fmt::format("通知依据 {} 条规则，各措施共处置了 {} 条", expected, seen_.size()),
             fmt::format("the notice rests on {} rules, and the measures dispose of {}", expected,
                         seen_.size())},
            {"在 measure.yaml 的 rules 中补上或删去，每条恰好一次",
             "add or take out rules in the measure.yaml files, each exactly once"});
    }
    std::set<std::string> placed;
    for (const Measure& measure : pack_.notice.measures) {
      for (const Disposition& rule : measure.rules)
        placed.insert(rule.where.begin(), rule.where.end());
      if (!measure.rules.empty() || !wants(measure.number)) continue;
      fault("measure-without-rules", measure.place,
            {fmt::format("措施 {} 没有处置任何规则", measure.number),
             fmt::format("measure {} disposes of no rule", measure.number)},
            {"写出 rules", "write its `rules`"});
    }
    for (const law::Provision& one : pack_.book.source().provisions) {
      if (placed.contains(one.id) || !proving_.wants(one)) continue;
      fault("provision-without-rule", one.place,
            {fmt::format("没有规则指向规定 {}", one.id),
             fmt::format("no rule of the source list leads to the provision {}", one.id)},
            {"在 measure.yaml 的 rules 中把它写进 where",
             "name it under `where` of a rule in measure.yaml"});
    }
  }

  void fault(const char* code, const Place& place, Text message, Text remedy) {
    ++count_.found;
    proving_.report.faults.push_back({code, place, std::move(message), std::move(remedy)});
  }

  Proving& proving_;
  const Pack& pack_;
  std::map<std::string, const Disposition*> seen_;
  ProofCount count_{
      {"依据规则都有处置且所指存在", "source rules disposed of, with what they name"}};
};

}  // namespace

void prove_references(Proving& proving) {
  References(proving).run();
}

}  // namespace fugong::pack
