#!/usr/bin/env python3
"""Answering the next question again and again leads from nothing to an answer."""
import unittest

from server import Server, entitlement

ON = '2020-02-21'


class Questions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().__enter__()
        cls.facts = {f['name']: f for f in cls.server.get('/api/v1/facts').json()['facts']}
        cls.firms = {f['id']: f['facts'] for f in cls.server.get('/api/v1/demo/firms').json()['firms']}

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def ask_until_done(self, truth):
        """Gives the facts of `truth` one by one as they are asked for; (asked, the last answer)."""
        given, asked = {}, []
        while True:
            answer = self.server.check(given, ON)
            if not answer['next_questions']:
                return asked, answer
            name = answer['next_questions'][0]
            self.assertNotIn(name, asked, 'the same question twice')
            asked.append(name)
            if self.facts[name]['subject'] == 'enterprise':
                given[name] = truth[name]
            else:
                given.setdefault('loans', [{'id': 'L1'}])[0][name] = truth['loans'][0][name]

    def states(self, answer):
        return {e['provision']: e['state'] for e in answer['entitlements']}

    def test_from_nothing_to_the_answer(self):
        for name in ('demo-1', 'demo-3', 'demo-5'):
            truth = self.firms[name]
            asked, answer = self.ask_until_done(truth)
            whole = self.server.check(truth, ON)
            self.assertEqual(self.states(answer), self.states(whole), name)
            self.assertNotIn('depends', self.states(answer).values(), name)
            self.assertEqual(answer['combination'], whole['combination'], name)
            self.assertLessEqual(len(asked), len(truth) - 1 + len(truth['loans'][0]), name)

    def test_the_mask_maker_gets_its_discount(self):
        _, answer = self.ask_until_done(self.firms['demo-1'])
        self.assertEqual(entitlement(answer, '5.2')['amount_fen'], 16012500)

    def test_a_firm_without_loans_is_not_asked_about_them(self):
        answer = self.server.check({'loans': []}, ON)
        of_loans = [n for n in answer['next_questions'] if self.facts[n]['subject'] == 'loan']
        self.assertEqual(of_loans, [])
        for e in answer['entitlements']:
            if e['subject_kind'] == 'loan':
                self.assertEqual(e['state'], 'not_entitled')
                self.assertEqual([c['origin'] for c in e['conditions']], ['has_subject'])

    def test_a_settled_no_asks_nothing_more(self):
        answer = self.server.check({'on_national_key_list': False, 'on_local_key_list': False}, ON)
        for provision in ('5.2', '5.3'):
            self.assertEqual(entitlement(answer, provision)['state'], 'not_entitled')
        for e in answer['entitlements']:
            self.assertNotIn('loan_principal', e['open']['facts'])


if __name__ == '__main__':
    unittest.main()
