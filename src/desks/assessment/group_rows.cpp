#include "desks/assessment/group_rows.hpp"

#include <algorithm>
#include <numeric>

namespace fugong::assessment {

std::vector<Grouping> groupings_of(const pack::Pack& pack) {
  std::vector<Grouping> made;
  for (const pack::Breakdown& breakdown : pack.breakdowns) {
    Grouping grouping{breakdown.name, breakdown.label, {{"", {"不详", "not known"}}}};
    const law::CodeList* list = pack.book.find_list(breakdown.list);
    FUGONG_CHECK(list != nullptr, "a breakdown goes by a list of the pack");
    for (const law::ListEntry& entry : list->entries) {
      if (entry.parent.empty() && grouping.groups.size() < 0xFFFF) {
        grouping.groups.push_back({entry.code, entry.label});
      }
    }
    made.push_back(std::move(grouping));
  }
  return made;
}

std::uint16_t group_of(const pack::Pack& pack, const std::vector<Grouping>& groupings,
                       std::size_t grouping, const feel::Value& value) {
  if (value.kind() != feel::Kind::string) return 0;
  const std::string& list = pack.breakdowns[grouping].list;
  const law::ListEntry* at = pack.book.find_entry(list, value.string());
  while (at != nullptr && !at->parent.empty())
    at = pack.book.find_entry(list, at->parent);
  if (at == nullptr) return 0;
  const auto& groups = groupings[grouping].groups;
  const auto found = std::find_if(groups.begin(), groups.end(),
                                  [at](const auto& group) { return group.code == at->code; });
  return found == groups.end() ? std::uint16_t{0}
                               : static_cast<std::uint16_t>(found - groups.begin());
}

GroupRows::GroupRows(const pack::Pack& pack, const std::vector<Grouping>& groupings)
    : pack_(pack), groupings_(groupings), groups_(groupings.size()) {
  for (const pack::Breakdown& breakdown : pack.breakdowns) {
    Source source{pack.book.fact_index(breakdown.of), {}, {}};
    if (!source.fact) source.decision = breakdown.of;
    sources_.push_back(std::move(source));
  }
  const auto& subjects = pack.book.source().subjects;
  while (!subjects[root_kind_].parent.empty())
    ++root_kind_;
}

std::vector<std::string> GroupRows::decisions() const {
  std::vector<std::string> names;
  for (const Source& source : sources_) {
    if (!source.fact) names.push_back(source.decision);
  }
  return names;
}

void GroupRows::begin(const std::vector<law::KindRows>& kinds, std::size_t firms) {
  firms_ = firms;
  firm_of_row_.assign(kinds.size(), {});
  for (std::size_t kind = 0; kind < kinds.size(); ++kind)
    find_firms(kinds, kind);
}

void GroupRows::find_firms(const std::vector<law::KindRows>& kinds, std::size_t kind) {
  std::vector<std::uint32_t>& firms = firm_of_row_[kind];
  if (!firms.empty() || kinds[kind].rows() == 0) return;
  const auto& subjects = pack_.book.source().subjects;
  firms.resize(kinds[kind].rows());
  if (subjects[kind].parent.empty()) {
    std::iota(firms.begin(), firms.end(), std::uint32_t{0});
    return;
  }
  std::size_t parent = 0;
  while (subjects[parent].name != subjects[kind].parent)
    ++parent;
  find_firms(kinds, parent);
  for (std::size_t row = 0; row < firms.size(); ++row)
    firms[row] = firm_of_row_[parent][kinds[kind].parents[row]];
}

void GroupRows::find_groups(law::Roster& roster, law::Census& census) {
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    Source& source = sources_[i];
    std::vector<std::uint16_t>& groups = groups_[i];
    groups.assign(firms_, 0);
    const auto of_code = [&](columns::Code code, const feel::Value& value) {
      if (source.by_code.size() <= code) source.by_code.resize(std::size_t{code} + 1, 0xFFFF);
      if (source.by_code[code] == 0xFFFF) source.by_code[code] = group_of(i, value);
      return source.by_code[code];
    };
    if (source.fact) {
      columns::Leaf leaf;
      if (!roster.read(*source.fact, leaf) || leaf.codes.empty()) continue;
      for (std::size_t firm = 0; firm < firms_; ++firm) {
        const columns::Code code = leaf.codes[firm];
        if (code >= columns::kFirst)
          groups[firm] = of_code(code, leaf.values[code - columns::kFirst]);
      }
      continue;
    }
    const columns::Vector& of = census.decision(source.decision, root_kind_);
    for (std::size_t firm = 0; firm < firms_; ++firm) {
      const columns::Code code = of.code(firm);
      if (of.constant) {
        groups[firm] = group_of(i, of.value(firm));
      } else if (code == columns::kAsk) {
        groups[firm] = group_of(i, census.decision_of_row(source.decision, root_kind_, firm));
      } else if (code >= columns::kFirst) {
        groups[firm] = of_code(code, of.dictionary->at(code));
      }
    }
  }
}

}  // namespace fugong::assessment
