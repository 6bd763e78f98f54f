// Case: something with a state, a clock and a decision. What happened to it is a list of events
// that is only ever added to; what it is now follows from them alone.
//
//   Result<void> fine = may(now, procedure, calendar, event);   // or what is wrong, and what may
//   be done Case then = after(now, procedure, calendar, event);
//
// The rules of the house stand here and nowhere else: all gaps are told at once and stop the clock;
// who decided never looks at the same case as second approver or on objection; silence never pays;
// a hold stops everything; a decision carries its reasons.
//
// Values, no I/O, no clock: each event brings its time. Whether a person holds a role in that place
// is asked before (identity); here it is asked whether that role may do this now.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/money.hpp"
#include "desks/casework/procedure.hpp"
#include "engines/stacking/beside.hpp"

namespace fugong::casework {

/// Which rules of the house an event happened under. What is kept happens again as it happened:
/// where a later change would make another case of old events, it asks for this number. 0: before
/// there was one. 1: a payment that fails while nothing granted stands changes no step, silence
/// grants no less than an upheld objection secured, what is withdrawn has no open objection. 2: who
/// ordered a payment, said that it failed or claimed it back doesn't do the next of these himself;
/// who decides, and whether a second person looks, hangs on what is at stake, be it granted or
/// refused; nothing is no grant. 3: the firm amends unasked, what is found on the spot counts, a
/// recovery can be objected to, money stays in its province. 4: a recovery has a last day to pay
/// by.
inline constexpr std::int64_t kHouseRules = 4;
inline constexpr std::size_t kMaxReasons = 50;
inline constexpr std::size_t kMaxNoteBytes = 4'000;
inline constexpr std::size_t kMaxNameBytes = 128;
inline constexpr std::size_t kMaxEvents = 10'000;         ///< of one case
inline constexpr std::size_t kMaxFactBytes = 256u << 10;  ///< of the facts of one event
inline constexpr std::size_t kMaxPapers = 40;             ///< handed in at a time

/// What can happen to a case.
enum class Act : std::uint8_t {
  file,              ///< begins it: by the firm, or by the programme without an application
  amend,             ///< the firm answers what was missing, or sets right what it stated
  confirm,           ///< who was asked agrees
  decline,           ///< or does not
  accept,            ///< everything is there
  tell_gaps,         ///< all that is missing or wrong, at once; the clock stands still
  drop_gaps,         ///< by the office: it goes on without the answer
  inspect,           ///< what was found on the spot, in words and as facts
  grant,             ///< an amount within what the rules give
  refuse,            ///< with reasons
  countersign,       ///< a second person agrees with the decision
  send_back,         ///< or does not
  publication_ends,  ///< the time of publication is over
  order_payment,     ///< out of the fund; paid when the ledger says so
  payment_failed,    ///< the account was wrong: the firm is asked, the case stays
  transfer,          ///< to another place
  withdraw,          ///< by the firm, before it is paid
  object,            ///< by the firm, against a decision
  uphold,            ///< the objection is right: decided again
  dismiss,           ///< it is not
  report_error,      ///< by the firm, in good faith
  recover,           ///< what was paid too much is due, in instalments
  repay,             ///< one of them came in
  rerun,             ///< judged again: by another version of the pack, or by what is known by now
  hold,              ///< stolen identity, a register that is down
  release,           ///< the hold ends
  annul,             ///< while held: it never was the firm's; it owes nothing
  time_ran_out,      ///< nobody acted within the step's clock
  clear,             ///< by the office: what it has in common with others' cases was looked into
  object_recovery,   ///< by the firm, against a recovery
  uphold_recovery,   ///< the objection is right: nothing is owed
  dismiss_recovery,  ///< it is not
};

/// What the rules say, when it was filed or run again.
struct Judgement {
  law::State state = law::State::depends;
  std::optional<Money> amount;   ///< of an entitlement that is settled
  std::optional<Money> at_most;  ///< where an authority sets it within bounds
  std::string pack;              ///< hash of the pack's bytes
  std::string receipt;           ///< hash of the receipt that shows how it came about
  /// What the caps come to that it shares with other benefits (the pack's stacking.yaml).
  std::vector<stacking::Limit> limits = {};
  friend bool operator==(const Judgement&, const Judgement&) = default;
};

/// A rule of stacking that leaves less of a benefit than the rules give, beside what other cases of
/// the firm were granted; in words that outlive the pack.
struct Against {
  std::string rule;
  Text label;
  bool excludes = false;           ///< another benefit is held in place of this one
  std::optional<Money> left = {};  ///< of a cap; none: nobody can say yet how high it is
  std::vector<std::string> cases;  ///< that hold what counts, by their references
  friend bool operator==(const Against&, const Against&) = default;
};

/// What they leave of an amount.
Money within(const std::vector<Against>& against, Money given);
/// They leave nothing that could be granted.
bool shut_out(const std::vector<Against>& against, Money given);
/// "Discounts never above the interest: beside the case 0000-... 40.00 yuan are left".
Text in_words(const Against& one);

/// One reason of a decision or one gap: a condition of the provision, a document or a fact by its
/// id, or words of the officer.
struct Reason {
  enum class Of : std::uint8_t { condition, document, fact, words } of = Of::words;
  std::string id;
  std::string note;
  friend bool operator==(const Reason&, const Reason&) = default;
};

/// The decision behind a fact that was found once, for every case of the firm.
struct FoundBy {
  std::string reference;             ///< of the case that it was found in
  Role role = Role::county_officer;  ///< whose office decided, and ...
  std::string place;                 ///< ... where
  std::optional<Date> until;         ///< the last day; none: until another decision
  friend bool operator==(const FoundBy&, const FoundBy&) = default;
};

/// What offices have found about a firm: a fact, and whether it is so.
struct Finding {
  std::string firm;
  std::string fact;
  bool is_so = false;
  Date on;
  FoundBy by;
  friend bool operator==(const Finding&, const Finding&) = default;
};

/// One fact that a case was judged by, as people read it: who says so, and since when.
struct StatedFact {
  std::string kind;  ///< of a child: "loan"; empty: the firm itself
  std::string id;    ///< of that child
  std::string fact;
  std::string value;
  std::string source;  ///< as the register names it; kDeclared: the firm, in this case; kFound
  std::string stated_on;
  std::optional<FoundBy> found = {};  ///< of kFound
  friend bool operator==(const StatedFact&, const StatedFact&) = default;
};
inline constexpr std::string_view kDeclared = "declared";
inline constexpr std::string_view kFound = "finding";         ///< decided in a case of its own
inline constexpr std::string_view kInspected = "inspection";  ///< found on the spot, in this case

/// A document of the procedure and the file that was handed in for it (platform/uploads).
struct Paper {
  std::string document;
  std::string upload;
  std::string sha256;
  std::int64_t bytes = 0;
  std::string type;
  std::int64_t at_ms = 0;  ///< of a case: when it was handed in
  friend bool operator==(const Paper&, const Paper&) = default;
};

struct Actor {
  std::string id;
  Role role = Role::owner;
  friend bool operator==(const Actor&, const Actor&) = default;
};

/// What was looked into of that which a case has in common with cases of other firms.
struct Cleared {
  std::string check;               ///< by its id
  std::vector<std::string> cases;  ///< by their references
  friend bool operator==(const Cleared&, const Cleared&) = default;
};

/// What a case is about. Set by its filing; only a transfer changes the place, and a judgement by
/// other facts the key.
struct Matter {
  std::string procedure;
  std::string provision;
  std::string firm;     ///< as the register names it
  std::string subject;  ///< of the provision: a loan, a group of trainees; the firm's own id else
  std::string place;    ///< whose offices act
  Start start = Start::application;
  /// What makes the subject the same as another, whatever the applicant calls it (filing.hpp);
  /// empty: nothing that is known.
  std::string same_key = {};
  friend bool operator==(const Matter&, const Matter&) = default;
};

/// One thing that happened. Which members it has depends on what it is; the others are empty.
struct Event {
  Act act = Act::file;
  Actor by;
  std::int64_t rules = kHouseRules;
  std::int64_t at_ms = 0;              ///< since 1970-01-01T00:00Z; the day is that of China
  std::optional<Matter> matter;        ///< file
  std::optional<Judgement> judgement;  ///< file, rerun, amend
  std::optional<Money> amount;         ///< grant, recover, repay
  std::vector<Reason> reasons;         ///< tell_gaps, refuse, send_back, object, ...
  std::string note;                    ///< words; of inspect, transfer, hold they are needed
  std::string reference;               ///< transfer: place; order_payment, repay: the transfer's id
  std::int64_t instalments = 0;        ///< recover
  std::optional<Date> pay_by = {};     ///< recover: the last day to pay all of it back
  std::vector<std::string> payments =
      {};                               ///< recover: those that are claimed back; none named: all
  bool declared = false;                ///< file: the applicant stands by the declaration
  std::string own_facts;                ///< file, amend: what the firm stated, a facts document
  std::vector<StatedFact> facts;        ///< with a judgement: what it rests on
  std::vector<Paper> documents;         ///< file, amend
  std::vector<Against> against;         ///< of a decision: what bounded it
  std::string same_key = {};            ///< with a judgement, but for file: Matter::same_key
  std::vector<std::string> drawn = {};  ///< file: steps that it was drawn for (sampling.hpp)
  std::vector<Cleared> cleared = {};    ///< clear
  /// Random, so that nobody can guess what the event says from its hash in the audit log.
  std::string salt = {};
  friend bool operator==(const Event&, const Event&) = default;
  Date day() const;
};

enum class Phase : std::uint8_t {
  in_step,         ///< somebody is to do the current step
  with_applicant,  ///< the firm is to answer; the clock stands still
  to_countersign,
  closed,
};

enum class Outcome : std::uint8_t { none, granted, refused, withdrawn, annulled };

/// The clock of the current step, in its own count of days.
struct Running {
  Date since;             ///< the day from which it runs, or on which it stopped
  std::int64_t used = 0;  ///< days before that
  bool stopped = false;
  friend bool operator==(const Running&, const Running&) = default;
};

struct Decision {
  bool granted = false;
  Money amount;
  std::vector<Reason> reasons;
  std::string by;
  std::string countersigned_by;
  Date on;
  Role role = Role::county_officer;  ///< in which `by` decided
  std::vector<Against> against = {};
  bool by_silence = false;  ///< nobody decided within the time that is laid down
  friend bool operator==(const Decision&, const Decision&) = default;
};

struct Objecting {
  enum class State : std::uint8_t { open, upheld, dismissed } state = State::open;
  std::vector<Reason> reasons;
  Date on;
  std::string decided_by;
  friend bool operator==(const Objecting&, const Objecting&) = default;
};
inline bool is_open(const std::optional<Objecting>& objection) {
  return objection && objection->state == Objecting::State::open;
}

/// An order to pay that didn't fail.
struct Payment {
  std::string id;  ///< the ledger's
  Money amount;
  std::string by;  ///< who ordered it
  friend bool operator==(const Payment&, const Payment&) = default;
};

/// What is claimed back of one payment.
struct Claim {
  std::string payment;  ///< the ledger's id
  Money due;
  Money repaid = {};
  friend bool operator==(const Claim&, const Claim&) = default;
};

struct Recovery {
  Money due;
  Money repaid;
  std::int64_t instalments = 1;
  bool good_faith = false;
  Date on;
  std::vector<Claim> claims = {};    ///< one for each payment, the first to be paid back first
  std::string by;                    ///< who claimed it back
  Role role = Role::county_officer;  ///< in which
  std::vector<Reason> reasons = {};
  /// The last day to pay all of it; none was named before the house asked for it.
  std::optional<Date> pay_by = {};
  /// Since when that day waits, as nothing can be paid: an objection is open, or the case is held.
  std::optional<Date> stopped_on = {};
  std::optional<Objecting> objection = {};
  friend bool operator==(const Recovery&, const Recovery&) = default;
};

/// Facts that an officer found on the spot, in the words of a pack.
struct Inspected {
  std::string pack;   ///< its hash
  std::string facts;  ///< a facts document
  Date on;
  friend bool operator==(const Inspected&, const Inspected&) = default;
};

struct Case {
  Matter matter;
  std::string filed_by;            ///< who applied; empty: nobody did
  std::vector<std::string> drawn;  ///< steps that it was drawn for
  std::string filed_in;            ///< the place then
  Date filed_on;
  std::int64_t round = 0;  ///< the event behind which its money was last set aside anew
  std::string pack;        ///< hash of the pack that it was filed under, whose procedure it keeps
  Judgement judgement;
  bool declared = false;
  /// Of each filing and amendment that stated some, in order, with the hash of the pack in whose
  /// words it is.
  std::vector<std::pair<std::string, std::string>> own_facts;
  std::vector<Inspected> inspected;  ///< of each inspection that found some, in order
  /// It was judged by more than what it began with, and so by a person's word.
  bool is_amended = false;
  std::vector<StatedFact> facts;     ///< that `judgement` rests on
  std::map<std::size_t, Date> done;  ///< steps behind the current one, by their last day
  std::int64_t events = 0;           ///< how many made it: the version that a change names
  std::size_t step = 0;              ///< of the procedure; behind the last one when all are done
  Phase phase = Phase::in_step;
  Outcome outcome = Outcome::none;
  Running clock;
  std::vector<Reason> gaps;   ///< what the firm is to answer
  Date asked_on;              ///< the day from which its time to answer runs
  bool is_heard = false;      ///< it is asked what it says to an inspection; silence costs nothing
  std::vector<Paper> papers;  ///< all that were handed in
  std::optional<Decision> decision;
  std::optional<Objecting> objection;
  /// After an objection that was right: what had been granted. A new decision is no worse for who
  /// objected (行政复议法实施条例 s. 51).
  std::optional<Money> at_least;
  std::optional<Recovery> recovery;
  std::vector<std::string> judges;    ///< who has decided or countersigned so far
  std::vector<std::string> partners;  ///< who has confirmed as one that was asked
  std::vector<std::string> holds;     ///< reasons why nothing may go on
  std::vector<std::string> holders;   ///< who said so, of each
  std::string payment;                ///< the ledger's id of the last order; empty: none, or failed
  std::vector<Payment> payments;      ///< all that didn't fail
  std::vector<std::string> failures;  ///< who said of a payment that it failed
  Money ordered;                      ///< by the last order
  Money paid;                         ///< by all orders
  bool error_reported = false;
  std::map<std::string, std::set<std::string>> cleared;  ///< cases by the check's id
  std::int64_t last_ms = 0;                              ///< when the last event was
  friend bool operator==(const Case&, const Case&) = default;

