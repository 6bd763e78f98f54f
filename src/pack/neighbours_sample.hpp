// Firms beside a firm: they differ from it in a fact or two (a step beside a bound, a day beside an
// edge, an extreme amount, another code, a fact left out, a child more or less). Not part of the
// library.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "engines/law/rulebook.hpp"

namespace fugong::pack {

class Neighbours {
 public:
  Neighbours(const law::Rulebook& book, std::uint32_t seed) : book_(book), random_(seed) {
    const auto take = [&](const std::vector<law::Parameter>& parameters) {
      for (const law::Parameter& parameter : parameters) {
        if (const auto number = Decimal::parse(parameter.value)) numbers_.push_back(*number);
        if (const auto date = Date::parse(parameter.value)) dates_.push_back(*date);
      }
    };
    for (const law::Provision& provision : book_.source().provisions) {
      take(provision.parameters);
      places_.insert(places_.end(), provision.region.begin(), provision.region.end());
    }
    for (const law::Decision& decision : book_.source().decisions)
      take(decision.parameters);
  }

  law::Subject draw(const law::Subject& of) {
    law::Subject made = of;
    for (std::size_t changes = below(3); changes > 0; --changes)
      change(made);
    return made;
  }
  std::size_t below(std::size_t n) { return random_() % n; }

 private:
  void change(law::Subject& subject) {
    if (!subject.children.empty() && below(2) == 0) {
      const std::size_t child = below(subject.children.size());
      switch (below(12)) {
        case 0:
          subject.children.erase(subject.children.begin() + static_cast<std::ptrdiff_t>(child));
          return;
        case 1:
          subject.children.push_back(subject.children[child]);
          return;
        default:
          return change_fact(subject.children[child]);
      }
    }
    change_fact(subject);
  }

  void change_fact(law::Subject& subject) {
    if (subject.facts.empty() || below(8) == 0) return add_fact(subject);
    const std::size_t at = below(subject.facts.size());
    if (below(5) == 0) {
      subject.facts.erase(subject.facts.begin() + static_cast<std::ptrdiff_t>(at));
      return;
    }
    law::GivenFact& given = subject.facts[at];
    given.value = beside(book_.facts()[given.fact], given.value);
  }

  void add_fact(law::Subject& subject) {
    const std::size_t fact = below(book_.facts().size());
    if (book_.facts()[fact].subject != subject.kind) return;
    const auto index = static_cast<std::uint16_t>(fact);
    for (const law::GivenFact& given : subject.facts) {
      if (given.fact == index) return;
    }
    subject.facts.push_back({index, beside(book_.facts()[fact], feel::Value())});
  }

  feel::Value beside(const law::Fact& fact, const feel::Value& was) {
    switch (fact.type) {
      case law::FactType::boolean:
        return feel::Value::of(was.is_null() ? below(2) == 0 : !was.is_true());
      case law::FactType::date: {
        const Date from =
            was.is_null() || below(4) == 0 ? dates_[below(dates_.size())] : was.date();
        constexpr std::int64_t kDays[] = {-1, 1, 0, -31, 31, 366, -30'000, 30'000};
        return feel::Value::of(from.plus_days(kDays[below(8)]));
      }
      case law::FactType::code: {
        const auto& entries = book_.find_list(fact.list)->entries;
        if (fact.name == book_.source().place_fact && below(2) == 0) {
          return feel::Value::of(places_[below(places_.size())]);
        }
        return feel::Value::of(below(40) == 0 ? "no such code"
                                              : entries[below(entries.size())].code);
      }
      case law::FactType::text:
        return feel::Value::of("x");
      default:
        return feel::Value::of(number_beside(fact, was));
    }
  }

  Decimal number_beside(const law::Fact& fact, const feel::Value& was) {
    const int scale = fact.type == law::FactType::integer ? 0 : 2;
    const Decimal from =
        was.is_null() || below(4) == 0 ? numbers_[below(numbers_.size())] : was.number();
    const Decimal step(static_cast<std::int64_t>(below(3)) - 1, -scale);
    Decimal number = *add(from, step);
    if (below(12) == 0) number = Decimal(0);
    if (below(25) == 0) number = Decimal(Money::kMaxFen, -2);
    if (below(25) == 0) number = *multiply(from, Decimal(1'000'003));
    number = *number.round(scale, Rounding::half_even);
    if (fact.minimum && number < *fact.minimum) return *fact.minimum;
    if (fact.maximum && number > *fact.maximum) return *fact.maximum;
    return number;
  }

  const law::Rulebook& book_;
  std::mt19937 random_;
  std::vector<Decimal> numbers_;
  std::vector<Date> dates_;
  std::vector<std::string> places_;
};

}  // namespace fugong::pack
