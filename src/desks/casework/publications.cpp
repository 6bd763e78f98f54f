#include "desks/casework/publications.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "desks/casework/words.hpp"
#include "platform/store/scope.hpp"

namespace fugong::casework {
namespace {

using store::Cell;
using store::integer;
using store::Row;
using store::text;
using store::Transaction;

constexpr std::string_view kIndividualBusiness = "92";
/// A person's name without a trade name; 阿依古丽, too.
constexpr std::size_t kMaxBareName = 4;

/// None where it isn't to be seen (any more): the clock may have run out a minute ago.
std::optional<Publication> publication_of(const Stored& stored, const Procedure& procedure,
                                          const Calendar& calendar, const Date& today) {
  const Case& now = stored.now;
  const Step* step = current_step(now, procedure);
  const auto until = step_due(now, procedure, calendar);
  if (step == nullptr || step->deed != Deed::publish || now.is_held()) return std::nullopt;
  if (!until || *until < today || !now.decision || !now.decision->granted) return std::nullopt;
  return Publication{stored.reference,
                     now.matter,
                     procedure.title,
                     now.decision->role,
                     procedure.is_finding() ? std::nullopt : known_amount(now),
                     now.done.empty() ? now.decision->on : now.done.rbegin()->second,
                     *until};
}

}  // namespace

Result<PublicationPage> published(Transaction& t, const Casebook& cases,
                                  const PublicationsWanted& wanted, const BehindPublication& after,
                                  const Date& today, std::size_t limit) {
  FUGONG_CHECK(limit > 0 && limit <= kMaxPage, "a page has some publications, and not too many");
  Transaction all = t.within(store::Scope::everything("what is published is for everybody"));
  std::string sql =
      "SELECT place, number FROM case_file WHERE is_published = 1 AND (place, number) > (?, ?)";
  std::vector<Cell> cells{std::max(after.place, wanted.place_prefix), after.number};
  if (!wanted.place_prefix.empty()) {
    // The sign behind 9: what is behind all codes that begin so.
    sql += " AND place < ?";
    cells.emplace_back(wanted.place_prefix + ":");
  }
  if (!wanted.provision.empty()) {
    sql += " AND provision = ?";
    cells.emplace_back(wanted.provision);
  }
  sql += " ORDER BY place, number LIMIT ?";
  cells.emplace_back(static_cast<std::int64_t>(limit + 1));
  const auto rows = all.run(sql, cells);
  if (!rows) return fail(rows.error());
  PublicationPage page;
  for (std::size_t i = 0; i < std::min(limit, rows->size()); ++i) {
    const std::int64_t number = integer((*rows)[i][1]);
    const auto stored = cases.find(all, number);
    if (!stored) return fail(stored.error());
    if (!*stored) continue;
    const Case& now = (**stored).now;
    const auto procedure = cases.procedure_of(now.pack, now.matter.procedure);
    if (!procedure) return fail(procedure.error());
    auto one = publication_of(**stored, **procedure, cases.calendar(), today);
    if (one) page.publications.push_back(std::move(*one));
  }
  if (rows->size() > limit) {
    const Row& last = (*rows)[limit - 1];
    page.next = BehindPublication{text(last[0]), integer(last[1])};
  }
  return page;
}

Text public_name(const Text& name, std::string_view credit_code) {
  const std::size_t letters = count_code_points(name.zh);
  const bool is_person =
      credit_code.starts_with(kIndividualBusiness) && letters >= 2 && letters <= kMaxBareName;
  if (!is_person) return name;
  std::size_t behind_first = 0;
  next_code_point(name.zh, behind_first);
  const std::string masked = name.zh.substr(0, behind_first) + std::string(letters - 1, '*');
  return {masked, masked};
}

}  // namespace fugong::casework
