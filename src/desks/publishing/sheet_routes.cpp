// The tables and parameters of a provision: shown, written back, tried.
#include <fmt/format.h>

#include "desks/publishing/counter.hpp"
#include "desks/publishing/draft_json.hpp"
#include "desks/publishing/sheet_request.hpp"
#include "engines/law/facts.hpp"
#include "pack/check/trial.hpp"

namespace fugong::publishing {
namespace {

using http::Method;
using http::Request;
using http::Response;
using identity::Caller;
using store::Database;
using store::Transaction;

constexpr const char* kSheet = "/api/v1/pack-drafts/{draft}/sheets/{owner}";

Result<pack::Sheet> sheet_in(Transaction& t, const Draft& draft, const std::string& owner) {
  const auto files = files_of(t, draft.id, draft.revision);
  if (!files) return fail(files.error());
  return pack::read_sheet(*files, owner);
}

/// Names of facts and decisions are those of the draft, or else of the pack that the program has.
Response sheet_answer(const Counter& counter, const Draft& draft, const pack::Sheet& sheet) {
  auto loaded = counter.desk().shelf.find(draft.hash);
  if (!loaded || !loaded->pack) loaded = counter.desk().founding;
  Response response = Response::json(sheet_json(sheet, &loaded->pack->book));
  response.headers.emplace_back("ETag", http::etag_of_revision(draft.revision));
  return response;
}

Response list_sheets(const Counter& counter, const Request& request) {
  return counter.read(request, [](Transaction& t, const Draft& draft) -> Result<Response> {
    const auto files = files_of(t, draft.id, draft.revision);
    if (!files) return fail(files.error());
    return Response::json(sheets_json(pack::sheets_of(*files)));
  });
}

Response show_sheet(const Counter& counter, const Request& request) {
  return counter.read(request, [&](Transaction& t, const Draft& draft) -> Result<Response> {
    const auto sheet = sheet_in(t, draft, request.path_values.at("owner"));
    if (!sheet) return fail(sheet.error());
    return sheet_answer(counter, draft, *sheet);
  });
}

Response put_sheet(const Counter& counter, const Request& request) {
  auto body = http::read_json_body(request);
  if (!body) return std::move(body.error());
  http::Fields fields(*body, {"parameters", "tables", "note"});
  const pack::SheetEdit edit = read_edit(fields);
  const std::string note = note_in(fields);
  if (!fields.faults().empty()) return http::unreadable(fields.faults(), request);
  const std::string& owner = request.path_values.at("owner");
  return counter.change(
      request,
      [&](Transaction& t, const Draft& draft) -> Result<Counter::Wanted> {
        const auto files = files_of(t, draft.id, draft.revision);
        if (!files) return fail(files.error());
        auto changed = pack::write_sheet(*files, owner, edit);
        if (!changed) return fail(std::move(changed.error()));
        Counter::Wanted wanted{{}, Act::change, note};
        for (auto& [path, text] : *changed)
          wanted.edits[path] = std::move(text);
        return wanted;
      },
      [&](Transaction& t, const identity::Caller&, const Draft& draft) -> Result<Response> {
        const auto sheet = sheet_in(t, draft, owner);
        if (!sheet) return fail(sheet.error());
        return sheet_answer(counter, draft, *sheet);
      });
}

Result<pack::TrialFirm> read_firm(const Node& node, const law::Rulebook& book) {
  http::Fields fields(node, {"on", "known_at", "facts"});
  const auto day = [&](std::string_view name) {
    const auto text = fields.maybe_text(name, kMaxValueBytes);
    const auto date = text ? Date::parse(*text) : std::nullopt;
    if (text && !date) {
      fields.faults().push_back(wrong_field(pointer_child("/firm", name),
                                            {"不是日期", "this is no date"},
                                            {"写成 2020-02-21", "write 2020-02-21"}));
    }
    return date;
  };
  const auto on = day("on");
  const auto known_at = day("known_at");
  const Node* facts = fields.node("facts");
  if (!on || facts == nullptr) {
    fields.faults().push_back(wrong_field("/firm", {"需要 on 和 facts", "on and facts are needed"},
                                          {"补上", "add them"}));
  }
  if (!fields.faults().empty()) return fail(std::move(fields.faults()));
  auto subject = law::read_subject(book, *facts);
  if (!subject) return fail(std::move(subject.error()));
  return pack::TrialFirm{std::move(*subject), {*on, known_at.value_or(*on)}};
}

/// The rules in which it is tried: those of the draft; where these do not load, as they may while
/// somebody writes, those in force with the sheet as the draft has it.
struct Ground {
  std::shared_ptr<const Loaded> loaded;
  pack::SheetEdit saved;
};

Response try_sheet(const Counter& counter, const Request& request) {
  auto body = http::read_json_body(request);
  if (!body) return std::move(body.error());
  http::Fields fields(*body, {"parameters", "tables", "firm"});
  const pack::SheetEdit edit = read_edit(fields);
  const Node* firm_node = fields.node("firm");
  if (!fields.faults().empty()) return http::unreadable(fields.faults(), request);
  const std::string& owner = request.path_values.at("owner");
  return counter.as_officer(request, [&](Database& database, const Caller&) -> Result<Response> {
    const std::int64_t began_ms = counter.now_ms();
    Draft draft;
    std::optional<pack::Sheet> sheet;
    auto read = database.read([&](Transaction& t) -> Result<void> {
      auto found = counter.see(t, request);
      if (!found) return fail(std::move(found.error()));
      draft = std::move(*found);
      auto there = sheet_in(t, draft, owner);
      if (!there) return fail(std::move(there.error()));
      sheet = std::move(*there);
      return {};
    });
    if (!read) return fail(std::move(read.error()));
    Ground ground{counter.desk().shelf.wait_for(draft, kWaitMs), {}};
    if (!ground.loaded) return loading(request);
    if (!ground.loaded->pack) {
      const Faults why = ground.loaded->pack.error();
      auto in_force = counter.desk().workshop.in_force(database);
      if (!in_force) return fail(std::move(in_force.error()));
      ground = {std::move(*in_force), edit_of(*sheet)};
    }
    const pack::Pack& pack = *ground.loaded->pack;
    std::optional<pack::TrialFirm> firm;
    if (firm_node != nullptr) {
      auto given = read_firm(*firm_node, pack.book);
      if (!given) return http::unreadable(given.error(), request);
      firm = std::move(*given);
    }
    law::Source source = pack.book.source();
    pack::Trial trial;
    auto applied = pack::apply(ground.saved, owner, source);
    if (applied) applied = pack::apply(edit, owner, source);
    if (applied) {
      trial = pack::try_owner(source, pack.examples, owner, firm);
    } else {
      trial.faults = std::move(applied.error());
    }
    return Response::json(trial_json(trial, firm.has_value(), counter.now_ms() - began_ms));
  });
}

}  // namespace

void add_sheet_routes(http::Router& router, const std::shared_ptr<const Counter>& counter) {
  router.add(Method::get, "/api/v1/pack-drafts/{draft}/sheets",
             [counter](const Request& request) { return list_sheets(*counter, request); });
  router.add(Method::get, kSheet,
             [counter](const Request& request) { return show_sheet(*counter, request); });
  router.add(Method::put, kSheet,
             [counter](const Request& request) { return put_sheet(*counter, request); });
  router.add(Method::post, "/api/v1/pack-drafts/{draft}/sheets/{owner}/try",
             [counter](const Request& request) { return try_sheet(*counter, request); });
}

}  // namespace fugong::publishing
