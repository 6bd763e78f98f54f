// Soundness of whole answers: what is claimed with some facts is never overturned by more. Draws
// facts documents for any rulebook, takes facts away, and holds the claims against completions. Not
// part of the library.
#pragma once

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engines/law/facts.hpp"
#include "engines/law/rulebook.hpp"

namespace fugong::law {

/// Draws documents; facts of a kind are drawn near the numbers that the rules name.
class Drawing {
 public:
  Drawing(const Rulebook& book, std::uint32_t seed) : book_(book), random_(seed) {
    const auto take = [&](const std::vector<Parameter>& parameters) {
      for (const Parameter& parameter : parameters) {
        if (const auto number = Decimal::parse(parameter.value)) numbers_.push_back(*number);
        if (const auto date = Date::parse(parameter.value)) dates_.push_back(*date);
      }
    };
    for (const Provision& provision : book.source().provisions) {
      take(provision.parameters);
      regions_.insert(regions_.end(), provision.region.begin(), provision.region.end());
    }
    for (const Decision& decision : book.source().decisions)
      take(decision.parameters);
  }

  std::size_t below(std::size_t n) { return random_() % n; }
  bool chance(std::size_t percent) { return below(100) < percent; }

  /// Every fact of a subject and of some children.
  Node document(const SubjectKind& kind, const std::string& id) {
    Node node;
    node.kind = Node::Kind::map;
    complete(kind, id, node);
    return node;
  }

  /// Adds what is missing.
  void complete(const SubjectKind& kind, const std::string& id, Node& node) {
    if (!id.empty() && node.find("id") == nullptr) node.fields.emplace_back("id", plain(id));
    for (const Fact& fact : book_.facts()) {
      if (fact.subject != kind.name || node.find(fact.name) != nullptr) continue;
      if (auto value = draw(fact)) node.fields.emplace_back(fact.name, std::move(*value));
    }
    for (const SubjectKind& child : book_.source().subjects) {
      if (child.parent != kind.name) continue;
      auto list = std::find_if(node.fields.begin(), node.fields.end(),
                               [&](const auto& field) { return field.first == child.plural; });
      if (list != node.fields.end()) {
        for (Node& item : list->second.items)
          complete(child, "", item);
        continue;
      }
      Node made;
      made.kind = Node::Kind::list;
      for (std::size_t i = below(3); i > 0; --i)
        made.items.push_back(document(child, child.name + std::to_string(i)));
      node.fields.emplace_back(child.plural, std::move(made));
    }
  }

  /// Takes facts and lists away.
  void thin(const SubjectKind& kind, Node& node, std::size_t percent) {
    std::erase_if(node.fields,
                  [&](const auto& field) { return field.first != "id" && chance(percent); });
    for (const SubjectKind& child : book_.source().subjects) {
      if (child.parent != kind.name) continue;
      for (auto& [name, list] : node.fields) {
        if (name != child.plural) continue;
        for (Node& item : list.items)
          thin(child, item, percent);
      }
    }
  }

  static Node plain(std::string text) {
    Node node;
    node.kind = Node::Kind::plain;
    node.text = std::move(text);
    return node;
  }

  std::optional<Node> draw(const Fact& fact) {
    switch (fact.type) {
      case FactType::boolean:
        return plain(chance(60) ? "true" : "false");
      case FactType::integer:
        return plain(bounded(fact, Decimal(static_cast<std::int64_t>(below(40)))));
      case FactType::number:
      case FactType::percent:
        return plain(bounded(fact, Decimal(static_cast<std::int64_t>(below(1000)), -2)));
      case FactType::money:
        return plain(bounded(fact, Decimal(static_cast<std::int64_t>(below(100'000'000)), -2)));
      case FactType::date: {
        if (!dates_.empty() && chance(20)) {
          const int step = static_cast<int>(below(3)) - 1;
          return plain(dates_[below(dates_.size())].plus_days(step).to_string());
        }
        const auto day = static_cast<std::int64_t>(below(300));
        return plain(Date::from_civil(2019, 11, 1)->plus_days(day).to_string());
      }
      case FactType::code: {
        const CodeList* list = book_.find_list(fact.list);
        if (list == nullptr || list->entries.empty()) return std::nullopt;
        if (fact.list == book_.source().place_list && !regions_.empty() && chance(50)) {
          return plain(regions_[below(regions_.size())]);
        }
        return plain(list->entries[below(list->entries.size())].code);
      }
      case FactType::text:
        return plain("x");
    }
    return std::nullopt;
  }

