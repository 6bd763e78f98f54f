#!/usr/bin/env python3
"""People, keys, mandates and one's own data of the real program, with the demo logins."""
import contextlib
import json
import os
import sqlite3
import stat
import subprocess
import tempfile
import time
import unittest

from contract import Fits
from people import Person
from server import ROOT, Server

V1 = '/api/v1'
DAY_MS = 86_400_000


class People(Fits, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keys = tempfile.TemporaryDirectory()
        cls.seal = os.path.join(cls.keys.name, 'seal')
        with open(os.open(cls.seal, os.O_WRONLY | os.O_CREAT, stat.S_IRUSR | stat.S_IWUSR), 'w') as file:
            file.write('5a' * 32 + '\n')
        cls.common = os.path.join(cls.keys.name, 'common')
        with open(cls.common, 'w') as file:
            file.write('correct horse battery\n')
        cls.server = Server(None, '--demo-logins', '--self-join', '--seal-key-file', cls.seal,
                            '--common-passwords', cls.common).__enter__()
        cls.made = 0
        cls.entered = {}

    @classmethod
    def tearDownClass(cls):
        cls.server.close()
        cls.keys.cleanup()

    def a(self, role):
        """Who has signed in stays so: a code of an authenticator is good once."""
        if role not in self.entered:
            self.entered[role] = Person(self.server, f'demo-{role}').enter()
        return self.entered[role]

    def key(self):
        type(self).made += 1
        return {'Idempotency_Key': f'key-{self.made}'}

    def join_self(self, login, password):
        """Somebody who made an account, set a password and is signed in."""
        answer = self.server.post(f'{V1}/accounts', {'login': login, 'name': '赵小满', 'phone': '13800001111'})
        secret = self.fits(f'POST {V1}/accounts', answer, 201)['secret']
        person = object.__new__(Person)
        person.server, person.login, person.password, person.secret = self.server, login, password, None
        person.cookie = person.csrf = None
        answer = person.post(f'{V1}/session/first', {'secret': secret, 'password': password})
        self.fits(f'POST {V1}/session/first', answer, 200)
        return person

    def act(self, by, person, act, status=200, code=None, **more):
        """An act on what `by` sees of the person now."""
        path = f'{V1}/people/{person}'
        answer = by.post(f'{path}/acts', {'act': act, **more}, If_Match=by.get(path).headers['etag'], **self.key())
        return self.fits(f'POST {V1}/people/{{id}}/acts', answer, status, code)

    def test_an_administrator_lets_in_whom_an_officer_appoints_and_has_leave(self):
        system = self.a('system-admin')
        city = self.a('city-officer')
        page = self.fits(f'GET {V1}/people', city.get(f'{V1}/people'), 200)
        county = next(p for p in page['people'] if p['login'] == 'demo-county-officer')
        self.assertEqual(county['acts'], ['lock', 'leave'])
        self.assertFalse(page['may_join'])
        scope = county['grants'][0]['scope']
        wanted = {'login': 'new-officer', 'name': '钱多多', 'phone': '13912345678'}
        self.fits(f'POST {V1}/people', city.post(f'{V1}/people', wanted, **self.key()), 403, 'access-no-role')
        key = self.key()
        first = self.fits(f'POST {V1}/people', system.post(f'{V1}/people', wanted, **key), 201)
        self.assertEqual(len(first['secret']), 40)
        again = system.post(f'{V1}/people', wanted, **key)
        self.assertEqual(again.headers['idempotency-hit'], 'true')
        self.assertIsNone(self.fits(f'POST {V1}/people', again, 201)['secret'])

        path = f'{V1}/people/{first["person"]["id"]}'
        found = self.fits(f'GET {V1}/people', city.get(f'{V1}/people?login=new-officer'), 200)['people'][0]
        self.assertEqual((found['id'], found['acts']), (first['person']['id'], []))
        grant = {'role': 'county_officer', 'scope': scope}
        answer = city.post(f'{path}/grants', grant, If_Match=found['etag'], **self.key())
        self.fits(f'POST {V1}/people/{{id}}/grants', answer, 201)
        seen = city.get(path)
        self.assertEqual(self.fits(f'GET {V1}/people/{{id}}', seen, 200)['phone'], '139****5678')
        whole = city.get(f'{path}?reason=%E6%A0%B8%E5%AF%B9')
        self.assertEqual(self.fits(f'GET {V1}/people/{{id}}', whole, 200)['name'], '钱多多')
        answer = city.post(f'{path}/acts', {'act': 'lock', 'why': '停职'}, **self.key())
        self.fits(f'POST {V1}/people/{{id}}/acts', answer, 428, 'precondition-required')
        self.act(city, first['person']['id'], 'lock', why='停职')
        self.assertEqual(self.act(city, first['person']['id'], 'leave')['person'], None)
        self.fits(f'GET {V1}/people/{{id}}', city.get(path), 404, 'person-unknown')
        self.fits(f'GET {V1}/people', self.a('analyst').get(f'{V1}/people'), 403,
                  'access-no-role')

    def test_nobody_is_both_pairs_of_eyes(self):
        province = self.a('province-officer')
        page = self.fits(f'GET {V1}/people', province.get(f'{V1}/people?limit=200'), 200)
        self.assertNotIn('demo-second-approver', [p['login'] for p in page['people']])
        for login in ('demo-city-officer', 'demo-county-officer'):
            one = next(p for p in page['people'] if p['login'] == login)
            self.assertEqual(one['acts'], ['lock', 'leave'])
            self.act(province, one['id'], 'reset', 403, 'access-no-role')
        county = next(p for p in page['people'] if p['login'] == 'demo-county-officer')
        scope = county['grants'][0]['scope']
        for role, where in (('second_approver', scope), ('city_officer', scope[:4])):
            answer = province.post(f'{V1}/people/{county["id"]}/grants', {'role': role, 'scope': where},
                                   If_Match=county['etag'], **self.key())
            self.fits(f'POST {V1}/people/{{id}}/grants', answer, 403, 'access-no-role')
        # An account that he made for himself gets no office, whoever should give it.
        alias = self.join_self('the-other-me', 'nine other unlikely words')
        security = self.a('security-admin')
        me = self.fits(f'GET {V1}/people', security.get(f'{V1}/people?login=the-other-me'), 200)['people'][0]
        self.assertEqual(me['grantable'], [])
        self.assertEqual(province.get(f'{V1}/people?login=the-other-me').json()['people'], [])
        answer = security.post(f'{V1}/people/{me["id"]}/grants', {'role': 'county_officer', 'scope': scope},
                               If_Match=me['etag'], **self.key())
        self.fits(f'POST {V1}/people/{{id}}/grants', answer, 422, 'grant-self-joined')
        self.assertEqual(alias.get(f'{V1}/me').status, 200)
        # Whoever has the secret of a reset doesn't let the person in with it.
        system = self.a('system-admin')
        reset = self.act(system, me['id'], 'reset')
        self.assertEqual(reset['person']['state'], 'locked')
        self.act(system, me['id'], 'unlock', 403, 'person-handed')
        first = {'secret': reset['secret'], 'password': 'ten other unlikely words'}
        self.fits(f'POST {V1}/session/first', self.server.post(f'{V1}/session/first', first), 403, 'sign-in-locked')
        self.act(security, me['id'], 'unlock')
        self.fits(f'POST {V1}/session/first', self.server.post(f'{V1}/session/first', first), 200)

    def test_a_server_forgets_by_itself_what_is_over(self):
        with tempfile.TemporaryDirectory() as data:
            file = os.path.join(data, 'fugong.db')
            subprocess.run([os.environ['FUGONG_PROGRAM'], 'users', 'first', '--db', f'sqlite:{file}'], cwd=ROOT,
                           capture_output=True, timeout=60, check=True)
            yesterday = int(time.time() * 1000) - 2 * DAY_MS

            def failures():
                with contextlib.closing(sqlite3.connect(file, timeout=10)) as database:
                    return database.execute('SELECT count(*) FROM identity_failure').fetchone()[0]
            with contextlib.closing(sqlite3.connect(file)) as database, database:
                database.execute('INSERT INTO identity_failure (kind, name_hash, failures, last_ms, wait_until_ms) '
                                 "VALUES ('login', 'x', 3, ?, 0)", (yesterday,))
            self.assertEqual(failures(), 1)
            with Server(data):
                end = time.time() + 20
                while failures() and time.time() < end:
                    time.sleep(0.2)
                self.assertEqual(failures(), 0)

    def test_a_bank_makes_a_key_that_is_no_person(self):
        bank = self.a('partner')
        makeable = self.fits(f'GET {V1}/keys', bank.get(f'{V1}/keys'), 200)['makeable'][0]
        self.assertEqual(makeable['scope'], 'demo-partner')
        wanted = {'label': 'core', 'role': 'partner', 'scope': makeable['scope'], 'only': ['case_read'],
                  'until_ms': int(time.time() * 1000) + 30 * DAY_MS}
        made = self.fits(f'POST {V1}/keys', bank.post(f'{V1}/keys', wanted, **self.key()), 201)
        bearer = {'Authorization': f'Bearer {made["secret"]}'}
        self.assertEqual(self.server.request('GET', f'{V1}/cases', headers=bearer).status, 200)
        self.fits(f'GET {V1}/me', self.server.request('GET', f'{V1}/me', headers=bearer), 403,
                  'access-no-role')
        self.fits(f'DELETE {V1}/keys/{{id}}', bank.delete(f'{V1}/keys/{made["key"]["id"]}'), 204)
        self.assertEqual(self.server.request('GET', f'{V1}/cases', headers=bearer).status, 401)

    def test_an_officer_makes_keys_of_his_office_and_the_security_administrator_none(self):
        officer, security = self.a('county-officer'), self.a('security-admin')
        makeable = self.fits(f'GET {V1}/keys', officer.get(f'{V1}/keys'), 200)['makeable']
        self.assertEqual([(one['role'], one['only']) for one in makeable],
                         [('county_officer', ['case_read', 'statistics_read'])])
        wanted = {'label': 'ledger', 'role': 'county_officer', 'scope': makeable[0]['scope'], 'only': ['case_read'],
                  'until_ms': int(time.time() * 1000) + 30 * DAY_MS}
        for other in (security, self.a('city-officer')):
            self.fits(f'POST {V1}/keys', other.post(f'{V1}/keys', wanted, **self.key()), 403, 'access-no-role')
        made = self.fits(f'POST {V1}/keys', officer.post(f'{V1}/keys', wanted, **self.key()), 201)
        bearer = {'Authorization': f'Bearer {made["secret"]}'}
        self.assertEqual(self.server.request('GET', f'{V1}/cases', headers=bearer).status, 200)
        path = f'{V1}/keys/{made["key"]["id"]}'
        self.fits(f'DELETE {V1}/keys/{{id}}', self.a('city-officer').delete(path), 404, 'key-unknown')
        seen = self.fits(f'GET {V1}/keys', security.get(f'{V1}/keys'), 200)
        self.assertEqual(seen['makeable'], [])
        self.assertIn(made['key'], seen['keys'])
        self.fits(f'DELETE {V1}/keys/{{id}}', security.delete(path), 204)
        self.assertEqual(self.server.request('GET', f'{V1}/cases', headers=bearer).status, 401)

    def test_who_joins_by_himself_acts_for_a_firm_once_an_officer_has_said_so(self):
        owner = self.a('owner')
        firm = owner.get(f'{V1}/session').json()['roles'][0]['scope']
        boss = self.join_self('new-boss', 'three unrelated words')
        ask = f'POST {V1}/mandates'
        answer = boss.post(f'{V1}/mandates', {'firm': firm, 'evidence': 'officer'})
        asked = self.fits(ask, answer, 201)
        self.assertEqual((asked['state'], asked['waits_for']), ('asked', 'officer'))
        self.fits(ask, boss.post(f'{V1}/mandates', {'firm': firm, 'evidence': 'officer'}), 409, 'mandate-there')
        officer = self.a('county-officer')
        waiting = self.fits(f'GET {V1}/mandates', officer.get(f'{V1}/mandates'), 200)['waiting']
        mine = next(m for m in waiting if m['id'] == asked['id'])
        self.assertEqual(mine['person'], {'login': 'new-boss', 'name': '赵小满'})
        answer = officer.post(f'{V1}/mandates/{asked["id"]}/acts', {'act': 'confirm', 'papers': ['business-licence']},
                              If_Match=mine['etag'])
        self.fits(f'POST {V1}/mandates/{{id}}/acts', answer, 200)
        boss.cookie = None
        self.assertEqual(boss.sign_in().json()['roles'][0]['role'], 'owner')
        until = int(time.time() * 1000) + 30 * DAY_MS
        aid = self.join_self('new-aid', 'four quite unrelated words')
        answer = boss.post(f'{V1}/mandates', {'firm': firm, 'helper': 'new-aid', 'only': ['case_read'],
                                              'until_ms': until})
        invited = self.fits(ask, answer, 201)
        accept = f'{V1}/mandates/{invited["id"]}/acts'
        self.fits(f'POST {V1}/mandates/{{id}}/acts', aid.post(accept, {'act': 'accept'}), 428,
                  'precondition-required')
        answer = aid.post(accept, {'act': 'accept'}, If_Match=invited['etag'])
        self.assertEqual(self.fits(f'POST {V1}/mandates/{{id}}/acts', answer, 200)['state'], 'confirmed')
        aid.cookie = None
        self.assertEqual(aid.sign_in().json()['roles'][0]['role'], 'helper')
        listed = self.fits(f'GET {V1}/mandates', boss.get(f'{V1}/mandates'), 200)
        self.assertEqual(sorted(m['role'] for m in listed['of_firms']), ['helper', 'owner'])

    def test_what_is_personal_in_the_log_of_who_left_is_erased_and_every_proof_stays(self):
        with tempfile.TemporaryDirectory() as data:
            file, key = os.path.join(data, 'fugong.db'), os.path.join(data, 'audit')
            points = os.path.join(data, 'points')

            def run(*words, code=0):
                done = subprocess.run([os.environ['FUGONG_PROGRAM'], '--lang', 'en', *words], cwd=ROOT,
                                      capture_output=True, timeout=60, check=False)
                self.assertEqual(done.returncode, code, done.stdout + done.stderr)
                return done.stdout.decode() + done.stderr.decode()
            place = ('--db', f'sqlite:{file}')
            run('users', 'first', *place)
            run('users', 'add', 'wang', '--name', 'Wang', '--role', 'county_officer:360102', *place)
            run('users', 'lock', 'wang', '--why', 'a very private reason', *place)
            review = run('users', 'review', *place).splitlines()
            self.assertEqual(review[0], 'login,state,role,scope,only,since,until,given_by,last_signed_in')
            self.assertRegex(review[2], r'^wang,locked,county_officer,360102,,20\d\d-\d\d-\d\d,,console,$')
            run('audit', 'key', '--name', 'test', '--out', key)
            run('audit', 'checkpoint', '--key', key, '--checkpoints', points, *place)

            def kept():
                with contextlib.closing(sqlite3.connect(file)) as database:
                    return database.execute("SELECT count(*) FROM audit_opening WHERE value LIKE '%private%'").fetchone()[0]
            self.assertIn('person-here', run('users', 'erase', 'wang', '--why', 'asked', *place, code=3))
            run('users', 'leave', 'wang', *place)
            self.assertEqual(kept(), 1)
            self.assertIn('values erased: 1', run('users', 'erase', 'wang', '--why', 'asked', *place))
            self.assertEqual(kept(), 0)
            self.assertIn('identity.person-erased', run('audit', 'list', *place))
            run('audit', 'verify', '--key', f'{key}.pub', '--checkpoints', points, *place)

    def test_the_registered_representative_is_confirmed_at_once(self):
        firm, number = '919900000000000192', '36010219800101001X'
        with tempfile.TemporaryDirectory() as data:
            def private(name, text):
                path = os.path.join(data, name)
                with open(os.open(path, os.O_WRONLY | os.O_CREAT, stat.S_IRUSR | stat.S_IWUSR), 'w') as file:
                    file.write(text)
                return path
            firms = private('firms.csv', 'uscc,name,type,registered_on,place,employees,industry_code,revenue\n'
                            f'{firm},虚构口罩厂,有限责任公司,2015-03-02,210902,120,2770,18000000\n')
            table = private('people.csv', f'uscc,legal_representative_number\n{firm},{number}\n')
            key = private('key', 'ab' * 32)
            file = os.path.join(data, 'fugong.db')
            run = [os.environ['FUGONG_PROGRAM'], '--lang', 'en']
            for command in (['register', 'import', firms, '--data', data],
                            ['users', 'representatives', table, '--legal-representatives-key-file', key,
                             '--db', f'sqlite:{file}', '--json']):
                done = subprocess.run(run + command, cwd=ROOT, capture_output=True, timeout=60, check=False)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertEqual(json.loads(done.stdout), {'kept': 1})
            with open(file, 'rb') as kept:
                self.assertNotIn(number.encode(), kept.read())
            with Server(data, '--self-join', '--legal-representatives-key-file', key) as server:
                boss = Person.join(server, 'the-boss', 'three unrelated words')
                listed = self.fits(f'GET {V1}/mandates', boss.get(f'{V1}/mandates'), 200)
                self.assertEqual([one['kind'] for one in listed['evidence']], ['officer', 'partner', 'register-fact'])
                ask = f'POST {V1}/mandates'
                wrong = boss.post(f'{V1}/mandates', {'firm': firm, 'evidence': 'register-fact', 'shown': '1' * 18})
                self.assertEqual(self.fits(ask, wrong, 201)['state'], 'refused')
                right = boss.post(f'{V1}/mandates', {'firm': firm, 'evidence': 'register-fact', 'shown': number.lower()})
                self.assertEqual(self.fits(ask, right, 201)['state'], 'confirmed')
                boss.cookie = None
                self.assertEqual(boss.sign_in().json()['roles'][0]['scope'], firm)

    def test_everybody_sees_and_corrects_what_is_kept(self):
        person = self.join_self('new-person', 'five other simple words')
        me = person.get(f'{V1}/me')
        kept = {one['field']: one['count'] for one in self.fits(f'GET {V1}/me', me, 200)['kept']}
        self.assertEqual((kept['cases'], kept['keys'], kept['mandates'], kept['sessions']), (0, 0, 0, 1))
        self.assertGreaterEqual(kept['audit'], 2, 'that he joined and came in')
        body = self.fits(f'GET {V1}/me', me, 200)
        self.assertTrue(body['correctable'])
        self.assertEqual({k['field']: k['value'] for k in body['kept']}['phone'], '13800001111')
        patched = person.server.request(
            'PATCH', f'{V1}/me', body=json.dumps({'name': '赵大满'}).encode(),
            headers={'Content-Type': 'application/json', 'Cookie': person.cookie,
                     'X-CSRF-Token': person.csrf, 'If-Match': me.headers['etag']})
        self.assertEqual(self.fits(f'PATCH {V1}/me', patched, 200)['name'], '赵大满')
        file = person.get(f'{V1}/me/export')
        self.assertEqual(self.fits(f'GET {V1}/me/export', file, 200)['me']['name'], '赵大满')
        self.assertIn('attachment', file.headers['content-disposition'])
        sessions = self.fits(f'GET {V1}/me/sessions', person.get(f'{V1}/me/sessions'), 200)['sessions']
        self.assertEqual([s['current'] for s in sessions], [True])
        self.fits(f'DELETE {V1}/me/sessions', person.delete(f'{V1}/me/sessions'), 204)
        self.fits(f'POST {V1}/me/recovery-codes', person.post(f'{V1}/me/recovery-codes', {}), 422,
                  'factor-none')
        officer = self.a('policy-officer')
        codes = officer.post(f'{V1}/me/recovery-codes', {})
        self.assertEqual(len(self.fits(f'POST {V1}/me/recovery-codes', codes, 200)['recovery_codes']), 10)

    def test_what_the_operator_gives_is_kept_to(self):
        answer = self.server.post(f'{V1}/accounts', {'login': 'plain', 'name': '孙'})
        secret = answer.json()['secret']
        first = self.server.post(f'{V1}/session/first', {'secret': secret, 'password': 'Correct horse battery'})
        self.fits(f'POST {V1}/session/first', first, 422, 'password-common')
        self.fits(f'GET {V1}/roles', self.server.request('GET', f'{V1}/roles'), 200)
        with Server() as closed:
            answer = closed.post(f'{V1}/accounts', {'login': 'plain', 'name': '孙'})
            self.fits(f'POST {V1}/accounts', answer, 403, 'join-closed')
        os.chmod(self.seal, 0o644)
        program = os.environ['FUGONG_PROGRAM']
        with tempfile.TemporaryDirectory() as data:
            run = subprocess.run([program, '--lang', 'en', 'serve', '--port', '0', '--data', data, '--web', data,
                                  '--seal-key-file', self.seal], cwd=ROOT, capture_output=True, text=True, timeout=60)
        os.chmod(self.seal, 0o600)
        self.assertNotEqual(run.returncode, 0)
        self.assertIn('file-exposed', run.stdout + run.stderr)


if __name__ == '__main__':
    unittest.main()
