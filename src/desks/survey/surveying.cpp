#include "desks/survey/surveying.hpp"

#include <algorithm>
#include <numeric>

namespace fugong::survey {

using law::Finding;
using law::Tally;
using law::Truth;

namespace {

/// What is stated at least of a row with that finding.
std::int64_t amount_of(const Tally& tally, Finding finding, std::size_t row) {
  const bool stated = tally.findings[row] == finding && tally.low[row] != law::kNoAmount;
  return stated ? tally.low[row] : 0;
}

void add_truth(RequirementFigures& figures, Truth truth) {
  ++(truth == Truth::holds ? figures.holds : truth == Truth::open ? figures.open : figures.fails);
}

}  // namespace

Surveying::Surveying(const pack::Pack& pack, const enterprise_register::Snapshot& snapshot,
                     const Options& options)
    : pack_(pack),
      on_(options.moment.on.days()),
      holding_(pack, options.moment.on),
      census_(pack.book, options.moment, options.measures, holding_.limits(), nullptr,
              law::Depth::reasons),
      cursor_(snapshot),
      roster_(pack.book, cursor_) {
  const law::Source& source = pack.book.source();
  const auto kind_of = [&source](const std::string& name) {
    const auto found = std::find_if(source.subjects.begin(), source.subjects.end(),
                                    [&name](const auto& each) { return each.name == name; });
    return static_cast<std::size_t>(found - source.subjects.begin());
  };
  for (const law::Provision& provision : source.provisions)
    kind_of_.push_back(kind_of(provision.subject));
  while (!source.subjects[root_].parent.empty())
    ++root_;
  before_.resize(source.provisions.size());
  after_.resize(source.provisions.size());
  found_.pack_ = &pack;
  found_.moment_ = options.moment;
  found_.firms_ = snapshot.firms();
  found_.synthetic_ = snapshot.info().synthetic;
  found_.judged_ = census_.provisions();
  for (const law::CensusTable& table : census_.tables()) {
    TableFigures& figures = found_.tables_.emplace_back();
    figures.of = table;
    figures.rules.resize(std::get<decision::Table>(table.definition->body).rules.size());
  }
  found_.provisions_.resize(source.provisions.size());
  for (const std::size_t index : found_.judged_) {
    found_.provisions_[index].conditions.resize(source.provisions[index].conditions.size());
    found_.provisions_[index].exceptions.resize(source.provisions[index].exceptions.size());
  }
  choose_shifts(options);
}

void Surveying::choose_shifts(const Options& options) {
  const law::Source& source = pack_.book.source();
  std::vector<Shift> shifts(source.facts.size());
  for (const std::size_t provision : found_.judged_) {
    for (const std::uint16_t fact : census_.facts_of(provision))
      shifts[fact].provisions.push_back(provision);
  }
  for (std::size_t fact = 0; fact < shifts.size(); ++fact) {
    const auto usual = usual_step(source.facts[fact]);
    if (!usual || shifts[fact].provisions.empty()) continue;
    Cliffs& cliffs = found_.cliffs_.emplace_back();
    cliffs.shift = std::move(shifts[fact]);
    cliffs.shift.fact = static_cast<std::uint16_t>(fact);
    const auto other = options.steps.find(source.facts[fact].name);
    cliffs.shift.step = other == options.steps.end() ? *usual : other->second;
    while (source.subjects[cliffs.shift.kind].name != source.facts[fact].subject)
      ++cliffs.shift.kind;
    cliffs.provisions.resize(cliffs.shift.provisions.size());
  }
}

void Surveying::count(std::size_t first, std::size_t firms) {
  first_ = first;
  firms_ = firms;
  above_.clear();
  kinds_ = roster_.enter(first, firms);
  census_.count(roster_, first, firms, [this](const Tally& tally) {
    add_reasons(tally);
    keep(tally, before_[tally.provision]);
  });
  for (std::size_t table = 0; table < found_.tables_.size(); ++table)
    add_hits(table);
  after_ = before_;
  held_before_ = held();
  for (Cliffs& cliffs : found_.cliffs_)
    add_cliffs(cliffs);
}

void Surveying::keep(const Tally& tally, Kept& in) {
  in.findings.assign(tally.findings.begin(), tally.findings.end());
  in.low.assign(tally.low.begin(), tally.low.end());
  in.high.assign(tally.high.begin(), tally.high.end());
  in.days.assign(tally.days.begin(), tally.days.end());
}

Tally Surveying::tally_of(std::size_t provision, const Kept& kept) const {
  Tally tally;
  tally.provision = provision;
  tally.kind = kind_of_[provision];
  tally.findings = kept.findings;
  tally.low = kept.low;
  tally.high = kept.high;
  tally.days = kept.days;
  return tally;
}

std::span<const std::uint32_t> Surveying::rows_above(std::size_t kind, std::size_t above) {
  const auto [at, is_new] = above_.try_emplace({kind, above});
  std::vector<std::uint32_t>& rows = at->second;
  if (!is_new) return rows;
  rows.resize(kinds_[kind].rows());
  std::iota(rows.begin(), rows.end(), 0U);
  const auto& subjects = pack_.book.source().subjects;
  for (std::size_t here = kind; here != above;) {
    for (std::uint32_t& row : rows)
      row = kinds_[here].parents[row];
    const std::string& parent = subjects[here].parent;
    for (here = 0; subjects[here].name != parent;)
      ++here;
  }
  return rows;
}

Example Surveying::example_of(std::size_t kind, std::size_t row) {
  const auto firms = rows_above(kind, root_);  // those of one firm stand beside each other
  const auto first = std::lower_bound(firms.begin(), firms.end(), firms[row]);
  const auto nth = row - static_cast<std::size_t>(first - firms.begin());
  return {first_ + firms[row], static_cast<std::uint32_t>(nth), {}, {}};
}

/// The rows of a block come in the order of the snapshot, blocks in any.
void Surveying::note(Count& count, std::size_t kind, std::size_t row) {
  ++count.subjects;
  if (!count.example || count.example->firm >= first_ + firms_) {
    count.example = example_of(kind, row);
  }
}

void Surveying::add_reasons(const Tally& tally) {
  ProvisionFigures& figures = found_.provisions_[tally.provision];
  const law::Reasons& reasons = *tally.reasons;
  for (std::size_t row = 0; row < tally.findings.size(); ++row) {
    if (tally.findings[row] == Finding::replaced || kinds_[tally.kind].hypothetical[row] != 0) {
      continue;
    }
    ++figures.subjects;
    add_truth(figures.in_force, reasons.in_force[row]);
    add_truth(figures.in_region, reasons.in_region[row]);
    for (std::size_t i = 0; i < figures.conditions.size(); ++i)
      add_truth(figures.conditions[i], reasons.conditions[i][row]);
    for (std::size_t i = 0; i < figures.exceptions.size(); ++i)
      add_truth(figures.exceptions[i], reasons.exceptions[i][row]);
    if (tally.findings[row] == Finding::not_entitled) add_refusal(tally, figures, row);
  }
}

/// Whether one requirement alone refuses the row.
void Surveying::add_refusal(const Tally& tally, ProvisionFigures& figures, std::size_t row) {
  const law::Reasons& reasons = *tally.reasons;
  RequirementFigures* only = nullptr;
  std::size_t fail = 0;
  std::size_t open = 0;
  const auto look_at = [&](Truth truth, RequirementFigures& of) {
    if (truth == Truth::open) ++open;
    if (truth != Truth::fails) return;
    ++fail;
    only = &of;
  };
  look_at(reasons.in_force[row], figures.in_force);
  look_at(reasons.in_region[row], figures.in_region);
  for (std::size_t i = 0; i < figures.conditions.size(); ++i)
    look_at(reasons.conditions[i][row], figures.conditions[i]);
  const Truth not_excluded = reasons.not_excluded[row];
  if (not_excluded == Truth::open) ++open;
  const auto& exceptions = pack_.book.source().provisions[tally.provision].exceptions;
  for (std::size_t i = 0; i < exceptions.size() && not_excluded == Truth::fails; ++i) {
    if (!exceptions[i].excludes) continue;
    const Truth holds = reasons.exceptions[i][row];
    look_at(holds == Truth::holds  ? Truth::fails
            : holds == Truth::open ? Truth::open
                                   : Truth::holds,
            figures.exceptions[i]);
  }
  if (fail != 1) return;
  ++only->only;
  if (open == 0) note(only->alone, tally.kind, row);
}

void Surveying::add_hits(std::size_t table) {
  TableFigures& figures = found_.tables_[table];
  const law::TableRows& rows = census_.table(table);
  for (std::size_t row = 0; row < rows.of_row.size(); ++row) {
    if (kinds_[figures.of.kind].hypothetical[row] != 0) continue;
    const columns::Hits& hits = rows.hits[rows.of_row[row]];
    for (const int rule : hits.sure)
      note(figures.rules[static_cast<std::size_t>(rule - 1)].sure, figures.of.kind, row);
    for (const int rule : hits.maybe)
      ++figures.rules[static_cast<std::size_t>(rule - 1)].may;
    if (hits.sure.size() > 1) note(figures.several, figures.of.kind, row);
    if (hits.sure.empty())
      note(hits.maybe.empty() ? figures.none : figures.open, figures.of.kind, row);
  }
}

/// Of what `after_` says: what caps leave, by firm and total.
Surveying::Held Surveying::held() {
  holding_.begin();
  for (const std::size_t provision : found_.judged_) {
    const std::size_t kind = kind_of_[provision];
    if (kinds_[kind].rows() == 0) continue;
    holding_.add(tally_of(provision, after_[provision]), rows_above(kind, root_));
  }
  holding_.finish(census_);
  Held made(firms_);
  for (const assessment::Offer& offer : holding_.held()) {
    const auto total = holding_.total_of(offer.provision);
    if (total) made[offer.firm][*total] += offer.low;
  }
  return made;
}

void Surveying::add_cliffs(Cliffs& cliffs) {
  const Shift& shift = cliffs.shift;
  if (!roster_.shift(shift.fact, shift.step)) return;
  std::size_t at = 0;
  census_.recount(roster_, first_, firms_, shift.provisions, [&](const Tally& tally) {
    const Tally before = tally_of(tally.provision, before_[tally.provision]);
    add_cliff(before, tally, shift.kind, cliffs.provisions[at++]);
    keep(tally, after_[tally.provision]);
  });
  if (shift.kind == root_) add_totals(held_before_, held(), cliffs);
  for (const std::size_t provision : shift.provisions)
    after_[provision] = before_[provision];
}

void Surveying::add_cliff(const Tally& before, const Tally& after, std::size_t kind_of_fact,
                          Cliff& cliff) {
  const auto facts = rows_above(before.kind, kind_of_fact);
  const auto shifted = roster_.shifted();
  const auto rank = [](Finding finding) {
    return finding == Finding::entitled ? 2 : finding == Finding::depends ? 1 : 0;
  };
  for (std::size_t row = 0; row < before.findings.size(); ++row) {
    if (shifted[facts[row]] == 0 || kinds_[before.kind].hypothetical[row] != 0) continue;
    const bool applies =
        before.findings[row] != Finding::replaced || after.findings[row] != Finding::replaced;
    if (!applies) continue;
    ++cliff.tried;
    const int was = rank(before.findings[row]);
    const int is = rank(after.findings[row]);
    if (was == 0 && is == 0) continue;
    if (was == 2 && is < 2) note(cliff.lost, before.kind, row);
    if (was < 2 && is == 2) ++cliff.won;
    if (was == 1 && is == 0) note(cliff.chance_lost, before.kind, row);
    if (was == 0 && is == 1) ++cliff.chance_won;
    const auto loss = [&](Finding finding) {
      return amount_of(before, finding, row) - amount_of(after, finding, row);
    };
    lose(cliff.sure, loss(Finding::entitled), before.kind, row);
    lose(cliff.chance, loss(Finding::depends), before.kind, row);
  }
}

void Surveying::add_totals(const Held& before, const Held& after, Cliffs& cliffs) {
  const auto shifted = roster_.shifted();
  for (std::size_t firm = 0; firm < firms_; ++firm) {
    if (shifted[firm] == 0) continue;
    for (std::size_t total = 0; total < stacking::kTotals; ++total) {
      ++cliffs.totals[total].tried;
      lose(cliffs.totals[total].sure, before[firm][total] - after[firm][total], root_, firm);
    }
  }
}

/// A loss, or a gain if it is negative.
void Surveying::lose(Changes& changes, std::int64_t fen, std::size_t kind, std::size_t row) {
  if (fen == 0) return;
  ++(fen > 0 ? changes.less : changes.more);
  if (fen < 0) {
    changes.won_fen -= fen;
    return;
  }
  changes.lost_fen += fen;
  if (fen < changes.worst_fen) return;
  const Example example = example_of(kind, row);
  if (fen == changes.worst_fen && changes.worst && !example.is_before(*changes.worst)) return;
  changes.worst_fen = fen;
  changes.worst = example;
}

void Surveying::add(const Surveying& other) {
  const Survey& from = other.found_;
  for (std::size_t i = 0; i < from.tables_.size(); ++i)
    found_.tables_[i] += from.tables_[i];
  for (std::size_t i = 0; i < from.provisions_.size(); ++i)
    found_.provisions_[i] += from.provisions_[i];
  for (std::size_t i = 0; i < from.cliffs_.size(); ++i) {
    Cliffs& to = found_.cliffs_[i];
    for (std::size_t at = 0; at < to.provisions.size(); ++at)
      to.provisions[at] += from.cliffs_[i].provisions[at];
    for (std::size_t total = 0; total < to.totals.size(); ++total)
      to.totals[total] += from.cliffs_[i].totals[total];
  }
}

Survey Surveying::take() {
  std::erase_if(found_.cliffs_, [](const Cliffs& cliffs) {
    return std::all_of(cliffs.provisions.begin(), cliffs.provisions.end(),
                       [](const Cliff& cliff) { return cliff.tried == 0; });
  });
  return std::move(found_);
}

}  // namespace fugong::survey
