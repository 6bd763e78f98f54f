// Synthetic firms of a small profile, whose figures are computed here from its own numbers.
#include "desks/register/generate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "desks/register/calibration.hpp"
#include "desks/register/credit_code.hpp"
#include "desks/register/sample_book.hpp"

namespace fugong::enterprise_register {
namespace {

constexpr const char* kPath = "p/synthetic/profile.yaml";
constexpr int kFirms = 20'000;

const std::string kHead =
    "name: {zh: \"样本{number}号\", en: \"Sample {number}\"}\ntype: 公司\nunknown_percent: 20\n"
    "credit: {zh: 虚构, en: invented}\n";
const std::string kDraws = R"(draws:
  - {name: place, choose: {file: p/synthetic/places.csv, weight: firms}}
  - {name: industry_code, choose: {file: p/synthetic/industries.csv, by: [place], weight: firms}}
  - {name: employees, quantiles: {p00: 1, p50: 11, p100: 111}, given: ordinary}
  - {name: listed, choose: {true: 1, false: 3}, given: 50}
)";
const std::string kChildren = R"(children:
  - kind: loan
    count: {0: 1, 1: 2, 3: 1}
    given: 75
    draws:
      - {name: loan_principal, quantiles: {p00: 1000, p100: 2000, step: "100"}}
      - {name: loan_grant_date, quantiles: {p00: 2020-01-01, p100: 2020-06-30}, given: ordinary}
)";
/// Staff are whole: 1 to 10 below the median, 11 to 110 above, (5.5 + 60.5) / 2 on average.
const std::string kTargets = R"(targets:
  - {draw: place, label: {zh: 地区, en: Place}, shares: {330112: 3, 340221: 1}}
  - {draw: employees, label: {zh: 人数, en: Staff}, mean: "33"}
)";

using Texts = std::map<std::string, std::string>;

Texts files(const std::string& profile) {
  return {{kPath, profile},
          {"p/synthetic/places.csv", "place,firms\n330112,3\n340221,1\n"},
          {"p/synthetic/industries.csv",
           "place,industry_code,firms\n330112,1819,1\n340221,1819,1\n340221,18,1\n"}};
}

SyntheticProfile profile() {
  auto read = read_synthetic_profile(files(kHead + kDraws + kChildren + kTargets), kPath, book());
  if (!read) {
    ADD_FAILURE() << describe(read.error()[0], "en");
    std::abort();
  }
  return std::move(*read);
}

std::string firms_csv(const Generator& generator, std::uint64_t first, std::uint64_t last) {
  std::string csv;
  FirmDraws draws;
  for (std::uint64_t i = first; i < last; ++i) {
    generator.draw(i, draws);
    generator.append_firm(draws, csv);
    generator.append_children(0, draws, csv);
  }
  return csv;
}

TEST(Generate, AFirmIsWhatSeedAndNumberSay) {
  const SyntheticProfile made = profile();
  const Generator generator(made, 7, {});
  const std::string all = firms_csv(generator, 0, 300);
  EXPECT_EQ(firms_csv(generator, 0, 100) + firms_csv(generator, 100, 300), all);
  EXPECT_EQ(firms_csv(Generator(made, 7, {}), 0, 300), all);
  EXPECT_NE(firms_csv(Generator(made, 8, {}), 0, 300), all);
}

TEST(Generate, RowsAndEnterprisesAreOne) {
  const SyntheticProfile made = profile();
  const Generator generator(made, 7, 0);
  std::string header;
  generator.append_firm_header(header);
  EXPECT_EQ(header, "uscc,name,type,place,industry_code,employees,listed\n");
  FirmDraws draws;
  for (std::uint64_t i = 0; i < 200; ++i) {
    generator.draw(i, draws);
    const Enterprise firm = generator.enterprise(draws);
    EXPECT_TRUE(read_credit_code(firm.id, {})) << firm.id;
    EXPECT_TRUE(is_synthetic_credit_code(firm.id));
    EXPECT_EQ(firm.name.en, fmt::format("Sample {:08}", i + 1));
    std::string row;
    generator.append_firm(draws, row);
    const auto said = [&](const char* fact) {
      for (const law::GivenFact& given : firm.subject.facts) {
        if (book().facts()[given.fact].name == fact) return feel::to_display(given.value);
      }
      return std::string();
    };
    EXPECT_EQ(row, fmt::format("{},{},公司,{},{},{},{}\n", firm.id, firm.name.zh, said("place"),
                               said("industry_code"), said("employees"), said("listed")));
  }
}

