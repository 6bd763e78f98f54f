// Casebook: the cases of an installation, in the database.
//
//   auto book = Casebook::open(database, procedures, calendar);
//   database.transact([&](store::Transaction& t) {
//     auto made = book->file(t, event, random_number);    // a new case
//     return book->happen(t, made->number, made->now.events, next);
//   });
//
// The events are the case: they are only ever added to. What stands beside them, to be searched and
// sorted by, follows from them and is written in the same transaction. A change names the version
// that it was made for (Case::events): of two officers at once one is told that the case moved on.
// The caller's transaction is where the audit and the ledger write too.
//
// Whose cases a transaction sees is its scope's to say (store/scope.hpp): an officer's places, an
// owner's firms. A transfer leaves the officer's scope, so it is made within that of everything.
// A case keeps the procedure of the pack that it was filed under: the library finds it by the
// pack's hash. Its days are counted by the calendar in force, whichever pack that is of: a holiday
// is one for every case. Refers to that calendar, which must outlive it; holds no connection.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "desks/casework/case.hpp"
#include "desks/casework/warnings.hpp"
#include "platform/store/database.hpp"

namespace fugong::casework {

inline constexpr std::size_t kMaxPage = 200;
inline constexpr std::int64_t kMaxAlike = 200;  ///< cases that are told to be like one

struct Stored {
  std::int64_t number = 0;  ///< made by the application, at random
  std::string reference;    ///< for people: reference_of(number)
  Case now;
  std::string body;  ///< the partner that is asked about it; empty: none
};

/// One line of a queue.
struct Queued {
  std::int64_t number = 0;
  std::string reference;
  Matter matter;
  Phase phase = Phase::in_step;
  Outcome outcome = Outcome::none;
  std::string step;  ///< empty: none is current
  std::optional<Role> waits_for;
  std::optional<Date> due;
  DayCount count = DayCount::working;  ///< in which the days until then are counted
  std::optional<Money> amount;         ///< decided, or else computed
  std::string body;                    ///< the partner that is asked about it
  std::string pack =
      {};  ///< hash of the one whose procedure it keeps; empty: from before it stood here
  std::string due_order = {};  ///< where it stands: `due`, unless another calendar counted that
};

/// Which cases, of one reader: empty members say "all".
struct Wanted {
  std::string place_prefix = {};  ///< codes of places that begin so, within the scope
  std::string firm = {};
  std::string provision = {};
  /// In which one of these has done something, as events name them; nothing: whoever did. Events
  /// are read for it: with a firm only.
  std::optional<std::vector<std::string>> actors = {};
  std::optional<Role> waits_for = {};
  std::optional<Date> late_on = {};  ///< those whose day is before this one
  /// Those that aren't closed, or wait for somebody (who decides an objection, or a firm that
  /// owes).
  bool open_only = false;
  bool in_steps_only = false;  ///< those that aren't closed
  bool by_clock = false;       ///< those where something follows when the step's time is over
};

/// Where a page of a queue goes on: behind this due day and number.
struct After {
  std::string due_on;
  std::int64_t number = 0;
};

/// A line whose days another calendar counted, by the mark of that one.
struct CountedBy {
  std::string calendar;
  std::int64_t number = 0;
};

/// Where the page behind this line begins.
After behind(const Queued& line);
/// Whether a line stands before another in a queue.
bool comes_before(const Queued& line, const Queued& other);

/// "8F3K-2M7Q-1XT5-74": thirteen digits and one to check them, in the alphabet and by the weights
/// of the credit code (GB 32100-2015), which has no letter that is read for another.
std::string reference_of(std::int64_t number);
/// A number for a new case: at random, so that nobody can count or guess them.
std::int64_t draw_number(Random& random);
/// Blanks, hyphens and the size of letters don't count; empty if it is no reference.
std::optional<std::int64_t> number_of(std::string_view reference);

/// The partner that serves a place in what a procedure leaves to "a partner"; empty: none. From
/// what the operator says, as it stands in the transaction.
using ServedBy = std::function<Result<std::string>(store::Transaction&, const Matter&)>;

/// Whether two matters of a firm are about the same subject: by its name, however it is typed, or
/// by what the procedure takes for the same.
bool is_same_subject(const Matter& one, const Matter& other);

/// The procedures of a pack by its hash; null if it isn't kept here. They stay where they are.
using Library = std::function<const Procedures*(std::string_view pack)>;

class Casebook {
 public:
  /// Brings the schema up.
  static Result<Casebook> open(store::Database& database, Library library, const Calendar& calendar,
                               ServedBy served_by = {});

  /// `number`: above 0, drawn at random. A second open case of the same firm about the same
  /// provision and subject, or one beside an open objection, is a fault "case-exists" that names
  /// the first. `partner`: the one that a fact of the firm names, where the procedure asks for it
  /// (partner_queues.hpp); one that serves the place is found here.
  Result<Stored> file(store::Transaction& t, const Event& event, std::int64_t number,
                      const std::string& partner = {}) const;
  /// `version`: the Case::events that the change was made for, else a fault "case-moved-on". A
  /// closed case that would open again beside a newer one about the same: "case-exists".
  Result<Stored> happen(store::Transaction& t, std::int64_t number, std::int64_t version,
                        const Event& event) const;
  Result<std::optional<Stored>> find(store::Transaction& t, std::int64_t number) const;
  /// All that happened, in order.
  Result<std::vector<Event>> history(store::Transaction& t, std::int64_t number) const;
  /// By due day, those without one last; at most `limit`, which is at most kMaxPage.
  Result<std::vector<Queued>> list(store::Transaction& t, const Wanted& wanted, const After& after,
                                   std::size_t limit) const;

