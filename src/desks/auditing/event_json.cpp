#include "desks/auditing/event_json.hpp"

#include <array>

#include "base/tree.hpp"

namespace fugong::auditing {
namespace {

std::string_view name_of(VerificationState::Is is) {
  constexpr std::array<std::string_view, 5> kNames{"none", "running", "sound", "broken", "failed"};
  return kNames[static_cast<std::size_t>(is)];
}

void number_or_null(JsonWriter& w, std::string_view key, std::optional<std::int64_t> value) {
  w.key(key);
  if (value) {
    w.number(*value);
  } else {
    w.null();
  }
}

}  // namespace

void write_event(JsonWriter& w, const audit::Record& record) {
  w.begin_object().key("id").string(record.id.text()).key("at_ms").number(record.at_ms);
  w.key("actor").string(record.actor).key("role").string(record.role);
  w.key("action").string(record.action).key("kind").string(record.kind);
  w.key("record").string(record.record).key("region").string(record.id.region);
  w.key("result").string(record.result);
  // Bodies are canonical JSON unless somebody has been at the database.
  const auto body = parse_json(record.body, "");
  w.key("body");
  if (body) {
    w.raw(record.body);
  } else {
    w.null();
  }
  w.key("personal").begin_array();
  if (const auto commitments = parse_json(record.commitments, "")) {
    for (const auto& [name, commitment] : commitments->fields)
      w.string(name);
  }
  w.end_array().key("hash").string(audit::to_hex(record.hash())).end_object();
}

std::string event_json(const audit::Record& record, const std::optional<audit::Placed>& placed,
                       std::int64_t size, const audit::Hash& root, std::int64_t signed_size) {
  JsonWriter w;
  w.begin_object().key("event");
  write_event(w, record);
  w.key("text").string(record.text()).key("previous").string(record.previous).key("place");
  if (!placed) return w.null().end_object().take();
  w.begin_object().key("index").number(placed->index).key("size").number(size);
  w.key("signed").boolean(placed->index < signed_size);
  w.key("root").string(audit::to_hex(root)).key("path").begin_array();
  for (const audit::Hash& hash : placed->path)
    w.string(audit::to_hex(hash));
  return w.end_array().end_object().end_object().take();
}

std::string verification_json(const VerificationState& state, std::string_view language) {
  using Is = VerificationState::Is;
  const bool was_begun = state.is != Is::none;
  const bool has_ended = was_begun && state.is != Is::running;
  const auto if_there = [](bool is_there, std::int64_t value) {
    return is_there ? std::optional(value) : std::nullopt;
  };
  JsonWriter w;
  w.begin_object().key("state").string(name_of(state.is));
  number_or_null(w, "started_ms", if_there(was_begun, state.started_ms));
  number_or_null(w, "finished_ms", if_there(has_ended, state.finished_ms));
  w.key("done").number(state.done).key("all").number(state.all);
  const audit::Verified found = state.found.value_or(audit::Verified{});
  const bool is_sound = state.found.has_value();
  number_or_null(w, "events", if_there(is_sound, found.events));
  number_or_null(w, "leaves", if_there(is_sound, found.leaves));
  number_or_null(w, "signed_leaves", if_there(is_sound, found.signed_leaves));
  number_or_null(w, "checkpoints", if_there(is_sound, found.checkpoints));
  w.key("root");
  if (is_sound) {
    w.string(audit::to_hex(found.root));
  } else {
    w.null();
  }
  w.key("fault");
  if (!state.fault) return w.null().end_object().take();
  const auto pick = [&](const Text& text) { return language == "en" ? text.en : text.zh; };
  w.begin_object().key("code").string(state.fault->code);
  w.key("pointer").string(state.fault->place.pointer);
  w.key("message").string(pick(state.fault->message));
  w.key("remedy").string(pick(state.fault->remedy)).end_object();
  return w.end_object().take();
}

}  // namespace fugong::auditing
