#!/usr/bin/env python3
"""Another pack takes over while a server runs: its calendar counts the days of the cases that are open, in the queue,
on their pages and on paper alike; the pack before it stays at hand; limits, cursors and a verification of the audit
log go on. On SQLite and on PostgreSQL."""
import datetime
import re
import sqlite3
import time
import unittest
import uuid

from databases import OnCluster, needs_postgres
from people import Person
from publishing_test import CASES, DRAFTS, FIRM, TODAY, PackDesk

CALENDAR = 'shops/tables/calendar.csv'
LOOKUP = """lookups:
  - name: calendar_day
    file: tables/calendar.csv
    match: exact
    key: date
    value: kind
    type: text
    otherwise: "ordinary"
    label: {zh: 放假日, en: Holidays}
    source: {zh: 虚构, en: Invented}
"""
CHECKS = 12


def working_day(after, days, holidays=()):
    while days:
        after += datetime.timedelta(days=1)
        days -= after.weekday() < 5 and after not in holidays
    return after


class Switching(PackDesk):
    SERVED_WITH = ('--check-limit', str(CHECKS))

    @classmethod
    def add_to_pack(cls, root):
        (root / 'tables').mkdir()
        (root / 'tables/calendar.csv').write_text('date,kind\n2020-01-01,holiday\n', encoding='utf-8')
        data = root / 'data.yaml'
        data.write_text(data.read_text(encoding='utf-8') + LOOKUP, encoding='utf-8')
        procedure = root / 'measures/01-reopening/procedure-reopening.yaml'
        text = procedure.read_text(encoding='utf-8')
        procedure.write_text(text.replace('does: accept,', 'does: accept, within: {working_days: 5},'),
                             encoding='utf-8')

    def line(self, clerk):
        [line] = clerk.get(f'{CASES}?open=true').json()['cases']
        return line['due'], line['days_left']

    def test_what_goes_on_when_the_pack_changes(self):
        owner, clerk = (Person(self.server, f'demo-{role}').enter() for role in ('owner', 'county-officer'))
        filed = owner.post(CASES, {'provision': '1.1', 'firm': FIRM, 'facts': {'shop_reopened': True}},
                           Idempotency_Key=str(uuid.uuid4()))
        case = self.fits(f'POST {CASES}', filed, 201)
        before = working_day(TODAY, 5)
        self.assertEqual(self.line(clerk), (str(before), 5))

        # The next three working days are made holidays.
        holidays = [working_day(TODAY, n) for n in (1, 2, 3)]
        draft = self.begin('A longer festival')
        rows = ''.join(f'{day},holiday\n' for day in ['2020-01-01', *holidays])
        self.fits(f'PUT {DRAFTS}/{{draft}}/file',
                  self.drafter.send('PUT', f'{DRAFTS}/{draft["id"]}/file?path={CALENDAR}',
                                    {'text': 'date,kind\n' + rows}, 1), 200)
        auditor = Person(self.server, 'demo-audit-admin').enter()
        began = self.fits('POST /api/v1/audit/verification', auditor.post('/api/v1/audit/verification', {}), 202)
        page = self.fits('GET /api/v1/audit/events', auditor.get('/api/v1/audit/events?limit=1'), 200)
        checks = [self.server.post('/api/v1/check', {'on': '2020-03-10', 'facts': {'shop_reopened': True}})
                  for _ in range(CHECKS)]
        self.assertEqual(checks[-1].status, 200)
        spent = time.time()
        now = self.publish(draft)
        self.assertEqual(self.served(now['hash']), now['hash'])

        with self.subTest('a bucket is as empty as it was but for the time that went by'):
            left = self.server.post('/api/v1/check', {'on': '2020-03-10', 'facts': {'shop_reopened': True}})
            tokens = int(re.search(r'r=(\d+)', left.headers['ratelimit'])[1])
            self.assertLessEqual(tokens, (time.time() - spent) * CHECKS / 60 + 1)
        with self.subTest('a list goes on where it was'):
            cursor = page['next_cursor']
            following = self.fits('GET /api/v1/audit/events',
                                  auditor.get(f'/api/v1/audit/events?limit=1&cursor={cursor}'), 200)
            self.assertNotEqual(following['events'][0]['id'], page['events'][0]['id'])
        with self.subTest('what was verified is still known'):
            state = self.fits('GET /api/v1/audit/verification', auditor.get('/api/v1/audit/verification'), 200)
            self.assertEqual(state['started_ms'], began['started_ms'])
        after = working_day(TODAY, 5, holidays)
        with self.subTest('a line shows what its case shows'):
            shown = self.see_case(owner, case)
            self.assertEqual((shown['due'], shown['timeline'][0]['due'], shown['timeline'][0]['days_left']),
                             (str(after), str(after), 5))
            self.assertEqual(self.line(clerk), (str(after), 5))
        with self.subTest('a line stands where it belongs, and nothing happened to its case'):
            end = time.time() + 20
            while self.query('SELECT due_order FROM case_file') != str(after) and time.time() < end:
                time.sleep(0.2)
            self.assertEqual(self.query('SELECT due_order FROM case_file'), str(after))
            self.assertEqual(self.see_case(owner, case)['version'], 1)


class OnSqlite(Switching, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.start('')

    @classmethod
    def query(cls, sql):
        with sqlite3.connect(cls.folder / 'data' / 'fugong.db', timeout=30) as database:
            return database.execute(sql).fetchone()[0]


@needs_postgres
class OnPostgresql(OnCluster, Switching, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.url = cls.make_database('switch')
        cls.start(cls.url, '--db', cls.url)

    @classmethod
    def query(cls, sql):
        return cls.run_sql_in(cls.url, sql).strip()


if __name__ == '__main__':
    unittest.main()
