#include "desks/casework/upload_routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/json_writer.hpp"
#include "base/tree.hpp"
#include "desks/casework/case_access.hpp"
#include "desks/casework/casebook.hpp"
#include "desks/casework/words.hpp"
#include "platform/store/scope.hpp"
#include "platform/uploads/display_name.hpp"

namespace fugong::casework {
namespace {

using http::Method;
using http::Request;
using http::Response;
using identity::Action;
using identity::Caller;
using store::Database;
using store::Scope;
using store::Transaction;
using uploads::Upload;

constexpr const char* kPath = "/api/v1/uploads/";

tl::unexpected<Faults> no_upload(std::string_view id) {
  const std::string_view shown = id.substr(0, uploads::kIdDigits);
  return fail("upload-unknown", {},
              {fmt::format("没有文件 {}", shown), fmt::format("there is no file {}", shown)},
              {"核对后再试", "check which one you mean"});
}

constexpr std::array<std::pair<std::string_view, int>, 8> kUploadStatuses{{
    {"firm-missing", 400},
    {"upload-too-many", 409},
    {"upload-waiting", 409},
    {"upload-refused", 409},
    {"upload-in-case", 409},
    {"upload-unwritable", 503},
    {"upload-unreadable", 503},
    {"upload-changed", 503},
}};

Response refuse_upload(const Faults& faults, const Request& request) {
  return identity::refusal(faults, request,
                           {{"文件没有处理", "The file was not dealt with"}, kUploadStatuses});
}

std::string json_of(const Upload& upload) {
  JsonWriter w;
  w.begin_object().key("id").string(upload.id).key("firm").string(upload.firm);
  w.key("type").string(uploads::name_of(upload.content)).key("bytes").number(upload.bytes);
  w.key("sha256").string(upload.sha256).key("name").string(upload.name);
  w.key("state").string(uploads::name_of(upload.state)).key("case");
  if (upload.case_number == 0) {
    w.null();
  } else {
    w.string(reference_of(upload.case_number));
  }
  return w.key("made_ms").number(upload.made_ms).end_object().take();
}

class UploadRoutes {
 public:
  UploadRoutes(const http::Router& router, const UploadDesk& parts)
      : router_(router),
        is_(parts),
        limiter_(parts.limits.of({"upload", kUploadsPerMinute, 60'000})) {}

  Response put(const Request& request) {
    return as_caller(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto firm = firm_of(request, caller);
      if (!firm) return fail(firm.error());
      const auto allowance = limiter_.take(actor_of(caller));
      if (!allowance.granted) return limiter_.refusal(allowance, request);
      const auto name = request.header("x-file-name").value_or("");
      const auto made = is_.files.put(database, sender(caller, *firm), request.body, name);
      if (!made) return fail(made.error());
      Response response = Response::json(json_of(*made), 201);
      response.headers.emplace_back("Location", kPath + made->id);
      limiter_.add_headers(response, allowance);
      return response;
    });
  }

  Response list(const Request& request) {
    return as_caller(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto firm = firm_of(request, caller);
      if (!firm) return fail(firm.error());
      const auto scope = Scope::firms({*firm});
      if (!scope) return fail(scope.error());
      JsonWriter w;
      const auto read = database.read([&](Transaction& t) -> Result<void> {
        Transaction mine = t.within(*scope);
        const auto found = is_.files.loose(mine, *firm);
        if (!found) return fail(found.error());
        w.begin_object().key("uploads").begin_array();
        for (const Upload& upload : *found)
          w.raw(json_of(upload));
        w.end_array().end_object();
        return {};
      });
      if (!read) return fail(read.error());
      return Response::json(w.take());
    });
  }

  Response show(const Request& request) {
    return with_upload(request, [](const Upload& upload, const Reading&) -> Result<Response> {
      return Response::json(json_of(upload));
    });
  }

  Response content(const Request& request) {
    return with_upload(request, [&](const Upload& upload, const Reading& by) -> Result<Response> {
      auto bytes = is_.files.bytes_of(upload);
      if (!bytes) return fail(std::move(bytes.error()));
      if (by.place) {
        auto told = is_.databases.use([&](Database& database) {
          return is_.files.record_read(database, reader(by, upload), upload);
        });
        if (!told) return fail(std::move(told.error()));
      }
      Response response;
      response.body = std::move(*bytes);
      // Whatever it is, no browser is to run it, show it as a page of ours, or keep it.
      response.is_foreign = true;
      response.headers = {{"Content-Type", std::string(uploads::media_type(upload.content))},
                          {"Content-Disposition", uploads::attachment(upload.name, upload.content)},
                          {"Cache-Control", "no-store"}};
      return response;
    });
  }

  Response remove(const Request& request) {
    return as_caller(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto upload = find(database, request.path_values.at("id"));
      if (!upload) return fail(upload.error());
      if (!is_of_firm(caller, upload->firm)) return no_upload(upload->id);
      const auto gone = is_.files.remove(database, sender(caller, upload->firm), upload->id);
      if (!gone) return fail(gone.error());
      Response response;
      response.status = 204;
      return response;
    });
  }

 private:
  template <class Act>
  Response as_caller(const Request& request, Act&& act) {
    return identity::as_caller(is_, request, identity::signed_in_for_real, refuse_upload, act);
  }

