#include "desks/casework/route_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <set>

#include "base/json_writer.hpp"
#include "desks/casework/case_json.hpp"
#include "desks/casework/words.hpp"

namespace fugong::casework {
namespace {

using http::Request;
using http::Response;
using identity::Action;
using identity::Caller;
using store::Database;
using store::Transaction;

constexpr const char* kQueueRoute = "GET /api/v1/cases";

/// The queues of offices, firms and partners.
class QueueDesk {
 public:
  explicit QueueDesk(const CaseDesk& parts) : is_(parts) {}

  Response list(const Request& request) {
    return as_caller(
        is_, request, [&](Database& database, const Caller& caller) -> Result<Response> {
          const auto limit = http::page_limit(request);
          if (!limit) return fail(limit.error());
          auto wanted = wanted_by(request);
          if (!wanted) return fail(std::move(wanted.error()));
          const auto after = position(request);
          if (!after) return fail(after.error());
          const auto reaches = reaches_of(caller, is_.people.clock.now_ms());
          if (!reaches) return fail(reaches.error());
          auto narrowed = narrow_to_mandate(database, request, caller, *wanted);
          if (!narrowed) return fail(std::move(narrowed.error()));
          std::vector<Queued> lines;
          // One more than the page has says whether there is another.
          const auto most = static_cast<std::size_t>(std::min<int>(*limit, kMaxPage - 1));
          auto read = database.read([&](Transaction& t) -> Result<void> {
            for (const store::Scope& reach : *reaches) {
              auto found = lines_within(t, reach, *wanted, *after, most + 1);
              if (!found) return fail(std::move(found.error()));
              merge(lines, std::move(*found));
            }
            return {};
          });
          if (!read) return fail(std::move(read.error()));
          return page(request, caller, lines, most);
        });
  }

 private:
  /// Of a partner: what he is asked now.
  Result<std::vector<Queued>> lines_within(Transaction& t, const store::Scope& reach, Wanted wanted,
                                           const After& after, std::size_t most) {
    Transaction mine = t.within(reach);
    if (reach.kind() == store::Scope::Kind::bodies) {
      if (wanted.waits_for.value_or(Role::partner) != Role::partner) return std::vector<Queued>{};
      wanted.waits_for = Role::partner;
    }
    return is_.cases.list(mine, wanted, after, most);
  }

  /// ?mandate=: what was done by it, for whoever may see it.
  Result<void> narrow_to_mandate(Database& database, const Request& request, const Caller& caller,
                                 Wanted& wanted) {
    const auto value = request.query_value("mandate");
    if (!value) return {};
    std::int64_t id = 0;
    std::from_chars(value->data(), value->data() + value->size(), id);
    const auto mandate = identity::Mandates(database, is_.people, {}).see(caller, id);
    if (!mandate) return fail(mandate.error());
    if (!wanted.firm.empty() && wanted.firm != mandate->claim.firm)
      return http::wrong_query("firm", {"授权是另一家企业的", "the mandate is another firm's"});
    wanted.firm = mandate->claim.firm;
    return database.read([&](Transaction& t) -> Result<void> {
      auto actors = identity::actors_by(t, *mandate);
      if (!actors) return fail(std::move(actors.error()));
      wanted.actors = std::move(*actors);
      return {};
    });
  }

  /// Two parts of one queue; a case that both have stands in it once.
  static void merge(std::vector<Queued>& lines, std::vector<Queued> more) {
    for (Queued& line : more) {
      const auto at = std::ranges::lower_bound(lines, line, comes_before);
      if (at == lines.end() || at->number != line.number) lines.insert(at, std::move(line));
    }
  }