  /// Open lines whose days another calendar counted, and none that is in force since later, behind
  /// `after`; at most `limit`.
  Result<std::vector<CountedBy>> counted_otherwise(store::Transaction& t, const CountedBy& after,
                                                   std::size_t limit) const;
  /// Writes the line of a case as this calendar counts its days. No event: nothing happened to it.
  Result<void> count_anew(store::Transaction& t, std::int64_t number) const;

  /// Hashes of the packs that open cases are handled or were judged by; at most `most`.
  static Result<std::vector<std::string>> packs_in_use(store::Transaction& t, std::size_t most);

  /// Hands a case to another partner, `by` "place" or "fact". No event: it follows from what the
  /// operator or the register says.
  Result<void> hand_to(store::Transaction& t, std::int64_t number, const std::string& by,
                       const std::string& body) const;
  /// Hands the cases of places that begin so (empty: of all), of one task or (empty) of all, to who
  /// serves them now: within the transaction that changes it.
  static Result<void> hand_over(store::Transaction& t, const ServedBy& served_by,
                                const std::string& place, const std::string& task);

  /// The reference of a case about this that is open or waits for an office, within the scope;
  /// empty: there is none but `but`. About the same is what goes by the same name, however it is
  /// typed, or has the same Matter::same_key.
  Result<std::string> open_case(store::Transaction& t, const Matter& matter,
                                std::int64_t but = 0) const;

  /// Of another case by which the same need has been paid, and not all of it came back; one that
  /// was annulled never was the firm's.
  Result<std::string> paid_case(store::Transaction& t, const Stored& but) const;
  /// The same of this matter alone, whatever excludes it.
  Result<std::string> paid_case(store::Transaction& t, const Matter& matter,
                                std::int64_t but = 0) const;
  /// The rules of stacking, as the pack of the judgement has them, that leave less of a benefit
  /// than it gives, beside what other cases of the firm hold, of whatever pack. Within the scope,
  /// which is to be that of everything.
  Result<std::vector<Against>> against(store::Transaction& t, const Matter& matter,
                                       const Judgement& judgement, std::int64_t but = 0) const;
  /// Which of these cases are within the scope.
  Result<std::set<std::string>> in_sight(store::Transaction& t,
                                         const std::vector<Warning>& warnings) const;
  /// What it has in common with cases of other firms, wherever they are.
  Result<std::vector<Warning>> warnings(store::Transaction& t, const Stored& stored,
                                        const Procedure& procedure) const;
  /// Of another case of the same firm that is held.
  Result<std::string> held_case(store::Transaction& t, const Stored& but) const;
  /// Of a case that stands against beginning one about the same: an open or granted one, or any by
  /// this pack; what was annulled never was.
  Result<std::string> begun_case(store::Transaction& t, const Matter& matter,
                                 const std::string& pack) const;

  /// What has been found about these firms and holds on that day: of each fact what was decided
  /// last, wherever that was.
  Result<std::vector<Finding>> findings(store::Transaction& t,
                                        const std::vector<std::string>& firms,
                                        const Date& on) const;

  /// The one that a case is handled by.
  Result<const Procedure*> procedure_of(std::string_view pack, std::string_view id) const;
  const Calendar& calendar() const { return *calendar_; }

 private:
  Casebook(Library library, const Calendar& calendar, ServedBy served_by)
      : library_(std::move(library)), calendar_(&calendar), served_by_(std::move(served_by)) {}
  Result<void> keep(store::Transaction& t, Stored& stored, const Procedure& procedure,
                    const Event& event, const std::string& named) const;
  /// `filing`: the event of a line that isn't there yet, else null. `body`: as partner_of.
  Result<void> keep_line(store::Transaction& t, const Stored& stored, const Procedure& procedure,
                         const Event* filing, store::Cell body) const;
  /// The partner that is asked about the case as it is now; null: the one that stands there.
  Result<store::Cell> partner_of(store::Transaction& t, const Case& now, const Procedure& procedure,
                                 const std::string& named) const;
  /// What the case has found, for all others of the firm; taken away where it stands no longer.
  Result<void> keep_finding(store::Transaction& t, const Stored& stored, const Procedure& procedure,
                            const Event& event) const;
  /// What its case has in common with others, to be compared.
  Result<void> keep_marks(store::Transaction& t, const Stored& stored,
                          const Procedure& procedure) const;
  /// Of a case by a provision that excludes this one; `how` is its state.
  Result<std::string> excluding_case(store::Transaction& t, const Matter& matter,
                                     std::string_view pack, std::string_view how) const;
  static Result<std::string> reference_where(store::Transaction& t, const std::string& condition,
                                             const std::vector<store::Cell>& cells);

  Library library_;
  const Calendar* calendar_;
  ServedBy served_by_;
};

/// The schema of the casebook, for tests and the store's commands.
const std::vector<store::Migration>& migrations();

}  // namespace fugong::casework
