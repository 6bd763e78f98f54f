// Type: the static types of FEEL (DMN 1.5, 10.3.2.9). `any` is what is not known before running
// and is the border of the policy profile: no expression of a pack may have it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/feel/value.hpp"

namespace fugong::feel {

class Type {
 public:
  enum class Kind : std::uint8_t {
    any,
    null,
    boolean,
    number,
    string,
    date,
    time,
    date_time,
    months_duration,
    seconds_duration,
    range,
    list,
    context,
    function
  };
  using Fields = std::vector<std::pair<std::string, Type>>;

  Type() = default;                 ///< any
  Type(Kind kind) : kind_(kind) {}  // NOLINT(google-explicit-constructor): simple kinds
  static Type list_of(Type element);
  static Type range_of(Type element);
  static Type context_of(Fields fields);
  static Type function_of(std::vector<Type> parameters, Type result);

  Kind kind() const { return kind_; }
  bool is(Kind kind) const { return kind_ == kind; }
  Type element() const;          ///< of a list or range (any if not said)
  const Fields& fields() const;  ///< of a context
  std::vector<Type> parameters() const;
  Type result() const;
  std::optional<Type> field(std::string_view name) const;

  /// "number", "list<string>", "context<a: number>", "function<number>->string".
  std::string to_string() const;
  /// The simple types by their FEEL names ("number", "date and time", "years and months duration").
  static std::optional<Type> by_name(std::string_view name);

  friend bool operator==(const Type& a, const Type& b);

 private:
  struct Detail;
  Kind kind_ = Kind::any;
  std::shared_ptr<const Detail> detail_;
};

/// Whether a value of `from` may stand where `to` is wanted (DMN 1.5, 10.3.2.9.1 conformance).
bool conforms(const Type& from, const Type& to);
/// The type both conform to; any if there is none but any.
Type common_type(const Type& a, const Type& b);
/// Whether this value belongs to the type (instance of). Null belongs only to null and any.
bool instance_of(const Value& value, const Type& type);

}  // namespace fugong::feel
