#include "engines/law/docket.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "engines/law/alike_firms.hpp"
#include "engines/law/random_law.hpp"
#include "engines/law/recall.hpp"
#include "engines/law/sound_sample.hpp"

namespace fugong::law {
namespace {

/// What differs, or nothing.
std::string difference(const Verdict& verdict, const Entitlement& entitlement) {
  const std::string id = entitlement.provision->id + " of " + entitlement.subject_id + ": ";
  if (verdict.provision != entitlement.provision) return id + "another provision";
  if (verdict.subject->id != entitlement.subject_id) return id + "another subject";
  if (verdict.hypothetical != entitlement.hypothetical) return id + "hypothetical";
  if (verdict.state != entitlement.state) return id + "state";
  if (verdict.tainted != entitlement.tainted) return id + "tainted";
  if (verdict.amount != entitlement.amount) return id + "amount";
  if (verdict.amount_range != entitlement.amount_range) return id + "range";
  if (verdict.open->facts != entitlement.open.facts) return id + "facts";
  if (verdict.open->reasons != entitlement.open.reasons) return id + "reasons";
  if (verdict.open->terms != entitlement.open.terms) return id + "terms";
  if (*verdict.decisive != entitlement.decisive) return id + "decisive";
  return "";
}

std::string difference(Docket& docket, const Rulebook& book, const Subject& firm,
                       const Moment& moment) {
  const Answer answer = book.check(firm, moment, {.trace = false});
  const auto verdicts = docket.check(firm);
  if (verdicts.size() != answer.entitlements.size()) return "another number of verdicts";
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    const std::string found = difference(verdicts[i], answer.entitlements[i]);
    if (!found.empty()) return found;
  }
  std::vector<std::uint16_t> questions = answer.next_questions;
  std::erase_if(questions, [&](std::uint16_t fact) {
    return std::none_of(verdicts.begin(), verdicts.end(), [&](const Verdict& v) {
      return std::count(v.open->facts.begin(), v.open->facts.end(), fact) > 0;
    });
  });
  return docket.next_questions() == questions ? "" : "questions";
}

TEST(Docket, ComesToWhatACheckComesToForAlikeFirms) {
  const Moment moment = at("2020-03-01");
  for (std::uint32_t law = 1; law <= 60; ++law) {
    const RandomLaw random(law);
    Docket docket(*random.book, moment);
    AlikeFirms firms(*random.book, law);
    for (int i = 0; i < 300; ++i) {
      const Subject firm = firms.draw(random.book->source().subjects[0], "");
      ASSERT_EQ(difference(docket, *random.book, firm, moment), "")
          << "law " << law << ", firm " << i;
    }
  }
}

TEST(Docket, ComesToWhatACheckComesToForAnyFirm) {
  constexpr int kDrawn = 60;
  constexpr int kFirms = 60;
  const Moment moment = at("2020-03-01");
  int compared = 0;
  for (std::uint32_t law = 1; law <= kDrawn; ++law) {
    const RandomLaw random(law);
    Docket docket(*random.book, moment);
    Drawing drawing(*random.book, law);
    const SubjectKind& root = random.book->source().subjects[0];
    for (int i = 0; i < kFirms; ++i) {
      Node document = drawing.document(root, "");
      if (drawing.chance(70)) drawing.thin(root, document, drawing.below(100));
      const auto read = read_subject(*random.book, document);
      if (!read) continue;  // drawn facts may rule each other out
      ASSERT_EQ(difference(docket, *random.book, *read, moment), "")
          << "law " << law << ", firm " << i;
      ++compared;
    }
  }
  EXPECT_GT(compared, 1000);
}

TEST(Docket, RefusesWhatThereIsNoneOf) {
  Provision unsure = provision("2", "loan", {"rate <= 5"});
  unsure.document.status = Status::from_memory;
  const Rulebook book = book_of({provision("1", "loan", {"rate <= 5"}), unsure});
  Docket docket(book, at("2020-03-01"));
  Subject none = firm(book, {});
  EXPECT_EQ(docket.check(none)[0].state, State::depends);
  none.none_of = {"loan"};
  EXPECT_EQ(docket.check(none)[0].state, State::not_entitled);
  EXPECT_EQ(difference(docket, book, none, at("2020-03-01")), "");
}

TEST(Docket, JudgesOnlyTheMeasuresAskedFor) {
  Provision other = provision("2", "firm", {"listed"});
  other.measure = 7;
  const Rulebook book = book_of({provision("1", "firm", {"staff > 3"}), other});
  Docket docket(book, at("2020-03-01"), {7});
  const auto verdicts = docket.check(firm(book, {{"listed", Value::of(true)}}));
  ASSERT_EQ(verdicts.size(), 1U);
  EXPECT_EQ(verdicts[0].provision->id, "2");
  EXPECT_EQ(verdicts[0].state, State::entitled);
}

// ---- what is remembered

using Looked = std::vector<std::pair<decision::Glance, Value>>;

decision::Glance slot(decision::Slot number) {
  return {number, std::nullopt};
}

Value up_to(int high) {
  return Value::unknown({7}, feel::Domain::within({Value::of(0), Value::of(high), true, true}));
}

TEST(Memory, FindsWhatWasKeptForTheSameValues) {
  Memory<int> memory;
  memory.keep(Looked{{slot(1), Value::of(true)}}, 10);
  memory.keep(Looked{{slot(1), Value::of(false)}, {slot(2), Value::of("10")}}, 20);
  const auto find = [&](bool first, const char* second) {
    return memory.find([&](const decision::Glance& glance) {
      return glance.slot == 1 ? Value::of(first) : Value::of(second);
    });
  };
  ASSERT_NE(find(true, "20").outcome, nullptr) << "the second isn't looked at";
  EXPECT_EQ(*find(true, "20").outcome, 10);
  ASSERT_NE(find(false, "10").outcome, nullptr);
  EXPECT_EQ(*find(false, "10").outcome, 20);
  EXPECT_EQ(find(false, "20").outcome, nullptr);
  EXPECT_TRUE(find(false, "20").worth_keeping);
}

TEST(Memory, KeepsAWayOnce) {
  Memory<int> memory;
  for (const int outcome : {10, 11})
    memory.keep(Looked{{slot(1), Value::of(true)}}, outcome);
  memory.keep(Looked{{slot(1), Value::of(false)}}, 20);
  const auto find = [&](bool value) {
    return memory.find([&](const decision::Glance&) { return Value::of(value); });
  };
  EXPECT_EQ(*find(true).outcome, 10);
  EXPECT_EQ(*find(false).outcome, 20);
}

TEST(Memory, KeepsWhatLooksAtNothing) {
  Memory<int> memory;
  const auto find = [&] { return memory.find([](const auto&) { return Value(); }); };
  EXPECT_EQ(find().outcome, nullptr);
  EXPECT_TRUE(find().worth_keeping);
  memory.keep(Looked{}, 7);
  ASSERT_NE(find().outcome, nullptr);
  EXPECT_EQ(*find().outcome, 7);
}

TEST(Memory, TellsUnknownsApartByWhatTheyMayBe) {
  Memory<int> memory;
  memory.keep(Looked{{slot(1), up_to(9)}}, 1);
  const auto find = [&](const Value& value) {
    return memory.find([&](const decision::Glance&) { return value; }).outcome;
  };
  EXPECT_NE(find(up_to(9)), nullptr);
  EXPECT_EQ(find(up_to(8)), nullptr);
  EXPECT_EQ(find(Value::unknown({7})), nullptr);
  EXPECT_EQ(find(Value::of(9)), nullptr);
  EXPECT_EQ(find(Value()), nullptr);
}

TEST(Memory, FollowsOnlyUnknownsWhereTooManyValuesAreMet) {
  Memory<int> memory;
  const auto find = [&](const Value& value) {
    return memory.find([&](const decision::Glance&) { return value; });
  };
  memory.keep(Looked{{slot(1), up_to(9)}}, -1);
  for (int i = 1; i < static_cast<int>(Recall::kMaxBranches); ++i)
    memory.keep(Looked{{slot(1), Value::of(i)}}, i);
  EXPECT_EQ(*find(Value::of(1)).outcome, 1);
  memory.keep(Looked{{slot(1), Value::of(1000)}}, 1000);
  EXPECT_EQ(find(Value::of(1)).outcome, nullptr);
  EXPECT_FALSE(find(Value::of(1)).worth_keeping);
  memory.keep(Looked{{slot(1), Value::of(1)}}, 1);  // no effect
  EXPECT_EQ(find(Value::of(1)).outcome, nullptr);
  ASSERT_NE(find(up_to(9)).outcome, nullptr);
  EXPECT_EQ(*find(up_to(9)).outcome, -1);
  EXPECT_TRUE(find(up_to(8)).worth_keeping);
  memory.keep(Looked{{slot(1), up_to(8)}}, -2);
  EXPECT_EQ(*find(up_to(8)).outcome, -2);
  for (int i = 0; i < 2 * static_cast<int>(Recall::kMaxBranches); ++i)
    memory.keep(Looked{{slot(1), up_to(100 + i)}}, i);
  EXPECT_FALSE(find(up_to(1)).worth_keeping);
  EXPECT_EQ(*find(up_to(9)).outcome, -1);
}

TEST(Memory, IsBounded) {
  Memory<int> memory;
  for (int i = 0; i < 4 * static_cast<int>(Recall::kMaxNodes); ++i) {
    Looked way;
    for (int bit = 0; bit < 12; ++bit)
      way.emplace_back(slot(static_cast<decision::Slot>(bit)), Value::of((i >> bit) % 2 == 0));
    memory.keep(way, i);
  }
  std::size_t kept = 0;
  for (int i = 0; i < 4 * static_cast<int>(Recall::kMaxNodes); ++i) {
    const auto found =
        memory.find([&](const decision::Glance& at) { return Value::of((i >> at.slot) % 2 == 0); });
    EXPECT_FALSE(found.worth_keeping);
    if (found.outcome == nullptr) continue;
    EXPECT_EQ(*found.outcome, i);
    ++kept;
  }
  EXPECT_GT(kept, 10U);
  EXPECT_LT(kept, Recall::kMaxNodes);
}

}  // namespace
}  // namespace fugong::law
