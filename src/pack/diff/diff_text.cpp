// A diff for a terminal.
#include <fmt/format.h>

#include <array>

#include "pack/diff/diff.hpp"

namespace fugong::pack {

namespace {

struct PartWord {
  std::string_view what;
  const char* zh;
  const char* en;
};

constexpr std::array kPartWords{
    PartWord{"pack", "政策包", "pack"},
    PartWord{"measure", "措施", "measure"},
    PartWord{"provision", "规定", "provision"},
    PartWord{"decision", "定义", "decision"},
    PartWord{"fact", "事实", "fact"},
    PartWord{"list", "代码表", "list"},
    PartWord{"lookup", "查表", "lookup"},
    PartWord{"stacking", "并享规则", "stacking rule"},
    PartWord{"examples", "算例", "worked examples"},
    PartWord{"title", "标题", "title"},
    PartWord{"summary", "摘要", "summary"},
    PartWord{"document", "文件", "document"},
    PartWord{"number", "文号", "document number"},
    PartWord{"issuer", "发文机关", "issuer"},
    PartWord{"issued", "印发日期", "day of issue"},
    PartWord{"status", "核实情况", "status"},
    PartWord{"source", "来源", "source"},
    PartWord{"from", "有效期开始", "start of validity"},
    PartWord{"to", "有效期结束", "end of validity"},
    PartWord{"to_be_fixed", "日期待定的说明", "what the date waits for"},
    PartWord{"known_from", "可知日期", "known from"},
    PartWord{"region", "地区", "region"},
    PartWord{"subject", "对象", "subject"},
    PartWord{"applies_by", "判断日期", "date that decides"},
    PartWord{"supersedes", "取代", "supersedes"},
    PartWord{"retroactive", "溯及既往", "retroactive"},
    PartWord{"parameter", "参数", "parameter"},
    PartWord{"open_term", "留待确定", "open term"},
    PartWord{"fill", "确定的内容", "filled term"},
    PartWord{"definition", "步骤", "definition"},
    PartWord{"table", "表", "table"},
    PartWord{"rows", "表中行的次序", "order of the rows"},
    PartWord{"row", "表中一行", "row"},
    PartWord{"hit", "命中策略", "hit policy"},
    PartWord{"inputs", "表的输入", "inputs of the table"},
    PartWord{"otherwise", "都不符合时", "otherwise"},
    PartWord{"condition", "条件", "condition"},
    PartWord{"benefit", "优惠", "benefit"},
    PartWord{"kind", "优惠种类", "kind of benefit"},
    PartWord{"total", "计入合计", "total it counts in"},
    PartWord{"amount", "金额", "amount"},
    PartWord{"rate", "利率", "rate"},
    PartWord{"rounding", "取整", "rounding"},
    PartWord{"period_from", "期间开始", "start of the period"},
    PartWord{"period_to", "期间结束", "end of the period"},
    PartWord{"payer", "由谁承担", "payer"},
    PartWord{"contact", "找谁", "contact"},
    PartWord{"deadline", "期限", "deadline"},
    PartWord{"apply_by", "最迟申请", "apply by"},
    PartWord{"exception", "例外", "exception"},
    PartWord{"when", "例外的条件", "when it applies"},
    PartWord{"priority", "优先级", "priority"},
    PartWord{"excludes", "排除优惠", "excludes the benefit"},
    PartWord{"untranslatable", "写不成规则的内容", "untranslatable"},
    PartWord{"note", "说明", "note"},
    PartWord{"label", "名称", "label"},
    PartWord{"clause", "条文", "clause"},
    PartWord{"question", "问题", "question"},
    PartWord{"help", "填写帮助", "help"},
    PartWord{"unit", "单位", "unit"},
    PartWord{"type", "类型", "type"},
    PartWord{"min", "最小值", "minimum"},
    PartWord{"max", "最大值", "maximum"},
    PartWord{"minimum", "下限", "lower bound"},
    PartWord{"maximum", "上限", "upper bound"},
    PartWord{"authority", "由谁确定", "authority"},
    PartWord{"order", "提问次序", "order of the question"},
    PartWord{"effort", "回答的难易", "effort to answer"},
    PartWord{"registers", "可由谁提供", "registers"},
    PartWord{"finding", "官方认定", "finding"},
    PartWord{"evidence", "证明材料", "evidence"},
    PartWord{"applies_if", "何时需要回答", "applies if"},
    PartWord{"not_applicable", "不适用时的值", "value where it does not apply"},
    PartWord{"members", "成员", "members"},
    PartWord{"per", "按谁计", "counted per"},
    PartWord{"limit", "上限", "limit"},
    PartWord{"section", "部分", "section"},
    PartWord{"desk", "窗口", "desk"},
    PartWord{"state", "状态", "state"},
    PartWord{"credit", "来源说明", "credit"},
};

class Writer {
 public:
  explicit Writer(std::string_view language) : zh_(language != "en") {}

