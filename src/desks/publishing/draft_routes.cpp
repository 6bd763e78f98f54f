// Drafts as a whole, and the packs that were published.
#include <fmt/format.h>

#include "base/json_writer.hpp"
#include "desks/publishing/counter.hpp"
#include "desks/publishing/draft_json.hpp"
#include "desks/receipt/kept/packs.hpp"
#include "pack/diff/diff.hpp"

namespace fugong::publishing {
namespace {

using http::Method;
using http::Request;
using http::Response;
using identity::Caller;
using store::Database;
using store::Transaction;

constexpr std::size_t kIdBytes = 8;

Response begin_draft(const Counter& counter, const Request& request) {
  return counter.as_officer(
      request, [&](Database& database, const Caller& caller) -> Result<Response> {
        auto body = http::read_json_body(request);
        if (!body) return std::move(body.error());
        http::Fields fields(*body, {"title"});
        Draft like;
        like.title = fields.text("title", kMaxTitleBytes);
        if (!fields.faults().empty()) return http::unreadable(fields.faults(), request);
        const auto base = counter.desk().workshop.in_force(database);
        if (!base) return fail(base.error());
        like.id = counter.desk().random.hex(kIdBytes);
        like.pack = (*base)->pack->id;
        const Doing doing{Act::begin, actor_of(caller), counter.now_ms(), like.title};
        return counter.desk().idempotency.once(
            database, request, {actor_of(caller), "POST /api/v1/pack-drafts"},
            api::Demand::required, [&](Transaction& t) -> Result<Response> {
              // What it changes is read again when it is rebased.
              auto kept = receipt::keep_pack(t, (*base)->files, *(*base)->pack);
              if (!kept) return fail(std::move(kept.error()));
              auto draft = begin(t, like, (*base)->files, doing);
              if (!draft) return fail(std::move(draft.error()));
              auto proved = prove(t, counter.desk().audit, *draft, doing, kRole);
              if (!proved) return fail(std::move(proved.error()));
              const std::string where = "/api/v1/pack-drafts/" + draft->id;
              auto response = counter.answer(t, caller, std::move(*draft), 201);
              if (response) response->headers.emplace_back("Location", where);
              return response;
            });
      });
}

Response list_drafts(const Counter& counter, const Request& request) {
  return counter.as_officer(
      request, [&](Database& database, const Caller& caller) -> Result<Response> {
        JsonWriter w;
        w.begin_object().key("drafts").begin_array();
        auto done = database.read([&](Transaction& t) -> Result<void> {
          auto drafts = list(t);
          if (!drafts) return fail(std::move(drafts.error()));
          for (Draft& draft : *drafts) {
            const auto standing = counter.stand(t, std::move(draft));
            if (!standing) return fail(standing.error());
            write_draft(w, *standing, open_acts(caller, *standing, counter.now_ms()),
                        standing->draft.state == State::draft);
          }
          return {};
        });
        if (!done) return fail(std::move(done.error()));
        return Response::json(w.end_array().end_object().take());
      });
}

Response show_draft(const Counter& counter, const Request& request) {
  return counter.as_officer(request,
                            [&](Database& database, const Caller& caller) -> Result<Response> {
                              Result<Response> response = Response{};
                              auto done = database.read([&](Transaction& t) -> Result<void> {
                                auto draft = counter.see(t, request);
                                if (!draft) return fail(std::move(draft.error()));
                                response = counter.answer(t, caller, std::move(*draft));
                                return response ? Result<void>{} : fail(response.error());
                              });
                              if (!done) return fail(std::move(done.error()));
                              return response;
                            });
}

Response show_history(const Counter& counter, const Request& request) {
  return counter.read(request, [](Transaction& t, const Draft& draft) -> Result<Response> {
    const auto changes = history(t, draft.id);
    if (!changes) return fail(changes.error());
    return Response::json(history_json(*changes));
  });
}

Response show_diff(const Counter& counter, const Request& request) {
  return counter.as_officer(request, [&](Database& database, const Caller&) -> Result<Response> {
    Draft draft;
    auto read = database.read([&](Transaction& t) -> Result<void> {
      auto found = counter.see(t, request);
      if (!found) return fail(std::move(found.error()));
      draft = std::move(*found);
      return {};
    });
    if (!read) return fail(std::move(read.error()));
    const auto after = counter.desk().shelf.wait_for(draft, kWaitMs);
    if (!after) return loading(request);
    if (!after->pack) return http::unreadable(after->pack.error(), request);
    const auto before = counter.desk().workshop.in_force(database);
    if (!before) return fail(before.error());
    // Which examples differ is what a check and the sheets say: here only what was changed.
    pack::Diff found;
    const pack::Pack& old = *(*before)->pack;
    found.before = {old.id, old.version, old.hash};
    found.after = {after->pack->id, after->pack->version, after->pack->hash};
    found.changes = pack::changes_between(old, *after->pack);
    return Response::json(pack::diff_json(found));
  });
}

Listed listed(const pack::Pack& pack) {
  return {pack.hash,          pack.id,           pack.version, pack.title,
          pack.notice.number, pack.notice.title, {},           "founding"};
}

Response list_packs(const Counter& counter, const Request& request) {
  const PublishingDesk& desk = counter.desk();
  const Date today = desk.office.today();
  std::vector<Publication> all;
  std::optional<Publication> now;
  auto read = desk.databases.use([&](Database& database) {
    return database.read([&](Transaction& t) -> Result<void> {
      auto found = publications(t, desk.founding->pack->id);
      if (!found) return fail(std::move(found.error()));
      all = std::move(*found);
      auto current = in_force(t, desk.founding->pack->id, today);
      if (!current) return fail(std::move(current.error()));
      now = std::move(*current);
      return {};
    });
  });
  if (!read) return Counter::refuse(read.error(), request);
  std::vector<Listed> lines;
  for (Publication& one : all) {
    std::string state(standing_of(one, now, today));
    lines.push_back({one.hash, one.pack, one.version, one.title, one.notice_number, one.notice,
                     std::nullopt, std::move(state)});
    lines.back().publication = std::move(one);
  }
  lines.push_back(listed(*desk.founding->pack));
  if (!now) lines.back().state = "in_force";
  return Response::json(
      packs_json(lines, desk.served, now ? now->hash : desk.founding->pack->hash));
}

}  // namespace

void add_draft_routes(http::Router& router, const std::shared_ptr<const Counter>& counter) {
  router.add(Method::post, "/api/v1/pack-drafts",
             [counter](const Request& request) { return begin_draft(*counter, request); });
  router.add(Method::get, "/api/v1/pack-drafts",
             [counter](const Request& request) { return list_drafts(*counter, request); });
  router.add(Method::get, "/api/v1/pack-drafts/{draft}",
             [counter](const Request& request) { return show_draft(*counter, request); });
  router.add(Method::get, "/api/v1/pack-drafts/{draft}/history",
             [counter](const Request& request) { return show_history(*counter, request); });
  router.add(Method::get, "/api/v1/pack-drafts/{draft}/diff",
             [counter](const Request& request) { return show_diff(*counter, request); });
  router.add(Method::get, "/api/v1/packs",
             [counter](const Request& request) { return list_packs(*counter, request); });
}

}  // namespace fugong::publishing
