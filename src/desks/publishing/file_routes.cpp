// The files of a draft, as texts, and earlier states of it.
#include <fmt/format.h>

#include <charconv>

#include "base/hash.hpp"
#include "base/json_writer.hpp"
#include "desks/publishing/counter.hpp"
#include "desks/publishing/draft_json.hpp"

namespace fugong::publishing {
namespace {

using http::Method;
using http::Request;
using http::Response;
using store::Transaction;

constexpr const char* kFile = "/api/v1/pack-drafts/{draft}/file";

Result<std::string> path_in(const Request& request) {
  const auto path = request.query_value("path");
  if (path && !path->empty()) return std::string(*path);
  return http::wrong_query("path", {"写文件的路径", "give the path of the file"});
}

tl::unexpected<Faults> no_file(const std::string& path) {
  return fail("file-unknown", Place{}, {"草案里没有文件 " + path, "the draft has no file " + path},
              {"看清单里有哪些", "see which ones the list has"});
}

Response list_files(const Counter& counter, const Request& request) {
  return counter.read(request, [](Transaction& t, const Draft& draft) -> Result<Response> {
    const auto lines = lines_of(t, draft.id, draft.revision);
    if (!lines) return fail(lines.error());
    const auto base = base_of(t, draft);
    if (!base) return fail(base.error());
    return Response::json(files_json(*lines, *base));
  });
}

Response show_file(const Counter& counter, const Request& request) {
  return counter.read(request, [&](Transaction& t, const Draft& draft) -> Result<Response> {
    const auto path = path_in(request);
    if (!path) return fail(path.error());
    std::int64_t revision = draft.revision;
    if (const auto given = request.query_value("revision")) {
      const auto [end, error] =
          std::from_chars(given->data(), given->data() + given->size(), revision);
      if (error != std::errc() || end != given->data() + given->size() || revision < 1 ||
          revision > draft.revision) {
        return http::wrong_query("revision",
                                 {"写一个已有的修改号", "give a revision that there is"});
      }
    }
    const auto body = file_of(t, draft.id, revision, *path);
    if (!body) return fail(body.error());
    if (!*body) return no_file(*path);
    JsonWriter w;
    w.begin_object().key("path").string(*path).key("hash").string(sha256_hex(**body));
    w.key("text").string(**body).end_object();
    Response response = Response::json(w.take());
    response.headers.emplace_back("ETag", http::etag_of_revision(draft.revision));
    return response;
  });
}

Response put_file(const Counter& counter, const Request& request) {
  auto body = http::read_json_body(request);
  if (!body) return std::move(body.error());
  http::Fields fields(*body, {"text", "note"});
  const Node* text = fields.node("text");
  const std::string note = note_in(fields);
  if (text == nullptr || text->kind != Node::Kind::string) {
    fields.faults().push_back(wrong_field("/text", {"text 应为文本", "text must be a text"},
                                          {"写文件的全文", "give the whole text of the file"}));
  }
  if (!fields.faults().empty()) return http::unreadable(fields.faults(), request);
  return counter.change(request,
                        [&](Transaction& t, const Draft& draft) -> Result<Counter::Wanted> {
                          const auto path = path_in(request);
                          if (!path) return fail(path.error());
                          const auto lines = lines_of(t, draft.id, draft.revision);
                          if (!lines) return fail(lines.error());
                          std::set<std::string> packs;
                          for (const FileLine& line : *lines)
                            packs.insert(line.path.substr(0, line.path.find('/')));
                          auto fine = check_path(*path, packs);
                          if (fine) fine = check_text(*path, text->text);
                          if (!fine) return fail(std::move(fine.error()));
                          const auto old = file_of(t, draft.id, draft.revision, *path);
                          if (!old) return fail(old.error());
                          Counter::Wanted wanted{{}, Act::change, note};
                          if (!*old || **old != text->text) wanted.edits[*path] = text->text;
                          return wanted;
                        });
}

Response remove_file(const Counter& counter, const Request& request) {
  return counter.change(request,
                        [&](Transaction& t, const Draft& draft) -> Result<Counter::Wanted> {
                          const auto path = path_in(request);
                          if (!path) return fail(path.error());
                          const auto old = file_of(t, draft.id, draft.revision, *path);
                          if (!old) return fail(old.error());
                          if (!*old) return no_file(*path);
                          return Counter::Wanted{{{*path, std::nullopt}}, Act::change, ""};
                        });
}

/// What makes the files of a draft those of an earlier revision.
Result<Edits> edits_back(Transaction& t, const Draft& draft, std::int64_t revision) {
  const auto now = files_of(t, draft.id, draft.revision);
  if (!now) return fail(now.error());
  const auto then = files_of(t, draft.id, revision);
  if (!then) return fail(then.error());
  Edits edits;
  for (const std::string& path : differing(*now, *then)) {
    const auto old = then->find(path);
    edits[path] = old == then->end() ? std::nullopt : std::optional(old->second);
  }
  return edits;
}

Response restore(const Counter& counter, const Request& request) {
  auto body = http::read_json_body(request);
  if (!body) return std::move(body.error());
  http::Fields fields(*body, {"revision", "note"});
  const auto revision = fields.maybe_number("revision", 1, kMaxRevisions);
  const std::string note = note_in(fields);
  if (!revision && fields.faults().empty()) {
    fields.faults().push_back(
        wrong_field("/revision", {"没有写 revision", "revision is missing"},
                    {"写要恢复的修改号", "give the revision that is to come back"}));
  }
  if (!fields.faults().empty()) return http::unreadable(fields.faults(), request);
  return counter.change(
      request, [&](Transaction& t, const Draft& draft) -> Result<Counter::Wanted> {
        if (*revision > draft.revision) {
          return fail({wrong_field("/revision", {"没有这个修改号", "there is no such revision"},
                                   {"看修改记录", "see the history"})});
        }
        auto edits = edits_back(t, draft, *revision);
        if (!edits) return fail(std::move(edits.error()));
        // It is what it was then: the changes of that base.
        auto base = base_at(t, draft.id, *revision);
        if (!base) return fail(std::move(base.error()));
        return Counter::Wanted{std::move(*edits), Act::restore,
                               note.empty() ? fmt::format("{}", *revision) : note,
                               std::move(*base)};
      });
}

}  // namespace

void add_file_routes(http::Router& router, const std::shared_ptr<const Counter>& counter) {
  router.add(Method::get, "/api/v1/pack-drafts/{draft}/files",
             [counter](const Request& request) { return list_files(*counter, request); });
  router.add(Method::get, kFile,
             [counter](const Request& request) { return show_file(*counter, request); });
  router.add(Method::put, kFile,
             [counter](const Request& request) { return put_file(*counter, request); });
  router.add(Method::del, kFile,
             [counter](const Request& request) { return remove_file(*counter, request); });
  router.add(Method::post, "/api/v1/pack-drafts/{draft}/restore",
             [counter](const Request& request) { return restore(*counter, request); });
}

}  // namespace fugong::publishing
