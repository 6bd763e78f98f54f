#include "engines/law/census.hpp"

#include <algorithm>
#include <utility>

#include "engines/law/counting.hpp"

namespace fugong::law {

namespace {

CheckOptions without_trace(const std::vector<int>& measures) {
  return {.trace = false, .measures = measures};
}

}  // namespace

Counting::Counting(const Rulebook::Impl& book, const Moment& moment,
                   const std::vector<int>& measures, std::vector<std::string> decisions,
                   const std::vector<std::size_t>* only, Depth depth)
    : Concluding(book, moment, without_trace(measures)),
      decisions_(std::move(decisions)),
      depth_(depth),
      in_full_(depth != Depth::findings),
      row_lane_(book, moment, without_trace(measures)),
      by_row_(book.provisions.size(), 0),
      judged_(book.provisions.size(), 0),
      work_(book.provisions.size()) {
  for (const std::vector<std::size_t>& chosen : provisions_)
    chosen_.insert(chosen_.end(), chosen.begin(), chosen.end());
  std::sort(chosen_.begin(), chosen_.end());
  std::erase_if(chosen_, [only](std::size_t index) {
    return only != nullptr && std::find(only->begin(), only->end(), index) == only->end();
  });
  set_levels();
  set_terms();
  if (in_full_) {
    looking_lane_.emplace(book, moment, CheckOptions{.trace = true, .measures = measures});
    find_tables();
  }
  make_batch();
}

const columns::Vector& Counting::decision(std::string_view name, std::size_t kind) {
  return batch_->evaluate(slot_of_decision(name), level_of_kind_[kind]);
}

feel::Value Counting::decision_of_row(std::string_view name, std::size_t kind, std::size_t row) {
  return row_lane_.value(*roster_, kinds_, slot_of_decision(name), kind, row);
}

/// Levels are kinds, parents first.
void Counting::set_levels() {
  level_of_kind_.assign(book_.kinds.size(), 0);
  std::vector<std::size_t> order;
  for (std::size_t kind = 0; kind < book_.kinds.size(); ++kind) {
    if (book_.kinds[kind].kind->parent.empty()) order.push_back(kind);
  }
  parents_.push_back({});
  for (std::size_t at = 0; at < order.size(); ++at) {
    level_of_kind_[order[at]] = at;
    for (const std::size_t child : book_.kinds[order[at]].children) {
      order.push_back(child);
      parents_.push_back({at});
    }
  }
  for (std::size_t fact = 0; fact < book_.source.facts.size(); ++fact) {
    const auto kind =
        std::find_if(book_.kinds.begin(), book_.kinds.end(), [&](const CompiledKind& each) {
          return each.kind->name == book_.source.facts[fact].subject;
        });
    const auto index = static_cast<std::size_t>(kind - book_.kinds.begin());
    input_level_[book_.fact_slots[fact]] = level_of_kind_[index];
    fact_of_[book_.fact_slots[fact]] = static_cast<std::uint16_t>(fact);
  }
}

void Counting::set_terms() {
  for (const std::size_t index : chosen_) {
    const CompiledProvision& compiled = book_.provisions[index];
    if (!compiled.is_filled()) continue;
    for (std::size_t i = 0; i < compiled.terms.size(); ++i) {
      input_level_[compiled.terms[i].slot] = level_of_kind_[compiled.kind];
      term_of_[compiled.terms[i].slot] = {index, i};
    }
  }
}

void Counting::make_batch() {
  std::vector<Slot> wanted;
  const auto want = [&](const std::optional<Slot>& slot) {
    if (slot) wanted.push_back(*slot);
  };
  if (place_fact_) wanted.push_back(book_.fact_slots[*place_fact_]);
  for (const std::size_t index : chosen_) {
    const CompiledProvision& compiled = book_.provisions[index];
    if (compiled.event_fact) wanted.push_back(book_.fact_slots[*compiled.event_fact]);
    wanted.insert(wanted.end(), compiled.conditions.begin(), compiled.conditions.end());
    want(compiled.excluded);
    want(compiled.amount);
    want(compiled.rate);
    want(compiled.period_from);
    want(compiled.period_to);
  }
  for (const std::string& name : decisions_)
    wanted.push_back(slot_of_decision(name));
  for (const std::size_t index : chosen_) {
    if (depth_ != Depth::reasons) break;
    for (const CompiledException& each : book_.provisions[index].exceptions)
      wanted.push_back(each.when);
  }
  for (const TableWork& table : tables_)
    wanted.push_back(table.slot);
  columns::Settings settings;
  settings.functions = &host_;
  settings.today = moment_.on;
  settings.levels = parents_;
  settings.level_of = [this](Slot slot) {
    const auto found = input_level_.find(slot);
    return found == input_level_.end() ? std::nullopt : std::optional(found->second);
  };
  settings.read = [this](Slot slot, columns::Leaf& leaf) {
    const auto fact = fact_of_.find(slot);
    if (fact != fact_of_.end()) return roster_->read(fact->second, leaf);
    read_term(slot, leaf);
    return true;
  };
  settings.fixed = fixed_by_day(chosen_);
  batch_.emplace(*book_.program, std::move(settings), wanted);
}

void Counting::begin(Roster& roster, std::size_t first, std::size_t count) {
  roster_ = &roster;
  kinds_ = roster.go_to(first, count);
  FUGONG_CHECK(kinds_.size() == book_.kinds.size(), "rows for each kind");
  levels_.assign(kinds_.size(), {});
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind)
    levels_[level_of_kind_[kind]] = {kinds_[kind].rows(), kinds_[kind].parents};
  batch_->begin(levels_);
  for (auto& [event, days] : own_days_)
    days.clear();
  row_lane_.begin();
  if (looking_lane_) looking_lane_->begin();
}

