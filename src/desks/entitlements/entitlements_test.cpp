#include "desks/entitlements/entitlements.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/canonical_json.hpp"
#include "base/tree.hpp"
#include "desks/entitlements/survey.hpp"
#include "desks/entitlements/views.hpp"
#include "pack/pack_sample.hpp"

namespace fugong::entitlements {
namespace {

using feel::Value;
using law::FactType;

/// The real pack: what the desk serves.
// --- requests ------------------------------------------------------------------------------------

using Lines = std::vector<std::string>;

Lines faults(std::string_view body) {
  Lines out;
  const auto request = read_request(pack::real_pack(), body);
  if (request) return out;
  for (const Fault& fault : request.error()) {
    out.push_back(fault.code + " " + fault.place.pointer);
    EXPECT_FALSE(fault.message.zh.empty() || fault.message.en.empty()) << fault.code;
    EXPECT_FALSE(fault.remedy.zh.empty() || fault.remedy.en.empty()) << fault.code;
  }
  return out;
}

TEST(Request, IsRead) {
  const auto request = read_request(
      pack::real_pack(),
      R"({"on": "2020-02-21", "known_at": "2020-02-05", "facts": {"employees": 3, "loans": []}})");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->moment.on.to_string(), "2020-02-21");
  EXPECT_EQ(request->moment.known_at.to_string(), "2020-02-05");
  EXPECT_EQ(request->subject.facts.size(), 1U);
  EXPECT_EQ(request->subject.none_of, (Lines{"loan"}));
}

TEST(Request, TheLawIsTakenAsKnownOnTheServiceDate) {
  for (const char* body : {R"({"on": "2020-02-21", "facts": {}})",
                           R"({"on": "2020-02-21", "known_at": null, "facts": {}})",
                           R"({"facts": {}, "on": "2020-02-21"})"}) {
    const auto request = read_request(pack::real_pack(), body);
    ASSERT_TRUE(request) << body;
    EXPECT_EQ(request->moment.known_at.to_string(), "2020-02-21");
  }
}

TEST(Request, FaultsNameTheirPlace) {
  EXPECT_EQ(faults("[]"), (Lines{"body-shape "}));
  EXPECT_EQ(faults("{}"), (Lines{"field-missing ", "field-missing "}));
  EXPECT_EQ(faults(R"({"on": "2020-02-21", "facts": {}, "firm": 1})"),
            (Lines{"unknown-field /firm"}));
  EXPECT_EQ(faults(R"({"on": "2020-02-21", "facts": []})"), (Lines{"facts-shape /facts"}));
  EXPECT_EQ(faults(R"({"on": "2020-02-30", "known_at": 7,
                       "facts": {"employees": "x", "loans": [{"loan_rate": 101}]}})"),
            (Lines{"date-invalid /on", "date-invalid /known_at", "fact-type /facts/employees",
                   "fact-out-of-bounds /facts/loans/0/loan_rate"}));
}

TEST(Request, ADateOutsideTheLawsOfThisCountryIsRefused) {
  for (const char* bad : {"1948-12-31", "10000-01-01", "20200221", "2020-2-1", "", "today"}) {
    EXPECT_EQ(faults(std::string(R"({"facts": {}, "on": ")") + bad + "\"}"),
              (Lines{"date-invalid /on"}))
        << bad;
  }
  EXPECT_EQ(faults(R"({"facts": {}, "on": "1949-01-01"})"), (Lines{}));
  EXPECT_EQ(faults(R"({"facts": {}, "on": "9999-12-31"})"), (Lines{}));
}

// --- answers -------------------------------------------------------------------------------------

constexpr const char* kFirm = R"({"place": "360111", "industry_code": "2770", "employees": 120,
  "revenue": "18000000.00", "on_national_key_list": true, "on_local_key_list": false,
  "loans": [{"id": "L1", "loan_principal": "10000000.00", "loan_rate": "3.15",
             "loan_grant_date": "2020-02-08", "loan_due_date": "2021-02-08",
             "loan_special_relending": true, "loan_used_as_allowed": true}]})";

law::Answer answer_to(std::string_view facts, const char* on, const char* known_at = nullptr) {
  const std::string body = std::string(R"({"on": ")") + on + R"(", "known_at": ")" +
                           (known_at ? known_at : on) + R"(", "facts": )" + std::string(facts) +
                           "}";
  auto request = read_request(pack::real_pack(), body);
  if (!request) {
    ADD_FAILURE() << describe(request.error()[0], "en");
    std::abort();
  }
  return pack::real_pack().book.check(request->subject, request->moment);
}

