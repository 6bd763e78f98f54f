#!/usr/bin/env python3
"""Measure 5 over HTTP: the loans that were worked out by hand from the documents.

Each is a loan of 10 million yuan for a year, 366 days over 360 where 29 February 2020 lies in it:
  5 February 2020, as known that day: (LPR 4.15 - 2.50) x 1/2 = 0.825 %, x 366/360     83,875.00
  8 February at the cap of 3.15 %:                     3.15 x 1/2 = 1.575 %, x 366/360  160,125.00
  21 February at the cap of 3.05 %:                    3.05 x 1/2 = 1.525 %, x 366/360  155,041.67
  21 April at the cap of 2.85 %:                       2.85 x 1/2 = 1.425 %, x 365/360  144,479.17
"""
import unittest

from server import Server, entitlement


def firm(granted, rate, **more):
    due = str(int(granted[:4]) + 1) + granted[4:]
    loan = {'id': 'L1', 'loan_principal': '10000000.00', 'loan_rate': rate, 'loan_grant_date': granted,
            'loan_due_date': due, 'loan_special_relending': True, 'loan_used_as_allowed': True, **more}
    return {'place': '320500', 'on_national_key_list': True, 'on_local_key_list': False,
            'loans': [loan]}


class Measure5(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def assert_amount(self, answer, provision, fen):
        found = entitlement(answer, provision, 'L1')
        self.assertIsNotNone(found, f'{provision} does not show')
        self.assertEqual((found['state'], found['amount_fen']), ('entitled', fen))
        self.assertEqual(answer['combination']['now']['cash'], {'low_fen': fen, 'high_fen': fen})

    def test_5_february_as_known_then(self):
        answer = self.server.check(firm('2020-02-05', '3.15'), '2020-02-05')
        self.assert_amount(answer, '5.1', 8387500)
        self.assertIsNone(entitlement(answer, '5.2'))

    def test_the_same_loan_as_known_on_the_21st(self):
        for on in ('2020-02-05', '2020-02-21'):
            answer = self.server.check(firm('2020-02-05', '3.15'), on, '2020-02-21')
            self.assert_amount(answer, '5.2', 16012500)
            self.assertIsNone(entitlement(answer, '5.1'))
            self.assertEqual([(r['provision'], r['by']) for r in answer['replaced']], [('5.1', '5.2')])

    def test_8_february_at_the_cap(self):
        self.assert_amount(self.server.check(firm('2020-02-08', '3.15'), '2020-02-21'), '5.2', 16012500)

    def test_21_february_at_the_cap(self):
        self.assert_amount(self.server.check(firm('2020-02-21', '3.05'), '2020-02-21'), '5.2', 15504167)

    def test_21_april_at_the_cap(self):
        self.assert_amount(self.server.check(firm('2020-04-21', '2.85'), '2020-04-21'), '5.2', 14447917)

    def test_20_february_and_the_cost_that_remains(self):
        """What remains for the firm must be under 1.6 per cent: 1.575 is, 1.6 and 1.625 are not."""
        self.assert_amount(self.server.check(firm('2020-02-20', '3.15'), '2020-02-21'), '5.2', 16012500)
        for rate in ('3.20', '3.25'):
            found = entitlement(self.server.check(firm('2020-02-20', rate), '2020-02-21'), '5.2')
            self.assertEqual((found['state'], found['amount_fen']), ('not_entitled', None))
            failed = [c['id'] for c in found['conditions'] if c['truth'] == 'fails']
            self.assertEqual(failed, ['end_cost'])

    def test_a_loan_to_come_waits_for_its_prime_rate(self):
        found = entitlement(self.server.check(firm('2020-04-21', '2.85'), '2020-02-21'), '5.3')
        self.assertEqual((found['state'], found['rate_percent']), ('depends', None))
        self.assertEqual(found['open']['facts'], [])
        self.assertEqual(len(found['open']['reasons']), 1)

    def test_numbers_may_be_json_numbers_or_text(self):
        for principal in (10000000, 10000000.00, '10000000', '1e7'):
            answer = self.server.check(firm('2020-02-08', 3.15, loan_principal=principal), '2020-02-21')
            self.assert_amount(answer, '5.2', 16012500)


if __name__ == '__main__':
    unittest.main()
