// Figures over HTTP, for whoever may read statistics of his places.
#include <algorithm>
#include <array>
#include <memory>

#include "base/json_writer.hpp"
#include "desks/casework/figures.hpp"
#include "desks/casework/labels.hpp"
#include "desks/casework/office.hpp"
#include "desks/casework/route_parts.hpp"
#include "desks/casework/words.hpp"

namespace fugong::casework {
namespace {

using http::Request;
using http::Response;
using identity::Caller;
using store::Database;
using store::Transaction;

constexpr std::array<Choice<By>, 4> kBy{{
    {"provision", By::provision},
    {"place", By::place},
    {"step", By::step},
    {"role", By::role},
}};

void write_count(JsonWriter& w, std::string_view key, const std::optional<std::int64_t>& count) {
  w.key(key);
  if (count) {
    w.number(*count);
  } else {
    w.null();
  }
}

class FiguresDesk {
 public:
  explicit FiguresDesk(const CaseDesk& parts) : is_(parts) {}

  Response list(const Request& request) {
    return as_caller(
        is_, request, [&](Database& database, const Caller& caller) -> Result<Response> {
          const auto by = by_in(request);
          if (!by) return fail(by.error());
          FiguresWanted wanted;
          auto place = place_in_query(request);
          if (!place) return fail(std::move(place.error()));
          wanted.place_prefix = std::move(*place);
          auto provision = code_in_query(request, "provision");
          if (!provision) return fail(std::move(provision.error()));
          wanted.provision = std::move(*provision);
          const std::int64_t now_ms = is_.people.clock.now_ms();
          const auto reaches = reaches_of(caller, now_ms, identity::Action::statistics_read);
          if (!reaches) return fail(reaches.error());
          std::vector<Figure> rows;
          auto read = database.read([&](Transaction& t) -> Result<void> {
            Transaction mine = t.within(reaches->front());
            auto found = figures(mine, *by, wanted, is_.clock.today(), is_.clock.now_ms());
            if (!found) return fail(std::move(found.error()));
            rows = std::move(*found);
            return {};
          });
          if (!read) return fail(std::move(read.error()));
          mask(rows);
          return answer(*by, rows);
        });
  }

 private:
  static Result<By> by_in(const Request& request) {
    const auto word = request.query_value("by").value_or("provision");
    const auto found =
        std::ranges::find_if(kBy, [&](const auto& one) { return one.first == word; });
    if (found != kBy.end()) return found->second;
    return http::wrong_query(
        "by", {"写 provision、place、step 或 role", "write provision, place, step or role"});
  }

  Response answer(By by, const std::vector<Figure>& rows) {
    JsonWriter w;
    w.begin_object().key("by").string(name_in(kBy, by));
    w.key("on").string(is_.clock.today().to_string());
    w.key("least_shown").number(kLeastShown).key("rows").begin_array();
    for (const Figure& row : rows) {
      w.begin_object().key("key").string(row.key).key("step").string_or_null(row.step);
      w.key("title").text(title_of(by, row));
      write_count(w, "open", row.open);
      write_count(w, "late", row.late);
      write_count(w, "days_mean", row.days_mean);
      w.end_object();
    }
    return Response::json(w.end_array().end_object().take());
  }

  Text title_of(By by, const Figure& row) const {
    if (by == By::provision) return about(is_, row.key, {row.key, row.key});
    if (by == By::place) {
      const Text place = place_in_words(is_.pack.book, row.key);
      return place.zh.empty() ? Text{row.key, row.key} : place;
    }
    if (by == By::role) return role_title(row.key);
    const Procedure* procedure = is_.procedures.find(row.key);
    if (procedure == nullptr) return {row.key, row.key};
    const auto step = std::ranges::find(procedure->steps, row.step, &Step::id);
    if (step == procedure->steps.end()) return procedure->title;
    return {procedure->title.zh + "：" + step->title.zh,
            procedure->title.en + ": " + step->title.en};
  }

  static Text role_title(const std::string& name) {
    const auto found =
        std::ranges::find_if(kRoles, [&](const auto& one) { return one.first == name; });
    return found == kRoles.end() ? Text{"暂无人", "nobody at present"} : label_of(found->second);
  }

  const CaseDesk is_;
};

}  // namespace

void add_figures_routes(http::Router& router, const CaseDesk& parts) {
  const auto desk = std::make_shared<FiguresDesk>(parts);
  router.add(http::Method::get, "/api/v1/case-figures",
             [desk](const Request& request) { return desk->list(request); });
}

}  // namespace fugong::casework
