// Enterprises drawn at random for a rulebook. Not part of the library.
#pragma once

#include <random>
#include <string>

#include "engines/law/check_sample.hpp"

namespace fugong::law {

/// Firms that agree in much: each fact takes a few values, or is left out.
class AlikeFirms {
 public:
  AlikeFirms(const Rulebook& book, std::uint32_t seed) : book_(book), random_(seed) {}

  Subject draw(const SubjectKind& kind, const std::string& id) {
    Subject made;
    made.kind = kind.name;
    made.id = id;
    for (std::size_t i = 0; i < book_.facts().size(); ++i) {
      const Fact& fact = book_.facts()[i];
      if (fact.subject != kind.name || below(4) == 0) continue;
      made.facts.push_back({static_cast<std::uint16_t>(i), value(fact)});
    }
    for (const SubjectKind& child : book_.source().subjects) {
      if (child.parent != kind.name) continue;
      const std::size_t some = below(4);
      if (some == 3) made.none_of.push_back(child.name);
      for (std::size_t i = 0; i < some % 3; ++i)
        made.children.push_back(draw(child, child.name + std::to_string(i)));
    }
    return made;
  }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }

  Value value(const Fact& fact) {
    const std::int64_t numbers[] = {0, 4, 12, 25};
    switch (fact.type) {
      case FactType::boolean:
        return Value::of(below(2) == 0);
      case FactType::date:
        return Value::of(day("2020-01-10").plus_days(static_cast<std::int64_t>(15 * below(3))));
      case FactType::code: {
        const auto& entries = book_.find_list(fact.list)->entries;
        return Value::of(entries[below(entries.size())].code);
      }
      case FactType::text:
        return Value::of("x");
      default:
        return Value::of(numbers[below(4)]);
    }
  }

  const Rulebook& book_;
  std::mt19937 random_;
};

}  // namespace fugong::law
