#!/usr/bin/env python3
"""A pack from its draft to its withdrawal over HTTP: a table is changed, a bad cell found and mended, the pack
checked, its impact worked out, approved by a second officer, published, served and withdrawn; on SQLite and on
PostgreSQL."""
import datetime
import itertools
import json
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import time
import unittest
import uuid

from contract import Fits
from databases import OnCluster, needs_postgres
from people import Person
from server import ROOT, Server, program

DRAFTS = '/api/v1/pack-drafts'
CASES = '/api/v1/cases'
# Office 9999 has given no code: invented firms have them. Of the second the register knows all.
FIRM, NEIGHBOUR = '919900000000000192', '91990000000000027W'
TODAY = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=8)).date()
MEASURE = 'shops/measures/01-reopening/'
JOB_S = 60

PLACES = 'code,parent,zh,en\n21,,辽宁,Liaoning\n2109,21,阜新,Fuxin\n210902,2109,海州,Haizhou\n'
DATA = """lists:
  - name: places
    file: lists/places.csv
    code: code
    parent: parent
    zh: zh
    en: en
    label: {zh: 地点, en: Places}
    source: {zh: 虚构, en: Invented}
"""
PLACE_FACT = """
  - name: place
    subject: enterprise
    type: code
    list: places
    label: {zh: 所在地, en: Place}
    question: {zh: 在哪里？, en: Where is it?}
    order: 9000
"""
TABLE = """definitions:
  - name: sum_each
    label: {zh: 每人补助, en: Sum for each}
    table:
      hit: F
      inputs: ["shop_staff"]
      outputs: ["sum_each"]
      rules: |
        # FIRST
        | -     | 200 |
conditions:
""".replace('# FIRST', '| >= 10 | 300 |')
EXAMPLE = """
  - id: staff-{staff}
    note: {{zh: 人数界, en: At the bound of staff}}
    working: |
      {staff} x {each}.00 = {sum}.00
    on: 2020-03-10
    facts: {{shop_reopened: true, shop_staff: {staff}}}
    expect:
      - {{provision: "1.1", state: entitled, amount: "{sum}.00"}}
"""
DEMO = """id: shop
name: {zh: 虚构小店, en: Invented shop}
note: {zh: 虚构, en: Invented}
facts: {place: "210902", shop_reopened: true, shop_staff: 12}
"""
PROCEDURE = """id: reopening
title: {zh: 复工补助申领, en: Claiming the subsidy}
source: {zh: 虚构, en: Invented}
provisions: ["1.1"]
starts: [application]
form:
  - {title: {zh: 店铺, en: The shop}, facts: [shop_reopened, shop_staff]}
steps:
  - {id: acceptance, title: {zh: 受理, en: Acceptance}, does: accept, by: [{role: county_officer}]}
  - {id: decision, title: {zh: 决定, en: Decision}, does: decide, by: [{role: county_officer}]}
"""


