#include "platform/identity/context.hpp"

namespace fugong::identity {
namespace {

// Behind each column of personal data: what it is for, and how long it is kept.
constexpr const char* kFirst = R"(CREATE TABLE identity_person (
  id INTEGER PRIMARY KEY NOT NULL,
  login TEXT NOT NULL UNIQUE,      -- to sign in; until forgotten, 180 days after leaving
  name TEXT NOT NULL,              -- to know who decided; until forgotten
  phone TEXT NOT NULL,             -- to reach the person; until leaving
  state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'locked', 'left')),
  demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
  joined_ms INTEGER NOT NULL,
  left_ms INTEGER
) STRICT;
-- Nothing here leaves the room. Gone when the person leaves.
CREATE TABLE identity_secret (
  person INTEGER PRIMARY KEY NOT NULL REFERENCES identity_person (id),
  password_hash TEXT NOT NULL,     -- Argon2id; to sign in
  password_set_ms INTEGER NOT NULL,
  totp_secret TEXT NOT NULL,       -- sealed, or hex; empty: none yet
  totp_pending TEXT NOT NULL,      -- shown, but no code of it yet
  totp_last_step INTEGER NOT NULL  -- no code is taken twice
) STRICT;
CREATE TABLE identity_recovery (
  person INTEGER NOT NULL REFERENCES identity_person (id),
  code_hash TEXT NOT NULL,         -- SHA-256 of 80 random bits
  PRIMARY KEY (person, code_hash)
) STRICT;
CREATE TABLE identity_invitation (
  secret_hash TEXT PRIMARY KEY NOT NULL,
  person INTEGER NOT NULL REFERENCES identity_person (id),
  expires_ms INTEGER NOT NULL
) STRICT;
-- Never removed: who could do what when is part of every decision's history.
CREATE TABLE identity_grant (
  id INTEGER PRIMARY KEY NOT NULL,
  person INTEGER NOT NULL REFERENCES identity_person (id),
  role TEXT NOT NULL,
  scope TEXT NOT NULL,
  only_actions TEXT NOT NULL,
  from_ms INTEGER NOT NULL,
  until_ms INTEGER,
  granted_by INTEGER NOT NULL,
  ended_ms INTEGER,
  ended_by INTEGER
) STRICT;
CREATE INDEX identity_grant_person ON identity_grant (person);
CREATE INDEX identity_grant_role ON identity_grant (role, scope);
CREATE TABLE identity_session (
  token_hash TEXT PRIMARY KEY NOT NULL,
  id INTEGER NOT NULL UNIQUE,
  person INTEGER NOT NULL REFERENCES identity_person (id),
  stage TEXT NOT NULL,
  source TEXT NOT NULL,            -- address, so that people know their own; 30 days
  started_ms INTEGER NOT NULL,
  made_ms INTEGER NOT NULL,
  seen_ms INTEGER NOT NULL,
  factor_ms INTEGER NOT NULL,
  ended_ms INTEGER
) STRICT;
CREATE INDEX identity_session_person ON identity_session (person);
-- Failures by what was aimed at. The name is a hash: also of logins that don't exist; a day.
CREATE TABLE identity_failure (
  kind TEXT NOT NULL,
  name_hash TEXT NOT NULL,
  failures INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  wait_until_ms INTEGER NOT NULL,
  PRIMARY KEY (kind, name_hash)
) STRICT;
CREATE TABLE identity_key (
  id INTEGER PRIMARY KEY NOT NULL,
  secret_hash TEXT NOT NULL UNIQUE,
  label TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('live', 'test')),
  role TEXT NOT NULL,
  scope TEXT NOT NULL,
  only_actions TEXT NOT NULL,
  made_by INTEGER NOT NULL,
  made_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  ended_ms INTEGER
) STRICT;
CREATE INDEX identity_key_scope ON identity_key (scope);
-- Who asked to act for a firm, on what evidence; kept as long as the firm's cases.
CREATE TABLE identity_mandate (
  id INTEGER PRIMARY KEY NOT NULL,
  person INTEGER NOT NULL REFERENCES identity_person (id),
  firm TEXT NOT NULL,
  region TEXT NOT NULL,
  body TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('owner', 'helper')),
  only_actions TEXT NOT NULL,
  until_ms INTEGER,
  evidence TEXT NOT NULL,
  waits_for TEXT NOT NULL CHECK (waits_for IN ('', 'officer', 'partner', 'code', 'helper')),
  state TEXT NOT NULL CHECK (state IN ('asked', 'confirmed', 'refused', 'ended')),
  asked_by INTEGER NOT NULL,
  asked_ms INTEGER NOT NULL,
  decided_by INTEGER,
  decided_ms INTEGER,
  reason TEXT NOT NULL,            -- why it was refused or ended, in words
  code_hash TEXT NOT NULL,         -- of a code that was sent; empty once used
  code_until_ms INTEGER,
  code_tries INTEGER NOT NULL,
  grant_id INTEGER REFERENCES identity_grant (id)
) STRICT;
CREATE INDEX identity_mandate_firm ON identity_mandate (firm);
CREATE INDEX identity_mandate_person ON identity_mandate (person);
)";

