#include "desks/casework/filing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "desks/casework/documents.hpp"
#include "desks/casework/stated_facts.hpp"
#include "engines/law/facts.hpp"
#include "platform/http/json_body.hpp"

namespace fugong::casework {
namespace {

using law::GivenFact;
using law::Subject;

const feel::Value* find(const Subject& subject, std::uint16_t fact) {
  for (const GivenFact& given : subject.facts) {
    if (given.fact == fact) return &given.value;
  }
  return nullptr;
}

class Preparing {
 public:
  Preparing(const pack::Pack& pack, const Filing& filing) : pack_(pack), filing_(filing) {}

  Result<Ready> run(const Subject& known, const Date& today) {
    Ready ready;
    ready.facts = gather(known);
    const Subject* claimed = claimed_subject(ready.facts);
    // What needs no application is judged by the register, whatever a form would ask.
    if (filing_.start == Start::application) ask(ready.facts, claimed);
    const std::string place = law::place_of(book(), ready.facts);
    if (place.empty()) missing(book().source().place_fact, ready.facts, "/facts");
    if (filing_.asks_documents)
      append(faults_, missing_documents(pack_, *filing_.procedure, filing_.documents, ready.facts,
                                        claimed == nullptr ? "" : claimed->id, today));
    if (!faults_.empty()) return fail(std::move(faults_));

    const std::string subject = claimed == &ready.facts ? std::string() : claimed->id;
    if (claimed != &ready.facts) {
      ready.claimed_kind = claimed->kind;
      ready.claimed_id = claimed->id;
    }
    auto judged = judge(ready.facts, subject, today);
    if (!judged) return fail(std::move(judged.error()));
    ready.judgement = std::move(judged->judgement);
    ready.matter = {filing_.procedure->id,
                    filing_.matter(),
                    filing_.firm,
                    subject.empty() ? filing_.firm : subject,
                    place,
                    filing_.start,
                    same_key(*filing_.procedure, book(), *claimed)};
    return ready;
  }

  Basis basis(const Subject& known) {
    Basis basis{gather(known), {}, {}};
    const Subject* claimed = claimed_subject(basis.facts);
    if (claimed == nullptr || claimed == &basis.facts) return basis;
    basis.claimed_kind = claimed->kind;
    basis.claimed_id = claimed->id;
    return basis;
  }

  Preview explore(const Subject& known, const Date& today) {
    Preview seen;
    const Subject facts = gather(known);
    const std::string kind = kind_of_matter();
    for (const Subject& child : facts.children) {
      if (child.kind == kind) seen.subjects.emplace_back(child.kind, child.id);
    }
    const Subject* claimed = claimed_subject(facts);
    ask(facts, claimed);
    seen.place = law::place_of(book(), facts);
    if (seen.place.empty()) missing(book().source().place_fact, facts, "/facts");
    const Subject* registered = &known;
    if (claimed != nullptr && claimed != &facts) registered = find_child(known, *claimed);
    recall(known, registered, claimed, seen.known);
    if (claimed != nullptr) {
      seen.subject = claimed == &facts ? std::string() : claimed->id;
      seen.same_key = same_key(*filing_.procedure, book(), *claimed);
      auto judged = judge(facts, *seen.subject, today);
      if (judged) {
        ask_further(judged->waits_for, facts, *claimed);
        seen.judgement = std::move(judged->judgement);
      } else {
        append(faults_, std::move(judged.error()));
      }
    }
    std::erase_if(faults_, [](const Fault& fault) { return fault.code == "fact-missing"; });
    seen.faults = std::move(faults_);
    seen.missing = std::move(missing_);
    return seen;
  }

 private:
  const law::Rulebook& book() const { return pack_.book; }

  std::string plural_of(const std::string& kind) const {
    for (const law::SubjectKind& one : book().source().subjects) {
      if (one.name == kind) return one.plural;
    }
    return kind;
  }

  /// The register's word, beside it what was found on the spot, and beside both the firm's.
  Subject gather(const Subject& known) {
    Subject inspected = filing_.inspected;
    Subject stated = filing_.before;
    // What is wrong with what is said now is told by what counts before it.
    if (filing_.is_inspection) {
      Subject told = known;
      add(told, filing_.facts, "/facts");
      said(inspected, filing_.facts);
    } else {
      Subject told = beside(known, inspected);
      add(told, filing_.facts, "/facts");
      said(stated, filing_.facts);
    }
    return beside(beside(known, inspected), stated);
  }
  static void said(Subject& older, const Subject& newer) {
    if (older.kind.empty()) {
      older = newer;
    } else {
      overlay(older, newer);
    }
  }
  /// Where the known says otherwise by now, that is nobody's fault.
  Subject beside(Subject known, const Subject& given) {
    if (given.kind.empty()) return known;
    const std::size_t told = faults_.size();
    add(known, given, "/facts");
    faults_.resize(told);
    return known;
  }

