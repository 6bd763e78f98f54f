#include "desks/letters/routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/json_writer.hpp"
#include "desks/casework/case_access.hpp"
#include "desks/letters/letters.hpp"
#include "desks/letters/verification.hpp"
#include "desks/receipt/kept/kept.hpp"
#include "platform/http/file_answer.hpp"
#include "platform/http/json_body.hpp"
#include "platform/http/rate_limit.hpp"
#include "platform/paper/paper.hpp"
#include "platform/qr/qr.hpp"
#include "platform/store/scope.hpp"

namespace fugong::letters {
namespace {

using casework::Stored;
using http::Method;
using http::Request;
using http::Response;
using identity::Action;
using identity::Caller;
using store::Database;
using store::Transaction;

constexpr std::size_t kMaxCodeBytes = 64;

constexpr std::array<std::pair<std::string_view, int>, 7> kStatuses{{
    {"case-unknown", 404},
    {"letter-none", 404},
    {"letter-unknown", 404},
    {"receipt-none", 404},
    {"proof-none", 404},
    {"procedure-unknown", 503},
    {"pack-unknown", 503},
}};

Response refuse(const Faults& faults, const Request& request) {
  return identity::refusal(faults, request,
                           {{"没有可给的文书", "There is nothing to hand out"}, kStatuses});
}

tl::unexpected<Faults> no_case(std::string_view reference) {
  return fail(
      "case-unknown", {},
      {fmt::format("没有案件 {}", reference), fmt::format("there is no case {}", reference)},
      {"核对编号", "check its number"});
}

tl::unexpected<Faults> no_receipt() {
  return fail("receipt-none", {}, {"这个案件没有保存判定凭据", "no receipt of this case is kept"},
              {"案件重新判定后会有", "there is one when the case is judged again"});
}

/// A case that the caller may see, with all that happened to it.
struct Seen {
  Stored stored;
  const casework::Procedure* procedure = nullptr;
  std::vector<casework::Event> history;
};

class Desk {
 public:
  explicit Desk(const LetterDesk& parts)
      : is_(parts),
        looks_(parts.limits.of({"verify", kLooksPerMinute, kMinuteMs})),
        drawn_(parts.limits.of({"letter", kLettersPerMinute, kMinuteMs})) {}

  Response list(const Request& request) {
    return with_case(
        request, [&](Transaction& t, const Caller&, const Seen& seen) -> Result<Response> {
          JsonWriter w;
          w.begin_object().key("letters").begin_array();
          for (const Kind kind : kAllKinds) {
            const auto moment = moment_for(seen, kind);
            if (!moment) continue;
            const auto issued = issue(t, seen.stored.number, *moment, kind, is_.random);
            if (!issued) return fail(issued.error());
            w.begin_object().key("kind").string(name_of(kind));
            w.key("number").string(issued->name()).key("date").string(issued->on().to_string());
            w.key("code").string(issued->code).key("verify").string("/verify/" + issued->code);
            w.key("qr").begin_array();
            for (const std::string& row : qr::rows_of(qr::make_qr(address_of(issued->code))))
              w.string(row);
            w.end_array();
            w.key("pdf").string(fmt::format("/api/v1/cases/{}/letter.pdf?kind={}",
                                            seen.stored.reference, name_of(kind)));
            w.end_object();
          }
          Response response = Response::json(w.end_array().end_object().take());
          response.headers.emplace_back("Cache-Control", "no-store");
          return response;
        });
  }

  Response letter(const Request& request) {
    const auto kind = kind_of(request.query_value("kind").value_or(""));
    const auto checkpoint = audit::newest(is_.log);
    if (!checkpoint) return refuse(checkpoint.error(), request);
    std::optional<Issued> issued;
    std::optional<Facts> facts;
    std::string by;
    Response refused = with_case(
        request, [&](Transaction& t, const Caller& caller, const Seen& seen) -> Result<Response> {
          by = actor_of(caller);
          if (!kind) {
            return fail({Fault{"query-invalid",
                               Place{"", 0, 0, "/kind"},
                               {"没有写明哪一种文书", "it isn't said which letter"},
                               {"写 kind=acknowledgement、decision 或 recovery",
                                "write kind=acknowledgement, decision or recovery"}}});
          }
          auto gathered = gather(t, seen, *kind, *checkpoint, issued);
          if (!gathered) return fail(std::move(gathered.error()));
          facts.emplace(std::move(*gathered));
          return Response{};
        });
    if (!facts) return refused;
    const http::Allowance allowance = drawn_.take(by);
    if (!allowance.granted) return drawn_.refusal(allowance, request);
    // Outside of the transaction: the register has a connection of its own, which would wait for
    // this one, and others needn't wait while the letter is drawn.
    const auto firm = is_.enterprises.find(facts->then.matter.firm);
    if (!firm) return refuse(firm.error(), request);
    if (*firm) facts->firm_name = (**firm).name.zh;
    auto pdf = paper::write_pdf(compose(*facts));
    if (!pdf) return refuse(pdf.error(), request);
    const std::string sha256 = sha256_hex(*pdf);
    auto kept = is_.databases.use([&](Database& database) {
      return database.transact([&](Transaction& t) { return keep_print(t, issued->code, sha256); });
    });
    if (!kept) return refuse(kept.error(), request);
    std::string name = fmt::format("{}-{}.pdf", facts->number, name_of(*kind));
    std::ranges::replace(name, '/', '-');
    Response response = http::file_answer(std::move(*pdf), "application/pdf", name);
    drawn_.add_headers(response, allowance);
    return response;
  }

