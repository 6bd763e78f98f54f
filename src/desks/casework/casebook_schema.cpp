// The tables of cases, migration after migration.
#include "desks/casework/casebook.hpp"

namespace fugong::casework {
namespace {

// A case's line follows from its events. `due_on` is empty where no clock runs, which sorts first
// in text: so `due_order` has a day behind all days there.
constexpr const char* kFirst = R"(CREATE TABLE case_file (
  number INTEGER PRIMARY KEY NOT NULL,
  procedure_id TEXT NOT NULL,
  provision TEXT NOT NULL,
  firm TEXT NOT NULL,
  subject TEXT NOT NULL,
  place TEXT NOT NULL,
  start TEXT NOT NULL,
  phase TEXT NOT NULL,
  outcome TEXT NOT NULL,
  step TEXT NOT NULL,
  waits_for TEXT NOT NULL,
  due_order TEXT NOT NULL,
  amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
  events INTEGER NOT NULL CHECK (events > 0),
  is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
  filed_ms INTEGER NOT NULL
) STRICT;
SCOPED TABLE case_file BY REGION place, FIRM firm;
CREATE UNIQUE INDEX case_once ON case_file (firm, provision, subject) WHERE is_open = 1;
CREATE INDEX case_place ON case_file (place, due_order, number);
CREATE INDEX case_due ON case_file (due_order, number);
CREATE TABLE case_event (
  number INTEGER NOT NULL REFERENCES case_file (number),
  sequence INTEGER NOT NULL CHECK (sequence > 0),
  at_ms INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (number, sequence)
) STRICT;
APPEND ONLY case_event;
)";

constexpr const char* kSecond = R"(ALTER TABLE case_file ADD COLUMN pack TEXT NOT NULL DEFAULT '';
ALTER TABLE case_file ADD COLUMN paid_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE case_file ADD COLUMN is_held INTEGER NOT NULL DEFAULT 0;
CREATE INDEX case_firm ON case_file (firm, provision, subject);
)";

// A line as long as what the case has found stands. Of several about one fact the last one counts.
constexpr const char* kThird = R"(CREATE TABLE case_finding (
  number INTEGER PRIMARY KEY NOT NULL REFERENCES case_file (number),
  firm TEXT NOT NULL,
  place TEXT NOT NULL,
  fact TEXT NOT NULL,
  is_so INTEGER NOT NULL CHECK (is_so IN (0, 1)),
  role TEXT NOT NULL,
  found_on TEXT NOT NULL,
  until_day TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
SCOPED TABLE case_finding BY REGION place, FIRM firm;
CREATE INDEX case_finding_firm ON case_finding (firm, at_ms);
)";

// What a line of a queue says besides. Of what stood there before it is true enough: it follows
// from the events at the next one.
constexpr const char* kFourth =
    R"(ALTER TABLE case_file ADD COLUMN counts_working INTEGER NOT NULL DEFAULT 1;
ALTER TABLE case_file ADD COLUMN has_amount INTEGER NOT NULL DEFAULT 1;
)";

// The partner that is asked about a case, so that its queue is found without reading those of
// others.
constexpr const char* kFifth = R"(ALTER TABLE case_file ADD COLUMN body TEXT NOT NULL DEFAULT '';
CREATE INDEX case_waits ON case_file (waits_for, body, due_order, number);
)";

// 1: when the step's time is over something follows of itself. Of a line that was written before,
// nobody knows until its next event.
constexpr const char* kSixth =
    R"(ALTER TABLE case_file ADD COLUMN by_clock INTEGER NOT NULL DEFAULT 1;
)";

// By which calendar the days of a line were counted: those of another one are counted anew. And the
// pack whose procedure the case keeps, so that packs in use are known before they are asked for.
constexpr const char* kSeventh =
    R"(ALTER TABLE case_file ADD COLUMN calendar TEXT NOT NULL DEFAULT '';
