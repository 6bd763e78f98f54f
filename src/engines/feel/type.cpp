#include "engines/feel/type.hpp"

#include <algorithm>
#include <array>

namespace fugong::feel {

struct Type::Detail {
  std::vector<Type> arguments;  // element; or parameters and, last, the result
  Fields fields;
};

Type Type::list_of(Type element) {
  Type type(Kind::list);
  type.detail_ = std::make_shared<const Detail>(Detail{{std::move(element)}, {}});
  return type;
}

Type Type::range_of(Type element) {
  Type type(Kind::range);
  type.detail_ = std::make_shared<const Detail>(Detail{{std::move(element)}, {}});
  return type;
}

Type Type::context_of(Fields fields) {
  Type type(Kind::context);
  type.detail_ = std::make_shared<const Detail>(Detail{{}, std::move(fields)});
  return type;
}

Type Type::function_of(std::vector<Type> parameters, Type result) {
  Type type(Kind::function);
  parameters.push_back(std::move(result));
  type.detail_ = std::make_shared<const Detail>(Detail{std::move(parameters), {}});
  return type;
}

Type Type::element() const {
  const bool has = (kind_ == Kind::list || kind_ == Kind::range) && detail_ != nullptr;
  return has ? detail_->arguments.front() : Type();
}

const Type::Fields& Type::fields() const {
  static const Fields kNone;
  return detail_ != nullptr ? detail_->fields : kNone;
}

std::vector<Type> Type::parameters() const {
  if (kind_ != Kind::function || detail_ == nullptr) return {};
  return {detail_->arguments.begin(), detail_->arguments.end() - 1};
}

Type Type::result() const {
  return kind_ == Kind::function && detail_ != nullptr ? detail_->arguments.back() : Type();
}

std::optional<Type> Type::field(std::string_view name) const {
  for (const auto& [key, type] : fields()) {
    if (key == name) return type;
  }
  return std::nullopt;
}

namespace {
constexpr std::array<std::string_view, 14> kNames{"Any",
                                                  "Null",
                                                  "boolean",
                                                  "number",
                                                  "string",
                                                  "date",
                                                  "time",
                                                  "date and time",
                                                  "years and months duration",
                                                  "days and time duration",
                                                  "range",
                                                  "list",
                                                  "context",
                                                  "function"};
}  // namespace

std::string Type::to_string() const {
  std::string name(kNames[static_cast<std::size_t>(kind_)]);
  if (detail_ == nullptr) return name;
  if (kind_ == Kind::list || kind_ == Kind::range) return name + "<" + element().to_string() + ">";
  std::string inner;
  if (kind_ == Kind::context) {
    for (const auto& [key, type] : fields()) {
      inner += (inner.empty() ? "" : ", ") + key + ": " + type.to_string();
    }
    return name + "<" + inner + ">";
  }
  for (const Type& parameter : parameters()) {
    inner += (inner.empty() ? "" : ", ") + parameter.to_string();
  }
  return name + "<" + inner + ">->" + result().to_string();
}

std::optional<Type> Type::by_name(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found != kNames.end()) return Type(static_cast<Kind>(found - kNames.begin()));
  if (name == "any") return Type();
  if (name == "dateTime") return Type(Kind::date_time);
  if (name == "dayTimeDuration") return Type(Kind::seconds_duration);
  if (name == "yearMonthDuration") return Type(Kind::months_duration);
  return std::nullopt;
}

bool operator==(const Type& a, const Type& b) {
  if (a.kind_ != b.kind_) return false;
  if (a.detail_ == b.detail_) return true;
  return a.element() == b.element() && a.fields() == b.fields() &&
         a.parameters() == b.parameters() && a.result() == b.result();
}

bool conforms(const Type& from, const Type& to) {
  using K = Type::Kind;
  if (to.is(K::any) || from.is(K::null)) return true;
  if (from.kind() != to.kind()) return false;
  switch (from.kind()) {
    case K::list:
    case K::range:
      return conforms(from.element(), to.element());
    case K::context:
      return std::all_of(to.fields().begin(), to.fields().end(), [&](const auto& wanted) {
        const auto given = from.field(wanted.first);
        return given && conforms(*given, wanted.second);
      });
    case K::function: {
      const auto given = from.parameters();
      const auto wanted = to.parameters();
      if (given.size() != wanted.size()) return false;
      for (std::size_t i = 0; i < given.size(); ++i) {
        if (!conforms(wanted[i], given[i])) return false;  // contravariant
      }
      return conforms(from.result(), to.result());
    }
    default:
      return true;
  }
}

Type common_type(const Type& a, const Type& b) {
  using K = Type::Kind;
  if (a == b) return a;
  if (a.is(K::null)) return b;
  if (b.is(K::null)) return a;
  if (a.is(K::any) || b.is(K::any)) return Type();
  if (conforms(a, b)) return b;
  if (conforms(b, a)) return a;
  return Type();
}

bool instance_of(const Value& value, const Type& type) {
  using K = Type::Kind;
  if (type.is(K::any)) return !value.is_null();
  switch (value.kind()) {
    case Kind::null:
      return type.is(K::null);
    case Kind::unknown:
      return false;
    case Kind::boolean:
      return type.is(K::boolean);
    case Kind::number:
      return type.is(K::number);
    case Kind::string:
      return type.is(K::string);
    case Kind::date:
      return type.is(K::date);
    case Kind::time:
      return type.is(K::time);
    case Kind::date_time:
      return type.is(K::date_time);
    case Kind::months_duration:
      return type.is(K::months_duration);
    case Kind::seconds_duration:
      return type.is(K::seconds_duration);
    case Kind::function:
      return type.is(K::function) &&
             (type.result().is(K::any) ||
              value.function().parameters().size() == type.parameters().size());
    case Kind::range: {
      if (!type.is(K::range)) return false;
      const auto fits = [&](const std::optional<Value>& end) {
        return !end || end->is_null() || instance_of(*end, type.element());
      };
      return fits(value.range().low) && fits(value.range().high);
    }
    case Kind::list:
      return type.is(K::list) &&
             std::all_of(value.list().begin(), value.list().end(), [&](const Value& item) {
               return item.is_null() || instance_of(item, type.element());
             });
    case Kind::context:
      return type.is(K::context) &&
             std::all_of(type.fields().begin(), type.fields().end(), [&](const auto& wanted) {
               const Value* entry = value.find(wanted.first);
               return entry != nullptr && (entry->is_null() || instance_of(*entry, wanted.second));
             });
  }
  return false;
}

}  // namespace fugong::feel