Node json_of(const law::Answer& answer) {
  auto node = parse_json(answer_json(pack::real_pack(), answer), "answer");
  if (!node) {
    ADD_FAILURE() << describe(node.error()[0], "en");
    std::abort();
  }
  return std::move(*node);
}

/// The first item of the list whose `key` is `value`.
const Node& item(const Node& list, const char* key, std::string_view value) {
  for (const Node& one : list.items) {
    const Node* found = one.find(key);
    if (found != nullptr && found->text == value) return one;
  }
  ADD_FAILURE() << "no item with " << key << " = " << value;
  std::abort();
}

const Node& at(const Node& map, const char* key) {
  const Node* found = map.find(key);
  if (found == nullptr) {
    ADD_FAILURE() << "no key " << key;
    std::abort();
  }
  return *found;
}

TEST(Answer, SaysWhatHowMuchAndWhy) {
  const Node answer = json_of(answer_to(kFirm, "2020-02-21"));
  EXPECT_EQ(at(answer, "on").text, "2020-02-21");
  EXPECT_EQ(at(at(answer, "pack"), "id").text, "miit-2020-14");
  const Node& e = item(at(answer, "entitlements"), "provision", "5.2");
  EXPECT_EQ(at(e, "state").text, "entitled");
  EXPECT_EQ(at(e, "subject_id").text, "L1");
  EXPECT_EQ(at(e, "amount_fen").text, "16012500");
  EXPECT_EQ(at(e, "period_from").text, "2020-02-08");
  EXPECT_EQ(at(e, "period_to").text, "2021-02-08");
  EXPECT_FALSE(at(e, "hypothetical").truth);
  EXPECT_EQ(at(e, "rate_percent").kind, Node::Kind::null);
  EXPECT_TRUE(at(at(e, "open"), "facts").items.empty());
  const Node& days = item(at(e, "steps"), "name", "discount_days");
  EXPECT_EQ(at(days, "value").text, "366");
  const Node& listed = item(at(e, "conditions"), "id", "listed");
  EXPECT_EQ(at(listed, "truth").text, "holds");
  EXPECT_EQ(at(item(at(listed, "used"), "name", "place"), "display").find("zh")->text, "青山湖区");
  EXPECT_EQ(at(item(at(e, "conditions"), "origin", "in_force"), "id").kind, Node::Kind::null);
  EXPECT_EQ(at(item(at(answer, "entitlements"), "provision", "5.3"), "rate_percent").text, "3.15");
}

TEST(Answer, WhatWasReplacedIsSaid) {
  const Node answer = json_of(answer_to(kFirm, "2020-02-21"));
  const Node& replaced = item(at(answer, "replaced"), "provision", "5.1");
  EXPECT_EQ(at(replaced, "by").text, "5.2");
  const Node before = json_of(answer_to(kFirm, "2020-02-21", "2020-02-06"));
  EXPECT_TRUE(at(before, "replaced").items.empty());
  // On 6 February the rate of a loan of 8 February is not published yet.
  const Node& old = item(at(before, "entitlements"), "provision", "5.1");
  EXPECT_EQ(at(old, "state").text, "depends");
  EXPECT_EQ(at(at(old, "open"), "reasons").items.size(), 1U);
}

TEST(Answer, OfNothingIsAllQuestions) {
  const Node answer = json_of(answer_to("{}", "2020-02-21"));
  for (const Node& e : at(answer, "entitlements").items) {
    EXPECT_EQ(at(e, "state").text, "depends");
    EXPECT_EQ(at(e, "amount_fen").kind, Node::Kind::null);
    // Only of the firm itself is it known that there is one.
    EXPECT_EQ(at(e, "hypothetical").truth, at(e, "subject_kind").text != "enterprise");
    EXPECT_EQ(at(e, "subject_id").kind, Node::Kind::null);
  }
  EXPECT_FALSE(at(answer, "next_questions").items.empty());
  const Node& size = at(answer, "derived").items.at(0);
  EXPECT_FALSE(at(size, "known").truth);
  EXPECT_EQ(at(size, "value").kind, Node::Kind::null);
  EXPECT_EQ(at(at(size, "display"), "en").text, "not known yet");
}

