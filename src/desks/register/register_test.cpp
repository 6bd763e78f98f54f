#include "desks/register/register.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "desks/register/credit_code.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::enterprise_register {
namespace {

using feel::Value;

Text text(const char* both) {
  return {both, both};
}

law::Fact fact(const char* name, const char* subject, law::FactType type) {
  law::Fact made;
  made.name = name;
  made.subject = subject;
  made.type = type;
  made.label = text(name);
  if (type == law::FactType::code) made.list = "places";
  return made;
}

law::Rulebook build(std::vector<law::Fact> facts) {
  law::Source source;
  source.subjects.resize(3);
  source.subjects[0].name = "firm";
  source.subjects[1].name = "loan";
  source.subjects[1].parent = "firm";
  source.subjects[1].plural = "loans";
  source.subjects[2].name = "lease";
  source.subjects[2].parent = "firm";
  source.subjects[2].plural = "leases";
  source.facts = std::move(facts);
  source.lists = {{"places", text("places"), {}, {{"360100", "", text("Nanchang")}}, {}}};
  auto book = law::Rulebook::build(std::move(source));
  if (!book) {
    ADD_FAILURE() << describe(book.error()[0], "en");
    std::abort();
  }
  return std::move(*book);
}

std::vector<law::Fact> every_type() {
  using T = law::FactType;
  return {fact("listed", "firm", T::boolean), fact("staff", "firm", T::integer),
          fact("ratio", "firm", T::number),   fact("sales", "firm", T::money),
          fact("place", "firm", T::code),     fact("note", "firm", T::text),
          fact("rate", "loan", T::percent),   fact("granted", "loan", T::date)};
}

const law::Rulebook& typed_book() {
  static const law::Rulebook kBook = build(every_type());
  return kBook;
}

class Registers : public testing::TestWithParam<store::Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
  }

  /// The same register, however often it is opened.
  Register open(const law::Rulebook& rules = typed_book()) const {
    auto database = store::Database::open({.url = place_->url()});
    if (!database) std::abort();
    auto opened = Register::open(std::move(*database), rules);
    if (!opened) std::abort();
    return std::move(*opened);
  }

 private:
  std::optional<store::TestDatabase> place_;
};

