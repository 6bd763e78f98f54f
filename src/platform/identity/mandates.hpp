// Mandates: who may act for a firm, on what evidence, since when and until when.
//
//   Mandates mandates(database, context, {&fact, &officer, &phone});
//   auto asked = mandates.ask(caller, {.firm = code, .region = "360102"}, "register-fact", number);
//   mandates.invite(owner, {code}, helper, {Action::case_read, Action::case_file}, until_ms);
//   mandates.accept(helper_caller, id);
//
// asked -> confirmed or refused; confirmed -> ended. A confirmed mandate is a grant of the role
// owner or helper, and like any change of roles it ends the person's sessions: the person signs in
// again. Guesses are counted by person and by firm, as at signing in. One that shouldn't have been
// confirmed is found by an officer of the region by its firm, or because another owner reports it,
// and ended. Codes: access-*, evidence-*, mandate-unknown, mandate-there, mandate-consent,
// mandate-papers, person-*, sign-in-later, and those of the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/identity/access.hpp"
#include "platform/identity/context.hpp"
#include "platform/identity/evidence.hpp"
#include "platform/identity/papers.hpp"
#include "platform/identity/within.hpp"

namespace fugong::identity {

/// A firm's consent to a helper lasts a year at most.
inline constexpr std::int64_t kLongestConsentMs = std::int64_t{366} * 86'400'000;

enum class MandateState : std::uint8_t { asked, confirmed, refused, ended };
std::string_view name_of(MandateState state);

struct MandatePerson {
  std::string login = {};
  std::string name = {};  ///< masked where it is none of the reader's business
};

/// What whoever confirmed a mandate saw.
struct Seen {
  std::vector<Paper> papers = {};
  std::int64_t by = 0;
  std::int64_t at_ms = 0;
  MandatePerson who = {};  ///< `by`, for officers of the region; else empty
};

/// Another owner of the firm says that a mandate is none.
struct Report {
  std::int64_t by = 0;
  std::int64_t at_ms = 0;
  std::string words = {};
  MandatePerson who = {};  ///< `by`, for himself and for officers of the region; else empty
};

struct Mandate {
  std::int64_t id = 0;
  std::int64_t person = 0;
  Claim claim = {};
  Role role = Role::owner;        ///< or helper
  std::vector<Action> only = {};  ///< what a helper may do
  std::optional<std::int64_t> until_ms = {};
  std::string evidence = {};   ///< its name; "consent" of a helper
  std::string waits_for = {};  ///< "officer", "partner", "code", "helper"; empty: nobody
  MandateState state = MandateState::asked;
  std::int64_t asked_by = 0;
  std::int64_t asked_ms = 0;
  std::optional<std::int64_t> decided_by = {};  ///< 0: the evidence itself
  std::string reason = {};
  std::optional<Seen> seen = {};
  std::optional<Report> report = {};  ///< as long as it stands
  MandatePerson who = {};             ///< `person`, of what was listed or seen
  MandatePerson asker = {};           ///< `asked_by`
};

/// Who has had to do with a firm at any time, be it long over: whoever acted for it decides nothing
/// about it, and whoever let them is not the second pair of eyes.
struct Ties {
  std::vector<std::int64_t> acted;
  std::vector<std::int64_t> vouched;  ///< who confirmed a mandate, or invited a helper
};
Result<Ties> ties_of(store::Transaction& t, std::string_view firm);

enum class MandateAct : std::uint8_t {
  code,  ///< by the person: answers with the code that was sent
  confirm,
  refuse,
  accept,
  end,
  report,  ///< by another owner of the firm: to the officers of its region
  clear,   ///< by them: the report is looked into, the mandate stands
};
std::string_view name_of(MandateAct act);

/// What the caller may do with it now. Pure.
std::vector<MandateAct> acts_on(const Caller& by, const Mandate& mandate, std::int64_t now_ms);

/// Who may have acted for the firm by this mandate, as `actor_of` names them: its person, the
/// programs that have keys of him for the firm, and the helpers whom he invited.
Result<std::vector<std::string>> actors_by(store::Transaction& t, const Mandate& mandate);

class Mandates {
 public:
  /// All must outlive it. `evidence` is what this installation takes.
  Mandates(store::Database& database, const Context& context,
           std::vector<MandateEvidence*> evidence)
      : database_(database), context_(context), evidence_(std::move(evidence)) {}
  /// Within an open transaction (within.hpp), which neither asks nor answers: evidence is looked at
  /// outside, and a wrong code stays counted.
  Mandates(store::Transaction& open, const Context& context) : database_(open), context_(context) {}

  /// The caller, a person in a session, asks to act for a firm as its owner. What the evidence
  /// settles at once comes back confirmed or refused.
  Result<Mandate> ask(const Caller& caller, const Claim& claim, std::string_view evidence,
                      std::string_view shown);
  /// The code that was sent. Refused after too many tries or too late (Settings).
  Result<Mandate> answer(const Caller& caller, std::int64_t mandate, std::string_view code);
  /// By an officer of the region or the people of the body, whichever is waited for.
  /// What was seen is kept; "mandate-papers" where that is nothing.
  Result<Mandate> confirm(const Caller& by, std::int64_t mandate, const std::vector<Paper>& papers);
  /// By them, or by a helper who declines.
  Result<Mandate> refuse(const Caller& by, std::int64_t mandate, std::string_view reason);

  /// An owner invites somebody to help with some of what a helper may do, until a day.
  Result<Mandate> invite(const Caller& owner, const Claim& claim, std::int64_t helper,
                         const std::vector<Action>& only, std::int64_t until_ms);
  /// While the owner who invited him is one still.
  Result<Mandate> accept(const Caller& helper, std::int64_t mandate);

  /// By the person, by an owner of the firm for its helpers, by an officer of the region. With an
  /// owner's end those of the helpers whom he invited.
  Result<Mandate> end(const Caller& by, std::int64_t mandate, std::string_view reason);

  /// An owner of the firm says of another that he is none; it stands in the officers' list until
  /// they end the mandate or clear it.
  Result<Mandate> report(const Caller& owner, std::int64_t mandate, std::string_view words);
  Result<Mandate> clear(const Caller& officer, std::int64_t mandate, std::string_view reason);

  /// One that the caller asked for or may act on, or of a firm that he owns; else
  /// "mandate-unknown".
  Result<Mandate> see(const Caller& by, std::int64_t mandate);
  Result<std::vector<Mandate>> list_own(const Caller& caller);
  /// Of a firm, whoever holds or held them: for its owners; and for officers those that were asked
  /// for within their region.
  Result<std::vector<Mandate>> list_of_firm(const Caller& by, const Claim& claim);
  /// Those that were reported within the caller's region, the oldest first.
  Result<std::vector<Mandate>> list_reported(const Caller& by, std::size_t limit);
  /// Those that the caller may confirm, the oldest first.
  Result<std::vector<Mandate>> list_waiting(const Caller& by, std::size_t limit);

 private:
  Result<std::vector<Mandate>> read_for(const Caller& by, std::string_view where,
                                        const std::vector<store::Cell>& cells);

  Within database_;
  const Context& context_;
  std::vector<MandateEvidence*> evidence_;
};

}  // namespace fugong::identity
