// An officer has the programme begin the cases of his places that need no application.
#include <algorithm>
#include <memory>

#include "base/json_writer.hpp"
#include "desks/casework/programme.hpp"
#include "desks/casework/route_parts.hpp"

namespace fugong::casework {
namespace {

using http::Request;
using http::Response;
using identity::Action;
using identity::Caller;
using store::Database;

constexpr std::size_t kShownReferences = 100;
constexpr std::size_t kShownFaults = 100;

Result<Beginning> read_beginning(const Node& body) {
  http::Fields fields(body, {"provision", "place", "dry_run", "after"});
  Beginning what;
  what.provision = fields.text("provision", kMaxNameBytes);
  what.place = place_in_body(fields);
  what.after = fields.maybe_number("after", 0, Money::kMaxFen).value_or(0);
  what.dry_run = dry_run_in_body(fields, false);
  if (!fields.faults().empty()) return fail(std::move(fields.faults()));
  return what;
}

std::string begun_json(const Beginning& what, const Begun& begun) {
  JsonWriter w;
  w.begin_object().key("provision").string(what.provision).key("place").string(what.place);
  w.key("dry_run").boolean(what.dry_run);
  const auto count = [&](std::string_view key, std::size_t number) {
    w.key(key).number(static_cast<std::int64_t>(number));
  };
  count("firms", begun.firms);
  count("entitled", begun.entitled);
  count("already", begun.already);
  count("begun", begun.begun);
  w.key("amount_fen").number(begun.amount.fen).key("references").begin_array();
  for (std::size_t i = 0; i < std::min(begun.references.size(), kShownReferences); ++i)
    w.string(begun.references[i]);
  w.end_array();
  count("failed", begun.faults.size());
  w.key("faults").begin_array();
  for (std::size_t i = 0; i < std::min(begun.faults.size(), kShownFaults); ++i) {
    const auto& [firm, fault] = begun.faults[i];
    w.begin_object().key("firm").string(firm).key("code").string(fault.code);
    w.key("detail").text(fault.message).key("remedy").text(fault.remedy).end_object();
  }
  w.end_array().key("next");
  if (begun.next) {
    w.number(*begun.next);
  } else {
    w.null();
  }
  return w.end_object().take();
}

Response begin(const CaseDesk& desk, const Request& request) {
  return as_caller(
      desk, request, [&](Database& database, const Caller& caller) -> Result<Response> {
        auto body = http::read_json_body(request);
        if (!body) return std::move(body.error());
        auto what = read_beginning(*body);
        if (!what) return http::unreadable(what.error(), request);
        const auto verdict = identity::decide(caller, Action::case_decide, {.region = what->place},
                                              desk.people.clock.now_ms());
        if (!verdict.allowed()) return identity::denied(verdict);
        what->by = actor_of(caller);
        what->for_ms = kRoundMs;
        what->leaves_out = [&, now_ms = desk.people.clock.now_ms()](std::string_view firm) {
          const identity::Resource on{.region = what->place, .firm = std::string(firm)};
          return !identity::decide(caller, Action::case_decide, on, now_ms).allowed();
        };
        const PackInUse in_force{&desk.pack, &desk.procedures, &desk.issuer};
        const auto begun = begin_cases(database, {desk.cases, desk.counter, desk.clock}, in_force,
                                       desk.enterprises, desk.random, *what);
        if (!begun) return fail(begun.error());
        return Response::json(begun_json(*what, *begun));
      });
}

}  // namespace

void add_programme_routes(http::Router& router, const CaseDesk& parts) {
  router.add(http::Method::post, "/api/v1/programmes",
             [desk = std::make_shared<CaseDesk>(parts)](const Request& request) {
               return begin(*desk, request);
             });
}

}  // namespace fugong::casework
