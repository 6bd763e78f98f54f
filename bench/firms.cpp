#include "firms.hpp"

#include <fmt/format.h>

namespace fugong::bench {

using feel::Value;

namespace {

constexpr std::uint64_t kSeed = 2020;

/// A value of the fact's type; sizes and sums are skewed to the small, as firms are.
Value draw(const law::Rulebook& book, const law::Fact& fact, Random& random) {
  const double skewed = random.unit() * random.unit() * random.unit();
  switch (fact.type) {
    case law::FactType::boolean:
      return Value::of(random.unit() < 0.8);
    case law::FactType::integer:
      return Value::of(Decimal(1 + static_cast<std::int64_t>(skewed * 3000)));
    case law::FactType::number:
    case law::FactType::percent:
      return Value::of(Decimal(250 + random.below(200), -2));
    case law::FactType::money:
      return Value::of(Decimal(1'000'000 + static_cast<std::int64_t>(skewed * 5e11), -2));
    case law::FactType::date:
      return Value::of(Date::from_civil(2020, 1, 1)->plus_days(random.below(120)));
    case law::FactType::code: {
      const law::CodeList* list = book.find_list(fact.list);
      FUGONG_CHECK(list != nullptr && !list->entries.empty(), "a code fact has its list");
      const auto at = random.below(static_cast<std::int64_t>(list->entries.size()));
      return Value::of(list->entries[static_cast<std::size_t>(at)].code);
    }
    case law::FactType::text:
      return Value::of("x");
  }
  return Value();
}

/// A loan falls due after it was granted.
Value draw_due_date(Random& random) {
  return Value::of(Date::from_civil(2020, 7, 1)->plus_days(random.below(700)));
}

void give_facts(const law::Rulebook& book, law::Subject& subject, int unknown_share,
                Random& random) {
  for (std::size_t at = 0; at < book.facts().size(); ++at) {
    const law::Fact& fact = book.facts()[at];
    if (fact.subject != subject.kind || random.below(100) < unknown_share) continue;
    Value value = fact.name == "loan_due_date" ? draw_due_date(random) : draw(book, fact, random);
    subject.facts.push_back({static_cast<std::uint16_t>(at), std::move(value)});
  }
}

}  // namespace

law::Subject draw_full_firm(const law::Rulebook& book, Random& random) {
  const int unknown_share = random.below(10) < 4 ? 10 : 0;
  law::Subject firm;
  firm.kind = "enterprise";
  firm.id = "F";
  give_facts(book, firm, unknown_share, random);
  for (const law::SubjectKind& kind : book.source().subjects) {
    if (kind.parent != firm.kind) continue;
    const std::int64_t children = random.below(4);
    if (children == 0 && random.below(2) == 0) firm.none_of.push_back(kind.name);
    for (std::int64_t i = 0; i < children; ++i) {
      law::Subject& child = firm.children.emplace_back();
      child.kind = kind.name;
      child.id = fmt::format("{}", i + 1);
      give_facts(book, child, unknown_share, random);
    }
  }
  return firm;
}

std::vector<law::Subject> make_firms(const law::Rulebook& book, std::size_t count,
                                     int unknown_share) {
  Random random(kSeed);
  std::vector<law::Subject> firms(count);
  for (std::size_t i = 0; i < count; ++i) {
    law::Subject& firm = firms[i];
    firm.kind = "enterprise";
    firm.id = fmt::format("F{}", i);
    law::Subject loan;
    loan.kind = "loan";
    loan.id = "L1";
    for (std::size_t at = 0; at < book.facts().size(); ++at) {
      const law::Fact& fact = book.facts()[at];
      Value value = draw(book, fact, random);
      if (fact.name == "loan_due_date") value = draw_due_date(random);
      if (random.below(100) < unknown_share) continue;
      law::Subject* owner = fact.subject == "enterprise" ? &firm : &loan;
      if (owner == &loan && fact.subject != "loan") continue;
      owner->facts.push_back({static_cast<std::uint16_t>(at), std::move(value)});
    }
    firm.children.push_back(std::move(loan));
  }
  return firms;
}

}  // namespace fugong::bench
