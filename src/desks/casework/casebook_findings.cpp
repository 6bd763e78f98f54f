// The table of what has been found: kept with the case that found it, read for every other one.
#include "desks/casework/findings.hpp"

#include <algorithm>

#include "desks/casework/casebook.hpp"
#include "desks/casework/words.hpp"
#include "platform/store/scope.hpp"

namespace fugong::casework {
namespace {

using store::Cell;
using store::integer;
using store::Row;
using store::text;
using store::Transaction;

/// Those that a condition names, the later decision last.
Result<std::vector<Finding>> read_findings(Transaction& t, const std::string& condition,
                                           const std::vector<Cell>& cells) {
  const auto rows = t.run(
      "SELECT number, firm, place, fact, is_so, role, found_on, until_day FROM case_finding "
      "WHERE " +
          condition + " ORDER BY at_ms, number",
      cells);
  if (!rows) return fail(rows.error());
  std::vector<Finding> found;
  for (const Row& row : *rows) {
    const auto role = std::ranges::find(kRoles, text(row[5]),
                                        [](const auto& one) { return std::string(one.first); });
    FUGONG_CHECK(role != kRoles.end(), "our own words stand in our own table");
    found.push_back(
        {text(row[1]),
         text(row[3]),
         integer(row[4]) == 1,
         Date::parse(text(row[6])).value_or(Date{}),
         {reference_of(integer(row[0])), role->second, text(row[2]), Date::parse(text(row[7]))}});
  }
  return found;
}

/// Of one fact of a firm the last one counts, be it that it holds no longer.
void add_later(std::map<std::string, std::vector<Finding>>& by_firm, Finding one) {
  std::vector<Finding>& of_firm = by_firm[one.firm];
  std::erase_if(of_firm, [&](const Finding& older) { return older.fact == one.fact; });
  of_firm.push_back(std::move(one));
}

void end_by(std::vector<Finding>& of_firm, const Date& on) {
  std::erase_if(of_firm, [&](const Finding& one) { return one.by.until && *one.by.until < on; });
}

}  // namespace

Result<void> Casebook::keep_finding(Transaction& t, const Stored& stored,
                                    const Procedure& procedure, const Event& event) const {
  const auto finding = finding_of(stored.now, procedure, stored.reference);
  if (!finding) {
    auto gone = t.run("DELETE FROM case_finding WHERE number = ?", {stored.number});
    if (!gone) return fail(std::move(gone.error()));
    return {};
  }
  const auto there = t.run("SELECT number FROM case_finding WHERE number = ?", {stored.number});
  if (!there) return fail(there.error());
  if (!there->empty()) return {};
  auto kept = t.run(
      "INSERT INTO case_finding (number, firm, place, fact, is_so, role, found_on, until_day, "
      "at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {stored.number, finding->firm, finding->by.place, finding->fact,
       std::int64_t{finding->is_so ? 1 : 0}, std::string(name_in(kRoles, finding->by.role)),
       finding->on.to_string(), finding->by.until ? finding->by.until->to_string() : std::string(),
       event.at_ms});
  if (!kept) return fail(std::move(kept.error()));
  return {};
}

Result<std::vector<Finding>> Casebook::findings(Transaction& t,
                                                const std::vector<std::string>& firms,
                                                const Date& on) const {
  std::vector<Finding> found;
  if (firms.empty()) return found;
  std::string condition = "firm IN (?";
  for (std::size_t i = 1; i < firms.size(); ++i)
    condition += ", ?";
  // Whoever decided, and wherever the firm was then: what was found holds for all of its cases.
  Transaction whole = t.within(store::Scope::everything("what was found holds in every case"));
  auto rows = read_findings(whole, condition + ")", std::vector<Cell>(firms.begin(), firms.end()));
  if (!rows) return rows;
  std::map<std::string, std::vector<Finding>> by_firm;
  for (Finding& one : *rows)
    add_later(by_firm, std::move(one));
  for (auto& [firm, of_firm] : by_firm) {
    end_by(of_firm, on);
    found.insert(found.end(), of_firm.begin(), of_firm.end());
  }
  return found;
}

Result<std::map<std::string, std::vector<Finding>>> findings_known(Transaction& t,
                                                                   const law::Moment& moment) {
  auto rows = read_findings(t, "found_on <= ?", {moment.known_at.to_string()});
  if (!rows) return fail(std::move(rows.error()));
  std::map<std::string, std::vector<Finding>> by_firm;
  for (Finding& one : *rows)
    add_later(by_firm, std::move(one));
  for (auto& [firm, of_firm] : by_firm)
    end_by(of_firm, moment.on);
  std::erase_if(by_firm, [](const auto& one) { return one.second.empty(); });
  return by_firm;
}

}  // namespace fugong::casework