  bool is_filed() const { return events > 0; }
  bool is_held() const { return !holds.empty(); }
};

/// The objection that waits for somebody's word: to the decision, or to a recovery; null: none.
const Objecting* open_objection(const Case& now);

/// The step that is current; null when all are done or the case is closed.
const Step* current_step(const Case& now, const Procedure& procedure);

/// The last day of the current step's clock; none where no clock runs.
std::optional<Date> step_due(const Case& now, const Procedure& procedure, const Calendar& calendar);

/// The firm is asked by the office, and the procedure says within how many days it answers. A
/// payment that failed is ordered again without an answer, if need be.
bool answer_is_timed(const Case& now, const Procedure& procedure);

/// Something is claimed back to which the firm may object while it is in time: it has not yet, and
/// has paid nothing of it.
bool is_objectionable(const std::optional<Recovery>& recovery);

/// The last day on which the firm may object to what is claimed back; none where it may not.
std::optional<Date> object_to_recovery_by(const Case& now, const Procedure& procedure,
                                          const Calendar& calendar);

/// The last day on which this objection of the case is decided in time (行政复议法 s. 31); none: it
/// is decided, or no clock runs.
std::optional<Date> decide_by(const Case& now, const Procedure& procedure, const Calendar& calendar,
                              const std::optional<Objecting>& objection);

/// What the firm is to pay back now; nothing while it objects to that.
Money owed(const Case& now);

/// The last day on which whoever is to act is in time: of an open objection its own clock, else the
/// step's; of a case that is closed the one to pay back what is owed.
std::optional<Date> due(const Case& now, const Procedure& procedure, const Calendar& calendar);

/// It was decided by an administration: by a person, the rules or the clock; against that the law
/// gives remedies. What a partner or the firm itself declines, or lets pass, isn't.
bool is_official(const Case& now, const Procedure& procedure);

/// Something is granted, and waits for nobody's second look.
bool grant_stands(const Case& now);

/// What counts of this case where another benefit of the firm shares a cap with it or excludes it:
/// what is granted (be it that a second person has yet to look), secured by an upheld objection or
/// paid, less what came back. None: nothing is.
std::optional<Money> held_amount(const Case& now);

/// Whether one judgement gives the firm less than another.
bool is_worse(const Judgement& judgement, const Judgement& than);

/// What the rules give at most.
Money given_amount(const Judgement& judgement);

/// An act by which something is granted, refused on its merits, or confirmed behind a decision:
/// bounded by what other cases of the firm hold.
bool is_measured(const Case& now, const Procedure& procedure, Act act);

/// An amount as claims on these payments (none named: all), the latest first. What they don't cover
/// is left out.
std::vector<Claim> claims_on(const Case& now, const std::vector<std::string>& payments,
                             Money amount);
/// Which of them an instalment pays back: as much of each as `due` says. What is still owed, of all
/// of it.
std::vector<Claim> instalment_of(const Recovery& recovery, Money amount);

/// The last day on which the firm may object to the decision that stands; none without either.
std::optional<Date> object_by(const Case& now, const Procedure& procedure,
                              const Calendar& calendar);

/// In which count of days that clock runs.
DayCount due_count(const Case& now, const Procedure& procedure);

/// What is decided, or else what the rules give at most; none while neither says anything.
std::optional<Money> known_amount(const Case& now);

/// The same, and nothing where the benefit is no money.
Money expected(const Case& now);

/// What two people must see: of a case that is not decided what is at stake, which is what the
/// rules give or what an objection has secured.
bool needs_second(const Case& now, const Procedure& procedure);

/// Who does a step of this case at an amount. What a procedure leaves to the programme, the
/// programme decides where it began the case itself, the rules alone say the amount and nobody has
/// judged yet; else the others of the step do.
const Doer& doer_of(const Case& now, const Procedure& procedure, const Step& step, Money amount);

/// What a case about a finding has found, as long as that stands: from the end of the case on,
/// until an objection sets it aside or the case is annulled. One that was not taken up, or
/// withdrawn, has found nothing. Of other procedures none.
std::optional<Finding> finding_of(const Case& now, const Procedure& procedure,
                                  const std::string& reference);

/// Who is to do something next; none when nobody is.
std::optional<Role> waits_for(const Case& now, const Procedure& procedure);

/// Everything that this role may do now, in the order of Act. Who decides about amounts like this
/// one is offered the decision, and nobody else.
std::vector<Act> open_acts(const Case& now, const Procedure& procedure, const Calendar& calendar,
                           Role role, const Date& today);

/// Whether this may happen: a fault says what is wrong and what may be done instead.
Result<void> may(const Case& now, const Procedure& procedure, const Calendar& calendar,
                 const Event& event);

/// The same of what is kept: days are not counted again, because a calendar may have changed since
/// (the Spring Festival of 2020 was made longer while it ran).
Result<void> could(const Case& now, const Procedure& procedure, const Event& event);

/// The case behind an event that could happen. Of one that could not: our own bug.
Case after(Case now, const Procedure& procedure, const Calendar& calendar, const Event& event);

}  // namespace fugong::casework
