// An officer sees what the pack in force makes of the open cases of his places, and has them judged
// anew by it.
#include <fmt/format.h>

#include <charconv>
#include <memory>

#include "base/json_writer.hpp"
#include "desks/casework/impact.hpp"
#include "desks/casework/route_parts.hpp"
#include "desks/casework/words.hpp"

namespace fugong::casework {
namespace {

using http::Request;
using http::Response;
using identity::Action;
using identity::Caller;
using store::Database;
using store::Transaction;

constexpr std::size_t kCasesAtOnce = 20;
constexpr std::size_t kMaxCursorBytes = 1'024;
constexpr const char* kRerunRoute = "POST /api/v1/reruns";

struct Wanting {
  std::string place;
  bool dry_run = true;
  After after;
};

class Reruns {
 public:
  explicit Reruns(const CaseDesk& parts) : is_(parts) {}

  Response run(const Request& request) {
    return as_caller(
        is_, request, [&](Database& database, const Caller& caller) -> Result<Response> {
          auto body = http::read_json_body(request);
          if (!body) return std::move(body.error());
          const auto wanted = read(*body);
          if (!wanted) return http::unreadable(wanted.error(), request);
          const auto verdict = identity::decide(
              caller, Action::case_decide, {.region = wanted->place}, is_.people.clock.now_ms());
          if (!verdict.allowed()) return identity::denied(verdict);
          return go_through(database, caller, *wanted);
        });
  }

 private:
  Result<Wanting> read(const Node& body) {
    http::Fields fields(body, {"place", "dry_run", "after"});
    Wanting wanted;
    wanted.place = place_in_body(fields);
    wanted.dry_run = dry_run_in_body(fields, true);
    if (const auto cursor = fields.maybe_text("after", kMaxCursorBytes)) {
      const auto opened = is_.cursors.open(kRerunRoute, wanted.place, *cursor);
      if (opened) {
        const std::size_t slash = opened->find('/');
        FUGONG_CHECK(slash != std::string::npos, "only this program seals cursors");
        wanted.after.due_on = opened->substr(0, slash);
        std::from_chars(opened->data() + slash + 1, opened->data() + opened->size(),
                        wanted.after.number);
      } else {
        fields.faults().push_back({"field-invalid",
                                   at_pointer("/after"),
                                   {"不是上一次给出的 next", "this is no 'next' of an answer"},
                                   {"不写 after 从头开始", "leave it out to begin anew"}});
      }
    }
    if (!fields.faults().empty()) return fail(std::move(fields.faults()));
    return wanted;
  }

  /// Nobody has a hand in a case of his own.
  bool may_judge(const Caller& caller, const Matter& matter) const {
    const identity::Resource on{.region = matter.place, .firm = matter.firm};
    return identity::decide(caller, Action::case_decide, on, is_.people.clock.now_ms()).allowed();
  }

  Result<Response> go_through(Database& database, const Caller& caller, const Wanting& wanted) {
    const PackInUse served{&is_.pack, &is_.procedures, &is_.issuer};
    const Rejudging by{is_.cases,  is_.enterprises, is_.shelf,
                       is_.random, wanted.place,    actor_of(caller)};
    const std::int64_t began_ms = is_.people.clock.now_ms();
    std::size_t looked_at = 0, judged = 0, differ = 0, failed = 0;
    JsonWriter w;
    w.begin_object().key("place").string(wanted.place).key("dry_run").boolean(wanted.dry_run);
    w.key("pack").string(is_.pack.hash).key("cases").begin_array();
    std::optional<After> after = wanted.after;
    while (after && (looked_at == 0 || is_.people.clock.now_ms() - began_ms < kRoundMs)) {
      Impact impact;
      auto page = database.read([&](Transaction& t) -> Result<void> {
        auto found = impact_on(t, by, served, is_.clock.today(), *after, kCasesAtOnce);
        if (!found) return fail(std::move(found.error()));
        impact = std::move(*found);
        return {};
      });
      if (!page) return fail(std::move(page.error()));
      looked_at += impact.looked_at;
      for (Rejudged& one : impact.cases) {
        if (!may_judge(caller, one.matter)) continue;
        ++judged;
        if (!wanted.dry_run && one.after) {
          // What happened to it meanwhile goes first: it is judged the next time.
          auto done = rerun(database, is_.counter, one);
          if (!done) one.faults = std::move(done.error());
        }
        if (!one.faults.empty()) ++failed;
        if (one.differs()) ++differ;
        if (one.differs() || !one.faults.empty()) write(w, one);
      }
      after = impact.next;
    }
    w.end_array();
    for (const auto& [key, count] : {std::pair{"looked_at", looked_at}, std::pair{"judged", judged},
                                     std::pair{"differ", differ}, std::pair{"failed", failed}})
      w.key(key).number(static_cast<std::int64_t>(count));
    w.key("next");
    if (after) {
      w.string(is_.cursors.seal(kRerunRoute, wanted.place,
                                fmt::format("{}/{}", after->due_on, after->number)));
    } else {
      w.null();
    }
    return Response::json(w.end_object().take());
  }

  static void write(JsonWriter& w, const Rejudged& one) {
    w.begin_object().key("reference").string(one.reference);
    w.key("provision").string(one.matter.provision).key("firm").string(one.matter.firm);
    w.key("place").string(one.matter.place).key("before");
    write_judged(w, &one.before);
    w.key("after");
    write_judged(w, one.after ? &*one.after : nullptr);
    w.key("faults").begin_array();
    for (const Fault& fault : one.faults) {
      w.begin_object().key("code").string(fault.code).key("detail").text(fault.message);
      w.key("remedy").text(fault.remedy).end_object();
    }
    w.end_array().end_object();
  }

  static void write_judged(JsonWriter& w, const Judgement* judgement) {
    if (judgement == nullptr) {
      w.null();
      return;
    }
    w.begin_object().key("state").string(name_in(pack::kStates, judgement->state));
    for (const auto& [key, money] : {std::pair{"amount_fen", judgement->amount},
                                     std::pair{"at_most_fen", judgement->at_most}}) {
      w.key(key);
      if (money) {
        w.number(money->fen);
      } else {
        w.null();
      }
    }
    w.end_object();
  }

  const CaseDesk is_;
};

}  // namespace

void add_rerun_routes(http::Router& router, const CaseDesk& parts) {
  router.add(http::Method::post, "/api/v1/reruns",
             [desk = std::make_shared<Reruns>(parts)](const Request& request) {
               return desk->run(request);
             });
}

}  // namespace fugong::casework