Tally Counting::tally_of(std::size_t index) const {
  Tally tally;
  tally.provision = index;
  tally.kind = book_.provisions[index].kind;
  tally.findings = findings_;
  tally.low = low_;
  tally.high = high_;
  tally.days = days_;
  return tally;
}

void Counting::count(Roster& roster, std::size_t first, std::size_t count,
                     const std::function<void(const Tally&)>& sink) {
  begin(roster, first, count);
  for (const std::size_t index : chosen_) {
    judge(index);
    if (depth_ == Depth::reasons) find_reasons(index);
    if (in_full_) find_hits_of_provision(index);
    Tally tally = tally_of(index);
    if (depth_ == Depth::reasons) tally.reasons = &reasons_;
    sink(tally);
  }
  if (in_full_) find_hits_of_decisions();
}

void Counting::recount(Roster& roster, std::size_t first, std::size_t count,
                       std::span<const std::size_t> provisions,
                       const std::function<void(const Tally&)>& sink) {
  begin(roster, first, count);
  for (const std::size_t index : provisions) {
    judge(index);
    sink(tally_of(index));
  }
}

void Counting::judge(std::size_t index) {
  const CompiledProvision& compiled = book_.provisions[index];
  const std::size_t rows = kinds_[compiled.kind].rows();
  level_ = level_of_kind_[compiled.kind];
  judged_[index] += rows;
  findings_.assign(rows, Finding::not_entitled);
  if (std::exchange(has_amounts_, false) || low_.size() != rows) {
    low_.assign(rows, kNoAmount);
    high_.assign(rows, kNoAmount);
  }
  days_ = {};
  if (rows == 0) return;
  Work& work = work_[index];
  standing_.assign(rows, kHolds);
  find_coverage(compiled, work);
  // With reasons to be told, the conditions of rows that nothing can save are looked at too.
  if (!find_region(compiled, work) && !in_full_) return;
  if (compiled.is_filled()) settle_rows(index, compiled, work);
  for (const Slot slot : compiled.conditions) {
    if (!apply(slot, false)) return;
  }
  if (compiled.excluded && !apply(*compiled.excluded, true)) return;
  conclude_rows(index, compiled, work);
}

class Census::Impl {
 public:
  Impl(const Rulebook::Impl& book, const Moment& moment, const std::vector<int>& measures,
       std::vector<std::string> decisions, const std::vector<std::size_t>* only, Depth depth)
      : counting(book, moment, measures, std::move(decisions), only, depth) {}
  Counting counting;
};

Census::Census(const Rulebook& book, const Moment& moment, const std::vector<int>& measures,
               std::vector<std::string> decisions, const std::vector<std::size_t>* only,
               Depth depth)
    : impl_(std::make_unique<Impl>(*book.impl_, moment, measures, std::move(decisions), only,
                                   depth)) {}
Census::~Census() = default;
Census::Census(Census&&) noexcept = default;
Census& Census::operator=(Census&&) noexcept = default;

void Census::count(Roster& roster, std::size_t first, std::size_t count,
                   const std::function<void(const Tally&)>& sink) {
  impl_->counting.count(roster, first, count, sink);
}

void Census::recount(Roster& roster, std::size_t first, std::size_t count,
                     std::span<const std::size_t> provisions,
                     const std::function<void(const Tally&)>& sink) {
  impl_->counting.recount(roster, first, count, provisions, sink);
}

std::span<const CensusTable> Census::tables() const {
  return impl_->counting.tables();
}

const TableRows& Census::table(std::size_t index) const {
  return impl_->counting.table(index);
}

std::vector<std::uint16_t> Census::facts_of(std::size_t provision) const {
  return impl_->counting.facts_of(provision);
}

const columns::Vector& Census::decision(std::string_view name, std::size_t kind) {
  return impl_->counting.decision(name, kind);
}

feel::Value Census::decision_of_row(std::string_view name, std::size_t kind, std::size_t row) {
  return impl_->counting.decision_of_row(name, kind, row);
}

std::size_t Census::rows(std::size_t kind) const {
  return impl_->counting.rows(kind);
}

std::size_t Census::kinds() const {
  return impl_->counting.kinds();
}

std::vector<std::size_t> Census::provisions() const {
  return impl_->counting.chosen();
}

const std::vector<std::uint64_t>& Census::by_row() const {
  return impl_->counting.by_row();
}

const std::vector<std::uint64_t>& Census::judged() const {
  return impl_->counting.judged();
}

}  // namespace fugong::law
