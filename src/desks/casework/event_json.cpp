#include "desks/casework/event_json.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/canonical_json.hpp"
#include "base/json_writer.hpp"
#include "desks/casework/words.hpp"

namespace fugong::casework {
namespace {

// An event at its limits (case.hpp), each byte of it escaped.
constexpr TreeLimits kLimits{.max_bytes = 8u << 20};

void write_money(JsonWriter& w, const char* key, const std::optional<Money>& money) {
  if (money) w.key(key).number(money->fen);
}

void write_text(JsonWriter& w, const char* key, const std::string& text) {
  if (!text.empty()) w.key(key).string(text);
}

void write_matter(JsonWriter& w, const Matter& matter) {
  w.key("matter").begin_object();
  w.key("procedure").string(matter.procedure).key("provision").string(matter.provision);
  w.key("firm").string(matter.firm).key("subject").string(matter.subject);
  w.key("place").string(matter.place).key("start").string(name_in(kStarts, matter.start));
  write_text(w, "same_key", matter.same_key);
  w.end_object();
}

void write_judgement(JsonWriter& w, const Judgement& judgement) {
  w.key("judgement").begin_object();
  w.key("state").string(name_in(pack::kStates, judgement.state));
  write_money(w, "amount_fen", judgement.amount);
  write_money(w, "at_most_fen", judgement.at_most);
  w.key("pack").string(judgement.pack).key("receipt").string(judgement.receipt);
  if (!judgement.limits.empty()) {
    w.key("limits").begin_array();
    for (const stacking::Limit& limit : judgement.limits) {
      w.begin_object().key("rule").string(limit.rule);
      write_money(w, "amount_fen", limit.amount);
      w.end_object();
    }
    w.end_array();
  }
  w.end_object();
}

void write_bounds(JsonWriter& w, const std::vector<Against>& against) {
  if (against.empty()) return;
  w.key("against").begin_array();
  for (const Against& one : against) {
    w.begin_object().key("rule").string(one.rule).key("label").text(one.label);
    if (one.excludes) w.key("excludes").boolean(true);
    write_money(w, "left_fen", one.left);
    w.key("cases").begin_array();
    for (const std::string& reference : one.cases)
      w.string(reference);
    w.end_array().end_object();
  }
  w.end_array();
}

void write_documents(JsonWriter& w, const std::vector<Paper>& papers) {
  if (papers.empty()) return;
  w.key("documents").begin_array();
  for (const Paper& paper : papers) {
    w.begin_object().key("document").string(paper.document).key("upload").string(paper.upload);
    w.key("sha256").string(paper.sha256).key("bytes").number(paper.bytes);
    w.key("type").string(paper.type).end_object();
  }
  w.end_array();
}

void write_strings(JsonWriter& w, const char* key, const std::vector<std::string>& all) {
  if (all.empty()) return;
  w.key(key).begin_array();
  for (const std::string& one : all)
    w.string(one);
  w.end_array();
}

void write_cleared(JsonWriter& w, const std::vector<Cleared>& cleared) {
  if (cleared.empty()) return;
  w.key("cleared").begin_array();
  for (const Cleared& one : cleared) {
    w.begin_object().key("check").string(one.check);
    write_strings(w, "cases", one.cases);
    w.end_object();
  }
  w.end_array();
}

/// Reads a map member by member; what was not asked for is a fault.
class Members {
 public:
  Members(const Node& node, Faults& faults) : node_(node), faults_(faults) {
    if (node.kind != Node::Kind::map) wrong(node.place);
  }

  std::string text(const char* key, bool needed) {
    const Node* node = find(key, needed);
    if (node == nullptr) return {};
    if (node->kind != Node::Kind::string) wrong(node->place);
    return node->text;
  }
  std::optional<std::int64_t> whole(const char* key, bool needed) {
    const Node* node = find(key, needed);
    if (node == nullptr) return std::nullopt;
    const auto number =
        node->kind == Node::Kind::number ? Decimal::parse(node->text) : std::nullopt;
    const auto value = number ? number->to_int64() : std::nullopt;
    if (!value) wrong(node->place);
    return value;
  }
  std::optional<Date> date(const char* key) {
    const Node* node = find(key, false);
    if (node == nullptr) return std::nullopt;
    const auto day = Date::parse(node->text);
    if (node->kind != Node::Kind::string || !day) wrong(node->place);
    return day;
  }
  bool truth(const char* key) {
    const Node* node = find(key, false);
    if (node == nullptr) return false;
    if (node->kind != Node::Kind::boolean) wrong(node->place);
    return node->truth;
  }
  std::optional<Money> money(const char* key) {
    const auto fen = whole(key, false);
    return fen ? std::optional(Money{*fen}) : std::nullopt;
  }
  template <class E, std::size_t N>
  E word(const char* key, const std::array<Choice<E>, N>& choices) {
    const Node* node = find(key, true);
    if (node == nullptr) return choices[0].second;
    for (const auto& [name, meaning] : choices) {
      if (node->kind == Node::Kind::string && node->text == name) return meaning;
    }
    wrong(node->place);
    return choices[0].second;
  }
  std::vector<std::string> strings(const char* key) {
    std::vector<std::string> all;
    const Node* node = find(key, false);
    for (const Node& item : node != nullptr ? node->items : std::vector<Node>{})
      all.push_back(item.text);
    return all;
  }
  const Node* find(const char* key, bool needed) {
    asked_.emplace_back(key);
    const Node* node = node_.find(key);
    if (node == nullptr && needed) wrong(node_.place);
    return node;
  }
  void finish() {
    for (const auto& [key, value] : node_.fields) {
      if (std::find(asked_.begin(), asked_.end(), key) == asked_.end()) wrong(value.place);
    }
  }

