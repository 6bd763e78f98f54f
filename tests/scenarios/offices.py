"""A server with its people, cases and funds, for scenarios: started once for a class, on SQLite and, where there
is one, on PostgreSQL."""
import datetime
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import uuid

from contract import Fits
from databases import OnCluster, needs_postgres
from pdf_text import text_of
from people import Person
from server import ROOT, Server, program

# Office 9999 has given no code: invented firms have it.
FIRM = '919900000000000192'
CASES, UPLOADS = '/api/v1/cases', '/api/v1/uploads'
PDF = b'%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF\n'
FUNDS = '/api/v1/funds'
PROPOSALS = '/api/v1/fund-proposals'


MONTHS = {}


def month_of(name):
    """A whole month of its own for each name, in which a group of trainees is another than all others."""
    later = datetime.timedelta(days=MONTHS.setdefault(name, len(MONTHS)) % 27)
    return {'training_from': str(datetime.date(2020, 7, 1) + later), 'training_to': str(datetime.date(2020, 7, 31) + later)}


class Offices(Fits):
    """`ON` is the day at the offices, `FIRM_ROW` the firm in the register, `tables()` further tables of facts
    (name, source, text of the CSV, text of the map), `packs()` other packs than the shipped ones."""
    ON = None
    FIRM_ROW = None
    SERVED_WITH = ()  # further words of `fugong serve`

    @classmethod
    def tables(cls):
        return []

    @classmethod
    def packs(cls):
        return ()

    @classmethod
    def start(cls, *place):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix='fugong-offices-'))
        cls.where = place or ('--data', str(cls.folder / 'data'))
        cls.url = place[1] if place else f'sqlite:{cls.folder}/data/fugong.db'
        cls.pack_words = cls.packs()
        head = 'uscc,name,type,registered_on,place,employees,industry_code,revenue\n'
        firms = cls.write('firms.csv', head + cls.FIRM_ROW + '\n')
        cls.run_program('register', 'import', firms, '--stated-on', cls.ON, *cls.where, *cls.pack_words)
        for name, source, rows, columns in cls.tables():
            table, words = cls.write(f'{name}.csv', rows), []
            if columns:
                words = ['--map', cls.write(f'{name}.yaml', columns)]
            cls.run_program('facts', 'import', table, '--source', source, *words, '--stated-on', cls.ON,
                            *cls.where, *cls.pack_words)
        cls.place = place
        cls.people = {}
        cls.serve(cls.ON)

    @classmethod
    def serve(cls, day):
        cls.server = Server(cls.folder / 'data', '--demo-logins', '--demo-firm', FIRM, '--on', day, *cls.place,
                            *cls.pack_words, *cls.SERVED_WITH)
        assert cls.server.port, cls.server.said()

    @classmethod
    def go_on(cls, day):
        """The same installation on a later day, with what the programme has to do by then done."""
        told = cls.server.told
        cls.server.close()
        cls.serve(day)
        cls.server.told = told
        for person in cls.people.values():
            person.server = cls.server
        cls.programme(day)

    @classmethod
    def programme(cls, day):
        cls.run_program('cases', 'run', '--data', cls.folder / 'data', *cls.place, *cls.pack_words, '--on', day)

    @classmethod
    def write(cls, name, text):
        path = cls.folder / name
        path.write_text(text, encoding='utf-8')
        return path

    @classmethod
    def run_program(cls, *words, code=0):
        done = subprocess.run([program(), '--lang', 'en', *map(str, words)], cwd=ROOT, capture_output=True,
                              timeout=60, check=False)
        assert done.returncode == code, (words, (done.stdout + done.stderr).decode())
        return done.stdout.decode()

    @classmethod
    def tearDownClass(cls):
        cls.server.close()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def a(self, role):
        """The demo person of a role, signed in once."""
        if role not in self.people:
            self.people[role] = Person(self.server, f'demo-{role}').enter()
        return self.people[role]

    def another(self, name, role, scope):
        """One more person in an office, let in by two administrators; from then on `self.a(name)`."""
        if name not in self.people:
            made = self.a('system-admin').post('/api/v1/people', {'login': name, 'name': name}, Idempotency_Key=f'{name}-1')
            path = f"/api/v1/people/{made.json()['person']['id']}"
            security = self.a('security-admin')
            given = security.post(f'{path}/grants', {'role': role, 'scope': scope}, Idempotency_Key=f'{name}-2',
                                  If_Match=security.get(path).headers['etag'])
            assert given.status == 201, given.body.decode()
            self.people[name] = Person.invited(self.server, made.json()['secret'])
        return name

    # Cases

    def raw(self, role, path, body, **headers):
        """Bytes as they are."""
        person = self.a(role)
        headers.setdefault('Content_Type', 'application/octet-stream')
        return self.server.request('POST', path, body, {
            'Cookie': person.cookie, 'X-CSRF-Token': person.csrf,
            **{k.replace('_', '-'): v for k, v in headers.items()}})

    def papers(self, provision):
        """A file for each document that the procedure always asks for, handed in by the owner."""
        procedure = self.server.get(f'/api/v1/procedures/{provision}').json()
        papers = []
        for document in procedure['documents']:
            if document['always']:
                answer = self.raw('owner', f'{UPLOADS}?firm={FIRM}', PDF, X_File_Name=f'{document["id"]}.pdf')
                made = self.fits(f'POST {UPLOADS}', answer, 201)
                papers.append({'document': document['id'], 'upload': made['id']})
        return papers

    def file(self, provision, facts, subject=None, status=201, code=None):
        body = {'provision': provision, 'firm': FIRM, 'facts': facts, 'declared': True}
        if subject:
            body['subject'] = subject
        papers = self.papers(provision)
        if papers:
            body['documents'] = papers
        answer = self.a('owner').post(CASES, body, Idempotency_Key=str(uuid.uuid4()))
        return self.fits(f'POST {CASES}', answer, status, code)

    def act(self, role, case, act, status=200, code=None, **more):
        answer = self.a(role).post(f'{CASES}/{case["reference"]}/acts', {'act': act, **more},
                                   Idempotency_Key=str(uuid.uuid4()), If_Match=f'"{case["version"]}"')
        return self.fits(f'POST {CASES}/{{reference}}/acts', answer, status, code)

    def see(self, role, case):
        answer = self.a(role).get(f'{CASES}/{case["reference"]}')
        return self.fits(f'GET {CASES}/{{reference}}', answer, 200)

    def letters(self, role, case):
        """By their kinds."""
        answer = self.a(role).get(f'{CASES}/{case["reference"]}/letters')
        listed = self.fits(f'GET {CASES}/{{reference}}/letters', answer, 200)['letters']
        return {letter['kind']: letter for letter in listed}

    def words_of(self, role, letter):
        """What is printed in one of them. Drawing takes a core that is free: where none is, it is tried again."""
        for _ in range(20):
            answer = self.a(role).get(letter['pdf'])
            if answer.status != 503:
                break
            time.sleep(0.5)
        self.assertEqual(answer.status, 200, answer.body[:500])
        return text_of(answer.body)

    def verified(self, letter):
        answer = self.server.get(f'/api/v1{letter["verify"]}')
        return self.fits('GET /api/v1/verify/{code}', answer, 200)

    def begin(self, provision, place, role='county-officer'):
        """Cases without an application; what came of it."""
        answer = self.a(role).post('/api/v1/programmes', {'provision': provision, 'place': place})
        return self.fits('POST /api/v1/programmes', answer, 200)

    # Funds

    def fund(self, name, role='province-officer'):
        """The line of this fund in the list."""
        listed = self.fits(f'GET {FUNDS}', self.a(role).get(FUNDS), 200)
        found = [f for f in listed['funds'] if f['fund'] == name]
        self.assertEqual(len(found), 1, listed)
        return found[0]

    def propose(self, fund, step, amount_fen, role='province-officer', status=201, code=None, **headers):
        path = f'{FUNDS}/{fund["id"]}/proposals'
        body = {'step': step, 'amount_fen': amount_fen, 'document': f'budget of {fund["year"]}'}
        answer = self.a(role).post(path, body, **{'Idempotency_Key': str(uuid.uuid4()), **headers})
        return self.fits(f'POST {FUNDS}/{{id}}/proposals', answer, status, code)

    def decide(self, proposal, decision, role='second-approver', status=200, code=None):
        answer = self.a(role).post(f'{PROPOSALS}/{proposal["id"]}/decision', {'decision': decision},
                                   Idempotency_Key=str(uuid.uuid4()))
        return self.fits(f'POST {PROPOSALS}/{{proposal}}/decision', answer, status, code)

    def fill(self, name, amount_fen):
        """So much more authority and cash, by two people."""
        fund = self.fund(name)
        for step in ('appropriate', 'pay_in'):
            self.decide(self.propose(fund, step, amount_fen), 'approve')
        return self.fund(name)

    def gained(self, name, before):
        """What changed in a fund since `before`, without what did not."""
        now = self.fund(name)
        return {key.removesuffix('_fen'): now[key] - before[key] for key in now
                if key.endswith('_fen') and now[key] != before[key]}

    def assert_proves_itself(self):
        """The ledger adds up, the audit log is whole and every case is what it says, in the server's database as
        it runs."""
        self.run_program('ledger', 'verify', '--db', self.url)
        said = self.run_program('cases', 'verify', *self.where)
        self.assertRegex(said, r'\A[1-9][0-9]* cases with [1-9][0-9]* events: all as the audit log says\n\Z')
        key, signed = self.folder / 'audit.key', self.folder / 'checkpoints'
        if not key.exists():
            self.run_program('audit', 'key', '--name', 'audit.example/1', '--out', key)
        self.run_program('audit', 'checkpoint', '--key', key, '--checkpoints', signed, '--db', self.url)
        self.run_program('audit', 'verify', '--key', f'{key}.pub', '--checkpoints', signed, '--db', self.url)


def on_both(tests):
    """Two classes in the module of `tests`: on SQLite, and on a private PostgreSQL."""
    class OnSqlite(tests, unittest.TestCase):
        @classmethod
        def setUpClass(cls):
            cls.start()

    @needs_postgres
    class OnPostgresql(OnCluster, tests, unittest.TestCase):
        @classmethod
        def setUpClass(cls):
            cls.start('--db', cls.make_database('offices'))

    for made in (OnSqlite, OnPostgresql):
        made.__name__ = made.__qualname__ = f'{tests.__name__}{made.__name__}'
        made.__module__ = tests.__module__
        setattr(sys.modules[tests.__module__], made.__name__, made)
    return tests
