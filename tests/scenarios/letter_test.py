#!/usr/bin/env python3
"""Letters, receipts, verification and the audit log of the real program over HTTP, from a filing to a
tampered database that is found; on SQLite and on PostgreSQL."""
import base64
import hashlib
import pathlib
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
import unittest
import uuid

from contract import Fits
from databases import OnCluster, needs_postgres
from pdf_text import text_of
from people import Person
from server import ROOT, Server, program

CASES = '/api/v1/cases'
VERIFY = '/api/v1/verify'
AUDIT = '/api/v1/audit'
FIRM = '919900000000000192'
ON = '2020-03-10'
FACTS = {'in_temporary_difficulty': True, 'has_good_prospects': True, 'level_one_response': True}
SIGNED_S = 20
PATIENCE = 6


def without_drawn(text):
    """Without hashes, codes and numbers of cases: what was drawn may happen to have any digits."""
    return re.sub('(?=[0-9]*[a-f])[0-9a-f]{16,}|[0-9A-Z]{4,5}(-[0-9A-Z]{2,5})+', '', text)


class Letters(Fits):
    """The tests of one database; `place` says where it is."""

    @classmethod
    def start(cls, *place):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix='fugong-letters-'))
        firms = cls.folder / 'firms.csv'
        firms.write_text('uscc,name,type,registered_on,place,employees,industry_code,revenue\n'
                         f'{FIRM},虚构口罩厂,有限责任公司,2015-03-02,210902,120,2770,18000000\n',
                         encoding='utf-8')
        where = cls.where = place or ('--data', str(cls.folder / 'data'))
        done = subprocess.run([program(), 'register', 'import', firms, '--stated-on', ON, *where],
                              cwd=ROOT, capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, (done.stdout + done.stderr).decode()
        cls.server = Server(cls.folder / 'data', '--demo-logins', '--demo-firm', FIRM, '--on', ON,
                            '--checkpoint-every', '1', '--public-url', 'https://relief.example', *place)
        assert cls.server.port, cls.server.said()
        cls.people = {}

    @classmethod
    def tearDownClass(cls):
        cls.server.close()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def a(self, role):
        if role not in self.people:
            self.people[role] = Person(self.server, f'demo-{role}').enter()
        return self.people[role]

    def filed(self, name):
        bill = {'id': name, 'bill_utility': 'power', 'bill_date': '2020-02-10', 'bill_unpaid': '5000.00'}
        body = {'provision': '3.9', 'firm': FIRM, 'subject': name, 'facts': {**FACTS, 'utility_bills': [bill]},
                'declared': True}
        answer = self.a('owner').post(CASES, body, Idempotency_Key=str(uuid.uuid4()))
        if answer.status == 422:  # without a declaration it has no such field
            del body['declared']
            answer = self.a('owner').post(CASES, body, Idempotency_Key=str(uuid.uuid4()))
        return self.fits(f'POST {CASES}', answer, 201)

    def act(self, role, case, act, **more):
        answer = self.a(role).post(f'{CASES}/{case["reference"]}/acts', {'act': act, **more},
                                   Idempotency_Key=str(uuid.uuid4()), If_Match=f'"{case["version"]}"')
        return self.fits(f'POST {CASES}/{{reference}}/acts', answer, 200)

    def granted(self, name):
        now = self.act('county-officer', self.filed(name), 'accept')
        return self.act('city-officer', now, 'grant', amount_fen=500000,
                        reasons=[{'of': 'words', 'note': '现场核实'}])

    def letters(self, case, role='owner'):
        answer = self.a(role).get(f'{CASES}/{case["reference"]}/letters')
        found = self.fits(f'GET {CASES}/{{reference}}/letters', answer, 200)['letters']
        return {one['kind']: one for one in found}

    def pdf(self, case, kind, role='owner', status=200):
        # Drawing takes half a second of a core that is free: where none is, the answer says to try again.
        for _ in range(PATIENCE):
            answer = self.a(role).get(f'{CASES}/{case["reference"]}/letter.pdf?kind={kind}')
            if answer.status != 503:
                break
        self.assertEqual(answer.status, status, answer.body[:500])
        return answer

    def verify(self, code, status=200, **query):
        more = '?' + '&'.join(f'{k}={v}' for k, v in query.items()) if query else ''
        return self.fits(f'GET {VERIFY}/{{code}}', self.server.get(f'{VERIFY}/{code}{more}'), status)

    def until_signed(self, code):
        end = time.monotonic() + SIGNED_S
        while True:
            known = self.verify(code)
            if known['audit']['state'] == 'signed' or time.monotonic() > end:
                return known
            time.sleep(1)

    def run_tool(self, *arguments):
        return subprocess.run([program(), '--lang', 'en', *map(str, arguments)], cwd=ROOT,
                              capture_output=True, timeout=60, check=False)

    def test_a_an_acknowledgement_comes_with_the_filing(self):
        case = self.filed('A1')
        letters = self.letters(case)
        self.assertEqual(list(letters), ['acknowledgement'])
        self.assertEqual(letters['acknowledgement']['date'], ON)
        self.assertEqual(self.pdf(case, 'decision', status=404).json()['type'], '/problems/letter-none')
        self.assertEqual(self.pdf(case, 'other', status=400).json()['type'], '/problems/query-invalid')
        answer = self.pdf(case, 'acknowledgement')
        self.assertEqual(answer.media_type, 'application/pdf')
        self.assertIn('attachment', answer.headers['content-disposition'])
        text = text_of(answer.body)
        for part in ['收件回执', case['reference'], '虚构口罩厂', '2020年3月10日', '阜新市', '缓缴电费',
                     letters['acknowledgement']['code'], 'Acknowledgement of your application']:
            self.assertIn(part, text)
        self.assertNotIn('5,000', text)

    def test_b_a_decision_is_a_letter_that_anybody_can_verify(self):
        case = self.granted('BILL')
        letter = self.letters(case)['decision']
        self.assertEqual(letter['number'], f'{case["reference"]}/3')
        known = self.until_signed(letter['code'])
        answer = self.pdf(case, 'decision')
        self.granted('LATER')  # the log grows
        self.assertEqual(self.pdf(case, 'decision').body, answer.body, 'the same bytes each time')
        self.assertEqual(self.pdf(case, 'decision', 'city-officer').body, answer.body)
        text, proof_page = text_of(answer.body).split('包含证明 Inclusion proof', 1)
        for part in ['准予决定书', letter['number'], '5,000.00', '人民币伍仟元整', '现场核实', '阜新市',
                     letter['code'], 'Decision: granted', 'relief.example']:
            self.assertIn(part, text)
        self.assertNotIn('120', without_drawn(text), 'no fact of the firm')
        self.assertEqual((known['kind'], known['number'], known['date'], known['decision'], known['standing']),
                         ('decision', letter['number'], ON, 'granted', True))
        self.assertIn(known['hash'], text.replace(' ', ''))
        self.assertEqual(known['audit']['state'], 'signed')
        for secret in [FIRM, '5000', '500000', 'BILL']:
            self.assertNotIn(secret, without_drawn(str(known)))
        proof = self.server.get(known['audit']['proof'])
        self.assertEqual((proof.status, proof.media_type), (200, 'text/plain'))
        file = self.folder / 'letter.tlog-proof'
        file.write_bytes(proof.body)
        done = self.run_tool('audit', 'check', file, '--key', self.folder / 'data/audit.key.pub')
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertIn(case['reference'], done.stdout.decode())

        self.assertIn('c2sp.org/tlog-proof@v1', proof_page)
        self.check_paper(answer.body, case, known)

    def check_paper(self, pdf, case, known):
        """What is printed proves itself, by the text alone."""
        for layout in ([], ['-layout']):
            done = subprocess.run(['pdftotext', *layout, '-', '-'], input=pdf, capture_output=True, timeout=30,
                                  check=True)
            file = self.folder / 'letter.txt'
            file.write_bytes(done.stdout)
            checked = self.run_tool('audit', 'check', file, '--key', self.folder / 'data/audit.key.pub')
            self.assertEqual(checked.returncode, 0, checked.stderr.decode())
            self.assertIn(f'leaf {known["audit"]["index"]} ', checked.stdout.decode())
            self.assertIn(case['reference'], checked.stdout.decode())
            proof = re.search(r'(?m)^[ \f]*\| extra (.)', done.stdout.decode())
            text = done.stdout.decode()
            file.write_text(text[:proof.start(1)] + ('f' if proof[1] == 'e' else 'e') + text[proof.end(1):],
                            encoding='utf-8')
            checked = self.run_tool('audit', 'check', file, '--key', self.folder / 'data/audit.key.pub')
            self.assertEqual(checked.returncode, 3, 'a changed paper proves nothing')

    def test_c_a_changed_letter_is_told(self):
        case = self.granted('C1')
        code = self.letters(case)['decision']['code']
        pdf = self.pdf(case, 'decision').body
        true = hashlib.sha256(pdf).hexdigest()
        false = hashlib.sha256(pdf.replace(b'1', b'2', 1)).hexdigest()
        self.assertEqual(self.verify(code)['copy'], None)
        self.assertEqual(self.verify(code, sha256=true)['copy'], 'same')
        self.assertEqual(self.verify(code, sha256=false)['copy'], 'differs')
        self.assertEqual(self.verify(code.lower().replace('-', ''))['code'], code)
        self.verify('7KQ2M-1XT5R-03BCD-9FGHJ', 404)
        self.verify('nonsense', 404)
        self.verify(code, 400, sha256='12')
        known = self.fits(f'POST {VERIFY}', self.server.post(VERIFY, {'sha256': true}), 200)
        self.assertEqual((known['code'], known['copy']), (code, 'same'))
        self.fits(f'POST {VERIFY}', self.server.post(VERIFY, {'sha256': false}), 404, 'letter-unknown')
        known = self.fits(f'POST {VERIFY}', self.server.post(VERIFY, {'sha256': false, 'code': code}), 200)
        self.assertEqual(known['copy'], 'differs')
        self.fits(f'POST {VERIFY}', self.server.post(VERIFY, {}), 422)
        now = self.a('owner').get(f'{CASES}/{case["reference"]}').json()
        self.act('owner', now, 'withdraw')
        known = self.verify(code)
        self.assertEqual((known['standing'], known['decision']), (False, 'granted'))

    def test_d_receipts_are_handed_out_and_hold(self):
        case = self.filed('D1')
        path = f'{CASES}/{case["reference"]}'
        answer = self.a('owner').get(f'{path}/receipt')
        self.fits(f'GET {CASES}/{{reference}}/receipt', answer, 200)
        self.assertEqual(answer.json()['hash'], case['judgement']['receipt'])
        opening = self.a('owner').get(f'{path}/opening')
        self.fits(f'GET {CASES}/{{reference}}/opening', opening, 200)
        receipt = self.folder / 'r.json'
        receipt.write_bytes(answer.body)
        pathlib.Path(str(receipt) + '.opening').write_bytes(opening.body)
        done = self.run_tool('receipt', 'verify', receipt, '--opening', str(receipt) + '.opening')
        self.assertEqual(done.returncode, 0, (done.stdout + done.stderr).decode())
        kept = self.folder / 'kept'
        done = self.run_tool('packs', 'export', answer.json()['pack']['hash'], '--packs-kept', kept,
                             *self.where)
        self.assertEqual(done.returncode, 0, (done.stdout + done.stderr).decode())
        done = self.run_tool('replay', receipt, '--packs-kept', kept)
        self.assertEqual(done.returncode, 0, (done.stdout + done.stderr).decode())
        self.assertEqual(self.a('county-officer').get(f'{path}/receipt').body, answer.body)
        self.fits(f'GET {CASES}/{{reference}}/opening', self.a('county-officer').get(f'{path}/opening'), 403)
        for what in ['receipt', 'opening', 'letters', 'letter.pdf?kind=acknowledgement']:
            self.assertEqual(self.server.get(f'{path}/{what}').status, 401)
            self.assertEqual(self.a('partner').get(f'{path}/{what}').status, 404)

    def events(self, **query):
        more = '&'.join(f'{k}={v}' for k, v in query.items())
        answer = self.a('audit-admin').get(f'{AUDIT}/events?{more}')
        return self.fits(f'GET {AUDIT}/events', answer, 200)

    def test_e_the_log_is_read_by_those_who_audit_and_reading_is_an_event(self):
        case = self.granted('E1')
        self.act('partner', case, 'decline', note='供电方无法同意',
                 reasons=[{'of': 'words', 'note': '欠费过多'}])
        page = self.events(record=case['reference'], kind='case')
        self.assertEqual([e['action'] for e in page['events']],
                         ['case.decline', 'case.grant', 'case.accept', 'case.file'])
        first = self.events(record=case['reference'], limit=3)
        rest = self.events(record=case['reference'], limit=3, cursor=first['next_cursor'])
        self.assertEqual(first['events'] + rest['events'], page['events'])
        self.assertEqual(rest['next_cursor'], None)
        self.assertEqual(self.events(record=case['reference'], action='case.grant')['events'], page['events'][1:2])
        declined = page['events'][0]
        self.assertEqual(declined['personal'], ['note'])
        path = f'{AUDIT}/events/{declined["id"]}'
        operation = f'{AUDIT}/events/{{region}}/{{position}}'
        shown = self.fits(f'GET {operation}', self.a('audit-admin').get(path), 200)
        self.assertEqual(shown['event'], declined)
        self.assertEqual(hashlib.sha256(b'\0' + shown['text'].encode()).hexdigest(), declined['hash'])
        self.assertNotIn('供电方', shown['text'])
        opened = self.fits(f'POST {operation}/openings',
                           self.a('audit-admin').post(f'{path}/openings', {'reason': '投诉核查'}), 200)
        self.assertEqual(opened['openings'], [{'name': 'note', 'value': '供电方无法同意'}])
        self.fits(f'POST {operation}/openings', self.a('audit-admin').post(f'{path}/openings', {}), 422)
        told = self.events(region='audit')['events']
        self.assertEqual(told[0]['action'], 'audit.open')
        self.assertEqual((told[0]['record'], told[0]['personal']), (declined['id'], ['reason']))
        self.assertIn('audit.read', [e['action'] for e in told])
        self.assertEqual({e['role'] for e in told}, {'audit_admin'})
        self.fits(f'GET {operation}', self.a('audit-admin').get(f'{AUDIT}/events/210902/99999'), 404)
        self.fits(f'GET {operation}', self.a('audit-admin').get(f'{AUDIT}/events/210902/x'), 404)
        for wrong in ['from=2020-02-30', 'actor=', 'limit=0', 'cursor=x']:
            self.fits(f'GET {AUDIT}/events', self.a('audit-admin').get(f'{AUDIT}/events?{wrong}'), 400)
        for who in ['owner', 'county-officer', 'system-admin', 'security-admin']:
            self.fits(f'GET {AUDIT}/events', self.a(who).get(f'{AUDIT}/events'), 403)
            self.fits(f'POST {AUDIT}/verification', self.a(who).post(f'{AUDIT}/verification', {}), 403)
            self.fits(f'GET {operation}/proof', self.a(who).get(f'{path}/proof'), 403)
        self.fits(f'GET {AUDIT}/events', self.server.get(f'{AUDIT}/events'), 401)

    def verification(self):
        """Runs one; what it found."""
        answer = self.a('audit-admin').post(f'{AUDIT}/verification', {})
        self.fits(f'POST {AUDIT}/verification', answer, 202)
        end = time.monotonic() + SIGNED_S
        while True:
            answer = self.a('audit-admin').get(f'{AUDIT}/verification', Accept_Language='en')
            state = self.fits(f'GET {AUDIT}/verification', answer, 200)
            if state['state'] != 'running' or time.monotonic() > end:
                return state
            time.sleep(0.2)

    def proof_of_an_unsigned_event(self):
        """What is answered for an event that no checkpoint covers: the newest one, that somebody looked a moment ago.
        A checkpoint is made every second, so one may fall between the look and the question: then it is asked again of
        a newer event."""
        end = time.monotonic() + SIGNED_S
        while True:
            newest = self.events(region='audit')['events'][0]['id']
            answer = self.a('audit-admin').get(f'{AUDIT}/events/{newest}/proof')
            if answer.status != 200 or time.monotonic() > end:
                return answer

    def test_f_verification_over_http(self):
        case = self.filed('F1')
        self.until_signed(self.letters(case)['acknowledgement']['code'])
        operation = f'{AUDIT}/events/{{region}}/{{position}}'
        path = f'{AUDIT}/events/{self.events(record=case["reference"], action="case.file")["events"][0]["id"]}'
        shown = self.fits(f'GET {operation}', self.a('audit-admin').get(path), 200)
        self.assertTrue(shown['place']['signed'])
        proof = self.a('audit-admin').get(f'{path}/proof')
        self.assertEqual((proof.status, proof.media_type), (200, 'text/plain'))
        file = self.folder / 'event.tlog-proof'
        file.write_bytes(proof.body)
        checked = self.run_tool('audit', 'check', file, '--key', self.folder / 'data/audit.key.pub')
        self.assertEqual(checked.returncode, 0, checked.stderr)
        proved = next(line for line in proof.body.decode().splitlines() if line.startswith('extra '))
        self.assertEqual(base64.b64decode(proved.removeprefix('extra ')).decode(), shown['text'])
        self.fits(f'GET {operation}/proof', self.proof_of_an_unsigned_event(), 404, 'proof-none')
        kept = self.fits(f'GET {AUDIT}/checkpoints', self.a('audit-admin').get(f'{AUDIT}/checkpoints'), 200)
        self.assertEqual(kept['origin'], 'demo.invalid/fugong')
        sizes = [one['size'] for one in kept['checkpoints']]
        self.assertEqual(sizes, sorted(sizes, reverse=True))
        state = self.verification()
        self.assertEqual(state['state'], 'sound', state)
        self.assertGreaterEqual(state['events'], state['signed_leaves'])

    def test_x_whoever_has_letters_drawn_without_end_waits(self):
        case = self.filed('X1')
        path = f'{CASES}/{case["reference"]}/letter.pdf?kind=acknowledgement'
        for _ in range(80):
            answer = self.a('helper').get(path)
            if answer.status == 429:
                break
        self.fits(f'GET {CASES}/{{reference}}/letter.pdf', answer, 429, 'rate-limited')
        self.assertGreaterEqual(int(answer.headers['retry-after']), 1)
        self.assertEqual(self.pdf(case, 'acknowledgement').headers['ratelimit-policy'], '"letter";q=20;w=60')

    def test_y_whoever_tries_codes_is_stopped(self):
        for _ in range(61):
            answer = self.server.get(f'{VERIFY}/7KQ2M-1XT5R-03BCD-9FGHJ')
        self.fits(f'GET {VERIFY}/{{code}}', answer, 429, 'rate-limited')
        self.assertIn('retry-after', answer.headers)


class OnSqlite(Letters, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.start()

    def test_z_a_tampered_database_is_found(self):
        case = self.filed('Z1')
        found = self.events(record=case['reference'])['events'][0]
        region, position = found['id'].split('/')
        database = sqlite3.connect(self.folder / 'data' / 'fugong.db', timeout=20)
        with database:
            database.execute('DROP TRIGGER audit_event_no_UPDATE')
            database.execute("UPDATE audit_event SET actor = 'x' WHERE region = ? AND position = ?",
                             (region, int(position)))
        database.close()
        state = self.verification()
        self.assertEqual(state['state'], 'broken', state)
        self.assertEqual((state['fault']['code'], state['fault']['pointer']),
                         ('audit-event-changed', f'/events/{found["id"]}'))


@needs_postgres
class OnPostgresql(OnCluster, Letters, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.start('--db', cls.make_database('letters'))


if __name__ == '__main__':
    unittest.main()
