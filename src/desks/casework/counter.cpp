#include "desks/casework/counter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/json_writer.hpp"
#include "desks/casework/event_json.hpp"
#include "desks/casework/sampling.hpp"
#include "desks/casework/words.hpp"
#include "desks/receipt/kept/kept.hpp"
#include "platform/store/scope.hpp"

namespace fugong::casework {
namespace {

using ledger::Fund;

/// Committed to the case and not paid yet.
std::int64_t committed(const Case& now) {
  return grant_stands(now) ? std::max<std::int64_t>(now.decision->amount.fen - now.paid.fen, 0) : 0;
}

/// The money of one event.
class Moving {
 public:
  Moving(store::Transaction& t, const ledger::Ledger& ledger, const Fund& fund,
         const Stored& stored, const Event& event)
      : t_(t), ledger_(ledger), fund_(fund), stored_(stored), now_(stored.now), event_(event) {}

  Result<void> run(const Case& before) {
    switch (event_.act) {
      case Act::file:
        return reserve();
      case Act::amend:
      case Act::inspect:
        return event_.judgement ? reserve_anew(before) : Result<void>{};
      case Act::rerun:
      case Act::uphold:
        return reserve_anew(before);
      case Act::order_payment:
        return post("pay", now_.decision->by, event_.by.id,
                    [&](ledger::Batch& batch, const ledger::Act& act) {
                      fund_.disburse(batch, act, now_.matter.firm, now_.ordered.fen);
                    });
      case Act::payment_failed:
        return payment_failed(before);
      case Act::recover:
        return of_each(
            "owed", now_.recovery->claims, event_.by.id,
            [&](const Claim& claim) { return payer(claim.payment); },
            [&](ledger::Batch& batch, const ledger::Act& act, const Claim& claim) {
              fund_.claim_back(batch, act, now_.matter.firm, claim.payment, claim.due.fen);
            });
      case Act::repay:
        return of_each(
            "back", instalment_of(*before.recovery, *event_.amount), event_.by.id,
            [&](const Claim&) { return before.recovery->by; },
            [&](ledger::Batch& batch, const ledger::Act& act, const Claim& part) {
              fund_.receive_back(batch, act, now_.matter.firm, part.payment, part.due.fen,
                                 ledger::ReturnTo::fund);
            });
      case Act::uphold_recovery:
        return waive(before, before.recovery->by);
      case Act::annul: {
        auto waived = waive(before, before.holders.front());
        if (!waived) return waived;
        break;
      }
      default:
        break;
    }
    if (grant_stands(now_) && !grant_stands(before)) return commit();
    const bool ended = now_.outcome == Outcome::refused || now_.outcome == Outcome::withdrawn ||
                       now_.outcome == Outcome::annulled;
    return ended && now_.outcome != before.outcome ? set_free(before) : Result<void>{};
  }

 private:
  /// What the rules alone give is approved by them.
  std::string rules() const { return "pack:" + now_.pack.substr(0, 16); }
  std::string reservation(const Case& of) const {
    return fmt::format("{}/reserve/{}", stored_.reference, of.round);
  }

  /// Adds one step to the ledger. A refusal with one of these codes counts as done.
  template <class Add>
  Result<void> post(std::string_view what, const std::string& actor, const std::string& approver,
                    Add&& add, std::initializer_list<std::string_view> passed = {},
                    std::size_t part = 0) {
    ledger::Act act;
    act.id = what == "reserve" ? reservation(now_)
                               : fmt::format("{}/{}/{}", stored_.reference, what, now_.events);
    if (part > 0) act.id += fmt::format("/{}", part + 1);
    act.document = fmt::format("{} {}", now_.matter.provision, now_.matter.procedure);
    act.actor = actor;
    act.approver = approver;
    act.case_ref = stored_.reference;
    ledger::Batch batch;
    add(batch, act);
    const auto answers = ledger_.submit(t_, batch);
    if (!answers) return fail(answers.error());
    const ledger::Answer& answer = ledger::answer_of_step(*answers);
    if (answer.stands()) return {};
    FUGONG_CHECK(answer.fault.has_value(), "a refusal says why");
    if (std::find(passed.begin(), passed.end(), answer.fault->code) != passed.end()) return {};
    return fail({*answer.fault});
  }

  /// Who ordered a payment of this case.
  std::string payer(const std::string& payment) const {
    const auto found = std::ranges::find(now_.payments, payment, &Payment::id);
    FUGONG_CHECK(found != now_.payments.end(), "money is claimed back of payments that are there");
    return found->by;
  }

