#!/usr/bin/env python3
"""The form of every procedure that takes applications: who answers what the preview asks, and nothing else, is told
whether he gets it."""
import pathlib
import unittest

from offices import CASES, FIRM, Offices

ROW = f'{FIRM},虚构店,有限责任公司,2015-03-02'
SMALL, LARGE = '20,6210,1800000', '2000,5219,1800000000'
ANSWERS = {
    'bill_utility': 'power', 'bill_date': '2020-02-10', 'bill_unpaid': '5000.00', 'in_temporary_difficulty': True,
    'has_good_prospects': True, 'level_one_response': True,
    'loan_contract_number': 'DK-2020-17', 'loan_principal': '1000000.00', 'loan_rate': '3.15',
    'loan_base_rate': '4.15', 'loan_grant_date': '2020-02-20',
    'loan_due_date': '2021-02-10', 'loan_special_relending': True, 'loan_used_as_allowed': True,
    'on_national_key_list': False, 'on_local_key_list': True,
    'last_year_unemployment_premium': '10000.00', 'unemployment_premium_months': 12, 'insured_staff': 20,
    'staff_laid_off': 0, 'dishonest_or_zombie': False, 'no_or_few_layoffs': True,
    'supplies_necessities': True, 'necessities_logistics_cost': '10000.00',
    'rent_month_date': '2020-02-01', 'month_rent': '6000.00', 'landlord_kind': 'local_soe', 'rent_relief_rank': 1,
    'trainee_kind': 'own_staff', 'trainee_count': 10, 'training_mode': 'on_the_job', 'training_from': '2020-07-01',
    'training_to': '2020-07-31', 'training_any_size_here': True, 'production_stopped': True,
    'production_stop_date': '2020-02-01', 'stop_to': '2020-04-01', 'wages_paid_in_stop': True,
    'difficulty_month': '2020-04-01', 'revenue_share_of_2019': '30', 'power_share_of_2019': '30',
    'energy_share_of_2019': '100', 'employees': 20, 'industry_code': '6210', 'revenue': '1800000',
    'total_assets': '1000000.00', 'firm_lost_income': True,
}
ROUNDS = 12


class Forms(Offices, unittest.TestCase):
    """One firm that moves from place to place: the register learns more of it each day."""
    ON = '2020-03-02'
    FIRM_ROW = f'{ROW},210902,,,'

    @classmethod
    def setUpClass(cls):
        cls.day = 2
        cls.start()

    def move(self, place, size=SMALL):
        type(self).day += 1
        head = 'uscc,name,type,registered_on,place,employees,industry_code,revenue\n'
        row = self.write('firm.csv', f'{head}{ROW},{place},{size}\n')
        self.run_program('register', 'import', row, '--stated-on', f'2020-03-{self.day:02}', *self.where)

    def settled(self, provision, **more):
        """What it comes to, and the facts that were asked for, once nothing is missing any more."""
        facts, asked = {}, set()
        for _ in range(ROUNDS):
            answer = self.a('owner').post(f'{CASES}/preview', {'provision': provision, 'firm': FIRM, 'facts': facts})
            seen = self.fits(f'POST {CASES}/preview', answer, 200)
            for fault in seen['faults']:
                self.assertEqual(fault['code'], 'subject-missing', fault)
                facts[pathlib.PurePosixPath(fault['pointer']).name] = [{'id': 'X1'}]
            if not seen['missing'] and not seen['faults']:
                return seen['judgement']['state'], asked
            # What hangs on other answers is asked behind them, one by one.
            for one in [one for one in seen['missing'] if one['needed']] or seen['missing'][:1]:
                *way, name = one['pointer'].split('/')[2:]
                at = facts
                for step in way:
                    at = at[int(step)] if step.isdigit() else at[step]
                at[name] = {**ANSWERS, **more}[name]
                asked.add(name)
        self.fail(f'{provision}: more is asked and more')
        return None

    def gets(self, provision, place, size=SMALL, told='entitled', **more):
        self.move(place, size)
        state, asked = self.settled(provision, **more)
        self.assertEqual(state, told, (provision, asked))
        self.tried.add(provision)
        return asked

    def test_whoever_answers_what_is_asked_is_told_what_he_gets(self):
        self.tried = set()
        asked = self.gets('3.9', '210902', ',,')  # whose size nobody knows yet
        self.assertLessEqual({'level_one_response', 'employees', 'industry_code'}, asked)
        self.go_on('2020-04-01')
        self.assertNotIn('employees', self.gets('6.12', '110101'))
        self.gets('5.2', '420106')
        self.gets('5.2', '310101', on_national_key_list=True, on_local_key_list=False)
        self.gets('6.14', '330106')
        self.gets('6.20', '310101')
        self.gets('6.22', '330106')
        self.gets('6.23', '330106')
        self.gets('6.35', '511902')
        self.gets('6.35b', '511902')
        self.go_on('2021-01-04')
        self.assertNotIn('wages_paid_in_stop', self.gets('17.2', '320106', trainee_kind='graduate',
                                                         production_stopped=False))
        self.assertIn('wages_paid_in_stop', self.gets('17.2', '320106'))
        asked = self.gets('17.2', '320106', LARGE, trainee_kind='graduate')
        self.assertIn('training_any_size_here', asked)
        self.gets('17.3', '370102')
        for finding in ('affected_by_epidemic', 'in_temporary_difficulty'):
            self.assertNotIn(finding, self.gets(finding, '370102', told='depends'))
        offered = self.server.get('/api/v1/procedures').json()['procedures']
        self.assertEqual(self.tried, {p['provision'] for p in offered if 'application' in p['starts']})


if __name__ == '__main__':
    unittest.main()