 private:
  std::string bounded(const Fact& fact, Decimal value) {
    if (!numbers_.empty() && chance(40)) value = numbers_[below(numbers_.size())];
    if (fact.type == FactType::integer && !value.to_int64()) value = Decimal(7);
    if (fact.type == FactType::money && !Money::from_yuan(value)) value = Decimal(7);
    if (fact.minimum && value < *fact.minimum) value = *fact.minimum;
    if (fact.maximum && value > *fact.maximum) value = *fact.maximum;
    return value.to_string();
  }

  const Rulebook& book_;
  std::mt19937 random_;
  std::vector<Decimal> numbers_;
  std::vector<Date> dates_;
  std::vector<std::string> regions_;
};

/// A wrong answer, to see that it is caught; null: none.
using Wrong = void (*)(Answer&);

class Soundness {
 public:
  /// `filled` are the same law with every open term set by somebody.
  Soundness(const Rulebook& book, std::vector<const Rulebook*> filled, Moment moment,
            std::uint32_t seed, Wrong wrong = nullptr)
      : book_(book),
        filled_(std::move(filled)),
        moment_(moment),
        drawing_(book, seed),
        wrong_(wrong),
        root_(book.source().subjects[0]) {}

  std::size_t claims = 0;

  /// One firm with gaps and some completions of it; what was overturned, or nothing.
  std::string try_one(int completions) {
    Node partial = drawing_.document(root_, "");
    drawing_.thin(root_, partial, 10 + drawing_.below(80));
    if (!settle(partial, nullptr)) return {};
    const Answer claimed = answer(book_, partial, wrong_);
    for (int i = 0; i < completions; ++i) {
      Node whole = partial;
      drawing_.complete(root_, "", whole);
      if (!settle(whole, &partial)) continue;
      const Rulebook& book = filled_.empty() ? book_ : *filled_[drawing_.below(filled_.size())];
      const std::string found = overturned(claimed, answer(book, whole, nullptr));
      if (!found.empty()) return found;
    }
    return changed_by_what_cannot_matter(claimed, partial);
  }

 private:
  Answer answer(const Rulebook& book, const Node& document, Wrong wrong) const {
    auto subject = read_subject(book, document);
    FUGONG_CHECK(subject.has_value(), "settled documents can be read");
    Answer made = book.check(*subject, moment_);
    if (wrong != nullptr) wrong(made);
    return made;
  }

  /// Takes out facts that their guard rules out, but none that `keep` has: then false.
  bool settle(Node& document, const Node* keep) const {
    for (int round = 0; round < 8; ++round) {
      place_all(document, "");
      const auto read = read_subject(book_, document);
      if (read) return true;
      for (const Fault& fault : read.error()) {
        FUGONG_CHECK(fault.code == "fact-not-applicable", fault.message.en.c_str());
        if (keep != nullptr && at(*keep, fault.place.pointer) != nullptr) return false;
        erase(document, fault.place.pointer);
      }
    }
    return false;
  }

  static void place_all(Node& node, const std::string& pointer) {
    node.place.pointer = pointer;
    for (auto& [name, value] : node.fields)
      place_all(value, pointer + "/" + name);
    for (std::size_t i = 0; i < node.items.size(); ++i)
      place_all(node.items[i], pointer + "/" + std::to_string(i));
  }

  static const Node* at(const Node& node, const std::string& pointer) {
    if (node.place.pointer == pointer) return &node;
    for (const auto& [name, value] : node.fields) {
      if (const Node* found = at(value, pointer)) return found;
    }
    for (const Node& item : node.items) {
      if (const Node* found = at(item, pointer)) return found;
    }
    return nullptr;
  }

  static void erase(Node& node, const std::string& pointer) {
    std::erase_if(node.fields,
                  [&](const auto& field) { return field.second.place.pointer == pointer; });
    for (auto& [name, value] : node.fields)
      erase(value, pointer);
    for (Node& item : node.items)
      erase(item, pointer);
  }

  static bool is_absent(const Entitlement& e) {
    return !e.conditions.empty() && e.conditions[0].origin == ConditionAnswer::Origin::has_subject;
  }

  static bool same_subject(const Entitlement& claim, const Entitlement& other) {
    return claim.provision->id == other.provision->id && !is_absent(other) &&
           (claim.hypothetical || claim.subject_id == other.subject_id);
  }

  std::string overturned(const Answer& claimed, const Answer& whole) {
    for (const Entitlement& claim : claimed.entitlements) {
      for (const Entitlement& other : whole.entitlements) {
        if (!same_subject(claim, other)) continue;
        const std::string found = against(claim, other);
        if (!found.empty()) return claim.provision->id + ": " + found;
      }
    }
    for (const DerivedFact& claim : claimed.derived) {
      if (claim.value.is_unknown()) continue;
      for (const DerivedFact& other : whole.derived) {
        if (other.decision->definition.name != claim.decision->definition.name ||
            other.subject_id != claim.subject_id) {
          continue;
        }
        ++claims;
        if (!same(claim.value, other.value)) return claim.decision->definition.name + ": value";
      }
    }
    return {};
  }

