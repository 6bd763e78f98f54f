// A draft on another base: its changes, made to the pack that is in force on a day.
#include <fmt/format.h>

#include "base/json_writer.hpp"
#include "desks/publishing/counter.hpp"
#include "desks/publishing/draft_json.hpp"
#include "desks/publishing/merge.hpp"
#include "desks/receipt/kept/packs.hpp"

namespace fugong::publishing {
namespace {

using http::Request;
using http::Response;
using store::Transaction;

constexpr std::size_t kMaxSides = 500;
constexpr std::size_t kMaxSideBytes = 20;

struct OnBase {
  Date day;
  std::string note;
  std::map<std::string, Side> sides;
};

void read_sides(http::Fields& fields, OnBase& wanted) {
  const Node* sides = fields.node("sides");
  if (sides == nullptr) return;
  const auto wrong = [&](const std::string& pointer) {
    fields.faults().push_back(
        wrong_field(pointer, {"应写明文件和取哪一边", "it must name a file and whose lines it is"},
                    {R"(写成 [{"path": "...", "side": "draft"}]，或 in_force)",
                     R"(write [{"path": "...", "side": "draft"}], or in_force)"}));
  };
  if (sides->kind != Node::Kind::list || sides->items.size() > kMaxSides) {
    wrong("/sides");
    return;
  }
  for (std::size_t i = 0; i < sides->items.size(); ++i) {
    const std::string at = fmt::format("/sides/{}", i);
    http::Fields one(sides->items[i], {"path", "side"});
    const std::string path = one.text("path", kMaxPathBytes);
    const std::string side = one.text("side", kMaxSideBytes);
    append(fields.faults(), std::move(one.faults()));
    if (side == "draft" || side == "in_force") {
      wanted.sides[path] = side == "draft" ? Side::draft : Side::in_force;
    } else if (!side.empty()) {
      wrong(at + "/side");
    }
  }
}

Result<OnBase> read_wanted(const Node& body, Date today) {
  http::Fields fields(body, {"on", "note", "sides"});
  OnBase wanted;
  wanted.note = note_in(fields);
  wanted.day = today;
  if (const auto on = fields.maybe_text("on", kMaxSideBytes)) {
    const auto day = Date::parse(*on);
    if (!day || *day < today) {
      fields.faults().push_back(wrong_field(
          "/on", {"应为今天或以后的日期", "it must be today or a later day"},
          {fmt::format("写成 {}", today.to_string()), fmt::format("write {}", today.to_string())}));
    }
    wanted.day = day.value_or(today);
  }
  read_sides(fields, wanted);
  if (!fields.faults().empty()) return fail(std::move(fields.faults()));
  return wanted;
}

/// What came of it, for the answer.
struct Rebased {
  std::string base;
  std::vector<std::string> files;  ///< that another has changed since, and the draft takes over
  std::vector<Conflict> conflicts;
};

std::string rebased_json(const Rebased& rebased, const std::string& draft) {
  JsonWriter w;
  w.begin_object().key("rebased").boolean(rebased.conflicts.empty());
  w.key("base_hash").string(rebased.base).key("files").begin_array();
  for (const std::string& path : rebased.files)
    w.string(path);
  w.end_array().key("conflicts").begin_array();
  for (const Conflict& one : rebased.conflicts) {
    w.begin_object().key("path").string(one.path);
    w.key("line").number(static_cast<std::int64_t>(one.line));
    w.key("draft").string(one.draft).key("in_force").string(one.in_force).end_object();
  }
  w.end_array().key("draft").raw(draft).end_object();
  return w.take();
}

Response rebase(const Counter& counter, const Request& request) {
  auto body = http::read_json_body(request);
  if (!body) return std::move(body.error());
  const auto wanted = read_wanted(*body, counter.desk().office.today());
  if (!wanted) return http::unreadable(wanted.error(), request);
  Rebased rebased;
  const auto decide = [&](Transaction& t, const Draft& draft) -> Result<Counter::Wanted> {
    rebased = {};
    const auto now = in_force(t, draft.pack, wanted->day);
    if (!now) return fail(now.error());
    Counter::Wanted change{{}, Act::rebase, wanted->note, draft.base_hash};
    rebased.base = *now ? (**now).hash : counter.desk().founding->hash;
    if (rebased.base == draft.base_hash) return change;
    auto theirs = *now ? files_of(t, (**now).draft, (**now).revision)
                       : Result<pack::Files>(counter.desk().founding->files);
    if (!theirs) return fail(std::move(theirs.error()));
    if (*now && hash_of(*theirs) != (**now).hash) return fail(pack_changed(**now));
    const auto base = base_of(t, draft);
    if (!base) return fail(base.error());
    const auto ours = files_of(t, draft.id, draft.revision);
    if (!ours) return fail(ours.error());
    Merged merged = merge(*base, *ours, *theirs, wanted->sides);
    rebased.conflicts = std::move(merged.conflicts);
    // What is not settled changes nothing.
    if (!rebased.conflicts.empty()) return change;
    for (const auto& [path, text] : merged.edits)
      rebased.files.push_back(path);
    change.edits = std::move(merged.edits);
    change.base_hash = rebased.base;
    return change;
  };
  return counter.change(
      request, decide,
      [&](Transaction& t, const identity::Caller& caller, const Draft& draft) -> Result<Response> {
        auto response = counter.answer(t, caller, draft);
        if (response) response->body = rebased_json(rebased, response->body);
        return response;
      });
}

}  // namespace

Result<pack::Files> base_of(Transaction& t, const Draft& draft) {
  auto kept = receipt::find_pack(t, draft.base_hash);
  if (!kept) return fail(std::move(kept.error()));
  if (*kept) return std::move(**kept);
  // One that was begun before packs were kept in the database is what it began with.
  auto first = files_of(t, draft.id, 1);
  if (!first || hash_of(*first) == draft.base_hash) return first;
  return fail(receipt::pack_unknown(draft.base_hash));
}

void add_rebase_routes(http::Router& router, const std::shared_ptr<const Counter>& counter) {
  router.add(http::Method::post, "/api/v1/pack-drafts/{draft}/rebase",
             [counter](const Request& request) { return rebase(*counter, request); });
}

}  // namespace fugong::publishing
