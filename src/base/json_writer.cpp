#include "base/json_writer.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace fugong {

void JsonWriter::before_value() {
  if (levels_.empty()) {
    FUGONG_CHECK(out_.empty(), "one JSON text has one value");
    return;
  }
  Level& level = levels_.back();
  if (level.object) {
    FUGONG_CHECK(level.key_open, "a value in an object needs a key");
    level.key_open = false;
    return;
  }
  if (!level.empty) out_ += ',';
  level.empty = false;
}

JsonWriter& JsonWriter::begin_object() {
  before_value();
  levels_.push_back({true, true, false});
  out_ += '{';
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  FUGONG_CHECK(!levels_.empty() && levels_.back().object && !levels_.back().key_open,
               "an object is closed where one is open");
  levels_.pop_back();
  out_ += '}';
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  before_value();
  levels_.push_back({false, true, false});
  out_ += '[';
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  FUGONG_CHECK(!levels_.empty() && !levels_.back().object, "a list is closed where one is open");
  levels_.pop_back();
  out_ += ']';
  return *this;
}

namespace {
/// Every sequence that is not UTF-8 becomes U+FFFD, so that the result is valid JSON whatever
/// comes.
std::string repaired(std::string_view bytes) {
  std::string out;
  while (const auto bad = find_invalid_utf8(bytes)) {
    out.append(bytes, 0, *bad);
    append_utf8(out, 0xFFFD);
    bytes.remove_prefix(*bad + 1);
  }
  return out.append(bytes);
}

void append_escaped(std::string& out, std::string_view utf8) {
  std::size_t clean = 0;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const char c = utf8[i];
    if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') continue;
    out.append(utf8, clean, i - clean);
    clean = i + 1;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  out.append(utf8, clean);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  if (find_invalid_utf8(text)) {
    append_escaped(out, repaired(text));
  } else {
    append_escaped(out, text);
  }
  out += '"';
}

JsonWriter& JsonWriter::key(std::string_view name) {
  FUGONG_CHECK(!levels_.empty() && levels_.back().object && !levels_.back().key_open,
               "a key stands in an object, before its value");
  Level& level = levels_.back();
  if (!level.empty) out_ += ',';
  level.empty = false;
  level.key_open = true;
  append_json_string(out_, name);
  out_ += ':';
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view utf8) {
  before_value();
  append_json_string(out_, utf8);
  return *this;
}

JsonWriter& JsonWriter::string_or_null(std::string_view utf8) {
  return utf8.empty() ? null() : string(utf8);
}

JsonWriter& JsonWriter::number(std::int64_t value) {
  before_value();
  out_ += fmt::format_int(value).c_str();
  return *this;
}

JsonWriter& JsonWriter::number(const Decimal& value) {
  return raw(value.to_string());
}

JsonWriter& JsonWriter::boolean(bool value) {
  return raw(value ? "true" : "false");
}
JsonWriter& JsonWriter::null() {
  return raw("null");
}

JsonWriter& JsonWriter::text(const Text& value) {
  return begin_object().key("zh").string(value.zh).key("en").string(value.en).end_object();
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  before_value();
  out_ += json;
  return *this;
}

}  // namespace fugong
