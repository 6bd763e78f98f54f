// Procedure: how a benefit is obtained, as a pack says it. Who may begin, what is asked, which
// papers, who does which step within how many days, what silence does, who looks twice and out of
// which fund it is paid. A measure needs no line of C++ for it.
//
//   Result<Procedures> all = read_procedures(pack);        // procedure-*.yaml of its measures
//   const Procedure* how = all->for_provision("17.2");
//   all->for_provision("affected_by_epidemic")             // the finding of a fact goes the same
//   way
//
// docs/procedures.md is the reference of the format. Values; no I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.hpp"
#include "desks/casework/calendar.hpp"
#include "pack/pack.hpp"

namespace fugong::casework {

inline constexpr std::string_view kProcedureFile = "procedure";
inline constexpr std::string_view kRemediesFile = "remedies";
inline constexpr std::size_t kMaxSteps = 20;
inline constexpr std::size_t kMaxDocuments = 30;
inline constexpr std::int64_t kMaxPeriodDays = 3'660;
inline constexpr std::int64_t kMaxPeriodMonths = 120;
inline constexpr std::int64_t kMaxInstalments = 120;
inline constexpr std::int64_t kMaxFirmsAlike = 150;  ///< that a check may ask for

/// Who does something.
enum class Role : std::uint8_t {
  owner,    ///< who acts for the firm
  helper,   ///< with the firm's consent
  partner,  ///< a landlord, bank, park or supplier
  county_officer,
  city_officer,
  province_officer,
  ministry_officer,
  second_approver,  ///< the second pair of eyes, and who orders payments
  programme,        ///< the clock, or a computation without an application
};
/// Of the county, the city, the province or the ministry.
bool is_officer(Role role);

/// What is done in a step.
enum class Deed : std::uint8_t {
  confirm,  ///< agree or decline: a tenant, a supplier, the firm itself
  accept,   ///< look whether everything is there; all gaps are told at once
  inspect,  ///< at the desk, by video or on the spot, with findings
  decide,   ///< grant or refuse, with reasons
  publish,  ///< shown to everybody for a time
  pay,      ///< out of a fund
};

/// What it means that nobody acted in time.
enum class Silence : std::uint8_t {
  late,    ///< nothing; the step is late
  agrees,  ///< as if who was asked had agreed; it never pays
  refuses,
};

enum class Start : std::uint8_t {
  application,  ///< the firm applies
  automatic,    ///< computed from the register, without an application
};

struct TimeLimit {
  Period period;
  Silence silence = Silence::late;
  Text clause;  ///< what the document says; empty if it is our own reading
  law::Status status = law::Status::confirmed;
};

/// Which money a payment comes out of: with the year of the filing a key of the ledger's funds.
struct FundName {
  std::string id;
  std::string source;   ///< whose money it is
  std::string purpose;  ///< what it may be spent on
  friend bool operator==(const FundName&, const FundName&) = default;
};

/// Who does a step for amounts of at least `from`: of several the one with the greatest bound that
/// is reached.
struct Doer {
  Role role = Role::county_officer;
  Money from;
  std::string body;  ///< of a partner: the fact that names it; empty: one that serves the place
  Place place = {};  ///< in the pack
};

/// Which cases are inspected: those drawn by chance, and all from an amount on.
struct Sampling {
  std::int64_t per_million = 0;  ///< of the cases
  std::optional<Money> from;     ///< above what chance is left to
};

struct Step {
  std::string id;
  Text title;
  Deed deed = Deed::accept;
  std::vector<Doer> by;
  std::optional<TimeLimit> within;
  std::optional<Money> countersigned_from;  ///< of a decision: a second person, at this amount
  bool skip_if_automatic = false;
  std::optional<FundName> fund;     ///< of a payment
  std::optional<Sampling> sampled;  ///< of an inspection; none: every case
  Place place;
};

/// What cases about the same provision of different firms shouldn't have in common.
struct Check {
  enum class Finds : std::uint8_t {
    subject,   ///< the same loan, claimed by two firms
    document,  ///< the same file, byte by byte
    filer,     ///< the same person, who applied for many firms
    facts,     ///< the same values of `facts`
  };
  std::string id;
  Text title;
  Finds finds = Finds::subject;
  std::vector<std::string> facts;
  std::int64_t firms = 2;  ///< that have it in common, from so many on
  Place place;
};

struct DocumentWanted {
  std::string id;
  Text title;
  std::string needed_if;  ///< a decision of the pack whose value is a boolean; empty: always
  std::int64_t most = 1;
  Place place;
};

struct FormSection {
  Text title;
  std::vector<std::string> facts;
};

struct Objection {
  TimeLimit within;  ///< to object
  TimeLimit decided;
  Role by = Role::city_officer;
};

/// What the law gives whoever doesn't agree with an office, beside a procedure's own objection:
/// another authority looks at it, or a court.
struct Remedy {
  std::string id;
  Text title;  ///< what to do and with whom: "向…申请行政复议", "apply to ... for reconsideration"
  /// From when the decision is known; in one of them.
  std::int64_t days = 0;
  std::int64_t months = 0;
  Text clause;
  law::Status status = law::Status::confirmed;
  Place place = {};  ///< in the pack
};
/// "自知道本决定之日起 60 日内，可以向…申请行政复议。"
Text in_words(const Remedy& remedy);

/// How long what was found holds.
struct Holding {
  std::int64_t days = 0;  ///< behind the day of the decision, all days counted
  Text clause;            ///< what the document says; empty if it is our own reading
};

struct Procedure {
  std::string id;
  int measure = 0;
  Text title;
  Text source;  ///< the document that lays it down
  law::Status status = law::Status::confirmed;
  std::vector<std::string> provisions;
  /// In place of provisions: the fact of the firm that is decided once for all of its cases.
  std::string finding;
  std::optional<Holding> holds;  ///< of a finding; none: until another decision
  /// Of a finding: codes of the places whose firms it is for; empty: all others.
  std::vector<std::string> region;
  /// Facts of what it is about (a loan, a group of trainees) that together say which one it is: two
  /// with the same values are the same, whatever the applicant calls them.
  std::vector<std::string> same_if;
  std::vector<Start> starts;
  std::vector<FormSection> form;
  Text declaration;
  std::vector<DocumentWanted> documents;
  std::vector<Step> steps;
  /// For the firm to answer what it was asked; silence `agrees`: the case goes on as it is.
  std::optional<TimeLimit> answered_within;
  std::optional<Objection> objection;
  std::vector<Remedy> remedies;       ///< of the pack: the same for each of its procedures
  std::int64_t most_instalments = 1;  ///< of a recovery
  /// Before a payment. Whether a subject or a file is claimed twice is always looked at.
  std::vector<Check> checks;
  Place place;

