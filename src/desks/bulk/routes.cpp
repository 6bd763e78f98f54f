#include "desks/bulk/routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/money.hpp"
#include "base/tree.hpp"
#include "desks/bulk/asking.hpp"
#include "desks/bulk/batch_json.hpp"
#include "platform/http/file_answer.hpp"
#include "platform/http/rate_limit.hpp"
#include "platform/uploads/display_name.hpp"

namespace fugong::bulk {
namespace {

using http::Method;
using http::Request;
using http::Response;
using identity::Caller;
using store::Database;
using store::Transaction;

constexpr const char* kPath = "/api/v1/bulk/";
constexpr const char* kCases = "/api/v1/cases";
constexpr const char* kUploads = "/api/v1/uploads";
constexpr std::size_t kIdBytes = 16;
constexpr std::int64_t kAtOnce = 50;  ///< lines taken from the database at a time
constexpr const char* kPageLimit = "200";

tl::unexpected<Faults> no_batch() {
  return fail("bulk-unknown", {}, {"没有这批上传", "there is no such upload"},
              {"核对后再试，或重新上传", "check which one you mean, or upload it again"});
}

Response refuse(const Faults& faults, const Request& request) {
  // Of a column that the table has it isn't the address that is wrong.
  const Fault& first = faults.front();
  const bool in_table = first.place.pointer.starts_with("/columns");
  const std::array<std::pair<std::string_view, int>, 1> of_table{{{first.code, 422}}};
  const Text title{"请求有误", "Something in the request is wrong"};
  return in_table ? identity::refusal(faults, request, {title, of_table})
                  : identity::refusal(faults, request);
}

std::string text_in(const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  return found != nullptr && found->is_scalar() ? found->text : std::string();
}

std::string header_of(const Response& response, std::string_view name) {
  const auto found =
      std::ranges::find(response.headers, name, &std::pair<std::string, std::string>::first);
  return found == response.headers.end() ? std::string() : found->second;
}

class Desk {
 public:
  Desk(const http::Router& router, const BulkDesk& parts)
      : router_(router),
        is_(parts),
        kinds_(parts.pack, parts.procedures),
        limiter_(parts.limits.of({"bulk", kTablesPerMinute, 60'000})) {}

  Response put(const Request& request) {
    return as_caller(request, [&](const Caller& caller) -> Result<Response> {
      const auto kind = kind_in(request);
      if (!kind) return fail(kind.error());
      if (!may_ever(caller, *kind)) return identity::denied({identity::Reason::no_role});
      const auto allowance = limiter_.take(actor_of(caller));
      if (!allowance.granted) return limiter_.refusal(allowance, request);
      const auto table = read_table(request.body);
      if (!table) return fail(table.error());
      const auto columns = kinds_.columns(*kind, table->columns);
      if (!columns) return fail(columns.error());
      const auto given = request.header("x-file-name").value_or("");
      const Batch batch{is_.random.hex(kIdBytes),     *kind,
                        uploads::display_name(given), actor_of(caller),
                        is_.people.clock.now_ms(),    table->columns};
      const auto kept = in([&](Transaction& t) { return bulk::put(t, batch, *table); });
      if (!kept) return fail(kept.error());
      const auto checked = work(request, batch, LineState::unchecked);
      if (!checked) return fail(checked.error());
      auto response = shown(batch, 201);
      if (!response) return response;
      response->headers.emplace_back("Location", kPath + batch.id);
      limiter_.add_headers(*response, allowance);
      return response;
    });
  }

  Response show(const Request& request) {
    return with_batch(request, [&](const Batch& batch) { return shown(batch, 200); });
  }

  /// Goes on with those in one state.
  Response go_on(const Request& request, LineState with) {
    return with_batch(request, [&](const Batch& batch) -> Result<Response> {
      const auto worked = work(request, batch, with);
      if (!worked) return fail(worked.error());
      return shown(batch, 200);
    });
  }

  Response faults(const Request& request) {
    return with_batch(request, [&](const Batch& batch) -> Result<Response> {
      const auto lines = all_lines(batch);
      if (!lines) return fail(lines.error());
      return http::file_answer(faults_csv(batch, *lines), "text/csv; charset=utf-8", "faults.csv");
    });
  }

  Response make_template(const Request& request) {
    return as_caller(request, [&](const Caller&) -> Result<Response> {
      const auto kind = kind_in(request);
      if (!kind) return fail(kind.error());
      const auto format = request.query_value("format").value_or("xlsx");
      if (format != "xlsx" && format != "csv")
        return http::wrong_query("format", {"写 xlsx 或 csv", "write xlsx or csv"});
      const auto provision = request.query_value("provision").value_or("");
      if (!provision.empty() && !kinds_.has_procedure(provision))
        return http::wrong_query("provision", {"写有办理流程的条款，见 /api/v1/procedures",
                                               "name one of those of /api/v1/procedures"});
      auto columns = kinds_.template_columns(*kind, provision);
      std::vector<std::vector<std::string>> rows;
      if (*kind == Kind::partner_answers) {
        columns.insert(columns.end(), {"title", "applicant", "firm_name", "matter", "place",
                                       "amount_yuan", "due"});
        auto waiting = waiting_cases(request);
        if (!waiting) return std::move(waiting.error());
        rows = std::move(*waiting);
      }
      const std::string name = fmt::format("{}.{}", name_of(*kind), format);
      if (format == "csv")
        return http::file_answer(csv_of(columns, rows), "text/csv; charset=utf-8", name);
      auto book = xlsx_of(std::string(name_of(*kind)), columns, rows);
      if (!book) return fail(std::move(book.error()));
      return http::file_answer(std::move(*book),
                               "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                               name);
    });
  }

 private:
  /// `act` holds no database: what it asks the API for takes one.
  template <class Act>
  Response as_caller(const Request& request, Act&& act) {
    const auto caller = is_.databases.use([&](Database& database) {
      return identity::signed_in_for_real(request, is_.cookie, database, is_.people);
    });
    if (!caller) return refuse(caller.error(), request);
    auto response = act(*caller);
    return response ? std::move(*response) : refuse(response.error(), request);
  }

  template <class Answer>
  Response with_batch(const Request& request, Answer&& answer) {
    return as_caller(request, [&](const Caller& caller) -> Result<Response> {
      std::optional<Batch> batch;
      const auto read = in([&](Transaction& t) -> Result<void> {
        auto found = find(t, request.path_values.at("id"), actor_of(caller));
        if (!found) return fail(std::move(found.error()));
        batch = std::move(*found);
        return {};
      });
      if (!read) return fail(read.error());
      if (!batch) return no_batch();
      return answer(*batch);
    });
  }

  template <class Body>
  Result<void> in(Body&& body) {
    return is_.databases.use([&](Database& database) { return database.transact(body); });
  }

  /// Who can do none of the rows leaves none here.
  bool may_ever(const Caller& caller, Kind kind) const {
    const auto action =
        kind == Kind::filings ? identity::Action::case_file : identity::Action::partner_answer;
    return std::ranges::any_of(caller.grants, [&](const identity::Grant& grant) {
      return identity::is_in_force(grant, is_.people.clock.now_ms()) &&
             identity::may_ever(grant.role, action);
    });
  }

  static Result<Kind> kind_in(const Request& request) {
    const auto kind = kind_of(request.query_value("kind").value_or(""));
    if (!kind)
      return http::wrong_query(
          "kind", {"写 partner_answers 或 filings", "write partner_answers or filings"});
    return *kind;
  }

  Result<std::vector<Line>> all_lines(const Batch& batch) {
    std::vector<Line> lines;
    const auto read = in([&](Transaction& t) -> Result<void> {
      auto found = lines_in(t, batch.id, std::nullopt, static_cast<std::int64_t>(kMaxRows));
      if (!found) return fail(std::move(found.error()));
      lines = std::move(*found);
      return {};
    });
    if (!read) return fail(read.error());
    return lines;
  }

  Result<Response> shown(const Batch& batch, int status) {
    const auto lines = all_lines(batch);
    if (!lines) return fail(lines.error());
    return Response::json(batch_json(batch, *lines), status);
  }

  /// Takes lines in that state until none is left or the time of a call is over.
  Result<void> work(const Request& request, const Batch& batch, LineState with) {
    const auto columns = kinds_.columns(batch.kind, batch.columns);
    if (!columns) return fail(columns.error());  // another pack is served by now
    const std::int64_t until_ms = is_.people.clock.now_ms() + kWorkMs;
    for (;;) {
      std::vector<Line> lines;
      const auto read = in([&](Transaction& t) -> Result<void> {
        auto found = lines_in(t, batch.id, with, kAtOnce);
        if (!found) return fail(std::move(found.error()));
        lines = std::move(*found);
        return {};
      });
      if (!read) return fail(read.error());
      if (lines.empty()) return {};
      for (Line& line : lines) {
        if (is_.people.clock.now_ms() >= until_ms) return {};
        const auto goes_on = take(request, batch, *columns, line, with == LineState::unchecked);
        if (!goes_on) return {};
        const auto kept = in([&](Transaction& t) { return settle(t, batch.id, line, with); });
        if (!kept) return fail(kept.error());
      }
    }
  }

  /// Tries a line or does it. False: nothing can be said of it now.
  bool take(const Request& request, const Batch& batch, const Columns& columns, Line& line,
            bool is_rehearsal) {
    const Asking asking(router_, request);
    const LineState worse = is_rehearsal ? LineState::bad : LineState::failed;
    const auto refused = [&](std::vector<LineFault> faults) {
      line.state = worse;
      line.faults = std::move(faults);
      return true;
    };
    Sending how;
    how.is_rehearsal = is_rehearsal;
    how.key = fmt::format("bulk-{}-{}", batch.id, line.row);
    Response response;
    Columns documents;
    if (batch.kind == Kind::filings) {
      const auto filing = kinds_.filing(columns, {line.row, line.cells}, [&](const auto& firm) {
        return loose_files(asking, firm);
      });
      if (!filing) return refused(faults_of(filing.error(), request.language()));
      documents = filing->documents;
      response = asking.post(kCases, filing->body, how);
    } else {
      const auto answer = kinds_.answer(columns, {line.row, line.cells});
      if (!answer) return refused(faults_of(answer.error(), request.language()));
      const std::string path = fmt::format("{}/{}", kCases, answer->reference);
      line.case_reference = answer->reference;
      if (is_rehearsal) {
        // What is answered is the case as it is now, and not what it becomes meanwhile.
        const Response seen = asking.get(path);
        if (is_passing(seen)) return false;
        if (seen.status != 200) return refused(faults_of(seen, columns));
        line.etag = header_of(seen, "ETag");
        const auto twice = said_twice(batch, line);
        if (!twice) return false;
        if (!twice->empty()) return refused(faults_of(*twice, request.language()));
      }
      how.if_match = line.etag;
      response = asking.post(path + "/acts", answer->body, how);
    }
    if (is_passing(response)) return false;
    if (response.status >= 300) return refused(faults_of(response, columns, documents));
    line.state = is_rehearsal ? LineState::good : LineState::done;
    line.faults.clear();
    if (!is_rehearsal && line.case_reference.empty()) {
      const auto made = parse_json(response.body, "");
      if (made) line.case_reference = text_in(*made, "reference");
    }
    return true;
  }

  /// Two answers to one case: the second one would meet another version of it.
  Result<Faults> said_twice(const Batch& batch, const Line& line) {
    std::optional<std::int64_t> other;
    const auto read = in([&](Transaction& t) -> Result<void> {
      auto found = row_about(t, batch.id, line.case_reference, line.row);
      if (!found) return fail(std::move(found.error()));
      other = *found;
      return {};
    });
    if (!read) return fail(read.error());
    if (!other) return Faults();
    return Faults{{"bulk-case-twice",
                   at_pointer("/reference"),
                   {fmt::format("第 {} 行已经答复这个案件", *other),
                    fmt::format("row {} answers this case already", *other)},
                   {"只留一行", "keep one of them"}}};
  }

  /// Files of a firm that whoever uploads the table may hand in; none where he may not look.
  static std::vector<LooseFile> loose_files(const Asking& asking, const std::string& firm) {
    std::vector<LooseFile> files;
    const Response listed = asking.get(kUploads, {{"firm", firm}});
    const auto document = parse_json(listed.body, "");
    const Node* all = document ? document->find("uploads") : nullptr;
    if (all == nullptr) return files;
    for (const Node& one : all->items)
      files.push_back({text_in(one, "id"), text_in(one, "name")});
    return files;
  }

  /// The rows of a partner's template, or the problem to answer with.
  tl::expected<std::vector<std::vector<std::string>>, Response> waiting_cases(
      const Request& request) {
    const Asking asking(router_, request);
    std::vector<std::vector<std::string>> rows;
    const bool is_zh = request.language() == "zh";
    std::string cursor;
    const std::int64_t until_ms = is_.people.clock.now_ms() + kWorkMs;
    do {
      std::vector<std::pair<std::string, std::string>> query{
          {"waits_for", "partner"}, {"open", "true"}, {"limit", kPageLimit}};
      if (!cursor.empty()) query.emplace_back("cursor", cursor);
      Response page = asking.get(kCases, std::move(query));
      if (page.status != 200) return tl::unexpected(std::move(page));
      const auto document = parse_json(page.body, "");
      FUGONG_CHECK(document.has_value(), "our own routes answer with JSON");
      for (const Node& line : document->find("cases")->items) {
        if (rows.size() == kMaxRows) return rows;
        const Node* title = line.find("title");
        const Node* name = line.find("firm_name");
        const auto fen = Decimal::parse(text_in(line, "amount_fen"));
        const Money amount{fen ? fen->to_int64().value_or(0) : 0};
        rows.push_back({text_in(line, "reference"), "", "", text_in(*title, is_zh ? "zh" : "en"),
                        text_in(line, "firm"),
                        name != nullptr ? text_in(*name, is_zh ? "zh" : "en") : "",
                        text_in(line, "subject"), text_in(line, "place"), amount.to_string(),
                        text_in(line, "due")});
      }
      cursor = text_in(*document, "next_cursor");
    } while (!cursor.empty() && is_.people.clock.now_ms() < until_ms);
    return rows;
  }

  const http::Router& router_;
  const BulkDesk is_;
  const Kinds kinds_;
  http::RateLimiter& limiter_;
};

}  // namespace

void add_routes(http::Router& router, const BulkDesk& parts) {
  const auto desk = std::make_shared<Desk>(router, parts);
  router.add(Method::post, "/api/v1/bulk",
             [desk](const Request& request) { return desk->put(request); },
             {.max_body_bytes = kMaxTableBytes});
  router.add(Method::get, "/api/v1/bulk/template",
             [desk](const Request& request) { return desk->make_template(request); });
  router.add(Method::get, "/api/v1/bulk/{id}",
             [desk](const Request& request) { return desk->show(request); });
  router.add(Method::post, "/api/v1/bulk/{id}/check",
             [desk](const Request& request) { return desk->go_on(request, LineState::unchecked); });
  router.add(Method::post, "/api/v1/bulk/{id}/run",
             [desk](const Request& request) { return desk->go_on(request, LineState::good); });
  router.add(Method::get, "/api/v1/bulk/{id}/faults.csv",
             [desk](const Request& request) { return desk->faults(request); });
}

}  // namespace fugong::bulk