 private:
  void wrong(const Place& place) {
    faults_.push_back(
        {"event-unreadable",
         place,
         {"案件记录读不懂", "this is no event of a case"},
         {"从备份恢复，并运行审计检查", "restore a backup, and run the audit's check"}});
  }

  const Node& node_;
  Faults& faults_;
  std::vector<std::string> asked_;
};

Matter read_matter(const Node& node, Faults& faults) {
  Members in(node, faults);
  Matter matter;
  matter.procedure = in.text("procedure", true);
  matter.provision = in.text("provision", true);
  matter.firm = in.text("firm", true);
  matter.subject = in.text("subject", true);
  matter.place = in.text("place", true);
  matter.start = in.word("start", kStarts);
  matter.same_key = in.text("same_key", false);
  in.finish();
  return matter;
}

Judgement read_judgement(const Node& node, Faults& faults) {
  Members in(node, faults);
  Judgement judgement;
  judgement.state = in.word("state", pack::kStates);
  judgement.amount = in.money("amount_fen");
  judgement.at_most = in.money("at_most_fen");
  judgement.pack = in.text("pack", true);
  judgement.receipt = in.text("receipt", true);
  if (const Node* limits = in.find("limits", false)) {
    for (const Node& item : limits->items) {
      Members of(item, faults);
      stacking::Limit limit{of.text("rule", true), of.money("amount_fen")};
      of.finish();
      judgement.limits.push_back(std::move(limit));
    }
  }
  in.finish();
  return judgement;
}

FoundBy read_found(const Node& node, Faults& faults) {
  Members in(node, faults);
  FoundBy found;
  found.reference = in.text("case", true);
  found.role = in.word("role", kRoles);
  found.place = in.text("place", true);
  const std::string until = in.text("until", false);
  if (!until.empty()) found.until = Date::parse(until);
  in.finish();
  return found;
}

StatedFact read_fact(const Node& node, Faults& faults) {
  Members in(node, faults);
  StatedFact fact;
  fact.kind = in.text("kind", false);
  fact.id = in.text("id", false);
  fact.fact = in.text("fact", true);
  fact.value = in.text("value", true);
  fact.source = in.text("source", true);
  fact.stated_on = in.text("stated_on", true);
  if (const Node* found = in.find("found", false)) fact.found = read_found(*found, faults);
  in.finish();
  return fact;
}

Against read_against(const Node& node, Faults& faults) {
  Members in(node, faults);
  Against one;
  one.rule = in.text("rule", true);
  if (const Node* label = in.find("label", true)) {
    Members words(*label, faults);
    one.label = {words.text("zh", true), words.text("en", true)};
    words.finish();
  }
  one.excludes = in.truth("excludes");
  one.left = in.money("left_fen");
  if (const Node* cases = in.find("cases", true)) {
    for (const Node& reference : cases->items)
      one.cases.push_back(reference.text);
  }
  in.finish();
  return one;
}

Paper read_paper(const Node& node, Faults& faults) {
  Members in(node, faults);
  Paper paper;
  paper.document = in.text("document", true);
  paper.upload = in.text("upload", true);
  paper.sha256 = in.text("sha256", true);
  paper.bytes = in.whole("bytes", true).value_or(0);
  paper.type = in.text("type", true);
  in.finish();
  return paper;
}

Reason read_reason(const Node& node, Faults& faults) {
  Members in(node, faults);
  Reason reason;
  reason.of = in.word("of", kReasonsOf);
  reason.id = in.text("id", false);
  reason.note = in.text("note", false);
  in.finish();
  return reason;
}

}  // namespace

std::string event_json(const Event& event) {
  JsonWriter w;
  w.begin_object();
  w.key("act").string(name_in(kActs, event.act)).key("at_ms").number(event.at_ms);
  if (event.rules != 0) w.key("rules").number(event.rules);
  w.key("by").begin_object().key("id").string(event.by.id);
  w.key("role").string(name_in(kRoles, event.by.role)).end_object();
  if (event.matter) write_matter(w, *event.matter);
  if (event.judgement) write_judgement(w, *event.judgement);
  write_money(w, "amount_fen", event.amount);
  if (!event.reasons.empty()) {
    w.key("reasons").begin_array();
    for (const Reason& reason : event.reasons) {
      w.begin_object().key("of").string(name_in(kReasonsOf, reason.of));
      write_text(w, "id", reason.id);
      write_text(w, "note", reason.note);
      w.end_object();
    }
    w.end_array();
  }
  write_text(w, "note", event.note);
  write_text(w, "reference", event.reference);
  if (event.instalments != 0) w.key("instalments").number(event.instalments);
  write_text(w, "pay_by", event.pay_by ? event.pay_by->to_string() : "");
  write_strings(w, "payments", event.payments);
  if (event.declared) w.key("declared").boolean(true);
  write_text(w, "own_facts", event.own_facts);
  if (!event.facts.empty()) {
    w.key("facts").begin_array();
    for (const StatedFact& fact : event.facts) {
      w.begin_object();
      write_text(w, "kind", fact.kind);
      write_text(w, "id", fact.id);
      w.key("fact").string(fact.fact).key("value").string(fact.value);
      w.key("source").string(fact.source).key("stated_on").string(fact.stated_on);
      if (fact.found) {
        w.key("found").begin_object().key("case").string(fact.found->reference);
        w.key("role").string(name_in(kRoles, fact.found->role));
        w.key("place").string(fact.found->place);
        write_text(w, "until", fact.found->until ? fact.found->until->to_string() : "");
        w.end_object();
      }
      w.end_object();
    }
    w.end_array();
  }
  write_documents(w, event.documents);
  write_bounds(w, event.against);
  write_text(w, "same_key", event.same_key);
  write_strings(w, "drawn", event.drawn);
  write_cleared(w, event.cleared);
  write_text(w, "salt", event.salt);
  w.end_object();
  const auto node = parse_json(w.str(), "", kLimits);
  FUGONG_CHECK(node.has_value(), "what was written is JSON");
  auto text = canonical_json(*node);
  FUGONG_CHECK(text.has_value(), "its numbers are whole and within what JSON holds exactly");
  return std::move(*text);
}

Result<Event> read_event(std::string_view json, const std::string& name) {
  const auto document = parse_json(json, name, kLimits);
  if (!document) return fail(document.error());
  Faults faults;
  Members in(*document, faults);
  Event event;
  event.act = in.word("act", kActs);
  event.at_ms = in.whole("at_ms", true).value_or(0);
  event.rules = in.whole("rules", false).value_or(0);
  if (const Node* by = in.find("by", true)) {
    Members actor(*by, faults);
    event.by.id = actor.text("id", true);
    event.by.role = actor.word("role", kRoles);
    actor.finish();
  }
  if (const Node* matter = in.find("matter", false)) event.matter = read_matter(*matter, faults);
  if (const Node* judgement = in.find("judgement", false))
    event.judgement = read_judgement(*judgement, faults);
  event.amount = in.money("amount_fen");
  if (const Node* reasons = in.find("reasons", false)) {
    for (const Node& reason : reasons->items)
      event.reasons.push_back(read_reason(reason, faults));
  }
  event.note = in.text("note", false);
  event.reference = in.text("reference", false);
  event.instalments = in.whole("instalments", false).value_or(0);
  event.pay_by = in.date("pay_by");
  event.payments = in.strings("payments");
  event.declared = in.truth("declared");
  event.own_facts = in.text("own_facts", false);
  if (const Node* facts = in.find("facts", false)) {
    for (const Node& fact : facts->items)
      event.facts.push_back(read_fact(fact, faults));
  }
  if (const Node* documents = in.find("documents", false)) {
    for (const Node& paper : documents->items)
      event.documents.push_back(read_paper(paper, faults));
  }
  if (const Node* against = in.find("against", false)) {
    for (const Node& one : against->items)
      event.against.push_back(read_against(one, faults));
  }
  event.same_key = in.text("same_key", false);
  event.drawn = in.strings("drawn");
  if (const Node* cleared = in.find("cleared", false)) {
    for (const Node& item : cleared->items) {
      Members of(item, faults);
      Cleared one{of.text("check", true), of.strings("cases")};
      of.finish();
      event.cleared.push_back(std::move(one));
    }
  }
  event.salt = in.text("salt", false);
  in.finish();
  if (!faults.empty()) return fail(std::move(faults));
  return event;
}

}  // namespace fugong::casework