TEST(Answer, InWordsHasBothLanguages) {
  const law::Answer answer = answer_to(kFirm, "2020-02-21");
  const std::string zh = answer_text(pack::real_pack(), answer, "zh");
  const std::string en = answer_text(pack::real_pack(), answer, "en");
  EXPECT_NE(zh.find("160,125.00 元"), std::string::npos) << zh;
  EXPECT_NE(en.find("160,125.00 yuan"), std::string::npos) << en;
  EXPECT_NE(en.find("5.1 is replaced by 5.2"), std::string::npos) << en;
  EXPECT_NE(en.find("[You may have]"), std::string::npos);
  EXPECT_NE(en.find("(row 7 of the table)"), std::string::npos) << en;
  EXPECT_NE(zh.find("（表中第 7 行）"), std::string::npos) << zh;
  const std::string open = answer_text(pack::real_pack(), answer_to("{}", "2020-02-21"), "en");
  EXPECT_NE(open.find("[It depends]"), std::string::npos) << open;
  EXPECT_NE(open.find("(row 4, perhaps row 1, 2, 3 of the table)"), std::string::npos) << open;
  EXPECT_NE(open.find("Next question: "), std::string::npos) << open;
}

// --- values --------------------------------------------------------------------------------------

Text shown(const Value& value, std::optional<FactType> type, Text unit = {},
           std::string list = {}) {
  return display(pack::real_pack().book, value, {type, std::move(list), std::move(unit)});
}
Value number(const char* digits) {
  return Value::of(*Decimal::parse(digits));
}

TEST(Answer, ARangeHoldsNoIntegerThatAJsonReaderWouldRound) {
  const auto range = [](std::int64_t low, std::optional<std::int64_t> high) {
    JsonWriter w;
    write_range(w, {Money{low}, high ? std::optional(Money{*high}) : std::nullopt});
    return w.take();
  };
  EXPECT_EQ(range(Money::kMaxFen, Money::kMaxFen),
            R"({"low_fen":9007199254740991,"high_fen":9007199254740991})");
  EXPECT_EQ(range(0, Money::kMaxFen + 1), R"({"low_fen":0,"high_fen":null})");
  EXPECT_EQ(range(Money::kMaxFen + 1, INT64_MAX),
            R"({"low_fen":9007199254740991,"high_fen":null})");
  EXPECT_EQ(range(-5, std::nullopt), R"({"low_fen":-5,"high_fen":null})");
}

TEST(Policy, ARuleWhosePlaceIsNotKnownSaysSo) {
  const auto untranslatable = [](std::string_view id) {
    const std::string json =
        provision_json(pack::real_pack(), *pack::real_pack().book.find_provision(id));
    const auto document = parse_json(json, "provision");
    EXPECT_TRUE(document);
    return document->find("untranslatable")->items.size();
  };
  EXPECT_EQ(untranslatable("5.6"), 1U);
  EXPECT_EQ(untranslatable("5.2"), 0U);
}

TEST(Display, ValuesAsPeopleReadThem) {
  EXPECT_EQ(shown(number("160125"), FactType::money), (Text{"160,125.00 元", "160,125.00 yuan"}));
  EXPECT_EQ(shown(number("-1234.5"), FactType::money).en, "-1,234.50 yuan");
  EXPECT_EQ(shown(number("1.005"), FactType::money).en, "1.005 yuan") << "a step before rounding";
  EXPECT_EQ(shown(number("3.15"), FactType::percent).zh, "3.15%");
  EXPECT_EQ(shown(number("1200"), FactType::integer, {"人", "persons"}),
            (Text{"1,200 人", "1,200 persons"}));
  EXPECT_EQ(shown(number("0.5"), std::nullopt).en, "0.5");
  EXPECT_EQ(shown(Value::of(true), FactType::boolean), (Text{"是", "yes"}));
  EXPECT_EQ(shown(Value::of(false), FactType::boolean), (Text{"否", "no"}));
  EXPECT_EQ(shown(Value::of("360000"), FactType::code, {}, "places"), (Text{"江西省", "Jiangxi"}));
  EXPECT_EQ(shown(Value::of("nowhere"), FactType::code, {}, "places").en, "nowhere");
  EXPECT_EQ(shown(Value::of(*Date::parse("2020-02-21")), FactType::date).zh, "2020-02-21");
  EXPECT_EQ(shown(Value::of(feel::MonthsDuration{12}), std::nullopt), (Text{"1 年", "1 year"}));
  EXPECT_EQ(shown(Value::of(feel::MonthsDuration{24}), std::nullopt).en, "2 years");
  EXPECT_EQ(shown(Value::of(feel::MonthsDuration{3}), std::nullopt).en, "3 months");
  EXPECT_EQ(shown(Value(), FactType::money), (Text{"不适用", "does not apply"}));
  EXPECT_EQ(shown(Value::unknown({0}), FactType::money), (Text{"尚不知道", "not known yet"}));
}

