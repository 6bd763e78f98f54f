// A comparison as tables and as text.
#include <fmt/format.h>

#include "desks/assessment/comparison.hpp"
#include "desks/assessment/total_names.hpp"

namespace fugong::assessment {

bool Moved::has_moved(const Line& before, const Line& after) const {
  return firms_in != 0 || firms_out != 0 || before.entitled != after.entitled ||
         before.depends != after.depends || before.amount != after.amount ||
         before.open_low != after.open_low || before.held_low != after.held_low;
}

namespace {

using Kind = Column::Kind;

/// What is given to those that are entitled, and would be to those that depend.
Sum possible(const Line& line) {
  return line.amount + line.open_low;
}

Table moved_table(const Comparison& of) {
  Table table{"changes", {"规定的变化", "Provisions that change"}, {}, {}};
  table.columns = {
      {"provision", {"规定", "provision"}, Kind::word},
      {"title", {"名称", "title"}, Kind::text},
      {"entitled_before", {"可以享受：现行", "may have: now"}, Kind::count},
      {"entitled_after", {"可以享受：修改后", "may have: reformed"}, Kind::count},
      {"depends_before", {"还需确定：现行", "depends: now"}, Kind::count},
      {"depends_after", {"还需确定：修改后", "depends: reformed"}, Kind::count},
      {"firms_in", {"新进入的企业", "firms newly in"}, Kind::count},
      {"firms_out", {"退出的企业", "firms out"}, Kind::count},
      {"held_before_yuan", {"组合金额：现行（元）", "held: now (yuan)"}, Kind::money},
      {"held_after_yuan", {"组合金额：修改后（元）", "held: reformed (yuan)"}, Kind::money},
      {"held_change_yuan", {"变化（元）", "change (yuan)"}, Kind::money},
      {"possible_before_yuan",
       {"未定的都成立时：现行（元）", "if all that is open turns out well: now (yuan)"},
       Kind::money},
      {"possible_after_yuan",
       {"未定的都成立时：修改后（元）", "if all turns out well: reformed (yuan)"},
       Kind::money}};
  for (const Moved& moved : of.moved) {
    const law::Provision* provision = of.after.pack().book.find_provision(moved.provision);
    if (provision == nullptr) provision = of.before.pack().book.find_provision(moved.provision);
    const Line before = of.before.total(moved.provision);
    const Line after = of.after.total(moved.provision);
    if (!moved.has_moved(before, after)) continue;
    table.rows.push_back(
        {moved.provision, provision->title, before.entitled, after.entitled, before.depends,
         after.depends, moved.firms_in, moved.firms_out, Fen{before.held_low}, Fen{after.held_low},
         Fen{after.held_low - before.held_low}, Fen{possible(before)}, Fen{possible(after)}});
  }
  return table;
}

Table swing_table(const Comparison& of) {
  Table table{"winners", {"得失", "Who gains, who loses"}, {}, {}};
  table.columns = {{"by", {"分组", "by"}, Kind::word},
                   {"code", {"代码", "code"}, Kind::word},
                   {"name", {"名称", "name"}, Kind::text},
                   {"better", {"得益企业", "firms better off"}, Kind::count},
                   {"worse", {"受损企业", "firms worse off"}, Kind::count},
                   {"mixed", {"有得有失的企业", "firms both"}, Kind::count}};
  for (const Text& total : kTotalNames) {
    const auto column = [&](const char* name, const Text& what, Kind kind) {
      table.columns.push_back({total.en + name, {total.zh + what.zh, total.en + what.en}, kind});
    };
    column("_up_firms", {"增加的企业", ", firms with more"}, Kind::count);
    column("_up_yuan", {"增加（元）", ", more (yuan)"}, Kind::money);
    column("_down_firms", {"减少的企业", ", firms with less"}, Kind::count);
    column("_down_yuan", {"减少（元）", ", less (yuan)"}, Kind::money);
  }
  const auto add = [&](const std::string& by, const std::string& code, const Text& name,
                       const Swing& swing) {
    std::vector<Cell> row{by, code, name, swing.better, swing.worse, swing.mixed};
    for (const Swing::Total& total : swing.totals)
      row.insert(row.end(),
                 {total.up.firms, Fen{total.up.amount}, total.down.firms, Fen{total.down.amount}});
    table.rows.push_back(std::move(row));
  };
  add("all", "", {"全部", "all"}, of.all);
  for (std::size_t i = 0; i < of.by.size(); ++i) {
    const Grouping& grouping = of.before.groupings()[i];
    for (std::size_t group = 0; group < grouping.groups.size(); ++group)
      add(grouping.name, grouping.groups[group].code, grouping.groups[group].label,
          of.by[i][group]);
  }
  return table;
}

Table extreme_table(const Comparison& of) {
  Table table{"extremes", {"变化最大的企业", "Firms that change most"}, {}, {}};
  table.columns = {{"total", {"项目", "total"}, Kind::text},
                   {"firm", {"统一社会信用代码", "credit code"}, Kind::word},
                   {"before_yuan", {"现行（元）", "now (yuan)"}, Kind::money},
                   {"after_yuan", {"修改后（元）", "reformed (yuan)"}, Kind::money},
                   {"change_yuan", {"变化（元）", "change (yuan)"}, Kind::money}};
  for (std::size_t total = 0; total < kTotalNames.size(); ++total) {
    for (const auto* extremes : {&of.gains[total], &of.losses[total]}) {
      for (const Extreme& extreme : *extremes) {
        table.rows.push_back({kTotalNames[total], extreme.id, Fen{extreme.before[total]},
                              Fen{extreme.after[total]},
                              Fen{extreme.after[total] - extreme.before[total]}});
      }
    }
  }
  return table;
}

}  // namespace

std::vector<Table> Comparison::tables() const {
  return {moved_table(*this), swing_table(*this), extreme_table(*this)};
}

std::string Comparison::text(std::string_view language) const {
  const bool zh = language != "en";
  std::string out;
  const auto line = [&](std::string_view text) { (out += text) += '\n'; };
  if (before.is_synthetic()) {
    line(zh ? "[合成数据：虚构企业，不是真实情况]"
            : "[synthetic=true: invented firms, not what is real]");
  }
  line(fmt::format(fmt::runtime(zh ? "{} 家企业，服务日期 {}，按 {} 已知的规定"
                                   : "{} firms, on {}, law as known on {}"),
                   before.firms(), before.moment().on.to_string(),
                   before.moment().known_at.to_string()));
  line(fmt::format(fmt::runtime(zh ? "得益 {} 家，受损 {} 家，有得有失 {} 家"
                                   : "{} firms better off, {} worse off, {} both"),
                   all.better, all.worse, all.mixed));
  line(zh ? "最优组合（元，可确定的部分）：现行 | 修改后 | 变化"
          : "best legal combination (yuan, what is sure): now | reformed | change");
  for (std::size_t i = 0; i < kTotalNames.size(); ++i) {
    const Sum was = before.holdings().totals[i].low;
    const Sum is = after.holdings().totals[i].low;
    line(fmt::format("{:>20} {:>20} {:>20}  {}", yuan(was), yuan(is), yuan(is - was),
                     zh ? kTotalNames[i].zh : kTotalNames[i].en));
  }
  line(zh ? "新进入 | 退出 | 组合金额的变化（元） | 未定的都成立时的变化（元） | 规定"
          : "firms in | out | change of what is held (yuan) | if all that is open turns out well | "
            "provision");
  for (const Moved& each : moved) {
    const Line was = before.total(each.provision);
    const Line is = after.total(each.provision);
    if (!each.has_moved(was, is)) continue;
    const law::Provision* of = after.pack().book.find_provision(each.provision);
    if (of == nullptr) of = before.pack().book.find_provision(each.provision);
    line(fmt::format("{:>10} {:>10} {:>20} {:>20}  {} {}", each.firms_in, each.firms_out,
                     yuan(is.held_low - was.held_low), yuan(possible(is) - possible(was)), of->id,
                     zh ? of->title.zh : of->title.en));
  }
  return out;
}

}  // namespace fugong::assessment
