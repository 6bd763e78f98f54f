// What an import says: for people, and as a table.
#include <fmt/format.h>

#include <algorithm>

#include "desks/register/import.hpp"

namespace fugong::enterprise_register {
namespace {

class Writer {
 public:
  Writer(const ImportReport& report, std::string_view language)
      : report_(report), zh_(language != "en") {}

  std::string run() {
    head();
    counts();
    reasons(say("未导入的原因：", "Left out, by reason:"), report_.bad_by_code);
    reasons(say("提示：", "Remarks:"), report_.remarks_by_code);
    rows(say("未导入的行：", "Rows left out:"), report_.first_faults, sum(report_.bad_by_code));
    rows(say("提示的行：", "Rows with remarks:"), report_.first_remarks,
         sum(report_.remarks_by_code));
    changes();
    conflicts();
    gone();
    return std::move(out_);
  }

 private:
  const char* say(const char* zh, const char* en) const { return zh_ ? zh : en; }
  const std::string& pick(const Text& text) const { return zh_ ? text.zh : text.en; }
  void line(std::string_view text) { (out_ += text) += '\n'; }
  static std::int64_t sum(const std::map<std::string, std::int64_t>& counts) {
    std::int64_t all = 0;
    for (const auto& [code, count] : counts)
      all += count;
    return all;
  }

  void head() {
    const char* encoding = !report_.encoding                        ? "ASCII"
                           : *report_.encoding == Encoding::gb18030 ? "GB18030"
                                                                    : "UTF-8";
    line(fmt::format(
        fmt::runtime(
            say("{}：来源 {}，截至 {}，编码 {}{}{}", "{}: source {}, as of {}, encoding {}{}{}")),
        report_.file, report_.source, report_.stated_on.to_string(), encoding,
        report_.encoding_was_found_out ? say("（判断得出）", " (found out)") : "",
        report_.dry_run ? say("；试运行，什么都没有保存", "; dry run, nothing was kept") : ""));
    if (report_.earlier_run_stopped_after) {
      line(fmt::format(
          fmt::runtime(say("上次导入此文件在 {} 行之后中断；已保存的计为“未变”",
                           "an earlier import of this file was cut off after {} rows; what it kept "
                           "counts as the same")),
          *report_.earlier_run_stopped_after));
    }
    if (!report_.unread_columns.empty()) {
      line(fmt::format(fmt::runtime(say("没有读的列：{}", "columns not read: {}")),
                       fmt::join(report_.unread_columns, ", ")));
    }
  }

  void counts() {
    line(fmt::format(
        fmt::runtime(say("读了 {} 行：新增 {}，变更 {}，未变 {}，较旧未采用 {}，有误未导入 {}",
                         "{} rows read: {} new, {} changed, {} the same, {} older and "
                         "not taken, {} left out")),
        report_.rows, report_.count(RowResult::added), report_.count(RowResult::changed),
        report_.count(RowResult::same), report_.count(RowResult::older),
        report_.count(RowResult::bad)));
    if (report_.of_facts) {
      line(fmt::format(fmt::runtime(say("认定企业：按代码 {}，按名称 {}，同名不清 {}，未知 {}",
                                        "enterprises matched: {} by code, {} by name, {} "
                                        "ambiguous, {} unknown")),
                       report_.count(Match::code), report_.count(Match::name),
                       report_.count(Match::ambiguous), report_.count(Match::unknown)));
    }
  }

