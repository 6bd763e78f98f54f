#include "platform/ledger/schema.hpp"

namespace fugong::ledger {
namespace {

// The shard stands behind in every key but that of the chain: a database that knows nothing of its
// tables yet takes the first column of a key for one that tells rows apart. That an entry stays
// within one fund and one book, and that a balance has the limit of its account, are foreign keys:
// the columns stand in both.
constexpr const char* kLedger = R"sql(
CREATE TABLE ledger_fund (
  shard INTEGER NOT NULL,
  id INTEGER NOT NULL CHECK (id > 0),
  fund TEXT NOT NULL CHECK (fund <> ''),
  year INTEGER NOT NULL,
  source TEXT NOT NULL CHECK (source <> ''),
  purpose TEXT NOT NULL CHECK (purpose <> ''),
  PRIMARY KEY (id, shard),
  UNIQUE (fund, year, source, purpose, shard)
) STRICT, WITHOUT ROWID;
APPEND ONLY ledger_fund;

CREATE TABLE ledger_account (
  shard INTEGER NOT NULL,
  id INTEGER NOT NULL CHECK (id > 0),
  fund INTEGER NOT NULL,
  book TEXT NOT NULL CHECK (book IN ('budget', 'cash')),
  role TEXT NOT NULL CHECK (role <> ''),
  party TEXT NOT NULL,
  reference TEXT NOT NULL,
  limited INTEGER NOT NULL CHECK (limited IN (0, 1)),
  PRIMARY KEY (id, shard),
  UNIQUE (fund, book, id, shard),
  UNIQUE (id, limited, shard),
  FOREIGN KEY (fund, shard) REFERENCES ledger_fund (id, shard)
) STRICT, WITHOUT ROWID;
APPEND ONLY ledger_account;

CREATE TABLE ledger_balance (
  shard INTEGER NOT NULL,
  account INTEGER NOT NULL,
  fund INTEGER NOT NULL,
  book TEXT NOT NULL,
  limited INTEGER NOT NULL,
  debit INTEGER NOT NULL DEFAULT 0 CHECK (debit >= 0),
  credit INTEGER NOT NULL DEFAULT 0 CHECK (credit >= 0),
  debit_pending INTEGER NOT NULL DEFAULT 0 CHECK (debit_pending >= 0),
  credit_pending INTEGER NOT NULL DEFAULT 0 CHECK (credit_pending >= 0),
  PRIMARY KEY (account, shard),
  FOREIGN KEY (fund, book, account, shard) REFERENCES ledger_account (fund, book, id, shard),
  FOREIGN KEY (account, limited, shard) REFERENCES ledger_account (id, limited, shard),
  CHECK (limited = 0 OR debit <= credit - debit_pending),
  CHECK (debit_pending <= 9223372036854775807 - debit),
  CHECK (credit_pending <= 9223372036854775807 - credit)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_transfer (
  shard INTEGER NOT NULL,
  seq INTEGER NOT NULL CHECK (seq > 0),
  id TEXT NOT NULL CHECK (id <> ''),
  kind TEXT NOT NULL CHECK (kind IN ('direct', 'pending', 'post', 'void', 'expire')),
  book TEXT NOT NULL,
  fund INTEGER NOT NULL,
  debit INTEGER NOT NULL,
  credit INTEGER NOT NULL CHECK (credit <> debit),
  amount INTEGER NOT NULL,
  frees INTEGER NOT NULL,
  origin TEXT CHECK (origin <> id),
  expires_on INTEGER CHECK (expires_on IS NULL OR kind = 'pending'),
  linked INTEGER NOT NULL CHECK (linked IN (0, 1)),
  document TEXT NOT NULL CHECK (document <> ''),
  purpose TEXT NOT NULL CHECK (purpose <> ''),
  actor TEXT NOT NULL CHECK (actor <> ''),
  approver TEXT NOT NULL CHECK (approver <> '' AND approver <> actor),
  case_ref TEXT NOT NULL CHECK (case_ref <> ''),
  at_ms INTEGER NOT NULL,
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  PRIMARY KEY (shard, seq),
  UNIQUE (id, shard),
  FOREIGN KEY (fund, book, debit, shard) REFERENCES ledger_account (fund, book, id, shard),
  FOREIGN KEY (fund, book, credit, shard) REFERENCES ledger_account (fund, book, id, shard),
  FOREIGN KEY (origin, shard) REFERENCES ledger_transfer (id, shard),
  CHECK (
    (kind = 'direct' AND amount > 0 AND frees = 0)
    OR (kind = 'pending' AND amount > 0 AND frees = 0 AND origin IS NULL)
    OR (kind = 'post' AND amount > 0 AND amount <= frees AND origin IS NOT NULL)
    OR (kind IN ('void', 'expire') AND amount = 0 AND frees > 0 AND origin IS NOT NULL)
  ),
  CHECK (purpose <> 'correction' OR (kind = 'direct' AND origin IS NOT NULL))
) STRICT, WITHOUT ROWID;
APPEND ONLY ledger_transfer;
CREATE UNIQUE INDEX ledger_transfer_settled ON ledger_transfer (origin, shard)
  WHERE origin IS NOT NULL;
CREATE INDEX ledger_transfer_by_debit ON ledger_transfer (debit, shard, seq);
CREATE INDEX ledger_transfer_by_credit ON ledger_transfer (credit, shard, seq);
CREATE INDEX ledger_transfer_by_fund ON ledger_transfer (fund, shard, seq);
CREATE INDEX ledger_transfer_expiring ON ledger_transfer (expires_on, shard, seq)
  WHERE expires_on IS NOT NULL;

CREATE TABLE ledger_head (
  shard INTEGER PRIMARY KEY NOT NULL,
  seq INTEGER NOT NULL CHECK (seq >= 0),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  at_ms INTEGER NOT NULL
) STRICT;
)sql";

// What an entry cost that it needn't. Two of its keys lay all over their indexes, so that each
// entry changed two pages more. The one index by fund grows at its end, and tells an account's
// entries from others. SQLite makes a table of the list in a CHECK for each row; the last CHECK but
// one needs none, and each kind stands in it. PostgreSQL locked, for each entry, the accounts that
// it names, and looked at each balance that changed twice more.
constexpr const char* kLighter = R"sql(
FOR SQLITE:
CREATE TABLE ledger_transfer_anew (
  shard INTEGER NOT NULL,
  seq INTEGER NOT NULL CHECK (seq > 0),
  id TEXT NOT NULL CHECK (id <> ''),
  kind TEXT NOT NULL,
  book TEXT NOT NULL,
  fund INTEGER NOT NULL,
  debit INTEGER NOT NULL,
  credit INTEGER NOT NULL CHECK (credit <> debit),
  amount INTEGER NOT NULL,
  frees INTEGER NOT NULL,
  origin TEXT CHECK (origin <> id),
  expires_on INTEGER CHECK (expires_on IS NULL OR kind = 'pending'),
  linked INTEGER NOT NULL CHECK (linked IN (0, 1)),
  document TEXT NOT NULL CHECK (document <> ''),
  purpose TEXT NOT NULL CHECK (purpose <> ''),
  actor TEXT NOT NULL CHECK (actor <> ''),
  approver TEXT NOT NULL CHECK (approver <> '' AND approver <> actor),
  case_ref TEXT NOT NULL CHECK (case_ref <> ''),
  at_ms INTEGER NOT NULL,
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  PRIMARY KEY (shard, seq),
  UNIQUE (id, shard),
  FOREIGN KEY (fund, book, debit, shard) REFERENCES ledger_account (fund, book, id, shard),
  FOREIGN KEY (fund, book, credit, shard) REFERENCES ledger_account (fund, book, id, shard),
  FOREIGN KEY (origin, shard) REFERENCES ledger_transfer_anew (id, shard),
  CHECK (
    (kind = 'direct' AND amount > 0 AND frees = 0)
    OR (kind = 'pending' AND amount > 0 AND frees = 0 AND origin IS NULL)
    OR (kind = 'post' AND amount > 0 AND amount <= frees AND origin IS NOT NULL)
    OR (kind IN ('void', 'expire') AND amount = 0 AND frees > 0 AND origin IS NOT NULL)
  ),
  CHECK (purpose <> 'correction' OR (kind = 'direct' AND origin IS NOT NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO ledger_transfer_anew SELECT * FROM ledger_transfer ORDER BY shard, seq;
DROP TABLE ledger_transfer;
ALTER TABLE ledger_transfer_anew RENAME TO ledger_transfer;
APPEND ONLY ledger_transfer;
CREATE UNIQUE INDEX ledger_transfer_settled ON ledger_transfer (origin, shard)
  WHERE origin IS NOT NULL;
CREATE INDEX ledger_transfer_expiring ON ledger_transfer (expires_on, shard, seq)
  WHERE expires_on IS NOT NULL;
FOR POSTGRESQL:
DROP INDEX ledger_transfer_by_debit;
DROP INDEX ledger_transfer_by_credit;
DROP INDEX ledger_transfer_by_fund;
CHECK AT ONCE ledger_transfer
  (fund, book, debit, shard) REFERENCES ledger_account (fund, book, id, shard),
  (fund, book, credit, shard) REFERENCES ledger_account (fund, book, id, shard),
  (origin, shard) REFERENCES ledger_transfer (id, shard);
CHECK AT ONCE ledger_balance
  (fund, book, account, shard) REFERENCES ledger_account (fund, book, id, shard),
  (account, limited, shard) REFERENCES ledger_account (id, limited, shard);
FOR BOTH:
CREATE INDEX ledger_transfer_by_fund ON ledger_transfer (fund, shard, seq, debit, credit);
)sql";

}  // namespace

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations = {{1, "ledger", kLedger},
                                                            {2, "lighter entries", kLighter}};
  return kMigrations;
}

}  // namespace fugong::ledger
