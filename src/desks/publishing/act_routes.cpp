// Submitting, sending back, approving, publishing, withdrawing.
#include <fmt/format.h>

#include "desks/publishing/counter.hpp"
#include "desks/receipt/kept/packs.hpp"

namespace fugong::publishing {
namespace {

using http::Method;
using http::Request;
using http::Response;
using identity::Caller;
using store::Database;
using store::Transaction;

constexpr const char* kActPath = "/api/v1/pack-drafts/{draft}/acts";
constexpr std::size_t kMaxWordBytes = 40;

struct Wanted {
  Act act = Act::submit;
  std::string note;
  Date effective_on;
};

Result<Wanted> read_act(const Node& body, Date today) {
  http::Fields fields(body, {"act", "note", "effective_on"});
  Wanted wanted;
  const std::string name = fields.text("act", kMaxWordBytes);
  const auto act = act_by_name(name);
  if (act) {
    wanted.act = *act;
  } else if (!name.empty()) {
    fields.faults().push_back(
        wrong_field("/act", {"没有这个动作", "there is no such act"},
                    {"写 submit、send_back、approve、publish 或 withdraw",
                     "write submit, send_back, approve, publish or withdraw"}));
  }
  wanted.note = note_in(fields);
  if (wanted.note.empty() && (act == Act::send_back || act == Act::withdraw)) {
    fields.faults().push_back(wrong_field("/note", {"没有写原因", "it isn't said why"},
                                          {"在 note 写明原因", "say why as 'note'"}));
  }
  const auto text = fields.maybe_text("effective_on", kMaxWordBytes);
  const auto day = text ? Date::parse(*text) : std::nullopt;
  if (act == Act::publish && (!day || *day < today)) {
    fields.faults().push_back(wrong_field(
        "/effective_on", {"生效日应为今天或以后的日期", "it takes effect today or on a later day"},
        {fmt::format("写成 {}", today.to_string()), fmt::format("write {}", today.to_string())}));
  }
  wanted.effective_on = day.value_or(today);
  if (!fields.faults().empty()) return fail(std::move(fields.faults()));
  return wanted;
}

Publication publication_of(const Draft& draft, const pack::Pack& pack, const Wanted& wanted,
                           Date today, std::int64_t now_ms) {
  Publication made;
  made.draft = draft.id;
  made.pack = pack.id;
  made.version = pack.version;
  made.title = pack.title;
  made.notice_number = pack.notice.number;
  made.notice = pack.notice.title;
  made.hash = pack.hash;
  made.revision = draft.revision;
  made.effective_on = wanted.effective_on;
  made.known_from = today;
  made.published_ms = now_ms;
  made.note = wanted.note;
  return made;
}

class Acting {
 public:
  Acting(const Counter& counter, const Request& request, const Caller& caller, const Wanted& wanted)
      : counter_(counter), request_(request), caller_(caller), wanted_(wanted) {}

  /// What is left to do outside of the transaction, before it: a pack that is to be published is
  /// loaded, for whoever may publish it. Nothing: go on.
  Result<std::optional<Response>> prepare(Database& database) {
    if (wanted_.act != Act::publish) return std::optional<Response>();
    Draft draft;
    bool is_open = false;
    auto read = database.read([&](Transaction& t) -> Result<void> {
      auto found = counter_.see(t, request_);
      if (!found) return fail(std::move(found.error()));
      draft = std::move(*found);
      const auto authors = authors_of(t, draft.id);
      if (!authors) return fail(authors.error());
      is_open = draft.state == State::approved &&
                may(caller_, wanted_.act, *authors, counter_.now_ms()).allowed();
      return {};
    });
    if (!read) return fail(std::move(read.error()));
    // The transaction says why not, or gives the answer that this request got before.
    if (!is_open) return std::optional<Response>();
    loaded_ = counter_.desk().shelf.wait_for(draft, kWaitMs);
    if (!loaded_) return std::optional(loading(request_));
    if (!loaded_->pack) return std::optional(http::unreadable(loaded_->pack.error(), request_));
    return std::optional<Response>();
  }

  Result<Response> run(Transaction& t, http::IfMatch& condition) {
    auto draft = counter_.see(t, request_);
    if (!draft) return fail(std::move(draft.error()));
    auto fits = condition.check(http::etag_of_revision(draft->revision));
    if (!fits) return fail(std::move(fits.error()));
    const auto standing = counter_.stand(t, *draft);
    if (!standing) return fail(standing.error());
    const auto verdict = may(caller_, wanted_.act, standing->authors, counter_.now_ms());
    if (!verdict.allowed()) return identity::denied(verdict);
    if (!state_after(draft->state, wanted_.act)) return fail({not_now(*standing)});
    const Date today = counter_.desk().office.today();
    const auto then = in_force(t, draft->pack, wanted_.effective_on);
    if (!then) return fail(then.error());
    const std::string base = *then ? (**then).hash : counter_.desk().founding->hash;
    const auto next = next_after(t, draft->pack, wanted_.effective_on);
    if (!next) return fail(next.error());
    const Replacing replacing{base, today, wanted_.effective_on, counter_.now_ms(),
                              *next ? std::optional((**next).effective_on) : std::nullopt};
    if (auto missing = missing_before(wanted_.act, *standing, replacing))
      return fail({std::move(*missing)});
    const Doing doing{wanted_.act, actor_of(caller_), counter_.now_ms(), wanted_.note};
    std::optional<Publication> made;
    if (wanted_.act == Act::publish) {
      // Between looking and doing somebody else was quicker.
      if (!loaded_ || loaded_->hash != draft->hash) return fail({not_now(*standing)});
      auto kept = receipt::keep_pack(t, loaded_->files, *loaded_->pack);
      if (!kept) return fail(std::move(kept.error()));
      made = publication_of(*draft, *loaded_->pack, wanted_, today, doing.at_ms);
    }
    auto changed = publishing::act(t, counter_.desk().audit, *draft, doing, kRole, made);
    if (!changed) return fail(std::move(changed.error()));
    return counter_.answer(t, caller_, std::move(*changed));
  }

 private:
  const Counter& counter_;
  const Request& request_;
  const Caller& caller_;
  const Wanted& wanted_;
  std::shared_ptr<const Loaded> loaded_;
};

Response act(const Counter& counter, const Request& request) {
  auto body = http::read_json_body(request);
  if (!body) return std::move(body.error());
  const auto wanted = read_act(*body, counter.desk().office.today());
  if (!wanted) return http::unreadable(wanted.error(), request);
  return counter.as_officer(
      request, [&](Database& database, const Caller& caller) -> Result<Response> {
        Acting acting(counter, request, caller, *wanted);
        auto prepared = acting.prepare(database);
        if (!prepared) return fail(std::move(prepared.error()));
        if (*prepared) return std::move(**prepared);
        http::IfMatch condition(request);
        auto response = condition.over(counter.desk().idempotency.once(
            database, request, {actor_of(caller), fmt::format("POST {}", request.path)},
            api::Demand::required, [&](Transaction& t) { return acting.run(t, condition); }));
        if (response && response->status < 300 && counter.desk().changed &&
            (wanted->act == Act::publish || wanted->act == Act::withdraw))
          counter.desk().changed();
        return response;
      });
}

}  // namespace

void add_act_routes(http::Router& router, const std::shared_ptr<const Counter>& counter) {
  router.add(Method::post, kActPath,
             [counter](const Request& request) { return act(*counter, request); });
}

}  // namespace fugong::publishing
