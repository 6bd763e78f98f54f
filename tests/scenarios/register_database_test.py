#!/usr/bin/env python3
"""The register behind a URL: every command says the same of SQLite and of PostgreSQL."""
import contextlib
import hashlib
import importlib.util
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

from server import ROOT, Server, program

EXAMPLES = ROOT / 'docs' / 'examples' / 'register'
ON = ['--on', '2020-02-21']
STATED = ['--stated-on', '2020-02-21']

spec = importlib.util.spec_from_file_location('cluster', ROOT / 'tests' / 'postgres' / 'cluster.py')
cluster = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cluster)


def run(*words, code=0):
    done = subprocess.run([program(), '--lang', 'en', *map(str, words)], cwd=ROOT,
                          capture_output=True, timeout=300, check=False)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == code, said
    return said


def facts_of(name, source):
    return ['facts', 'import', EXAMPLES / f'{name}.csv', '--map', EXAMPLES / f'{name}.map.yaml',
            '--source', source, *STATED]


class Case:
    """The tests of one database; `url` is where an empty one is."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix='fugong-register-')
        self.path = pathlib.Path(self.folder.name)
        self.url = self.empty_database()

    def tearDown(self):
        self.folder.cleanup()

    def both(self, *words, code=0):
        """The same words about this database and about a plain data folder: the same is said."""
        here = run(*words, '--db', self.url, code=code)
        plain = run(*words, '--data', self.path / 'plain', code=code)
        self.assertEqual(here, plain)
        return here

    def test_from_an_import_to_what_a_firm_may_have(self):
        self.assertIn('5 new', self.both('register', 'import', EXAMPLES / 'firms.csv', *STATED,
                                         '--dry-run'))
        self.assertIn('5 new', self.both('register', 'import', EXAMPLES / 'firms.csv', *STATED))
        self.both(*facts_of('social-insurance', 'social_insurance'), code=3)
        self.both(*facts_of('tax', 'tax'), code=3)
        self.both(*facts_of('loans', 'bank'), code=3)
        self.both('register', 'import', EXAMPLES / 'firms-march.csv', '--complete', '--stated-on',
                  '2020-03-10')
        shown = self.both('register', 'show', '913301000000000271')
        self.assertIn('loan', shown)
        checked = self.both('register', 'check', '913301000000000271', *ON)
        self.assertIn('320,250.00 yuan', checked)
        self.assertIn('5 firms checked', self.both('register', 'check', '--all', *ON))
        self.both('register', 'show', '91350100M000100Y43', code=3)
        self.both('register', 'import', EXAMPLES / 'firms-bad.csv', *STATED, code=3)

    def entered(self):
        """What the audit log says of the register: action, source, body."""
        rows = self.rows("SELECT action, record, body FROM audit_event WHERE region = 'register' "
                         'ORDER BY position')
        return [(action, source, json.loads(body)) for action, source, body in rows]

    def test_what_enters_the_register_is_in_the_audit_log(self):
        here = ('--db', self.url)
        firms = EXAMPLES / 'firms.csv'
        run('register', 'import', firms, *STATED, *here)
        run(*facts_of('tax', 'tax'), *here, code=3)
        run('register', 'import', firms, *STATED, '--dry-run', *here)
        begun, ended, *tax = self.entered()
        self.assertEqual(begun[:2], ('register.import-begin', 'market'))
        self.assertEqual(ended[:2], ('register.import', 'market'))
        self.assertEqual(ended[2], {
            'file': 'firms.csv', 'of': 'firms', 'stated_on': '2020-02-21', 'complete': False,
            'sha256': hashlib.sha256(firms.read_bytes()).hexdigest(), 'rows': 5, 'added': 5,
            'changed': 0, 'same': 0, 'older': 0, 'bad': 0, 'gone': 0})
        self.assertEqual([e[:2] for e in tax], [('register.import-begin', 'tax'),
                                                ('register.import', 'tax')])
        self.assertEqual(tax[1][2]['of'], 'facts')
        self.assertGreater(tax[1][2]['bad'], 0)
        self.assertIn('register.import', run('audit', 'list', *here))

    def test_an_import_that_is_killed_has_begun_in_the_audit_log(self):
        run('register', 'import', EXAMPLES / 'firms.csv', *STATED, '--db', self.url)
        before = len(self.entered())
        endless = self.path / 'endless.csv'
        os.mkfifo(endless)
        process = subprocess.Popen([program(), 'register', 'import', str(endless), *STATED, '--db', self.url],
                                   cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with contextlib.suppress(BrokenPipeError), open(endless, 'wb') as rows:
                rows.write(b'uscc,name\n')
                while len(self.entered()) == before:
                    rows.write(b'91330100M000100Y43,x\n' * 10_000)
                process.kill()
        finally:
            process.kill()
            process.wait(timeout=30)
        self.assertEqual([e[0] for e in self.entered()[before:]], ['register.import-begin'])

    def test_invented_firms_and_loads_are_in_the_audit_log(self):
        here = ('--db', self.url)
        run('register', 'generate', '--firms', '20', '--seed', '5', *STATED, *here)
        snapshot = self.path / 'r.columns'
        run('register', 'snapshot', *here, '--out', snapshot)
        run('register', 'load', '--snapshot', snapshot, '--sql', self.url)
        made, loaded = self.entered()
        self.assertEqual(made, ('register.generate', 'generated', {
            'firms': 20, 'seed': '5', 'profile': 'profile', 'stated_on': '2020-02-21'}))
        self.assertEqual(loaded[:2], ('register.load', 'snapshot'))
        self.assertEqual((loaded[2]['firms'], loaded[2]['replace']), (20, False))

    def test_synthetic_firms_come_out_as_the_same_snapshot(self):
        self.both('register', 'generate', '--firms', '300', '--seed', '5', *STATED)
        run('register', 'snapshot', '--db', self.url, '--out', self.path / 'here.columns')
        run('register', 'snapshot', '--data', self.path / 'plain', '--out',
            self.path / 'plain.columns')
        self.assertEqual((self.path / 'here.columns').read_bytes(),
                         (self.path / 'plain.columns').read_bytes())
        mixed = run('register', 'import', EXAMPLES / 'firms.csv', *STATED, '--db', self.url, code=3)
        self.assertIn('5  register-mixed', mixed)
        self.assertIn('another database with --db', mixed)

    def test_the_server_has_its_demo_firms_there(self):
        run('register', 'import', EXAMPLES / 'firms.csv', *STATED, '--db', self.url)
        for _ in range(2):
            with Server(None, '--db', self.url) as server:
                firms = server.get('/api/v1/demo/firms').json()['firms']
                self.assertGreater(len(firms), 3)
                self.assertFalse((server.data / 'fugong.db').exists())
                self.assertEqual(server.stop(), 0)
        starts = self.rows("SELECT action FROM audit_event WHERE region = 'server'")
        self.assertEqual([list(row) for row in starts], [['server.start']] * 2)
        # They are no part of what is counted.
        self.assertIn('firms checked', run('register', 'check', '--all', '--db', self.url, *ON))


class Sqlite(Case, unittest.TestCase):
    def empty_database(self):
        return f'sqlite:{self.path}/here.db'

    def rows(self, sql):
        with contextlib.closing(sqlite3.connect(self.path / 'here.db')) as database:
            return database.execute(sql).fetchall()


@unittest.skipIf(cluster.programs() is None,
                 'no PostgreSQL here (Debian: apt-get install postgresql-15)')
class Postgresql(Case, unittest.TestCase):
    made = 0

    @classmethod
    def setUpClass(cls):
        cls.home = tempfile.mkdtemp(prefix='fugong-pg-')
        cls.cluster = cluster.Cluster(cls.home, cluster.programs())

    @classmethod
    def tearDownClass(cls):
        cls.cluster.stop()
        shutil.rmtree(cls.home, ignore_errors=True)

    def empty_database(self):
        Postgresql.made += 1
        name = f'firms{Postgresql.made}'
        subprocess.run([cluster.programs() / 'psql', '-qX', '-d', self.cluster.where, '-c',
                        f'CREATE DATABASE {name}'], check=True, timeout=60)
        return f'postgresql://fugong@/{name}?host={self.home}'

    def rows(self, sql):
        done = subprocess.run([cluster.programs() / 'psql', '-qXAt', '-F', '\t', '-d', self.url, '-c', sql],
                              check=True, timeout=60, capture_output=True, text=True)
        return [line.split('\t') for line in done.stdout.splitlines()]

    def test_a_server_says_that_it_lost_its_database_and_finds_it_again(self):
        with Server(None, '--db', self.url) as server:
            self.assertEqual(server.get('/api/v1/health').status, 200)
            # No account is needed to lose the database on the way to one.
            sign_in = {'login': 'nobody', 'password': 'no password of anybody'}
            self.assertEqual(server.post('/api/v1/session', sign_in).status, 401)
            self.cluster.stop()
            try:
                for _ in range(2):  # a connection that broke, and one that can't be made
                    away = server.post('/api/v1/session', sign_in)
                    self.assertEqual((away.status, away.json()['type']), (503, '/problems/store-lost'))
                    self.assertRegex(away.headers['retry-after'], r'^\d+$')
                    self.assertNotIn(self.home, away.body.decode())
                health = server.get('/api/v1/health')
                self.assertEqual((health.status, health.json()), (503, {'status': 'database_away'}))
                self.assertEqual(server.check({'employees': 3}, '2020-02-21')['on'], '2020-02-21')
                lines = [json.loads(line) for line in server.said().splitlines()
                         if '"request-failed"' in line]
                self.assertEqual([(line['path'], line['status']) for line in lines],
                                 [('/api/v1/session', 503)] * 2 + [('/api/v1/health', 503)])
                self.assertIn('store-', lines[0]['faults'][0]['code'])
            finally:
                self.cluster.start()
            self.assertEqual(server.get('/api/v1/health').status, 200)
            self.assertEqual(server.post('/api/v1/session', sign_in).status, 401)

    def test_a_database_that_is_not_there_is_said_without_the_password(self):
        said = run('register', 'show', '91350100M000100Y43', '--db',
                   f'postgresql://fugong:hush@/nowhere?host={self.home}', code=1)
        self.assertIn('[store-cannot-open]', said)
        self.assertNotIn('hush', said)


if __name__ == '__main__':
    unittest.main()
