#include "desks/casework/procedure_json.hpp"

#include <algorithm>

#include "base/json_writer.hpp"
#include "desks/casework/words.hpp"

namespace fugong::casework {
namespace {

bool is_said(const Text& text) {
  return !text.zh.empty() || !text.en.empty();
}

void text_or_null(JsonWriter& w, const Text& text) {
  if (is_said(text)) {
    w.text(text);
  } else {
    w.null();
  }
}

void write_starts(JsonWriter& w, const Procedure& procedure) {
  w.key("starts").begin_array();
  for (const Start start : procedure.starts)
    w.string(name_in(kStarts, start));
  w.end_array();
}

void write_region(JsonWriter& w, const Procedure& procedure) {
  w.key("region").begin_array();
  for (const std::string& code : procedure.region)
    w.string(code);
  w.end_array();
}

void write_limit(JsonWriter& w, const TimeLimit& limit) {
  w.begin_object().key("days").number(limit.period.days);
  w.key("count").string(limit.period.count == DayCount::working ? "working" : "calendar");
  w.key("silence").string(name_in(kSilences, limit.silence)).key("clause");
  text_or_null(w, limit.clause);
  w.key("status").string(name_in(pack::kStatuses, limit.status)).end_object();
}

void write_form(JsonWriter& w, const Procedure& procedure) {
  w.key("form").begin_array();
  for (const FormSection& section : procedure.form) {
    w.begin_object().key("title").text(section.title).key("facts").begin_array();
    for (const std::string& fact : section.facts)
      w.string(fact);
    w.end_array().end_object();
  }
  w.end_array().key("documents").begin_array();
  for (const DocumentWanted& document : procedure.documents) {
    w.begin_object().key("id").string(document.id).key("title").text(document.title);
    w.key("always").boolean(document.needed_if.empty()).key("most").number(document.most);
    w.end_object();
  }
  w.end_array();
}

void write_step(JsonWriter& w, const Step& step) {
  w.begin_object().key("id").string(step.id).key("title").text(step.title);
  w.key("does").string(name_in(kDeeds, step.deed)).key("by").begin_array();
  for (const Doer& doer : step.by) {
    w.begin_object().key("role").string(name_in(kRoles, doer.role));
    w.key("from_fen").number(doer.from.fen).end_object();
  }
  w.end_array().key("within");
  if (step.within) {
    write_limit(w, *step.within);
  } else {
    w.null();
  }
  w.key("countersigned_from_fen");
  if (step.countersigned_from) {
    w.number(step.countersigned_from->fen);
  } else {
    w.null();
  }
  w.key("skip_if_automatic").boolean(step.skip_if_automatic).key("sampled");
  if (step.sampled) {
    w.begin_object().key("per_million").number(step.sampled->per_million).key("from_fen");
    if (step.sampled->from) {
      w.number(step.sampled->from->fen);
    } else {
      w.null();
    }
    w.end_object();
  } else {
    w.null();
  }
  w.end_object();
}

}  // namespace

std::string procedure_json(const Procedure& procedure, const std::string& provision) {
  JsonWriter w;
  w.begin_object().key("provision").string(provision).key("id").string(procedure.id);
  w.key("finding").string_or_null(procedure.finding);
  write_region(w, procedure);
  w.key("measure").number(procedure.measure).key("title").text(procedure.title);
  w.key("source").text(procedure.source);
  w.key("status").string(name_in(pack::kStatuses, procedure.status));
  write_starts(w, procedure);
  w.key("declaration");
  text_or_null(w, procedure.declaration);
  write_form(w, procedure);
  w.key("steps").begin_array();
  for (const Step& step : procedure.steps)
    write_step(w, step);
  w.end_array().key("answered_within");
  if (procedure.answered_within) {
    write_limit(w, *procedure.answered_within);
  } else {
    w.null();
  }
  w.key("objection");
  if (procedure.objection) {
    w.begin_object().key("within");
    write_limit(w, procedure.objection->within);
    w.key("decided");
    write_limit(w, procedure.objection->decided);
    w.key("by").string(name_in(kRoles, procedure.objection->by)).end_object();
  } else {
    w.null();
  }
  w.key("holds");
  if (procedure.holds) {
    w.begin_object().key("days").number(procedure.holds->days).key("clause");
    text_or_null(w, procedure.holds->clause);
    w.end_object();
  } else {
    w.null();
  }
  w.key("most_instalments").number(procedure.most_instalments);
  return w.end_object().take();
}

std::string procedures_json(const Procedures& procedures) {
  JsonWriter w;
  w.begin_object().key("procedures").begin_array();
  for (const Procedure& procedure : procedures.all) {
    for (const std::string& matter : procedure.matters()) {
      w.begin_object().key("provision").string(matter).key("id").string(procedure.id);
      w.key("finding").string_or_null(procedure.finding);
      write_region(w, procedure);
      w.key("measure").number(procedure.measure).key("title").text(procedure.title);
      write_starts(w, procedure);
      w.key("declared").boolean(is_said(procedure.declaration));
      const bool publishes = std::ranges::any_of(
          procedure.steps, [](const Step& step) { return step.deed == Deed::publish; });
      w.key("publishes").boolean(publishes).end_object();
    }
  }
  return w.end_array().end_object().take();
}

}  // namespace fugong::casework