  /// One step for each payment that money is claimed back of. `actor`: who did what this answers.
  template <class Actor, class Add>
  Result<void> of_each(std::string_view what, const std::vector<Claim>& claims,
                       const std::string& approver, Actor&& actor, Add&& add) {
    for (std::size_t part = 0; part < claims.size(); ++part) {
      auto posted = post(
          what, actor(claims[part]), approver,
          [&](ledger::Batch& batch, const ledger::Act& act) { add(batch, act, claims[part]); }, {},
          part);
      if (!posted) return posted;
    }
    return {};
  }

  Result<void> reserve_anew(const Case& before) {
    auto freed = set_free(before);
    return freed ? reserve() : freed;
  }

  /// A fund that is short is no reason not to go on, unless the money `must` be there.
  Result<void> reserve(bool must = false) {
    const std::int64_t amount = expected(now_).fen - now_.paid.fen;
    if (amount <= 0) return {};
    const auto add = [&](ledger::Batch& batch, const ledger::Act& act) {
      fund_.reserve(batch, act, amount);
    };
    if (must) return post("reserve", event_.by.id, rules(), add);
    return post("reserve", event_.by.id, rules(), add, {"ledger-overdrawn"});
  }

  /// What was decided, out of what is reserved; reserved now if the fund was short before.
  Result<void> commit() {
    const std::int64_t amount = committed(now_);
    if (amount == 0) return free_reservation(now_);
    const auto kept = ledger::find(t_, ledger_.shard(), reservation(now_));
    if (!kept) return fail(kept.error());
    if (!*kept) {
      auto reserved = reserve(true);
      if (!reserved) return reserved;
    }
    const std::string& second = now_.decision->countersigned_by;
    return post("commit", now_.decision->by, second.empty() ? rules() : second,
                [&](ledger::Batch& batch, const ledger::Act& act) {
                  fund_.approve(batch, act, reservation(now_), amount);
                });
  }

  /// Whatever is set aside for the case as it was.
  Result<void> set_free(const Case& was) {
    const std::int64_t left = committed(was);
    if (left == 0) return free_reservation(was);
    return post("free", event_.by.id, rules(), [&](ledger::Batch& batch, const ledger::Act& act) {
      fund_.decommit(batch, act, left);
    });
  }
  Result<void> free_reservation(const Case& was) {
    const std::string reserved = reservation(was);
    return post(
        "free", event_.by.id, rules(),
        [&](ledger::Batch& batch, const ledger::Act& act) { fund_.reject(batch, act, reserved); },
        {"ledger-unknown-origin", "ledger-settled"});
  }

  /// What the firm still owed, because it never was its case, or was claimed back wrongly. `actor`:
  /// whose word this follows.
  Result<void> waive(const Case& before, const std::string& actor) {
    if (!before.recovery) return {};
    const Money owed{before.recovery->due.fen - before.recovery->repaid.fen};
    return of_each(
        "waive", instalment_of(*before.recovery, owed), event_.by.id,
        [&](const Claim&) { return actor; },
        [&](ledger::Batch& batch, const ledger::Act& act, const Claim& part) {
          fund_.waive(batch, act, now_.matter.firm, part.payment, part.due.fen);
        });
  }

  /// The money is the case's again: committed while what was granted stands, else reserved for what
  /// is decided next.
  Result<void> payment_failed(const Case& before) {
    auto taken = take_back(before);
    if (!taken || grant_stands(before)) return taken;
    auto freed =
        post("undo", event_.by.id, rules(), [&](ledger::Batch& batch, const ledger::Act& act) {
          fund_.decommit(batch, act, before.ordered.fen);
        });
    return freed ? reserve_anew(before) : freed;
  }

  /// Money that didn't arrive: both legs of the payment are taken back.
  Result<void> take_back(const Case& before) {
    std::vector<ledger::Entry> wrong;
    for (const char* leg : {"", ":cash"}) {
      auto entry = ledger::find(t_, ledger_.shard(), before.payment + leg);
      if (!entry) return fail(entry.error());
      if (*entry) wrong.push_back(std::move(**entry));
    }
    return post(
        "failed", before.payments.back().by, event_.by.id,
        [&](ledger::Batch& batch, const ledger::Act& act) { Fund::correct(batch, act, wrong); });
  }

