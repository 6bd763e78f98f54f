// An assessment as tables.
#include <fmt/format.h>

#include <algorithm>

#include "desks/assessment/assessment.hpp"
#include "desks/assessment/total_names.hpp"

namespace fugong::assessment {

namespace {

using Kind = Column::Kind;

void add_columns(std::vector<Column>& columns, bool of_firms) {
  columns.push_back({"entitled", {"可以享受", "may have"}, Kind::count});
  columns.push_back({"depends", {"还需确定", "depends"}, Kind::count});
  if (of_firms) {
    columns.push_back({"refused", {"不符合", "not now"}, Kind::count});
    columns.push_back({"firms_entitled", {"企业数", "firms"}, Kind::count});
  }
  columns.push_back({"amount_yuan", {"金额（元）", "amount (yuan)"}, Kind::money});
  columns.push_back({"open_low_yuan", {"未定金额下限", "open, least"}, Kind::money});
  columns.push_back({"open_high_yuan", {"未定金额上限", "open, most"}, Kind::money});
  columns.push_back({"open_unbounded", {"无上限的项数", "without a most"}, Kind::count});
  columns.push_back({"held", {"最优组合中的项数", "held"}, Kind::count});
  columns.push_back({"held_low_yuan", {"组合金额（元）", "held (yuan)"}, Kind::money});
  columns.push_back({"held_high_yuan", {"组合金额上限", "held, most"}, Kind::money});
  columns.push_back({"held_unbounded", {"组合中无上限的项数", "held without a most"}, Kind::count});
}

void add_cells(std::vector<Cell>& row, const Line& line, bool of_firms) {
  row.insert(row.end(), {line.entitled, line.depends});
  if (of_firms) row.insert(row.end(), {line.refused, line.firms});
  row.insert(row.end(),
             {Fen{line.amount}, Fen{line.open_low}, Fen{line.open_high}, line.open_unbounded,
              line.held, Fen{line.held_low}, Fen{line.held_high}, line.held_unbounded});
}

Column synthetic_column() {
  return {"synthetic", {"合成数据", "synthetic"}, Kind::word};
}

}  // namespace

std::string Assessment::text(std::string_view language) const {
  const bool zh = language != "en";
  std::string out;
  const auto line = [&](std::string_view text) { (out += text) += '\n'; };
  if (synthetic_) {
    line(zh ? "[合成数据：虚构企业，不是真实情况]"
            : "[synthetic=true: invented firms, not what is real]");
  }
  line(fmt::format(fmt::runtime(zh ? "{} 家企业，服务日期 {}，按 {} 已知的规定"
                                   : "{} firms, on {}, law as known on {}"),
                   firms_, moment_.on.to_string(), moment_.known_at.to_string()));
  line(zh ? "依法可以同时享受的最优组合：企业数 | 金额（元，可确定的部分）"
          : "best legal combination: firms | amount (yuan, what is sure)");
  for (std::size_t i = 0; i < holdings_.totals.size(); ++i) {
    line(fmt::format("{:>10} {:>20}  {}", holdings_.totals[i].firms, yuan(holdings_.totals[i].low),
                     zh ? kTotalNames[i].zh : kTotalNames[i].en));
  }
  std::vector<std::size_t> order = judged_;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const Line& first = lines_[a].all;
    const Line& second = lines_[b].all;
    return first.amount != second.amount ? first.amount > second.amount
                                         : first.entitled > second.entitled;
  });
  line(zh ? "可以享受 | 还需确定 | 金额（元） | 规定"
          : "may have | depends | amount (yuan) | provision");
  for (const std::size_t provision : order) {
    const Line& all = lines_[provision].all;
    if (all.entitled == 0 && all.depends == 0) continue;
    const law::Provision& of = pack_->book.source().provisions[provision];
    line(fmt::format("{:>10} {:>10} {:>20}  {} {}", all.entitled, all.depends,
                     all.amount == 0 ? "-" : yuan(all.amount), of.id,
                     zh ? of.title.zh : of.title.en));
  }
  return out;
}

