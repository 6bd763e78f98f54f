// Static types of operators and members (DMN 1.5, tables 42 to 66).
#include <array>
#include <utility>

#include "engines/decision/lower.hpp"

namespace fugong::decision {
namespace {

using feel::Type;
using K = Type::Kind;

struct Rule {
  Op op;
  K left;
  K right;
  K result;
};

constexpr std::array kRules{
    Rule{Op::add, K::number, K::number, K::number},
    Rule{Op::add, K::string, K::string, K::string},
    Rule{Op::add, K::date, K::months_duration, K::date},
    Rule{Op::add, K::months_duration, K::date, K::date},
    Rule{Op::add, K::date, K::seconds_duration, K::date},
    Rule{Op::add, K::seconds_duration, K::date, K::date},
    Rule{Op::add, K::date_time, K::months_duration, K::date_time},
    Rule{Op::add, K::months_duration, K::date_time, K::date_time},
    Rule{Op::add, K::date_time, K::seconds_duration, K::date_time},
    Rule{Op::add, K::seconds_duration, K::date_time, K::date_time},
    Rule{Op::add, K::time, K::seconds_duration, K::time},
    Rule{Op::add, K::seconds_duration, K::time, K::time},
    Rule{Op::add, K::months_duration, K::months_duration, K::months_duration},
    Rule{Op::add, K::seconds_duration, K::seconds_duration, K::seconds_duration},
    Rule{Op::subtract, K::number, K::number, K::number},
    Rule{Op::subtract, K::date, K::date, K::seconds_duration},
    Rule{Op::subtract, K::date_time, K::date_time, K::seconds_duration},
    Rule{Op::subtract, K::time, K::time, K::seconds_duration},
    Rule{Op::subtract, K::date, K::months_duration, K::date},
    Rule{Op::subtract, K::date, K::seconds_duration, K::date},
    Rule{Op::subtract, K::date_time, K::months_duration, K::date_time},
    Rule{Op::subtract, K::date_time, K::seconds_duration, K::date_time},
    Rule{Op::subtract, K::time, K::seconds_duration, K::time},
    Rule{Op::subtract, K::months_duration, K::months_duration, K::months_duration},
    Rule{Op::subtract, K::seconds_duration, K::seconds_duration, K::seconds_duration},
    Rule{Op::multiply, K::number, K::number, K::number},
    Rule{Op::multiply, K::months_duration, K::number, K::months_duration},
    Rule{Op::multiply, K::number, K::months_duration, K::months_duration},
    Rule{Op::multiply, K::seconds_duration, K::number, K::seconds_duration},
    Rule{Op::multiply, K::number, K::seconds_duration, K::seconds_duration},
    Rule{Op::divide, K::number, K::number, K::number},
    Rule{Op::divide, K::months_duration, K::number, K::months_duration},
    Rule{Op::divide, K::months_duration, K::months_duration, K::number},
    Rule{Op::divide, K::seconds_duration, K::number, K::seconds_duration},
    Rule{Op::divide, K::seconds_duration, K::seconds_duration, K::number},
    Rule{Op::power, K::number, K::number, K::number},
};

bool has_order(K kind) {
  switch (kind) {
    case K::number:
    case K::string:
    case K::date:
    case K::time:
    case K::date_time:
    case K::months_duration:
    case K::seconds_duration:
      return true;
    default:
      return false;
  }
}

struct Member {
  K owner;
  std::string_view name;
  K type;
};

constexpr std::array kMembers{
    Member{K::date, "year", K::number},
    Member{K::date, "month", K::number},
    Member{K::date, "day", K::number},
    Member{K::date, "weekday", K::number},
    Member{K::date_time, "year", K::number},
    Member{K::date_time, "month", K::number},
    Member{K::date_time, "day", K::number},
    Member{K::date_time, "weekday", K::number},
    Member{K::date_time, "hour", K::number},
    Member{K::date_time, "minute", K::number},
    Member{K::date_time, "second", K::number},
    Member{K::time, "hour", K::number},
    Member{K::time, "minute", K::number},
    Member{K::time, "second", K::number},
    Member{K::months_duration, "years", K::number},
    Member{K::months_duration, "months", K::number},
    Member{K::seconds_duration, "days", K::number},
    Member{K::seconds_duration, "hours", K::number},
    Member{K::seconds_duration, "minutes", K::number},
    Member{K::seconds_duration, "seconds", K::number},
};

}  // namespace

std::optional<Type> arithmetic_type(Op op, const Type& a, const Type& b) {
  if (a.is(K::any) || b.is(K::any)) return Type();
  for (const Rule& rule : kRules) {
    if (rule.op == op && a.is(rule.left) && b.is(rule.right)) return Type(rule.result);
  }
  return std::nullopt;
}

bool ordered(const Type& a, const Type& b) {
  if (a.is(K::any) || b.is(K::any)) return true;
  return a.kind() == b.kind() && has_order(a.kind());
}

bool equatable(const Type& a, const Type& b) {
  if (a.is(K::null) || b.is(K::null)) return true;
  return conforms(a, b) || conforms(b, a);
}

std::optional<Type> member_type(const Type& type, std::string_view name) {
  if (type.is(K::any)) return Type();
  if (type.is(K::context)) return type.field(name);
  if (type.is(K::list)) {
    auto member = member_type(type.element(), name);
    if (!member) return std::nullopt;
    return Type::list_of(*member);
  }
  for (const Member& member : kMembers) {
    if (type.is(member.owner) && member.name == name) return Type(member.type);
  }
  return std::nullopt;
}

bool fully_known(const Type& type) {
  switch (type.kind()) {
    case K::any:
    case K::function:
      return false;
    case K::list:
    case K::range:
      return fully_known(type.element());
    case K::context:
      for (const auto& [name, field] : type.fields()) {
        if (!fully_known(field)) return false;
      }
      return true;
    default:
      return true;
  }
}

}  // namespace fugong::decision