ALTER TABLE case_file ADD COLUMN filed_under TEXT NOT NULL DEFAULT '';
CREATE INDEX case_calendar ON case_file (calendar, number) WHERE due_order < '9999-12-31';
CREATE INDEX case_packs ON case_file (pack, filed_under) WHERE is_open = 1;
)";

// The partner's scope. `partner_by` says how the case finds its partner: "place", the one that
// serves it; "fact", the one that a fact of the firm names; empty, it asks none. Of a line from
// before, its next event says better than what is set here.
constexpr const char* kEighth =
    R"(ALTER TABLE case_file ADD COLUMN partner_by TEXT NOT NULL DEFAULT '';
UPDATE case_file SET partner_by = 'place' WHERE waits_for = 'partner' OR body NOT IN ('', '-');
UPDATE case_file SET body = '' WHERE body = '-';
SCOPED TABLE case_file BY REGION place, FIRM firm, BODY body;
)";

// What makes the subject of a case the same as another's: its name, however it is typed, and what
// the pack says. Lines from before have the name as it was typed, in `subject`.
constexpr const char* kNinth =
    R"(ALTER TABLE case_file ADD COLUMN same_name TEXT NOT NULL DEFAULT '';
ALTER TABLE case_file ADD COLUMN same_key TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX case_once_named ON case_file (firm, provision, same_name)
  WHERE is_open = 1 AND same_name <> '';
CREATE UNIQUE INDEX case_once_keyed ON case_file (firm, provision, same_key)
  WHERE is_open = 1 AND same_key <> '';
)";

// What cases of different firms may have in common, as hashes. Of a case from before nothing stands
// here until its next event.
constexpr const char* kTenth = R"(CREATE TABLE case_mark (
  number INTEGER NOT NULL REFERENCES case_file (number),
  check_id TEXT NOT NULL,
  value TEXT NOT NULL,
  provision TEXT NOT NULL,
  firm TEXT NOT NULL,
  place TEXT NOT NULL,
  PRIMARY KEY (number, check_id, value)
) STRICT;
SCOPED TABLE case_mark BY REGION place, FIRM firm;
CREATE INDEX case_mark_value ON case_mark (check_id, value, provision, number);
)";

// Since when the calendar that counted a line had been in force: an older one leaves the line.
constexpr const char* kEleventh =
    R"(ALTER TABLE case_file ADD COLUMN calendar_since_ms INTEGER NOT NULL DEFAULT 0;
)";

// What everybody may see while it is published. Of a line from before the programme's next round
// says so: it counts anew what no calendar has counted.
constexpr const char* kTwelfth =
    R"(ALTER TABLE case_file ADD COLUMN is_published INTEGER NOT NULL DEFAULT 0;
CREATE INDEX case_published ON case_file (place, number) WHERE is_published = 1;
UPDATE case_file SET calendar = '' WHERE is_open = 1 AND waits_for = 'programme';
)";

// A closed case out of which something is owed waits for its firm. Of one from before the
// programme's next round says so: it counts anew what has a day and was counted by no calendar.
constexpr const char* kThirteenth =
    R"(UPDATE case_file SET calendar = '', due_order = '9999-12-30'
  WHERE is_open = 0 AND paid_fen > 0 AND EXISTS (SELECT 1 FROM case_event e
    WHERE e.number = case_file.number AND e.body LIKE '%"act":"recover"%');
)";

}  // namespace

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations{{1, "cases", kFirst},
                                                         {2, "paid once", kSecond},
                                                         {3, "findings", kThird},
                                                         {4, "lines of queues", kFourth},
                                                         {5, "queues of partners", kFifth},
                                                         {6, "what the clock does", kSixth},
                                                         {7, "whose calendar", kSeventh},
                                                         {8, "scopes of partners", kEighth},
                                                         {9, "the same subject", kNinth},
                                                         {10, "what cases share", kTenth},
                                                         {11, "the later calendar", kEleventh},
                                                         {12, "publications", kTwelfth},
                                                         {13, "what is owed", kThirteenth}};
  return kMigrations;
}

}  // namespace fugong::casework
