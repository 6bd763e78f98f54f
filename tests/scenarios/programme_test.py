#!/usr/bin/env python3
"""What the programme does by itself, with the real program: cases that begin without an application, the
clock's acts, and another pack that judges open cases anew; on SQLite and on PostgreSQL."""
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import uuid

from contract import Fits
from databases import OnCluster, needs_postgres
from people import Person
from server import ROOT, Server, program

CASES = '/api/v1/cases'
# Office 9999 has given no code: invented firms have them.
FIRMS = {'919900000000000192': ('110101', 120), '91990000000000027W': ('110101', 9)}
FIRM = next(iter(FIRMS))
ON = '2020-03-02'  # a Monday
PROCEDURE = """id: waiver
title: {zh: 减免, en: Waiver}
source: {zh: 虚构, en: Invented}
provisions: ["1.3"]
starts: [application, automatic]
form:
  - {title: {zh: 人数, en: Staff}, facts: [staff]}
steps:
  - {id: acceptance, title: {zh: 受理, en: Acceptance}, does: accept, by: [{role: county_officer}], skip_if_automatic: true}
  - {id: decision, title: {zh: 决定, en: Decision}, does: decide, by: [{role: programme}, {role: county_officer}]}
  - {id: publicity, title: {zh: 公示, en: Publication}, does: publish, within: {working_days: 5}}
"""


def packs_of(folder, amount):
    """The small pack of the receipts' tests, in which a firm with ten people gets so much."""
    shutil.copytree(ROOT / 'tests' / 'golden' / 'receipts' / 'packs', folder)
    pack = folder / 'small'
    (pack / 'lists' / 'places.csv').write_text(
        'code,parent,zh,en\n110000,,北省,North\n110100,110000,北一市,North One\n'
        '110101,110100,北一区,North One A\n220000,,南省,South\n', encoding='utf-8')
    measure = pack / 'measures' / '01-discount'
    (measure / 'procedure-waiver.yaml').write_text(PROCEDURE, encoding='utf-8')
    for path, old, new in ((measure / 'provision-1.3.yaml', 'amount: "1000"', f'amount: "{amount}"'),
                           (measure / 'provision-1.3.yaml', 'region: ["1"]', 'region: ["110000"]'),
                           (pack / 'demo' / 'firm.yaml', 'place: "11"', 'place: "110101"')):
        text = path.read_text(encoding='utf-8')
        assert old in text, (path, old)
        path.write_text(text.replace(old, new), encoding='utf-8')
    return folder