  void reasons(const char* title, const std::map<std::string, std::int64_t>& by_code) {
    if (by_code.empty()) return;
    line(title);
    std::vector<std::pair<std::string, std::int64_t>> sorted(by_code.begin(), by_code.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    for (const auto& [code, count] : sorted)
      line(fmt::format("  {:>8}  {}", count, code));
  }

  void rows(const char* title, const std::vector<RowRemark>& list, std::int64_t all) {
    if (list.empty()) return;
    line(title);
    for (const RowRemark& one : list) {
      const std::string column =
          one.column.empty()
              ? ""
              : fmt::format(fmt::runtime(say("“{}”列", ", column '{}'")), one.column);
      const std::string& remedy = pick(one.fault.remedy);
      line(fmt::format(fmt::runtime(say("  第 {} 行{}：{}{} [{}]", "  row {}{}: {}{} [{}]")),
                       one.row, column, pick(one.fault.message),
                       remedy.empty() ? "" : say("。", ". ") + remedy, one.fault.code));
    }
    more(list.size(), all);
  }

  void more(std::size_t shown, std::int64_t all) {
    if (static_cast<std::int64_t>(shown) >= all) return;
    line(fmt::format(fmt::runtime(say("  ……另有 {} 条，见 --report 的表",
                                      "  ... and {} more: see the table of --report")),
                     all - static_cast<std::int64_t>(shown)));
  }

  std::string subject_of(const Change& change) const {
    return change.child.empty() ? change.id : change.id + " " + change.child;
  }
  static std::string shown(const std::string& value) { return value.empty() ? "—" : value; }

  void changes() {
    if (report_.first_changes.empty()) return;
    line(fmt::format(fmt::runtime(say("变更 {} 处：", "{} changes:")), report_.changes));
    for (const Change& change : report_.first_changes) {
      line(fmt::format(fmt::runtime(say("  第 {} 行 {} {}：{} → {}", "  row {} {} {}: {} → {}")),
                       change.row, subject_of(change), change.field, shown(change.before),
                       shown(change.after)));
    }
    more(report_.first_changes.size(), report_.changes);
  }

  void conflicts() {
    if (report_.first_conflicts.empty()) return;
    line(fmt::format(fmt::runtime(say("各来源不一致 {} 处，都保留：",
                                      "{} disagreements between sources, all kept:")),
                     report_.conflicts));
    for (const Change& one : report_.first_conflicts) {
      line(fmt::format(fmt::runtime(say("  第 {} 行 {} {}：{} 为 {}，{} 为 {}；采用 {}",
                                        "  row {} {} {}: {} says {}, {} says {}; {} counts")),
                       one.row, subject_of(one), one.field, one.other_source, one.before,
                       report_.source, one.after,
                       one.ours_counts ? report_.source : one.other_source));
    }
    more(report_.first_conflicts.size(), report_.conflicts);
  }

  void gone() {
    if (!report_.complete) return;
    if (report_.gone < 0) {
      line(say("有的行读不出代码，因此没有把任何企业标为“已不在册”",
               "some rows have no readable code, so no enterprise was marked as gone"));
      return;
    }
    line(fmt::format(fmt::runtime(say("文件里不再有、标为“已不在册”：{} 家",
                                      "no longer in the file, marked as gone: {}")),
                     report_.gone));
    for (const std::string& id : report_.first_gone)
      line("  " + id);
    more(report_.first_gone.size(), report_.gone);
  }

  const ImportReport& report_;
  bool zh_;
  std::string out_;
};

/// A spreadsheet must not take a cell of somebody's file for a formula.
std::string cell(std::string_view text) {
  std::string out = "\"";
  if (!text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos) {
    out += '\'';
  }
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string csv_row(std::initializer_list<std::string_view> cells) {
  std::string out;
  for (const std::string_view one : cells)
    out += (out.empty() ? "" : ",") + cell(one);
  return out + "\r\n";
}

}  // namespace

std::string report_text(const ImportReport& report, std::string_view language) {
  return Writer(report, language).run();
}

std::string csv_header() {
  return csv_row({"what", "row", "column", "code", "firm", "before", "after", "message", "remedy"});
}

std::string csv_line(const RowRemark& remark, bool is_fault, std::string_view language) {
  const bool zh = language != "en";
  return csv_row({is_fault ? "bad" : "remark", std::to_string(remark.row), remark.column,
                  remark.fault.code, "", "", "",
                  zh ? remark.fault.message.zh : remark.fault.message.en,
                  zh ? remark.fault.remedy.zh : remark.fault.remedy.en});
}

std::string csv_line(const Change& change, bool is_conflict) {
  const std::string firm = change.child.empty() ? change.id : change.id + " " + change.child;
  return csv_row({is_conflict ? "conflict" : "changed", std::to_string(change.row), change.field,
                  is_conflict ? change.other_source : "", firm, change.before, change.after, "",
                  ""});
}

std::string csv_line_gone(std::string_view id) {
  return csv_row({"gone", "", "", "", id, "", "", "", ""});
}

}  // namespace fugong::enterprise_register