std::vector<Table> Assessment::tables() const {
  const auto& source = pack_->book.source();
  const std::string synthetic = synthetic_ ? "true" : "false";
  Table provisions{"provisions", {"按规定", "By provision"}, {}, {}};
  provisions.columns = {{"provision", {"规定", "provision"}, Kind::word},
                        {"measure", {"措施", "measure"}, Kind::count},
                        {"title", {"名称", "title"}, Kind::text},
                        {"subject", {"对象", "subject"}, Kind::word}};
  add_columns(provisions.columns, true);
  provisions.columns.push_back(synthetic_column());
  Table groups{"breakdowns", {"按地区、行业、规模", "By place, industry, size"}, {}, {}};
  groups.columns = {{"by", {"分组", "by"}, Kind::word},
                    {"code", {"代码", "code"}, Kind::word},
                    {"name", {"名称", "name"}, Kind::text},
                    {"provision", {"规定", "provision"}, Kind::word}};
  add_columns(groups.columns, true);
  groups.columns.push_back(synthetic_column());
  Table months{"months", {"按月份", "By month"}, {}, {}};
  months.columns = {{"month", {"月份", "month"}, Kind::word},
                    {"provision", {"规定", "provision"}, Kind::word}};
  add_columns(months.columns, false);
  months.columns.push_back(synthetic_column());
  for (const std::size_t provision : judged_) {
    const law::Provision& of = source.provisions[provision];
    std::vector<Cell> row{of.id, std::int64_t{of.measure}, of.title, of.subject};
    add_cells(row, lines_[provision].all, true);
    row.emplace_back(synthetic);
    provisions.rows.push_back(std::move(row));
    for (const auto& [month, line] : lines_[provision].months) {
      std::vector<Cell> of_month{month_name(month), of.id};
      add_cells(of_month, line, false);
      of_month.emplace_back(synthetic);
      months.rows.push_back(std::move(of_month));
    }
  }
  Table holdings{"holdings", {"最优组合", "What is held together"}, {}, {}};
  holdings.columns = {{"by", {"分组", "by"}, Kind::word},
                      {"code", {"代码", "code"}, Kind::word},
                      {"name", {"名称", "name"}, Kind::text}};
  for (std::size_t i = 0; i < stacking::kTotals; ++i) {
    const Text& total = kTotalNames[i];
    const auto column = [&](const char* name, const Text& what, Kind kind) {
      holdings.columns.push_back({total.en + name, {total.zh + what.zh, total.en + what.en}, kind});
    };
    column("_firms", {"企业数", ", firms"}, Kind::count);
    column("_low_yuan", {"（元）", " (yuan)"}, Kind::money);
    column("_high_yuan", {"上限（元）", ", most (yuan)"}, Kind::money);
    column("_unbounded", {"无上限的企业数", ", firms without a most"}, Kind::count);
  }
  holdings.columns.push_back(
      {"combined_firms", {"需取舍的企业数", "firms that choose"}, Kind::count});
  holdings.columns.push_back(synthetic_column());
  const auto add_holdings = [&](const std::string& by, const std::string& code, const Text& name,
                                const Holdings& held) {
    std::vector<Cell> row{by, code, name};
    for (const Holdings::Total& total : held.totals)
      row.insert(row.end(), {total.firms, Fen{total.low}, Fen{total.high}, total.unbounded});
    row.insert(row.end(), {held.combined, synthetic});
    holdings.rows.push_back(std::move(row));
  };
  add_holdings("all", "", {"全部", "all"}, holdings_);
  for (std::size_t i = 0; i < groupings_.size(); ++i) {
    const Grouping& grouping = groupings_[i];
    for (std::size_t group = 0; group < grouping.groups.size(); ++group) {
      const Grouping::Group& of = grouping.groups[group];
      add_holdings(grouping.name, of.code, of.label, held_by_[i][group]);
      for (const std::size_t provision : judged_) {
        const Line& line = lines_[provision].by[i][group];
        if (line.entitled == 0 && line.depends == 0) continue;
        std::vector<Cell> row{grouping.name, of.code, of.label, source.provisions[provision].id};
        add_cells(row, line, true);
        row.emplace_back(synthetic);
        groups.rows.push_back(std::move(row));
      }
    }
  }
  return {std::move(provisions), std::move(groups), std::move(months), std::move(holdings)};
}

}  // namespace fugong::assessment
