#include "engines/wording/wording.hpp"

#include "engines/law/check_sample.hpp"

namespace fugong::wording {
namespace {

law::Rulebook sample() {
  law::Source source = law::house();
  const auto name = [&](const char* fact, const char* zh, const char* en) {
    for (law::Fact& one : source.facts) {
      if (one.name == fact) one.label = {zh, en};
    }
  };
  name("rate", "贷款利率", "the loan rate");
  name("staff", "职工人数", "Staff");
  name("place", "所在地", "Place");
  name("granted", "发放日", "day of the grant");
  name("listed", "已上市", "listed");
  source.lookups[0].label = {"一年期LPR", "one-year LPR"};
  source.lookups[1].label = {"享受扶持的地区", "helped places"};
  law::Provision provision = law::provision("1.1", "loan", {});
  provision.parameters.push_back({"spread",
                                  law::Parameter::Type::percent,
                                  "0.5",
                                  "0.01",
                                  law::Status::from_memory,
                                  {"加点", "spread"},
                                  {},
                                  {},
                                  {}});
  provision.parameters.push_back({"term",
                                  law::Parameter::Type::months,
                                  "P18M",
                                  "P1M",
                                  law::Status::confirmed,
                                  {"期限", "term"},
                                  {},
                                  {},
                                  {}});
  source.provisions.push_back(std::move(provision));
  auto book = law::Rulebook::build(std::move(source));
  EXPECT_TRUE(book) << describe(book.error()[0], "en");
  return std::move(*book);
}

class WordingTest : public testing::Test {
 protected:
  Text words(const char* feel) const {
    return Wording(book_).expression({book_.find_provision("1.1"), nullptr}, law::feel_text(feel));
  }
  law::Rulebook book_ = sample();
};

TEST_F(WordingTest, ComparesByWhatIsCompared) {
  EXPECT_EQ(words("rate <= prime(granted) + spread"),
            (Text{"贷款利率不高于一年期LPR（发放日当日） ＋ 加点（0.5%，凭记忆，未核实）",
                  "the loan rate is at most one-year LPR (as of: day of the grant) + spread (0.5%, "
                  "from memory, not confirmed)"}));
  EXPECT_EQ(words("granted < date(\"2020-02-08\")"),
            (Text{"发放日早于2020年2月8日", "day of the grant is before 8 February 2020"}));
  EXPECT_EQ(words("staff >= 1000"), (Text{"职工人数不少于1,000", "Staff is at least 1,000"}));
  EXPECT_EQ(words("staff in [10..300)"),
            (Text{"职工人数不少于10，并且职工人数小于300",
                  "Staff is at least 10, and Staff is less than 300"}));
}

TEST_F(WordingTest, NamesCodesByTheirList) {
  EXPECT_EQ(words("place in (\"10\", \"20\")"),
            (Text{"所在地为North、South之一", "Place is one of North, South"}));
  EXPECT_EQ(words("place = \"20\""), (Text{"所在地为South", "Place is South"}));
}

TEST_F(WordingTest, BracketsWhatBindsLess) {
  EXPECT_EQ(words("(listed or staff < 5) and not(helped(place))"),
            (Text{"（已上市，或者职工人数小于5），并且并非“享受扶持的地区（按所在地）”",
                  "(listed, or Staff is less than 5), and not \u201chelped places (for: "
                  "Place)\u201d"}));
  EXPECT_EQ(words("listed or staff < 5 and staff > 2").zh,
            "已上市，或者（职工人数小于5，并且职工人数大于2）");
  EXPECT_EQ(words("listed or staff < 5 or staff > 9").zh,
            "已上市，或者职工人数小于5，或者职工人数大于9");
  EXPECT_EQ(words("(rate - 1) * 2 - (staff - 3)"),
            (Text{"（贷款利率 － 1） × 2 － （职工人数 － 3）",
                  "(the loan rate − 1) × 2 − (Staff − 3)"}));
}

TEST_F(WordingTest, SaysDaysTermsAndChoices) {
  EXPECT_EQ(words("(today() - granted).days"),
            (Text{"从发放日到服务日期的天数（算头不算尾）",
                  "the days from day of the grant to the service date (the last not counted)"}));
  EXPECT_EQ(words("min(granted + term, today())"),
            (Text{"（发放日 ＋ 期限（18 个月））与服务日期中较早的一天",
                  "the earlier of (day of the grant + term (18 months)) and the service date"}));
  EXPECT_EQ(words("if listed then max(0, rate - 1) else 0"),
            (Text{"如果已上市，则为（贷款利率 － 1）（低于零的按零计），否则为0",
                  "if listed, then (the loan rate − 1) (nought if it is below nought), otherwise "
                  "0"}));
}

TEST_F(WordingTest, BracketsPhrasesInsideArithmetic) {
  EXPECT_EQ(words("min(staff, 50) * 3"),
            (Text{"（职工人数与50中较小的一个） × 3", "(the smaller of Staff and 50) × 3"}));
  EXPECT_EQ(words("staff > min(3, 4)").en, "Staff is more than the smaller of 3 and 4");
}

TEST_F(WordingTest, HasWordsForEveryFormOfThePolicyProfile) {
  for (const char* feel :
       {"-staff", "2 ** 3", "staff != 3", "staff between 1 and 3", "staff in (< 3, [5..6])",
        "some x in [1, 2] satisfies x > staff", "every x in 1..3 satisfies x > 0",
        "for x in [1, 2] return x * 2", "sum([1, 2])", "upper_case(\"a\")", "granted.year",
        "[1, 2][item > 1]", "{a: 1}.a", "string_length(\"a\")", "decimal(rate, 2)", "not(listed)",
        "staff instance of number", "function(x) x + 1"}) {
    const Text text = words(feel);
    for (const std::string* said : {&text.zh, &text.en}) {
      EXPECT_FALSE(said->empty()) << feel;
      EXPECT_EQ(said->find_first_of("<>*=_"), std::string::npos) << feel << ": " << *said;
    }
    EXPECT_EQ(text.zh.find(" in "), std::string::npos) << text.zh;
    EXPECT_EQ(text.zh.find("satisfies"), std::string::npos) << text.zh;
  }
}

TEST_F(WordingTest, ReadsTablesRowByRow) {
  law::Definition definition;
  definition.label = {"档次", "Class"};
  decision::Table table;
  table.hit = decision::HitPolicy::first;
  table.inputs = {{law::feel_text("staff"), {}}, {law::feel_text("place"), {}}};
  table.outputs = {{"", {}, {}, law::feel_text("\"none\"")}};
  table.rules = {
      {{law::feel_text(">= 1000"), law::feel_text("\"10\", \"20\"")},
       {law::feel_text("\"big\"")},
       {}},
      {{law::feel_text("-"), law::feel_text("not(\"10\")")}, {law::feel_text("\"other\"")}, {}},
      {{law::feel_text("-"), law::feel_text("-")}, {law::feel_text("\"rest\"")}, {}}};
  definition.body = std::move(table);
  const auto lines = Wording(book_).definition({}, definition);
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[0].zh, "档次——从上到下取第一种符合的情形：");
  EXPECT_EQ(lines[1],
            (Text{"职工人数不少于1,000，并且所在地为North、South之一：“big”",
                  "Staff is at least 1,000, and Place is one of North, South: \u201cbig\u201d"}));
  EXPECT_EQ(lines[2].en, "Place is not North: \u201cother\u201d");
  EXPECT_EQ(lines[3].zh, "其他情形：“rest”");
  EXPECT_EQ(lines[4].en, "if none applies: \u201cnone\u201d");
}

TEST_F(WordingTest, SaysTheAmountWithItsRounding) {
  law::Provision provision = law::provision("2", "loan", {});
  provision.benefit.emplace();
  provision.benefit->amount = law::feel_text("principal / 3");
  provision.benefit->rounding = Rounding::half_up;
  EXPECT_EQ(Wording(book_).amount(provision),
            (Text{"principal ÷ 3；最后四舍五入到分",
                  "principal ÷ 3; rounded half up to the fen at the end"}));
  law::Exception exception;
  exception.when = law::feel_text("listed");
  exception.amount = law::feel_text("0");
  EXPECT_EQ(Wording(book_).exception(provision, exception).zh, "如果已上市，金额改为：0");
  exception.excludes = true;
  EXPECT_EQ(Wording(book_).exception(provision, exception).en, "if listed, there is no benefit");
  law::OpenTerm term;
  term.type = law::Parameter::Type::percent;
  term.minimum = Decimal(20);
  term.maximum = Decimal(50);
  term.label = {"减征幅度", "Size of the cut"};
  term.authority = {"省人民政府", "the province"};
  EXPECT_EQ(Wording(book_).open_term(term),
            (Text{"减征幅度：由省人民政府确定，不低于20%，不高于50%",
                  "Size of the cut: set by the province, at least 20%, at most 50%"}));
}

TEST(Values, SayDatesWithTheirPrecision) {
  EXPECT_EQ(in_words(law::on("2020-02-07")), (Text{"2020年2月7日", "7 February 2020"}));
  EXPECT_EQ(in_words(law::ImpreciseDate{}).en, "no set end");
  EXPECT_EQ(in_words(law::between("2020-02-01", "2020-02-29")).zh,
            "2020年2月1日至2020年2月29日之间的某日");
}

}  // namespace
}  // namespace fugong::wording