  Response receipt(const Request& request) {
    return with_case(
        request, [&](Transaction& t, const Caller&, const Seen& seen) -> Result<Response> {
          auto found =
              receipt::find_receipt(t, seen.stored.number, seen.stored.now.judgement.receipt);
          if (!found) return fail(std::move(found.error()));
          if (!*found) return no_receipt();
          return http::file_answer(std::move(**found), "application/json",
                                   seen.stored.reference + ".receipt.json");
        });
  }

  /// Only for the firm itself: what it stated, with the salts.
  Response opening(const Request& request) {
    return with_case(
        request, [&](Transaction& t, const Caller& caller, const Seen& seen) -> Result<Response> {
          const auto verdict = identity::decide(caller, Action::case_file,
                                                {.firm = seen.stored.now.matter.firm}, now_ms());
          if (!verdict.allowed()) return identity::denied(verdict);
          auto found =
              receipt::find_opening(t, seen.stored.number, seen.stored.now.judgement.receipt);
          if (!found) return fail(std::move(found.error()));
          if (!*found) return no_receipt();
          return http::file_answer(std::move(**found), "application/json",
                                   seen.stored.reference + ".receipt.json.opening");
        });
  }

  Response verify(const Request& request) {
    return looked_up(request, {request.path_values.at("code"),
                               std::string(request.query_value("sha256").value_or(""))});
  }

  Response verify_copy(const Request& request) {
    auto body = http::read_json_body(request);
    if (!body) return std::move(body.error());
    http::Fields fields(*body, {"code", "sha256"});
    const Asked asked{fields.maybe_text("code", kMaxCodeBytes).value_or(""),
                      fields.text("sha256", kMaxCodeBytes)};
    if (!fields.faults().empty()) return http::unreadable(fields.faults(), request);
    return looked_up(request, asked);
  }

  Response proof(const Request& request) {
    const std::string& code = request.path_values.at("code");
    return limited(request, [&](Database& database) -> Result<Response> {
      auto paper = proof_of(database, is_, code);
      if (!paper) return fail(std::move(paper.error()));
      return http::file_answer(std::move(*paper), "text/plain; charset=utf-8", "letter.tlog-proof");
    });
  }

 private:
  /// Where anybody verifies it.
  std::string address_of(const std::string& code) const { return is_.address + "/verify/" + code; }

  std::int64_t now_ms() const { return is_.people.clock.now_ms(); }

  Response looked_up(const Request& request, const Asked& asked) {
    return limited(request, [&](Database& database) -> Result<Response> {
      const auto known = look_up(database, is_, asked);
      if (!known) return fail(known.error());
      Response response = Response::json(known->to_json());
      response.headers.emplace_back("Cache-Control", "no-store");
      return response;
    });
  }

  template <class Body>
  Response limited(const Request& request, const Body& body) {
    const http::Allowance allowance = looks_.take(request.source);
    if (!allowance.granted) return looks_.refusal(allowance, request);
    auto done = is_.databases.use(body);
    Response response = done ? std::move(*done) : refuse(done.error(), request);
    looks_.add_headers(response, allowance);
    return response;
  }

  /// In one transaction, within the caller's scope.
  template <class Body>
  Response with_case(const Request& request, const Body& body) {
    const auto act = [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto reaches = casework::reaches_of(caller, now_ms());
      if (!reaches) return fail(reaches.error());
      Response made;
      auto done = database.transact([&](Transaction& t) -> Result<void> {
        const std::string& reference = request.path_values.at("reference");
        Result<void> missed = no_case(reference);
        for (const store::Scope& reach : *reaches) {
          Transaction mine = t.within(reach);
          const auto seen = see(mine, caller, reference);
          if (!seen) {
            missed = fail(seen.error());
            continue;
          }
          auto answer = body(mine, caller, *seen);
          if (!answer) return fail(std::move(answer.error()));
          made = std::move(*answer);
          return {};
        }
        return missed;
      });
      if (!done) return fail(std::move(done.error()));
      return made;
    };
    return identity::as_caller(is_, request, identity::signed_in, refuse, act);
  }

