// The grammar is tested by the text files of tests/golden/feel (one block a case; re-record with
// FUGONG_RECORD=1 and read the diff). Here: the limits, the places and texts of faults, spans.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "engines/feel/parse.hpp"

namespace fugong::feel {
namespace {

Result<AstPtr> standard(std::string_view source, const Names& names = {}) {
  return parse_expression(source, {}, names, Profile::standard);
}

Result<AstPtr> policy(std::string_view source, const Place& at = {}) {
  return parse_expression(source, at, {}, Profile::policy);
}

std::string tree(const Result<AstPtr>& result) {
  return result ? to_string(**result) : "fault " + result.error().front().code;
}

std::string repeat(std::string_view text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i)
    result += text;
  return result;
}

// ---- golden files

struct Block {
  std::string head;  ///< every line before the result, as it stands
  std::string source;
  std::string expected;
  Names names;
  Profile profile = Profile::standard;
  bool cell = false;
};

std::string after_colon(const std::string& line) {
  const std::string rest = line.substr(line.find(':') + 1);
  return rest.starts_with(" ") ? rest.substr(1) : rest;
}

Names split_names(const std::string& text) {
  Names names;
  std::stringstream stream(text);
  for (std::string name; std::getline(stream, name, ',');) {
    const std::size_t first = name.find_first_not_of(' ');
    if (first != std::string::npos) names.insert(name.substr(first));
  }
  return names;
}

// Lines of comment that stand alone are a block without a source.
std::vector<Block> read_blocks(const std::string& text) {
  std::vector<Block> blocks;
  std::stringstream stream(text);
  Block block;
  bool in_source = false;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("=> ")) {
      block.expected = line.substr(3);
      blocks.push_back(block);
      block = Block{};
      in_source = false;
      continue;
    }
    if (line.empty() && block.head.empty()) continue;
    if (in_source) {
      block.source += "\n" + line;
    } else if (line.starts_with("names:")) {
      block.names = split_names(after_colon(line));
    } else if (line.starts_with("profile: policy")) {
      block.profile = Profile::policy;
    } else if (line.starts_with("expr:") || line.starts_with("cell:")) {
      block.cell = line.starts_with("cell:");
      block.source = after_colon(line);
      in_source = true;
    } else {
      EXPECT_TRUE(line.empty() || line.starts_with("#")) << "what is this: " << line;
    }
    block.head += line + "\n";
  }
  EXPECT_TRUE(block.head.empty()) << "the last block has no result";
  return blocks;
}

std::string outcome(const Block& block) {
  const auto parse = block.cell ? parse_unary_tests : parse_expression;
  const auto result = parse(block.source, {}, block.names, block.profile);
  if (result) return to_string(**result);
  const Fault& fault = result.error().front();
  return "fault " + fault.code + " " + std::to_string(fault.place.line) + ":" +
         std::to_string(fault.place.column);
}

std::string read_file(const std::filesystem::path& path) {
  const std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(ParserGolden, EveryFile) {
  const bool record = std::getenv("FUGONG_RECORD") != nullptr;
  std::size_t cases = 0;
  const std::filesystem::path folder = FUGONG_SOURCE_DIR "/tests/golden/feel";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".feel") continue;
    std::string recorded;
    for (const Block& block : read_blocks(read_file(entry.path()))) {
      const std::string actual = outcome(block);
      ++cases;
      if (!recorded.empty()) recorded += "\n";
      recorded += block.head + "=> " + actual + "\n";
      if (record) continue;
      EXPECT_EQ(actual, block.expected) << entry.path().filename() << ": " << block.source;
    }
    if (record) std::ofstream(entry.path(), std::ios::binary) << recorded;
  }
  EXPECT_GE(cases, 600U);
}

// ---- limits

TEST(ParserLimits, BytesAreCountedBeforeAnythingIsRead) {
  const std::string longest = "1" + std::string(kMaxExpressionBytes - 1, ' ');
  EXPECT_EQ(tree(standard(longest)), "(literal 1)");
  EXPECT_EQ(tree(standard(longest + " ")), "fault expression-too-long");
  // Not valid UTF-8 either, but that would take reading.
  EXPECT_EQ(tree(standard(std::string(100U << 20U, '\xff'))), "fault expression-too-long");
  EXPECT_EQ(tree(parse_unary_tests(longest + " ", {}, {}, Profile::policy)),
            "fault expression-too-long");
}

TEST(ParserLimits, DepthOfBrackets) {
  const auto most = static_cast<std::size_t>(kMaxExpressionDepth) - 1;
  EXPECT_EQ(tree(standard(repeat("(", most) + "1" + repeat(")", most))), "(literal 1)");
  EXPECT_EQ(tree(standard(repeat("(", most + 1) + "1" + repeat(")", most + 1))),
            "fault expression-too-deep");
  EXPECT_TRUE(standard(repeat("[", most) + "1" + repeat("]", most)));
  EXPECT_EQ(tree(standard(repeat("[", most + 1) + "1" + repeat("]", most + 1))),
            "fault expression-too-deep");
}

