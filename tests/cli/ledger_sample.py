"""A small ledger for the tests of the command line, written without any code of the program: ids,
hash chain and balances as docs/ledger.md tells them. The tables are those of the program's schema.
"""
import hashlib
import pathlib
import re
import sqlite3

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SHARD = 330100
NOON_MS = 1_582_257_600_000  # 2020-02-21, in China
DAY_MS = 86_400_000
FUND = ('epidemic-relief', 2020, 'central', 'loan-discount')


def identify(*lines):
    text = ''.join(f'{line}\n' for line in lines)
    return int(hashlib.sha256(text.encode()).hexdigest()[:16], 16) >> 1


def tables():
    source = (ROOT / 'src/platform/ledger/schema.cpp').read_text(encoding='utf-8')
    sql = re.search(r'R"sql\((.*?)\)sql"', source, re.S).group(1)
    return re.sub(r'(?m)^APPEND ONLY .*$', '', sql)


class Ledger:
    def __init__(self, path):
        self.db = sqlite3.connect(path)
        self.db.executescript(tables())
        self.fund = identify('fugong-fund/1', *FUND)
        self.db.execute('INSERT INTO ledger_fund VALUES (?, ?, ?, ?, ?, ?)', (SHARD, self.fund, *FUND))
        self.seq, self.hash, self.at_ms = 0, '0' * 64, NOON_MS
        self.pending = {}

    def account(self, book, role, party='', reference='', limited=1):
        number = identify('fugong-account/1', book, self.fund, role, party, reference, limited)
        self.db.execute('INSERT OR IGNORE INTO ledger_account VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
                        (SHARD, number, self.fund, book, role, party, reference, limited))
        self.db.execute('INSERT OR IGNORE INTO ledger_balance VALUES (?, ?, ?, ?, ?, 0, 0, 0, 0)',
                        (SHARD, number, self.fund, book, limited))
        return number

    def move(self, number, sums):
        columns = ', '.join(f'{name} = {name} + {by}' for name, by in sums.items())
        self.db.execute(f'UPDATE ledger_balance SET {columns} WHERE account = ?', (number,))

    def add(self, name, purpose, book, debit, credit, amount, kind='direct', origin=None, linked=0):
        frees = self.pending[origin] if kind == 'post' else 0
        self.seq += 1
        case = 'case-' + re.search(r'\d', name).group()
        entry = [name, kind, book, self.fund, debit, credit, amount, frees, origin, None, linked,
                 '财金〔2020〕5号', purpose, 'clerk', 'head', case, self.at_ms]
        lines = ['fugong-ledger/1', self.hash, SHARD, self.seq,
                 *('' if value is None else value for value in entry)]
        self.hash = hashlib.sha256(''.join(f'{line}\n' for line in lines).encode()).hexdigest()
        row = [SHARD, self.seq, *entry, self.hash]
        self.db.execute(f'INSERT INTO ledger_transfer VALUES ({", ".join("?" * len(row))})', row)
        if kind == 'pending':
            self.pending[name] = amount
            self.move(credit, {'credit_pending': amount})
            self.move(debit, {'debit_pending': amount})
        else:
            self.move(credit, {'credit_pending': -frees, 'credit': amount})
            self.move(debit, {'debit_pending': -frees, 'debit': amount})

    def close(self):
        self.db.execute('INSERT INTO ledger_head VALUES (?, ?, ?, ?)',
                        (SHARD, self.seq, self.hash, self.at_ms))
        self.db.commit()
        self.db.close()


def write(path):
    """An appropriation, a case that was paid, and on the next day one that waits."""
    ledger = Ledger(path)
    source = ledger.account('budget', 'source', limited=0)
    available = ledger.account('budget', 'available')
    expended = ledger.account('budget', 'expended')
    treasury = ledger.account('cash', 'treasury', limited=0)
    bank = ledger.account('cash', 'bank')
    firm = ledger.account('cash', 'beneficiary', 'firm-1')
    ledger.add('app-0', 'appropriate', 'budget', source, available, 9_007_199_254_740_993)
    ledger.add('in-0', 'pay-in', 'cash', treasury, bank, 60_000)
    case = ledger.account('budget', 'committed', '', 'case-1')
    ledger.add('res-1', 'reserve', 'budget', available, case, 30_000, 'pending')
    ledger.add('ok-1', 'approve', 'budget', available, case, 25_050, 'post', 'res-1')
    ledger.add('pay-1', 'disburse', 'budget', case, expended, 25_050, linked=1)
    ledger.add('pay-1:cash', 'disburse', 'cash', bank, firm, 25_050)
    ledger.at_ms += DAY_MS
    case = ledger.account('budget', 'committed', '', 'case-2')
    ledger.add('res-2', 'reserve', 'budget', available, case, 10_000, 'pending')
    ledger.close()


def damage(path):
    """What somebody does who owns the file."""
    db = sqlite3.connect(path)
    db.execute("UPDATE ledger_transfer SET amount = 250500 WHERE id = 'pay-1:cash'")
    db.commit()
    db.close()
