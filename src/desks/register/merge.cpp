#include "desks/register/merge.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "desks/register/credit_code.hpp"

namespace fugong::enterprise_register {

using store::Cell;
using store::integer;
using store::Row;
using store::text;

/// An enterprise as it stands in the register.
struct Merge::Known {
  std::int64_t number = 0;
  std::string id;
  std::string name;
  Particulars particulars;
  std::string gone_on;
};

namespace {

constexpr std::string_view kSelect =
    "SELECT number, id, name_zh, kind, registered_on, capital_fen, capital_currency, gone_on "
    "FROM enterprise ";

std::string day_text(const std::optional<Date>& day) {
  return day ? day->to_string() : "";
}

std::string capital_text(const Particulars& p) {
  return p.capital ? p.capital->to_string() + " " + p.currency : "";
}

Particulars particulars_of(const FirmRecord& record) {
  return {record.type.value_or(""), record.registered_on, record.capital, record.currency};
}

Fault too_many_children(const Place& at) {
  return {"too-many-children",
          at,
          {fmt::format("一家企业最多 {} 个子对象", law::kMaxChildren),
           fmt::format("an enterprise has at most {} children", law::kMaxChildren)},
          {"合并或删去", "join or drop some"}};
}

}  // namespace

Result<std::optional<Merge::Known>> Merge::find(const FirmRecord& record, MergeOutcome& outcome) {
  const bool by_code = !record.uscc.empty();
  static const std::string kByCode = std::string(kSelect) + "WHERE id = ?";
  static const std::string kByName = std::string(kSelect) + "WHERE name_key = ? LIMIT 2";
  auto rows = by_code ? t_.run(kByCode, {record.uscc}) : t_.run(kByName, {name_key(record.name)});
  if (!rows) return fail(std::move(rows.error()));
  outcome.match = rows->empty()      ? Match::unknown
                  : rows->size() > 1 ? Match::ambiguous
                  : by_code          ? Match::code
                                     : Match::name;
  if (rows->size() != 1) return std::optional<Known>();
  const Row& row = rows->at(0);
  Known known;
  known.number = integer(row[0]);
  known.id = text(row[1]);
  known.name = text(row[2]);
  known.particulars.type = text(row[3]);
  known.particulars.registered_on = Date::parse(text(row[4]));
  if (const auto* fen = std::get_if<std::int64_t>(&row[5])) known.particulars.capital = Money{*fen};
  known.particulars.currency = text(row[6]);
  known.gone_on = text(row[7]);
  outcome.id = known.id;
  return std::optional<Known>(std::move(known));
}

Result<MergeOutcome> Merge::firm(const FirmRecord& record) {
  MergeOutcome outcome;
  outcome.id = record.uscc;
  auto known = find(record, outcome);
  if (!known) return fail(std::move(known.error()));
  if (!*known) {
    auto added = add(record, outcome);
    if (!added) return fail(std::move(added.error()));
    return outcome;
  }
  auto changed = change_particulars(record, **known, outcome);
  if (changed) changed = put_facts((*known)->number, 0, "", record, false, outcome);
  if (!changed) return fail(std::move(changed.error()));
  return outcome;
}

/// One part of a file may hold both kinds: what came before in it counts.
Result<bool> Merge::may_stand_here(bool synthetic) {
  for (const bool other : {false, true}) {
    auto& there = other ? has_synthetic_ : has_real_;
    if (there) continue;
    auto has = has_firms(t_, other ? Origin::generated : Origin::imported);
    if (!has) return has;
    there = *has;
  }
  return options_.mix || !(synthetic ? *has_real_ : *has_synthetic_);
}

Result<void> Merge::add(const FirmRecord& record, MergeOutcome& outcome) {
  if (record.name.empty()) {
    outcome.result = RowResult::bad;
    outcome.fault = Fault{"name-missing",
                          {},
                          {"新企业没有名称", "a new enterprise has no name"},
                          {"补上企业名称", "add the name"}};
    return {};
  }
  const bool synthetic = is_synthetic_credit_code(record.uscc);
  const auto apart = may_stand_here(synthetic);
  if (!apart) return fail(apart.error());
  if (!*apart) {
    outcome.result = RowResult::bad;
    outcome.fault = mixed_fault(synthetic);
    return {};
  }
  if (next_number_ == 0) {
    auto next = t_.run("SELECT COALESCE(MAX(number), 0) + 1 FROM enterprise");
    if (!next) return fail(std::move(next.error()));
    next_number_ = integer(next->at(0).at(0));
  }
  const Particulars p = particulars_of(record);
  new_.enterprises.push_back(
      {next_number_, record.uscc, record.name, record.name, name_key(record.name), "", "",
       std::string(synthetic ? "generated" : "imported"), p.type, day_text(p.registered_on),
       p.capital ? Cell(p.capital->fen) : Cell(), p.currency, ""});
  (synthetic ? has_synthetic_ : has_real_) = true;
  outcome.result = RowResult::added;
  // Nobody knows anything of it yet; what a row says twice counts as it is said last.
  std::map<std::uint16_t, const StatedFact*> said;
  for (const StatedFact& fact : record.facts)
    said[fact.fact] = &fact;
  const std::string stated_on = record.stated_on.value_or(options_.stated_on).to_string();
  for (const auto& [index, fact] : said) {
    new_.facts.push_back({next_number_, std::int64_t{0}, book_.facts()[index].name, options_.source,
                          fact->value, stated_on});
  }
  ++next_number_;
  return {};
}

Result<void> Merge::finish() {
  return new_.put(t_);
}

Result<void> Merge::change_particulars(const FirmRecord& record, const Known& known,
                                       MergeOutcome& outcome) {
  Particulars now = known.particulars;
  const std::string name = record.name.empty() ? known.name : record.name;
  if (record.type) now.type = *record.type;
  if (record.registered_on) now.registered_on = record.registered_on;
  if (record.capital) {
    now.capital = record.capital;
    now.currency = record.currency;
  }
  const auto compare = [&](const char* field, std::string before, std::string after) {
    if (before == after) return;
    outcome.changes.push_back(
        {record.row, known.id, "", field, std::move(before), std::move(after), "", true});
  };
  compare("name", known.name, name);
  compare("type", known.particulars.type, now.type);
  compare("registered_on", day_text(known.particulars.registered_on), day_text(now.registered_on));
  compare("registered_capital", capital_text(known.particulars), capital_text(now));
  compare("gone_on", known.gone_on, "");
  if (outcome.changes.empty()) return {};
  outcome.result = RowResult::changed;
  auto done = t_.run(
      "UPDATE enterprise SET name_zh = ?, name_en = ?, name_key = ?, kind = ?, registered_on = ?, "
      "capital_fen = ?, capital_currency = ?, gone_on = '' WHERE number = ?",
      {name, name, name_key(name), now.type, day_text(now.registered_on),
       now.capital ? Cell(now.capital->fen) : Cell(), now.currency, known.number});
  if (!done) return fail(std::move(done.error()));
  return {};
}

Result<MergeOutcome> Merge::facts(const FirmRecord& record, const std::string& child_kind) {
  MergeOutcome outcome;
  auto known = find(record, outcome);
  if (!known) return fail(std::move(known.error()));
  if (!*known) {
    outcome.result = RowResult::bad;
    outcome.fault =
        outcome.match == Match::unknown
            ? Fault{"firm-unknown",
                    {},
                    {"登记库里没有这家企业", "the register doesn't know this enterprise"},
                    {"先用 register import 导入，或核对代码和名称",
                     "import it first with register import, or check code and name"}}
            : Fault{"firm-ambiguous",
                    {},
                    {"登记库里有几家同名企业", "several enterprises have this name"},
                    {"补上统一社会信用代码", "add the credit code"}};
    return outcome;
  }
  const Known& firm = **known;
  if (outcome.match == Match::name) {
    outcome.remarks.push_back({record.row,
                               "",
                               {"matched-by-name",
                                {},
                                {fmt::format("按名称认定为 {}", firm.id),
                                 fmt::format("taken for {} by its name", firm.id)},
                                {}}});
  } else if (!record.name.empty() && name_key(record.name) != name_key(firm.name)) {
    outcome.remarks.push_back(
        {record.row,
         "",
         {"name-differs",
          {},
          {fmt::format("代码相同而名称不同：{}、{}", record.name, firm.name),
           fmt::format("the code is the same, the name is not: {}, {}", record.name, firm.name)},
          {}}});
  }
  std::int64_t position = 0;
  const std::string child =
      child_kind.empty() ? "" : fmt::format("{} {}", child_kind, record.child_id);
  if (!child_kind.empty()) {
    auto at = child_position(firm.number, child_kind, record.child_id, outcome);
    if (!at) return fail(std::move(at.error()));
    if (outcome.fault) return outcome;
    position = *at;
  }
  const bool is_new = outcome.result == RowResult::added;
  auto put = put_facts(firm.number, position, child, record, is_new, outcome);
  if (!put) return fail(std::move(put.error()));
  return outcome;
}

/// Of the child with this id, which is made if there is none.
Result<std::int64_t> Merge::child_position(std::int64_t number, const std::string& kind,
                                           const std::string& id, MergeOutcome& outcome) {
  auto rows = t_.run(
      "SELECT position, kind, subject_id, absent FROM subject WHERE enterprise = ? "
      "ORDER BY position",
      {number});
  if (!rows) return fail(std::move(rows.error()));
  std::int64_t last = 0;
  std::size_t children = 0;
  for (const Row& row : *rows) {
    last = integer(row[0]);
    if (text(row[1]) == kind && integer(row[3]) == 1) {
      // It was said that there is none.
      auto removed =
          t_.run("DELETE FROM subject WHERE enterprise = ? AND position = ?", {number, row[0]});
      if (!removed) return fail(std::move(removed.error()));
      continue;
    }
    children += integer(row[3]) == 0 ? 1U : 0U;
    if (text(row[1]) == kind && text(row[2]) == id) return integer(row[0]);
  }
  if (children >= law::kMaxChildren) {
    outcome.result = RowResult::bad;
    outcome.fault = too_many_children({});
    return 0;
  }
  auto added = t_.run(
      "INSERT INTO subject (enterprise, position, kind, subject_id, absent) VALUES (?, ?, ?, ?, 0)",
      {number, last + 1, kind, id});
  if (!added) return fail(std::move(added.error()));
  outcome.result = RowResult::added;
  return last + 1;
}

Result<void> Merge::put_facts(std::int64_t number, std::int64_t position, const std::string& child,
                              const FirmRecord& record, bool is_new, MergeOutcome& outcome) {
  std::vector<Row> known;
  if (!is_new) {
    auto rows = t_.run(
        "SELECT name, source, value, stated_on FROM fact WHERE enterprise = ? AND position = ?",
        {number, position});
    if (!rows) return fail(std::move(rows.error()));
    known = std::move(*rows);
  }
  for (const StatedFact& fact : record.facts) {
    auto put = put_fact(number, position, child, record, fact, known, outcome);
    if (!put) return put;
  }
  return {};
}

Result<void> Merge::put_fact(std::int64_t number, std::int64_t position, const std::string& child,
                             const FirmRecord& record, const StatedFact& stated,
                             const std::vector<Row>& known, MergeOutcome& outcome) {
  const law::Fact& fact = book_.facts()[stated.fact];
  const std::string stated_on = record.stated_on.value_or(options_.stated_on).to_string();
  const Row* ours = nullptr;
  for (const Row& row : known) {
    if (text(row[0]) == fact.name && text(row[1]) == options_.source) ours = &row;
  }
  if (ours != nullptr && stated_on < text((*ours)[3])) {
    // An older statement never replaces a newer one.
    if (outcome.result == RowResult::same) outcome.result = RowResult::older;
    return {};
  }
  for (const Row& row : known) {
    if (text(row[0]) != fact.name || text(row[1]) == options_.source) continue;
    if (text(row[2]) == stated.value) continue;
    const bool counts = counts_before(fact, options_.source, stated_on, text(row[1]), text(row[3]));
    outcome.conflicts.push_back({record.row, outcome.id, child, fact.name, text(row[2]),
                                 stated.value, text(row[1]), counts});
  }
  if (ours != nullptr && text((*ours)[2]) == stated.value && text((*ours)[3]) == stated_on) {
    return {};
  }
  if (ours == nullptr || text((*ours)[2]) != stated.value) {
    if (outcome.result != RowResult::added) {
      outcome.result = RowResult::changed;
      outcome.changes.push_back({record.row, outcome.id, child, fact.name,
                                 ours == nullptr ? "" : text((*ours)[2]), stated.value, "", true});
    }
  }
  auto put = t_.run(
      "INSERT INTO fact (enterprise, position, name, source, value, stated_on) "
      "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (enterprise, position, name, source) "
      "DO UPDATE SET value = excluded.value, stated_on = excluded.stated_on",
      {number, position, fact.name, options_.source, stated.value, stated_on});
  if (!put) return fail(std::move(put.error()));
  return {};
}

}  // namespace fugong::enterprise_register