TEST(Display, DigitsAreGroupedInThrees) {
  EXPECT_EQ(grouped("0"), "0");
  EXPECT_EQ(grouped("999"), "999");
  EXPECT_EQ(grouped("1000"), "1,000");
  EXPECT_EQ(grouped("-1000000.25"), "-1,000,000.25");
  EXPECT_EQ(grouped("-999.5"), "-999.5");
}

// --- survey --------------------------------------------------------------------------------------

TEST(Survey, CountsAFirmOnceByTheBestOfItsLoans) {
  const pack::Pack& pack = pack::real_pack();
  Survey survey(pack);
  const law::Moment moment{*Date::parse("2020-02-21"), *Date::parse("2020-02-21")};
  law::Docket docket(pack.book, moment);
  const auto add = [&](const char* facts) {
    const auto subject = law::read_subject(pack.book, *parse_yaml(facts, "f.yaml"));
    ASSERT_TRUE(subject);
    const auto verdicts = docket.check(*subject);
    survey.add(verdicts, docket.next_questions());
  };
  // Every fact of 5.3 is known for L1; L2 was granted before it held.
  add("on_national_key_list: true\nloans:\n"
      "  - {id: L1, loan_grant_date: 2020-02-08, loan_rate: \"3.15\", "
      "loan_special_relending: true}\n"
      "  - {id: L2, loan_grant_date: 2019-02-08, loan_rate: \"3.15\", "
      "loan_special_relending: true}\n");
  add("loans: []\n");
  add("employees: 3\n");
  EXPECT_EQ(survey.firms(), 3);
  EXPECT_EQ(survey.count("5.3", law::State::entitled), 1);
  EXPECT_EQ(survey.count("5.3", law::State::not_entitled), 1);
  EXPECT_EQ(survey.count("5.3", law::State::depends), 1);
  EXPECT_EQ(survey.asked("industry_code"), 3);
  EXPECT_EQ(survey.asked("on_national_key_list"), 2) << "given; asked by 3.14; open";
  EXPECT_NE(survey.text("zh").find("查了 3 家企业"), std::string::npos);
  EXPECT_NE(survey.text("en").find("3 firms checked"), std::string::npos);
}

// --- routes --------------------------------------------------------------------------------------

class Routes : public testing::Test {
 protected:
  Routes() : enterprises_(open()) {
    add_routes(router_, {pack::real_pack(), enterprises_, *Date::parse("2020-02-21"), issuer_,
                         clock_, random_});
  }

  static enterprise_register::Register open() {
    auto database = store::Database::open({.path = ":memory:"});
    auto reg = enterprise_register::Register::open(std::move(*database), pack::real_pack().book);
    for (const pack::DemoFirm& firm : pack::real_pack().demo) {
      enterprise_register::Enterprise demo;
      demo.id = firm.id;
      demo.name = firm.name;
      demo.note = firm.note;
      demo.origin = enterprise_register::Origin::demo;
      demo.subject = firm.subject;
      if (!reg->put(demo, {"demo", Date()})) std::abort();
    }
    return std::move(*reg);
  }

  /// Of an address.
  std::string statuses(http::Router& router, const std::string& source, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) {
      http::Request request;
      request.method = http::Method::post;
      request.path = "/api/v1/check";
      request.source = source;
      all += std::to_string(router.answer(request).status) + " ";
    }
    return all;
  }
  http::Response get(const std::string& path) {
    http::Request request;
    request.path = path;
    return router_.answer(request);
  }
  int check(std::string body, const char* content_type = "application/json") {
    return answer(std::move(body), content_type).status;
  }
  http::Response answer(std::string body, const char* content_type = "application/json") {
    http::Request request;
    request.method = http::Method::post;
    request.path = "/api/v1/check";
    if (content_type != nullptr) request.headers.emplace_back("content-type", content_type);
    request.body = std::move(body);
    return router_.answer(request);
  }

  enterprise_register::Register enterprises_;
  const receipt::Issuer issuer_{pack::real_pack(), pack::real_files(), "1.2.3"};
  const FixedClock clock_{1'582'243'200'000};  // 2020-02-21 in China
  SeededRandom random_{1};
  http::Router router_;
};

