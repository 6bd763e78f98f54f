#include "desks/register/register.hpp"

namespace fugong::enterprise_register {
namespace {

constexpr const char* kEnterprises = R"(CREATE TABLE enterprise (
  id TEXT PRIMARY KEY NOT NULL,
  position INTEGER NOT NULL UNIQUE,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  note_en TEXT NOT NULL,
  synthetic INTEGER NOT NULL CHECK (synthetic IN (0, 1))
) STRICT;
-- Row 0 is the enterprise itself, further rows its children. A kind of which there are said to be
-- none has a row with absent = 1 and no facts.
CREATE TABLE subject (
  enterprise_id TEXT NOT NULL REFERENCES enterprise (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  absent INTEGER NOT NULL CHECK (absent IN (0, 1)),
  PRIMARY KEY (enterprise_id, position)
) STRICT;
CREATE TABLE fact (
  enterprise_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  source TEXT NOT NULL,
  stated_on TEXT NOT NULL,
  PRIMARY KEY (enterprise_id, position, name),
  FOREIGN KEY (enterprise_id, position) REFERENCES subject (enterprise_id, position)
    ON DELETE CASCADE
) STRICT;
)";

// Only demo firms were kept before; whoever starts the program puts them again.
constexpr const char* kMany = R"(DROP TABLE fact;
DROP TABLE subject;
DROP TABLE enterprise;
-- `number` is made by the program, one higher for each enterprise, so that what belongs to one is
-- written and read side by side. `name_key` is the name as it is compared.
CREATE TABLE enterprise (
  number INTEGER PRIMARY KEY NOT NULL,
  id TEXT NOT NULL UNIQUE,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  name_key TEXT NOT NULL,
  note_zh TEXT NOT NULL,
  note_en TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('demo', 'generated', 'imported')),
  kind TEXT NOT NULL,
  registered_on TEXT NOT NULL,
  capital_fen INTEGER,
  capital_currency TEXT NOT NULL,
  gone_on TEXT NOT NULL
) STRICT;
CREATE INDEX enterprise_name ON enterprise (name_key);
CREATE INDEX enterprise_demo ON enterprise (number) WHERE origin = 'demo';
-- The children of an enterprise, from position 1. A kind of which there are said to be none has a
-- row with absent = 1 and no facts.
CREATE TABLE subject (
  enterprise INTEGER NOT NULL REFERENCES enterprise (number) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position > 0),
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  absent INTEGER NOT NULL CHECK (absent IN (0, 1)),
  PRIMARY KEY (enterprise, position)
) STRICT, WITHOUT ROWID;
-- What each source stated last about the enterprise (position 0) or a child of it.
CREATE TABLE fact (
  enterprise INTEGER NOT NULL REFERENCES enterprise (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  source TEXT NOT NULL,
  value TEXT NOT NULL,
  stated_on TEXT NOT NULL,
  PRIMARY KEY (enterprise, position, name, source)
) STRICT, WITHOUT ROWID;
-- One row for each import; rows_done moves with every part that is kept.
CREATE TABLE import_run (
  number INTEGER PRIMARY KEY NOT NULL,
  file TEXT NOT NULL,
  source TEXT NOT NULL,
  stated_on TEXT NOT NULL,
  rows_done INTEGER NOT NULL,
  finished INTEGER NOT NULL CHECK (finished IN (0, 1))
) STRICT;
)";

}  // namespace

const std::vector<store::Migration>& schema() {
  static const std::vector<store::Migration> kMigrations{{1, "register", kEnterprises},
                                                         {2, "many enterprises", kMany}};
  return kMigrations;
}

}  // namespace fugong::enterprise_register
