#include "pack/format/format.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "base/csv.hpp"
#include "base/tree.hpp"
#include "pack/format/comments.hpp"
#include "pack/format/pipe_table.hpp"

namespace fugong::pack {
namespace {

namespace fs = std::filesystem;

std::string formatted(const std::string& path, const std::string& text) {
  const auto out = canonical(path, text);
  if (!out) return "fault: " + describe(out.error()[0], "en");
  return *out;
}

/// Independent of the formatter's own comparison: every scalar with its pointer, sorted; blanks in
/// the rows of tables are left out.
void flatten(const Node& node, std::vector<std::string>& into) {
  std::string text = node.text;
  if (node.place.pointer.ends_with("/rules")) std::erase(text, ' ');
  if (node.is_scalar()) into.push_back(node.place.pointer + "=" + text);
  if (!node.is_scalar() && node.items.empty() && node.fields.empty()) {
    into.push_back(node.place.pointer + " empty");
  }
  for (const Node& item : node.items)
    flatten(item, into);
  for (const auto& [key, value] : node.fields)
    flatten(value, into);
}

std::vector<std::string> flat(const std::string& text) {
  const auto node = parse_yaml(text, "x.yaml");
  std::vector<std::string> all;
  if (!node) return {"fault: " + describe(node.error()[0], "en")};
  flatten(*node, all);
  std::sort(all.begin(), all.end());
  return all;
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(Format, EveryFileOfThePacksKeepsItsMeaningAndItsComments) {
  const fs::path packs = fs::path(FUGONG_SOURCE_DIR) / "packs";
  std::size_t yaml = 0;
  for (const auto& entry : fs::recursive_directory_iterator(packs)) {
    if (!entry.is_regular_file()) continue;
    const std::string path = fs::relative(entry.path(), packs).generic_string();
    const std::string text = read(entry.path());
    const auto out = canonical(path, text);
    ASSERT_TRUE(out) << describe(out.error()[0], "en");
    const auto again = canonical(path, *out);
    ASSERT_TRUE(again) << describe(again.error()[0], "en");
    EXPECT_EQ(*again, *out) << path;
    if (path.ends_with(".csv")) {
      const auto a = parse_csv(text, path);
      const auto b = parse_csv(*out, path);
      ASSERT_TRUE(a && b);
      ASSERT_EQ(a->rows.size(), b->rows.size()) << path;
      for (std::size_t i = 0; i < a->rows.size(); ++i)
        EXPECT_EQ(a->rows[i].cells, b->rows[i].cells) << path;
    }
    if (!path.ends_with(".yaml")) continue;
    ++yaml;
    EXPECT_EQ(flat(text), flat(*out)) << path;
    EXPECT_EQ(find_comments(text).size(), find_comments(*out).size()) << path;
    EXPECT_EQ(std::count(text.begin(), text.end(), '#'), std::count(out->begin(), out->end(), '#'))
        << path;
  }
  EXPECT_GT(yaml, 100u);
}

TEST(Format, PutsKeysInOrderAndCommentsWithThem) {
  EXPECT_EQ(formatted("p/facts.yaml",
                      "# Head of the file.\n"
                      "\n"
                      "facts:\n"
                      "    # about staff\n"
                      "    - type: integer   # whole\n"
                      "      # its name\n"
                      "      name: 'staff'\n"
                      "      subject: enterprise\n"
                      "      label:\n"
                      "        en: Staff\n"
                      "        zh: '职工'\n"
                      "    - {name: b, subject: enterprise}\n"
                      "# the end\n"),
            "# Head of the file.\n"
            "\n"
            "facts:\n"
            "  # about staff\n"
            "  # its name\n"
            "  - name: \"staff\"\n"
            "    subject: enterprise\n"
            "    type: integer  # whole\n"
            "    label: {zh: 职工, en: Staff}\n"
            "  - {name: b, subject: enterprise}\n"
            "# the end\n");
}

TEST(Format, OpensBracesThatHoldAComment) {
  EXPECT_EQ(formatted("p/x.yaml", "a: [one, # first\n    two]\nb: 1\n"),
            "a:\n  - one  # first\n  - two\nb: 1\n");
}

TEST(Format, KeepsACommentBelowTheLastEntryOfItsBlock) {
  const std::string text = "a:\n  b: 1\n  # c: 2 some day\nd: 3\n# last\n";
  EXPECT_EQ(formatted("p/x.yaml", text), text);
}

TEST(Format, AlignsTables) {
  EXPECT_EQ(formatted("p/decisions/x.yaml",
                      "table:\n  hit: F\n  inputs: [a]\n  outputs: [b]\n  rules: |\n"
                      "    | >= 1000 | \"large\"|\n    |-|\"a\\|b\" |\n"),
            "table:\n  hit: F\n  inputs: [a]\n  outputs: [b]\n  rules: |\n"
            "    | >= 1000 | \"large\" |\n    | -       | \"a\\|b\"  |\n");
}

TEST(Format, FoldsLongTextsAndLeavesFeelAsItIs) {
  const std::string word = "epidemic ";
  std::string text;
  for (int i = 0; i < 20; ++i)
    text += word;
  text += "end";
  const std::string out =
      formatted("p/x.yaml", "a: {zh: 短, en: " + text + "}\nfeel: \"" + text + "\"\n");
  EXPECT_NE(out.find("  en: >-\n    epidemic"), std::string::npos) << out;
  EXPECT_NE(out.find("feel: \"" + text + "\"\n"), std::string::npos) << out;
  for (std::size_t at = 0; at < out.find("feel:");) {
    const std::size_t end = out.find('\n', at);
    EXPECT_LE(end - at, kLineColumns);
    at = end + 1;
  }
}

TEST(Format, KeepsBlocksAndMarksInsideTexts) {
  const std::string text =
      "working: |\n  1 # no comment\n\n    2 x 3\non: 2020-02-21  # a comment\n"
      "note: \"a # b\"\nbefore: 'it''s \"x\" \\'\n";
  const std::string out = formatted("p/x.yaml", text);
  EXPECT_EQ(flat(out), flat(text));
  EXPECT_NE(out.find("on: 2020-02-21  # a comment\n"), std::string::npos) << out;
}

TEST(Format, RefusesWhatItCannotRead) {
  EXPECT_EQ(canonical("p/x.yaml", "a: [").error()[0].code, "yaml-syntax");
  EXPECT_EQ(canonical("p/x.csv", "a,b\n1\n").error()[0].place.line, 2);
  // A continued plain text that starts with a quote hides the comment from the scanner.
  const auto doubt = canonical("p/x.yaml", "a: one\n  'two\nb: 1 # it's\n");
  ASSERT_FALSE(doubt);
  EXPECT_EQ(doubt.error()[0].code, "format-doubt");
}

TEST(Format, WritesCsvWithAsFewQuotesAsPossible) {
  EXPECT_EQ(formatted("p/x.csv", "\"a\",b\r\n\"x,y\",\"q\"\"r\"\r\n\" s\",\r\n"),
            "a,b\n\"x,y\",\"q\"\"r\"\n\" s\",\n");
  EXPECT_EQ(formatted("p/SOURCES.md", "any  \n"), "any  \n");
}

TEST(Format, NamesTheFirstLineThatDiffers) {
  EXPECT_EQ(first_difference("a\nb\n", "a\nc\n"), 2);
  EXPECT_EQ(first_difference("a\n", "a\nc\n"), 2);
}

// ---- random documents

class RandomDocument {
 public:
  explicit RandomDocument(unsigned seed) : random_(seed) {}

  std::string make() {
    out_.clear();
    block(0, 0);
    return out_;
  }

 private:
  int pick(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

  std::string scalar() {
    static const char* const kScalars[] = {
        "a",         "0.5",        "2020-02-21", "\"x # y\"", "'it''s'",      "\"\\t\\u00e9\"",
        "贷款 利率", "\"\"",       "~",          "a b  c",    "\"12\"",       "x:y",
        "\"a: b\"",  "'\"both\"'", "true",       "\"\\\\ \"", "一句很长的话", "x#y"};
    return kScalars[pick(static_cast<int>(std::size(kScalars)))];
  }

  std::string flow(int depth) {
    if (depth == 0 || pick(2) == 0) {
      const std::string text = scalar();
      return text == "x:y" || text == "a b  c" ? "z" : text;
    }
    std::string inside;
    const bool map = pick(2) == 0;
    for (int i = 0, n = pick(4); i < n; ++i) {
      inside += (i == 0 ? "" : ", ") + (map ? "k" + std::to_string(i) + ": " : std::string()) +
                flow(depth - 1);
    }
    return map ? "{" + inside + "}" : "[" + inside + "]";
  }

  void noise(std::size_t indent) {
    if (pick(5) == 0) out_ += "\n";
    if (pick(4) == 0)
      out_ += std::string(indent, ' ') + "# note " + std::to_string(pick(99)) + "\n";
  }

  void value(std::size_t indent, int depth) {
    if (depth < 3 && pick(3) == 0) {
      out_ += pick(4) == 0 ? "  # open\n" : "\n";
      block(indent + 1 + static_cast<std::size_t>(pick(3)), depth + 1);
    } else if (pick(6) == 0) {
      out_ += " |\n" + std::string(indent + 2, ' ') + "one # inside\n\n" +
              std::string(indent + 2, ' ') + "  two\n";
    } else {
      out_ += " " + flow(2) + (pick(5) == 0 ? " # behind" : "") + "\n";
    }
  }

  void block(std::size_t indent, int depth) {
    static const char* const kKeys[] = {"name", "id", "label", "zh", "en", "facts", "feel", "x y"};
    const bool map = depth == 0 || pick(2) == 0;
    const int first = pick(8);
    for (int i = 0, n = 1 + pick(4); i < n; ++i) {
      noise(indent);
      out_ += std::string(indent, ' ') + (map ? std::string(kKeys[(first + i) % 8]) + ":" : "-");
      value(indent, depth);
    }
  }

  std::mt19937 random_;
  std::string out_;
};

TEST(Format, RandomDocumentsKeepMeaningAndCommentsAndSettleAtOnce) {
  std::size_t done = 0;
  for (unsigned seed = 0; seed < 3000; ++seed) {
    const std::string text = RandomDocument(seed).make();
    ASSERT_TRUE(parse_yaml(text, "x.yaml")) << text;
    const auto out = canonical("p/facts.yaml", text);
    if (!out) {
      EXPECT_EQ(out.error()[0].code, "format-doubt") << text;
      continue;
    }
    ++done;
    EXPECT_EQ(flat(*out), flat(text)) << text;
    EXPECT_EQ(find_comments(*out).size(), find_comments(text).size()) << text;
    EXPECT_EQ(formatted("p/facts.yaml", *out), *out) << text;
  }
  // What it refuses must stay the exception.
  EXPECT_GT(done, 2900u);
}

}  // namespace
}  // namespace fugong::pack
