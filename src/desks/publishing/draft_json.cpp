#include "desks/publishing/draft_json.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/hash.hpp"
#include "desks/publishing/fault_json.hpp"
#include "pack/names.hpp"

namespace fugong::publishing {
namespace {

void write_maybe(JsonWriter& w, std::string_view key, const std::optional<std::int64_t>& value) {
  w.key(key);
  if (value) {
    w.number(*value);
  } else {
    w.null();
  }
}

void write_check(JsonWriter& w, const std::optional<Job>& check, const std::string& hash) {
  w.key("check");
  if (!check) {
    w.null();
    return;
  }
  w.begin_object().key("job").string(check->id).key("hash").string(check->hash);
  w.key("is_current").boolean(check->hash == hash).key("passed").boolean(check->passed);
  w.key("faults").number(check->faults);
  w.key("warnings").number(check->warnings).end_object();
}

void write_impact(JsonWriter& w, const std::optional<Job>& impact, const std::string& hash) {
  w.key("impact");
  if (!impact) {
    w.null();
    return;
  }
  w.begin_object().key("job").string(impact->id).key("hash").string(impact->hash);
  w.key("base_hash").string(impact->base_hash);
  w.key("is_current").boolean(impact->hash == hash).end_object();
}

void write_publication(JsonWriter& w, const std::optional<Publication>& one) {
  w.key("publication");
  if (!one) {
    w.null();
    return;
  }
  w.begin_object().key("effective_on").string(one->effective_on.to_string());
  w.key("known_from").string(one->known_from.to_string());
  w.key("published_ms").number(one->published_ms).key("note").string(one->note);
  write_maybe(w, "withdrawn_ms",
              one->withdrawn ? std::optional(one->withdrawn->at_ms) : std::nullopt);
  w.end_object();
}

/// The label of what an expression names, if it is but a name; of a fact the type too.
struct Named {
  Text label;
  std::string type;
};
Named named(const law::Rulebook* book, const pack::Sheet& sheet, const std::string& expression) {
  for (const pack::SheetTable& table : sheet.tables) {
    if (table.name == expression) return {table.label, ""};
  }
  if (book != nullptr) {
    if (const auto fact = book->fact_index(expression)) {
      const law::Fact& found = book->facts()[*fact];
      return {found.label, std::string(pack::name_in(pack::kFactTypes, found.type))};
    }
    for (const law::Decision& decision : book->source().decisions) {
      if (decision.definition.name == expression) return {decision.definition.label, ""};
    }
    if (const law::Provision* provision = book->find_provision(sheet.owner)) {
      for (const law::Definition& step : provision->definitions) {
        if (step.name == expression) return {step.label, ""};
      }
    }
  }
  return {{expression, expression}, ""};
}

void write_table(JsonWriter& w, const pack::Sheet& sheet, const pack::SheetTable& table,
                 const law::Rulebook* book) {
  w.begin_object().key("name").string(table.name).key("label").text(table.label);
  w.key("file").string(table.file).key("hit").string(table.hit).key("columns").begin_array();
  for (const pack::SheetColumn& column : table.columns) {
    const Named is = named(book, sheet, column.name);
    const std::string& type = column.type.empty() ? is.type : column.type;
    w.begin_object().key("role").string(column.is_input ? "input" : "output");
    w.key("name").string(column.name).key("label").text(is.label).key("type");
    if (type.empty()) {
      w.null();
    } else {
      w.string(type);
    }
    w.end_object();
  }
  w.end_array().key("rows").begin_array();
  for (const auto& row : table.rows) {
    w.begin_array();
    for (const std::string& cell : row)
      w.string(cell);
    w.end_array();
  }
  w.end_array().end_object();
}

void write_results(JsonWriter& w, const std::vector<pack::Trial::Result>& results) {
  w.begin_array();
  for (const pack::Trial::Result& one : results) {
    w.begin_object().key("about").string(one.about);
    if (!one.expected.empty()) w.key("expected").string(one.expected).key("met").boolean(one.met);
    w.key("got").string(one.found).end_object();
  }
  w.end_array();
}

/// "/tables/0/rows/3/1": the numbers at these places of a pointer.
std::optional<std::int64_t> number_at(std::string_view pointer, std::string_view list,
                                      std::size_t segment) {
  if (!pointer.starts_with(list)) return std::nullopt;
  for (std::size_t at = 0; at <= segment; ++at) {
    const std::size_t slash = pointer.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    pointer.remove_prefix(slash + 1);
  }
  std::int64_t number = 0;
  const auto [end, error] =
      std::from_chars(pointer.data(), pointer.data() + pointer.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

}  // namespace

void write_draft(JsonWriter& w, const Standing& standing, const std::vector<Act>& acts,
                 bool may_edit) {
  const Draft& draft = standing.draft;
  w.begin_object().key("id").string(draft.id).key("title").string(draft.title);
  w.key("pack").string(draft.pack).key("base_hash").string(draft.base_hash);
  w.key("base_stands")
      .boolean(standing.base_stands)
      .key("hash")
      .string(draft.hash)
      .key("revision")
      .number(draft.revision);
  w.key("state").string(name_of(draft.state)).key("author").string(draft.author);
  w.key("authors").begin_array();
  for (const std::string& author : standing.authors)
    w.string(author);
  w.end_array().key("begun_ms").number(draft.begun_ms);
  w.key("changed_ms").number(draft.changed_ms).key("may_edit").boolean(may_edit);
  w.key("acts").begin_array();
  for (const Act act : acts)
    w.string(name_of(act));
  w.end_array();
  write_check(w, standing.check, draft.hash);
  write_impact(w, standing.impact, draft.hash);
  write_publication(w, standing.publication);
  w.end_object();
}

std::string history_json(const std::vector<Change>& changes) {
  JsonWriter w;
  w.begin_object().key("changes").begin_array();
  for (const Change& one : changes) {
    w.begin_object().key("revision").number(one.revision).key("at_ms").number(one.doing.at_ms);
    w.key("by").string(one.doing.by).key("act").string(name_of(one.doing.act));
    w.key("note").string(one.doing.note).key("hash").string(one.hash).key("files").begin_array();
    for (const std::string& path : one.files)
      w.string(path);
    w.end_array().end_object();
  }
  w.end_array().end_object();
  return w.take();
}

std::string files_json(const std::vector<FileLine>& lines, const pack::Files& base) {
  std::map<std::string_view, std::string> before;
  for (const auto& [path, body] : base)
    before.emplace(path, sha256_hex(body));
  JsonWriter w;
  w.begin_object().key("files").begin_array();
  for (const FileLine& line : lines) {
    const auto old = before.find(line.path);
    w.begin_object().key("path").string(line.path).key("bytes").number(line.bytes);
    w.key("hash").string(line.hash);
    w.key("changed").boolean(old == before.end() || old->second != line.hash);
    w.key("editable").boolean(line.bytes <= static_cast<std::int64_t>(kMaxFileBytes)).end_object();
    if (old != before.end()) before.erase(old);
  }
  w.end_array().key("removed").begin_array();
  for (const auto& [path, hash] : before)
    w.string(path);
  w.end_array().end_object();
  return w.take();
}

std::string sheets_json(const std::vector<pack::Sheet>& sheets) {
  JsonWriter w;
  w.begin_object().key("sheets").begin_array();
  for (const pack::Sheet& sheet : sheets) {
    w.begin_object().key("owner").string(sheet.owner);
    w.key("kind").string(sheet.is_decision ? "decision" : "provision");
    w.key("title").text(sheet.title).key("file").string(sheet.file);
    w.key("parameters").number(static_cast<std::int64_t>(sheet.parameters.size()));
    w.key("tables").number(static_cast<std::int64_t>(sheet.tables.size())).end_object();
  }
  w.end_array().end_object();
  return w.take();
}

std::string sheet_json(const pack::Sheet& sheet, const law::Rulebook* book) {
  JsonWriter w;
  w.begin_object().key("owner").string(sheet.owner);
  w.key("kind").string(sheet.is_decision ? "decision" : "provision");
  w.key("title").text(sheet.title).key("file").string(sheet.file);
  w.key("parameters").begin_array();
  for (const pack::SheetParameter& one : sheet.parameters) {
    w.begin_object().key("name").string(one.name).key("label").text(one.label);
    w.key("clause").text(one.clause).key("type").string(one.type);
    w.key("step").string(one.step).key("value").string(one.value).end_object();
  }
  w.end_array().key("tables").begin_array();
  for (const pack::SheetTable& table : sheet.tables)
    write_table(w, sheet, table, book);
  w.end_array().end_object();
  return w.take();
}

std::string trial_json(const pack::Trial& trial, bool has_firm, std::int64_t ms) {
  JsonWriter w;
  w.begin_object().key("compiles").boolean(trial.faults.empty()).key("ms").number(ms);
  w.key("faults").begin_array();
  for (std::size_t i = 0; i < std::min(trial.faults.size(), kMaxFaultsShown); ++i) {
    const Fault& fault = trial.faults[i];
    // What stands in a file of the pack follows from the cells, but is none of them.
    const bool is_sent = fault.place.file.empty();
    const std::string_view pointer = is_sent ? std::string_view(fault.place.pointer) : "";
    w.begin_object().key("code").string(fault.code).key("message").text(fault.message);
    w.key("remedy").text(fault.remedy).key("pointer").string(pointer);
    write_maybe(w, "table", number_at(pointer, "/tables/", 1));
    write_maybe(w, "row", number_at(pointer, "/tables/", 3));
    write_maybe(w, "column", number_at(pointer, "/tables/", 4));
    w.end_object();
  }
  w.end_array().key("examples").begin_array();
  for (const pack::Trial::OfExample& one : trial.examples) {
    w.begin_object().key("id").string(one.example->id).key("note").text(one.example->note);
    w.key("working").string(one.example->working).key("passed").boolean(one.passed());
    w.key("expected");
    write_results(w, one.results);
    w.end_object();
  }
  w.end_array().key("firm");
  if (has_firm) {
    w.begin_object().key("results");
    write_results(w, trial.firm);
    w.end_object();
  } else {
    w.null();
  }
  w.end_object();
  return w.take();
}

void write_job(JsonWriter& w, const Job& job, const std::string& hash, bool with_result) {
  w.begin_object().key("id").string(job.id).key("draft").string(job.draft);
  w.key("kind").string(name_of(job.kind)).key("hash").string(job.hash);
  w.key("is_current").boolean(job.hash == hash).key("state").string(name_of(job.state));
  w.key("step").string(job.step).key("done").number(job.done).key("total").number(job.total);
  w.key("asked_by").string(job.asked_by).key("asked_ms").number(job.asked_ms);
  write_maybe(w, "started_ms", job.started_ms);
  write_maybe(w, "finished_ms", job.finished_ms);
  if (with_result) {
    const bool has_failed = job.state == Job::State::failed;
    w.key("result");
    if (job.result.empty() || has_failed) {
      w.null();
    } else {
      w.raw(job.result);
    }
    w.key("faults").raw(has_failed && !job.result.empty() ? job.result : "[]");
  }
  w.end_object();
}

std::string packs_json(const std::vector<Listed>& packs, const std::string& served,
                       const std::string& in_force) {
  JsonWriter w;
  w.begin_object().key("served").string(served).key("in_force").string(in_force);
  w.key("packs").begin_array();
  for (const Listed& one : packs) {
    w.begin_object().key("hash").string(one.hash).key("id").string(one.id);
    w.key("version").string(one.version).key("title").text(one.title);
    w.key("notice").begin_object().key("number").string(one.notice_number);
    w.key("title").text(one.notice).end_object().key("state").string(one.state);
    const auto& of = one.publication;
    for (const auto& [key, day] :
         {std::pair{"effective_on", of ? of->effective_on.to_string() : ""},
          std::pair{"known_from", of ? of->known_from.to_string() : ""}}) {
      w.key(key);
      if (day.empty()) {
        w.null();
      } else {
        w.string(day);
      }
    }
    write_maybe(w, "published_ms", of ? std::optional(of->published_ms) : std::nullopt);
    write_maybe(w, "withdrawn_ms",
                of && of->withdrawn ? std::optional(of->withdrawn->at_ms) : std::nullopt);
    w.key("note").string(of ? of->note : "").end_object();
  }
  w.end_array().end_object();
  return w.take();
}

}  // namespace fugong::publishing
