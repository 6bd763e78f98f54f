#include "desks/publishing/drafts.hpp"

namespace fugong::publishing {
namespace {

// The line of a draft follows from its changes. `blob` is empty where a file was taken out.
constexpr const char* kFirst = R"(CREATE TABLE pack_blob (
  hash TEXT PRIMARY KEY NOT NULL,
  bytes INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
APPEND ONLY pack_blob;
CREATE TABLE pack_draft (
  id TEXT PRIMARY KEY NOT NULL,
  pack TEXT NOT NULL,
  title TEXT NOT NULL,
  base_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK (revision > 0),
  state TEXT NOT NULL,
  author TEXT NOT NULL,
  begun_ms INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX pack_draft_changed ON pack_draft (changed_ms, id);
CREATE TABLE pack_change (
  draft TEXT NOT NULL REFERENCES pack_draft (id),
  revision INTEGER NOT NULL,
  act TEXT NOT NULL,
  actor TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  note TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (draft, revision)
) STRICT;
APPEND ONLY pack_change;
CREATE TABLE pack_change_file (
  draft TEXT NOT NULL REFERENCES pack_draft (id),
  path TEXT NOT NULL,
  revision INTEGER NOT NULL,
  blob TEXT NOT NULL,
  PRIMARY KEY (draft, path, revision)
) STRICT;
APPEND ONLY pack_change_file;
CREATE TABLE pack_publication (
  draft TEXT PRIMARY KEY NOT NULL REFERENCES pack_draft (id),
  pack TEXT NOT NULL,
  version TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  title_en TEXT NOT NULL,
  notice_number TEXT NOT NULL,
  notice_zh TEXT NOT NULL,
  notice_en TEXT NOT NULL,
  hash TEXT NOT NULL,
  revision INTEGER NOT NULL,
  effective_on TEXT NOT NULL,
  known_from TEXT NOT NULL,
  published_ms INTEGER NOT NULL,
  note TEXT NOT NULL
) STRICT;
APPEND ONLY pack_publication;
CREATE INDEX pack_publication_day ON pack_publication (pack, effective_on);
CREATE TABLE pack_withdrawal (
  draft TEXT PRIMARY KEY NOT NULL REFERENCES pack_publication (draft),
  at_ms INTEGER NOT NULL,
  note TEXT NOT NULL
) STRICT;
APPEND ONLY pack_withdrawal;
CREATE TABLE pack_job (
  id TEXT PRIMARY KEY NOT NULL,
  draft TEXT NOT NULL REFERENCES pack_draft (id),
  kind TEXT NOT NULL,
  revision INTEGER NOT NULL,
  hash TEXT NOT NULL,
  served_on TEXT NOT NULL,
  sample INTEGER NOT NULL,
  asked_by TEXT NOT NULL,
  asked_ms INTEGER NOT NULL,
  state TEXT NOT NULL,
  step TEXT NOT NULL,
  done INTEGER NOT NULL,
  total INTEGER NOT NULL,
  started_ms INTEGER,
  finished_ms INTEGER,
  stop_asked INTEGER NOT NULL CHECK (stop_asked IN (0, 1)),
  passed INTEGER NOT NULL CHECK (passed IN (0, 1)),
  faults INTEGER NOT NULL,
  warnings INTEGER NOT NULL,
  base_hash TEXT NOT NULL,
  result TEXT NOT NULL
) STRICT;
CREATE INDEX pack_job_draft ON pack_job (draft, asked_ms);
CREATE INDEX pack_job_state ON pack_job (state, asked_ms);
)";

constexpr const char* kSecond = R"(ALTER TABLE pack_change
  ADD COLUMN base_hash TEXT NOT NULL DEFAULT '';
)";

}  // namespace

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations{{1, "drafts and publications", kFirst},
                                                         {2, "bases of drafts", kSecond}};
  return kMigrations;
}

}  // namespace fugong::publishing