TEST(ParserLimits, DepthOfOperatorsOnTheLeft) {
  const auto most = static_cast<std::size_t>(kMaxExpressionDepth) - 1;
  EXPECT_TRUE(standard("1" + repeat(" + 1", most)));
  EXPECT_EQ(tree(standard("1" + repeat(" + 1", most + 1))), "fault expression-too-deep");
  EXPECT_TRUE(standard("a" + repeat(".b", most)));
  EXPECT_EQ(tree(standard("a" + repeat(".b", most + 1))), "fault expression-too-deep");
  EXPECT_EQ(tree(standard("a" + repeat("[1]", most + 1))), "fault expression-too-deep");
  EXPECT_EQ(tree(standard("a" + repeat("(1)", most + 1))), "fault expression-too-deep");
}

TEST(ParserLimits, DepthOfEveryRecursion) {
  const auto bytes = kMaxExpressionBytes - 8;
  for (const std::string_view piece : {"(",
                                       "[",
                                       "{a:",
                                       "-",
                                       "]",
                                       "a[",
                                       "f(",
                                       "f(a:",
                                       "(<",
                                       "[1..",
                                       "if ",
                                       "not(",
                                       "a in (",
                                       "a in (1, ",
                                       "a in (<",
                                       "function()",
                                       "1 + (",
                                       "a.b(",
                                       "if a then ",
                                       "if a then b else ",
                                       "for x in ",
                                       "some x in a satisfies ",
                                       "a between 1 and (",
                                       "for x in a return ",
                                       "function(a: list<number>) ",
                                       "a in ]",
                                       "[1..[",
                                       "]1..2[",
                                       "x in [1..2[ ",
                                       "a**-",
                                       "(((-"}) {
    const std::string source = repeat(piece, bytes / piece.size());
    EXPECT_FALSE(standard(source)) << piece;
    EXPECT_FALSE(policy(source)) << piece;
    EXPECT_FALSE(parse_unary_tests(source, {}, {}, Profile::standard)) << piece;
  }
  EXPECT_EQ(tree(standard("a instance of " + repeat("list<", 5000))), "fault expression-too-deep");
  EXPECT_EQ(tree(standard(repeat("-", 5000) + "1")), "fault expression-too-deep");
}

TEST(ParserLimits, Nodes) {
  // A list of n ones has n + 1 nodes.
  const std::string most = "[" + repeat("1,", kMaxExpressionNodes - 2) + "1]";
  EXPECT_TRUE(standard(most));
  EXPECT_EQ(tree(standard("[1," + most.substr(1))), "fault expression-too-big");
}

TEST(ParserLimits, TreeAsTextStaysSmall) {
  const auto result = standard("[" + repeat("1e6000,", 9000) + "1]");
  ASSERT_TRUE(result);
  EXPECT_LT(to_string(**result).size(), 64 * kMaxExpressionBytes);
}

TEST(ParserLimits, ManyNamesWithACommonBeginning) {
  // Each key is a candidate at each name; must stay far from quadratic in bytes.
  std::string source = "{";
  for (int i = 0; i < 4000; ++i)
    source += "a" + std::to_string(i) + " b: a,";
  source += "c: 1}";
  EXPECT_TRUE(standard(source));
}

// ---- text

TEST(Parser, RefusesWhatIsNotUtf8) {
  const auto result = standard("1 + \xc3\x28");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().front().code, "text-not-utf8");
  EXPECT_EQ(result.error().front().place.column, 5);
  EXPECT_EQ(tree(standard(std::string_view("a\0b", 3))), "fault expression-unexpected");
}

TEST(Parser, BlanksOfEveryKindSeparate) {
  EXPECT_EQ(tree(standard("a\t+\r\n\v\f b")), "(add (name a) (name b))");
  EXPECT_EQ(tree(standard("a\u00a0+\u3000b\ufeff")), "(add (name a) (name b))");
  EXPECT_EQ(tree(standard("1 // to the end of this line\r+ 2")), "(add (literal 1) (literal 2))");
}

TEST(Parser, EverythingCutShortIsAFaultNotACrash) {
  const std::string_view source =
      "if a in (<1, ]2..3[) and not(b.c[1].d) then {x y: @\"P1D\", \"z\": [1..2)} else for i in "
      "1..3, j in i return function(k: list<number>) f(l: \"\\u0041\\uD83D\\uDC0E\") ** -.5 "
      "/* end */ instance of function<number>->context<a: Any>";
  EXPECT_TRUE(standard(source)) << tree(standard(source));
  for (std::size_t length = 0; length < source.size(); ++length) {
    for (const Profile profile : {Profile::standard, Profile::policy}) {
      const auto result = parse_expression(source.substr(0, length), {}, {}, profile);
      if (result) continue;
      ASSERT_EQ(result.error().size(), 1U);
      EXPECT_FALSE(result.error().front().remedy.zh.empty());
    }
  }
}