  /// "case-unknown" for what isn't there and for what is none of the caller's business. A partner
  /// is asked about a case; its letters are not for him.
  Result<Seen> see(Transaction& mine, const Caller& caller, const std::string& reference) {
    const auto number = casework::number_of(reference);
    if (!number) return no_case(reference);
    auto found = is_.cases.find(mine, *number);
    if (!found) return fail(std::move(found.error()));
    if (!*found) return no_case(reference);
    Seen seen{std::move(**found), nullptr, {}};
    const auto verdict = identity::decide(caller, Action::case_read,
                                          casework::resource_of(seen.stored.now, ""), now_ms());
    if (!verdict.allowed()) return no_case(seen.stored.reference);
    const auto procedure =
        is_.cases.procedure_of(seen.stored.now.pack, seen.stored.now.matter.procedure);
    if (!procedure) return fail(procedure.error());
    seen.procedure = *procedure;
    auto history = is_.cases.history(mine, *number);
    if (!history) return fail(std::move(history.error()));
    seen.history = std::move(*history);
    return seen;
  }

  std::optional<Moment> moment_for(const Seen& seen, Kind kind) const {
    const auto& calendar = is_.cases.calendar();
    if (kind == Kind::decision) return standing_decision(seen.history, *seen.procedure, calendar);
    if (kind == Kind::recovery) return standing_recovery(seen.history, *seen.procedure, calendar);
    return moment_of(seen.history, 1, *seen.procedure, calendar);
  }

  Result<Facts> gather(Transaction& t, const Seen& seen, Kind kind,
                       const std::optional<Signed>& checkpoint, std::optional<Issued>& issued_now) {
    auto moment = moment_for(seen, kind);
    if (!moment) {
      return fail("letter-none", {},
                  kind == Kind::recovery ? Text{"没有要退回的款项", "nothing is claimed back"}
                                         : Text{"还没有决定", "nothing has been decided yet"},
                  {"看案件的文书清单", "look at the list of the case's letters"});
    }
    auto issued = issue(t, seen.stored.number, *moment, kind, is_.random);
    if (!issued) return fail(std::move(issued.error()));
    const auto pack = is_.packs(moment->then.judgement.pack);
    if (pack == nullptr) {
      return fail(
          "pack-unknown", {},
          {"办理所用的规则包不在这里", "the rules that the case was judged by are not here"},
          {"装入该规则包", "load that pack"});
    }
    auto receipt = receipt::find_receipt(t, seen.stored.number, moment->then.judgement.receipt);
    if (!receipt) return fail(std::move(receipt.error()));
    std::optional<Node> paper;
    if (*receipt) {
      auto read = receipt::read_receipt(**receipt, "receipt");
      if (!read) return fail(std::move(read.error()));
      paper = std::move(read->document);
    }
    auto inclusion = inclusion_of(t, is_, *issued, checkpoint);
    if (!inclusion) return fail(std::move(inclusion.error()));
    const bool awaits_signature = is_.log != nullptr;
    issued_now = *issued;
    return Facts{kind,
                 seen.stored.reference,
                 issued->name(),
                 issued->code,
                 address_of(issued->code),
                 issued->on(),
                 *pack,
                 *seen.procedure,
                 is_.cases.calendar(),
                 std::move(moment->then),
                 {},  // the register has it
                 issued->event.text(),
                 issued->hash,
                 std::move(paper),
                 std::move(*inclusion),
                 awaits_signature};
  }

  const LetterDesk is_;
  http::RateLimiter& looks_;  ///< of codes, by address
  http::RateLimiter& drawn_;  ///< of letters, by person or key
};

}  // namespace

void add_routes(http::Router& router, const LetterDesk& parts) {
  const auto desk = std::make_shared<Desk>(parts);
  const auto get = [&](const char* path, Response (Desk::*answer)(const Request&)) {
    router.add(Method::get, path,
               [desk, answer](const Request& request) { return ((*desk).*answer)(request); });
  };
  get("/api/v1/cases/{reference}/letters", &Desk::list);
  get("/api/v1/cases/{reference}/letter.pdf", &Desk::letter);
  get("/api/v1/cases/{reference}/receipt", &Desk::receipt);
  get("/api/v1/cases/{reference}/opening", &Desk::opening);
  get("/api/v1/verify/{code}", &Desk::verify);
  get("/api/v1/verify/{code}/proof", &Desk::proof);
  router.add(Method::post, "/api/v1/verify",
             [desk](const Request& request) { return desk->verify_copy(request); });
}

}  // namespace fugong::letters
