#include "engines/feel/builtins.hpp"

#include <algorithm>
#include <deque>
#include <string>
#include <unordered_map>

#include "engines/feel/builtins_parts.hpp"

namespace fugong::feel {
namespace {

struct Table {
  std::vector<Builtin> all;
  std::deque<std::string> policy_names;
  std::unordered_map<std::string_view, std::size_t> by_name;
};

Table make_table() {
  Table table;
  parts::add_conversion_builtins(table.all);
  parts::add_number_builtins(table.all);
  parts::add_logic_builtins(table.all);
  parts::add_string_builtins(table.all);
  parts::add_regex_builtins(table.all);
  parts::add_list_builtins(table.all);
  parts::add_statistics_builtins(table.all);
  parts::add_temporal_builtins(table.all);
  parts::add_range_builtins(table.all);
  parts::add_context_builtins(table.all);
  for (std::size_t i = 0; i < table.all.size(); ++i) {
    std::string policy(table.all[i].name);
    std::replace(policy.begin(), policy.end(), ' ', '_');
    table.all[i].policy_name = table.policy_names.emplace_back(std::move(policy));
    table.by_name.emplace(table.all[i].name, i);
    table.by_name.emplace(table.all[i].policy_name, i);
  }
  return table;
}

const Table& table() {
  static const Table kTable = make_table();
  return kTable;
}

}  // namespace

const Builtin* find_builtin(std::string_view name) {
  const auto found = table().by_name.find(name);
  return found == table().by_name.end() ? nullptr : &table().all[found->second];
}

std::span<const Builtin> all_builtins() {
  return table().all;
}

namespace parts {

Value error(const CallContext& context, std::string_view code) {
  if (context.report) context.report(code);
  return Value();
}

const Value& value_at(Arguments arguments, std::size_t index) {
  static const Value kNull;
  return index < arguments.size() ? arguments[index] : kNull;
}

const Value& scalar_at(Arguments arguments, std::size_t index) {
  const Value& value = value_at(arguments, index);
  const bool wrapped = value.kind() == Kind::list && value.list().size() == 1;
  return wrapped ? value.list().front() : value;
}

bool is_missing(Arguments arguments, std::size_t index) {
  return value_at(arguments, index).is_null();
}

const Decimal* number_at(Arguments arguments, std::size_t index) {
  const Value& value = scalar_at(arguments, index);
  return value.kind() == Kind::number ? &value.number() : nullptr;
}

const std::string* string_at(Arguments arguments, std::size_t index) {
  const Value& value = scalar_at(arguments, index);
  return value.kind() == Kind::string ? &value.string() : nullptr;
}

std::optional<std::int64_t> whole_at(Arguments arguments, std::size_t index) {
  const Decimal* number = number_at(arguments, index);
  const auto cut = number != nullptr ? number->round(0, Rounding::down) : std::nullopt;
  return cut ? cut->to_int64() : std::nullopt;
}

std::optional<Arguments> list_at(Arguments arguments, std::size_t index) {
  const Value& value = value_at(arguments, index);
  if (value.is_null()) return std::nullopt;
  if (value.kind() == Kind::list) return Arguments(value.list());
  return arguments.subspan(index, 1);
}

Arguments items_of(Arguments arguments) {
  const bool only_list = arguments.size() == 1 && arguments[0].kind() == Kind::list;
  return only_list ? Arguments(arguments[0].list()) : arguments;
}

std::optional<Type> item_type(Types types) {
  if (types.size() == 1 && types[0].is(Type::Kind::list)) return types[0].element();
  Type common(Type::Kind::null);
  for (const Type& type : types) {
    common = common_type(common, type);
  }
  if (common.is(Type::Kind::any)) return std::nullopt;
  return common;
}

bool is_ordered(const Type& type) {
  switch (type.kind()) {
    case Type::Kind::null:
    case Type::Kind::number:
    case Type::Kind::string:
    case Type::Kind::date:
    case Type::Kind::time:
    case Type::Kind::date_time:
    case Type::Kind::months_duration:
    case Type::Kind::seconds_duration:
      return true;
    default:
      return false;
  }
}

}  // namespace parts
}  // namespace fugong::feel
