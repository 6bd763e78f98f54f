#include <fmt/format.h>

#include <charconv>
#include <memory>
#include <set>

#include "base/clock.hpp"
#include "base/json_writer.hpp"
#include "desks/casework/office.hpp"
#include "desks/casework/publications.hpp"
#include "desks/casework/route_parts.hpp"

namespace fugong::casework {
namespace {

using http::Request;
using http::Response;
using store::Database;
using store::Transaction;

constexpr const char* kPublicationRoute = "GET /api/v1/publications";
/// Pages that one address may look at, at once and in a minute.
constexpr std::int64_t kPublicationPagesPerMinute = 60;

/// The board on the wall, for everybody.
class PublicationDesk {
 public:
  explicit PublicationDesk(const CaseDesk& parts)
      : is_(parts),
        looks_(parts.limits.of({"publications", kPublicationPagesPerMinute, kMinuteMs})) {}

  Response list(const Request& request) {
    const http::Allowance allowance = looks_.take(request.source);
    if (!allowance.granted) return looks_.refusal(allowance, request);
    auto made = is_.databases.use([&](Database& database) { return page_for(database, request); });
    Response response = made ? std::move(*made) : refuse(made.error(), request);
    looks_.add_headers(response, allowance);
    return response;
  }

 private:
  Result<Response> page_for(Database& database, const Request& request) {
    const auto limit = http::page_limit(request);
    if (!limit) return fail(limit.error());
    auto place = place_in_query(request);
    if (!place) return fail(std::move(place.error()));
    auto provision = code_in_query(request, "provision");
    if (!provision) return fail(std::move(provision.error()));
    const auto after = position(request);
    if (!after) return fail(after.error());
    const PublicationsWanted wanted{std::move(*place), std::move(*provision)};
    PublicationPage page;
    auto read = database.read([&](Transaction& t) -> Result<void> {
      auto found = published(t, is_.cases, wanted, *after, is_.clock.today(),
                             static_cast<std::size_t>(*limit));
      if (!found) return fail(std::move(found.error()));
      page = std::move(*found);
      return {};
    });
    if (!read) return fail(std::move(read.error()));
    return answer(request, page);
  }

  /// "330102/7": the place and number of the last one.
  Result<BehindPublication> position(const Request& request) {
    const auto cursor = request.query_value("cursor");
    if (!cursor) return BehindPublication{};
    const auto opened = is_.cursors.open(kPublicationRoute, http::filter_of(request), *cursor);
    if (!opened) return fail(opened.error());
    const std::size_t slash = opened->find('/');
    FUGONG_CHECK(slash != std::string::npos, "only this program seals cursors");
    BehindPublication after;
    after.place = opened->substr(0, slash);
    std::from_chars(opened->data() + slash + 1, opened->data() + opened->size(), after.number);
    return after;
  }

  Result<Response> answer(const Request& request, const PublicationPage& page) {
    std::set<std::string> firms;
    for (const Publication& one : page.publications)
      firms.insert(one.matter.firm);
    const auto names = is_.enterprises.names(firms);
    if (!names) return fail(names.error());
    JsonWriter w;
    w.begin_object().key("publications").begin_array();
    for (const Publication& one : page.publications) {
      const auto name = names->find(one.matter.firm);
      write(w, one, name == names->end() ? nullptr : &name->second);
    }
    w.end_array().key("next_cursor");
    w.string_or_null(
        page.next ? is_.cursors.seal(kPublicationRoute, http::filter_of(request),
                                     fmt::format("{}/{}", page.next->place, page.next->number))
                  : "");
    return Response::json(w.end_object().take());
  }

  void write(JsonWriter& w, const Publication& one, const Text* firm_name) {
    const law::Rulebook& book = is_.pack.book;
    const law::Provision* provision = book.find_provision(one.matter.provision);
    w.begin_object().key("reference").string(one.reference).key("firm_name");
    if (firm_name != nullptr) {
      w.text(public_name(*firm_name, one.matter.firm));
    } else {
      w.null();
    }
    w.key("provision")
        .string(one.matter.provision)
        .key("about")
        .text(about(is_, one.matter.provision, one.procedure));
    w.key("finding").boolean(provision == nullptr).key("amount_fen");
    if (one.amount) {
      w.number(one.amount->fen);
    } else {
      w.null();
    }
    w.key("place").string(one.matter.place);
    w.key("office").text(office_in_words(book, one.decided_by, one.matter.place));
    w.key("from").string(one.from.to_string()).key("until").string(one.until.to_string());
    w.key("contact");
    if (provision != nullptr && provision->benefit && !provision->benefit->contact.zh.empty()) {
      w.text(provision->benefit->contact);
    } else {
      w.null();
    }
    w.end_object();
  }

  const CaseDesk is_;
  http::RateLimiter& looks_;  ///< by address
};

}  // namespace

void add_publication_routes(http::Router& router, const CaseDesk& parts) {
  const auto desk = std::make_shared<PublicationDesk>(parts);
  router.add(http::Method::get, "/api/v1/publications",
             [desk](const Request& request) { return desk->list(request); });
}

}  // namespace fugong::casework
