#!/usr/bin/env python3
"""What the notice's stacking.yaml says holds between cases too: what a firm was granted by one bounds what another one
may give. The cap of a firm in Jinan (17.3) over several groups of trainees, and rent of one month that two provisions
waive in Hangzhou (6.22, 6.23); on SQLite and on PostgreSQL."""
import datetime
import unittest

from offices import CASES, FIRM, Offices, on_both

TRAINING = 'training_account'
REASONS = [{'of': 'words', 'note': 'as the papers show'}]
# 100 people, four whole months: 100 x 500 x 4 yuan. A firm gets 300,000.
GROUP_FEN, CAP_FEN = 20000000, 30000000
DAY = datetime.timedelta(days=1)


class Beside(Offices):
    def preview(self, provision, facts, subject=None):
        body = {'provision': provision, 'firm': FIRM, 'facts': facts}
        if subject:
            body['subject'] = subject
        return self.fits(f'POST {CASES}/preview', self.a('owner').post(f'{CASES}/preview', body), 200)

    def bound(self, of):
        """Rule, whether it excludes, what it leaves and the cases that hold the rest."""
        [one] = of['against']
        return one['rule'], one['excludes'], one['left_fen'], one['cases']


@on_both
class Jinan(Beside):
    ON = '2020-12-31'
    FIRM_ROW = f'{FIRM},虚构机床厂,有限责任公司,2015-03-02,370102,120,3421,18000000'

    def stated(self, name):
        begin = datetime.date(2020, 7, int(name[1:]))  # each group's own four months
        group = {'id': name, 'trainee_kind': 'own_staff', 'trainee_count': 100, 'training_mode': 'on_the_job',
                 'training_from': str(begin), 'training_to': str(datetime.date(2020, 11, begin.day) - DAY)}
        return {'trainee_groups': [group], 'difficulty_month': '2020-03-01', 'revenue_share_of_2019': '30',
                'power_share_of_2019': '25', 'energy_share_of_2019': '25'}

    def accepted(self, name):
        return self.act('county-officer', self.file('17.3', self.stated(name), name), 'accept')

    def test_a_cap_of_the_firm_over_several_cases(self):
        before = self.fill(TRAINING, 4 * GROUP_FEN)
        first, second = self.accepted('G1'), self.accepted('G2')
        self.assertEqual((first['judgement']['amount_fen'], first['against']), (GROUP_FEN, []))
        first = self.act('county-officer', first, 'grant', amount_fen=GROUP_FEN)
        left = CAP_FEN - GROUP_FEN
        rule = ('jinan_training_cap', False, left, [first['reference']])
        self.assertEqual(self.bound(self.preview('17.3', self.stated('G3'), 'G3')), rule)
        second = self.see('county-officer', second)
        self.assertEqual(self.bound(second), rule)
        self.assertIn(first['reference'], second['against'][0]['says']['en'])
        beyond = self.act('county-officer', second, 'grant', 422, 'amount-beyond-entitlement', amount_fen=left + 1)
        self.assertEqual(beyond['errors'][0]['pointer'], '/amount_fen')
        self.assertIn(first['reference'], beyond['errors'][0]['detail'])
        second = self.act('county-officer', second, 'grant', amount_fen=left)
        self.assertEqual(self.bound(second), rule)
        self.assertEqual(self.gained(TRAINING, before), {'available': -CAP_FEN, 'committed': CAP_FEN})

        third = self.accepted('G3')
        refused = self.act('county-officer', third, 'grant', 409, 'held-otherwise', amount_fen=0)
        for case in (first, second):
            self.assertIn(case['reference'], str(refused))
        third = self.act('county-officer', third, 'refuse')
        self.assertEqual(third['outcome'], 'refused')
        self.assertCountEqual(third['against'][0]['cases'], [first['reference'], second['reference']])
        # What one gives up is left for another.
        self.act('owner', self.see('owner', first), 'withdraw')
        self.assertEqual(self.preview('17.3', self.stated('G4'), 'G4')['against'], [])
        self.assert_proves_itself()


@on_both
class Hangzhou(Beside):
    ON = '2020-03-10'
    FIRM_ROW = f'{FIRM},虚构咖啡店,有限责任公司,2015-03-02,330106,20,6210,1800000'

    def test_the_rent_of_a_month_is_waived_once(self):
        def month(name):
            return {'rent_months': [{'id': name, 'rent_month_date': '2020-02-01', 'month_rent': '8000.00',
                                     'landlord_kind': 'local_soe', 'rent_relief_rank': 1}]}
        one = self.act('partner', self.file('6.22', month('R1'), 'R1'), 'confirm')
        other = self.act('partner', self.file('6.23', month('R1'), 'R1'), 'confirm')
        next_door = self.act('partner', self.file('6.23', month('R2'), 'R2'), 'confirm')
        self.assertEqual(other['against'], [], 'a partner learns nothing of other cases')
        one = self.act('county-officer', one, 'grant', amount_fen=800000)
        self.assertEqual(one['waits_for'], 'owner')
        other = self.see('county-officer', other)
        self.assertEqual(self.bound(other), ('one_rent_waiver', True, None, [one['reference']]))
        refused = self.act('county-officer', other, 'grant', 409, 'held-otherwise', amount_fen=800000)
        self.assertIn(one['reference'], str(refused))
        self.act('county-officer', self.see('county-officer', next_door), 'grant', amount_fen=800000)
        # The tenant gives up the one, and has the other.
        self.act('owner', self.see('owner', one), 'decline', reasons=REASONS)
        other = self.see('county-officer', other)
        self.assertEqual(other['against'], [])
        self.act('county-officer', other, 'grant', amount_fen=800000)
        self.assert_proves_itself()


if __name__ == '__main__':
    unittest.main()
