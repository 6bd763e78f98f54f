#include "desks/assessment/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "desks/assessment/fund.hpp"
#include "desks/assessment/page_parts.hpp"
#include "desks/assessment/total_names.hpp"

namespace fugong::assessment {

namespace {

/// The page of an assessment (`after` null) or of a comparison.
class Page {
 public:
  Page(const Assessment& before, const Comparison* comparison, const ReportFrame& frame,
       std::string_view language)
      : parts_(language), before_(before), comparison_(comparison), frame_(frame) {}

  std::string run() {
    head();
    totals();
    if (comparison_ != nullptr) {
      changes();
      winners();
    }
    costs();
    funds();
    take_up();
    provisions();
    repeat();
    out_ += "</main></body></html>\n";
    return std::move(out_);
  }

 private:
  std::string say(const char* zh, const char* en) const { return parts_.say(zh, en); }
  const std::string& pick(const Text& text) const { return parts_.pick(text); }
  const Assessment& after() const { return comparison_ != nullptr ? comparison_->after : before_; }
  bool compared() const { return comparison_ != nullptr; }
  void heading(const std::string& text) { out_ += "<h2>" + escaped(text) + "</h2>\n"; }
  void note(const std::string& text) { out_ += "<p class=\"note\">" + escaped(text) + "</p>\n"; }

  void head() {
    const pack::Notice& notice = before_.pack().notice;
    const Text plain{"全部企业测算", "What a notice comes to for all firms"};
    const Text& title = frame_.reform != nullptr ? frame_.reform->title : plain;
    out_ = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width,initial-scale=1\"><title>{}</title><style>{}</style></head>"
        "<body><main>\n<p class=\"meta\">{} · <a lang=\"{}\" href=\"{}\">{}</a></p>\n<h1>{}</h1>\n",
        parts_.is_zh() ? "zh-CN" : "en", escaped(pick(title)), kPageStyle,
        escaped(notice.number + " " + pick(notice.title)), parts_.is_zh() ? "en" : "zh-CN",
        escaped(frame_.other_page), parts_.is_zh() ? "English" : "中文", escaped(pick(title)));
    if (frame_.reform != nullptr && !pick(frame_.reform->note).empty()) {
      out_ += "<p>" + escaped(pick(frame_.reform->note)) + "</p>\n";
    }
    if (before_.is_synthetic()) {
      out_ +=
          "<p><span class=\"mark\">" +
          say("合成数据：虚构企业，不是真实情况", "synthetic: invented firms, not what is real") +
          "</span></p>\n";
    }
    out_ += fmt::format(
        fmt::runtime(say("<p class=\"meta\">{} 家企业，服务日期 {}，按 {} 已知的规定</p>\n",
                         "<p class=\"meta\">{} firms, on {}, law as known on {}</p>\n")),
        PageParts::grouped(static_cast<Sum>(before_.firms())), before_.moment().on.to_string(),
        before_.moment().known_at.to_string());
  }

  void totals() {
    heading(say("一共多少钱", "What it comes to"));
    note(say(
        "每家企业依法可以同时享受的最优组合，只计已经确定可以享受的部分；三项不能相加。",
        "The best legal combination of each firm, only what it is surely entitled to; the three "
        "are never added together."));
    out_ += "<div class=\"tiles\">";
    for (std::size_t i = 0; i < kTotalNames.size(); ++i) {
      const Holdings::Total was = before_.holdings().totals[i];
      const Holdings::Total is = after().holdings().totals[i];
      out_ += "<div class=\"tile\"><span>" + escaped(pick(kTotalNames[i])) + "</span><b>" +
              parts_.brief(is.low) + "</b>";
      if (compared()) {
        const Sum change = is.low - was.low;
        out_ += fmt::format("<span class=\"{}\">{}</span><span>{} {}</span>", tone(change),
                            change == 0 ? say("不变", "no change") : parts_.signed_brief(change),
                            say("现行", "now"), parts_.brief(was.low));
      }
      out_ +=
          "<span>" +
          fmt::format(fmt::runtime(say("{} 家企业", "{} firms")), PageParts::grouped(is.firms)) +
          (is.unbounded > 0
               ? fmt::format(fmt::runtime(say("，其中 {} 家上限未定", ", {} without a most")),
                             PageParts::grouped(is.unbounded))
               : std::string()) +
          "</span></div>";
    }
    out_ += "</div>\n";
  }