  bool may_start(Start start) const;
  bool is_finding() const { return !finding.empty(); }
  /// What its cases are about: its provisions, or the fact that it finds.
  std::vector<std::string> matters() const;
  bool is_about(std::string_view matter) const;
  /// How narrow the part of its region is in which a place lies, in digits of its code; 0: it is
  /// for everywhere. None: not for that place.
  std::optional<std::size_t> serves(std::string_view place) const;
  const DocumentWanted* find_document(std::string_view id) const;
  /// Who does a step at an amount: the programme, if it is named and `by_programme`; else of the
  /// others the one with the greatest bound that is reached.
  const Doer& doer(const Step& step, Money amount, bool by_programme) const;
};

/// The partner that a procedure asks, if it asks one.
const Doer* partner_asked(const Procedure& procedure);

struct Procedures {
  std::vector<Procedure> all;
  stacking::Rules stacking;  ///< of the pack: what its cases may not be granted together

  const Procedure* find(std::string_view id) const;
  /// By a provision's id, or by the fact that it finds. Of several about one finding that of the
  /// smallest place around the firm's; where no place is said the one for everywhere, else the
  /// first.
  const Procedure* for_provision(std::string_view matter, std::string_view place = {}) const;
};

/// The digits that say which place a code of GB/T 2260 is: "370100" is "3701".
std::string_view digits_of_place(std::string_view code);

/// All faults at once, each with file and line: names that the pack doesn't have, steps in an order
/// that makes no sense, silence that would pay.
Result<Procedures> read_procedures(const pack::Pack& pack);

}  // namespace fugong::casework