TEST_F(Routes, AnAddressHasSoManyChecksAMinute) {
  http::RateLimits limits(clock_);
  const auto route = [&](http::Router& router) {
    add_routes(router, {pack::real_pack(), enterprises_, *Date::parse("2020-02-21"), issuer_,
                        clock_, random_, &limits.of({"check", 3, 60'000})});
  };
  http::Router limited;
  route(limited);
  EXPECT_EQ(statuses(limited, "10.0.0.1", 4), "415 415 415 429 ");
  EXPECT_EQ(statuses(limited, "10.0.0.2", 1), "415 ") << "others have their own";
  http::Router next;
  route(next);
  EXPECT_EQ(statuses(next, "10.0.0.1", 1), "429 ") << "new routes don't fill its bucket";
  EXPECT_EQ(statuses(router_, "10.0.0.1", 200).find("429"), std::string::npos) << "none was asked";
}

TEST_F(Routes, DemoFirmsAreMarkedAndCanBeChecked) {
  const auto response = get("/api/v1/demo/firms");
  ASSERT_EQ(response.status, 200);
  const auto firms = parse_json(response.body, "firms");
  ASSERT_TRUE(firms);
  EXPECT_TRUE(at(*firms, "synthetic").truth);
  ASSERT_EQ(at(*firms, "firms").items.size(), pack::real_pack().demo.size());
  for (std::size_t i = 0; i < pack::real_pack().demo.size(); ++i) {
    const Node& firm = at(*firms, "firms").items[i];
    EXPECT_EQ(at(firm, "id").text, pack::real_pack().demo[i].id);
    const auto subject = law::read_subject(pack::real_pack().book, at(firm, "facts"));
    ASSERT_TRUE(subject) << describe(subject.error()[0], "en");
    EXPECT_EQ(subject->facts.size(), pack::real_pack().demo[i].subject.facts.size());
    EXPECT_EQ(subject->children.size(), pack::real_pack().demo[i].subject.children.size());
  }
}

TEST_F(Routes, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(get("/api/v1/provisions/5.2").status, 200);
  EXPECT_EQ(get("/api/v1/provisions/99").status, 404);
  EXPECT_EQ(get("/api/v1/lists/places").status, 200);
  EXPECT_EQ(get("/api/v1/lists/seas").status, 404);
}

TEST_F(Routes, ACheckGivesAReceiptThatReplaysIfAskedTo) {
  const auto without = parse_json(answer(R"({"on": "2020-02-21", "facts": {}})").body, "");
  EXPECT_EQ(without->find("receipt"), nullptr);
  EXPECT_EQ(without->find("opening"), nullptr);
  const auto response =
      answer(R"({"on": "2020-02-21", "receipt": true, "facts": {"place": "360111", "loans": []}})");
  ASSERT_EQ(response.status, 200) << response.body;
  const auto body = parse_json(response.body, "");
  // Parsing and writing canonically gives the papers' bytes back, wherever they were carried.
  const auto receipt = receipt::read_receipt(*canonical_json(at(*body, "receipt")), "");
  const auto opening = receipt::read_opening(*canonical_json(at(*body, "opening")), "");
  ASSERT_TRUE(receipt) << describe(receipt.error()[0], "en");
  ASSERT_TRUE(opening) << describe(opening.error()[0], "en");
  EXPECT_TRUE(match(*receipt, *opening, receipt::Whole::yes).empty());
  EXPECT_EQ(opening->facts.at(0).stated_on, "2020-02-21");
  const auto replay = issuer_.replay(*receipt, *opening);
  ASSERT_TRUE(replay);
  EXPECT_TRUE(replay->reproduced);
  EXPECT_EQ(check(R"({"on": "2020-02-21", "facts": {}, "receipt": false})"), 200);
  EXPECT_EQ(check(R"({"on": "2020-02-21", "facts": {}, "receipt": 1})"), 422);
}

TEST_F(Routes, ACheckWantsJson) {
  const char* body = R"({"on": "2020-02-21", "facts": {}})";
  EXPECT_EQ(check(body), 200);
  EXPECT_EQ(check(body, "application/json; charset=utf-8"), 200);
  EXPECT_EQ(check(body, "Application/JSON"), 200) << "media types don't care about case";
  EXPECT_EQ(check(body, "application/jsonp"), 415);
  EXPECT_EQ(check(body, "text/plain"), 415);
  EXPECT_EQ(check(body, nullptr), 415);
  EXPECT_EQ(check("{"), 400);
  EXPECT_EQ(check("{}"), 422);
}

}  // namespace
}  // namespace fugong::entitlements
