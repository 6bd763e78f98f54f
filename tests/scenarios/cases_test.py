#!/usr/bin/env python3
"""Cases of the real program over HTTP: power bills deferred in Fuxin (provision 3.9), from the firm's
filing over the offices of county and city to the supplier's word; on SQLite and on PostgreSQL."""
import json
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest
import uuid

from contract import Fits
from databases import OnCluster, needs_postgres
from people import Person
from server import ROOT, Server, program

CASES = '/api/v1/cases'
# Office 9999 has given no code: invented firms have it.
FIRM = '919900000000000192'
ON = '2020-03-10'
DIFFICULT = {'in_temporary_difficulty': True, 'has_good_prospects': True, 'level_one_response': True}


def bill(name, unpaid='5000.00'):
    return {'id': name, 'bill_utility': 'power', 'bill_date': '2020-02-10', 'bill_unpaid': unpaid}


class Cases(Fits):
    """The tests of one database; `place` says where it is."""

    @classmethod
    def start(cls, *place):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix='fugong-cases-'))
        firms = cls.folder / 'firms.csv'
        firms.write_text('uscc,name,type,registered_on,place,employees,industry_code,revenue\n'
                         f'{FIRM},虚构口罩厂,有限责任公司,2015-03-02,210902,120,2770,18000000\n',
                         encoding='utf-8')
        where = place or ('--data', str(cls.folder / 'data'))
        done = subprocess.run([program(), 'register', 'import', firms, '--stated-on', ON, *where],
                              cwd=ROOT, capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, (done.stdout + done.stderr).decode()
        cls.server = Server(cls.folder / 'data', '--demo-logins', '--self-join', '--demo-firm', FIRM, '--on', ON, *place)
        assert cls.server.port, cls.server.said()
        cls.people = {}

    @classmethod
    def tearDownClass(cls):
        cls.server.close()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def a(self, role):
        """The demo person of a role, signed in once."""
        if role not in self.people:
            self.people[role] = Person(self.server, f'demo-{role}').enter()
        return self.people[role]

    def file(self, body, key=None, role='owner'):
        return self.a(role).post(CASES, body, Idempotency_Key=key or str(uuid.uuid4()))

    def filed(self, name):
        """A new case about a bill."""
        body = {'provision': '3.9', 'firm': FIRM, 'subject': name, 'declared': True,
                'facts': {**DIFFICULT, 'utility_bills': [bill(name)]}}
        return self.fits(f'POST {CASES}', self.file(body), 201)

    def act(self, role, case, act, status=200, code=None, version=None, **more):
        answer = self.a(role).post(f'{CASES}/{case["reference"]}/acts', {'act': act, **more},
                                   Idempotency_Key=str(uuid.uuid4()),
                                   If_Match=f'"{version or case["version"]}"')
        return self.fits(f'POST {CASES}/{{reference}}/acts', answer, status, code)

    def see(self, role, case, status=200):
        answer = self.a(role).get(f'{CASES}/{case["reference"]}')
        return self.fits(f'GET {CASES}/{{reference}}', answer, status)

    def pointers(self, body):
        answer = self.fits(f'POST {CASES}', self.file(body), 422)
        return [e['pointer'] for e in answer['errors']]

    def test_all_gaps_are_named_at_once(self):
        self.assertEqual(self.pointers({'provision': '3.9', 'firm': FIRM}), ['/declared'])
        body = {'provision': '3.9', 'firm': FIRM, 'declared': True}
        self.assertEqual(self.pointers(body), ['/facts/utility_bills', '/facts/in_temporary_difficulty',
                                               '/facts/has_good_prospects', '/facts/level_one_response'])
        half = {'id': 'G1', 'bill_utility': 'power', 'bill_date': '2020-02-10'}
        body['facts'] = {'in_temporary_difficulty': True, 'level_one_response': True, 'utility_bills': [half]}
        self.assertEqual(self.pointers(body), ['/facts/utility_bills/0/bill_unpaid',
                                               '/facts/has_good_prospects'])
        body['facts'] = {**DIFFICULT, 'utility_bills': [bill('G1'), bill('G2')]}
        self.assertEqual(self.pointers(body), ['/subject'])
        body.update(subject='G1', facts={**body['facts'], 'place': '210904'})
        self.assertEqual(self.pointers(body), ['/facts/place'], 'the register knows better')
        self.assertEqual(self.pointers({'provision': '3.10', 'firm': FIRM}), ['/provision'])
        other = {**body, 'firm': '91330100000000000X'}
        self.fits(f'POST {CASES}', self.file(other), 403, 'access-outside')

    def test_what_an_impostor_filed_is_found_by_his_mandate_and_held(self):
        mandates = '/api/v1/mandates'
        acts = f'POST {mandates}/{{id}}/acts'
        impostor = Person.join(self.server, f'impostor-{uuid.uuid4().hex[:8]}', 'three unrelated words')
        asked = self.fits(f'POST {mandates}', impostor.post(mandates, {'firm': FIRM, 'evidence': 'officer'}), 201)
        officer = self.a('county-officer')
        answer = officer.post(f'{mandates}/{asked["id"]}/acts', {'act': 'confirm', 'papers': ['business-licence']},
                              If_Match=asked['etag'])
        self.fits(acts, answer, 200)
        impostor.cookie = None
        impostor.sign_in()
        body = {'provision': '3.9', 'firm': FIRM, 'subject': 'FALSE', 'declared': True,
                'facts': {**DIFFICULT, 'utility_bills': [bill('FALSE')]}}
        filed = [impostor.post(CASES, body, Idempotency_Key=str(uuid.uuid4()))]
        key = {'label': 'shadow', 'role': 'helper', 'scope': FIRM, 'only': ['case_file', 'case_read'],
               'until_ms': int(time.time() * 1000) + 86_400_000}
        made = self.fits('POST /api/v1/keys', impostor.post('/api/v1/keys', key, Idempotency_Key='shadow'), 201)
        bearer = {'Authorization': f'Bearer {made["secret"]}'}
        body.update(subject='FALSER', facts={**DIFFICULT, 'utility_bills': [bill('FALSER')]})
        filed.append(self.server.request('POST', CASES, json.dumps(body),
                                         {**bearer, 'Content-Type': 'application/json', 'Idempotency-Key': 'false'}))
        references = sorted(self.fits(f'POST {CASES}', answer, 201)['reference'] for answer in filed)
        self.filed('TRUE')
        # The firm's owner doesn't know him and says so.
        owner = self.a('owner')
        his = next(one for one in owner.get(mandates).json()['of_firms'] if one['id'] == asked['id'])
        self.assertEqual(his['acts'], ['report'])
        path = f'{mandates}/{asked["id"]}/acts'
        answer = owner.post(path, {'act': 'report', 'reason': 'nobody of ours'}, If_Match=his['etag'])
        self.fits(acts, answer, 200)
        reported = self.fits(f'GET {mandates}', officer.get(mandates), 200)['reported']
        self.assertEqual([one['report']['reason'] for one in reported if one['id'] == asked['id']], ['nobody of ours'])
        found = self.fits(f'GET {mandates}', officer.get(f'{mandates}?firm={FIRM}'), 200)['of_firms']
        seen = next(one for one in found if one['id'] == asked['id'])
        self.assertEqual((seen['seen']['papers'], seen['seen']['by']['login'], seen['acts']),
                         (['business-licence'], 'demo-county-officer', ['end', 'clear']))
        answer = officer.post(path, {'act': 'end', 'reason': 'stolen identity'}, If_Match=seen['etag'])
        self.assertEqual(self.fits(acts, answer, 200)['state'], 'ended')
        self.assertEqual(impostor.get(mandates).status, 401)
        self.assertEqual(self.server.request('GET', CASES, headers=bearer).status, 401, 'with his keys')
        listed = self.fits(f'GET {CASES}', officer.get(f'{CASES}?mandate={asked["id"]}'), 200)['cases']
        self.assertEqual(sorted(one['reference'] for one in listed), references, 'and not those of the owner')
        self.fits(f'GET {CASES}', owner.get(f'{CASES}?mandate=7'), 404, 'mandate-unknown')
        self.fits(f'GET {CASES}', officer.get(f'{CASES}?mandate={asked["id"]}&firm=another'), 400)
        for one in listed:
            now = self.act('county-officer', self.see('county-officer', one), 'hold', note='stolen identity')
            self.assertEqual(self.act('county-officer', now, 'annul', reasons=[
                {'of': 'words', 'note': 'never the firm'}])['outcome'], 'annulled')
        # What was stated in his name goes; what was decided and how stays.
        path = f'{CASES}/{references[0]}'
        before = owner.get(f'{path}/receipt')
        self.assertEqual((before.status, owner.get(f'{path}/opening').status), (200, 200))
        self.erase(self.filed('OPEN')['reference'], 3)
        self.assertEqual(json.loads(self.erase(references[0], 0, '--json')), {'case': references[0], 'openings': 1})
        after = owner.get(f'{path}/receipt')
        self.assertEqual((after.status, after.body), (200, before.body))
        self.assertEqual(owner.get(f'{path}/opening').status, 404)
        told = self.a('audit-admin').get(f'/api/v1/audit/events?action=case.erase&record={references[0]}&kind=case')
        self.assertEqual(len(told.json()['events']), 1)

    def erase(self, reference, code, *more):
        done = subprocess.run([program(), 'cases', 'erase', reference, '--why', 'the true firm asks', '--data',
                               str(self.folder / 'data'), '--db', self.place, *more],
                              cwd=ROOT, capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def test_a_deferral_from_the_filing_to_the_supplier(self):
        body = {'provision': '3.9', 'firm': FIRM, 'facts': {**DIFFICULT, 'utility_bills': [bill('B1')]},
                'declared': True}
        keyless = self.a('owner').post(CASES, body)
        self.fits(f'POST {CASES}', keyless, 400, 'idempotency-key-missing')
        key = str(uuid.uuid4())
        answer = self.file(body, key)
        case = self.fits(f'POST {CASES}', answer, 201)
        self.assertEqual(answer.headers['location'], f'{CASES}/{case["reference"]}')
        self.assertEqual(answer.headers['etag'], '"1"')
        self.assertEqual(case['judgement']['state'], 'entitled')
        self.assertEqual(case['judgement']['amount_fen'], 500000)
        self.assertRegex(case['judgement']['receipt'], '^[0-9a-f]{64}$')
        self.assertEqual((case['filed_on'], case['place']), (ON, '210902'))
        self.assertEqual((case['waits_for'], case['acts']), ('county_officer', ['amend', 'withdraw']))
        again = self.file(body, key)
        self.assertEqual((again.status, again.body), (201, answer.body))
        self.assertEqual(again.headers['idempotency-hit'], 'true')
        self.fits(f'POST {CASES}', self.file(body), 409, 'case-exists')

        self.assertIn('accept', self.see('county-officer', case)['acts'])
        path = f'{CASES}/{case["reference"]}/acts'
        blind = self.a('county-officer').post(path, {'act': 'accept'}, Idempotency_Key='k1')
        self.fits(f'POST {CASES}/{{reference}}/acts', blind, 428)
        self.act('owner', case, 'accept', 409, 'not-now')
        self.act('owner', case, 'rerun', 403, 'access-no-role')
        now = self.act('county-officer', case, 'accept')
        self.assertEqual((now['version'], now['waits_for']), (2, 'city_officer'))
        self.act('county-officer', case, 'tell_gaps', 412)  # as it was before
        self.act('county-officer', now, 'grant', 409, 'not-now', amount_fen=500000)
        much = self.act('city-officer', now, 'grant', 422, 'amount-beyond-entitlement', amount_fen=500001)
        self.assertEqual(much['errors'][0]['pointer'], '/amount_fen')
        now = self.act('city-officer', now, 'grant', amount_fen=500000)
        self.assertEqual((now['waits_for'], now['decision']['amount_fen']), ('partner', 500000))
        self.assertEqual(self.see('partner', now)['acts'], ['confirm', 'decline'])
        now = self.act('partner', now, 'confirm')
        self.assertEqual((now['phase'], now['outcome']), ('closed', 'granted'))
        mine = self.see('owner', case)
        self.assertEqual([(e['act'], e['role']) for e in mine['history']],
                         [('file', 'owner'), ('accept', 'county_officer'), ('grant', 'city_officer'),
                          ('confirm', 'partner')])

    def test_how_a_benefit_is_obtained_is_public(self):
        one = self.fits('GET /api/v1/procedures/{provision}', self.server.get('/api/v1/procedures/3.9'), 200)
        self.assertEqual([s['id'] for s in one['steps']], ['county', 'city', 'agreement'])
        self.assertIn('bill_unpaid', one['form'][0]['facts'])
        self.assertTrue(one['declaration']['en'])
        every = self.fits('GET /api/v1/procedures', self.server.get('/api/v1/procedures'), 200)['procedures']
        self.assertIn(('3.9', 'power_deferral_fuxin', True),
                      [(p['provision'], p['id'], p['declared']) for p in every])
        self.fits('GET /api/v1/procedures/{provision}', self.server.get('/api/v1/procedures/0.0'), 404,
                  'procedure-none')

    def test_before_filing_one_sees_what_is_known_and_missing(self):
        firms = self.fits('GET /api/v1/firms', self.a('owner').get('/api/v1/firms'), 200)['firms']
        self.assertEqual([(f['firm'], f['role'], f['place']) for f in firms], [(FIRM, 'owner', '210902')])
        self.assertEqual(firms[0]['name']['zh'], '虚构口罩厂')
        none = self.a('county-officer').get('/api/v1/firms')
        self.assertEqual(self.fits('GET /api/v1/firms', none, 200)['firms'], [])

        def preview(body, status=200, code=None):
            answer = self.a('owner').post(f'{CASES}/preview', body)
            return self.fits(f'POST {CASES}/preview', answer, status, code)

        body = {'provision': '3.9', 'firm': FIRM}
        bare = preview(body)
        self.assertEqual((bare['subjects'], bare['judgement'], bare['place']), ([], None, '210902'))
        self.assertIn('/facts/in_temporary_difficulty', [m['pointer'] for m in bare['missing']])
        self.assertEqual([f['pointer'] for f in bare['faults']], ['/facts/utility_bills'])
        body['facts'] = {**DIFFICULT, 'utility_bills': [bill('V1'), bill('V2')]}
        two = preview(body)
        self.assertEqual([s['id'] for s in two['subjects']], ['V1', 'V2'])
        self.assertEqual([f['pointer'] for f in two['faults']], ['/subject'])
        one = preview({**body, 'subject': 'V2'})
        self.assertEqual((one['subject'], one['missing'], one['faults']), ('V2', [], []))
        self.assertEqual(one['judgement'], {'state': 'entitled', 'amount_fen': 500000, 'at_most_fen': None})
        self.assertIsNone(one['open_case'])
        case = self.filed('V2')
        self.assertEqual(preview({**body, 'subject': 'V2'})['open_case'], case['reference'])
        preview({**body, 'firm': '91330100000000000X'}, 403, 'access-outside')

    def test_a_case_shows_its_way_and_what_it_rests_on(self):
        case = self.filed('W1')
        self.assertEqual((case['start'], case['declared']), ('application', True))
        self.assertEqual([(s['step'], s['state'], s['by']) for s in case['timeline']],
                         [('county', 'current', 'county_officer'), ('city', 'ahead', 'city_officer'),
                          ('agreement', 'ahead', 'partner')])
        facts = {f['fact']: f for f in self.see('county-officer', case)['facts']}
        self.assertEqual(facts['bill_unpaid']['subject'], {'kind': 'utility_bill', 'id': 'W1'})
        self.assertEqual((facts['bill_unpaid']['source'], facts['bill_unpaid']['stated_on']), ('declared', ON))
        self.assertEqual(facts['employees']['value'], '120')
        self.assertNotEqual(facts['employees']['source'], 'declared')
        now = self.act('county-officer', case, 'accept')
        self.assertEqual((now['timeline'][0]['state'], now['timeline'][0]['on']), ('done', ON))
        mine = self.a('owner').get(f'{CASES}?firm={FIRM}&provision=3.9')
        self.assertIn(case['reference'], [c['reference'] for c in self.fits(f'GET {CASES}', mine, 200)['cases']])
        other = self.a('owner').get(f'{CASES}?provision=5.2')
        self.assertEqual(self.fits(f'GET {CASES}', other, 200)['cases'], [])

    def test_a_refusal_has_reasons(self):
        case = self.filed('R1')
        now = self.act('county-officer', case, 'accept')
        self.act('city-officer', now, 'refuse', 422, 'reasons-missing')
        reasons = [{'of': 'condition', 'id': 'difficulty', 'note': 'sales did not fall'}]
        now = self.act('city-officer', now, 'refuse', reasons=reasons)
        self.assertEqual((now['outcome'], now['decision']['reasons']), ('refused', reasons))
        # 行政复议法 (2017) article 9: whoever is refused may have it reconsidered.
        self.assertEqual(self.see('owner', now)['acts'], ['object'])

    def test_an_amendment_states_facts_and_is_judged_anew(self):
        case = self.filed('A1')
        gaps = [{'of': 'fact', 'id': 'bill_unpaid', 'note': 'the supplier says less'}]
        now = self.act('county-officer', case, 'tell_gaps', reasons=gaps)
        self.assertEqual((now['phase'], now['gaps']), ('with_applicant', gaps))
        known = self.act('owner', now, 'amend', 422, 'fact-known', facts={'employees': 500})
        self.assertEqual(known['errors'][0]['pointer'], '/facts/employees')
        wrong = self.act('owner', now, 'amend', 422, facts={'no_such_fact': 1})
        self.assertEqual(wrong['errors'][0]['pointer'], '/facts/no_such_fact')
        self.act('county-officer', now, 'tell_gaps', 422, reasons=gaps, facts={})
        now = self.act('owner', now, 'amend', facts={'utility_bills': [{'id': 'A1', 'bill_unpaid': '400.00'}]})
        self.assertEqual((now['phase'], now['judgement']['amount_fen']), ('in_step', 40000))
        self.assertEqual([e['judgement']['amount_fen'] for e in now['history'] if e['judgement']], [500000, 40000])
        facts = {f['fact']: f['value'] for f in now['facts']}
        self.assertEqual((facts['bill_unpaid'], facts['bill_date']), ('400', '2020-02-10'))
        now = self.act('county-officer', now, 'accept')
        self.act('city-officer', now, 'grant', 422, 'amount-beyond-entitlement', amount_fen=50000)

    def said_of(self, bill_name):
        """What the firm is known to have said of a bill: value and where, by fact; and all that is known, as a check takes it."""
        path = '/api/v1/firms/{firm}/facts'
        known = self.fits(f'GET {path}', self.a('owner').get(path.format(firm=FIRM)), 200)
        said = {one['fact']: (one['value'], one['source'], one['stated_on'], one['case']) for one in known['stated']
                if one['subject'] and one['subject']['id'] == bill_name}
        return said, known['facts']

    def test_what_was_answered_once_is_known(self):
        self.assertEqual(self.said_of('K1')[0], {})
        case = self.filed('K1')
        said, facts = self.said_of('K1')
        self.assertEqual(said['bill_unpaid'], ('5000', 'declared', ON, case['reference']))
        self.assertEqual(facts['has_good_prospects'], True)
        self.assertEqual([one['bill_unpaid'] for one in facts['utility_bills'] if one['id'] == 'K1'], ['5000'])
        # The later word counts, and what the register says counts before it.
        now = self.act('county-officer', case, 'tell_gaps', reasons=[{'of': 'fact', 'id': 'bill_unpaid', 'note': 'less'}])
        now = self.act('owner', now, 'amend', facts={'utility_bills': [{'id': 'K1', 'bill_unpaid': '400.00'}]})
        self.assertEqual(self.said_of('K1')[0]['bill_unpaid'][0], '400')
        # What may not be the firm's word isn't handed on.
        now = self.act('county-officer', now, 'hold', note='the firm says that it never applied')
        self.assertEqual(self.said_of('K1')[0], {})
        self.act('county-officer', now, 'annul', reasons=[{'of': 'words', 'note': 'it was not the firm'}])
        self.assertEqual(self.said_of('K1')[0], {})

    def test_of_two_at_once_one_is_told_that_the_case_moved_on(self):
        case = self.filed('T1')
        self.act('county-officer', case, 'accept')
        stale = self.act('county-officer', case, 'accept', 412)
        self.assertEqual(stale['type'], '/problems/precondition-failed')
        self.assertEqual(self.see('owner', case)['version'], 2)

    def test_a_case_is_shown_anew_though_nothing_happened_to_it(self):
        # What is shown beside it, of other cases and of the register, may have changed: the version is for If-Match.
        case = self.filed('T2')
        again = self.a('owner').get(f'{CASES}/{case["reference"]}', If_None_Match='"1"')
        self.assertEqual((again.status, again.headers['etag']), (200, '"1"'))

    def test_a_case_that_is_handed_on_leaves_the_county(self):
        case = self.filed('H1')
        officer = self.a('county-officer')
        key = officer.get('/api/v1/keys').json()['makeable'][0]
        wanted = {'label': 'ledger', 'role': key['role'], 'scope': key['scope'], 'only': ['case_read'],
                  'until_ms': int(time.time() * 1000) + 86_400_000}
        made = self.fits('POST /api/v1/keys', officer.post('/api/v1/keys', wanted, Idempotency_Key=str(uuid.uuid4())), 201)

        def by_key():
            headers = {'Authorization': f'Bearer {made["secret"]}'}
            return self.server.request('GET', f'{CASES}/{case["reference"]}', headers=headers)
        self.fits(f'GET {CASES}/{{reference}}', by_key(), 200)
        lost = self.act('county-officer', case, 'transfer', 422, 'place-invalid', reference='999999')
        self.assertEqual(lost['errors'][0]['pointer'], '/reference')
        now = self.act('county-officer', case, 'transfer', reference='210904', note='it moved there')
        self.assertEqual((now['place'], now['acts']), ('210904', []))
        self.see('county-officer', case, 404)
        self.fits(f'GET {CASES}/{{reference}}', by_key(), 404)
        self.assertEqual(self.see('city-officer', case)['waits_for'], 'county_officer')

    def test_lists_are_pages_of_what_one_may_see(self):
        for name in ('L1', 'L2', 'L3'):
            self.filed(name)

        def page(role, query):
            answer = self.a(role).get(f'{CASES}?{query}')
            return self.fits(f'GET {CASES}', answer, 200)

        query = 'waits_for=county_officer&place=2109&open=true'
        whole = [c['reference'] for c in page('county-officer', query)['cases']]
        self.assertGreaterEqual(len(whole), 3)
        walked, cursor = [], None
        while True:
            part = page('county-officer', f'{query}&limit=1' + (f'&cursor={cursor}' if cursor else ''))
            walked += [c['reference'] for c in part['cases']]
            cursor = part['next_cursor']
            if cursor is None:
                break
            self.assertEqual(len(part['cases']), 1)
        self.assertEqual(walked, whole)
        self.assertEqual({c['firm'] for c in page('owner', '')['cases']}, {FIRM})
        self.assertEqual({c['firm_name']['zh'] for c in page('owner', '')['cases']}, {'虚构口罩厂'})
        line = next(c for c in page('county-officer', query)['cases'] if c['reference'] == whole[0])
        timeline = self.see('county-officer', line)['timeline']
        self.assertEqual([line['days_left']], [s['days_left'] for s in timeline if s['state'] == 'current'])
        self.assertEqual(line['amount_fen'], 500000)
        self.assertEqual(page('county-officer', 'place=33')['cases'], [])
        self.assertEqual({c['waits_for'] for c in page('partner', '')['cases']} - {'partner'}, set())
        for query in ('waits_for=king', 'place=x', 'open=1', 'limit=0', 'cursor=x'):
            self.fits(f'GET {CASES}', self.a('owner').get(f'{CASES}?{query}'), 400)

    def test_a_partner_neither_lists_nor_opens_what_another_is_asked(self):
        secret = self.folder / 'secret-b'
        added = subprocess.run([program(), 'users', 'add', 'grid-b', '--name', '乙', '--role', 'partner:grid-b',
                                '--secret-out', secret, '--db', self.place],
                               cwd=ROOT, capture_output=True, timeout=60, check=False)
        self.assertEqual(added.returncode, 0, (added.stdout + added.stderr).decode())
        other = Person.invited(self.server, secret.read_text(encoding='utf-8').strip())
        now = self.act('county-officer', self.filed('Q1'), 'accept')
        now = self.act('city-officer', now, 'grant', amount_fen=500000)
        self.assertEqual(now['waits_for'], 'partner')
        mine = self.fits(f'GET {CASES}', self.a('partner').get(CASES), 200)['cases']
        self.assertIn(now['reference'], [c['reference'] for c in mine])
        self.assertEqual(self.fits(f'GET {CASES}', other.get(CASES), 200)['cases'], [])
        seen = other.get(f'{CASES}/{now["reference"]}')
        self.fits(f'GET {CASES}/{{reference}}', seen, 404, 'case-unknown')

        # The task moves, and the case with it, there and back, as soon as the command is through.
        def partners(what):
            done = subprocess.run([program(), 'partners', what, 'grid-b', '--place', '210902', '--db', self.place],
                                  cwd=ROOT, capture_output=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 0, (done.stdout + done.stderr).decode())

        def both():
            return [now['reference'] in [c['reference'] for c in who.get(CASES).json()['cases']]
                    for who in (self.a('partner'), other)]
        partners('add')
        self.assertEqual(both(), [False, True])
        self.see('partner', now, 404)
        self.assertEqual(other.get(f'{CASES}/{now["reference"]}').json()['acts'], ['confirm', 'decline'])
        partners('end')
        self.assertEqual(both(), [True, False])
        self.fits(f'GET {CASES}/{{reference}}', other.get(f'{CASES}/{now["reference"]}'), 404, 'case-unknown')

    def test_strangers_are_kept_out(self):
        case = self.filed('S1')
        self.fits(f'GET {CASES}', self.server.get(CASES), 401, 'sign-in-needed')
        self.fits(f'GET {CASES}', self.a('analyst').get(CASES), 403, 'access-no-role')
        self.see('partner', {'reference': '0000-0000-0000-0A'}, 404)
        forged = self.server.post(CASES, {}, Cookie=self.a('owner').cookie, Idempotency_Key='k2')
        self.fits(f'POST {CASES}', forged, 403, 'caller-forged')
        self.act('helper', case, 'withdraw')
        self.assertEqual(self.see('owner', case)['outcome'], 'withdrawn')

    def test_acts_and_sign_ins_stand_in_the_audit_log(self):
        case = self.filed('P1')
        self.act('owner', case, 'withdraw')
        place = ['--db', self.place]
        key, signed = self.folder / 'audit.key', self.folder / 'checkpoints'

        def audit(*words):
            done = subprocess.run([program(), '--lang', 'en', 'audit', *map(str, words)], cwd=ROOT,
                                  capture_output=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 0, (done.stdout + done.stderr).decode())
            return done.stdout.decode()

        audit('key', '--name', 'audit.example/1', '--out', key)
        audit('checkpoint', '--key', key, '--checkpoints', signed, *place)
        audit('verify', '--key', f'{key}.pub', '--checkpoints', signed, *place)
        of_place = audit('list', '--region', '210902', *place)
        for act in ('case.file', 'case.withdraw'):
            self.assertRegex(of_place, f'{act}.*{case["reference"]}|{case["reference"]}.*{act}')
        self.assertIn('identity.signed-in', audit('list', '--action', 'identity.signed-in', *place))


class OnSqlite(Cases, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.start()
        cls.place = f'sqlite:{cls.folder}/data/fugong.db'


@needs_postgres
class OnPostgresql(OnCluster, Cases, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = cls.make_database('cases')
        cls.start('--db', cls.place)


if __name__ == '__main__':
    unittest.main()
