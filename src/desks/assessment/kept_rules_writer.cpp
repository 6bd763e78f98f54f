#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/json_writer.hpp"
#include "desks/assessment/kept_rules.hpp"
#include "desks/assessment/kept_rules_format.hpp"
#include "desks/register/column_file.hpp"
#include "desks/register/segment.hpp"
#include "desks/register/snapshot.hpp"

namespace fugong::assessment {

using columns::Hits;
using enterprise_register::SegmentHead;

namespace {

constexpr std::uint32_t kNoNumber = std::numeric_limits<std::uint32_t>::max();
static_assert(kMaxRuleSets <= std::numeric_limits<columns::Code>::max());

void write_rules(JsonWriter& json, const std::vector<int>& rules) {
  json.begin_array();
  for (const int rule : rules)
    json.number(rule);
  json.end_array();
}

}  // namespace

void RuleRows::begin_group() {
  tables_.resize(census_.tables().size());
  for (OfTable& table : tables_)
    table.of_row.clear();
  rows_.clear();
}

void RuleRows::add_block() {
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    const std::vector<std::uint32_t>& block = census_.table(i).of_row;
    tables_[i].of_row.insert(tables_[i].of_row.end(), block.begin(), block.end());
  }
  rows_.resize(census_.kinds());
  for (std::size_t kind = 0; kind < rows_.size(); ++kind)
    rows_[kind] += census_.rows(kind);
}

RulesWriter::RulesWriter(RulesHead head, Write write)
    : head_(std::move(head)), write_(std::move(write)) {}

void RulesWriter::begin(const law::Source& source, std::span<const law::CensusTable> tables) {
  for (const law::SubjectKind& kind : source.subjects)
    kinds_.push_back(kind.name);
  for (const law::CensusTable& table : tables) {
    OfTable& made = tables_.emplace_back();
    if (table.provision != nullptr) made.provision = table.provision->id;
    if (table.decision != nullptr) made.decision = table.decision->definition.name;
    made.name = table.definition->name;
    made.kind = table.kind;
  }
}

Result<void> RulesWriter::write(std::size_t group, RuleRows& rows) {
  std::unique_lock lock(mutex_);
  turn_.wait(lock, [&] { return stopped_ || groups_.size() == group; });
  if (stopped_) return {};
  auto written = write_group(rows);
  if (!written) stopped_ = true;
  turn_.notify_all();
  return written;
}

void RulesWriter::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  turn_.notify_all();
}

/// A table of segments, as in a group of a snapshot, and the segments: one for each table.
Result<void> RulesWriter::write_group(RuleRows& rows) {
  std::string bytes(tables_.size() * sizeof(SegmentHead), '\0');
  std::vector<SegmentHead> heads;
  std::vector<columns::Code> codes;
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    RuleRows::OfTable& of = rows.tables_[i];
    const std::vector<Hits>& hits = rows.census_.table(i).hits;
    of.numbers.resize(hits.size(), kNoNumber);
    codes.clear();
    for (const std::uint32_t at : of.of_row) {
      std::uint32_t& number = of.numbers[at];
      if (number == kNoNumber) {
        auto found = number_of(tables_[i], hits[at]);
        if (!found) return fail(std::move(found.error()));
        number = *found;
      }
      codes.push_back(static_cast<columns::Code>(number));
    }
    heads.push_back(enterprise_register::pack(codes, {}, columns::Unit::number, 0, bytes));
  }
  std::copy_n(reinterpret_cast<const char*>(heads.data()), heads.size() * sizeof(SegmentHead),
              bytes.begin());
  if (offset_ == 0) {
    if (auto begun = append(kRulesMagic); !begun) return begun;
  }
  rows.rows_.resize(kinds_.size());
  groups_.push_back(
      {offset_, bytes.size(), enterprise_register::checksum_of(bytes), std::move(rows.rows_)});
  return append(bytes);
}

Result<std::uint32_t> RulesWriter::number_of(OfTable& table, const Hits& hits) {
  const auto [at, is_new] =
      table.numbers.try_emplace(hits, static_cast<std::uint32_t>(table.sets.size()));
  if (!is_new) return at->second;
  table.sets.push_back(&at->first);
  rules_in_sets_ += hits.sure.size() + hits.maybe.size();
  if (table.sets.size() <= kMaxRuleSets && rules_in_sets_ <= kMaxRulesInSets) return at->second;
  const std::string& owner = table.provision.empty() ? table.decision : table.provision;
  return fail("rules-sets", Place{owner, 0, 0, "/" + table.name},
              {"表中同时命中的规则有太多种组合，无法逐行保留",
               "too many sets of its rules fire together to be kept row by row"},
              {"去掉 --keep-rules，或用 --measure 只测算一条措施",
               "leave out --keep-rules, or count one measure with --measure"});
}

Result<void> RulesWriter::append(std::string_view bytes) {
  auto written = write_(bytes);
  if (written) offset_ += bytes.size();
  return written;
}

Result<void> RulesWriter::finish() {
  FUGONG_CHECK(!stopped_, "a writer that was stopped has no whole file");
  if (offset_ == 0) {
    if (auto begun = append(kRulesMagic); !begun) return begun;
  }
  const std::string text = directory();
  if (auto written = append(text); !written) return written;
  return append(enterprise_register::tail_after(text));
}

std::string RulesWriter::directory() const {
  JsonWriter json;
  json.begin_object();
  json.key("format").string(kRulesFormat);
  json.key("pack").string(head_.pack);
  json.key("register").string(head_.snapshot);
  json.key("on").string(head_.moment.on.to_string());
  json.key("known_at").string(head_.moment.known_at.to_string());
  json.key("firms").number(static_cast<std::int64_t>(head_.firms));
  json.key("firms_in_group").number(std::int64_t{enterprise_register::kFirmsInGroup});
  json.key("kinds").begin_array();
  for (const std::string& kind : kinds_)
    json.string(kind);
  json.end_array().key("tables").begin_array();
  for (const OfTable& table : tables_) {
    json.begin_object();
    const bool of_provision = !table.provision.empty();
    json.key(of_provision ? "provision" : "decision");
    json.string(of_provision ? table.provision : table.decision);
    json.key("name").string(table.name);
    json.key("kind").string(kinds_[table.kind]);
    json.key("sets").begin_array();
    for (const Hits* hits : table.sets) {
      json.begin_array();
      write_rules(json, hits->sure);
      write_rules(json, hits->maybe);
      json.end_array();
    }
    json.end_array().end_object();
  }
  json.end_array().key("groups").begin_array();
  for (const RulesGroup& group : groups_) {
    json.begin_object();
    json.key("offset").number(static_cast<std::int64_t>(group.offset));
    json.key("bytes").number(static_cast<std::int64_t>(group.bytes));
    json.key("checksum").string(fmt::format("{:016x}", group.checksum));
    json.key("rows").begin_array();
    for (const std::size_t rows : group.rows)
      json.number(static_cast<std::int64_t>(rows));
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return json.take();
}

}  // namespace fugong::assessment