TEST(Parser, SpansCoverWhatWasWritten) {
  const std::string_view source = "  alpha + f( 1, [2 , 3] ) /* x */ ";
  const auto result = standard(source);
  ASSERT_TRUE(result);
  const auto text = [&](const Ast& ast) {
    return source.substr(ast.span.begin, ast.span.end - ast.span.begin);
  };
  EXPECT_EQ(text(**result), "alpha + f( 1, [2 , 3] )");
  const Ast& sum = **result;
  EXPECT_EQ(text(*sum.children[0]), "alpha");
  EXPECT_EQ(text(*sum.children[1]), "f( 1, [2 , 3] )");
  EXPECT_EQ(text(*sum.children[1]->children[0]), "f");
  EXPECT_EQ(text(*sum.children[1]->children[2]), "[2 , 3]");
}

TEST(Parser, NamesOfOneExpressionDoNotReachTheNext) {
  EXPECT_EQ(tree(standard("[{a b: 1}, a + b]")),
            "(list (context \"a b\": (literal 1)) (add (name a) (name b)))");
  // A bound name ends with its expression: `x-1` outside is a subtraction.
  EXPECT_EQ(tree(standard("[for x-1 in a return x-1, x-1]")),
            "(list (for \"x-1\": (name a) (name \"x-1\")) (subtract (name x) (literal 1)))");
  EXPECT_EQ(tree(standard("[function(x-1) x-1, x-1]")),
            "(list (function [\"x-1\"] (name \"x-1\")) (subtract (name x) (literal 1)))");
}

// ---- faults

TEST(ParserFaults, PlaceIsInsideTheFile) {
  const Place at{.file = "5.2.yaml", .line = 12, .column = 20, .pointer = "/when"};
  const auto first_line = policy("a + )", at);
  ASSERT_FALSE(first_line);
  EXPECT_EQ(first_line.error().front().place,
            (Place{.file = "5.2.yaml", .line = 12, .column = 24, .pointer = "/when"}));
  const auto third_line = policy("a +\n\n  )", at);
  ASSERT_FALSE(third_line);
  EXPECT_EQ(third_line.error().front().place,
            (Place{.file = "5.2.yaml", .line = 14, .column = 3, .pointer = "/when"}));
}

TEST(ParserFaults, AMissingParenthesisNamesWhereItWasOpened) {
  const auto result = policy("a +\n (b * [1, 2]\n + c");
  ASSERT_FALSE(result);
  const Fault& fault = result.error().front();
  EXPECT_EQ(fault.code, "bracket-not-closed");
  EXPECT_NE(fault.message.en.find("`(` opened at line 2, column 2"), std::string::npos);
  EXPECT_NE(fault.message.zh.find("第 2 行第 2 列的 “(”"), std::string::npos);
  EXPECT_NE(fault.remedy.en.find("`)`"), std::string::npos);
}

TEST(ParserFaults, AnEndInsideABracketNamesIt) {
  const auto result = policy("sum([1,\n 2, ");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().front().code, "expression-incomplete");
  EXPECT_NE(result.error().front().message.en.find("`[` opened at line 1, column 5"),
            std::string::npos);
}

TEST(ParserFaults, RemediesSayWhatToWrite) {
  const auto remedy = [](std::string_view source) {
    const auto result = policy(source);
    return result ? std::string("no fault") : result.error().front().remedy.en;
  };
  EXPECT_EQ(remedy("loanRate"), "write loan_rate");
  EXPECT_EQ(remedy("LoanRate2Max"), "write loan_rate2_max");
  EXPECT_EQ(remedy("TRUE"), "write true");
  EXPECT_NE(remedy("loan-rate").find("write loan_rate;"), std::string::npos);
  EXPECT_EQ(remedy("date and time(\"2020-01-01T00:00:00\")"), "write date_and_time");
  EXPECT_EQ(remedy("a == 1"), "write `=` instead");
  EXPECT_EQ(remedy("f(a，b)"), "write `,` instead");
  EXPECT_EQ(remedy("if a b"), "write then here");
  EXPECT_NE(remedy("1..2").find("[1..10]"), std::string::npos);
}

TEST(ParserFaults, LongTextIsNotRepeatedWhole) {
  const auto result = standard("1 + 1 " + std::string(5000, 'x'));
  ASSERT_FALSE(result);
  EXPECT_LT(result.error().front().message.en.size(), 200U);
  const auto name = policy(std::string(5000, 'X'));
  ASSERT_FALSE(name);
  EXPECT_LT(name.error().front().message.en.size(), 200U);
}

}  // namespace
}  // namespace fugong::feel
