#include "desks/casework/case_json.hpp"

#include <algorithm>

#include "desks/casework/timeline.hpp"
#include "desks/casework/words.hpp"

namespace fugong::casework {
namespace {

constexpr std::array<Choice<law::State>, 3> kStates{{
    {"entitled", law::State::entitled},
    {"depends", law::State::depends},
    {"not_entitled", law::State::not_entitled},
}};
constexpr std::array<Choice<Stage::State>, 5> kStages{{
    {"done", Stage::State::done},
    {"current", Stage::State::current},
    {"skipped", Stage::State::skipped},
    {"ahead", Stage::State::ahead},
    {"dropped", Stage::State::dropped},
}};
constexpr std::array<Choice<Objecting::State>, 3> kObjections{{
    {"open", Objecting::State::open},
    {"upheld", Objecting::State::upheld},
    {"dismissed", Objecting::State::dismissed},
}};

void money_or_null(JsonWriter& w, std::string_view key, const std::optional<Money>& money) {
  w.key(key);
  if (money) {
    w.number(money->fen);
  } else {
    w.null();
  }
}

void write_reasons(JsonWriter& w, std::string_view key, const std::vector<Reason>& reasons) {
  w.key(key).begin_array();
  for (const Reason& reason : reasons) {
    w.begin_object().key("of").string(name_in(kReasonsOf, reason.of));
    w.key("id").string(reason.id).key("note").string(reason.note).end_object();
  }
  w.end_array();
}

void write_papers(JsonWriter& w, const std::vector<Paper>& papers, const Procedure& procedure) {
  w.key("documents").begin_array();
  for (const Paper& paper : papers) {
    const DocumentWanted* wanted = procedure.find_document(paper.document);
    w.begin_object().key("document").string(paper.document);
    w.key("title").text(wanted == nullptr ? Text{paper.document, paper.document} : wanted->title);
    w.key("upload").string(paper.upload).key("type").string(paper.type);
    w.key("bytes").number(paper.bytes).key("sha256").string(paper.sha256);
    w.key("at_ms").number(paper.at_ms).end_object();
  }
  w.end_array();
}

void write_step(JsonWriter& w, const Step* step) {
  w.key("step");
  if (step == nullptr) {
    w.null();
    return;
  }
  w.begin_object().key("id").string(step->id).key("title").text(step->title);
  w.key("does").string(name_in(kDeeds, step->deed)).end_object();
}

void write_matter(JsonWriter& w, const Matter& matter, const Procedure* procedure,
                  const Text& about, const Text* firm_name) {
  w.key("procedure").string(matter.procedure);
  w.key("title").text(procedure == nullptr ? Text{matter.procedure, matter.procedure}
                                           : procedure->title);
  w.key("provision").string(matter.provision).key("about").text(about);
  w.key("firm").string(matter.firm).key("firm_name");
  if (firm_name != nullptr) {
    w.text(*firm_name);
  } else {
    w.null();
  }
  w.key("subject").string(matter.subject).key("place").string(matter.place);
}

void write_state(JsonWriter& w, Phase phase, Outcome outcome, const std::optional<Role>& waits_for,
                 const std::optional<Date>& due) {
  w.key("phase").string(name_in(kPhases, phase));
  w.key("outcome").string(name_in(kOutcomes, outcome));
  w.key("waits_for").string_or_null(waits_for ? std::string(name_in(kRoles, *waits_for)) : "");
  w.key("due").string_or_null(due ? due->to_string() : "");
}

void write_remedies(JsonWriter& w, const Procedure& procedure, bool are_given) {
  w.key("remedies").begin_array();
  if (are_given) {
    for (const Remedy& remedy : procedure.remedies) {
      w.begin_object().key("says").text(in_words(remedy));
      w.key("clause").text(remedy.clause);
      w.key("status").string(name_in(pack::kStatuses, remedy.status)).end_object();
    }
  }
  w.end_array();
}

void write_decision(JsonWriter& w, const Case& now, const Procedure& procedure,
                    const Calendar& calendar) {
  const std::optional<Decision>& decision = now.decision;
  const auto until = object_by(now, procedure, calendar);
  w.key("decision");
  if (!decision) {
    w.null();
    return;
  }
  w.begin_object().key("granted").boolean(decision->granted);
  w.key("amount_fen").number(decision->amount.fen);
  w.key("on").string(decision->on.to_string());
  w.key("object_by").string_or_null(until ? until->to_string() : "");
  write_remedies(w, procedure, is_official(now, procedure));
  w.key("countersigned").boolean(!decision->countersigned_by.empty());
  write_reasons(w, "reasons", decision->reasons);
  w.end_object();
}

void write_judgement(JsonWriter& w, const Judgement& judgement) {
  w.begin_object().key("state").string(name_in(kStates, judgement.state));
  money_or_null(w, "amount_fen", judgement.amount);
  money_or_null(w, "at_most_fen", judgement.at_most);
  w.key("pack").string(judgement.pack);
  w.key("receipt").string(judgement.receipt).end_object();
}

void write_stage(JsonWriter& w, const Stage& stage, const Running& clock) {
  w.begin_object().key("step").string(stage.step->id).key("title").text(stage.step->title);
  w.key("does").string(name_in(kDeeds, stage.step->deed));
  w.key("by").string_or_null(stage.by ? std::string(name_in(kRoles, *stage.by)) : "");
  w.key("state").string(name_in(kStages, stage.state));
  w.key("on").string_or_null(stage.on ? stage.on->to_string() : "");
  w.key("due").string_or_null(stage.due ? stage.due->to_string() : "");
  w.key("days_left");
  if (stage.days_left) {
    w.number(*stage.days_left);
  } else {
    w.null();
  }
  w.key("clock");
  if (stage.days_left) {
    const Period& period = stage.step->within->period;
    w.begin_object().key("days").number(period.days);
    w.key("count").string(period.count == DayCount::working ? "working" : "calendar");
    w.key("used").number(clock.used).key("stopped").boolean(clock.stopped).end_object();
  } else {
    w.null();
  }
  w.end_object();
}

void write_changes(JsonWriter& w, const std::vector<FactChange>& changes) {
  w.key("register_changed").begin_array();
  for (const FactChange& one : changes) {
    w.begin_object();
    write_subject(w, one.kind, one.id);
    w.key("fact").string(one.fact).key("was").string_or_null(one.was);
    w.key("is").string_or_null(one.is).end_object();
  }
  w.end_array();
}

void write_warnings(JsonWriter& w, const CaseView& view) {
  w.key("warnings").begin_array();
  for (const Warning& one : view.warnings) {
    w.begin_object().key("id").string(one.id).key("check").string(one.check);
    w.key("title").text(one.title).key("firms").number(one.firms);
    w.key("cleared").boolean(one.is_cleared).key("cases").begin_array();
    std::int64_t out_of_sight = 0;
    for (const std::string& reference : one.cases) {
      if (view.in_sight.contains(reference)) {
        w.string(reference);
      } else {
        ++out_of_sight;
      }
    }
    w.end_array().key("out_of_sight").number(out_of_sight).end_object();
  }
  w.end_array();
}

void write_facts(JsonWriter& w, const Case& now, bool shown) {
  w.key("facts").begin_array();
  for (const StatedFact& fact : shown ? now.facts : std::vector<StatedFact>{}) {
    w.begin_object();
    write_subject(w, fact.kind, fact.id);
    w.key("fact").string(fact.fact).key("value").string(fact.value);
    w.key("source").string(fact.source).key("stated_on").string(fact.stated_on);
    write_found(w, fact.found);
    w.end_object();
  }
  w.end_array();
}

void write_finding(JsonWriter& w, const std::optional<Finding>& finding,
                   const Procedure& procedure) {
  w.key("finding");
  if (!procedure.is_finding()) {
    w.null();
    return;
  }
  w.begin_object().key("fact").string(procedure.finding).key("is_so");
  if (finding) {
    w.boolean(finding->is_so);
  } else {
    w.null();
  }
  w.key("on").string_or_null(finding ? finding->on.to_string() : "");
  const bool ends = finding && finding->by.until;
  w.key("until").string_or_null(ends ? finding->by.until->to_string() : "").end_object();
}

void write_objection(JsonWriter& w, const std::optional<Objecting>& objection,
                     const std::optional<Date>& decide_by) {
  w.key("objection");
  if (!objection) {
    w.null();
    return;
  }
  w.begin_object().key("state").string(name_in(kObjections, objection->state));
  w.key("on").string(objection->on.to_string());
  w.key("due").string_or_null(decide_by ? decide_by->to_string() : "");
  write_reasons(w, "reasons", objection->reasons);
  w.end_object();
}

void write_recovery(JsonWriter& w, const Case& now, const Procedure& procedure,
                    const Calendar& calendar) {
  const std::optional<Recovery>& recovery = now.recovery;
  w.key("recovery");
  if (!recovery) {
    w.null();
    return;
  }
  w.begin_object().key("due_fen").number(recovery->due.fen);
  w.key("repaid_fen").number(recovery->repaid.fen);
  w.key("owed_fen").number(owed(now).fen);
  w.key("instalments").number(recovery->instalments);
  w.key("good_faith").boolean(recovery->good_faith);
  w.key("on").string(recovery->on.to_string());
  w.key("pay_by").string_or_null(recovery->pay_by ? recovery->pay_by->to_string() : "");
  write_reasons(w, "reasons", recovery->reasons);
  const auto object_by = object_to_recovery_by(now, procedure, calendar);
  w.key("object_by").string_or_null(object_by ? object_by->to_string() : "");
  write_remedies(w, procedure, recovery->due.fen > 0);
  write_objection(w, recovery->objection, decide_by(now, procedure, calendar, recovery->objection));
  w.key("claims").begin_array();
  for (const Claim& claim : recovery->claims) {
    w.begin_object().key("payment").string(claim.payment);
    w.key("due_fen").number(claim.due.fen).key("repaid_fen").number(claim.repaid.fen).end_object();
  }
  w.end_array().end_object();
}

}  // namespace

void write_subject(JsonWriter& w, const std::string& kind, const std::string& id) {
  w.key("subject");
  if (kind.empty()) {
    w.null();
  } else {
    w.begin_object().key("kind").string(kind).key("id").string(id).end_object();
  }
}

void write_found(JsonWriter& w, const std::optional<FoundBy>& found) {
  w.key("found");
  if (!found) {
    w.null();
    return;
  }
  w.begin_object().key("case").string(found->reference);
  w.key("role").string(name_in(kRoles, found->role)).key("place").string(found->place);
  w.key("until").string_or_null(found->until ? found->until->to_string() : "").end_object();
}

void write_against(JsonWriter& w, const std::vector<Against>& against) {
  w.key("against").begin_array();
  for (const Against& one : against) {
    w.begin_object().key("rule").string(one.rule).key("says").text(in_words(one));
    w.key("excludes").boolean(one.excludes);
    money_or_null(w, "left_fen", one.left);
    w.key("cases").begin_array();
    for (const std::string& reference : one.cases)
      w.string(reference);
    w.end_array().end_object();
  }
  w.end_array();
}

namespace {

bool is_of_partner(const Step& step) {
  return std::ranges::any_of(step.by, [](const Doer& doer) { return doer.role == Role::partner; });
}

/// A case without what offices and the firm say to each other.
Case for_partner(Case now) {
  if (now.phase != Phase::closed) now.phase = Phase::in_step;
  now.gaps.clear();
  now.papers.clear();
  now.facts.clear();
  if (now.decision) now.decision->reasons.clear();
  now.objection.reset();
  now.recovery.reset();
  now.paid = Money{};
  now.payments.clear();
  now.holds.clear();
  return now;
}

}  // namespace

std::string case_json(const Stored& stored, const Procedure& procedure, const CaseView& view,
                      const std::vector<Event>& history) {
  const bool whole = view.partner.empty();
  const Case narrow = whole ? Case{} : for_partner(stored.now);
  const Case& now = whole ? stored.now : narrow;
  const auto role = waits_for(stored.now, procedure);
  const bool is_told = whole || role == Role::partner;
  const auto until = is_told ? due(stored.now, procedure, view.calendar) : std::nullopt;
  const Step* current = current_step(stored.now, procedure);
  if (!whole && current != nullptr && !is_of_partner(*current)) current = nullptr;
  JsonWriter w;
  w.begin_object().key("reference").string(stored.reference).key("version").number(now.events);
  write_matter(w, now.matter, &procedure, view.about, view.firm_name);
  w.key("start").string(name_in(kStarts, now.matter.start));
  w.key("declared").boolean(now.declared);
  w.key("filed_on").string(now.filed_on.to_string());
  write_state(w, now.phase, now.outcome, is_told ? role : std::nullopt, until);
  const auto known = view.calendar.until();
  w.key("calendar_until")
      .string_or_null(until && known && *until > *known ? known->to_string() : "");
  write_step(w, current);
  w.key("timeline").begin_array();
  for (const Stage& stage : timeline(stored.now, procedure, view.calendar, view.today)) {
    if (whole || is_of_partner(*stage.step)) write_stage(w, stage, now.clock);
  }
  w.end_array().key("drawn").begin_array();
  for (const std::string& step : whole ? now.drawn : std::vector<std::string>{})
    w.string(step);
  w.end_array().key("judgement");
  write_judgement(w, now.judgement);
  write_against(w, now.decision && view.shows_facts ? now.decision->against : view.against);
  write_facts(w, now, view.shows_facts);
  write_changes(w, view.changes);
  write_warnings(w, view);
  write_reasons(w, "gaps", now.gaps);
  write_papers(w, view.shows_facts ? now.papers : std::vector<Paper>{}, procedure);
  write_decision(w, now, procedure, view.calendar);
  write_finding(w, finding_of(now, procedure, stored.reference), procedure);
  write_objection(w, now.objection, decide_by(now, procedure, view.calendar, now.objection));
  write_recovery(w, now, procedure, view.calendar);
  w.key("paid_fen").number(now.paid.fen).key("payments").begin_array();
  for (const Payment& one : now.payments)
    w.begin_object().key("id").string(one.id).key("amount_fen").number(one.amount.fen).end_object();
  w.end_array();
  w.key("holds").begin_array();
  for (const std::string& hold : now.holds)
    w.string(hold);
  w.end_array().key("acts").begin_array();
  for (const Act act : view.acts)
    w.string(name_in(kActs, act));
  w.end_array().key("history").begin_array();
  for (const Event& event : history) {
    if (!whole && (event.by.role != Role::partner || event.by.id != view.partner)) continue;
    w.begin_object().key("act").string(name_in(kActs, event.act));
    w.key("role").string(name_in(kRoles, event.by.role)).key("at_ms").number(event.at_ms);
    money_or_null(w, "amount_fen", event.amount);
    write_reasons(w, "reasons", event.reasons);
    w.key("judgement");
    if (event.judgement) {
      write_judgement(w, *event.judgement);
    } else {
      w.null();
    }
    // What was looked into about other firms is the office's.
    const bool shows_note = event.act != Act::clear || view.is_office;
    w.key("note").string(shows_note ? event.note : std::string()).end_object();
  }
  return w.end_array().end_object().take();
}

std::string line_json(const Queued& line, const LineView& view) {
  JsonWriter w;
  w.begin_object().key("reference").string(line.reference);
  write_matter(w, line.matter, view.procedure, view.about, view.firm_name);
  w.key("finding").string_or_null(view.is_finding ? line.matter.provision : std::string());
  write_state(w, line.phase, line.outcome, line.waits_for, line.due);
  w.key("days_left");
  if (line.due) {
    w.number(view.calendar.left(view.today, *line.due, line.count));
  } else {
    w.null();
  }
  w.key("step").string_or_null(line.step);
  money_or_null(w, "amount_fen", line.amount);
  return w.end_object().take();
}

}  // namespace fugong::casework