  std::string run(const Diff& diff) {
    line(zh_ ? fmt::format("{} {} → {} {}", diff.before.id, diff.before.version, diff.after.id,
                           diff.after.version)
             : fmt::format("{} {} -> {} {}", diff.before.id, diff.before.version, diff.after.id,
                           diff.after.version));
    std::size_t reworded = 0;
    std::string group;
    for (const Change& change : diff.changes) {
      if (change.kind == Change::Kind::reworded) {
        ++reworded;
        continue;
      }
      write(change, group);
    }
    write_reworded(diff, reworded);
    write_results(diff);
    return std::move(out_);
  }

 private:
  const std::string& pick(const Text& text) const { return zh_ ? text.zh : text.en; }
  void line(std::string_view text) { (out_ += text) += '\n'; }

  /// "provisions/5.2" of "provisions/5.2/parameters/x"; the rest of the path stands in the line.
  static std::string group_of(const std::string& path) {
    const std::size_t first = path.find('/');
    return first == std::string::npos ? path : path.substr(0, path.find('/', first + 1));
  }

  void write(const Change& change, std::string& group) {
    const std::string now = group_of(change.path);
    if (now != group) line(now);
    group = now;
    const char* sign = change.kind == Change::Kind::added     ? "+"
                       : change.kind == Change::Kind::removed ? "-"
                       : change.kind == Change::Kind::moved   ? "^"
                                                              : "~";
    std::string text = fmt::format("  {} {}", sign, pick(part_words(change.what)));
    if (!change.label.zh.empty()) text += (zh_ ? "“" : " \u201c") + pick(change.label) + "”";
    if (change.before || change.after) text += zh_ ? "：" : ": ";
    if (change.before) text += pick(*change.before);
    if (change.before && change.after) text += zh_ ? " → " : " -> ";
    if (change.after) text += pick(*change.after);
    line(text);
  }

  void write_reworded(const Diff& diff, std::size_t reworded) {
    if (reworded > 0) {
      line(zh_ ? fmt::format("只改了文字的 {} 处：", reworded)
               : fmt::format("{} texts only reworded:", reworded));
    }
    for (const Change& change : diff.changes) {
      if (change.kind == Change::Kind::reworded) line("  " + change.path);
    }
    if (diff.changes.empty()) line(zh_ ? "没有不同" : "no difference");
  }

  void write_results(const Diff& diff) {
    if (diff.examples_run == 0) return;
    line(zh_ ? fmt::format("{} 个算例在两个版本上各算一遍，{} 个结果不同", diff.examples_run,
                           diff.results.size())
             : fmt::format("{} examples were run on both versions, {} results differ",
                           diff.examples_run, diff.results.size()));
    for (const OtherResult& result : diff.results) {
      line(fmt::format("  {} ({}) {}: {} -> {}", result.example, result.file, result.about,
                       result.before, result.after));
    }
  }

  bool zh_;
  std::string out_;
};

}  // namespace

Text part_words(std::string_view what) {
  for (const PartWord& word : kPartWords) {
    if (word.what == what) return {word.zh, word.en};
  }
  return {std::string(what), std::string(what)};
}

std::string diff_text(const Diff& diff, std::string_view language) {
  return Writer(language).run(diff);
}

}  // namespace fugong::pack
