// What a rulebook is made from: facts, lists, lookups, decisions and provisions with their
// documents, dates and places. Plain data with the place of every part; src/pack fills it from
// YAML, tests write it by hand. Nothing here is compiled or checked: Rulebook::build does both.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/date.hpp"
#include "base/decimal.hpp"
#include "base/fault.hpp"
#include "base/money.hpp"
#include "engines/decision/source.hpp"

namespace fugong::law {

using decision::Sourced;

/// A date as a document gives it: a day, a month, a year, or an event not yet dated. It is the
/// interval of the days that it may be. `to_be_fixed` says in words what it waits for.
struct ImpreciseDate {
  std::optional<Date> earliest;  ///< empty: no bound (only with latest empty: "open", never comes)
  std::optional<Date> latest;    ///< empty: no bound
  Text to_be_fixed;              ///< "until the bank ends it"; empty for a plain date
  Place place;

  bool is_exact() const { return earliest && latest && *earliest == *latest; }
  /// Never comes: a validity that stays open.
  bool is_open() const { return !earliest && !latest; }
};

/// When something holds, by the event date: from <= event <= to, both days included.
struct Validity {
  ImpreciseDate from;
  ImpreciseDate to;
};

/// How sure we are of what a document says.
enum class Status : std::uint8_t { confirmed, partly_confirmed, from_memory };

struct Document {
  std::string number;  ///< 财金〔2020〕5号
  Text title;
  Text issuer;
  ImpreciseDate issued;
  Status status = Status::confirmed;
  Text source;  ///< where its content was read
};

/// A kind of subject. Facts of a parent are visible to its children.
struct SubjectKind {
  std::string name;    ///< "loan"
  std::string parent;  ///< "enterprise"; empty for the root
  std::string plural;  ///< key of the list in a facts document: "loans"
  Text label;
  Text question;  ///< asks whether a parent has any
  Text absent;    ///< for a parent without any: "the firm has no loan"
  Place place;
};

enum class FactType : std::uint8_t {
  boolean,
  integer,  ///< whole number
  number,   ///< exact decimal
  percent,  ///< exact decimal, 3.15 means 3.15 %
  money,    ///< yuan with at most two decimals; whole fen
  date,
  code,  ///< a code of `list`
  text,
};

/// One question of the question bank.
struct Fact {
  std::string name;     ///< snake_case, unique in the pack
  std::string subject;  ///< "enterprise", "loan"
  FactType type = FactType::boolean;
  std::string list;  ///< of a code
  Text label;        ///< noun: 贷款年利率
  Text question;     ///< whole question for the owner
  Text help;         ///< one or two sentences; may be empty
  Text unit;         ///< 元, 人, %; may be empty
  std::optional<Decimal> minimum;
  std::optional<Decimal> maximum;
  std::int32_t order = 0;  ///< position in the question bank; smaller is asked first
  /// What it costs the owner to answer: 0 a register supplies it, 1 known by heart, 2 to be looked
  /// up, 3 needs evidence.
  int effort = 1;
  std::vector<std::string> registers;  ///< offices that can supply it: names of kRegisters
  /// An official finding ("affected by the epidemic"): declared by the firm, to be shown by
  /// `evidence`, unless an office has decided about it in a case of its own.
  bool finding = false;
  Text evidence;
  /// Where this is false (over other facts of the subject or its parents), the question has no
  /// meaning: it isn't asked, and the fact has the value `not_applicable`.
  std::optional<Sourced> applies_if;
  std::string not_applicable;  ///< read by `type`; empty: false for a boolean, else null
  Place place;
};

inline constexpr int kMaxEffort = 3;
/// Registers that may supply facts.
inline constexpr std::string_view kRegisters[] = {
    "market", "tax", "social_insurance", "housing_fund", "customs", "power", "bank"};

struct ListEntry {
  std::string code;
  std::string parent;  ///< empty at the top
  Text label;
};

/// A code list with a hierarchy: places, industries.
struct CodeList {
  std::string name;
  Text label;
  Text source;
  std::vector<ListEntry> entries;
  Place place;
};

/// A table of data that a rule looks things up in; becomes a FEEL function of one argument.
struct Lookup {
  enum class Match : std::uint8_t {
    exact,                ///< key = argument
    latest_on_or_before,  ///< dated rows: the last with key <= argument; later than known-at:
                          ///< unknown
    nearest_ancestor,  ///< a code: the row of the code itself or of its nearest parent in `list`; a
                       ///< code below which rows differ is too coarse: unknown
  };
  struct Row {
    std::string key;                 ///< text, or an ISO date for dated rows
    std::string value;               ///< read by `type`; empty = null
    std::optional<Date> known_from;  ///< not seen by checks as known before that day
    Place place;
  };
  std::string name;
  Match match = Match::exact;
  FactType type = FactType::number;
  std::string list;                      ///< of nearest_ancestor
  std::optional<std::string> otherwise;  ///< where no row matches; without it the answer is null
  Text label;
  Text source;
  std::vector<Row> rows;
  Place place;
};

/// A dated number of a document, named in its rules.
struct Parameter {
  std::string name;
  enum class Type : std::uint8_t { number, percent, money, date, months } type = Type::number;
  std::string value;  ///< "0.5", "2020-01-01", "P12M"
  std::string step;   ///< smallest change that must break an example: "0.01"; dates: one day
  Status status = Status::confirmed;
  Text label;
  Text clause;
  Text source;  ///< where it isn't the provision's own document
  Place place;
};

/// A named value of a provision or of the pack: an expression or a table.
struct Definition {
  std::string name;
  Text label;
  Text clause;
  std::variant<Sourced, decision::Table> body;
  /// What the value is for people; number if not said.
  std::optional<FactType> shown_as;
  std::string list;  ///< labels of a code
  Place place;
};

/// A definition of the pack (not of one provision), with its document and dates; every provision
/// may use it like a fact. Outside its validity its value is null: the text does not cover the day;
/// where an edge is imprecise it is unknown.
struct Decision {
  Definition definition;
  std::string subject;
  Document document;
  Validity in_force;
  std::vector<Parameter> parameters;
  std::vector<Definition> definitions;  ///< steps, seen only by this decision
  Place place;
};

struct Condition {
  std::string id;
  Text label;
  Text clause;
  Sourced expression;  ///< boolean
  Place place;
};

enum class BenefitKind : std::uint8_t {
  grant,
  refund,
  waiver,
  deferral,
  rate_cut,
  term_extension,
  deduction,
  credit,
  priority,
  permission,
  service
};

/// From `low` to `high`; without `high` nobody can say how much it may become.
struct AmountRange {
  Money low;
  std::optional<Money> high;
  friend bool operator==(const AmountRange&, const AmountRange&) = default;
};

/// The sum that a benefit counts in. The three are never added together.
enum class Total : std::uint8_t {
  cash,       ///< paid out
  relief,     ///< not asked for
  liquidity,  ///< asked for later, or lent
  none
};
/// Where the pack doesn't say.
Total usual_total(BenefitKind kind);

struct Benefit {
  BenefitKind kind = BenefitKind::grant;
  Total total = Total::cash;
  Text label;
  std::optional<Sourced> amount;  ///< yuan
  std::optional<Sourced> rate;    ///< per cent a year, for a rate_cut
  int rounding_scale = 2;         ///< digits after the point of the amount
  Rounding rounding = Rounding::half_up;
  std::optional<Sourced> period_from;
  std::optional<Sourced> period_to;
  Text payer;
  Text contact;   ///< who to go to
  Text deadline;  ///< in words, always given
  std::optional<ImpreciseDate> apply_by;
};

struct Supersession {
  std::string provision;
  bool retroactive = false;  ///< also for events before its own issue
  Place place;
};

/// What a text leaves to an authority: unknown within its bounds until a provision fills it.
struct OpenTerm {
  std::string name;
  Parameter::Type type = Parameter::Type::number;
  std::optional<Decimal> minimum;  ///< of a number, percentage or amount
  std::optional<Decimal> maximum;
  Text authority;
  Text label;
  Text clause;
  Place place;
};

/// A (local) text that settles an open term of another provision, in its own region and validity.
struct Fill {
  std::string provision;
  std::string term;
  std::string value;
  std::string step;  ///< as of a parameter
  Text clause;
  Place place;
};

/// What rules can't express. Taints the answer: never better than "depends", never an amount.
struct Untranslatable {
  enum class Reason : std::uint8_t {
    no_figure,             ///< the text asks for something without saying how much
    officer_discretion,    ///< an officer decides, without bounds
    not_about_enterprise,  ///< it binds somebody else
    no_place,              ///< a local text whose place or document could not be found
  } reason = Reason::no_figure;
  Text note;
  Place place;
};

inline constexpr int kMaxExceptionPriority = 1000;

/// A labelled exception. Of those that hold the one with the highest priority wins.
struct Exception {
  std::string id;
  Text label;
  Text clause;
  int priority = 0;
  Sourced when;                   ///< boolean
  bool excludes = false;          ///< no benefit at all
  std::optional<Sourced> amount;  ///< instead of the benefit's
  Place place;
};

struct Provision {
  std::string id;   ///< "5.2"
  int measure = 0;  ///< of the notice
  Text title;
  Text summary;
  Document document;
  Validity in_force;
  Date known_from;
  std::vector<std::string> region;  ///< place codes; empty = national
  std::string subject;
  std::string applies_by;  ///< a date fact of the subject, or "service_date"
  std::vector<Supersession> supersedes;
  std::vector<Parameter> parameters;
  std::vector<Definition> definitions;
  std::vector<Condition> conditions;
  std::optional<Benefit> benefit;
  std::vector<OpenTerm> open_terms;
  std::vector<Fill> fills;
  std::vector<Untranslatable> untranslatable;
  std::vector<Exception> exceptions;
  /// Decisions that limit it together with others (engines/stacking): derived wherever it is asked
  /// for. A name that is none is passed over here.
  std::vector<std::string> shared_limits;
  Place place;

  /// Not sure enough, or not expressible: shows as text, never pays.
  bool is_tainted() const {
    return document.status == Status::from_memory || !untranslatable.empty();
  }
};

struct Source {
  std::vector<SubjectKind> subjects;
  std::vector<Fact> facts;
  std::vector<CodeList> lists;
  std::vector<Lookup> lookups;
  std::vector<Decision> decisions;
  std::vector<Provision> provisions;
  std::string place_list;  ///< name of the list whose codes `region` uses
  std::string place_fact;  ///< the fact that says where a subject is
};

}  // namespace fugong::law