// Where the policy wants to know passwords again.
constexpr const char* kOldPasswords = R"(CREATE TABLE identity_old_password (
  person INTEGER NOT NULL REFERENCES identity_person (id),
  password_hash TEXT NOT NULL,     -- Argon2id; so that none is taken again; until leaving
  set_ms INTEGER NOT NULL,
  PRIMARY KEY (person, password_hash)
) STRICT;
)";

// Which partner body serves which places, in which procedure; what the operator says. No row is
// changed: one that ends makes way for another.
constexpr const char* kBodies = R"(CREATE TABLE identity_body (
  id INTEGER PRIMARY KEY NOT NULL,
  body TEXT NOT NULL,
  place TEXT NOT NULL,             -- first digits of a place's code; empty: everywhere
  task TEXT NOT NULL,              -- id of a procedure; empty: whatever is left to partners
  from_ms INTEGER NOT NULL,
  ended_ms INTEGER
) STRICT;
CREATE INDEX identity_body_place ON identity_body (place, task);
)";

// Who handed the person his last one-time secret: an administrator, 0 the console; NULL: he made
// the account himself. Of those from before, whoever was given an office was let in by somebody.
constexpr const char* kHanded = R"(ALTER TABLE identity_person ADD COLUMN handed_by INTEGER;
UPDATE identity_person SET handed_by = 0 WHERE EXISTS (SELECT 1 FROM identity_grant g
  WHERE g.person = identity_person.id AND g.role NOT IN ('owner', 'helper'));
)";

// What was seen when a mandate was confirmed, by whom and when; of those from before nobody knows.
// And the report of another owner of the firm, as long as it stands.
constexpr const char* kQuestioned = R"(ALTER TABLE identity_mandate ADD COLUMN papers TEXT
  NOT NULL DEFAULT '';
ALTER TABLE identity_mandate ADD COLUMN seen_by INTEGER;
ALTER TABLE identity_mandate ADD COLUMN seen_ms INTEGER;
ALTER TABLE identity_mandate ADD COLUMN reported_by INTEGER;
ALTER TABLE identity_mandate ADD COLUMN reported_ms INTEGER;
ALTER TABLE identity_mandate ADD COLUMN report TEXT NOT NULL DEFAULT '';
CREATE INDEX identity_mandate_reported ON identity_mandate (reported_ms)
  WHERE reported_ms IS NOT NULL;
)";

// Who the register says is a firm's legal representative: a hash of the number of his identity card
// with a key that is not in the database. Nothing else about him is kept.
constexpr const char* kRepresentatives = R"(CREATE TABLE identity_representative (
  firm TEXT PRIMARY KEY NOT NULL,
  number_hash TEXT NOT NULL,       -- to confirm who acts for the firm; until another is stated
  stated_ms INTEGER NOT NULL
) STRICT;
)";

}  // namespace

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations{{1, "identity", kFirst},
                                                         {2, "old passwords", kOldPasswords},
                                                         {3, "bodies", kBodies},
                                                         {4, "who handed the secret", kHanded},
                                                         {5, "what was seen", kQuestioned},
                                                         {6, "representatives", kRepresentatives}};
  return kMigrations;
}

}  // namespace fugong::identity
