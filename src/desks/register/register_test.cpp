#include "desks/register/register.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

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

const law::Rulebook& book() {
  static const law::Rulebook kBook = build(every_type());
  return kBook;
}

Register in_memory(const law::Rulebook& rules = book()) {
  auto database = store::Database::open({.path = ":memory:"});
  if (!database) std::abort();
  auto opened = Register::open(std::move(*database), rules);
  if (!opened) std::abort();
  return std::move(*opened);
}

law::GivenFact given(const char* name, Value value) {
  return {book().fact_index(name).value(), std::move(value)};
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
    out.push_back(book().facts()[one.fact].name + "=" + feel::to_feel(one.value));
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

TEST(Register, EveryTypeOfFactComesBackAsItWas) {
  Register reg = in_memory();
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

TEST(Register, NoneIsKeptApartFromNotKnown) {
  Register reg = in_memory();
  Enterprise one = firm("a");
  one.subject.none_of = {"loan"};
  ASSERT_TRUE(reg.put(one, kDemo));
  ASSERT_TRUE(reg.put(firm("b"), kDemo));
  EXPECT_EQ(found(reg, "a").subject.none_of, (std::vector<std::string>{"loan"}));
  EXPECT_TRUE(found(reg, "b").subject.none_of.empty());
  EXPECT_TRUE(found(reg, "b").subject.children.empty());
}

TEST(Register, ChildrenKeepTheirOrderAndTheirFacts) {
  Register reg = in_memory();
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

TEST(Register, ReplacingAnEnterpriseReplacesAllThatWasKnownOfIt) {
  Register reg = in_memory();
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

TEST(Register, AnUnknownEnterpriseIsNoFault) {
  Register reg = in_memory();
  const auto nobody = reg.find("nobody");
  ASSERT_TRUE(nobody);
  EXPECT_FALSE(nobody->has_value());
}

TEST(Register, ListsOnlyInventedFirmsInTheOrderInWhichTheyCame) {
  Register reg = in_memory();
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

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / "fugong-register-test-XXXXXX") {
    std::string name = path_.string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file() const { return (path_ / "fugong.db").string(); }

 private:
  std::filesystem::path path_;
};

TEST(Register, StaysAfterTheProgramEnds) {
  const Folder folder;
  const auto open = [&](const law::Rulebook& rules) {
    auto database = store::Database::open({.path = folder.file()});
    EXPECT_TRUE(database);
    return Register::open(std::move(*database), rules);
  };
  {
    auto reg = open(book());
    ASSERT_TRUE(reg);
    ASSERT_TRUE(
        reg->put(firm("a", {given("staff", Value::of(7)), given("ratio", Value::of(1))}), kDemo));
  }
  {
    auto reg = open(book());
    ASSERT_TRUE(reg);
    EXPECT_EQ(facts(found(*reg, "a").subject), (std::vector<std::string>{"ratio=1", "staff=7"}));
  }
  // A later pack may drop a fact: what was stated about it is passed over, the rest is read.
  std::vector<law::Fact> fewer = every_type();
  std::erase_if(fewer, [](const law::Fact& one) { return one.name == "ratio"; });
  const law::Rulebook later = build(std::move(fewer));
  auto reg = open(later);
  ASSERT_TRUE(reg);
  const law::Subject back = found(*reg, "a").subject;
  ASSERT_EQ(back.facts.size(), 1U);
  EXPECT_EQ(later.facts()[back.facts[0].fact].name, "staff");
}

TEST(Register, IsReadAsItStandsWhenTheReadingBegins) {
  const Folder folder;
  const auto open = [&] {
    auto database = store::Database::open({.path = folder.file()});
    EXPECT_TRUE(database);
    return std::move(*Register::open(std::move(*database), book()));
  };
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
