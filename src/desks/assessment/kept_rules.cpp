#include "desks/assessment/kept_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "base/tree.hpp"
#include "desks/assessment/kept_rules_format.hpp"
#include "desks/register/column_file.hpp"
#include "desks/register/segment.hpp"
#include "desks/register/snapshot.hpp"

namespace fugong::assessment {

using columns::Hits;
using enterprise_register::kFirmsInGroup;
using enterprise_register::SegmentHead;
using enterprise_register::text_of;
using enterprise_register::whole_number;

namespace {

constexpr std::size_t kMaxTables = 20'000;
constexpr std::size_t kMaxKinds = 1'000;
constexpr std::uint64_t kMaxRows = 4'000'000;  // of one kind in a group
constexpr std::uint64_t kMaxRule = 1'000'000;
constexpr std::uint64_t kMaxFirms = std::uint64_t{1} << 40;

SegmentHead head_at(const char* group, std::size_t table) {
  SegmentHead head;
  std::memcpy(&head, group + table * sizeof head, sizeof head);
  return head;
}

/// False if they are no list of rules.
bool read_rules(const Node& list, std::vector<int>& rules) {
  if (list.kind != Node::Kind::list) return false;
  for (const Node& one : list.items) {
    const auto rule = whole_number(&one);
    if (!rule || *rule == 0 || *rule > kMaxRule) return false;
    rules.push_back(static_cast<int>(*rule));
  }
  return true;
}

}  // namespace

tl::unexpected<Faults> KeptRules::broken(const std::string& pointer, Text what) const {
  return fail("rules-broken", Place{file_, 0, 0, pointer}, std::move(what),
              {"用 fugong assess --keep-rules 重新测算", "run fugong assess --keep-rules again"});
}

Result<KeptRules> KeptRules::open(enterprise_register::ColumnSource source, std::string file) {
  KeptRules made(std::move(source));
  made.file_ = std::move(file);
  auto found = enterprise_register::find_directory(made.source_, kRulesMagic);
  if (!found) return fail(std::move(found.error()));
  if (!found->is_magic) {
    return made.broken("", {"这不是逐行保留的规则", "this is no file of kept rules"});
  }
  if (!found->wrong.en.empty()) return made.broken("", std::move(found->wrong));
  auto directory = enterprise_register::read_directory(found->text, made.file_);
  if (!directory) return fail(std::move(directory.error()));
  if (auto read = made.read(*directory); !read) return fail(std::move(read.error()));
  return made;
}

Result<void> KeptRules::read(const Node& directory) {
  if (text_of(directory.find("format")) != kRulesFormat) {
    return broken("/format",
                  {"这个文件的格式本程序不认识", "this program doesn't know the format"});
  }
  const auto on = Date::parse(text_of(directory.find("on")));
  const auto known_at = Date::parse(text_of(directory.find("known_at")));
  const auto firms = whole_number(directory.find("firms"));
  const Node* kinds = directory.find("kinds");
  const Node* tables = directory.find("tables");
  const Node* groups = directory.find("groups");
  if (!on || !known_at || !firms || *firms > kMaxFirms || kinds == nullptr || tables == nullptr ||
      groups == nullptr || kinds->items.size() > kMaxKinds || tables->items.size() > kMaxTables ||
      whole_number(directory.find("firms_in_group")) != kFirmsInGroup) {
    return broken("", {"目录缺项", "the directory lacks a part"});
  }
  head_ = {text_of(directory.find("pack")),
           text_of(directory.find("register")),
           {*on, *known_at},
           static_cast<std::size_t>(*firms)};
  for (const Node& kind : kinds->items)
    kinds_.push_back(text_of(&kind));
  if (auto read = read_tables(*tables); !read) return read;
  return read_groups(*groups);
}

Result<void> KeptRules::read_tables(const Node& all) {
  for (std::size_t i = 0; i < all.items.size(); ++i) {
    const Node& one = all.items[i];
    const std::string pointer = fmt::format("/tables/{}", i);
    KeptTable& made = tables_.emplace_back();
    made.provision = text_of(one.find("provision"));
    made.decision = text_of(one.find("decision"));
    made.name = text_of(one.find("name"));
    const auto kind = std::find(kinds_.begin(), kinds_.end(), text_of(one.find("kind")));
    made.kind = static_cast<std::size_t>(kind - kinds_.begin());
    const Node* sets = one.find("sets");
    if (made.provision.empty() == made.decision.empty() || made.name.empty() ||
        kind == kinds_.end() || sets == nullptr || sets->items.size() > kMaxRuleSets) {
      return broken(pointer, {"表缺项", "the table lacks a part"});
    }
    for (const Node& set : sets->items) {
      Hits& hits = made.sets.emplace_back();
      if (set.items.size() != 2 || !read_rules(set.items[0], hits.sure) ||
          !read_rules(set.items[1], hits.maybe)) {
        return broken(pointer, {"规则的组合无效", "a set of rules is impossible"});
      }
    }
  }
  return {};
}

Result<void> KeptRules::read_groups(const Node& all) {
  if (all.items.size() != (head_.firms + kFirmsInGroup - 1) / kFirmsInGroup) {
    return broken("/groups", {"分组数与企业数不符", "not as many groups as the firms need"});
  }
  for (std::size_t i = 0; i < all.items.size(); ++i) {
    const Node& one = all.items[i];
    const std::string pointer = fmt::format("/groups/{}", i);
    const auto offset = whole_number(one.find("offset"));
    const auto size = whole_number(one.find("bytes"));
    const auto checksum = whole_number(one.find("checksum"), 16);
    const Node* rows = one.find("rows");
    if (!offset || !size || !checksum || rows == nullptr || rows->items.size() != kinds_.size() ||
        *offset > source_.size || *size > source_.size - *offset ||
        *size < tables_.size() * sizeof(SegmentHead)) {
      return broken(pointer, {"分组越出文件", "the group lies outside of the file"});
    }
    RulesGroup& group = groups_.emplace_back(RulesGroup{*offset, *size, *checksum, {}});
    for (const Node& count : rows->items) {
      const auto number = whole_number(&count);
      if (!number || *number > kMaxRows) {
        return broken(pointer, {"行数无效", "a number of rows is impossible"});
      }
      group.rows.push_back(static_cast<std::size_t>(*number));
    }
  }
  loaded_ = std::make_unique<enterprise_register::LoadedGroups>(groups_.size());
  return {};
}

bool KeptRules::is_sound(std::size_t group) const {
  const RulesGroup& of = groups_[group];
  const char* bytes = loaded_->at(group).data();
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    const SegmentHead head = head_at(bytes, i);
    const std::size_t rows = of.rows[tables_[i].kind];
    if (head.has_numbers != 0 || (head.has_codes == 0) != (rows == 0)) return false;
    if (!enterprise_register::is_sound(head, rows, of.bytes)) return false;
    columns::Leaf leaf;
    enterprise_register::unpack(head, bytes, rows, 0, rows, leaf);
    const std::size_t sets = tables_[i].sets.size();
    if (std::any_of(leaf.codes.begin(), leaf.codes.end(),
                    [sets](columns::Code code) { return code >= sets; })) {
      return false;
    }
  }
  return true;
}

Result<void> KeptRules::verify(std::size_t group) const {
  const RulesGroup& of = groups_.at(group);
  auto wrong = loaded_->verify(source_, group, of.offset, of.bytes, of.checksum,
                               [&] { return is_sound(group); });
  if (!wrong) return fail(std::move(wrong.error()));
  if (wrong->en.empty()) return {};
  return broken(fmt::format("/groups/{}", group), std::move(*wrong));
}

const Hits& KeptRules::hits(std::size_t table, std::size_t group, std::size_t row) const {
  const RulesGroup& of = groups_[group];
  const KeptTable& in = tables_[table];
  FUGONG_CHECK(row < of.rows[in.kind], "a row of the group");
  columns::Leaf leaf;
  const char* bytes = loaded_->at(group).data();
  enterprise_register::unpack(head_at(bytes, table), bytes, of.rows[in.kind], row, 1, leaf);
  return in.sets[leaf.codes[0]];
}

}  // namespace fugong::assessment