def write_pack(folder):
    """A pack that passes every check, with a table; in a packs folder."""
    made = subprocess.run([program(), 'pack', 'new', '--id', 'shops', str(folder)],
                          cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert made.returncode == 0, (made.stdout + made.stderr).decode()
    root = next(p.parent for p in folder.rglob('pack.yaml'))
    (root / 'lists').mkdir()
    (root / 'demo').mkdir()
    (root / 'lists/places.csv').write_text(PLACES, encoding='utf-8')
    (root / 'data.yaml').write_text(DATA, encoding='utf-8')
    (root / 'demo/shop.yaml').write_text(DEMO, encoding='utf-8')

    def edit(name, change):
        path = root / name
        path.write_text(change(path.read_text(encoding='utf-8')), encoding='utf-8')
    (root / 'measures/01-reopening/procedure-reopening.yaml').write_text(PROCEDURE, encoding='utf-8')
    edit('pack.yaml', lambda t: t.replace('subjects:', 'place_list: places\nplace_fact: place\nsubjects:'))
    inside = 'measures/01-reopening/'
    edit(inside + 'facts.yaml', lambda t: t.rstrip() + '\n' + PLACE_FACT)

    def with_table(text):
        start, end = text.index('parameters:'), text.index('conditions:\n')
        text = text[:start] + TABLE + text[end + len('conditions:\n'):]
        return text.replace('shop_staff * sum_for_each', 'shop_staff * sum_each')
    edit(inside + 'provision-1.1.yaml', with_table)
    edit(inside + 'examples-1.1.yaml', lambda t: t.rstrip() + '\n' + EXAMPLE.format(staff=9, each=200, sum=1800)
         + EXAMPLE.format(staff=10, each=300, sum=3000))
    return root.parent


class Officer(Person):
    """A policy officer: also with PUT, and the headers of changes."""

    def send(self, method, path, body=None, version=None, key=False):
        headers = {'Content-Type': 'application/json', 'Cookie': self.cookie, 'X-CSRF-Token': self.csrf}
        if version:
            headers['If-Match'] = f'"{version}"'
        if key:
            headers['Idempotency-Key'] = str(uuid.uuid4())
        data = None if body is None else json.dumps(body).encode()
        return self.server.request(method, path, data, headers)


class PackDesk(Fits):
    """A server with two policy officers; `place` says where its database is, `url` what its console opens."""

    SERVED_WITH = ()  # further words of `fugong serve`

    @classmethod
    def add_to_pack(cls, root):
        """What else the pack has, in the folder of its files."""

    @classmethod
    def start(cls, url, *place):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix='fugong-publishing-'))
        packs = write_pack(cls.folder / 'packs')
        cls.add_to_pack(packs / 'shops')
        cls.words = ('--packs', str(packs), '--pack', 'shops')
        cls.where = ('--data', str(cls.folder / 'data'), *place)
        firms = cls.folder / 'firms.csv'
        firms.write_text('uscc,name,type,registered_on,place,shop_reopened,shop_staff\n'
                         f'{FIRM},虚构面馆,有限责任公司,2015-03-02,210902,,12\n'
                         f'{NEIGHBOUR},虚构书店,有限责任公司,2015-03-02,210902,true,12\n', encoding='utf-8')
        cls.run_program('register', 'import', firms, '--stated-on', '2020-03-10', *cls.where)
        cls.server = Server(cls.folder / 'data', '--demo-logins', '--demo-firm', FIRM, *cls.words, *place,
                            *cls.SERVED_WITH)
        assert cls.server.port, cls.server.said()
        cls.drafter = Officer(cls.server, 'demo-policy-officer').enter()
        secret = cls.folder / 'secret'
        added = subprocess.run(
            [program(), 'users', 'add', 'wang', '--name', '王', '--role', 'policy_officer', '--secret-out',
             str(secret), '--db', url or f'sqlite:{cls.folder}/data/fugong.db'],
            cwd=ROOT, capture_output=True, timeout=60, check=False)
        assert added.returncode == 0, (added.stdout + added.stderr).decode()
        cls.second = Officer.invited(cls.server, secret.read_text(encoding='utf-8').strip())

    @classmethod
    def run_program(cls, *words, status=0):
        done = subprocess.run([program(), '--lang', 'en', *cls.words, *map(str, words)], cwd=ROOT,
                              capture_output=True, timeout=60, check=False)
        assert done.returncode == status, (words, (done.stdout + done.stderr).decode())
        return done.stdout.decode()

    @classmethod
    def tearDownClass(cls):
        cls.server.close()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def begin(self, title='More for small shops'):
        answer = self.drafter.send('POST', DRAFTS, {'title': title}, key=True)
        return self.fits(f'POST {DRAFTS}', answer, 201)

    def job(self, draft, kind, **more):
        at = f'{DRAFTS}/{draft["id"]}/jobs'
        asked = self.fits(f'POST {DRAFTS}/{{draft}}/jobs', self.drafter.send('POST', at, {'kind': kind, **more}), 202)
        end = time.time() + JOB_S
        while time.time() < end:
            job = self.fits(f'GET {DRAFTS}/{{draft}}/jobs/{{job}}',
                            self.drafter.send('GET', f'{at}/{asked["id"]}'), 200)
            if job['state'] not in ('waiting', 'running'):
                return job
            time.sleep(0.2)
        self.fail('the job took too long')
        return None

    def act(self, who, draft, act, status=200, code=None, **more):
        answer = who.send('POST', f'{DRAFTS}/{draft["id"]}/acts', {'act': act, **more}, draft['revision'], True)
        return self.fits(f'POST {DRAFTS}/{{draft}}/acts', answer, status, code)

    def publish(self, draft, on=TODAY, **expected):
        """All the way from a draft as it stands; answers with it, published from today on, or from another day."""
        for kind in ('check', 'impact'):
            job = self.job(draft, kind)
            self.assertEqual(job['state'], 'done', job)
            self.assertTrue(kind == 'impact' or job['result']['passed'], job['result'])
        now = self.act(self.drafter, self.see(draft), 'submit')
        now = self.act(self.second, now, 'approve')
        return self.act(self.second, now, 'publish', effective_on=str(on), **expected)

    def served(self, wanted):
        """The hash of the pack that is served, once the server follows, within seconds."""
        end = time.time() + 20
        while self.server.get('/api/v1/packs').json()['served'] != wanted and time.time() < end:
            time.sleep(0.1)
        return self.server.get('/api/v1/packs').json()['served']

    def see(self, draft):
        return self.fits(f'GET {DRAFTS}/{{draft}}', self.drafter.send('GET', f'{DRAFTS}/{draft["id"]}'), 200)

    def amount(self, staff):
        answer = self.server.check({'shop_reopened': True, 'shop_staff': staff}, '2020-03-10')
        return answer['entitlements'][0]['amount_fen']

    def served_amount(self, staff, wanted):
        """Once the server follows, within seconds."""
        end = time.time() + 20
        while self.amount(staff) != wanted and time.time() < end:
            time.sleep(0.2)
        return self.amount(staff)

    def see_case(self, who, case):
        answer = who.get(f'{CASES}/{case["reference"]}')
        return self.fits(f'GET {CASES}/{{reference}}', answer, 200)

    def rerun(self, *words):
        return json.loads(self.run_program('cases', 'rerun', '--json', *words, *self.where))['cases']


