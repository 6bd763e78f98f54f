// Cases about the same: the same provision of the same firm for the same subject, whatever it is
// called.
#include <algorithm>

#include "desks/casework/casebook.hpp"
#include "desks/register/register.hpp"

namespace fugong::casework {
namespace {

using store::Cell;
using store::Transaction;

struct Where {
  std::string sql;
  std::vector<Cell> cells;

  void also(const std::string& condition, const std::vector<Cell>& more) {
    sql.append(" AND ").append(condition);
    cells.insert(cells.end(), more.begin(), more.end());
  }
  void also_same_subject(const Matter& matter) {
    also("(subject = ? OR same_name = ? OR (same_key <> '' AND same_key = ?))",
         {matter.subject, enterprise_register::name_key(matter.subject), matter.same_key});
  }
};

Where about_the_same(const Matter& matter) {
  Where where{"firm = ? AND provision = ?", {matter.firm, matter.provision}};
  where.also_same_subject(matter);
  return where;
}

}  // namespace

bool is_same_subject(const Matter& one, const Matter& other) {
  return one.subject == other.subject ||
         enterprise_register::name_key(one.subject) ==
             enterprise_register::name_key(other.subject) ||
         (!one.same_key.empty() && one.same_key == other.same_key);
}

Result<std::string> Casebook::reference_where(Transaction& t, const std::string& condition,
                                              const std::vector<store::Cell>& cells) {
  const auto found = t.run("SELECT number FROM case_file WHERE " + condition + " LIMIT 1", cells);
  if (!found) return fail(found.error());
  return found->empty() ? std::string() : reference_of(store::integer((*found)[0][0]));
}

Result<std::string> Casebook::open_case(Transaction& t, const Matter& matter,
                                        std::int64_t but) const {
  Where where = about_the_same(matter);
  // A closed case that waits for its firm is one out of which something is owed: that stands
  // against no other.
  where.also("(is_open = 1 OR waits_for NOT IN ('', 'owner')) AND number <> ?", {but});
  return reference_where(t, where.sql, where.cells);
}

Result<std::string> Casebook::paid_case(Transaction& t, const Stored& but) const {
  const Matter& matter = but.now.matter;
  auto same = paid_case(t, matter, but.number);
  if (!same || !same->empty()) return same;
  return excluding_case(t, matter, but.now.pack, "paid_fen > 0 AND outcome <> 'annulled'");
}

Result<std::string> Casebook::paid_case(Transaction& t, const Matter& matter,
                                        std::int64_t but) const {
  Where where = about_the_same(matter);
  where.also("paid_fen > 0 AND outcome <> 'annulled' AND number <> ?", {but});
  return reference_where(t, where.sql, where.cells);
}

Result<std::string> Casebook::excluding_case(Transaction& t, const Matter& matter,
                                             std::string_view pack, std::string_view how) const {
  const Procedures* procedures = library_(pack);
  if (procedures == nullptr) return std::string();
  for (const stacking::ExclusiveRule& rule : procedures->stacking.exclusive) {
    if (std::ranges::find(rule.provisions, matter.provision) == rule.provisions.end()) continue;
    for (const std::string& other : rule.provisions) {
      if (other == matter.provision) continue;
      Where where{"firm = ? AND provision = ?", {matter.firm, other}};
      if (rule.per == stacking::Per::subject) where.also_same_subject(matter);
      where.also(std::string(how), {});
      auto found = reference_where(t, where.sql, where.cells);
      if (!found || !found->empty()) return found;
    }
  }
  return std::string();
}

Result<std::string> Casebook::held_case(Transaction& t, const Stored& but) const {
  return reference_where(t, "firm = ? AND is_held = 1 AND number <> ?",
                         {but.now.matter.firm, but.number});
}

Result<std::string> Casebook::begun_case(Transaction& t, const Matter& matter,
                                         const std::string& pack) const {
  Where where = about_the_same(matter);
  where.also("outcome <> 'annulled' AND (is_open = 1 OR outcome = 'granted' OR pack = ?)", {pack});
  auto same = reference_where(t, where.sql, where.cells);
  if (!same || !same->empty()) return same;
  return excluding_case(t, matter, pack,
                        "outcome <> 'annulled' AND (is_open = 1 OR outcome = 'granted')");
}

}  // namespace fugong::casework