  store::Transaction& t_;
  const ledger::Ledger& ledger_;
  const Fund& fund_;
  const Stored& stored_;
  const Case& now_;
  const Event& event_;
};

tl::unexpected<Faults> paid_already(const std::string& reference) {
  return fail(
      "paid-already", Place{},
      {"同一事项已在案件 " + reference + " 中支付",
       "the same has been paid in the case " + reference},
      {"对那个案件提出异议，或追回后再办", "object in that case, or have it recovered before"});
}

/// What a case was judged by, so that it can be proved later.
Result<void> keep(store::Transaction& t, std::int64_t number, const receipt::Papers* papers) {
  if (papers == nullptr) return {};
  auto kept = receipt::keep(t, number, *papers);
  if (!kept) return fail(std::move(kept.error()));
  return {};
}

}  // namespace

std::optional<Fund> Counter::fund_of(const Case& now, const Procedure& procedure) {
  const auto pay = std::find_if(procedure.steps.begin(), procedure.steps.end(),
                                [](const Step& step) { return step.deed == Deed::pay; });
  if (pay == procedure.steps.end()) return std::nullopt;
  return Fund({pay->fund->id, now.filed_on.year(), pay->fund->source, pay->fund->purpose});
}

Result<void> Counter::note_reading(store::Database& database, const Actor& by, const Stored& stored,
                                   std::int64_t now_ms) const {
  audit::Event event;
  event.actor = by.id;
  event.role = name_in(kRoles, by.role);
  event.action = "case.read";
  event.kind = "case";
  event.record = stored.reference;
  event.region = stored.now.matter.place;
  audit::Query today;
  today.actor = event.actor;
  today.kind = event.kind;
  today.record = event.record;
  today.action = event.action;
  today.from_ms = now_ms - (now_ms + kChinaMs) % kDayMs;
  today.limit = 1;
  bool is_noted = false;
  auto looked = database.read([&](store::Transaction& t) -> Result<void> {
    const auto found = audit::search(t, today);
    if (!found) return fail(found.error());
    is_noted = !found->records.empty();
    return {};
  });
  if (!looked || is_noted) return looked;
  return database.transact([&](store::Transaction& t) -> Result<void> {
    auto appended = audit_->append(t, event);
    return appended ? Result<void>{} : fail(std::move(appended.error()));
  });
}

Result<void> Counter::prove(store::Transaction& t, const Stored& stored, const Procedure& procedure,
                            const Event& event) const {
  audit::Event proof;
  proof.actor = event.by.id;
  proof.role = name_in(kRoles, event.by.role);
  proof.action = fmt::format("case.{}", name_in(kActs, event.act));
  proof.kind = "case";
  proof.record = stored.reference;
  proof.region = stored.now.matter.place;
  JsonWriter body;
  body.begin_object().key("version").number(stored.now.events);
  body.key("sha256").string(sha256_hex(event_json(event)));
  body.key("phase").string(name_in(kPhases, stored.now.phase));
  body.key("outcome").string(name_in(kOutcomes, stored.now.outcome));
  if (procedure.is_finding()) {
    const auto finding = finding_of(stored.now, procedure, stored.reference);
    body.key("fact").string(procedure.finding).key("is_so");
    finding ? body.boolean(finding->is_so) : body.null();
  }
  if (event.amount) body.key("amount_fen").number(event.amount->fen);
  if (!event.documents.empty()) {
    body.key("documents").begin_array();
    for (const Paper& paper : event.documents)
      body.string(paper.sha256);
    body.end_array();
  }
  if (!event.cleared.empty()) {
    body.key("cleared").begin_array();
    for (const Cleared& one : event.cleared)
      body.string(one.check);
    body.end_array();
  }
  proof.body = body.end_object().take();
  if (!event.note.empty()) proof.personal.push_back({"note", event.note});
  auto appended = audit_->append(t, proof);
  if (!appended) return fail(std::move(appended.error()));
  return {};
}

Result<Stored> Counter::complete(store::Transaction& t, const Case& before, Stored stored,
                                 const Event& event) const {
  const auto procedure = cases_->procedure_of(stored.now.pack, stored.now.matter.procedure);
  if (!procedure) return fail(procedure.error());
  if (const auto fund = fund_of(stored.now, **procedure)) {
    const ledger::Ledger ledger(*clock_, shard_of_(stored.now.filed_in));
    auto moved = Moving(t, ledger, *fund, stored, event).run(before);
    if (!moved) return fail(std::move(moved.error()));
  }
  auto proved = prove(t, stored, **procedure, event);
  if (!proved) return fail(std::move(proved.error()));
  return stored;
}

Result<void> Counter::pays_once(store::Transaction& t, const Stored& stored) const {
  // What stands against it may lie in places that whoever pays doesn't see.
  store::Transaction whole = t.within(store::Scope::everything("the same need is paid once"));
  const auto paid = cases_->paid_case(whole, stored);
  if (!paid) return fail(paid.error());
  if (!paid->empty()) return paid_already(*paid);
  const auto held = cases_->held_case(whole, stored);
  if (!held) return fail(held.error());
  if (held->empty()) return {};
  return fail("firm-held", Place{},
              {"该企业的案件 " + *held + " 已中止", "the firm's case " + *held + " is held"},
              {"先了结那个案件的中止", "end that hold first"});
}

Result<void> Counter::is_looked_into(store::Transaction& t, const Stored& stored) const {
  const auto procedure = cases_->procedure_of(stored.now.pack, stored.now.matter.procedure);
  if (!procedure) return fail(procedure.error());
  const auto warnings = cases_->warnings(t, stored, **procedure);
  if (!warnings) return fail(warnings.error());
  for (const Warning& one : *warnings) {
    if (one.is_cleared) continue;
    return fail("duplicates-open", at_pointer("/act"),
                {"还没有查清：" + one.title.zh, "nobody has looked into it: " + one.title.en},
                {"由经办人核对案件的 warnings，写明结论（clear）后再付款",
                 "have an officer look into the case's 'warnings' and say what it was (clear)"});
  }
  return {};
}

Result<std::vector<Cleared>> Counter::named(store::Transaction& t, const Stored& stored,
                                            const std::vector<Cleared>& wanted) const {
  const auto procedure = cases_->procedure_of(stored.now.pack, stored.now.matter.procedure);
  if (!procedure) return fail(procedure.error());
  const auto warnings = cases_->warnings(t, stored, **procedure);
  if (!warnings) return fail(warnings.error());
  std::vector<Cleared> cleared;
  for (const Cleared& one : wanted) {
    const auto found = std::ranges::find(*warnings, one.check, &Warning::id);
    if (found == warnings->end()) {
      return fail("warning-unknown", at_pointer("/warnings"),
                  {"案件没有这一项提示，或另有案件加入：" + one.check,
                   "the case has no such warning, or another case has joined it: " + one.check},
                  {"重新打开案件，写 warnings 中的 id",
                   "open the case again, and give ids of its 'warnings'"});
    }
    cleared.push_back({found->check, found->cases});
  }
  return cleared;
}

Result<std::vector<Against>> Counter::measure(store::Transaction& t, const Stored& stored,
                                              Act act) const {
  const auto procedure = cases_->procedure_of(stored.now.pack, stored.now.matter.procedure);
  if (!procedure) return fail(procedure.error());
  if (!is_measured(stored.now, **procedure, act)) return std::vector<Against>{};
  // As with payments, they may lie in other places.
  store::Transaction whole = t.within(store::Scope::everything("what other cases leave"));
  auto against = cases_->against(whole, stored.now.matter, stored.now.judgement, stored.number);
  // Where something is left, a refusal has another reason.
  if (against && act == Act::refuse && !shut_out(*against, given_amount(stored.now.judgement)))
    against->clear();
  return against;
}

Result<Stored> Counter::file(store::Transaction& t, Event event, std::int64_t number,
                             const receipt::Papers* papers, const std::string& partner) const {
  event.at_ms = clock_->now_ms();
  event.salt = audit_->draw_salt();
  if (event.matter) {
    // What has been paid can't be paid again, and a payment that fails later opens its case again.
    const auto paid = cases_->paid_case(t, *event.matter);
    if (!paid) return fail(paid.error());
    if (!paid->empty()) return paid_already(*paid);
  }
  if (event.matter && event.judgement) {
    const auto procedure = cases_->procedure_of(event.judgement->pack, event.matter->procedure);
    if (!procedure) return fail(procedure.error());
    event.drawn = drawn_for(**procedure, event.judgement->pack, reference_of(number));
  }
  auto stored = cases_->file(t, event, number, partner);
  if (!stored) return stored;
  auto kept = keep(t, number, papers);
  if (!kept) return fail(std::move(kept.error()));
  return complete(t, Case{}, std::move(*stored), event);
}

Result<Stored> Counter::happen(store::Transaction& t, std::int64_t number, std::int64_t version,
                               Event event, const receipt::Papers* papers) const {
  event.at_ms = clock_->now_ms();
  event.salt = audit_->draw_salt();
  if (event.act == Act::order_payment)
    event.reference = fmt::format("{}/pay/{}", reference_of(number), version + 1);
  if (event.act == Act::repay)
    event.reference = fmt::format("{}/back/{}", reference_of(number), version + 1);
  auto before = cases_->find(t, number);
  if (!before) return fail(std::move(before.error()));
  if (event.act == Act::order_payment && *before) {
    auto once = pays_once(t, **before);
    if (once) once = is_looked_into(t, **before);
    if (!once) return fail(std::move(once.error()));
  }
  if (event.act == Act::clear && *before) {
    auto cleared = named(t, **before, event.cleared);
    if (!cleared) return fail(std::move(cleared.error()));
    event.cleared = std::move(*cleared);
  }
  if (*before) {
    auto against = measure(t, **before, event.act);
    if (!against) return fail(std::move(against.error()));
    event.against = std::move(*against);
  }
  auto stored = cases_->happen(t, number, version, event);
  if (!stored) return stored;
  auto kept = keep(t, number, papers);
  if (!kept) return fail(std::move(kept.error()));
  return complete(t, (*before)->now, std::move(*stored), event);
}

}  // namespace fugong::casework