INSTANTIATE_TEST_SUITE_P(All, Registers,
                         testing::Values(store::Dialect::sqlite, store::Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

law::GivenFact given(const char* name, Value value) {
  return {typed_book().fact_index(name).value(), std::move(value)};
}

Enterprise firm(const char* id, std::vector<law::GivenFact> facts = {}) {
  Enterprise made;
  made.id = id;
  made.name = {"示例", "Example"};
  made.note = {"备注", "note"};
  made.origin = Origin::demo;
  made.subject.kind = "firm";
  made.subject.facts = std::move(facts);
  return made;
}

const FactSource kDemo{"demo", *Date::parse("2020-02-09")};

/// "name=value", in the order of the names.
std::vector<std::string> facts(const law::Subject& subject) {
  std::vector<std::string> out;
  for (const law::GivenFact& one : subject.facts)
    out.push_back(typed_book().facts()[one.fact].name + "=" + feel::to_feel(one.value));
  std::sort(out.begin(), out.end());
  return out;
}

Enterprise found(Register& reg, std::string_view id) {
  auto enterprise = reg.find(id);
  if (!enterprise || !*enterprise) {
    ADD_FAILURE() << "no enterprise " << id;
    std::abort();
  }
  return std::move(**enterprise);
}

TEST_P(Registers, EveryTypeOfFactComesBackAsItWas) {
  Register reg = open();
  Enterprise one = firm("a", {given("listed", Value::of(false)), given("staff", Value::of(120)),
                              given("ratio", Value::of(*Decimal::parse("-0.0000000000000001"))),
                              given("sales", Value::of(*Decimal::parse("90071992547409.91"))),
                              given("place", Value::of("360100")),
                              given("note", Value::of("it's \"so\"\n, 企业; DROP TABLE fact"))});
  law::Subject loan;
  loan.kind = "loan";
  loan.id = "L1";
  loan.facts = {given("rate", Value::of(*Decimal::parse("3.15"))),
                given("granted", Value::of(*Date::parse("2020-02-29")))};
  one.subject.children = {loan};
  ASSERT_TRUE(reg.put(one, kDemo));

  const Enterprise back = found(reg, "a");
  EXPECT_EQ(back.name, one.name);
  EXPECT_EQ(back.note, one.note);
  EXPECT_TRUE(back.is_synthetic());
  EXPECT_EQ(back.subject.kind, "firm");
  EXPECT_EQ(facts(back.subject), facts(one.subject));
  ASSERT_EQ(back.subject.children.size(), 1U);
  EXPECT_EQ(back.subject.children[0].kind, "loan");
  EXPECT_EQ(back.subject.children[0].id, "L1");
  EXPECT_EQ(facts(back.subject.children[0]), facts(loan));
}

TEST_P(Registers, NoneIsKeptApartFromNotKnown) {
  Register reg = open();
  Enterprise one = firm("a");
  one.subject.none_of = {"loan"};
  ASSERT_TRUE(reg.put(one, kDemo));
  ASSERT_TRUE(reg.put(firm("b"), kDemo));
  EXPECT_EQ(found(reg, "a").subject.none_of, (std::vector<std::string>{"loan"}));
  EXPECT_TRUE(found(reg, "b").subject.none_of.empty());
  EXPECT_TRUE(found(reg, "b").subject.children.empty());
}

TEST_P(Registers, ChildrenKeepTheirOrderAndTheirFacts) {
  Register reg = open();
  Enterprise one = firm("a");
  for (const char* id : {"z", "", "a"}) {
    law::Subject loan;
    loan.kind = "loan";
    loan.id = id;
    loan.facts = {given("rate", Value::of(static_cast<int>(*id)))};
    one.subject.children.push_back(std::move(loan));
  }
  one.subject.none_of = {"lease"};
  ASSERT_TRUE(reg.put(one, kDemo));
  const law::Subject back = found(reg, "a").subject;
  ASSERT_EQ(back.children.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(back.children[i].id, one.subject.children[i].id);
    EXPECT_EQ(facts(back.children[i]), facts(one.subject.children[i]));
  }
  EXPECT_EQ(back.none_of, one.subject.none_of);
}

TEST_P(Registers, ReplacingAnEnterpriseReplacesAllThatWasKnownOfIt) {
  Register reg = open();
  Enterprise one = firm("a", {given("staff", Value::of(1)), given("listed", Value::of(true))});
  one.subject.children.resize(2);
  one.subject.children[0].kind = one.subject.children[1].kind = "loan";
  ASSERT_TRUE(reg.put(one, kDemo));
  Enterprise again = firm("a", {given("staff", Value::of(2))});
  again.name = text("new");
  ASSERT_TRUE(reg.put(again, kDemo));
  const Enterprise back = found(reg, "a");
  EXPECT_EQ(back.name.en, "new");
  EXPECT_EQ(facts(back.subject), (std::vector<std::string>{"staff=2"}));
  EXPECT_TRUE(back.subject.children.empty());
  EXPECT_EQ(reg.list_demo()->size(), 1U);
}

// In the order of bytes, in which '_' stands behind 'Z' and before 'a', whatever the database.
TEST_P(Registers, StatementsStandInTheSameOrderEverywhere) {
  Register reg = open();
  ASSERT_TRUE(reg.put(firm("a", {given("staff", Value::of(1)), given("place", Value::of("360100")),
                                 given("sales", Value::of(2))}),
                      kDemo));
  ASSERT_TRUE(reg.transact([](store::Transaction& t) -> Result<void> {
    for (const char* source : {"tax_office", "taxb", "taxB", "tax", "税"}) {
      auto put = t.run(
          "INSERT INTO fact (enterprise, position, name, source, value, stated_on) "
          "VALUES (1, 0, 'staff', ?, '3', '2020-02-01')",
          {std::string(source)});
      if (!put) return fail(put.error());
    }
    return {};
  }));
  const auto said = reg.statements("a");
  ASSERT_TRUE(said);
  std::vector<std::string> order;
  for (const Statement& one : *said)
    order.push_back(one.fact + " " + one.source);
  EXPECT_EQ(order,
            (std::vector<std::string>{"place demo", "sales demo", "staff demo", "staff tax",
                                      "staff taxB", "staff tax_office", "staff taxb", "staff 税"}));
}

TEST_P(Registers, RealFirmsAndSyntheticOnesAreToldApartByTheirCodes) {
  Register reg = open();
  Enterprise real = firm("913301000000000271");
  real.origin = Origin::imported;
  ASSERT_TRUE(reg.check_unmixed(Origin::generated));
  ASSERT_TRUE(reg.put(real, kDemo));
  EXPECT_TRUE(reg.check_unmixed(Origin::imported));
  ASSERT_FALSE(reg.check_unmixed(Origin::generated));
  EXPECT_FALSE(*reg.has_synthetic());
  Enterprise made = firm((std::string(kSyntheticCodes.first) + "0").c_str());
  made.origin = Origin::generated;
  ASSERT_TRUE(reg.put(made, kDemo));
  EXPECT_TRUE(*reg.has_synthetic());
  EXPECT_FALSE(reg.check_unmixed(Origin::imported));
}

TEST_P(Registers, OneThatIsPutTwiceAtOnceReplacesItself) {
  Register reg = open();
  ASSERT_TRUE(reg.put(firm("old", {given("staff", Value::of(1))}), kDemo));
  const std::vector<Enterprise> many = {
      firm("a", {given("staff", Value::of(1)), given("listed", Value::of(true))}), firm("b"),
      firm("a", {given("staff", Value::of(2))}), firm("old", {given("staff", Value::of(9))}),
      firm("c")};
  ASSERT_TRUE(reg.put_all(many, kDemo));
  EXPECT_EQ(facts(found(reg, "a").subject), (std::vector<std::string>{"staff=2"}));
  EXPECT_EQ(facts(found(reg, "old").subject), (std::vector<std::string>{"staff=9"}));
  std::vector<std::string> ids;
  const auto list = reg.list_demo();
  ASSERT_TRUE(list);
  for (const Enterprise& one : *list)
    ids.push_back(one.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"old", "a", "b", "c"}));
}