  static const char* tone(Sum change) { return change > 0 ? "up" : change < 0 ? "down" : "same"; }

  void changes() {
    heading(say("改了什么", "What is changed"));
    out_ += "<ul class=\"changes\">";
    std::size_t reworded = 0;
    for (const pack::Change& change : frame_.changes) {
      if (change.kind == pack::Change::Kind::reworded) {
        ++reworded;
        continue;
      }
      const std::string what = pick(pack::part_words(change.what));
      out_ += "<li><code>" + escaped(change.path) + "</code> " + escaped(what);
      if (!change.label.zh.empty()) out_ += " “" + escaped(pick(change.label)) + "”";
      if (change.before) out_ += " <del>" + escaped(pick(*change.before)) + "</del>";
      if (change.after) out_ += " <ins>" + escaped(pick(*change.after)) + "</ins>";
      out_ += "</li>";
    }
    out_ += "</ul>\n";
    if (frame_.changes.size() == reworded) {
      note(say("没有改变任何规定。", "No rule is changed."));
    }
  }

  std::string band_label(std::size_t band) const {
    if (band == 0) return say("不到 1 元", "under 1 yuan");
    const auto power = [](std::size_t digits) {
      Sum value = 1;
      for (std::size_t i = 0; i < digits; ++i)
        value *= 10;
      return PageParts::grouped(value);
    };
    if (band + 1 == kBands) return say("≥ ", "≥ ") + power(band - 1) + say(" 元", " yuan");
    return power(band - 1) + "–" + power(band) + say(" 元", " yuan");
  }

  void winners() {
    heading(say("谁得益，谁受损", "Who gains, who loses"));
    const Swing& all = comparison_->all;
    const auto tile = [&](const char* zh, const char* en, std::int64_t firms, const char* tone) {
      out_ += fmt::format("<div class=\"tile\"><span>{}</span><b class=\"{}\">{}</b></div>",
                          say(zh, en), firms == 0 ? "same" : tone, PageParts::grouped(firms));
    };
    out_ += "<div class=\"tiles\">";
    tile("得益企业", "firms better off", all.better, "up");
    tile("受损企业", "firms worse off", all.worse, "down");
    tile("有得有失", "both", all.mixed, "same");
    out_ += "</div>\n";
    for (std::size_t total = 0; total < kTotalNames.size(); ++total) {
      std::vector<PageParts::Band> bands;
      for (std::size_t band = 0; band < kBands; ++band) {
        bands.push_back({band_label(band), comparison_->bands[total].down[band],
                         comparison_->bands[total].up[band]});
      }
      out_ += parts_.bands(pick(kTotalNames[total]) + say("：变化的企业数", ": firms by change"),
                           bands);
    }
    const std::vector<Table> tables = comparison_->tables();
    details(say("按省份、行业、规模", "By province, industry, size"), with_rows(tables[1]));
    if (tables[2].rows.empty()) return;
    details(say("变化最大的企业", "Firms that change most"), tables[2]);
    note(say("逐户理由：fugong explain 代码 --run 本文件夹；加 --after 看修改后。",
             "All reasons for one of them: fugong explain CODE --run this folder; with --after as "
             "reformed."));
    note(say("门槛处多一步会失去多少：fugong survey，加 --reform 看修改后。",
             "What one step more costs at a bound: fugong survey, with --reform as reformed."));
  }

  /// Without rows whose figures are all zero.
  static Table with_rows(Table table) {
    std::erase_if(table.rows, [](const std::vector<Cell>& row) {
      return std::all_of(row.begin(), row.end(), [](const Cell& cell) {
        if (const auto* count = std::get_if<std::int64_t>(&cell)) return *count == 0;
        if (const auto* money = std::get_if<Fen>(&cell)) return money->sum == 0;
        return true;
      });
    });
    return table;
  }