  static bool same(const feel::Value& a, const feel::Value& b) {
    return feel::to_feel(a) == feel::to_feel(b);
  }

  std::string against(const Entitlement& claim, const Entitlement& other) {
    claims += claim.state == State::depends ? 0 : 1;
    if (claim.state != State::depends && claim.state != other.state) return "state";
    if (claim.amount && claim.amount != other.amount) return "amount";
    if (claim.rate && claim.rate != other.rate) return "rate";
    if (!claim.amount_range) return {};
    const auto outside = [&](const AmountRange& found) {
      const AmountRange& range = *claim.amount_range;
      return found.low < range.low || (range.high && (!found.high || *found.high > *range.high));
    };
    ++claims;
    if (other.amount && outside({*other.amount, other.amount})) return "range";
    if (other.amount_range && outside(*other.amount_range)) return "range";
    return {};
  }

  /// A fact that nothing waits for may take any value: the answer stays.
  std::string changed_by_what_cannot_matter(const Answer& claimed, const Node& partial) {
    std::set<std::uint16_t> open;
    for (const Entitlement& e : claimed.entitlements)
      open.insert(e.open.facts.begin(), e.open.facts.end());
    for (const DerivedFact& derived : claimed.derived)
      open.insert(derived.open.facts.begin(), derived.open.facts.end());
    for (std::size_t i = 0; i < book_.facts().size(); ++i) {
      const Fact& fact = book_.facts()[i];
      const bool asked = open.contains(static_cast<std::uint16_t>(i));
      if (fact.subject != root_.name || partial.find(fact.name) != nullptr || asked) continue;
      if (drawing_.chance(60)) continue;
      Node more = partial;
      auto value = drawing_.draw(fact);
      if (!value) continue;
      more.fields.emplace_back(fact.name, std::move(*value));
      if (!settle(more, &partial)) continue;
      ++claims;
      const Answer after = answer(book_, more, nullptr);
      if (shape(claimed) != shape(after)) return fact.name + " matters";
    }
    return {};
  }

  static std::string shape(const Answer& answer) {
    std::string text;
    for (const Entitlement& e : answer.entitlements) {
      text += e.provision->id + e.subject_id + std::to_string(static_cast<int>(e.state));
      if (e.amount) text += " " + e.amount->to_string();
      if (e.amount_range) text += " " + e.amount_range->low.to_string();
      if (e.amount_range && e.amount_range->high) text += "-" + e.amount_range->high->to_string();
      text += ";";
    }
    for (const DerivedFact& derived : answer.derived)
      text += derived.value.is_unknown() ? "?" : feel::to_feel(derived.value);
    return text;
  }

  const Rulebook& book_;
  std::vector<const Rulebook*> filled_;
  Moment moment_;
  Drawing drawing_;
  Wrong wrong_;
  const SubjectKind& root_;
};

// ---- what an unsound engine would say

inline void claims_what_depends(Answer& answer) {
  for (Entitlement& e : answer.entitlements) {
    if (e.state == State::depends && !e.tainted) e.state = State::entitled;
  }
}
inline void refuses_what_depends(Answer& answer) {
  for (Entitlement& e : answer.entitlements) {
    if (e.state == State::depends && !e.open.facts.empty()) e.state = State::not_entitled;
  }
}
inline void takes_the_least(Answer& answer) {
  for (Entitlement& e : answer.entitlements) {
    if (e.amount_range) e.amount = e.amount_range->low;
  }
}
inline void narrows_from_below(Answer& answer) {
  for (Entitlement& e : answer.entitlements) {
    if (e.amount_range && e.amount_range->low != e.amount_range->high) ++e.amount_range->low.fen;
  }
}
inline void narrows_from_above(Answer& answer) {
  for (Entitlement& e : answer.entitlements) {
    if (e.amount_range && e.amount_range->high && e.amount_range->low != e.amount_range->high) {
      --e.amount_range->high->fen;
    }
  }
}
inline void forgets_a_question(Answer& answer) {
  for (Entitlement& e : answer.entitlements) {
    if (!e.open.facts.empty()) e.open.facts.erase(e.open.facts.begin());
  }
}
inline void takes_unknown_for_null(Answer& answer) {
  for (DerivedFact& derived : answer.derived) {
    if (derived.value.is_unknown()) derived.value = feel::Value();
  }
}

}  // namespace fugong::law