TEST_P(Registers, AnUnknownEnterpriseIsNoFault) {
  Register reg = open();
  const auto nobody = reg.find("nobody");
  ASSERT_TRUE(nobody);
  EXPECT_FALSE(nobody->has_value());
}

TEST_P(Registers, ListsOnlyInventedFirmsInTheOrderInWhichTheyCame) {
  Register reg = open();
  Enterprise real = firm("real");
  real.origin = Origin::imported;
  for (const Enterprise& one : {firm("c"), real, firm("a"), firm("b")})
    ASSERT_TRUE(reg.put(one, kDemo));
  ASSERT_TRUE(reg.put(firm("c"), kDemo)) << "keeps its place";
  const auto list = reg.list_demo();
  ASSERT_TRUE(list);
  std::vector<std::string> ids;
  for (const Enterprise& one : *list)
    ids.push_back(one.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"c", "a", "b"}));
  EXPECT_FALSE(found(reg, "real").is_synthetic());
}

TEST_P(Registers, StaysAfterTheProgramEnds) {
  {
    Register reg = open();
    ASSERT_TRUE(
        reg.put(firm("a", {given("staff", Value::of(7)), given("ratio", Value::of(1))}), kDemo));
  }
  {
    Register reg = open();
    EXPECT_EQ(facts(found(reg, "a").subject), (std::vector<std::string>{"ratio=1", "staff=7"}));
  }
  // A later pack may drop a fact: what was stated about it is passed over, the rest is read.
  std::vector<law::Fact> fewer = every_type();
  std::erase_if(fewer, [](const law::Fact& one) { return one.name == "ratio"; });
  const law::Rulebook later = build(std::move(fewer));
  Register reg = open(later);
  const law::Subject back = found(reg, "a").subject;
  ASSERT_EQ(back.facts.size(), 1U);
  EXPECT_EQ(later.facts()[back.facts[0].fact].name, "staff");
}

TEST_P(Registers, IsReadAsItStandsWhenTheReadingBegins) {
  Register reader = open();
  Register writer = open();
  std::vector<Enterprise> many;
  for (int i = 0; i < 1'500; ++i)
    many.push_back(firm(("f" + std::to_string(i)).c_str(), {given("staff", Value::of(7))}));
  ASSERT_TRUE(writer.put_all(many, kDemo));
  std::size_t read = 0;
  bool changed = true;
  const auto done = reader.for_each([&](const Enterprise& one) -> Result<void> {
    if (read++ == 0) {  // somebody writes meanwhile, and isn't held up
      EXPECT_TRUE(writer.put(firm("f1499", {given("staff", Value::of(8))}), kDemo));
      EXPECT_TRUE(writer.put(firm("late"), kDemo));
    }
    changed = changed && facts(one.subject) == std::vector<std::string>{"staff=7"};
    return {};
  });
  EXPECT_TRUE(done);
  EXPECT_EQ(read, 1'500U);
  EXPECT_TRUE(changed);
  EXPECT_EQ(facts(found(reader, "f1499").subject), std::vector<std::string>{"staff=8"});
  const auto stopped = reader.for_each([](const Enterprise&) -> Result<void> {
    return fail("enough", {}, text("enough"), text("go on"));
  });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error()[0].code, "enough");
}

}  // namespace
}  // namespace fugong::enterprise_register