  void details(const std::string& summary, const Table& table) {
    out_ += "<details><summary>" + escaped(summary) + "</summary>" + parts_.table(table) +
            "</details>\n";
  }

  template <class Add>
  void for_sides(Add&& add) {
    add(before_, &PageParts::Bar::before);
    if (compared()) add(comparison_->after, &PageParts::Bar::after);
  }

  static bool is_of(const law::Provision& provision, std::size_t total) {
    return provision.benefit && provision.benefit->amount &&
           static_cast<std::size_t>(provision.benefit->total) == total &&
           provision.benefit->total != law::Total::none;
  }

  void costs() {
    for (std::size_t total = 0; total < kTotalNames.size(); ++total) {
      if (before_.holdings().totals[total].firms == 0 &&
          after().holdings().totals[total].firms == 0) {
        continue;
      }
      heading(pick(kTotalNames[total]) + say("：钱去哪里", ": where it goes"));
      std::map<int, PageParts::Bar> measures;
      std::map<std::int32_t, PageParts::Bar> months;
      std::vector<PageParts::Bar> provisions;
      std::map<std::string, std::size_t> at;
      for_sides([&](const Assessment& of, Sum PageParts::Bar::*side) {
        for (const std::size_t index : of.judged()) {
          const law::Provision& provision = of.pack().book.source().provisions[index];
          if (!is_of(provision, total)) continue;
          const Sum held = of.total(index).held_low;
          measures[provision.measure].*side += held;
          const auto [found, is_new] = at.try_emplace(provision.id, provisions.size());
          if (is_new) provisions.push_back({provision.id + " " + pick(provision.title)});
          provisions[found->second].*side += held;
          for (const auto& [month, line] : of.months(index))
            months[month].*side += line.held_low;
        }
      });
      std::vector<PageParts::Bar> bars;
      for (auto& [number, bar] : measures) {
        bar.label = measure_title(number);
        bars.push_back(bar);
      }
      out_ += parts_.bars(say("按措施", "By measure"), bars, compared());
      for (std::size_t i = 0; i < before_.groupings().size(); ++i)
        out_ += parts_.bars(pick(before_.groupings()[i].label), group_bars(i, total), compared());
      bars.clear();
      for (auto& [month, bar] : months) {
        bar.label = month == kNoMonth ? say("不详", "not known") : month_name(month);
        bars.push_back(bar);
      }
      out_ += parts_.bars(say("按事项所在月份", "By month of the event"), bars, compared());
      std::stable_sort(provisions.begin(), provisions.end(), [](const auto& a, const auto& b) {
        return std::max(a.before, a.after) > std::max(b.before, b.after);
      });
      out_ += parts_.bars(say("按规定", "By provision"), provisions, compared());
    }
  }

  std::string measure_title(int number) const {
    for (const pack::Measure& measure : before_.pack().notice.measures) {
      if (measure.number == number) return fmt::format("{} {}", number, pick(measure.title));
    }
    return std::to_string(number);
  }

  std::vector<PageParts::Bar> group_bars(std::size_t grouping, std::size_t total) {
    std::vector<PageParts::Bar> bars;
    for_sides([&](const Assessment& of, Sum PageParts::Bar::*side) {
      if (grouping >= of.groupings().size()) return;
      const auto& groups = of.groupings()[grouping].groups;
      for (std::size_t group = 0; group < groups.size(); ++group) {
        if (group == bars.size()) bars.push_back({pick(groups[group].label)});
        bars[group].*side += of.holdings(grouping, group).totals[total].low;
      }
    });
    return bars;
  }

  static PageParts::Line sums_of(const FundDays& of, const char* style) {
    PageParts::Line line{style, {}};
    Sum sum = 0;
    for (const auto& [day, sums] : of.days)
      line.points.emplace_back(day, sum += sums.low);
    return line;
  }

