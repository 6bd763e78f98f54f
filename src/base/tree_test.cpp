#include "base/tree.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <simdjson.h>
#include <chrono>

namespace fugong {
namespace {

using Kind = Node::Kind;

/// A node as one line, to compare whole trees.
std::string shown(const Node& node) {
  std::string out;
  switch (node.kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return node.truth ? "true" : "false";
    case Kind::number:
      return "#" + node.text;
    case Kind::string:
      return "'" + node.text + "'";
    case Kind::plain:
      return node.text;
    case Kind::list:
      for (const Node& item : node.items)
        out += (out.empty() ? "" : ", ") + shown(item);
      return "[" + out + "]";
    case Kind::map:
      for (const auto& [key, value] : node.fields) {
        out += (out.empty() ? "" : ", ") + key + ": " + shown(value);
      }
      return "{" + out + "}";
  }
  return out;
}

std::string shown(const Result<Node>& tree) {
  if (tree) return shown(*tree);
  std::string out;
  for (const Fault& fault : tree.error()) {
    EXPECT_FALSE(fault.message.zh.empty() || fault.message.en.empty()) << fault.code;
    EXPECT_FALSE(fault.remedy.zh.empty() || fault.remedy.en.empty()) << fault.code;
    const Place& place = fault.place;
    out += fmt::format("{}{} {}:{}{}{}", out.empty() ? "" : "; ", fault.code, place.line,
                       place.column, place.pointer.empty() ? "" : " ", place.pointer);
  }
  return out;
}

std::string yaml(std::string_view text) {
  return shown(parse_yaml(text, "a.yaml"));
}
std::string json(std::string_view text) {
  return shown(parse_json(text, "a.json"));
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i)
    out += text;
  return out;
}

TEST(Pointer, EscapesAsRfc6901) {
  EXPECT_EQ(pointer_child("", "a"), "/a");
  EXPECT_EQ(pointer_child("/a", "b/c~d"), "/a/b~1c~0d");
  EXPECT_EQ(pointer_child("/a", ""), "/a/");
  EXPECT_EQ(pointer_child("/a", std::size_t{12}), "/a/12");
}

TEST(Node, FindsFields) {
  const auto tree = parse_json(R"({"a":1,"b":{"c":2}})", "");
  ASSERT_TRUE(tree.has_value());
  ASSERT_NE(tree->find("b"), nullptr);
  EXPECT_EQ(tree->find("b")->find("c")->text, "2");
  EXPECT_EQ(tree->find("c"), nullptr);
  EXPECT_EQ(tree->find("a")->find("x"), nullptr);
  EXPECT_TRUE(tree->find("a")->is_scalar());
  EXPECT_FALSE(tree->is_scalar());
}

// ---- JSON

TEST(Json, ReadsEveryKind) {
  EXPECT_EQ(json(R"({"a": [1, -2.50e+3, true, false, null, "x"], "b": {}, "c": []})"),
            "{a: [#1, #-2.50e+3, true, false, null, 'x'], b: {}, c: []}");
  EXPECT_EQ(json(" \t\r\n 7 \n"), "#7");
  EXPECT_EQ(json(R"("")"), "''");
  EXPECT_EQ(json(R"({"":1})"), "{: #1}");
}

TEST(Json, KeepsDigitsAsWritten) {
  EXPECT_EQ(json("[0.10, 1e400, 123456789012345678901234567890.00, -0]"),
            "[#0.10, #1e400, #123456789012345678901234567890.00, #-0]");
}

TEST(Json, ReadsEscapes) {
  EXPECT_EQ(json(R"("\"\\\/\b\f\n\r\t")"), "'\"\\/\b\f\n\r\t'");
  EXPECT_EQ(json(R"("\u4F01\u4e1a \uD83D\uDE00 \uFFFF")"), "'企业 \xF0\x9F\x98\x80 \xEF\xBF\xBF'");
  const auto zero = parse_json(R"("a\u0000b")", "");
  ASSERT_TRUE(zero.has_value());
  EXPECT_EQ(zero->text, std::string("a\0b", 3));
}

TEST(Json, KnowsThePlaceOfEveryPart) {
  const auto tree = parse_json("{\n  \"企业\": [10,\n    {\"a/b\": true}]\n}", "body.json");
  ASSERT_TRUE(tree.has_value());
  EXPECT_EQ(tree->place, (Place{"body.json", 1, 1, ""}));
  const Node& list = *tree->find("企业");
  EXPECT_EQ(list.place, (Place{"body.json", 2, 9, "/企业"}));
  EXPECT_EQ(list.items[0].place, (Place{"body.json", 2, 10, "/企业/0"}));
  EXPECT_EQ(list.items[1].place, (Place{"body.json", 3, 5, "/企业/1"}));
  EXPECT_EQ(list.items[1].fields[0].second.place, (Place{"body.json", 3, 13, "/企业/1/a~1b"}));
}

TEST(Json, SaysWhereTheSyntaxIsWrong) {
  const std::pair<const char*, const char*> rows[] = {
      {"", "json-syntax 1:1"},
      {"  ", "json-syntax 1:3"},
      {"\xEF\xBB\xBF{}", "json-syntax 1:1"},
      {"{", "json-syntax 1:2"},
      {"[1,\n 2", "json-syntax 2:3"},
      {"[1,]", "json-syntax 1:4 /1"},
      {"{\"a\":1,}", "json-syntax 1:8"},
      {"{\"a\" 1}", "json-syntax 1:6"},
      {"{a:1}", "json-syntax 1:2"},
      {"{\"a\":}", "json-syntax 1:6 /a"},
      {"{\"a\":[1 2]}", "json-syntax 1:9 /a"},
      {"[1}", "json-syntax 1:3"},
      {"1 2", "json-syntax 1:3"},
      {"{} x", "json-syntax 1:4"},
      {"tru", "json-syntax 1:1"},
      {"True", "json-syntax 1:1"},
      {"NaN", "json-syntax 1:1"},
      {"nulll", "json-syntax 1:1"},
      {"'a'", "json-syntax 1:1"},
      {"01", "json-syntax 1:1"},
      {"-", "json-syntax 1:1"},
      {"-01", "json-syntax 1:1"},
      {"1.", "json-syntax 1:1"},
      {".5", "json-syntax 1:1"},
      {"+1", "json-syntax 1:1"},
      {"1e", "json-syntax 1:1"},
      {"1e+", "json-syntax 1:1"},
      {"1.2.3", "json-syntax 1:1"},
      {"1a", "json-syntax 1:1"},
      {"[\"abc]", "json-syntax 1:7 /0"},
      {"\"a\nb\"", "json-syntax 1:3"},
      {"\"a\tb\"", "json-syntax 1:3"},
      {"\"\\x\"", "json-syntax 1:2"},
      {"\"\\", "json-syntax 1:2"},
      {"\"\\u12G4\"", "json-syntax 1:2"},
      {"\"\\uD800\"", "json-syntax 1:2"},
      {"\"\\uDC00\\uD800\"", "json-syntax 1:2"},
      {"\"\\uD800\\u0041\"", "json-syntax 1:2"},
      {"// c\n1", "json-syntax 1:1"},
      {"[\f1]", "json-syntax 1:2 /0"},
  };
  for (const auto& [text, expected] : rows)
    EXPECT_EQ(json(text), expected) << text;
  EXPECT_EQ(json(std::string_view("1\0", 2)), "json-syntax 1:2");
  EXPECT_EQ(json("\"ab\xFF\""), "text-not-utf8 1:4");
}

TEST(Json, ReportsEveryDuplicateKey) {
  EXPECT_EQ(json("{\"a\":1,\n\"b\":{\"x\":1,\"x\":2},\n\"a\":2,\"\\u0061\":3}"),
            "json-duplicate-key 2:12 /b/x; json-duplicate-key 3:1 /a; json-duplicate-key 3:7 /a");
}

TEST(Json, HoldsItsLimits) {
  TreeLimits limits;
  limits.max_bytes = 10;
  EXPECT_EQ(shown(parse_json("[1,2,3,45]", "", limits)), "[#1, #2, #3, #45]");
  EXPECT_EQ(shown(parse_json("[1,2,3,456]", "", limits)), "document-too-large 0:0");
  limits = {};
  limits.max_depth = 2;
  EXPECT_EQ(shown(parse_json("[[1]]", "", limits)), "[[#1]]");
  EXPECT_EQ(shown(parse_json("[{\"a\":[]}]", "", limits)), "document-too-deep 1:7 /0/a");
  limits = {};
  limits.max_nodes = 3;
  EXPECT_EQ(shown(parse_json("[1,2]", "", limits)), "[#1, #2]");
  EXPECT_EQ(shown(parse_json("[1,2,3]", "", limits)), "document-too-many-nodes 1:6 /2");
}

TEST(Json, HoldsTheLimitsItHasByDefault) {
  EXPECT_TRUE(parse_json(repeated("[", 32) + repeated("]", 32), "").has_value());
  EXPECT_EQ(json(repeated("[", 33) + repeated("]", 33)),
            "document-too-deep 1:33 " + repeated("/0", 32));
  const std::string items = repeated("1,", 99'998);
  EXPECT_TRUE(parse_json("[" + items + "1]", "").has_value());
  EXPECT_EQ(json("[" + items + "1,1]"), "document-too-many-nodes 1:200000 /99999");
  const std::size_t most = TreeLimits().max_bytes;
  EXPECT_TRUE(parse_json("1" + std::string(most - 1, ' '), "").has_value());
  EXPECT_EQ(json("1" + std::string(most, ' ')), "document-too-large 0:0");
}

TEST(Json, BoundsTheLengthOfNamesAndPointers) {
  TreeLimits limits;
  limits.max_name_bytes = 3;
  EXPECT_EQ(shown(parse_json("{\"abc\":1}", "", limits)), "{abc: #1}");
  EXPECT_EQ(shown(parse_json("{\"abcd\":1}", "", limits)), "document-name-too-long 1:2");
  EXPECT_EQ(shown(parse_yaml("abc: 1", "", limits)), "{abc: 1}");
  EXPECT_EQ(shown(parse_yaml("a: 1\nabcd: 1", "", limits)), "document-name-too-long 2:1");
  limits = {};
  limits.max_pointer_bytes = 6;  // "/a", "/a/0"
  EXPECT_EQ(shown(parse_json("{\"a\":[1]}", "", limits)), "{a: [#1]}");
  EXPECT_EQ(shown(parse_json("{\"a\":[1,2]}", "", limits)), "document-too-many-names 1:9 /a/1");
  EXPECT_EQ(shown(parse_yaml("a: [1]", "", limits)), "{a: [1]}");
  EXPECT_EQ(shown(parse_yaml("a: [1, 2]", "", limits)), "document-too-many-names 1:8 /a/1");
  // By default: a name of a kibibyte may stand, but not over a hundred thousand values.
  const std::string name(TreeLimits().max_name_bytes, 'k');
  EXPECT_TRUE(parse_json("{\"" + name + "\":1}", "").has_value());
  EXPECT_FALSE(parse_json("{\"" + name + "k\":1}", "").has_value());
  const auto wide = parse_json("{\"" + name + "\":[" + repeated("1,", 90'000) + "1]}", "");
  ASSERT_FALSE(wide.has_value());
  EXPECT_EQ(wide.error()[0].code, "document-too-many-names");
}

TEST(Json, IsQuickWithHostileMaps) {
  // As many keys as the limits allow, all different, then all the same.
  std::string different = "{";
  std::string same = "{";
  for (int i = 0; i < 90'000; ++i) {
    different += fmt::format("{}\"{}\":1", i == 0 ? "" : ",", i);
    same += i == 0 ? "\"k\":1" : ",\"k\":1";
  }
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(parse_json(different + "}", "").has_value());
  const auto result = parse_json(same + "}", "");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().size(), 100U);  // faults are bounded too
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST(Json, AgreesWithSimdjson) {
  simdjson::dom::parser parser;
  const std::string_view seeds[] = {
      R"({"a":[1,-2.5e3,true,false,null,"x\n\u4F01"],"b":{"c":{}},"d":[]})", R"([0.1,1e5,"\\"])",
      R"("\uD83D\uDE00")", "[[[[]]]]", "{\"\":\"\"}"};
  constexpr std::string_view kBytes = "{}[]:,\"\\ue0123.-+tfn x\n";
  int agreed = 0;
  for (const std::string_view seed : seeds) {
    for (std::size_t at = 0; at < seed.size(); ++at) {
      for (const char byte : kBytes) {
        for (const bool insert : {false, true}) {
          std::string text(seed);
          text.replace(at, insert ? 0 : 1, 1, byte);
          const bool theirs =
              parser.parse(simdjson::padded_string(text)).error() == simdjson::SUCCESS;
          const auto ours = parse_json(text, "");
          const bool twice = !ours && ours.error()[0].code == "json-duplicate-key";
          EXPECT_EQ(ours.has_value() || twice, theirs) << text;
          agreed += theirs ? 1 : 0;
        }
      }
    }
  }
  EXPECT_GT(agreed, 500);
}

// ---- YAML

TEST(Yaml, ReadsEveryKind) {
  EXPECT_EQ(yaml("a: 1\nb: [x, 'y', \"z\"]\nc: {d: e}\nf:\n- no\n- yes\n"),
            "{a: 1, b: [x, 'y', 'z'], c: {d: e}, f: [no, yes]}");
  EXPECT_EQ(yaml("[]"), "[]");
  EXPECT_EQ(yaml("{}"), "{}");
  EXPECT_EQ(yaml("just text"), "just text");
  EXPECT_EQ(yaml("企业: 中小企业 # 注\n"), "{企业: 中小企业}");
}

TEST(Yaml, LeavesPlainScalarsAsTheyAre) {
  EXPECT_EQ(yaml("[no, NO, 1.0, 0x1F, 2020-02-21, 12:30:00, true, Null, NULL, 1_000]"),
            "[no, NO, 1.0, 0x1F, 2020-02-21, 12:30:00, true, Null, NULL, 1_000]");
}

TEST(Yaml, HasThreeWaysToWriteNothing) {
  EXPECT_EQ(yaml("a:\nb: ~\nc: null\nd: ''\ne: 'null'\nf: \"~\"\n"),
            "{a: null, b: null, c: null, d: '', e: 'null', f: '~'}");
  EXPECT_EQ(yaml(""), "null");
  EXPECT_EQ(yaml("# only a comment\n"), "null");
  EXPECT_EQ(yaml("---\n"), "null");
}

TEST(Yaml, KeepsTheLinesOfBlocks) {
  EXPECT_EQ(yaml("a: |\n  if x\n  then \"1\"\n\n  else 2\nb: |-\n  one\nc: >\n  two\n  lines\n"),
            "{a: 'if x\nthen \"1\"\n\nelse 2\n', b: 'one', c: 'two lines\n'}");
  EXPECT_EQ(yaml("a: |\r\n  x\r\n  y\r\n"), "{a: 'x\ny\n'}");
  EXPECT_EQ(yaml("a: \"x\\ny \\u4F01\"\n"), "{a: 'x\ny 企'}");
}

TEST(Yaml, KnowsThePlaceOfEveryPart) {
  const auto tree =
      parse_yaml("企业:\n  - 一: x\n    b/c: |\n      text\n  - [p, q]\nz:\n", "m.yaml");
  ASSERT_TRUE(tree.has_value());
  EXPECT_EQ(tree->place, (Place{"m.yaml", 1, 1, ""}));
  const Node& list = *tree->find("企业");
  EXPECT_EQ(list.place, (Place{"m.yaml", 2, 3, "/企业"}));
  EXPECT_EQ(list.items[0].place, (Place{"m.yaml", 2, 5, "/企业/0"}));
  EXPECT_EQ(list.items[0].find("一")->place, (Place{"m.yaml", 2, 8, "/企业/0/一"}));
  EXPECT_EQ(list.items[0].find("b/c")->place, (Place{"m.yaml", 3, 10, "/企业/0/b~1c"}));
  EXPECT_EQ(list.items[1].items[1].place, (Place{"m.yaml", 5, 9, "/企业/1/1"}));
  EXPECT_EQ(tree->find("z")->place.line, 6);
}

TEST(Yaml, PassesOverAByteOrderMark) {
  const auto tree = parse_yaml(
      "\xEF\xBB\xBF"
      "a: b",
      "m.yaml");
  ASSERT_TRUE(tree.has_value());
  EXPECT_EQ(shown(*tree), "{a: b}");
  EXPECT_EQ(tree->find("a")->place, (Place{"m.yaml", 1, 4, "/a"}));
}

TEST(Yaml, RefusesWhatWouldHaveToBeGuessed) {
  const std::pair<const char*, const char*> rows[] = {
      {"a: &x 1\n", "yaml-anchor 1:4 /a"},
      {"a: &x [1]\n", "yaml-anchor 1:4 /a"},
      {"a: &x\n  b: c\n", "yaml-anchor 1:4 /a"},
      {"a: &x 1\nb: *x\n", "yaml-anchor 1:4 /a; yaml-alias 2:4 /b"},
      {"a: !!str 1\n", "yaml-tag 1:4 /a"},
      {"a: !mine {b: c}\n", "yaml-tag 1:4 /a"},
      {"a: ! x\n", "yaml-tag 1:4 /a"},
      {"a: !!seq []\n", "yaml-tag 1:4 /a"},
      {"<<: {a: 1}\nb: 2\n", "yaml-merge-key 1:1"},
      {"x:\n  <<: *d\n", "yaml-merge-key 2:3 /x; yaml-alias 2:7 /x/<<"},
      {"a: 1\n---\nb: 2\n", "yaml-several-documents 2:1"},
      {"--- a\n...\n---\n", "yaml-several-documents 3:1"},
      {"%YAML 1.2\n---\na: 1\n", "yaml-directive 1:1"},
      {"%TAG ! tag:x,2020:\n---\na: 1\n", "yaml-directive 1:1"},
      {"a: 1\nb: 2\na: 3\n", "yaml-duplicate-key 3:1 /a"},
      {"a: {b: 1, b: 2}\nc: 1\nc: 2", "yaml-duplicate-key 1:11 /a/b; yaml-duplicate-key 3:1 /c"},
      {"a: 1\n'a': 2\n", "yaml-duplicate-key 2:1 /a"},
      {"? [a]\n: 1\n", "yaml-key-not-text 1:3"},
      {"{a: 1}: 2\n", "yaml-key-not-text 1:1"},
      {"~: 1\n", "yaml-key-not-text 1:1"},
      {"null: 1\n", "yaml-key-not-text 1:1"},
      {"?\n: 1\n", "yaml-key-not-text 1:2"},
  };
  for (const auto& [text, expected] : rows)
    EXPECT_EQ(yaml(text), expected) << text;
  // In quotes they are names like any other.
  EXPECT_EQ(yaml("\"<<\": 1\n'null': 2\n"), "{<<: 1, null: 2}");
}

TEST(Yaml, SaysWhereTheSyntaxIsWrong) {
  const std::pair<const char*, const char*> rows[] = {
      {"a: b: c\n", "yaml-syntax 1:5"},
      {"a:\n\tb: c\n", "yaml-syntax 2:1"},
      {"a: [1, 2\nb: 3\n", "yaml-syntax 2:2"},
      {"a: {b: 1\nc: 2\n", "yaml-syntax 2:2"},
      {"a: 'open\nb: 2\n", "yaml-syntax 1:4"},
      {"a: \"open\nb: 2\n", "yaml-syntax 1:4"},
      {"a: \"x\\q\"\n", "yaml-syntax 1:6"},
      {"a: @x\n", "yaml-syntax 1:4"},
      {"a: `x\n", "yaml-syntax 1:4"},
      {"a: *企业\n", "yaml-syntax 1:5"},
      {"a: 'x' y\n", "yaml-syntax 1:8"},
      {"a: - b\n", "yaml-syntax 1:4"},
      {"a: | x\n  y\n", "yaml-syntax 1:6"},
      {"- a\nb\n", "yaml-syntax 2:1"},
      {"a:\n  b: 1\n c: 2\n", "yaml-syntax 3:2"},
      {"a: 1\nb\nc: 2\n", "yaml-syntax 2:1"},
      {": 1\n", "yaml-syntax 1:1"},
      {"a: x\x01y\n", "yaml-syntax 1:5"},
      {"a: %x\n", "yaml-syntax 1:4"},
      {"a: ]\n", "yaml-syntax 1:4"},
  };
  for (const auto& [text, expected] : rows)
    EXPECT_EQ(yaml(text), expected) << text;
  EXPECT_EQ(yaml("a: b\xC4\xFA\n"), "text-not-utf8 1:5");
}

TEST(Yaml, SaysHowToMendIt) {
  const auto tab = parse_yaml("a:\n\tb: c\n", "m.yaml");
  ASSERT_FALSE(tab.has_value());
  EXPECT_EQ(describe(tab.error()[0], "en"),
            "m.yaml:2:1: a tab stands here. only spaces indent: replace the tab with spaces "
            "[yaml-syntax]");
  const auto twice = parse_yaml("a: 1\na: 2\n", "m.yaml");
  ASSERT_FALSE(twice.has_value());
  EXPECT_EQ(describe(twice.error()[0], "zh"),
            "m.yaml:2:1: 名称“a”在同一层出现了两次（第一次在第 1 行） (/a)。只保留一个 "
            "[yaml-duplicate-key]");
}

TEST(Yaml, IsQuickWithHostileDirectives) {
  std::string text = "#\u0085";
  for (int i = 0; i < 50'000; ++i)
    text += fmt::format("%TAG !{}! x\n", i);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(yaml(text + "--- a\n"), "yaml-directive 1:3");
  EXPECT_EQ(yaml("a: 1\n...\n%TAG ! x\n---\n"), "yaml-directive 3:1");
  EXPECT_EQ(yaml("a: b %TAG c\n"), "{a: b %TAG c}");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(Yaml, ShowsOnlyTheStartOfLongTags) {
  const auto tree = parse_yaml("a: !" + std::string(1000, 'x') + " 1\n", "");
  ASSERT_FALSE(tree.has_value());
  EXPECT_LT(tree.error()[0].message.en.size(), 120U);
}

TEST(Yaml, ReportsAllFaultsWhereItCanGoOn) {
  EXPECT_EQ(yaml("a: &x 1\na: !t 2\nb: *x\n? []\n: 1\n"),
            "yaml-anchor 1:4 /a; yaml-tag 2:4 /a; yaml-alias 3:4 /b; yaml-key-not-text 4:3; "
            "yaml-duplicate-key 2:1 /a");
}

TEST(Yaml, HoldsItsLimits) {
  TreeLimits limits;
  limits.max_bytes = 6;
  EXPECT_EQ(shown(parse_yaml("a: bcd", "", limits)), "{a: bcd}");
  EXPECT_EQ(shown(parse_yaml("a: bcde", "", limits)), "document-too-large 0:0");
  limits = {};
  limits.max_depth = 2;
  EXPECT_EQ(shown(parse_yaml("a: [b]", "", limits)), "{a: [b]}");
  EXPECT_EQ(shown(parse_yaml("a:\n- b: c", "", limits)), "document-too-deep 2:3 /a/0");
  EXPECT_EQ(shown(parse_yaml("? [[1]]\n: 2", "", limits)),
            "yaml-key-not-text 1:3; document-too-deep 1:4");
  limits = {};
  limits.max_nodes = 3;
  EXPECT_EQ(shown(parse_yaml("a: 1\nb: 2\n", "", limits)), "{a: 1, b: 2}");
  EXPECT_EQ(shown(parse_yaml("a: 1\nb: 2\nc: 3\n", "", limits)), "document-too-many-nodes 3:4 /c");
}

TEST(Yaml, HoldsTheLimitsItHasByDefault) {
  EXPECT_TRUE(parse_yaml(repeated("[", 32) + repeated("]", 32), "").has_value());
  const auto deep = parse_yaml(repeated("[", 33) + repeated("]", 33), "");
  ASSERT_FALSE(deep.has_value());
  EXPECT_EQ(deep.error()[0].code, "document-too-deep");
  EXPECT_TRUE(parse_yaml("[" + repeated("1,", 99'999) + "]", "").has_value());
  EXPECT_EQ(yaml("[" + repeated("1,", 100'000) + "]"), "document-too-many-nodes 1:200000 /99999");
  const std::size_t most = TreeLimits().max_bytes;
  EXPECT_TRUE(parse_yaml("a: 1\n#" + std::string(most - 6, 'x'), "").has_value());
  EXPECT_EQ(yaml("a: 1\n#" + std::string(most - 5, 'x')), "document-too-large 0:0");
}

}  // namespace
}  // namespace fugong
