#include "desks/assessment/fund.hpp"

namespace fugong::assessment {

RunOut run_out(Money amount, const FundDays& days) {
  RunOut found;
  for (const auto& [day, sums] : days.days) {
    found.need_low += sums.low;
    found.need_high += sums.high;
    if (!found.first && found.need_high > amount.fen) found.first = Date::from_days(day);
    if (!found.last && found.need_low > amount.fen) found.last = Date::from_days(day);
  }
  found.undated = days.undated.low;
  found.need_low += days.undated.low;
  found.need_high += days.undated.high;
  return found;
}

namespace {

using Kind = Column::Kind;

std::string days_of(const RunOut& found) {
  if (!found.first && !found.last) return {};
  if (!found.last) return found.first->to_string() + " –";
  if (*found.first == *found.last) return found.last->to_string();
  return found.first->to_string() + " – " + found.last->to_string();
}

void add_side(std::vector<Cell>& row, Money amount, const FundDays& days) {
  const RunOut found = run_out(amount, days);
  row.insert(row.end(), {Fen{found.need_low}, Fen{found.need_high}, days_of(found)});
}

}  // namespace

Table fund_table(const Assessment& before, const Comparison* comparison,
                 const std::vector<pack::Fund>& funds) {
  Table table{"funds", {"资金何时用完", "When the funds run out"}, {}, {}};
  table.columns = {{"fund", {"资金", "fund"}, Kind::word},
                   {"label", {"名称", "name"}, Kind::text},
                   {"amount_yuan", {"金额（元）", "amount (yuan)"}, Kind::money},
                   {"need_yuan", {"需要（元）", "needed (yuan)"}, Kind::money},
                   {"need_high_yuan", {"最多需要（元）", "needed at most (yuan)"}, Kind::money},
                   {"runs_out", {"用完之日", "runs out"}, Kind::word}};
  if (comparison != nullptr) {
    table.columns.push_back(
        {"need_after_yuan", {"修改后需要（元）", "reformed: needed (yuan)"}, Kind::money});
    table.columns.push_back({"need_high_after_yuan",
                             {"修改后最多需要（元）", "reformed: at most (yuan)"},
                             Kind::money});
    table.columns.push_back(
        {"runs_out_after", {"修改后用完之日", "reformed: runs out"}, Kind::word});
  }
  for (std::size_t i = 0; i < funds.size(); ++i) {
    std::vector<Cell> row{funds[i].id, funds[i].label, Fen{funds[i].amount.fen}};
    add_side(row, funds[i].amount, before.fund(i));
    if (comparison != nullptr) add_side(row, funds[i].amount, comparison->after.fund(i));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace fugong::assessment