  std::string fate(Money amount, const FundDays& of) const {
    const RunOut found = run_out(amount, of);
    std::string text =
        fmt::format(fmt::runtime(say("需要 {}，", "{} needed: ")), parts_.brief(found.need_low));
    if (found.last) {
      return text +
             fmt::format(fmt::runtime(say("{} 用完", "runs out on {}")), found.last->to_string());
    }
    if (found.first) {
      return text + fmt::format(fmt::runtime(say("最早 {} 用完", "runs out on {} at the soonest")),
                                found.first->to_string());
    }
    return text +
           (found.need_low > amount.fen ? say("不够", "too little") : say("够用", "it lasts"));
  }

  void funds() {
    if (frame_.reform == nullptr || frame_.reform->funds.empty()) return;
    heading(say("资金够不够", "Whether the funds last"));
    note(say(
        "按事项发生日累计，全部企业都申领；虚线是资金数额。",
        "Added up by the days of the events, with every firm taking it up; the dashed line is the "
        "money there is."));
    for (std::size_t i = 0; i < frame_.reform->funds.size(); ++i) {
      const pack::Fund& fund = frame_.reform->funds[i];
      const std::string title = pick(fund.label) + say("：", ": ") + parts_.brief(fund.amount.fen);
      out_ += "<h3>" + escaped(title) + "</h3><ul>";
      std::vector<PageParts::Line> lines;
      for_sides([&](const Assessment& of, Sum PageParts::Bar::*side) {
        const bool is_before = side == &PageParts::Bar::before;
        lines.push_back(sums_of(of.fund(i), is_before ? "before" : "after"));
        out_ += fmt::format("<li><i class=\"key {}\"></i>{}{}</li>", lines.back().style,
                            is_before ? say("现行：", "now: ") : say("修改后：", "reformed: "),
                            fate(fund.amount, of.fund(i)));
      });
      out_ += "</ul>" + parts_.lines(title, fund.amount.fen, lines);
    }
  }

  void take_up() {
    heading(say("申领率", "Take-up"));
    note(say("以上都按全部企业都申领计算；实际有多少企业申领没有数据。下表是同比例折算。",
             "All figures are for full take-up; how many firms will really take it up nobody has "
             "measured. The table scales them evenly."));
    Table table{"take_up", {"按申领率折算", "By take-up"}, {{"share", {"申领率", "take-up"}}}, {}};
    for (const Text& name : kTotalNames)
      table.columns.push_back({name.en, name, Column::Kind::money});
    for (const int percent : {25, 50, 75, 100}) {
      std::vector<Cell> row{fmt::format("{} %", percent)};
      for (const Holdings::Total& total : after().holdings().totals)
        row.emplace_back(Fen{total.low * percent / 100});
      table.rows.push_back(std::move(row));
    }
    out_ += parts_.table(table);
  }

  void provisions() {
    heading(say("逐条规定", "Every provision"));
    if (compared()) out_ += parts_.table(with_rows(comparison_->tables()[0]));
    details(compared() ? say("修改后的全部规定", "All provisions as reformed")
                       : say("全部规定", "All provisions"),
            with_rows(after().tables()[0]));
    note(say(
        "“可以享受”“还需确定”是项数：有两笔贷款的企业计两项。未定金额是还需主管部门确定，"
        "或还缺企业事实的金额。",
        "‘May have’ and ‘depends’ count entitlements: a firm with two loans has two. Open amounts "
        "wait for an authority, or for a fact that nobody has stated."));
  }

  void repeat() {
    heading(say("如何重算", "How to repeat it"));
    out_ += "<pre>" + escaped(frame_.command) + "</pre>\n";
    note(say("登记库快照 ", "Snapshot of the register ") + frame_.fingerprint +
         say("；政策包 ", "; pack ") + before_.pack().hash +
         (compared() ? say("；修改后 ", "; as reformed ") + after().pack().hash : std::string()));
  }

  PageParts parts_;
  const Assessment& before_;
  const Comparison* comparison_;
  const ReportFrame& frame_;
  std::string out_;
};

}  // namespace

std::string report_page(const Assessment& assessment, const ReportFrame& frame,
                        std::string_view language) {
  return Page(assessment, nullptr, frame, language).run();
}

std::string report_page(const Comparison& comparison, const ReportFrame& frame,
                        std::string_view language) {
  return Page(comparison.before, &comparison, frame, language).run();
}

}  // namespace fugong::assessment
