#!/usr/bin/env python3
"""Answering the next question again and again leads from nothing to an answer."""
import unittest

from server import Server, entitlement

ON = '2020-02-21'


class Questions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().__enter__()
        schema = cls.server.get('/api/v1/facts').json()
        cls.facts = {f['name']: f for f in schema['facts']}
        cls.plurals = {k['name']: k['plural'] for k in schema['subjects']}
        cls.firms = {f['id']: f['facts'] for f in cls.server.get('/api/v1/demo/firms').json()['firms']}

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def ask_until_done(self, truth):
        """Gives the facts of `truth` one by one as they are asked for, and passes over what it does not have; (asked,
        the last answer)."""
        given, asked, passed = {}, [], set()
        while True:
            answer = self.server.check(given, ON)
            name = next((n for n in answer['next_questions'] if n not in passed), None)
            if name is None:
                return asked, answer
            self.assertNotIn(name, asked, 'the same question twice')
            if not self.tell(name, truth, given):
                passed.add(name)
                continue
            asked.append(name)

    def tell(self, name, truth, given):
        """Moves a fact from `truth` to `given`; false if the firm does not know it."""
        subject = self.facts[name]['subject']
        if subject == 'enterprise':
            if name in truth:
                given[name] = truth[name]
            return name in truth
        plural = self.plurals[subject]
        if plural not in truth:
            return False
        if not truth[plural]:
            given[plural] = []
            return True
        if name not in truth[plural][0]:
            return False
        given.setdefault(plural, [{'id': truth[plural][0].get('id', 'L1')}])[0][name] = truth[plural][0][name]
        return True

    def states(self, answer):
        return {e['provision']: e['state'] for e in answer['entitlements']}

    def test_from_nothing_to_the_answer(self):
        for name in ('demo-1', 'demo-3', 'demo-5'):
            truth = self.firms[name]
            asked, answer = self.ask_until_done(truth)
            whole = self.server.check(truth, ON)
            self.assertEqual(self.states(answer), self.states(whole), name)
            self.assertEqual(answer['combination'], whole['combination'], name)
            known = sum(len(v[0]) if isinstance(v, list) and v else 1 for v in truth.values())
            self.assertLessEqual(len(asked), known, name)

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
            self.assertEqual(entitlement(answer, provision)['open']['facts'], [])


if __name__ == '__main__':
    unittest.main()