class Publishing(PackDesk):
    """The tests of one database."""

    def basis(self, who, case, query='?answer=true'):
        answer = who.get(f'{CASES}/{case["reference"]}/basis{query}')
        return self.fits(f'GET {CASES}/{{reference}}/basis', answer, 200)

    def judged_anew_by(self, clerk, case):
        """An officer sees the difference of his places first, and then has the cases judged anew."""
        def run(who, status=200, place='210902', code=None, **more):
            return self.fits('POST /api/v1/reruns', who.post('/api/v1/reruns', {'place': place, **more}), status, code)
        run(self.drafter, 403, code='access-no-role')
        run(clerk, 403, place='11', code='access-outside')
        run(clerk, 422, after='nonsense')
        shown = run(clerk)
        self.assertEqual((shown['judged'], shown['differ'], shown['failed'], shown['next']), (1, 1, 0, None))
        [one] = shown['cases']
        self.assertEqual((one['reference'], one['firm'], one['before']['amount_fen'], one['after']['amount_fen']),
                         (case['reference'], FIRM, 360000, 420000))
        self.assertEqual(self.see_case(clerk, case)['version'], 2, 'nothing happened to it yet')
        self.assertEqual(run(clerk, dry_run=False)['judged'], 1)
        self.assertEqual(self.see_case(clerk, case)['history'][-1]['role'], 'programme')
        self.assertEqual(run(clerk)['judged'], 0)

    def test_a_table_from_the_draft_to_its_withdrawal(self):
        owner, clerk = (Person(self.server, f'demo-{role}').enter() for role in ('owner', 'county-officer'))
        filed = owner.post(CASES, {'provision': '1.1', 'firm': FIRM, 'facts': {'shop_reopened': True}},
                           Idempotency_Key=str(uuid.uuid4()))
        case = self.fits(f'POST {CASES}', filed, 201)
        self.assertEqual(case['judgement']['amount_fen'], 360000)
        draft = self.begin()
        self.assertEqual((draft['state'], draft['revision'], draft['acts']), ('draft', 1, ['submit']))
        at = f'{DRAFTS}/{draft["id"]}'
        sheet_route = f'{DRAFTS}/{{draft}}/sheets/{{owner}}'
        sheet = self.fits(f'GET {sheet_route}', self.drafter.send('GET', f'{at}/sheets/1.1'), 200)
        table = sheet['tables'][0]
        self.assertEqual(table['rows'], [['>= 10', '300'], ['-', '200']])
        self.assertEqual(table['columns'][0]['label']['en'], 'Staff of the shop')

        # A bad cell is told before anything is saved, and what the examples come to.
        def tried(rows):
            body = {'tables': [{'name': 'sum_each', 'rows': rows}],
                    'firm': {'on': '2020-03-10', 'facts': {'shop_reopened': True, 'shop_staff': 12}}}
            return self.fits(f'POST {sheet_route}/try', self.drafter.send('POST', f'{at}/sheets/1.1/try', body), 200)
        bad = tried([['>= 10', '300'], ['-', 'two hundred']])
        self.assertFalse(bad['compiles'])
        self.assertIn((0, 1, 1), [(f['table'], f['row'], f['column']) for f in bad['faults']])
        good = tried([['>= 10', '350'], ['-', '200']])
        self.assertTrue(good['compiles'])
        broken = [e for e in good['examples'] if not e['passed']]
        self.assertEqual([e['id'] for e in broken], ['staff-10'])
        self.assertEqual((broken[0]['expected'][0]['expected'], broken[0]['expected'][0]['got']),
                         ('entitled 3000.00', 'entitled 3500.00'))
        self.assertEqual(good['firm']['results'], [{'about': '1.1', 'got': 'entitled 4200.00'}])
        self.assertLess(good['ms'], 1000)

        # Saved with a bad cell, checked, mended.
        def save(rows):
            answer = self.drafter.send('PUT', f'{at}/sheets/1.1', {'tables': [{'name': 'sum_each', 'rows': rows}]},
                                       self.see(draft)['revision'])
            return self.fits(f'PUT {sheet_route}', answer, 200)
        save([['>= 10', '350'], ['-', 'two hundred']])
        job = self.job(draft, 'check')
        self.assertEqual((job['state'], job['result']['passed']), ('done', False))
        place = job['result']['faults'][0]['place']
        self.assertEqual(place['file'], MEASURE + 'provision-1.1.yaml')
        self.assertGreater(place['line'], 1)
        self.assertFalse(tried([['>= 10', '350'], ['-', 'still bad']])['compiles'])
        self.assertTrue(tried([['>= 10', '350'], ['-', '200']])['compiles'], 'a draft that does not load is mended')
        save([['>= 10', '350'], ['-', '200']])
        self.act(self.drafter, self.see(draft), 'submit', 409, 'check-missing')
        job = self.job(draft, 'check')
        self.assertEqual([f['code'] for f in job['result']['faults']], ['example-failed'])

        # The example is the law's word: it is written anew, to the version that was seen.
        path = f'{at}/file?path={MEASURE}examples-1.1.yaml'
        text = self.fits(f'GET {DRAFTS}/{{draft}}/file', self.drafter.send('GET', path), 200)['text']
        text = text.replace('10 x 300.00 = 3000.00', '10 x 350.00 = 3500.00').replace('"3000.00"', '"3500.00"')
        stale = self.drafter.send('PUT', path, {'text': text}, 1)
        self.fits(f'PUT {DRAFTS}/{{draft}}/file', stale, 412)
        self.fits(f'PUT {DRAFTS}/{{draft}}/file', self.drafter.send('PUT', path, {'text': text}), 428)
        now = self.fits(f'PUT {DRAFTS}/{{draft}}/file',
                        self.drafter.send('PUT', path, {'text': text, 'note': 'as decided'},
                                          self.see(draft)['revision']), 200)
        self.assertFalse(now['check']['is_current'])
        job = self.job(draft, 'check')
        self.assertTrue(job['result']['passed'], job['result']['faults'])

        job = self.job(draft, 'impact')
        self.assertEqual(job['state'], 'done', job)
        cash = job['result']['totals'][0]
        self.assertEqual((cash['before_fen'], cash['after_fen']), (360000, 420000))
        self.assertEqual(job['result']['firms'], {'better': 1, 'worse': 0, 'mixed': 0})
        cases = job['result']['cases']
        self.assertEqual((cases['open'], cases['changed'], cases['not_judged']), (1, 1, 0))
        self.assertEqual(cases['shown'], [{'reference': case['reference'], 'provision': '1.1', 'place': '210902',
                                           'before': {'state': 'entitled', 'amount_fen': 360000},
                                           'after': {'state': 'entitled', 'amount_fen': 420000}}])
        self.assertNotIn(FIRM, json.dumps(job), 'who writes packs reads no cases')
        self.assertEqual(self.see_case(owner, case)['version'], 1, 'nothing happened to it')

        now = self.act(self.drafter, self.see(draft), 'submit')
        self.assertEqual((now['state'], now['may_edit']), ('in_review', False))
        self.fits(f'PUT {DRAFTS}/{{draft}}/file', self.drafter.send('PUT', path, {'text': 'x'}, now['revision']), 409,
                  'not-now')
        self.act(self.drafter, now, 'approve', 403, 'access-own-work')
        now = self.act(self.second, now, 'approve')
        self.act(self.second, now, 'publish', 422, effective_on='2020-01-01')
        self.act(self.drafter, now, 'publish', 403, 'access-own-work', effective_on=str(TODAY))
        kept = ('packs', 'export', now['hash'], '--packs-kept', self.folder / 'kept', *self.where)
        self.run_program(*kept, status=3)  # nothing is kept for who may not publish it
        self.assertEqual(self.amount(12), 360000)
        now = self.act(self.second, now, 'publish', effective_on=str(TODAY), note='decided today')
        self.assertEqual((now['state'], now['publication']['effective_on']), ('published', str(TODAY)))
        auditor = Person(self.server, 'demo-audit-admin').enter()
        [told] = [e for e in auditor.get('/api/v1/audit/events?action=pack.publish').json()['events']]
        text = auditor.get(f'/api/v1/audit/events/{told["id"]}').json()['text']
        self.assertIn(f'"effective_on":"{TODAY}"', text.replace('\\', ''), 'what changes the law says from when')
        self.assertEqual(self.served_amount(12, 420000), 420000)
        packs = self.fits('GET /api/v1/packs', self.server.get('/api/v1/packs'), 200)
        self.assertEqual([p['state'] for p in packs['packs']], ['in_force', 'founding'])
        self.assertEqual(packs['served'], now['hash'])
        written = self.run_program(*kept).strip()
        self.assertEqual(written, str(self.folder / 'kept' / f'{now["hash"]}.pack'))
        self.assertTrue(pathlib.Path(written).exists())

        # The case of the older pack is served and handled by it, and judged anew when that is asked for.
        old = self.see_case(owner, case)
        self.assertEqual((old['title']['en'], old['judgement']['amount_fen']), ('Claiming the subsidy', 360000))
        accepted = clerk.post(f'{CASES}/{case["reference"]}/acts', {'act': 'accept'}, If_Match='"1"',
                              Idempotency_Key=str(uuid.uuid4()))
        self.fits(f'POST {CASES}/{{reference}}/acts', accepted, 200)
        basis = self.basis(clerk, case)
        self.assertEqual(basis['pack']['hash'], old['judgement']['pack'], 'of the case, not of the server')
        self.assertEqual([e['amount_fen'] for e in basis['answer']['entitlements'] if e['provision'] == '1.1'], [360000])
        self.assertIn('300', json.dumps(basis['provision']))
        self.assertIsNone(self.basis(owner, case, '')['answer'], 'nothing is judged for who reads the words only')
        for act, of in itertools.product(('tell_gaps', 'refuse'), ('document', 'fact', 'condition')):
            gaps = [{'of': 'fact', 'id': 'shop_staff', 'note': 'see'}, {'of': of, 'id': 'moon', 'note': 'why'}]
            told = clerk.post(f'{CASES}/{case["reference"]}/acts', {'act': act, 'reasons': gaps},
                              If_Match='"2"', Idempotency_Key=str(uuid.uuid4()))
            problem = self.fits(f'POST {CASES}/{{reference}}/acts', told, 422, 'reason-unknown')
            self.assertEqual([e['pointer'] for e in problem['errors']], ['/reasons/1/id'])
        [one] = self.rerun()
        self.assertEqual((one['case'], one['before']['amount_fen'], one['after']['amount_fen'], one['faults']),
                         (case['reference'], 360000, 420000, []))
        self.assertEqual(one['after']['pack'], now['hash'])
        self.judged_anew_by(clerk, case)
        self.assertEqual(self.rerun(), [])
        self.assertEqual(self.basis(clerk, case)['pack']['hash'], now['hash'])
        old = self.see_case(owner, case)
        self.assertEqual((old['judgement']['amount_fen'], old['step']['id']), (420000, 'decision'))
        self.assertEqual([e['act'] for e in old['history']], ['file', 'accept', 'rerun'])

        # What is written after it begins from it; without it the one before is in force again.
        later = self.begin('The next one')
        self.assertEqual(later['base_hash'], now['hash'])
        now = self.act(self.second, now, 'withdraw', note='a mistake in the table')
        self.assertEqual(self.served_amount(12, 360000), 360000)
        packs = self.fits('GET /api/v1/packs', self.server.get('/api/v1/packs'), 200)
        self.assertEqual([p['state'] for p in packs['packs']], ['withdrawn', 'in_force'])
        [back] = self.rerun()
        self.assertEqual((back['before']['amount_fen'], back['after']['amount_fen']), (420000, 360000))
        self.assertEqual(self.see_case(owner, case)['judgement']['amount_fen'], 420000)
        history = self.fits(f'GET {DRAFTS}/{{draft}}/history', self.drafter.send('GET', f'{at}/history'), 200)
        self.assertEqual([c['act'] for c in history['changes']],
                         ['withdraw', 'publish', 'approve', 'submit', 'change', 'change', 'change', 'begin'])
        self.assertEqual(history['changes'][4]['note'], 'as decided')

    def put(self, draft, name, text):
        """A file of the measure, changed to what the draft is now."""
        at = f'{DRAFTS}/{draft["id"]}/file?path={MEASURE}{name}'
        answer = self.drafter.send('PUT', at, {'text': text}, self.see(draft)['revision'])
        return self.fits(f'PUT {DRAFTS}/{{draft}}/file', answer, 200)

    def text(self, draft, name):
        answer = self.drafter.send('GET', f'{DRAFTS}/{draft["id"]}/file?path={MEASURE}{name}')
        return self.fits(f'GET {DRAFTS}/{{draft}}/file', answer, 200)['text']

    def rebase(self, draft, revision=None, **body):
        answer = self.drafter.send('POST', f'{DRAFTS}/{draft["id"]}/rebase', body,
                                   revision or self.see(draft)['revision'])
        return self.fits(f'POST {DRAFTS}/{{draft}}/rebase', answer, 200)

    def test_of_two_drafts_of_one_pack_the_second_undoes_nothing(self):
        first, second, third = (self.begin(title) for title in ('The first', 'The second', 'The third'))
        self.assertTrue(second['base_stands'])
        provision, examples = 'provision-1.1.yaml', 'examples-1.1.yaml'
        old = self.text(first, provision)
        self.put(first, provision, '# the first\n' + old.replace('| 300 |', '| 350 |'))
        self.put(first, examples, self.text(first, examples).replace('10 x 300.00 = 3000.00', '10 x 350.00 = 3500.00')
                 .replace('"3000.00"', '"3500.00"'))
        self.put(second, provision, old + '# the second\n')
        self.put(third, provision, old.replace('| 300 |', '| 400 |'))
        for kind in ('check', 'impact'):
            self.job(second, kind)
        reviewed = self.act(self.drafter, self.see(second), 'submit')
        approved = self.act(self.second, reviewed, 'approve')
        now = self.publish(first)

        # What the second officer approved was made from a pack that is no longer in force.
        self.assertFalse(self.see(second)['base_stands'])
        self.act(self.second, approved, 'publish', 409, 'base-moved', effective_on=str(TODAY))
        back = self.act(self.second, approved, 'send_back', note='rebase it')
        for kind in ('check', 'impact'):
            self.job(second, kind)
        review = self.act(self.drafter, self.see(back), 'submit')
        self.act(self.second, review, 'approve', 409, 'base-moved')
        self.act(self.second, review, 'send_back', note='rebase it')
        done = self.rebase(second)
        self.assertTrue(done['rebased'])
        self.assertEqual(done['files'], [MEASURE + examples, MEASURE + provision])
        self.assertEqual((done['draft']['base_hash'], done['draft']['base_stands']), (now['hash'], True))
        self.assertFalse(done['draft']['check']['is_current'], 'it is checked anew')
        self.assertEqual(self.text(second, provision), '# the first\n' + old.replace('| 300 |', '| 350 |')
                         + '# the second\n')
        files = self.drafter.send('GET', f'{DRAFTS}/{second["id"]}/files').json()['files']
        self.assertEqual([f['path'] for f in files if f['changed']], [MEASURE + provision], 'of its own')
        history = self.drafter.send('GET', f'{DRAFTS}/{second["id"]}/history').json()['changes']
        self.assertEqual((history[0]['act'], history[0]['files']), ('rebase', done['files']))
        self.assertFalse(self.rebase(second)['files'], 'once more changes nothing')
        now = self.publish(second)
        self.assertEqual(self.served_amount(12, 420000), 420000, 'the first is in it')

        # Where both changed one row it is named, and nothing is done before somebody decides.
        conflict = self.rebase(third)
        self.assertEqual((conflict['rebased'], conflict['draft']['revision']), (False, 2))
        [one] = conflict['conflicts']
        self.assertEqual((one['path'], one['draft'].split(), one['in_force'].split()),
                         (MEASURE + provision, ['|', '>=', '10', '|', '400', '|'], ['|', '>=', '10', '|', '350', '|']))
        self.assertEqual(self.text(third, provision).splitlines()[one['line'] - 1].split(), one['draft'].split())
        sides = [{'path': MEASURE + provision, 'side': 'draft'}]
        self.assertEqual(self.rebase(third, sides=sides, note='as the ministry wrote')['draft']['revision'], 3)
        text = self.text(third, provision)
        self.assertEqual(text, '# the first\n' + old.replace('| 300 |', '| 400 |') + '# the second\n')
        # An earlier state is that of the earlier base again.
        back = self.fits(f'POST {DRAFTS}/{{draft}}/restore',
                         self.drafter.send('POST', f'{DRAFTS}/{third["id"]}/restore', {'revision': 2}, 3), 200)
        self.assertEqual((back['base_hash'], back['base_stands']), (third['base_hash'], False))
        self.rebase(third, sides=sides)

        # What is to come counts too: nothing is published that it would undo.
        later = TODAY + datetime.timedelta(days=30)
        self.put(third, examples, self.text(third, examples).replace('10 x 350.00 = 3500.00', '10 x 400.00 = 4000.00')
                 .replace('"3500.00"', '"4000.00"'))
        to_come = self.publish(third, later)
        fourth = self.begin('The fourth')
        self.put(fourth, 'NOTES.md', 'why')
        self.publish(fourth, status=409, code='undone-later')
        self.act(self.second, self.see(fourth), 'publish', 409, 'base-moved', effective_on=str(later))
        self.act(self.second, self.see(fourth), 'send_back', note='on what is to come')
        self.assertEqual(self.rebase(fourth, on=str(later))['base_hash'], to_come['hash'])
        self.assertTrue(self.see(fourth)['base_stands'])
        for draft in (to_come, now):
            self.act(self.second, self.see(draft), 'withdraw', note='as it was')
        self.act(self.second, self.see(first), 'withdraw', note='as it was')
        self.assertEqual(self.served_amount(12, 360000), 360000)

    def test_earlier_states_come_back_and_bad_files_are_refused(self):
        draft = self.begin('Back and forth')
        at = f'{DRAFTS}/{draft["id"]}'
        new = f'{at}/file?path=shops/NOTES.md'
        put = f'PUT {DRAFTS}/{{draft}}/file'
        now = self.fits(put, self.drafter.send('PUT', new, {'text': 'why'}, 1), 200)
        self.assertNotEqual(now['hash'], draft['hash'])
        files = self.fits(f'GET {DRAFTS}/{{draft}}/files', self.drafter.send('GET', f'{at}/files'), 200)['files']
        self.assertEqual([f['path'] for f in files if f['changed']], ['shops/NOTES.md'])
        now = self.fits(f'POST {DRAFTS}/{{draft}}/restore',
                        self.drafter.send('POST', f'{at}/restore', {'revision': 1}, 2), 200)
        self.assertEqual((now['revision'], now['hash']), (3, draft['hash']))
        self.fits(f'GET {DRAFTS}/{{draft}}/file', self.drafter.send('GET', new), 404, 'file-unknown')
        for bad in ('../x.yaml', 'shops/../../x', 'other/x.yaml', 'shops/.git'):
            self.fits(put, self.drafter.send('PUT', f'{at}/file?path={bad}', {'text': 'x'}, 3), 422, 'path-invalid')
        self.fits(put, self.drafter.send('PUT', new, {'text': 'a\0b'}, 3), 422, 'text-invalid')
        self.fits(f'PUT {DRAFTS}/{{draft}}/sheets/{{owner}}',
                  self.drafter.send('PUT', f'{at}/sheets/1.1',
                                    {'tables': [{'name': 'sum_each', 'rows': [['-']]}]}, 3), 422, 'table-cells')

    def test_nobody_else_gets_in(self):
        draft = self.begin('Secret')
        nobody = self.server.get(f'{DRAFTS}/{draft["id"]}')
        self.fits(f'GET {DRAFTS}/{{draft}}', nobody, 401, 'sign-in-needed')
        owner = Officer(self.server, 'demo-analyst').enter()
        self.fits(f'GET {DRAFTS}', owner.send('GET', DRAFTS), 403, 'access-no-role')
        self.fits(f'GET {DRAFTS}/{{draft}}', owner.send('GET', f'{DRAFTS}/none'), 403, 'access-no-role')
        self.fits(f'GET {DRAFTS}/{{draft}}', self.drafter.send('GET', f'{DRAFTS}/none'), 404, 'draft-unknown')


    def test_what_no_program_loads_is_taken_back_from_the_console(self):
        """As after an update of the program: what was published doesn't load, so no server starts."""
        draft = self.begin('Does not load')
        new = f'{DRAFTS}/{draft["id"]}/file?path={MEASURE}provision-1.1.yaml'
        broken = self.fits(f'PUT {DRAFTS}/{{draft}}/file', self.drafter.send('PUT', new, {'text': 'id: ['}, 1), 200)
        self.run_sql(f"UPDATE pack_draft SET state = 'published' WHERE id = '{draft['id']}'")
        self.run_sql("INSERT INTO pack_publication VALUES "
                     f"('{draft['id']}', 'shops', '9', '店', 'Shops', 'n', 'z', 'e', '{broken['hash']}', 2, "
                     f"'{TODAY}', '{TODAY}', 1, '')")
        way_out = f'fugong packs withdraw shops {broken["hash"]} --because'

        def starting():
            return Server(self.folder / 'data', *self.words, *self.where[2:])
        second = starting()
        self.addCleanup(second.close)
        self.assertIsNone(second.port)
        self.assertIn(way_out, second.said())
        self.assertIn('provision-1.1.yaml', second.said(), 'why it does not load is said too')
        [listed] = [one for one in json.loads(self.run_program('packs', 'list', '--json', *self.where))['packs']
                    if one['state'] == 'in_force']
        self.assertEqual((listed['id'], listed['hash'], listed['effective_on']), ('shops', broken['hash'], str(TODAY)))
        told = self.run_program('packs', 'withdraw', 'shops', broken['hash'], '--because', 'does not load', *self.where)
        self.assertIn('the one of the packs folder', told)
        third = starting()
        self.addCleanup(third.close)
        self.assertIsNotNone(third.port, third.said())
        after = self.see(draft)
        self.assertEqual((after['state'], after['acts']), ('withdrawn', []))
        history = self.fits(f'GET {DRAFTS}/{{draft}}/history',
                            self.drafter.send('GET', f'{DRAFTS}/{draft["id"]}/history'), 200)['changes']
        self.assertEqual((history[0]['act'], history[0]['by'], history[0]['note']),
                         ('withdraw', 'console', 'does not load'))


class OnSqlite(Publishing, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.start('')

    @classmethod
    def run_sql(cls, sql):
        with sqlite3.connect(cls.folder / 'data' / 'fugong.db', timeout=30) as database:
            database.execute(sql)


@needs_postgres
class OnPostgresql(OnCluster, Publishing, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.url = cls.make_database('packs')
        cls.start(cls.url, '--db', cls.url)

    @classmethod
    def run_sql(cls, sql):
        cls.run_sql_in(cls.url, sql)


if __name__ == '__main__':
    unittest.main()
