// Provisions that replace each other in a circle, and benefits given together that no rule of
// stacking speaks of.
#include <fmt/format.h>

#include <algorithm>

#include "pack/check/prove.hpp"

namespace fugong::pack {

namespace {

class Collisions {
 public:
  explicit Collisions(Proving& proving) : proving_(proving), pack_(proving.pack) {}

  void run() {
    for (const law::Provision& provision : pack_.book.source().provisions) {
      std::vector<std::string> path{provision.id};
      if (proving_.wants(provision) && returns(provision, path)) circle(provision, path);
    }
    circles_.proved = pack_.book.source().provisions.size() - circles_.found;
    for (const Observed::Together& pair : proving_.observed.together()) {
      if (proving_.wants(*pair.first) && !spoken_of(pair)) together(pair);
    }
    together_.proved = proving_.observed.together().size() - together_.found;
    proving_.report.proofs.push_back(circles_);
    proving_.report.proofs.push_back(together_);
  }

 private:
  /// Whether what it replaces leads back to it; each circle is told once, of its least id.
  bool returns(const law::Provision& start, std::vector<std::string>& path) const {
    const law::Provision* at = pack_.book.find_provision(path.back());
    if (at == nullptr) return false;
    for (const law::Supersession& old : at->supersedes) {
      if (old.provision == start.id) return true;
      const bool seen = std::find(path.begin(), path.end(), old.provision) != path.end();
      if (seen || old.provision < start.id) continue;
      path.push_back(old.provision);
      if (returns(start, path)) return true;
      path.pop_back();
    }
    return false;
  }

  void circle(const law::Provision& provision, const std::vector<std::string>& path) {
    ++circles_.found;
    std::string way;
    for (const std::string& id : path)
      way += id + " -> ";
    way += provision.id;
    proving_.report.faults.push_back(
        {"supersedes-in-a-circle",
         provision.supersedes.front().place,
         {"规定互相取代成环：" + way, "provisions replace each other in a circle: " + way},
         {"去掉其中一处 supersedes", "take one `supersedes` out"}});
  }

  bool spoken_of(const Observed::Together& pair) const {
    const auto both = [&](const std::vector<std::string>& members) {
      const auto has = [&](const law::Provision* provision) {
        return std::find(members.begin(), members.end(), provision->id) != members.end();
      };
      return has(pair.first) && has(pair.second);
    };
    const stacking::Rules& rules = pack_.stacking;
    const auto tied = [&](const auto& rule) { return both(rule.provisions); };
    return std::any_of(rules.exclusive.begin(), rules.exclusive.end(), tied) ||
           std::any_of(rules.caps.begin(), rules.caps.end(), tied) ||
           std::any_of(rules.requirements.begin(), rules.requirements.end(),
                       [&](const stacking::RequiresRule& rule) {
                         std::vector<std::string> members = rule.needs;
                         members.push_back(rule.provision);
                         return both(members);
                       });
  }

  void together(const Observed::Together& pair) {
    ++together_.found;
    proving_.report.warnings.push_back(
        {"benefits-together",
         pair.second->place,
         {fmt::format(
              "算例 {} 同时享受 {} 和 {}：同一文件、同一地区、同类优惠，而没有叠加规则提到二者",
              pair.example->id, pair.first->id, pair.second->id),
          fmt::format("the example {} has both {} and {}: one document, one region, one kind of "
                      "benefit, and no stacking rule speaks of the two",
                      pair.example->id, pair.first->id, pair.second->id)},
         {"若不能同时享受，在 stacking.yaml 写 exclusive；若可以，不必改动",
          "if they exclude each other, say so under `exclusive` in stacking.yaml; if not, all is "
          "well"}});
    add_counter_example(proving_.report, proving_.report.warnings.back(),
                        fmt::format("together-{}-{}", pair.first->id, pair.second->id),
                        facts_document(pack_.book, pair.example->subject, pair.example->moment,
                                       proving_.report.warnings.back().message));
  }

  Proving& proving_;
  const Pack& pack_;
  ProofCount circles_{{"规定没有取代成环", "provisions that do not replace themselves"}};
  ProofCount together_{
      {"算例中同类优惠并享之处有叠加规则", "like benefits held together by a rule"}};
};

/// What makes two benefits alike.
bool alike(const law::Provision& a, const law::Provision& b) {
  return a.document.number == b.document.number && a.region == b.region && a.subject == b.subject &&
         a.benefit && b.benefit && a.benefit->kind == b.benefit->kind &&
         a.benefit->total != law::Total::none;
}

}  // namespace

void Observed::note(const Example& example, const law::Answer& answer) {
  for (std::size_t i = 0; i < answer.entitlements.size(); ++i) {
    const law::Entitlement& a = answer.entitlements[i];
    if (a.state != law::State::entitled || !a.amount) continue;
    for (std::size_t j = i + 1; j < answer.entitlements.size(); ++j) {
      const law::Entitlement& b = answer.entitlements[j];
      if (b.state != law::State::entitled || !b.amount || a.subject_id != b.subject_id) continue;
      if (a.provision == b.provision || !alike(*a.provision, *b.provision)) continue;
      const bool known =
          std::any_of(together_.begin(), together_.end(), [&](const Together& other) {
            return other.first == a.provision && other.second == b.provision;
          });
      if (!known) together_.push_back({a.provision, b.provision, &example});
    }
  }
}

std::vector<const Example*> Observed::naming(const std::string& owner) const {
  std::vector<const Example*> found;
  for (const Example& example : pack_.examples) {
    const bool names = std::any_of(
        example.expected.begin(), example.expected.end(), [&](const Example::Expected& expected) {
          return expected.provision == owner || expected.decision == owner;
        });
    if (names) found.push_back(&example);
  }
  return found;
}

void prove_collisions(Proving& proving) {
  Collisions(proving).run();
}

}  // namespace fugong::pack