  /// What the firm states otherwise than an office has found or the register knows.
  Fault overruled(const law::Fact& what, const Subject& of, const std::string& pointer) const {
    const auto found = std::ranges::find(filing_.findings, what.name, &Finding::fact);
    if (of.kind == root_kind() && found != filing_.findings.end()) {
      const std::string& reference = found->by.reference;
      return fault_at(
          "fact-known", pointer,
          {fmt::format("“{}”已在案件 {} 中认定", what.label.zh, reference),
           fmt::format("'{}' has been decided in the case {}", what.label.en, reference)},
          {"删去；对认定有异议的，在那个案件里提出",
           "leave it out; if you don't agree with the decision, object to it in that case"});
    }
    if (is_inspected(what, of)) {
      return fault_at(
          "fact-known", pointer,
          {fmt::format("现场检查认定的“{}”与此不同", what.label.zh),
           fmt::format("an inspection has found another '{}'", what.label.en)},
          {"删去；不认可的，补交材料并写明理由",
           "leave it out; if you don't agree, hand in a document and say why in the note"});
    }
    return fault_at("fact-known", pointer,
                    {fmt::format("登记库中的“{}”与此不同", what.label.zh),
                     fmt::format("the register knows another '{}'", what.label.en)},
                    {"删去；登记有误的，请登记机关更正",
                     "leave it out; if the register is wrong, have its office set it right"});
  }

  /// Whether this was found on the spot. What the register knows as well is told by the register.
  bool is_inspected(const law::Fact& what, const Subject& of) const {
    if (filing_.is_inspection) return false;
    const Subject* found =
        of.kind == filing_.inspected.kind ? &filing_.inspected : find_child(filing_.inspected, of);
    const auto index = book().fact_index(what.name);
    return found != nullptr && index && find(*found, *index) != nullptr;
  }

  /// What was given beside what is known. Children are the same by their kind and id.
  void add(Subject& known, const Subject& given, const std::string& pointer) {
    for (const GivenFact& fact : given.facts) {
      const feel::Value* there = find(known, fact.fact);
      if (there == nullptr) {
        known.facts.push_back(fact);
      } else if (to_feel(*there) != to_feel(fact.value)) {
        const law::Fact& what = book().facts()[fact.fact];
        faults_.push_back(overruled(what, known, pointer_child(pointer, what.name)));
      }
    }
    std::map<std::string, std::size_t> next;
    for (const Subject& child : given.children) {
      const std::string where =
          pointer_child(pointer_child(pointer, plural_of(child.kind)), next[child.kind]++);
      const auto same = std::find_if(
          known.children.begin(), known.children.end(),
          [&](const Subject& one) { return one.kind == child.kind && one.id == child.id; });
      if (same == known.children.end()) {
        known.children.push_back(child);
        std::erase(known.none_of, child.kind);
      } else {
        add(*same, child, where);
      }
    }
    for (const std::string& kind : given.none_of) {
      const bool has = std::any_of(known.children.begin(), known.children.end(),
                                   [&](const Subject& one) { return one.kind == kind; });
      if (!has &&
          std::find(known.none_of.begin(), known.none_of.end(), kind) == known.none_of.end())
        known.none_of.push_back(kind);
    }
  }

  /// The one that the benefit is of; null, with a fault, if it can't be told.
  const Subject* claimed_subject(const Subject& firm) {
    const std::string kind = kind_of_matter();
    if (kind == firm.kind) {
      if (filing_.subject.empty() || filing_.subject == filing_.firm) return &firm;
      faults_.push_back(fault_at("subject-invalid", "/subject",
                                 {"该条款是对企业本身的", "the provision is about the firm itself"},
                                 {"删去 subject", "leave 'subject' out"}));
      return nullptr;
    }
    std::vector<const Subject*> of_kind;
    for (const Subject& child : firm.children) {
      if (child.kind == kind && (filing_.subject.empty() || child.id == filing_.subject))
        of_kind.push_back(&child);
    }
    if (of_kind.size() == 1) return of_kind.front();
    const std::string plural = plural_of(kind);
    if (of_kind.empty()) {
      const std::string list = pointer_child("/facts", plural);
      faults_.push_back(fault_at("subject-missing", filing_.subject.empty() ? list : "/subject",
                                 {fmt::format("没有写明是哪一项（{}）", plural),
                                  fmt::format("there is none of '{}' to claim for", plural)},
                                 {fmt::format("在 facts 的 {} 中写明", plural),
                                  fmt::format("state it in '{}' of the facts", plural)}));
    } else {
      faults_.push_back(fault_at("subject-missing", "/subject",
                                 {"有不止一项，没有写明是哪一项",
                                  "there is more than one, and it isn't said which is meant"},
                                 {"在 subject 写明它的 id", "give its id as 'subject'"}));
    }
    return nullptr;
  }

