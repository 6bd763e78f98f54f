// JsonWriter: appends JSON text to a string; keys keep the order in which they are written.
//
//   JsonWriter w;
//   w.begin_object().key("amount_fen").number(16012500).key("ok").boolean(true).end_object();
//   std::move(w).text()
//
// Misuse (a value without a key in an object) is our bug: checked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"
#include "base/fault.hpp"

namespace fugong {

/// Appends a JSON string with its quotes and the shortest escapes (as RFC 8785 wants them). Bytes
/// that are no UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

class JsonWriter {
 public:
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view utf8);
  /// null if it is empty.
  JsonWriter& string_or_null(std::string_view utf8);
  JsonWriter& number(std::int64_t value);
  JsonWriter& number(const Decimal& value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  /// {"zh": ..., "en": ...}
  JsonWriter& text(const Text& value);
  /// Already valid JSON.
  JsonWriter& raw(std::string_view json);

  const std::string& str() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  void before_value();
  std::string out_;
  struct Level {
    bool object = false;
    bool empty = true;
    bool key_open = false;
  };
  std::vector<Level> levels_;
};

}  // namespace fugong
