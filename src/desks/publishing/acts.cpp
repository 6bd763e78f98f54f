#include "desks/publishing/acts.hpp"

#include <fmt/format.h>

#include "base/fault.hpp"
#include "base/json_writer.hpp"
#include "desks/publishing/draft_rules.hpp"

namespace fugong::publishing {
namespace {

/// The chain of the audit log that packs stand in: they are of no region.
constexpr const char* kChain = "packs";

}  // namespace

Result<Draft> act(store::Transaction& t, const audit::Audit& audit, const Draft& draft,
                  const Doing& doing, std::string_view role,
                  std::optional<Publication> publication) {
  const auto to = state_after(draft.state, doing.act);
  if (!to) return fail({not_now({draft, {}, {}, {}, {}})});
  auto changed = change(t, draft, {}, doing, *to);
  if (!changed) return changed;
  Result<void> told;
  if (doing.act == Act::publish) {
    FUGONG_CHECK(publication, "who publishes says what");
    publication->revision = changed->revision;
    told = publish(t, *publication);
  } else if (doing.act == Act::withdraw) {
    told = withdraw(t, draft.id, {doing.at_ms, doing.note});
  }
  if (told) told = prove(t, audit, *changed, doing, role);
  if (!told) return fail(std::move(told.error()));
  return changed;
}

Result<void> prove(store::Transaction& t, const audit::Audit& audit, const Draft& draft,
                   const Doing& doing, std::string_view role) {
  audit::Event event;
  event.actor = doing.by;
  event.role = role;
  event.action = fmt::format("pack.{}", name_of(doing.act));
  event.kind = "pack-draft";
  event.record = draft.id;
  event.region = kChain;
  JsonWriter body;
  body.begin_object().key("hash").string(draft.hash);
  body.key("revision").number(draft.revision);
  body.key("state").string(name_of(draft.state));
  // What changes the law says from when.
  const auto publication = publication_of(t, draft.id);
  if (!publication) return fail(publication.error());
  if (*publication) {
    body.key("effective_on").string((**publication).effective_on.to_string());
    body.key("known_from").string((**publication).known_from.to_string());
  }
  body.end_object();
  event.body = body.take();
  if (!doing.note.empty()) event.personal.push_back({"note", doing.note});
  auto appended = audit.append(t, event);
  if (!appended) return fail(std::move(appended.error()));
  return {};
}

}  // namespace fugong::publishing