  Result<Wanted> wanted_by(const Request& request) {
    Wanted wanted;
    if (const auto role = request.query_value("waits_for")) {
      const auto found =
          std::ranges::find_if(kRoles, [&](const auto& one) { return one.first == *role; });
      if (found == kRoles.end())
        return http::wrong_query(
            "waits_for", {"写角色名，例如 county_officer", "name a role, such as county_officer"});
      wanted.waits_for = found->second;
    }
    auto place = place_in_query(request);
    if (!place) return fail(std::move(place.error()));
    wanted.place_prefix = std::move(*place);
    for (const auto& [name, filter] :
         {std::pair{"firm", &wanted.firm}, std::pair{"provision", &wanted.provision}}) {
      auto code = code_in_query(request, name);
      if (!code) return fail(std::move(code.error()));
      *filter = std::move(*code);
    }
    if (const auto open = request.query_value("open")) {
      if (*open != "true" && *open != "false")
        return http::wrong_query("open", {"写 true 或 false", "write true or false"});
      wanted.open_only = *open == "true";
    }
    return wanted;
  }

  /// "2020-03-02/7": the day and number of the last line.
  Result<After> position(const Request& request) {
    const auto cursor = request.query_value("cursor");
    if (!cursor) return After{};
    const auto opened = is_.cursors.open(kQueueRoute, http::filter_of(request), *cursor);
    if (!opened) return fail(opened.error());
    const std::size_t slash = opened->find('/');
    FUGONG_CHECK(slash != std::string::npos, "only this program seals cursors");
    After after;
    after.due_on = opened->substr(0, slash);
    std::from_chars(opened->data() + slash + 1, opened->data() + opened->size(), after.number);
    return after;
  }

  /// The one that the case keeps; of one from before lines said so, that of the pack served.
  const Procedure* procedure_of(const Queued& line) const {
    const auto own = line.pack.empty() ? Result<const Procedure*>(nullptr)
                                       : is_.cases.procedure_of(line.pack, line.matter.procedure);
    if (own && *own != nullptr) return *own;
    return is_.procedures.find(line.matter.procedure);
  }

  Result<Response> page(const Request& request, const Caller& caller,
                        const std::vector<Queued>& lines, std::size_t most) {
    JsonWriter w;
    w.begin_object().key("cases").begin_array();
    const std::size_t shown = std::min(most, lines.size());
    std::set<std::string> firms;
    for (std::size_t i = 0; i < shown; ++i)
      firms.insert(lines[i].matter.firm);
    const auto names = is_.enterprises.names(firms);
    if (!names) return fail(names.error());
    for (std::size_t i = 0; i < shown; ++i) {
      const Queued& line = lines[i];
      const Procedure* procedure = procedure_of(line);
      std::string body;
      if (is_partner(caller) && procedure != nullptr) {
        auto found = body_of(is_, line.matter, *procedure, line.body);
        if (!found) return fail(std::move(found.error()));
        body = std::move(*found);
      }
      Case now;
      now.matter = line.matter;
      const auto verdict = identity::decide(caller, Action::case_read, resource_of(now, body),
                                            is_.people.clock.now_ms());
      if (!verdict.allowed()) continue;
      const auto name = names->find(line.matter.firm);
      w.raw(line_json(
          line, {procedure, name == names->end() ? nullptr : &name->second, is_.cases.calendar(),
                 is_.clock.today(),
                 procedure == nullptr ? Text{line.matter.provision, line.matter.provision}
                                      : about(is_, line.matter.provision, procedure->title),
                 procedure != nullptr && procedure->is_finding()}));
    }
    w.end_array().key("next_cursor");
    if (lines.size() > most) {
      const After last = behind(lines[most - 1]);
      w.string(is_.cursors.seal(kQueueRoute, http::filter_of(request),
                                fmt::format("{}/{}", last.due_on, last.number)));
    } else {
      w.null();
    }
    return Response::json(w.end_object().take());
  }

  const CaseDesk is_;
};

}  // namespace

void add_queue_routes(http::Router& router, const CaseDesk& parts) {
  const auto desk = std::make_shared<QueueDesk>(parts);
  router.add(http::Method::get, "/api/v1/cases",
             [desk](const Request& request) { return desk->list(request); });
}

}  // namespace fugong::casework
