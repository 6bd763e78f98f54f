#!/usr/bin/env python3
"""The register from the command line: import, facts of other offices, checks; and falling over in
the middle, on a full disk, in a folder that may only be read."""
import contextlib
import csv
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

from server import ROOT, Server, program

EXAMPLES = ROOT / 'docs' / 'examples' / 'register'
# Real firms: read where they are, never copied; see docs/register.md.
SAMPLE = ROOT.parent / 'shared' / 'data' / 'enterprise-register-sample' / 'sample.csv'
ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'


def credit_code(number):
    text = f'91330100{number:08d}'
    inner = 11 - sum(int(c) * w for c, w in zip(text[8:], (3, 7, 9, 10, 5, 8, 4, 2))) % 11
    text += {10: 'X', 11: '0'}.get(inner, str(inner))
    return text + ALPHABET[(31 - sum(ALPHABET.index(c) * pow(3, i, 31)
                                     for i, c in enumerate(text)) % 31) % 31]


def write_firms(path, count):
    with open(path, 'w', encoding='utf-8') as file:
        file.write('uscc,name,type,registered_on,place,employees\n')
        for i in range(count):
            file.write(f'{credit_code(i)},虚构企业{i},有限责任公司,2015-03-02,330112,{i % 300}\n')


def contents(data):
    """What the register holds, but for the list of its imports."""
    with contextlib.closing(sqlite3.connect(data / 'fugong.db')) as base:
        return [base.execute(f'SELECT * FROM {table} ORDER BY 1, 2, 3').fetchall()
                for table in ('enterprise', 'subject', 'fact')]