TEST(Generate, SharesAndMeansAreThoseOfTheProfile) {
  const SyntheticProfile made = profile();
  Calibration calibration(made);
  const Generator generator(made, 1, {});
  FirmDraws draws;
  for (std::uint64_t i = 0; i < kFirms; ++i) {
    generator.draw(i, draws);
    calibration.add(draws);
  }
  const auto lines = calibration.lines();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0].target, Decimal(75, -2));
  for (const CalibrationLine& line : lines) {
    const Decimal off = subtract(line.generated, line.target)->abs();
    EXPECT_LE(off, *multiply(line.standard_error, kSamplingBound)) << line.label.en << line.value;
  }
}

/// Whether `count` of `firms` is no further from `percent` than 4.5 standard errors.
void expect_share(int count, int firms, int percent) {
  const std::int64_t off = std::int64_t{100} * count - std::int64_t{firms} * percent;
  // 100² · 4.5² · firms · p (1 - p), with p in per cent
  const std::int64_t bound = std::int64_t{81} * firms * percent * (100 - percent) / 4;
  EXPECT_LE(off * off, bound) << count << " of " << firms << " should be " << percent << " %";
}

TEST(Generate, TheUnknownShareIsTheProfilesOrTheGiven) {
  const SyntheticProfile made = profile();
  for (const auto& [given, unknown] :
       {std::pair<std::optional<int>, int>{{}, 20}, {0, 0}, {60, 60}, {100, 100}}) {
    const Generator generator(made, 3, given);
    int employees = 0;
    int listed = 0;
    int grant_dates = 0;
    int loans = 0;
    FirmDraws draws;
    for (std::uint64_t i = 0; i < kFirms; ++i) {
      generator.draw(i, draws);
      employees += draws.slots[2].given ? 1 : 0;
      listed += draws.slots[3].given ? 1 : 0;
      for (const FirmDraws::Child& child : draws.children) {
        ++loans;
        grant_dates += draws.child_slots[child.first + 1].given ? 1 : 0;
      }
    }
    expect_share(employees, kFirms, 100 - unknown);
    expect_share(grant_dates, loans, 100 - unknown);
    expect_share(listed, kFirms, 50);  // its own share, whatever the unknown share is
  }
}

TEST(Generate, ChildrenAreDrawnTooOrSaidToBeNone) {
  const SyntheticProfile made = profile();
  const Generator generator(made, 5, 0);
  std::map<std::size_t, int> with;
  int unsaid = 0;
  FirmDraws draws;
  for (std::uint64_t i = 0; i < kFirms; ++i) {
    generator.draw(i, draws);
    const Enterprise firm = generator.enterprise(draws);
    const std::size_t loans = firm.subject.children.size();
    const bool none = firm.subject.none_of == std::vector<std::string>{"loan"};
    EXPECT_EQ(none, draws.kind_given[0] && loans == 0);
    if (!draws.kind_given[0]) {
      EXPECT_EQ(loans, 0u);
      ++unsaid;
      continue;
    }
    ++with[loans];
    for (const law::Subject& loan : firm.subject.children) {
      EXPECT_EQ(loan.kind, "loan");
      EXPECT_EQ(loan.facts.size(), 2u);
    }
  }
  expect_share(unsaid, kFirms, 25);
  const int said = kFirms - unsaid;
  expect_share(with[0], said, 25);
  expect_share(with[1], said, 50);
  expect_share(with[3], said, 25);
  EXPECT_EQ(with.size(), 3u);
}

// ---- profiles that are wrong

/// "file:line code" of the first fault.
std::string fault_of(const Texts& texts) {
  const auto read = read_synthetic_profile(texts, kPath, book());
  if (read) return "it is read";
  const Fault& fault = read.error()[0];
  EXPECT_FALSE(fault.message.zh.empty() || fault.remedy.zh.empty()) << fault.code;
  EXPECT_FALSE(fault.message.en.empty() || fault.remedy.en.empty()) << fault.code;
  return fmt::format("{}:{} {}", fault.place.file, fault.place.line, fault.code);
}

