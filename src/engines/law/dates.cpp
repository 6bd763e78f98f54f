// Validity with imprecise edges.
#include <fmt/format.h>

#include "engines/law/compiled.hpp"

namespace fugong::law {
namespace {

Text waiting_for(const ImpreciseDate& edge, const char* zh, const char* en) {
  if (!edge.to_be_fixed.zh.empty()) return edge.to_be_fixed;
  const std::string from = edge.earliest ? edge.earliest->to_string() : "?";
  const std::string to = edge.latest ? edge.latest->to_string() : "?";
  return {fmt::format("文件没有写明{}的日子（在 {} 与 {} 之间）", zh, from, to),
          fmt::format("the document doesn't fix the {} day (between {} and {})", en, from, to)};
}

}  // namespace

Truth holds_on(const Validity& validity, const Date& day, std::vector<Text>& reasons) {
  const ImpreciseDate& from = validity.from;
  const ImpreciseDate& to = validity.to;
  if (from.earliest && day < *from.earliest) return Truth::fails;
  if (to.latest && day > *to.latest) return Truth::fails;
  Truth truth = Truth::holds;
  if (!from.is_open() && (!from.latest || day < *from.latest)) {
    reasons.push_back(waiting_for(from, "开始", "first"));
    truth = Truth::open;
  }
  if (!to.is_open() && (!to.earliest || day > *to.earliest)) {
    reasons.push_back(waiting_for(to, "结束", "last"));
    truth = Truth::open;
  }
  return truth;
}

bool covers(const Validity& outer, const Validity& inner) {
  const bool starts_before = outer.from.is_open() || (outer.from.latest && inner.from.earliest &&
                                                      *outer.from.latest <= *inner.from.earliest);
  const bool ends_after = outer.to.is_open() || (outer.to.earliest && inner.to.latest &&
                                                 *outer.to.earliest >= *inner.to.latest);
  return starts_before && ends_after;
}

Text describe(const Validity& validity) {
  const auto day = [](const ImpreciseDate& date, bool first, std::string& zh, std::string& en) {
    if (date.is_exact()) {
      zh = en = date.earliest->to_string();
    } else if (!date.to_be_fixed.zh.empty()) {
      zh = date.to_be_fixed.zh;
      en = date.to_be_fixed.en;
    } else {
      const auto& shown = first ? date.earliest : date.latest;
      zh = en = shown ? shown->to_string() : "?";
    }
  };
  std::string zh;
  std::string en;
  day(validity.from, true, zh, en);
  Text text{zh + " 起", "from " + en};
  if (validity.to.is_open()) return text;
  day(validity.to, false, zh, en);
  const bool in_words = !validity.to.is_exact() && !validity.to.to_be_fixed.zh.empty();
  text.zh += in_words ? "，" + zh : " 至 " + zh;
  text.en += in_words ? ", " + en : " to " + en;
  return text;
}

}  // namespace fugong::law
