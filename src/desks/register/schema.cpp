#include "desks/register/register.hpp"

namespace fugong::enterprise_register {

const std::vector<store::Migration>& schema() {
  static const std::vector<store::Migration> kMigrations{{1, "register",
                                                          R"(CREATE TABLE enterprise (
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
)"}};
  return kMigrations;
}

}  // namespace fugong::enterprise_register
