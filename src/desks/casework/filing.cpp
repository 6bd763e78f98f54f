#include "desks/casework/filing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engines/law/facts.hpp"
#include "platform/http/json_body.hpp"

namespace fugong::casework {
namespace {

using law::GivenFact;
using law::Subject;

Fault at(std::string code, std::string pointer, Text message, Text remedy) {
  Place place;
  place.pointer = std::move(pointer);
  return {std::move(code), std::move(place), std::move(message), std::move(remedy)};
}

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
    ready.facts = known;
    add(ready.facts, filing_.facts, "/facts");
    const Subject* claimed = claimed_subject(ready.facts);
    ask(ready.facts, claimed);
    const std::string place = law::place_of(book(), ready.facts);
    if (place.empty()) missing(book().source().place_fact, "/facts");
    if (!faults_.empty()) return fail(std::move(faults_));

    const std::string subject = claimed == &ready.facts ? std::string() : claimed->id;
    auto judged = judge(ready.facts, subject, today);
    if (!judged) return fail(std::move(judged.error()));
    ready.judgement = std::move(*judged);
    ready.matter = {filing_.procedure->id,
                    filing_.provision->id,
                    filing_.firm,
                    subject.empty() ? filing_.firm : subject,
                    place,
                    Start::application};
    return ready;
  }

 private:
  const law::Rulebook& book() const { return pack_.book; }

  std::string plural_of(const std::string& kind) const {
    for (const law::SubjectKind& one : book().source().subjects) {
      if (one.name == kind) return one.plural;
    }
    return kind;
  }

  /// What was given beside what is known. Children are the same by their kind and id.
  void add(Subject& known, const Subject& given, const std::string& pointer) {
    for (const GivenFact& fact : given.facts) {
      const feel::Value* there = find(known, fact.fact);
      if (there == nullptr) {
        known.facts.push_back(fact);
      } else if (to_feel(*there) != to_feel(fact.value)) {
        const law::Fact& what = book().facts()[fact.fact];
        faults_.push_back(
            at("fact-known", pointer_child(pointer, what.name),
               {fmt::format("登记库中的“{}”与此不同", what.label.zh),
                fmt::format("the register knows another '{}'", what.label.en)},
               {"删去；登记有误的，请登记机关更正",
                "leave it out; if the register is wrong, have its office set it right"}));
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
    const std::string& kind = filing_.provision->subject;
    if (kind == firm.kind) {
      if (filing_.subject.empty() || filing_.subject == filing_.firm) return &firm;
      faults_.push_back(at("subject-invalid", "/subject",
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
      faults_.push_back(at("subject-missing", filing_.subject.empty() ? list : "/subject",
                           {fmt::format("没有写明是哪一项（{}）", plural),
                            fmt::format("there is none of '{}' to claim for", plural)},
                           {fmt::format("在 facts 的 {} 中写明", plural),
                            fmt::format("state it in '{}' of the facts", plural)}));
    } else {
      faults_.push_back(at("subject-missing", "/subject",
                           {"有不止一项，没有写明是哪一项",
                            "there is more than one, and it isn't said which is meant"},
                           {"在 subject 写明它的 id", "give its id as 'subject'"}));
    }
    return nullptr;
  }

  void missing(const std::string& name, const std::string& pointer) {
    const auto index = book().fact_index(name);
    const Text label = index ? book().facts()[*index].label : Text{name, name};
    faults_.push_back(
        at("fact-missing", pointer_child(pointer, name),
           {fmt::format("没有填写“{}”", label.zh), fmt::format("'{}' is not stated", label.en)},
           {"补上", "add it"}));
  }

  /// All that the form asks. What hangs on other facts is left to the rules: it may mean nothing.
  void ask(const Subject& firm, const Subject* claimed) {
    for (const FormSection& section : filing_.procedure->form) {
      for (const std::string& name : section.facts) {
        const auto index = book().fact_index(name);
        if (!index || book().facts()[*index].applies_if) continue;
        const std::string& kind = book().facts()[*index].subject;
        if (kind == firm.kind) {
          if (find(firm, *index) == nullptr) missing(name, "/facts");
        } else if (claimed != nullptr && claimed->kind == kind) {
          if (find(*claimed, *index) == nullptr) missing(name, pointer_of(*claimed));
        }
      }
    }
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

  Result<Judgement> judge(const Subject& firm, const std::string& subject, const Date& today) {
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
      return judgement;
    }
    return fail({at("provision-closed", "/provision",
                    {fmt::format("{} 那天不按该条款办理", today.to_string()),
                     fmt::format("the provision is not applied on {}", today.to_string())},
                    {"看看现行的条款", "look which one is in force"})});
  }

  const pack::Pack& pack_;
  const Filing& filing_;
  Faults faults_;
};

}  // namespace

Result<Filing> read_filing(const pack::Pack& pack, const Procedures& procedures, const Node& body) {
  http::Fields fields(body, {"provision", "firm", "subject", "facts"});
  Filing filing;
  const std::string provision = fields.text("provision", kMaxNameBytes);
  filing.firm = fields.text("firm", kMaxNameBytes);
  filing.subject = fields.maybe_text("subject", kMaxNameBytes).value_or("");
  if (!provision.empty()) {
    filing.provision = pack.book.find_provision(provision);
    filing.procedure = procedures.for_provision(provision);
    if (filing.provision == nullptr || filing.procedure == nullptr ||
        !filing.procedure->may_start(Start::application)) {
      fields.faults().push_back(
          at("procedure-none", "/provision",
             {fmt::format("条款 {} 不在这里申请", provision),
              fmt::format("one does not apply for provision {} here", provision)},
             {"看该条款写明的办理机关", "see which office the provision names"}));
    }
  }
  if (const Node* facts = fields.node("facts")) {
    auto subject = law::read_subject(pack.book, *facts);
    if (subject) {
      filing.facts = std::move(*subject);
    } else {
      append(fields.faults(), std::move(subject.error()));
    }
  }
  if (!fields.faults().empty()) return fail(std::move(fields.faults()));
  return filing;
}

Result<Ready> prepare(const pack::Pack& pack, const Filing& filing, const Subject& known,
                      const Date& today) {
  return Preparing(pack, filing).run(known, today);
}

}  // namespace fugong::casework
