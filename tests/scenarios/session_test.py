#!/usr/bin/env python3
"""Signing in and out of the real program, with the demo logins."""
import unittest

from contract import Fits
from people import Person, logins
from server import Server

SESSION = '/api/v1/session'


class Sessions(Fits, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(None, '--demo-logins').__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def fits(self, operation, answer, status=200, code=None):
        self.assertEqual(answer.headers['cache-control'], 'no-store')
        return super().fits(operation, answer, status, code)

    def test_an_owner_comes_and_goes(self):
        owner = Person(self.server, 'demo-owner')
        self.assertIsNone(self.fits(f'GET {SESSION}', owner.get(SESSION), 200)['person'])
        wrong = owner.post(SESSION, {'login': owner.login, 'password': 'four other words'})
        self.fits(f'POST {SESSION}', wrong, 401, 'sign-in-wrong')
        body = self.fits(f'POST {SESSION}', owner.sign_in(), 200)
        self.assertEqual(body['person']['login'], 'demo-owner')
        self.assertEqual([r['role'] for r in body['roles']], ['owner'])
        self.assertEqual(self.fits(f'GET {SESSION}', owner.get(SESSION), 200)['csrf'], body['csrf'])

        csrf, owner.csrf = owner.csrf, None
        self.fits(f'DELETE {SESSION}', owner.delete(SESSION), 403, 'caller-forged')
        owner.csrf = csrf
        self.fits(f'DELETE {SESSION}', owner.delete(SESSION, Sec_Fetch_Site='cross-site'), 403,
                  'caller-forged')
        kept = owner.cookie
        self.fits(f'DELETE {SESSION}', owner.delete(SESSION), 204)
        self.assertEqual(owner.cookie, 'fugong=')
        owner.cookie = kept
        self.assertIsNone(owner.get(SESSION).json()['person'])

    def test_an_officer_shows_a_second_factor_once_for_each_code(self):
        officer = Person(self.server, 'demo-county-officer')
        self.fits(f'POST {SESSION}', officer.sign_in(), 401, 'factor-needed')
        self.assertIsNone(officer.get(SESSION).json()['person'])
        code = officer.code()
        self.fits(f'POST {SESSION}/factor', officer.post(f'{SESSION}/factor', {'code': code}), 200)
        self.assertEqual(officer.get(SESSION).json()['person']['login'], officer.login)
        self.fits(f'POST {SESSION}/factor', officer.post(f'{SESSION}/factor', {'code': code}), 401,
                  'factor-wrong')
        before = officer.cookie
        self.fits(f'POST {SESSION}/factor', officer.post(f'{SESSION}/factor', {'code': officer.code()}), 200)
        self.assertNotEqual(officer.cookie, before)

    def test_who_guesses_waits_even_with_the_right_password(self):
        analyst = Person(self.server, 'demo-analyst')
        for _ in range(5):
            wrong = analyst.post(SESSION, {'login': analyst.login, 'password': 'four other words'})
            self.fits(f'POST {SESSION}', wrong, 401, 'sign-in-wrong')
        later = analyst.sign_in(code=analyst.code())
        self.fits(f'POST {SESSION}', later, 429, 'sign-in-later')
        self.assertEqual(later.headers['retry-after'], '30')
        Person(self.server, 'demo-helper').enter()  # who has nothing to do with it is let in

    def test_all_that_is_wrong_with_a_body_is_said(self):
        answer = self.server.post(SESSION, {'login': 7, 'pasword': 'x'}, Accept_Language='en')
        body = self.fits(f'POST {SESSION}', answer, 422)
        self.assertEqual([e['pointer'] for e in body['errors']], ['/pasword', '/login', '/password'])
        self.fits(f'POST {SESSION}', self.server.post(SESSION, '{'), 400)
        self.fits(f'POST {SESSION}', self.server.post(SESSION, '{}', content_type='text/plain'), 415)
        for path in ('factor', 'password', 'enrolment'):
            given = {'old': 'a', 'new': 'b'} if path == 'password' else {'code': '1'}
            answer = self.server.post(f'{SESSION}/{path}', given)
            self.fits(f'POST {SESSION}/{path}', answer, 401, 'sign-in-needed')

    def test_logins_are_made_once_and_only_where_they_are_asked_for(self):
        self.assertEqual(len(logins(self.server)), 13)
        self.assertEqual(len({password for password, _ in logins(self.server).values()}), 13)
        with Server(self.server.data, '--demo-logins') as again:
            self.assertEqual(again.told, ['there are people already: no demo logins are made\n'])
        with Server() as plain:
            self.assertEqual(plain.told, [])
        with Server(None, '--behind-tls', '--demo-logins') as proxied:
            answer = Person(proxied, 'demo-owner').sign_in()
            self.assertRegex(answer.headers['set-cookie'], '^__Host-fugong=.*; Secure$')


if __name__ == '__main__':
    unittest.main()
