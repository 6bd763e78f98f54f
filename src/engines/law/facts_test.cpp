#include "engines/law/facts.hpp"

#include <gtest/gtest.h>

namespace fugong::law {
namespace {

Text text(const char* both) {
  return {both, both};
}

SubjectKind kind(const char* name, const char* parent, const char* plural) {
  SubjectKind made;
  made.name = name;
  made.parent = parent;
  made.plural = plural;
  made.label = text(name);
  made.absent = text("none of it");
  return made;
}

Fact fact(const char* name, const char* subject, FactType type) {
  Fact made;
  made.name = name;
  made.subject = subject;
  made.type = type;
  made.label = text(name);
  if (type == FactType::code) made.list = "places";
  return made;
}

const Rulebook& book() {
  static const Rulebook kBook = [] {
    Source source;
    source.subjects = {kind("firm", "", ""), kind("loan", "firm", "loans"),
                       kind("lease", "firm", "leases")};
    source.facts = {
        fact("place", "firm", FactType::code),     fact("staff", "firm", FactType::integer),
        fact("listed", "firm", FactType::boolean), fact("name", "firm", FactType::text),
        fact("ratio", "firm", FactType::number),   fact("sales", "firm", FactType::money),
        fact("rate", "loan", FactType::percent),   fact("granted", "loan", FactType::date)};
    source.facts[1].minimum = Decimal(0);
    source.facts[1].maximum = Decimal(1000);
    source.lists = {{"places", text("places"), {}, {{"10", "", text("North")}}, {}}};
    auto built = Rulebook::build(std::move(source));
    if (!built) std::abort();
    return std::move(*built);
  }();
  return kBook;
}

Result<Subject> read(std::string_view json) {
  auto document = parse_json(json, "");
  if (!document) {
    ADD_FAILURE() << describe(document.error()[0], "en");
    std::abort();
  }
  return read_subject(book(), *document);
}

Result<Subject> read_as_yaml(std::string_view yaml) {
  auto document = parse_yaml(yaml, "firm.yaml");
  if (!document) std::abort();
  return read_subject(book(), *document);
}

/// "code pointer" of each fault.
std::vector<std::string> faults(const Result<Subject>& subject) {
  std::vector<std::string> out;
  if (subject) return out;
  for (const Fault& fault : subject.error()) {
    out.push_back(fault.code + " " + fault.place.pointer);
    EXPECT_FALSE(fault.message.zh.empty() || fault.message.en.empty()) << fault.code;
    EXPECT_FALSE(fault.remedy.zh.empty() || fault.remedy.en.empty()) << fault.code;
  }
  return out;
}

/// "name=value" of each fact.
std::vector<std::string> facts(const Subject& subject) {
  std::vector<std::string> out;
  for (const GivenFact& given : subject.facts)
    out.push_back(book().facts()[given.fact].name + "=" + feel::to_feel(given.value));
  return out;
}

using Lines = std::vector<std::string>;

TEST(Facts, ReadsEveryType) {
  const auto subject = read(R"({"place": "10", "staff": 12, "listed": true, "name": "Ltd",
    "ratio": "-0.125", "sales": "18000000.00",
    "loans": [{"id": "L1", "rate": 3.15, "granted": "2020-02-08"}]})");
  ASSERT_TRUE(subject) << faults(subject)[0];
  EXPECT_EQ(facts(*subject), (Lines{"place=\"10\"", "staff=12", "listed=true", "name=\"Ltd\"",
                                    "ratio=-0.125", "sales=18000000"}));
  ASSERT_EQ(subject->children.size(), 1U);
  EXPECT_EQ(subject->children[0].kind, "loan");
  EXPECT_EQ(subject->children[0].id, "L1");
  EXPECT_EQ(facts(subject->children[0]), (Lines{"rate=3.15", "granted=@\"2020-02-08\""}));
}

TEST(Facts, YamlSaysTheSameAsJson) {
  const auto subject = read_as_yaml(
      "staff: 12\nlisted: true\nname: \"true\"\nloans:\n  - id: L1\n    granted: 2020-02-08\n");
  ASSERT_TRUE(subject) << faults(subject)[0];
  EXPECT_EQ(facts(*subject), (Lines{"staff=12", "listed=true", "name=\"true\""}));
  EXPECT_EQ(facts(subject->children[0]), (Lines{"granted=@\"2020-02-08\""}));
}

TEST(Facts, LeftOutAndNullAreNotKnown) {
  const auto subject = read(R"({"staff": null, "loans": null})");
  ASSERT_TRUE(subject);
  EXPECT_TRUE(subject->facts.empty());
  EXPECT_TRUE(subject->children.empty());
  EXPECT_TRUE(subject->none_of.empty()) << "not known is not none";
}

TEST(Facts, AnEmptyListSaysThatThereAreNone) {
  const auto subject = read(R"({"loans": []})");
  ASSERT_TRUE(subject);
  EXPECT_EQ(subject->none_of, (Lines{"loan"}));
}

TEST(Facts, WrongTypes) {
  for (const char* json :
       {R"({"staff": 1.5})", R"({"staff": "many"})", R"({"staff": true})", R"({"staff": []})",
        R"({"staff": {}})", R"({"staff": "1e40"})", R"({"staff": "0x10"})", R"({"staff": ""})"}) {
    EXPECT_EQ(faults(read(json)), (Lines{"fact-type /staff"})) << json;
  }
  EXPECT_EQ(faults(read(R"({"listed": "true"})")), (Lines{"fact-type /listed"}));
  EXPECT_EQ(faults(read(R"({"listed": 1})")), (Lines{"fact-type /listed"}));
  EXPECT_EQ(faults(read(R"({"name": 1})")), (Lines{"fact-type /name"}));
  EXPECT_EQ(faults(read(R"({"place": 10})")), (Lines{"fact-type /place"}));
  EXPECT_EQ(faults(read(R"({"sales": "0.001"})")), (Lines{"fact-type /sales"}))
      << "less than a fen";
  EXPECT_EQ(faults(read(R"({"sales": 1e300})")), (Lines{"fact-type /sales"}));
  EXPECT_TRUE(read(R"({"sales": "90071992547409.91"})")) << "2^53 - 1 fen";
  EXPECT_EQ(faults(read(R"({"sales": "90071992547409.92"})")), (Lines{"fact-type /sales"}));
  EXPECT_EQ(faults(read(R"({"ratio": 12345678901234567890123456789012345})")),
            (Lines{"fact-type /ratio"}))
      << "never rounded silently";
}

TEST(Facts, ADayThatDoesNotExist) {
  EXPECT_EQ(faults(read(R"({"loans": [{"granted": "2020-02-30"}]})")),
            (Lines{"fact-type /loans/0/granted"}));
  EXPECT_EQ(faults(read(R"({"loans": [{"granted": "2020-02-29"}]})")), (Lines{}));
}

TEST(Facts, OutOfBounds) {
  EXPECT_EQ(faults(read(R"({"staff": -1})")), (Lines{"fact-out-of-bounds /staff"}));
  EXPECT_EQ(faults(read(R"({"staff": 1001})")), (Lines{"fact-out-of-bounds /staff"}));
  EXPECT_EQ(faults(read(R"({"staff": 0})")), (Lines{}));
  EXPECT_EQ(faults(read(R"({"staff": 1000})")), (Lines{}));
}

TEST(Facts, UnknownCode) {
  EXPECT_EQ(faults(read(R"({"place": "99"})")), (Lines{"unknown-code /place"}));
}

TEST(Facts, AnUnknownNameIsAnsweredWithTheNearestOne) {
  const auto near = read(R"({"staf": 1})");
  EXPECT_EQ(faults(near), (Lines{"unknown-fact /staf"}));
  EXPECT_EQ(near.error()[0].remedy.en, "did you mean 'staff'?");
  const auto plural = read(R"({"loan": []})");
  EXPECT_EQ(plural.error()[0].remedy.en, "did you mean 'loans'?");
  const auto elsewhere = read(R"({"rate": 3})");
  EXPECT_EQ(faults(elsewhere), (Lines{"unknown-fact /rate"}));
  EXPECT_NE(elsewhere.error()[0].remedy.en.find("'loan'"), std::string::npos);
  EXPECT_EQ(faults(read(R"({"loans": [{"staff": 1}]})")), (Lines{"unknown-fact /loans/0/staff"}));
}

TEST(Facts, ALongNameIsNotRepeatedInFull) {
  const auto subject = read("{\"" + std::string(900, 'x') + "\": 1}");
  ASSERT_FALSE(subject);
  EXPECT_LT(subject.error()[0].message.en.size(), 300U);
}

TEST(Facts, Shapes) {
  EXPECT_EQ(faults(read("[]")), (Lines{"facts-shape "}));
  EXPECT_EQ(faults(read("3")), (Lines{"facts-shape "}));
  EXPECT_EQ(faults(read(R"({"loans": {}})")), (Lines{"facts-shape /loans"}));
  EXPECT_EQ(faults(read(R"({"loans": "L1"})")), (Lines{"facts-shape /loans"}));
  EXPECT_EQ(faults(read(R"({"loans": [3]})")), (Lines{"facts-shape /loans/0"}));
}

TEST(Facts, Ids) {
  EXPECT_EQ(faults(read(R"({"id": 3})")), (Lines{"subject-id /id"}));
  EXPECT_EQ(faults(read(R"({"loans": [{"id": ""}]})")), (Lines{"subject-id /loans/0/id"}));
  EXPECT_EQ(faults(read(R"({"loans": [{"id": "a"}, {"id": "a"}]})")),
            (Lines{"subject-id-twice /loans/1"}));
  EXPECT_EQ(faults(read(R"({"loans": [{"id": "a"}], "leases": [{"id": "a"}]})")), (Lines{}))
      << "each kind counts for itself";
}

TEST(Facts, EveryFaultAtOnce) {
  EXPECT_EQ(faults(read(R"({"staff": "x", "place": "99", "nothing": 1,
              "loans": [{"rate": "y"}, {"granted": "2020-13-01"}]})")),
            (Lines{"fact-type /staff", "unknown-code /place", "unknown-fact /nothing",
                   "fact-type /loans/0/rate", "fact-type /loans/1/granted"}));
}

TEST(Facts, TextHasALimit) {
  const std::string longest(kMaxTextFactBytes, 'x');
  EXPECT_EQ(faults(read("{\"name\": \"" + longest + "\"}")), (Lines{}));
  EXPECT_EQ(faults(read("{\"name\": \"" + longest + "x\"}")), (Lines{"fact-too-long /name"}));
  EXPECT_EQ(faults(read("{\"id\": \"" + longest + "x\"}")), (Lines{"subject-id /id"}));
}

std::string list_of(const char* plural, std::size_t count) {
  std::string out = std::string("\"") + plural + "\": [";
  for (std::size_t i = 0; i < count; ++i)
    out += i == 0 ? "{}" : ",{}";
  return out + "]";
}

TEST(Facts, ChildrenHaveALimitAllKindsTogether) {
  const auto most = read("{" + list_of("loans", kMaxChildren) + "}");
  ASSERT_TRUE(most);
  EXPECT_EQ(most->children.size(), kMaxChildren);
  EXPECT_EQ(faults(read("{" + list_of("loans", kMaxChildren + 1) + "}")),
            (Lines{"too-many-children /loans"}));
  EXPECT_EQ(faults(read("{" + list_of("loans", kMaxChildren) + "," + list_of("leases", 1) + "}")),
            (Lines{"too-many-children /leases"}));
}

}  // namespace
}  // namespace fugong::law
