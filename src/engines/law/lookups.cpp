// Code lists and lookups: compiled once, answered with the law as known on a day.
#include <fmt/format.h>

#include <algorithm>

#include "base/money.hpp"
#include "engines/law/compiled.hpp"

namespace fugong::law {

using feel::Value;
using K = feel::Type::Kind;

feel::Type feel_type(FactType type) {
  switch (type) {
    case FactType::boolean:
      return K::boolean;
    case FactType::integer:
    case FactType::number:
    case FactType::percent:
    case FactType::money:
      return K::number;
    case FactType::date:
      return K::date;
    case FactType::code:
    case FactType::text:
      return K::string;
  }
  FUGONG_CHECK(false, "every fact type has a FEEL type");
}

std::optional<Value> value_from_text(FactType type, std::string_view text) {
  switch (type) {
    case FactType::boolean:
      if (text == "true") return Value::of(true);
      if (text == "false") return Value::of(false);
      return std::nullopt;
    case FactType::integer:
    case FactType::number:
    case FactType::percent:
    case FactType::money: {
      const auto number = Decimal::parse(text);
      if (!number) return std::nullopt;
      if (type == FactType::integer && !number->to_int64()) return std::nullopt;
      if (type == FactType::money && !Money::from_yuan(*number)) return std::nullopt;
      return Value::of(*number);
    }
    case FactType::date: {
      const auto date = Date::parse(text);
      if (!date) return std::nullopt;
      return Value::of(*date);
    }
    case FactType::code:
    case FactType::text:
      return Value::of(text);
  }
  return std::nullopt;
}

namespace {

/// What a code resolves to: its own row or that of its nearest parent with one.
const CompiledRow* nearest_row(const CompiledLookup& lookup, std::string_view code) {
  for (const ListEntry* entry : lookup.list->ancestry(code)) {
    const auto row = lookup.by_key.find(entry->code);
    if (row != lookup.by_key.end()) return &row->second;
  }
  return nullptr;
}

/// A code is too coarse if a code below it has a row with another value than the code itself
/// resolves to: "division 59" when its groups belong to different rows.
void mark_coarse(CompiledLookup& lookup) {
  if (lookup.list == nullptr) return;
  for (const auto& [key, row] : lookup.by_key) {
    for (const ListEntry* above : lookup.list->ancestry(key)) {
      if (above->code == key) continue;
      const CompiledRow* own = nearest_row(lookup, above->code);
      const Value& value = own != nullptr ? own->value : lookup.otherwise;
      if (!feel::equal(value, row.value).is_true()) lookup.coarse.insert(above->code);
    }
  }
}

}  // namespace

const ListEntry* CompiledList::find(std::string_view code) const {
  const auto found = by_code.find(code);
  return found == by_code.end() ? nullptr : found->second;
}

std::vector<const ListEntry*> CompiledList::ancestry(std::string_view code) const {
  std::vector<const ListEntry*> path;
  for (const ListEntry* at = find(code); at != nullptr; at = parent_of(*at))
    path.push_back(at);
  return path;
}

void compile_lists(Rulebook::Impl& book, Faults& faults) {
  for (const CodeList& list : book.source.lists) {
    CompiledList compiled;
    compiled.list = &list;
    for (const ListEntry& entry : list.entries) {
      if (!compiled.by_code.emplace(entry.code, &entry).second) {
        faults.push_back({"list-code-twice",
                          list.place,
                          {fmt::format("代码表“{}”中代码 {} 出现两次", list.name, entry.code),
                           fmt::format("list '{}' has the code {} twice", list.name, entry.code)},
                          {"删去重复的行", "take one of the rows out"}});
      }
    }
    for (const ListEntry& entry : list.entries) {
      // A parent must exist, and the way up must end.
      std::size_t steps = 0;
      const ListEntry* at = &entry;
      while (!at->parent.empty() && steps <= list.entries.size()) {
        const auto parent = compiled.by_code.find(at->parent);
        if (parent == compiled.by_code.end()) break;
        at = parent->second;
        ++steps;
      }
      if (at->parent.empty()) continue;
      faults.push_back({"list-parent",
                        list.place,
                        {fmt::format("代码 {} 的上级 {} 不存在或成环", entry.code, entry.parent),
                         fmt::format("the parent {} of code {} doesn't exist or goes in a circle",
                                     entry.parent, entry.code)},
                        {"改正上级代码", "correct the parent code"}});
      compiled.by_code.erase(entry.code);
    }
    for (const ListEntry& entry : list.entries)
      compiled.parents.push_back(compiled.find(entry.parent));
    book.lists.emplace(list.name, std::move(compiled));
  }
}

void compile_lookups(Rulebook::Impl& book, Faults& faults) {
  for (const Lookup& lookup : book.source.lookups) {
    CompiledLookup compiled;
    compiled.lookup = &lookup;
    if (lookup.match == Lookup::Match::nearest_ancestor) {
      const auto list = book.lists.find(lookup.list);
      if (list == book.lists.end()) {
        faults.push_back(
            {"unknown-list",
             lookup.place,
             {fmt::format("没有代码表“{}”", lookup.list),
              fmt::format("there is no list '{}'", lookup.list)},
             {"在 data.yaml 的 lists 中声明它", "declare it under lists in data.yaml"}});
        book.lookups.push_back(std::move(compiled));
        continue;
      }
      compiled.list = &list->second;
    }
    if (lookup.otherwise) {
      if (auto value = value_from_text(lookup.type, *lookup.otherwise)) compiled.otherwise = *value;
    }
    for (const Lookup::Row& row : lookup.rows) {
      CompiledRow made;
      made.known_from = row.known_from;
      std::optional<Value> value =
          row.value.empty() ? Value() : value_from_text(lookup.type, row.value);
      const auto date = Date::parse(row.key);
      const bool dated = lookup.match == Lookup::Match::latest_on_or_before;
      const bool key_fits =
          dated ? date.has_value()
                : (compiled.list == nullptr || compiled.list->by_code.contains(row.key));
      if (!value || !key_fits) {
        const std::string& what = value ? row.key : row.value;
        faults.push_back(
            {value ? "lookup-key" : "lookup-value",
             row.place,
             {fmt::format("“{}”不是查找表“{}”可用的{}", what, lookup.name, value ? "键" : "值"),
              fmt::format("'{}' can't be a {} of lookup '{}'", what, value ? "key" : "value",
                          lookup.name)},
             {"按表的类型改正这一格", "correct this cell to the type of its column"}});
        continue;
      }
      made.value = *value;
      if (dated) {
        made.key_date = *date;
        compiled.dated.push_back(std::move(made));
      } else if (!compiled.by_key.emplace(row.key, std::move(made)).second) {
        faults.push_back({"lookup-key-twice",
                          row.place,
                          {fmt::format("键 {} 出现两次", row.key),
                           fmt::format("the key {} stands twice", row.key)},
                          {"删去其中一行", "take one of the rows out"}});
      }
    }
    mark_coarse(compiled);
    std::stable_sort(
        compiled.dated.begin(), compiled.dated.end(),
        [](const CompiledRow& a, const CompiledRow& b) { return a.key_date < b.key_date; });
    book.lookups.push_back(std::move(compiled));
  }
}

Value LookupHost::dated(const CompiledLookup& lookup, std::size_t index, Date day) const {
  // What will hold on a day to come isn't known yet: a new row may be released before it.
  if (day > known_at_) return Value::unknown({book_.lookup_source(index)});
  Value value = lookup.otherwise;
  for (const CompiledRow& row : lookup.dated) {
    if (row.key_date > day) break;
    if (!row.known_from || *row.known_from <= known_at_) value = row.value;
  }
  return value;
}

Value LookupHost::call(std::size_t function, std::span<const Value> arguments) const {
  const CompiledLookup& lookup = book_.lookups.at(function);
  const Value& argument = arguments[0];
  if (argument.is_null()) return Value();
  switch (lookup.lookup->match) {
    case Lookup::Match::latest_on_or_before:
      return dated(lookup, function, argument.date());
    case Lookup::Match::exact: {
      const auto row = lookup.by_key.find(argument.string());
      const bool seen = row != lookup.by_key.end() &&
                        (!row->second.known_from || *row->second.known_from <= known_at_);
      return seen ? row->second.value : lookup.otherwise;
    }
    case Lookup::Match::nearest_ancestor:
      if (lookup.coarse.contains(argument.string())) {
        return Value::unknown({book_.lookup_source(function)});
      }
      for (const ListEntry* at = lookup.list->find(argument.string()); at != nullptr;
           at = lookup.list->parent_of(*at)) {
        const auto row = lookup.by_key.find(at->code);
        if (row != lookup.by_key.end() &&
            (!row->second.known_from || *row->second.known_from <= known_at_)) {
          return row->second.value;
        }
      }
      return lookup.otherwise;
  }
  FUGONG_CHECK(false, "every match is answered");
}

}  // namespace fugong::law
