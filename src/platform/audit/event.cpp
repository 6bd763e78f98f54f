#include "platform/audit/event.hpp"

#include <charconv>

#include "base/hash.hpp"
#include "base/json_writer.hpp"

namespace fugong::audit {
namespace {

constexpr std::string_view kFormat = "fugong-audit/1";

}  // namespace

std::string EventId::text() const {
  return region + '/' + std::to_string(position);
}

Result<EventId> EventId::parse(std::string_view text) {
  const std::size_t slash = text.rfind('/');
  const std::string_view digits =
      slash == std::string_view::npos ? std::string_view{} : text.substr(slash + 1);
  EventId id{std::string(text.substr(0, slash)), 0};
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), id.position);
  if (error != std::errc{} || end != digits.data() + digits.size() || id.position < 1 ||
      id.region.empty()) {
    return fail("audit-event-id", Place{},
                {"不是事件编号：" + std::string(text), "no id of an event: " + std::string(text)},
                {"写成“地区/序号”，如 330100/12", "write region/position, such as 330100/12"});
  }
  return id;
}

std::string Record::text() const {
  // The names are in the order of RFC 8785 already, body and commitments are canonical.
  JsonWriter w;
  w.begin_object();
  w.key("action").string(action);
  w.key("actor").string(actor);
  w.key("at_ms").number(at_ms);
  w.key("body").raw(body);
  w.key("commitments").raw(commitments);
  w.key("format").string(kFormat);
  w.key("kind").string(kind);
  w.key("position").number(id.position);
  w.key("previous").string(previous);
  w.key("record").string(record);
  w.key("region").string(id.region);
  w.key("result").string(result);
  w.key("role").string(role);
  w.end_object();
  return w.take();
}

std::string Opening::commitment() const {
  JsonWriter w;
  w.begin_array().string(salt).string(name).string(value).end_array();
  return sha256_hex(w.str());
}

}  // namespace fugong::audit
