#include "pack/describe/describe.hpp"

#include <algorithm>
#include <functional>

#include "engines/wording/wording.hpp"
#include "pack/pack_sample.hpp"

namespace fugong::pack {
namespace {

/// Read once.
const Pack& tree_pack() {
  static const Pack kPack =
      loaded(files_below(std::filesystem::path(FUGONG_SOURCE_DIR) / "packs"), "miit-2020-14");
  return kPack;
}

/// Words, names and signs of FEEL that must not be left over.
std::vector<std::string> left_over(const std::string& said, bool zh) {
  std::vector<std::string> found;
  for (const char* sign :
       {"<", ">", "=", "*", "_", "\"", " / ", "!", "satisfies", "not(", "..", "date("}) {
    if (said.find(sign) != std::string::npos) found.emplace_back(sign);
  }
  std::string word;
  for (const char c : said + " ") {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      word += c;
      continue;
    }
    for (const char* operation : {"and", "or", "in", "if", "then", "else", "not", "min", "max",
                                  "between", "today", "null", "true", "false"}) {
      // In English these are words of the sentence.
      const bool english = std::string_view("and or in if then not between").find(operation) !=
                           std::string_view::npos;
      if (word == operation && (zh || !english)) found.emplace_back(operation);
    }
    word.clear();
  }
  return found;
}

using Visit = std::function<void(const std::string& where, const Text& said)>;

void each_rule(const Pack& pack, const Visit& visit) {
  const wording::Wording words(pack.book);
  for (const law::Provision& provision : pack.book.source().provisions) {
    for (const law::Condition& condition : provision.conditions)
      visit(provision.id + " " + condition.id, words.condition(provision, condition));
    for (const law::Definition& definition : provision.definitions) {
      for (const Text& line : words.definition({&provision, nullptr}, definition))
        visit(provision.id + " " + definition.name, line);
    }
    for (const auto& said :
         {words.amount(provision), words.rate(provision), words.period(provision)}) {
      if (said) visit(provision.id + " benefit", *said);
    }
    for (const law::Exception& exception : provision.exceptions)
      visit(provision.id + " " + exception.id, words.exception(provision, exception));
  }
  for (const law::Decision& decision : pack.book.source().decisions) {
    const wording::Scope scope{nullptr, &decision};
    for (const Text& line : words.definition(scope, decision.definition))
      visit(decision.definition.name, line);
    for (const law::Definition& definition : decision.definitions) {
      for (const Text& line : words.definition(scope, definition))
        visit(decision.definition.name + " " + definition.name, line);
    }
  }
  for (const law::Fact& fact : pack.book.facts()) {
    if (fact.applies_if) visit(fact.name, words.expression({}, *fact.applies_if));
  }
}

/// Labels are the authors' own words: one may hold a slash or an "or".
std::string without_labels(const Pack& pack, std::string said, bool zh) {
  std::vector<std::string> labels;
  const auto add = [&](const Text& label) { labels.push_back(zh ? label.zh : label.en); };
  const auto add_all = [&](const auto& parts) {
    for (const auto& part : parts)
      add(part.label);
  };
  add_all(pack.book.facts());
  add_all(pack.book.source().lookups);
  for (const law::CodeList& list : pack.book.source().lists)
    add_all(list.entries);
  for (const law::Decision& decision : pack.book.source().decisions) {
    add(decision.definition.label);
    add_all(decision.parameters);
    add_all(decision.definitions);
  }
  for (const law::Provision& provision : pack.book.source().provisions) {
    add_all(provision.parameters);
    add_all(provision.definitions);
    add_all(provision.open_terms);
  }
  // The longest first: one label may hold another.
  std::sort(labels.begin(), labels.end(),
            [](const auto& a, const auto& b) { return a.size() > b.size(); });
  std::erase(labels, "");
  for (const std::string& label : labels) {
    for (std::size_t at = said.find(label); at != std::string::npos; at = said.find(label))
      said.replace(at, label.size(), "~");
  }
  return said;
}

TEST(Describe, EveryExpressionOfThePacksIsInWords) {
  std::size_t count = 0;
  each_rule(tree_pack(), [&](const std::string& where, const Text& said) {
    ++count;
    EXPECT_NE(said.zh, said.en) << where;
    for (const std::string& token : left_over(without_labels(tree_pack(), said.zh, true), true))
      ADD_FAILURE() << where << ": '" << token << "' in " << said.zh;
    for (const std::string& token : left_over(without_labels(tree_pack(), said.en, false), false))
      ADD_FAILURE() << where << ": '" << token << "' in " << said.en;
  });
  EXPECT_GT(count, 300u);
}

TEST(Describe, TheTestAboveSeesWhatIsLeftOver) {
  EXPECT_EQ(left_over("贷款利率 <= 3 and x_y", true).size(), 4u);
  EXPECT_TRUE(left_over("a firm in a town, and not more", false).empty());
}

TEST(Describe, SaysWhoWhenWhereAndHowMuch) {
  const auto zh = describe(tree_pack(), "5.2", "zh");
  ASSERT_TRUE(zh);
  for (const char* said : {"按哪天判断：贷款发放日", "地区：全国", "取代：5.1（也适用于印发以前）",
                           "贴息后的实际融资成本低于企业实际融资成本上限（须低于）（1.6%）",
                           "最后四舍五入到分", "自何时可知：2020年2月7日"}) {
    EXPECT_NE(zh->find(said), std::string::npos) << said << "\n" << *zh;
  }
  const auto en = describe(tree_pack(), "5.2", "en");
  ASSERT_TRUE(en);
  for (const char* said : {"The date that decides: ", "Replaces: 5.1 (also for what was before",
                           "the earlier of ", "rounded half up to the fen at the end"}) {
    EXPECT_NE(en->find(said), std::string::npos) << said << "\n" << *en;
  }
}

TEST(Describe, ARuleWithoutAPlaceIsNotCalledNational) {
  const auto zh = describe(tree_pack(), "5.6", "zh");
  ASSERT_TRUE(zh);
  EXPECT_NE(zh->find("地区：没有查到是哪个地方"), std::string::npos) << *zh;
}

TEST(Describe, KnowsEveryProvisionAndDecision) {
  for (const law::Provision& provision : tree_pack().book.source().provisions)
    EXPECT_TRUE(describe(tree_pack(), provision.id, "en")) << provision.id;
  EXPECT_TRUE(describe(tree_pack(), "enterprise_size", "zh"));
  EXPECT_FALSE(describe(tree_pack(), "5.22", "zh"));
  EXPECT_NE(no_such_rule(tree_pack(), "enterprise_sise")[0].remedy.en.find("enterprise_size"),
            std::string::npos);
}

}  // namespace
}  // namespace fugong::pack