  void missing(const std::string& name, const Subject& of, const std::string& pointer,
               bool needed = true) {
    const bool is_firm = of.kind == root_kind();
    missing_.push_back({pointer_child(pointer, name), name, is_firm ? "" : of.kind,
                        is_firm ? "" : of.id, "", needed});
    if (!needed) return;
    const auto index = book().fact_index(name);
    const Text label = index ? book().facts()[*index].label : Text{name, name};
    faults_.push_back(fault_at(
        "fact-missing", pointer_child(pointer, name),
        {fmt::format("没有填写“{}”", label.zh), fmt::format("'{}' is not stated", label.en)},
        {"补上", "add it"}));
  }

  /// Of which kind of subject the benefit is; a finding is the firm's.
  std::string kind_of_matter() const {
    return filing_.provision != nullptr ? filing_.provision->subject : root_kind();
  }
  std::string root_kind() const {
    for (const law::SubjectKind& one : book().source().subjects) {
      if (one.parent.empty()) return one.name;
    }
    return {};
  }
  static const Subject* find_child(const Subject& firm, const Subject& wanted) {
    for (const Subject& child : firm.children) {
      if (child.kind == wanted.kind && child.id == wanted.id) return &child;
    }
    return nullptr;
  }

  /// Calls `each` for every fact of the form, with the subject that has it.
  template <class Each>
  void of_form(const Subject& firm, const Subject* claimed, Each&& each) {
    for (const FormSection& section : filing_.procedure->form) {
      for (const std::string& name : section.facts) {
        const auto index = book().fact_index(name);
        if (!index) continue;
        const std::string& kind = book().facts()[*index].subject;
        if (kind == firm.kind) {
          each(*index, firm, std::string("/facts"));
        } else if (claimed != nullptr && claimed->kind == kind) {
          each(*index, *claimed, pointer_of(*claimed));
        }
      }
    }
  }

  /// All that the form asks. What hangs on other facts is left to the rules: it may mean nothing.
  void ask(const Subject& firm, const Subject* claimed) {
    of_form(firm, claimed, [&](std::uint16_t fact, const Subject& of, const std::string& pointer) {
      const law::Fact& what = book().facts()[fact];
      if (find(of, fact) == nullptr) missing(what.name, of, pointer, !what.applies_if.has_value());
    });
  }

  /// What the rules still wait for beside the form: of a large firm, of staff of its own ... Asked
  /// of whom it decides something, and needed of nobody: an officer may find it.
  void ask_further(const law::OpenPoints& open, const Subject& firm, const Subject& claimed) {
    for (const std::uint16_t fact : open.facts) {
      const law::Fact& what = book().facts()[fact];
      const bool is_of_firm = what.subject == firm.kind;
      if (!is_of_firm && what.subject != claimed.kind) continue;
      const Subject& of = is_of_firm ? firm : claimed;
      const std::string pointer = is_of_firm ? "/facts" : pointer_of(claimed);
      const std::string there = pointer_child(pointer, what.name);
      if (std::ranges::none_of(missing_, [&](const FormFact& one) { return one.pointer == there; }))
        missing(what.name, of, pointer, false);
    }
  }

  /// What of the form the register knows, of the firm and of the child there.
  void recall(const Subject& known, const Subject* child, const Subject* claimed,
              std::vector<FormFact>& all) {
    of_form(known, claimed, [&](std::uint16_t fact, const Subject& of, const std::string& pointer) {
      const bool is_firm = &of == &known;
      const Subject* there = is_firm ? &known : child;
      const feel::Value* value = there == nullptr ? nullptr : find(*there, fact);
      if (value == nullptr) return;
      const std::string& name = book().facts()[fact].name;
      all.push_back({pointer_child(pointer, name), name, is_firm ? "" : of.kind,
                     is_firm ? "" : of.id, feel::to_display(*value), true});
    });
  }

  /// Where the body has this child, or would have it behind those that it has.
  std::string pointer_of(const Subject& child) const {
    std::size_t at = 0;
    for (const Subject& one : filing_.facts.children) {
      if (one.kind != child.kind) continue;
      if (one.id == child.id) break;
      ++at;
    }
    return pointer_child(pointer_child("/facts", plural_of(child.kind)), at);
  }

