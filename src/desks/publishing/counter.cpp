#include "desks/publishing/counter.hpp"

#include <fmt/format.h>

#include <array>

#include "base/json_writer.hpp"
#include "desks/publishing/draft_json.hpp"

namespace fugong::publishing {
namespace {

using http::Method;
using http::Request;
using http::Response;
using identity::Caller;
using store::Database;
using store::Transaction;

constexpr std::array<std::pair<std::string_view, int>, 16> kStatuses{{
    {"draft-unknown", 404},
    {"job-unknown", 404},
    {"file-unknown", 404},
    {"sheet-unknown", 404},
    {"not-now", 409},
    {"check-missing", 409},
    {"impact-missing", 409},
    {"base-moved", 409},
    {"undone-later", 409},
    {"pack-unknown", 503},
    {"jobs-many", 429},
    {"draft-too-long", 409},
    {"pack-too-large", 422},
    {"path-invalid", 422},
    {"file-too-large", 422},
    {"text-invalid", 422},
}};

}  // namespace

Response Counter::refuse(const Faults& faults, const Request& request) {
  return identity::refusal(faults, request, {{"没有办成", "It was not done"}, kStatuses});
}

Response Counter::as_officer(const Request& request, const Body& body) const {
  return identity::as_caller(is_, request, identity::signed_in, refuse,
                             [&](Database& database, const Caller& caller) -> Result<Response> {
                               const auto verdict = identity::decide(
                                   caller, identity::Action::pack_draft, {}, now_ms());
                               if (!verdict.allowed()) return identity::denied(verdict);
                               return body(database, caller);
                             });
}

Response Counter::read(const Request& request, const WithDraft& body) const {
  return as_officer(request, [&](Database& database, const Caller&) -> Result<Response> {
    Result<Response> response = Response{};
    auto done = database.read([&](Transaction& t) -> Result<void> {
      const auto draft = see(t, request);
      if (!draft) return fail(draft.error());
      response = body(t, *draft);
      return response ? Result<void>{} : fail(response.error());
    });
    if (!done) return fail(std::move(done.error()));
    return response;
  });
}

Response Counter::change(const Request& request, const Decide& decide,
                         const Answer& answer_with) const {
  return as_officer(request, [&](Database& database, const Caller& caller) -> Result<Response> {
    Result<Response> response = Response{};
    http::IfMatch condition(request);
    Draft now;
    auto done = database.transact([&](Transaction& t) -> Result<void> {
      auto draft = see(t, request);
      if (!draft) return fail(std::move(draft.error()));
      auto fits = condition.check(http::etag_of_revision(draft->revision));
      if (!fits) return fits;
      if (draft->state != State::draft) return fail({not_now({*draft, {}, {}, {}, {}})});
      auto wanted = decide(t, *draft);
      if (!wanted) return fail(std::move(wanted.error()));
      const Doing doing{wanted->act, actor_of(caller), now_ms(), wanted->note};
      if (!wanted->edits.empty() ||
          wanted->base_hash.value_or(draft->base_hash) != draft->base_hash) {
        if (wanted->base_hash) draft->base_hash = *wanted->base_hash;
        auto changed = publishing::change(t, *draft, wanted->edits, doing, State::draft);
        if (!changed) return fail(std::move(changed.error()));
        draft = std::move(changed);
        auto proved = prove(t, is_.audit, *draft, doing, kRole);
        if (!proved) return proved;
      }
      now = *draft;
      response = answer_with ? answer_with(t, caller, now) : answer(t, caller, now);
      return response ? Result<void>{} : fail(response.error());
    });
    if (!done) return condition.over(fail(std::move(done.error())));
    is_.shelf.want(now);
    return response;
  });
}

Result<Draft> Counter::see(Transaction& t, const Request& request) const {
  auto found = find(t, request.path_values.at("draft"));
  if (!found) return fail(std::move(found.error()));
  if (*found) return std::move(**found);
  return fail("draft-unknown", {}, {"没有这个草案", "there is no such draft"},
              {"看清单里有哪些", "see which ones the list has"});
}

Result<Standing> Counter::stand(Transaction& t, Draft draft) const {
  Standing standing;
  auto authors = authors_of(t, draft.id);
  if (!authors) return fail(std::move(authors.error()));
  standing.authors = std::move(*authors);
  auto check = latest_done(t, draft.id, Job::Kind::check);
  if (!check) return fail(std::move(check.error()));
  standing.check = std::move(*check);
  auto impact = latest_done(t, draft.id, Job::Kind::impact);
  if (!impact) return fail(std::move(impact.error()));
  standing.impact = std::move(*impact);
  auto publication = publication_of(t, draft.id);
  if (!publication) return fail(std::move(publication.error()));
  standing.publication = std::move(*publication);
  const auto base_stands =
      stands(t, draft.pack, draft.base_hash, is_.office.today(), is_.founding->hash);
  if (!base_stands) return fail(base_stands.error());
  standing.base_stands = *base_stands;
  standing.draft = std::move(draft);
  return standing;
}

Result<Response> Counter::answer(Transaction& t, const Caller& caller, Draft draft,
                                 int status) const {
  const auto standing = stand(t, std::move(draft));
  if (!standing) return fail(standing.error());
  JsonWriter w;
  write_draft(w, *standing, open_acts(caller, *standing, now_ms()),
              standing->draft.state == State::draft);
  Response response = Response::json(w.take(), status);
  response.headers.emplace_back("ETag", http::etag_of_revision(standing->draft.revision));
  return response;
}

Response loading(const Request& request) {
  Response response =
      http::problem(503, {"正在装入政策包", "The pack is being loaded"},
                    {"草案刚改过，正在装入；请稍后再试",
                     "the draft was changed just now and is being loaded; try again in a moment"},
                    {}, request);
  response.headers.emplace_back("Retry-After", "2");
  return response;
}

Fault wrong_field(std::string_view pointer, Text message, Text remedy) {
  Place place;
  place.pointer = pointer;
  return {"field-invalid", std::move(place), std::move(message), std::move(remedy)};
}

std::string note_in(http::Fields& fields) {
  return fields.maybe_text("note", kMaxNoteBytes).value_or("");
}

}  // namespace fugong::publishing