class Programme(Fits):
    """The test of one database; `place` says where it is."""

    def run_program(self, *words, status=0, packs=None):
        done = subprocess.run([program(), '--lang', 'en', '--packs', packs or self.old, '--pack', 'small',
                               *map(str, words)], cwd=ROOT, capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, status, (done.stdout + done.stderr).decode())
        return done.stdout.decode()

    def cases(self, *words, status=0, packs=None):
        return json.loads(self.run_program('cases', *words, *self.where, '--json', status=status, packs=packs))

    def serve(self, packs):
        server = Server(self.data, '--packs', packs, '--pack', 'small', '--demo-logins', '--demo-firm', FIRM,
                        '--on', ON, *self.place)
        assert server.port, server.said()
        self.addCleanup(server.close)
        return server

    def begin(self, person, status=200, code=None, **body):
        answer = person.post('/api/v1/programmes', {'provision': '1.3', 'place': '110101', **body})
        return self.fits('POST /api/v1/programmes', answer, status, code)

    def see(self, person, reference):
        return self.fits(f'GET {CASES}/{{reference}}', person.get(f'{CASES}/{reference}'), 200)

    def board(self, server, query=''):
        path = '/api/v1/publications'
        answer = server.get(path + query)
        return self.fits(f'GET {path}', answer, 200)['publications'], answer.body.decode()

    def published(self, server, reference):
        """Everybody sees it without signing in, by place and provision, and nothing that the firm stated."""
        [one], text = self.board(server, '?place=1101&provision=1.3')
        self.assertEqual((one['reference'], one['firm_name']['zh'], one['amount_fen'], one['from'], one['until']),
                         (reference, '虚构厂', 150000, ON, '2020-03-09'))
        self.assertEqual(one['office']['zh'], '北省北一市北一区经办机关（按规则自动办理）')
        self.assertNotIn(FIRM, text)
        self.assertNotIn('120', text.replace(reference, ''))
        self.assertEqual(self.board(server, '?place=22')[0], [])
        self.assertEqual(self.board(server, '?provision=1.1')[0], [])
        self.fits('GET /api/v1/publications', server.get('/api/v1/publications?cursor=made-up'), 400, 'cursor-invalid')

    def figures(self, server, analyst, owner):
        path = '/api/v1/case-figures'
        self.fits(f'GET {path}', server.get(path), 401, 'sign-in-needed')
        self.fits(f'GET {path}', owner.get(path), 403, 'access-no-role')
        self.fits(f'GET {path}', analyst.get(f'{path}?by=firm'), 400)
        for by, title in (('provision', None), ('place', '北省'), ('step', 'Waiver: Publication'), ('role', 'the system')):
            found = self.fits(f'GET {path}', analyst.get(f'{path}?by={by}'), 200)
            [row] = found['rows']
            self.assertEqual((row['open'], row['late'], found['least_shown']), (None, None, 5), 'one case is too few to show')
            if title:
                self.assertIn(title, row['title'].values())

    def test_cases_without_an_application(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='fugong-programme-'))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.data = self.folder / 'data'
        self.where = ('--data', self.data, *self.place)
        self.old, new = packs_of(self.folder / 'old', 1000), packs_of(self.folder / 'new', 1500)
        firms = self.folder / 'firms.csv'
        firms.write_text('uscc,name,type,registered_on,place,staff\n' + ''.join(
            f'{code},虚构厂,有限责任公司,2015-03-02,{place},{staff}\n'
            for code, (place, staff) in FIRMS.items()), encoding='utf-8')
        self.run_program('register', 'import', firms, '--stated-on', ON, *self.where)
        server = self.serve(self.old)
        clerk, owner = (Person(server, f'demo-{role}').enter() for role in ('county-officer', 'owner'))

        self.begin(owner, 403, 'access-no-role')
        self.begin(clerk, 403, 'access-outside', place='22')
        self.begin(clerk, 422, 'procedure-none', provision='1.1')
        tried = self.begin(clerk, dry_run=True)
        self.assertEqual((tried['firms'], tried['entitled'], tried['begun'], tried['amount_fen'], tried['next']),
                         (2, 1, 0, 100000, None))
        begun = self.begin(clerk)
        self.assertEqual((begun['begun'], begun['failed'], begun['already']), (1, 0, 0))
        again = self.begin(clerk)
        self.assertEqual((again['begun'], again['already']), (0, 1))
        self.assertEqual(self.cases('begin', '1.3', '--on', ON)['already'], 1)
        [reference] = begun['references']
        mine = self.see(owner, reference)
        self.assertEqual((mine['start'], mine['history'][0]['role']), ('automatic', 'programme'))
        self.assertEqual([s['state'] for s in mine['timeline']][0], 'skipped')
        self.assertEqual([(f['fact'], f['value'], f['source']) for f in mine['facts'] if f['fact'] == 'staff'],
                         [('staff', '120', 'market')])

        # Another pack gives more: what is undecided is judged anew, and keeps its procedure.
        [one] = self.cases('rerun', '--on', ON, packs=new)['cases']
        self.assertEqual((one['case'], one['before']['amount_fen'], one['after']['amount_fen'], one['differs']),
                         (reference, 100000, 150000, True))
        self.assertEqual(self.see(owner, reference)['version'], 1)
        self.cases('rerun', '--apply', '--on', ON, packs=new)
        self.assertEqual(self.cases('rerun', '--on', ON, packs=new)['cases'], [])
        self.assertEqual(self.see(owner, reference)['judgement']['amount_fen'], 150000)
        server.close()

        # A server of the new pack handles the cases of the old one.
        passwords = server.told
        server = self.serve(new)
        server.told = passwords
        owner = Person(server, 'demo-owner').enter()
        self.assertEqual(self.see(owner, reference)['title']['en'], 'Waiver')
        done = self.cases('run', '--on', ON, packs=new)
        self.assertEqual(done['faults'], [])
        now = self.see(owner, reference)
        self.assertEqual((now['decision']['amount_fen'], now['waits_for']), (150000, 'programme'))
        self.assertEqual(now['due'], '2020-03-09')
        self.published(server, reference)
        self.figures(server, Person(server, 'demo-analyst').enter(), owner)
        self.assertEqual(self.cases('run', '--on', '2020-03-09')['acts'], [])
        self.assertEqual(self.cases('run', '--on', '2020-03-10')['acts'],
                         [{'case': reference, 'act': 'publication_ends'}])
        self.assertEqual(self.cases('run', '--on', '2020-03-10')['acts'], [])
        self.assertEqual(self.see(owner, reference)['outcome'], 'granted')
        self.assertEqual(self.board(server)[0], [], 'its time is over')
        self.assertEqual(self.cases('begin', '1.3', '--on', ON, packs=new)['already'], 1, 'granted is enough')

        # Nobody files for what the programme has open; and it says so before.
        preview = owner.post(f'{CASES}/preview', {'provision': '1.3', 'firm': FIRM})
        known = self.fits(f'POST {CASES}/preview', preview, 200)
        self.assertEqual([(k['fact'], k['value'], k['source']) for k in known['known']],
                         [('staff', '120', 'market')])
        self.assertEqual((known['judgement']['amount_fen'], known['open_case']), (150000, None))
        filed = owner.post(CASES, {'provision': '1.3', 'firm': FIRM}, Idempotency_Key=str(uuid.uuid4()))
        self.assertEqual(self.fits(f'POST {CASES}', filed, 201)['waits_for'], 'county_officer')


class OnSqlite(Programme, unittest.TestCase):
    place = ()


@needs_postgres
class OnPostgresql(OnCluster, Programme, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = ('--db', cls.make_database('programme'))


if __name__ == '__main__':
    unittest.main()