  struct Judged {
    Judgement judgement;
    law::OpenPoints waits_for;
  };
  Result<Judged> judge(const Subject& firm, const std::string& subject, const Date& today) {
    // No rule says whether it is so: an office finds it.
    if (filing_.provision == nullptr)
      return Judged{{law::State::depends, std::nullopt, std::nullopt, pack_.hash, "", {}}, {}};
    law::CheckOptions options;
    options.trace = false;
    options.measures = {filing_.procedure->measure};
    const law::Answer answer = book().check(firm, {today, today}, options);
    for (const law::Entitlement& one : answer.entitlements) {
      if (one.provision != filing_.provision || one.hypothetical) continue;
      if (!subject.empty() && one.subject_id != subject) continue;
      Judgement judgement;
      judgement.state = one.state;
      judgement.amount = one.amount;
      if (!one.amount && one.state == law::State::entitled && one.amount_range)
        judgement.at_most = one.amount_range->high;
      judgement.pack = pack_.hash;
      judgement.limits = stacking::limits_for(pack_.stacking, answer, one);
      return Judged{std::move(judgement), one.open};
    }
    return fail({fault_at("provision-closed", "/provision",
                          {fmt::format("{} 那天不按该条款办理", today.to_string()),
                           fmt::format("the provision is not applied on {}", today.to_string())},
                          {"看看现行的条款", "look which one is in force"})});
  }

  const pack::Pack& pack_;
  const Filing& filing_;
  Faults faults_;
  std::vector<FormFact> missing_;
};

void read_declared(http::Fields& fields, Filing& filing, bool must_declare) {
  const Node* declared = fields.node("declared");
  if (declared != nullptr && declared->kind != Node::Kind::boolean) {
    fields.faults().push_back(
        fault_at("field-invalid", "/declared",
                 {"“declared”应为 true 或 false", "'declared' is true or false"},
                 {"写 true", "write true"}));
    return;
  }
  filing.declared = declared != nullptr && declared->truth;
  if (filing.declared || !must_declare || filing.procedure == nullptr ||
      filing.procedure->declaration.zh.empty())
    return;
  fields.faults().push_back(
      fault_at("declaration-missing", "/declared",
               {"没有对所填内容作出声明：" + filing.procedure->declaration.zh,
                "nobody stands by what is stated: " + filing.procedure->declaration.en},
               {"读过声明后写 \"declared\": true", "read it, and write \"declared\": true"}));
}

std::string stated_place(const pack::Pack& pack, const Node& body) {
  const Node* facts = body.find("facts");
  const Node* place = facts == nullptr ? nullptr : facts->find(pack.book.source().place_fact);
  return place != nullptr && place->is_text() ? place->text : std::string();
}

}  // namespace

Result<Filing> read_filing(const pack::Pack& pack, const Procedures& procedures, const Node& body,
                           bool must_declare, const PlaceOf& place_of) {
  http::Fields fields(body, {"provision", "firm", "subject", "facts", "declared", "documents"});
  Filing filing;
  const std::string provision = fields.text("provision", kMaxNameBytes);
  filing.firm = fields.text("firm", kMaxNameBytes);
  filing.subject = fields.maybe_text("subject", kMaxNameBytes).value_or("");
  if (!provision.empty()) {
    filing.provision = pack.book.find_provision(provision);
    std::string place = place_of(filing.firm);
    if (place.empty()) place = stated_place(pack, body);
    filing.procedure = procedures.for_provision(provision, place);
    if (filing.procedure == nullptr ||
        (filing.provision == nullptr && !filing.procedure->is_finding()) ||
        !filing.procedure->may_start(Start::application)) {
      fields.faults().push_back(
          fault_at("procedure-none", "/provision",
                   {fmt::format("条款 {} 不在这里申请", provision),
                    fmt::format("one does not apply for provision {} here", provision)},
                   {"看该条款写明的办理机关", "see which office the provision names"}));
    }
  }
  read_declared(fields, filing, must_declare);
  if (const Node* facts = fields.node("facts")) {
    auto subject = law::read_subject(pack.book, *facts);
    if (subject) {
      filing.facts = std::move(*subject);
    } else {
      append(fields.faults(), std::move(subject.error()));
    }
  }
  if (const Node* documents = fields.node("documents"))
    filing.documents = read_documents(*documents, fields.faults());
  if (filing.procedure != nullptr)
    append(fields.faults(), check_documents(*filing.procedure, filing.documents, {}));
  if (!fields.faults().empty()) return fail(std::move(fields.faults()));
  return filing;
}

Result<Ready> prepare(const pack::Pack& pack, const Filing& filing, const Subject& known,
                      const Date& today) {
  return Preparing(pack, filing).run(with_findings(pack.book, known, filing.findings), today);
}

Basis basis_of(const pack::Pack& pack, const Filing& filing, const Subject& known) {
  return Preparing(pack, filing).basis(with_findings(pack.book, known, filing.findings));
}

Preview preview(const pack::Pack& pack, const Filing& filing, const Subject& known,
                const Date& today) {
  return Preparing(pack, filing).explore(with_findings(pack.book, known, filing.findings), today);
}

}  // namespace fugong::casework