class Register(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix='fugong-register-')
        self.path = pathlib.Path(self.folder.name)
        self.data = self.path / 'data'

    def tearDown(self):
        self.folder.cleanup()

    def command(self, *words, data=None):
        return [program(), '--lang', 'en', *map(str, words), '--data', str(data or self.data)]

    def run_it(self, *words, code=0, **options):
        done = subprocess.run(self.command(*words, **options), cwd=ROOT, capture_output=True,
                              timeout=300, check=False)
        self.assertEqual(done.returncode, code, (done.stdout + done.stderr).decode())
        return (done.stdout + done.stderr).decode()

    def import_firms(self, file, *words, on='2020-02-21', **options):
        return self.run_it('register', 'import', file, '--stated-on', on, *words, **options)

    def import_facts(self, name, source, code):
        return self.run_it('facts', 'import', EXAMPLES / f'{name}.csv', '--map',
                           EXAMPLES / f'{name}.map.yaml', '--source', source, '--stated-on',
                           '2020-02-21', code=code)

    def test_from_the_register_to_what_a_firm_may_have(self):
        self.import_firms(EXAMPLES / 'firms.csv')
        before = self.run_it('register', 'check', '913301000000000271', '--on', '2020-02-21')
        self.assertNotIn('JJ-001', before)
        self.import_facts('social-insurance', 'social_insurance', 3)
        self.import_facts('tax', 'tax', 3)
        self.import_facts('loans', 'bank', 3)
        after = self.run_it('register', 'check', '913301000000000271', '--on', '2020-02-21')
        self.assertIn('Enterprise size: Small', after)
        # 10,000,000.00 x 3.15 % x 366 / 360
        self.assertIn('320,250.00 yuan', after)
        found = re.search(r'5\.2 .* · JJ-001\n(?:  .*\n)*?    still to answer: (.*)', after)
        self.assertEqual(found.group(1),
                         'on_national_key_list, on_local_key_list, loan_used_as_allowed')
        again = self.import_firms(EXAMPLES / 'firms-march.csv', '--complete', on='2020-03-10')
        self.assertIn('5 rows read: 1 new, 2 changed, 2 the same, 0 older and not taken, 0 left out',
                      again)
        self.assertIn('913301000000000196 employees: 86 → 91', again)
        self.assertIn('marked as gone: 1\n  91330100000000035U', again)
        everyone = self.run_it('register', 'check', '--all', '--on', '2020-02-21')
        self.assertIn('5 firms checked', everyone)
        # The knitter's loan is an ordinary one.
        self.assertRegex(everyone, r'\n +0 +4 +1  5\.2 ')
        self.assertRegex(everyone, r'\n +5 +\d+  .*: on_national_key_list\n')
        self.assertIn('2 firms checked',
                      self.run_it('register', 'check', '--all', '--limit', '2', '--on', '2020-02-21'))

    def test_imported_firms_never_show_on_the_public_pages(self):
        self.import_firms(EXAMPLES / 'firms.csv')
        with Server(self.data) as server:
            answer = server.get('/api/v1/demo/firms')
            self.assertTrue(all('虚构' in firm['name']['zh'] for firm in answer.json()['firms']))
            self.assertNotIn('示例针织'.encode(), answer.body)
            self.assertNotIn(b'9133010', answer.body)
        self.assertIn('credit code', self.run_it('register', 'show', '913301000000000271'))

    def test_the_table_of_a_report_has_every_bad_row(self):
        table = self.path / 'rows.csv'
        self.import_firms(EXAMPLES / 'firms-bad.csv', '--report', table, code=3)
        with open(table, encoding='utf-8', newline='') as file:
            rows = list(csv.DictReader(file))
        bad = [(row['row'], row['column'], row['code']) for row in rows if row['what'] == 'bad']
        self.assertEqual(bad, [
            ('3', '', 'row-twice'), ('4', 'uscc', 'uscc-old-number'), ('5', 'uscc', 'uscc-check-18'),
            ('6', 'registered_on', 'date-invalid'), ('7', 'registered_capital', 'capital-invalid'),
            ('8', 'place', 'place-ambiguous'), ('9', 'industry_code', 'unknown-code'),
            ('11', '', 'uscc-missing'), ('12', '', 'csv-uneven-row')])
        self.assertTrue(all(row['message'] and row['remedy'] for row in rows if row['what'] == 'bad'))

    def test_a_kill_in_the_middle_leaves_whole_parts_and_the_import_goes_on(self):
        firms = self.path / 'firms.csv'
        write_firms(firms, 40_000)
        clean = self.path / 'clean'
        self.import_firms(firms, data=clean)
        cut_off = 0
        for attempt in range(6):
            process = subprocess.Popen(self.command('register', 'import', firms, '--stated-on',
                                                    '2020-02-21'), cwd=ROOT,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            seen = -1
            while process.poll() is None and seen <= cut_off + attempt:
                time.sleep(0.01)
                if (self.data / 'fugong.db').exists():
                    seen = self.kept()
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=30)
            kept = self.kept()
            self.assertEqual(kept % 5_000, 0, 'only whole parts are kept')
            self.assertGreaterEqual(kept, cut_off)
            if kept in (0, 40_000):
                continue
            cut_off = kept
        self.assertGreater(cut_off, 0, 'no kill hit the middle')
        rest = self.import_firms(firms)
        if cut_off < 40_000:
            self.assertIn('an earlier import of this file was cut off', rest)
        self.assertIn('0 left out', rest)
        self.assertEqual(contents(self.data), contents(clean))
        self.assertNotIn('cut off', self.import_firms(firms))

    def kept(self):
        try:
            where = f'file:{self.data}/fugong.db?mode=ro'
            with contextlib.closing(sqlite3.connect(where, uri=True)) as base:
                return base.execute('SELECT count(*) FROM enterprise').fetchone()[0]
        except sqlite3.OperationalError:  # not made yet
            return 0

    def test_a_file_that_was_cut_off_is_said(self):
        torn = self.path / 'torn.csv'
        torn.write_bytes((EXAMPLES / 'firms.csv').read_bytes()[:-12])
        said = self.import_firms(torn, code=3)
        self.assertIn('4 new', said)
        self.assertIn('row 6', said)

    @unittest.skipIf(os.geteuid() == 0, 'root may write everywhere')
    def test_a_folder_that_may_only_be_read_is_refused(self):
        self.data.mkdir(mode=0o500)
        self.assertRegex(self.import_firms(EXAMPLES / 'firms.csv', code=1), r'\[store-[a-z-]+\]\n$')

    @unittest.skipUnless(os.geteuid() == 0, 'only root may mount a small disk')
    def test_a_full_disk_is_said_and_what_was_kept_is_whole(self):
        self.data.mkdir()
        mounted = subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', str(self.data)],
                                 capture_output=True, check=False)
        if mounted.returncode != 0:
            self.skipTest('no small disk can be mounted here')
        try:
            firms = self.path / 'firms.csv'
            write_firms(firms, 40_000)
            said = self.import_firms(firms, code=1)
            self.assertRegex(said, r'\[store-(full|io)\]')
            self.assertEqual(self.kept() % 5_000, 0)
            subprocess.run(['mount', '-o', 'remount,size=64m', str(self.data)], check=True)
            self.assertIn('0 left out', self.import_firms(firms))
            self.assertEqual(self.kept(), 40_000)
        finally:
            subprocess.run(['umount', str(self.data)], check=True)

    @unittest.skipUnless(SAMPLE.exists(), f'the sample of real firms is not here: {SAMPLE}')
    def test_a_sample_of_real_firms(self):
        said = self.import_firms(SAMPLE, '--map', EXAMPLES / 'extract-by-city.map.yaml', code=3)
        self.assertIn('39999 rows read: 39998 new', said)
        self.assertIn('1  uscc-check-17', said)
        checked = self.run_it('register', 'check', '--all', '--limit', '500', '--on', '2020-02-21')
        self.assertIn('500 firms checked', checked)
        self.assertRegex(checked, r'\n +500 +0  .*: industry_code\n')


if __name__ == '__main__':
    unittest.main()
