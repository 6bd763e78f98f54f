// Texts on the wrong side of {zh, en}: a Chinese text copied into `en`, or the other way round.
#include <fmt/format.h>

#include <set>

#include "base/text.hpp"
#include "base/tree.hpp"
#include "pack/check/prove.hpp"

namespace fugong::pack {

namespace {

/// Letters of a text. Numbers of documents (财金〔2020〕5号) and titles in 《》 are Chinese in both
/// languages and don't count.
struct Letters {
  std::size_t han = 0;
  std::size_t latin = 0;
  std::size_t longest_word = 0;  ///< of small Latin letters
};

bool is_han(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF);
}

Letters letters_of(std::string_view text) {
  Letters letters;
  std::size_t word = 0;
  std::size_t run = 0;     // Han letters since the last other sign
  std::size_t before = 0;  // those before a 〔
  bool in_title = false;
  bool in_number = false;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c == U'《') in_title = true;
    if (c == U'》') in_title = false;
    if (c == U'〔') {
      before = run;
      in_number = true;
    }
    if (is_han(c) && !in_title) {
      if (in_number && c == U'号') {
        letters.han -= before;
        in_number = false;
        run = 0;
        continue;
      }
      ++letters.han;
      ++run;
    } else {
      run = 0;
    }
    const bool small = c >= U'a' && c <= U'z';
    if (small || (c >= U'A' && c <= U'Z')) ++letters.latin;
    word = small ? word + 1 : 0;
    letters.longest_word = std::max(letters.longest_word, word);
  }
  return letters;
}

class Texts {
 public:
  explicit Texts(Proving& proving) : proving_(proving) {}

  void run() {
    visit_pack(proving_.pack.id);
    proving_.report.proofs.push_back(count_);
  }

 private:
  void visit_pack(const std::string& id) {
    if (!seen_.insert(id).second) return;
    const std::string prefix = id + "/";
    for (auto file = proving_.files.lower_bound(prefix);
         file != proving_.files.end() && file->first.starts_with(prefix); ++file) {
      if (!file->first.ends_with(".yaml")) continue;
      const auto document = parse_yaml(file->second, file->first);
      if (!document) continue;  // loading has said so
      visit(*document);
      if (file->first != prefix + "pack.yaml") continue;
      const Node* imports = document->find("imports");
      if (imports == nullptr) continue;
      for (const Node& import : imports->items)
        visit_pack(import.text.substr(0, import.text.find(' ')));
    }
  }

  void visit(const Node& node) {
    const Node* zh = node.find("zh");
    const Node* en = node.find("en");
    if (node.kind == Node::Kind::map && node.fields.size() == 2 && zh != nullptr && en != nullptr &&
        zh->is_text() && en->is_text()) {
      judge(*zh, *en);
      return;
    }
    for (const auto& [key, child] : node.fields)
      visit(child);
    for (const Node& item : node.items)
      visit(item);
  }

  void judge(const Node& zh, const Node& en) {
    const Letters chinese = letters_of(zh.text);
    const Letters english = letters_of(en.text);
    // Units, abbreviations and numbers stand alike in both.
    constexpr std::size_t kWord = 4;
    const bool zh_is_english = chinese.han == 0 && chinese.longest_word >= kWord;
    const bool en_is_chinese = english.han > english.latin;
    if (!zh_is_english && !en_is_chinese) {
      ++count_.proved;
      return;
    }
    ++count_.found;
    const Node& wrong = zh_is_english ? zh : en;
    const char* side = zh_is_english ? "zh" : "en";
    proving_.report.faults.push_back(
        {"text-in-wrong-language",
         wrong.place,
         {fmt::format("“{}”一侧的文字是{}：{}", side, zh_is_english ? "英文" : "中文",
                      wrong.text.substr(0, shown_bytes(wrong.text))),
          fmt::format("the text under '{}' is in {}: {}", side,
                      zh_is_english ? "English" : "Chinese",
                      wrong.text.substr(0, shown_bytes(wrong.text)))},
         {fmt::format("写成{}；文件名称放在《》里", zh_is_english ? "中文" : "英文"),
          fmt::format("write it in {}; titles of documents may stand in 《》",
                      zh_is_english ? "Chinese" : "English")}});
  }

  /// Bytes of a text that a message shows: whole letters.
  static std::size_t shown_bytes(const std::string& text) {
    constexpr std::size_t kLetters = 30;
    std::size_t at = 0;
    for (std::size_t i = 0; i < kLetters && at < text.size(); ++i)
      next_code_point(text, at);
    return at;
  }

  Proving& proving_;
  std::set<std::string> seen_;
  ProofCount count_{{"文字在自己的语言一侧", "texts on the side of their language"}};
};

}  // namespace

void prove_texts(Proving& proving) {
  Texts(proving).run();
}

}  // namespace fugong::pack