  /// Who reads, and of a file that is not of his firm: where its case is.
  struct Reading {
    Caller caller;
    std::optional<std::string> place;
  };

  uploads::Reader reader(const Reading& by, const Upload& upload) const {
    Matter matter;
    matter.firm = upload.firm;
    matter.place = *by.place;
    const auto roles = roles_at(by.caller, matter, "", is_.people.clock.now_ms());
    // Who may read it neither for the place nor for the firm is the partner that is asked.
    const Role role = roles.empty() ? Role::partner : roles.front();
    return {actor_of(by.caller), std::string(name_in(kRoles, role)), *by.place,
            reference_of(upload.case_number)};
  }

  /// What is done with a file that the caller may see.
  template <class Answer>
  Response with_upload(const Request& request, Answer&& answer) {
    Upload upload;
    Reading by;
    bool is_own = false;
    auto response =
        as_caller(request, [&](Database& database, const Caller& caller) -> Result<Response> {
          auto found = find(database, request.path_values.at("id"));
          if (!found) return fail(std::move(found.error()));
          upload = std::move(*found);
          by.caller = caller;
          is_own = is_of_firm(caller, upload.firm);
          return Response{};
        });
    if (upload.id.empty()) return response;
    // Not while a database is held: the case's route takes one of its own.
    if (!is_own) {
      by.place = place_of_case(request, upload);
      if (!by.place) return refuse_upload(no_upload(upload.id).value(), request);
    }
    auto made = answer(upload, by);
    return made ? std::move(*made) : refuse_upload(made.error(), request);
  }

  /// Whosever it is: who may see it is asked behind.
  Result<Upload> find(Database& database, const std::string& id) {
    std::optional<Upload> upload;
    const auto read = database.read([&](Transaction& t) -> Result<void> {
      Transaction all = t.within(Scope::everything("whose a file is must be known to say who may"));
      auto found = is_.files.find(all, id);
      if (!found) return fail(std::move(found.error()));
      upload = std::move(*found);
      return {};
    });
    if (!read) return fail(read.error());
    if (!upload) return no_upload(id);
    return std::move(*upload);
  }

  /// Nothing: the caller may not read the case that the file is in.
  std::optional<std::string> place_of_case(const Request& request, const Upload& upload) const {
    if (upload.case_number == 0) return std::nullopt;
    Request about = request;
    about.method = Method::get;
    about.path = "/api/v1/cases/" + reference_of(upload.case_number);
    about.query.clear();
    std::erase_if(about.headers,
                  [](const auto& header) { return header.first == "if-none-match"; });
    // The case says which of its files are for whom; what people wrote into it says nothing.
    const Response seen = router_.answer(about);
    if (seen.status != 200) return std::nullopt;
    const auto body = parse_json(seen.body, "case");
    FUGONG_CHECK(body.has_value(), "our own routes answer with JSON");
    const Node* papers = body->find("documents");
    const bool is_there =
        papers != nullptr && std::ranges::any_of(papers->items, [&](const Node& paper) {
          const Node* id = paper.find("upload");
          return id != nullptr && id->is_scalar() && id->text == upload.id;
        });
    if (!is_there) return std::nullopt;
    const Node* place = body->find("place");
    FUGONG_CHECK(place != nullptr, "an answer of ours says where a case is");
    return place->text;
  }

  bool is_of_firm(const Caller& caller, const std::string& firm) const {
    return identity::decide(caller, Action::case_file, {.firm = firm}, is_.people.clock.now_ms())
        .allowed();
  }

  Result<std::string> firm_of(const Request& request, const Caller& caller) const {
    std::string firm(request.query_value("firm").value_or(""));
    if (firm.empty()) {
      return fail("firm-missing", at_pointer("/firm"),
                  {"没有写明是哪家企业", "it isn't said which firm it is of"},
                  {"在网址后写 ?firm=统一社会信用代码", "add ?firm=CODE to the address"});
    }
    const auto verdict =
        identity::decide(caller, Action::case_file, {.firm = firm}, is_.people.clock.now_ms());
    if (!verdict.allowed()) return identity::denied(verdict);
    return firm;
  }

  static uploads::Sender sender(const Caller& caller, const std::string& firm) {
    const bool owns = std::ranges::any_of(caller.grants, [&](const identity::Grant& grant) {
      return grant.role == identity::Role::owner && grant.scope == firm;
    });
    return {firm, actor_of(caller), owns ? "owner" : "helper"};
  }

  const http::Router& router_;
  const UploadDesk is_;
  http::RateLimiter& limiter_;
};

}  // namespace

void add_upload_routes(http::Router& router, const UploadDesk& parts) {
  const auto desk = std::make_shared<UploadRoutes>(router, parts);
  router.add(Method::post, "/api/v1/uploads",
             [desk](const Request& request) { return desk->put(request); },
             {.max_body_bytes = uploads::kMaxFileBytes});
  router.add(Method::get, "/api/v1/uploads",
             [desk](const Request& request) { return desk->list(request); });
  router.add(Method::get, "/api/v1/uploads/{id}",
             [desk](const Request& request) { return desk->show(request); });
  router.add(Method::get, "/api/v1/uploads/{id}/content",
             [desk](const Request& request) { return desk->content(request); });
  router.add(Method::del, "/api/v1/uploads/{id}",
             [desk](const Request& request) { return desk->remove(request); });
}

}  // namespace fugong::casework