TEST(Profile, SaysWhereItIsWrong) {
  const auto with = [](std::string_view old, std::string_view changed) {
    std::string text = kHead + kDraws + kChildren + kTargets;
    text.replace(text.find(old), old.size(), changed);
    return fault_of(files(text));
  };
  const std::string at = kPath;
  EXPECT_EQ(with("{p00: 1, p50", "{p00: 12, p50"), at + ":8 profile-quantiles");
  EXPECT_EQ(with("by: [place]", "by: [size]"), at + ":7 profile-draw-unknown");
  EXPECT_EQ(with("places.csv", "place.csv"), at + ":6 profile-file-missing");
  EXPECT_EQ(with("weight: firms", "weight: firm"), at + ":6 profile-column-missing");
  EXPECT_EQ(with("given: 50", "given: 101"), at + ":9 profile-number");
  EXPECT_EQ(with("given: 50", "share: 50"), at + ":9 profile-unknown-key");
  EXPECT_EQ(with("kind: loan", "kind: lease"), at + ":11 profile-shape");
  EXPECT_EQ(with("{number}", "number"), at + ":1 profile-name");
  Texts texts = files(kHead + kDraws);
  texts["p/synthetic/places.csv"] = "place,firms\n330112,3\n340221,many\n";
  EXPECT_EQ(fault_of(texts), "p/synthetic/places.csv:3 profile-number");
  texts = files(kHead + kDraws);
  texts["p/synthetic/industries.csv"] = "place,industry_code,firms\n330112,1819,1\n";
  EXPECT_EQ(fault_of(texts), at + ":7 profile-group-missing");
  texts = files(kHead + kDraws);
  texts["p/synthetic/more.csv"] = "a\n1\n";
  EXPECT_EQ(fault_of(texts), "p/synthetic/more.csv:0 unused-file");
  texts.erase(kPath);
  EXPECT_EQ(fault_of(texts), at + ":0 profile-missing");
}

TEST(Profile, OneDrawTooMany) {
  const auto with = [](std::size_t draws) {
    std::string text = kHead + "draws:\n";
    for (std::size_t i = 0; i < draws; ++i)
      text += fmt::format("  - {{name: d{}, choose: {{a: 1}}}}\n", i);
    return fault_of({{kPath, text}});
  };
  EXPECT_EQ(with(kMaxDraws), "it is read");
  EXPECT_EQ(with(kMaxDraws + 1), fmt::format("{}:{} profile-too-many-draws", kPath, 6 + kMaxDraws));
}

TEST(Profile, OneChildTooMany) {
  const auto with = [](std::size_t children) {
    return fault_of({{kPath, kHead + "draws: []\nchildren:\n  - kind: loan\n    count: {" +
                                 std::to_string(children) + ": 1}\n    draws: []\n"}});
  };
  EXPECT_EQ(with(kMaxChildrenOfKind), "it is read");
  EXPECT_EQ(with(kMaxChildrenOfKind + 1), std::string(kPath) + ":8 profile-number");
}

TEST(Profile, WeightsOneTooHeavy) {
  const auto with = [](std::uint64_t weight) {
    return fault_of(
        {{kPath,
          kHead + fmt::format("draws:\n  - {{name: d, choose: {{a: {}, b: 1}}}}\n", weight)}});
  };
  EXPECT_EQ(with(kMaxWeight - 1), "it is read");
  EXPECT_EQ(with(kMaxWeight), std::string(kPath) + ":6 profile-number");
}

TEST(Profile, OneGroupTooMany) {
  const auto with = [](std::size_t first, std::size_t second) {
    std::string text = kHead + "draws:\n";
    for (const auto& [name, count] : {std::pair{"a", first}, {"b", second}}) {
      text += fmt::format("  - {{name: {}, choose: {{", name);
      for (std::size_t i = 0; i < count; ++i)
        text += fmt::format("{}v{}: 1", i == 0 ? "" : ", ", i);
      text += "}}\n";
    }
    text += "  - {name: c, choose: {file: p/t.csv, by: [a, b], value: c, weight: w}}\n";
    return fault_of({{kPath, text}, {"p/t.csv", "a,b,c,w\nv0,v0,x,1\n"}});
  };
  static_assert(kMaxDrawGroups == 100 * 1000);
  EXPECT_EQ(with(100, 1000), std::string(kPath) + ":8 profile-group-missing");
  EXPECT_EQ(with(11, 9091), std::string(kPath) + ":8 profile-shape") << "100,001 groups";
}

}  // namespace
}  // namespace fugong::enterprise_register
