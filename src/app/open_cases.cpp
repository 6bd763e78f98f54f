#include "app/open_cases.hpp"

#include "app/case_office.hpp"
#include "app/open_register.hpp"
#include "desks/casework/impact.hpp"
#include "pack/names.hpp"

namespace fugong::app {
namespace {

constexpr std::size_t kCasesAtOnce = 20;  // between two of which somebody may say to stop

publishing::CaseChange::Judged judged(const casework::Judgement& judgement) {
  return {std::string(pack::name_in(pack::kStates, judgement.state)), judgement.amount};
}

void add(publishing::CaseImpact& to, const casework::Rejudged& one) {
  ++to.open;
  if (!one.after) {
    ++to.not_judged;
    return;
  }
  if (!one.differs()) return;
  ++to.changed;
  if (to.shown.size() >= publishing::kMaxCasesShown) return;
  to.shown.push_back({one.reference, one.matter.provision, one.matter.place, judged(one.before),
                      judged(*one.after)});
}

}  // namespace

Result<publishing::CaseImpact> cases_under(store::Database& database,
                                           const publishing::Loaded& next, Date on,
                                           const std::function<bool()>& stopped,
                                           const OpenCasesParts& parts) {
  const pack::Pack& pack = *next.pack;
  // Somebody else has it all the while.
  auto use = PackLibrary::prepare({std::shared_ptr<const void>(), &pack}, next.files);
  if (!use) return fail(std::move(use.error()));
  const audit::Audit audit(parts.clock, parts.random);
  const auto office = CaseOffice::open(database, {*use, parts.library, audit, parts.office});
  if (!office) return fail(office.error());
  auto enterprises = open_register(parts.data, pack);
  if (!enterprises) return fail(std::move(enterprises.error()));
  const casework::Rejudging by{(*office)->cases(), *enterprises, (*office)->shelf(), parts.random};
  publishing::CaseImpact found;
  for (std::optional<casework::After> after = casework::After{}; after && !stopped();) {
    casework::Impact page;
    auto read = database.read([&](store::Transaction& t) -> Result<void> {
      auto judged_anew =
          casework::impact_on(t, by, (*office)->in_force(), on, *after, kCasesAtOnce);
      if (!judged_anew) return fail(std::move(judged_anew.error()));
      page = std::move(*judged_anew);
      return {};
    });
    if (!read) return fail(std::move(read.error()));
    for (const casework::Rejudged& one : page.cases)
      add(found, one);
    after = page.next;
  }
  return found;
}

}  // namespace fugong::app
