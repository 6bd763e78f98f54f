#!/usr/bin/env python3
"""Public money over HTTP, from two people who fill a fund to what a firm gives back: training on the job in Jiangsu
(provision 17.2), rent, water bills and refunds in Zhejiang (6.22, 3.7, 6.14); on SQLite and on PostgreSQL."""
import unittest

from offices import CASES, FIRM, FUNDS, PROPOSALS, Offices, month_of, on_both

TRAINING = 'training_account'
# Ten people, one whole month: 10 x 500 yuan.
MONTH_FEN = 500000
REFUNDS = 'unemployment_insurance_fund'
NEIGHBOUR = '91990000000000027W'
REASONS = [{'of': 'words', 'note': 'as the papers show'}]


def group(name, people=10):
    return {'id': name, 'trainee_kind': 'registered_unemployed', 'trainee_count': people,
            'training_mode': 'on_the_job', **month_of(name)}


@on_both
class Jiangsu(Offices):
    ON = '2020-09-01'
    PAY_BY = '2020-12-31'
    FIRM_ROW = f'{FIRM},虚构机床厂,有限责任公司,2015-03-02,320106,120,3421,18000000'

    def filed(self, name, people=10):
        return self.file('17.2', {'trainee_groups': [group(name, people)]})

    def accepted(self, name):
        return self.act('county-officer', self.filed(name), 'accept')

    def paid(self, name):
        now = self.act('county-officer', self.accepted(name), 'grant', amount_fen=MONTH_FEN)
        return self.act('second-approver', now, 'order_payment')

    def teller(self):
        """Another second approver than the one who orders payments."""
        return self.another('teller', 'second_approver', '32')

    def test_two_people_fill_a_fund_and_nobody_alone(self):
        fund = self.fund(TRAINING)
        self.assertEqual([p['provisions'] for p in fund['procedures']], [['17.2']])
        key = {'Idempotency_Key': 'fill-once'}
        made = self.propose(fund, 'appropriate', 100, **key)
        self.assertEqual(self.propose(fund, 'appropriate', 100, **key)['id'], made['id'])
        self.assertEqual(self.gained(TRAINING, fund), {}, 'nothing moves before a second person')
        self.decide(made, 'approve', 'province-officer', 403, 'access-own-work')
        self.decide(made, 'approve', 'city-officer', 404, 'proposal-unknown')
        waiting = self.a('second-approver').get(f'{PROPOSALS}?state=proposed&place=32')
        listed = self.fits(f'GET {PROPOSALS}', waiting, 200)['proposals']
        self.assertEqual([(p['id'], p['acts']) for p in listed], [(made['id'], ['approve', 'refuse'])])
        self.assertEqual(self.decide(made, 'approve')['state'], 'approved')
        self.assertEqual(self.gained(TRAINING, fund), {'appropriated': 100, 'available': 100})
        self.decide(made, 'approve', 'ministry-officer', 409, 'proposal-decided')
        refused = self.propose(fund, 'lapse', 100)
        self.assertEqual(self.decide(refused, 'refuse')['state'], 'refused')
        self.assertEqual(self.gained(TRAINING, fund), {'appropriated': 100, 'available': 100})
        self.propose(fund, 'appropriate', 1, 'owner', 403, 'access-no-role')

    def test_from_the_check_to_the_payment(self):
        facts = {'place': '320106', 'employees': 120, 'industry_code': '3421', 'revenue': '18000000',
                 'trainee_groups': [group('G1')]}
        answer = self.server.post('/api/v1/check', {'on': self.ON, 'facts': facts, 'measures': [17]})
        found = [e for e in answer.json()['entitlements'] if e['provision'] == '17.2']
        self.assertEqual([(e['state'], e['amount_fen']) for e in found], [('entitled', MONTH_FEN)])

        before = self.fill(TRAINING, 10 * MONTH_FEN)
        case = self.filed('G1')
        self.assertEqual(case['judgement']['amount_fen'], MONTH_FEN)
        self.assertEqual(self.gained(TRAINING, before), {'available': -MONTH_FEN, 'reserved': MONTH_FEN})
        now = self.act('county-officer', case, 'accept')
        now = self.act('county-officer', now, 'grant', amount_fen=MONTH_FEN)
        self.assertEqual(self.gained(TRAINING, before), {'available': -MONTH_FEN, 'committed': MONTH_FEN})
        self.assertEqual(now['waits_for'], 'second_approver')
        self.act('city-officer', now, 'order_payment', 409, 'not-now')
        now = self.act('second-approver', now, 'order_payment')
        self.assertEqual((now['outcome'], now['paid_fen']), ('granted', MONTH_FEN))
        self.assertEqual(self.gained(TRAINING, before),
                         {'available': -MONTH_FEN, 'expended': MONTH_FEN, 'in_bank': -MONTH_FEN,
                          'paid_out': MONTH_FEN})
        path = f'{FUNDS}/{before["id"]}'
        one = self.fits(f'GET {FUNDS}/{{id}}', self.a('province-officer').get(path), 200)
        self.assertEqual(one['run_out']['since'], self.ON)
        entries = self.fits(f'GET {FUNDS}/{{id}}/statement',
                            self.a('province-officer').get(f'{path}/statement?limit=200'), 200)['entries']
        mine = [e for e in entries if e['case'] == case['reference']]
        self.assertEqual([e['purpose'] for e in mine], ['reserve', 'approve', 'disburse', 'disburse'])
        self.assertEqual((mine[-1]['to']['role'], mine[-1]['to']['party']), ('beneficiary', FIRM))
        self.assert_proves_itself()

    def test_a_refusal_is_undone_by_an_objection_that_is_right(self):
        before = self.fill(TRAINING, 2 * MONTH_FEN)
        now = self.act('county-officer', self.accepted('O1'), 'refuse', reasons=REASONS)
        self.assertEqual((now['outcome'], self.gained(TRAINING, before)), ('refused', {}))
        now = self.act('owner', now, 'object', reasons=REASONS)
        self.assertEqual(now['waits_for'], 'city_officer')
        self.act('county-officer', now, 'uphold', 409, 'not-now', reasons=REASONS)
        now = self.act('city-officer', now, 'uphold', reasons=REASONS)
        self.assertEqual((now['outcome'], now['waits_for']), ('none', 'county_officer'))
        now = self.act('county-officer', now, 'grant', amount_fen=MONTH_FEN)
        self.assertEqual(self.gained(TRAINING, before), {'available': -MONTH_FEN, 'committed': MONTH_FEN})
        self.act('second-approver', now, 'order_payment')
        self.assertEqual(self.gained(TRAINING, before)['expended'], MONTH_FEN)

    def test_who_objects_to_half_gets_no_less(self):
        before = self.fill(TRAINING, 2 * MONTH_FEN)
        half = MONTH_FEN // 2
        now = self.act('county-officer', self.accepted('O2'), 'grant', amount_fen=half, reasons=REASONS)
        self.assertEqual(self.gained(TRAINING, before), {'available': -half, 'committed': half})
        now = self.act('owner', now, 'object', reasons=REASONS)
        now = self.act('city-officer', now, 'uphold', reasons=REASONS)
        self.assertEqual(self.gained(TRAINING, before), {'available': -MONTH_FEN, 'reserved': MONTH_FEN})
        worse = self.act('county-officer', now, 'grant', 422, 'amount-beyond-entitlement', amount_fen=half - 1,
                         reasons=REASONS)
        self.assertEqual(worse['errors'][0]['pointer'], '/amount_fen')
        now = self.act('county-officer', now, 'grant', amount_fen=MONTH_FEN)
        self.assertEqual(self.gained(TRAINING, before), {'available': -MONTH_FEN, 'committed': MONTH_FEN})

    def test_a_payment_that_fails_while_it_is_judged_anew(self):
        before = self.fill(TRAINING, 2 * MONTH_FEN)
        now = self.act('owner', self.paid('F1'), 'object', reasons=REASONS)
        now = self.act('city-officer', now, 'uphold', reasons=REASONS)
        now = self.act(self.teller(), now, 'payment_failed', reasons=REASONS)
        self.assertEqual((now['phase'], now['waits_for'], now['paid_fen']), ('in_step', 'county_officer', 0))
        self.assertEqual(self.gained(TRAINING, before), {'available': -MONTH_FEN, 'reserved': MONTH_FEN})
        self.act('owner', now, 'amend', 422, 'amendment-empty')
        self.act('second-approver', now, 'order_payment', 409, 'not-now')
        now = self.act('county-officer', now, 'grant', amount_fen=MONTH_FEN)
        self.act('second-approver', now, 'order_payment')
        self.assertEqual(self.gained(TRAINING, before)['paid_out'], MONTH_FEN)
        self.assert_proves_itself()

    def test_nobody_alone_has_money_paid_twice_or_strikes_out_what_is_owed(self):
        self.fill(TRAINING, 2 * MONTH_FEN)
        now = self.paid('T1')
        self.act('second-approver', now, 'payment_failed', 403, 'same-person', reasons=REASONS)
        claim = {'amount_fen': MONTH_FEN, 'instalments': 1, 'pay_by': self.PAY_BY, 'reasons': REASONS}
        self.act('second-approver', now, 'recover', 403, 'same-person', **claim)
        now = self.act(self.teller(), now, 'recover', **claim)
        self.act('teller', now, 'repay', 403, 'same-person', amount_fen=MONTH_FEN)
        now = self.act('second-approver', now, 'repay', amount_fen=MONTH_FEN)
        self.assertEqual(now['recovery']['repaid_fen'], MONTH_FEN)
        failed = self.act('teller', self.paid('T2'), 'payment_failed', reasons=REASONS)
        failed = self.act('owner', failed, 'amend')
        self.act('teller', failed, 'order_payment', 403, 'same-person')
        self.act('second-approver', failed, 'order_payment')
        fund = self.fund(TRAINING)
        entries = self.a('province-officer').get(f"{FUNDS}/{fund['id']}/statement?limit=200").json()['entries']
        for entry in entries:
            if entry['purpose'] in ('correction', 'claim-back', 'receive-back'):
                self.assertFalse(entry['approver'].startswith('pack:'), entry)
        self.assert_proves_itself()

    def test_an_objection_beside_a_newer_application(self):
        self.fill(TRAINING, 4 * MONTH_FEN)
        first = self.act('county-officer', self.accepted('N1'), 'refuse', reasons=REASONS)
        newer = self.filed('N1')
        first = self.act('owner', first, 'object', reasons=REASONS)
        queue = self.a('city-officer').get(f'{CASES}?waits_for=city_officer&open=true').json()['cases']
        self.assertIn(first['reference'], [c['reference'] for c in queue])
        refused = self.act('city-officer', first, 'uphold', 409, 'case-exists', reasons=REASONS)
        self.assertIn(newer['reference'], str(refused))
        self.act('owner', newer, 'withdraw')
        self.file('17.2', {'trainee_groups': [group('N1')]}, status=409, code='case-exists')
        first = self.act('city-officer', first, 'uphold', reasons=REASONS)
        # Withdrawn, it stays so.
        first = self.act('county-officer', first, 'grant', amount_fen=MONTH_FEN)
        first = self.act('owner', first, 'object', reasons=REASONS)
        first = self.act('owner', first, 'withdraw')
        self.assertEqual((first['outcome'], first['waits_for'], first['objection']), ('withdrawn', None, None))
        self.act('city-officer', first, 'uphold', 409, 'not-now', reasons=REASONS)

    def test_what_was_paid_is_not_applied_for_again(self):
        self.fill(TRAINING, 2 * MONTH_FEN)
        now = self.paid('N2')
        self.file('17.2', {'trainee_groups': [group('N2')]}, status=409, code='paid-already')
        now = self.act(self.teller(), now, 'payment_failed', reasons=REASONS)
        self.assertEqual(now['waits_for'], 'owner')

    def test_a_stolen_identity_owes_nothing_and_the_true_firm_is_paid(self):
        before = self.fill(TRAINING, 2 * MONTH_FEN)
        now = self.act('city-officer', self.paid('I1'), 'recover', amount_fen=MONTH_FEN, instalments=1,
                       pay_by=self.PAY_BY, reasons=REASONS)
        now = self.act('county-officer', now, 'hold', note='the owner never applied')
        self.act('county-officer', now, 'annul', 409, 'not-now', reasons=REASONS)
        now = self.act('second-approver', now, 'annul', reasons=REASONS)
        self.assertEqual(now['outcome'], 'annulled')
        self.assertNotIn('owed', self.gained(TRAINING, before))
        self.assertEqual(self.paid('I1')['paid_fen'], MONTH_FEN)
        self.assert_proves_itself()

    def test_a_document_that_is_bad_is_replaced(self):
        now = self.act('county-officer', self.filed('D1'), 'tell_gaps',
                       reasons=[{'of': 'document', 'id': 'trainees', 'note': 'unreadable'}])
        papers = [p for _ in range(2) for p in self.papers('17.2') if p['document'] == 'trainees']
        self.assertEqual(len(papers), 2)
        self.act('owner', now, 'amend', 422, 'document-too-many', documents=papers)
        now = self.act('owner', now, 'amend', documents=papers[:1])
        self.assertEqual(now['phase'], 'in_step')

    def test_nobody_asks_the_register_by_guessing(self):
        now = self.act('county-officer', self.accepted('Q1'), 'refuse', reasons=REASONS)
        for employees in (119, 120):
            self.act('county-officer', now, 'amend', 409, 'not-now', facts={'employees': employees})
            self.act('owner', now, 'amend', 409, 'not-now', facts={'employees': employees})

    def test_what_the_firm_itself_reports_comes_back_in_parts(self):
        before = self.fill(TRAINING, 2 * MONTH_FEN)
        now = self.act('owner', self.paid('B1'), 'report_error', note='two of them had left')
        now = self.act('city-officer', now, 'recover', amount_fen=100000, instalments=1, pay_by=self.PAY_BY,
                       reasons=REASONS)
        self.assertTrue(now['recovery']['good_faith'])
        self.assertEqual(self.gained(TRAINING, before)['owed'], 100000)
        now = self.act('second-approver', now, 'repay', amount_fen=40000)
        self.act('second-approver', now, 'repay', 422, 'amount-invalid', amount_fen=60001)
        now = self.act('second-approver', now, 'repay', amount_fen=60000)
        self.assertEqual(now['recovery']['repaid_fen'], 100000)
        gained = self.gained(TRAINING, before)
        self.assertEqual((gained.get('owed'), gained['returned'], gained['expended']),
                         (None, 100000, MONTH_FEN - 100000))
        # It is spent again only if two people say so.
        self.decide(self.propose(before, 'reuse', 100000), 'approve')
        self.assertEqual(self.gained(TRAINING, before)['available'], 100000 - MONTH_FEN)
        self.assert_proves_itself()

    def line(self, who, now, query='?limit=200'):
        lines = self.a(who).get(f'{CASES}{query}').json()['cases']
        return next((one for one in lines if one['reference'] == now['reference']), None)

    def test_the_firm_has_the_claim_on_paper_and_before_its_eyes_until_it_is_paid(self):
        self.fill(TRAINING, 4 * MONTH_FEN)
        now = self.paid('B3')
        self.assertIsNone(self.line('owner', now)['waits_for'])
        claim = {'amount_fen': 100000, 'instalments': 1, 'reasons': [{'of': 'words', 'note': '两人未参加培训'}]}
        # The 60 days to object end on Saturday, 31 October: until Monday.
        for wrong in ({}, {'pay_by': self.ON}, {'pay_by': '2020-11-01'}, {'pay_by': '2031-09-01'}):
            refused = self.act('city-officer', now, 'recover', 422, 'pay-by-invalid', **claim, **wrong)
            self.assertEqual(refused['errors'][0]['pointer'], '/pay_by')
        self.act('city-officer', now, 'recover', 422, 'field-invalid', pay_by='soon', **claim)
        now = self.act('city-officer', now, 'recover', pay_by=self.PAY_BY, **claim)
        self.assertEqual((now['phase'], now['waits_for'], now['due']), ('closed', 'owner', self.PAY_BY))
        said = now['recovery']
        self.assertEqual((said['pay_by'], said['owed_fen'], said['reasons'][0]['note']), (self.PAY_BY, 100000, '两人未参加培训'))
        self.assertEqual([one['clause']['zh'][:5] for one in now['recovery']['remedies']], ['行政复议法', '行政诉讼法'])
        for who, query in (('owner', '?open=true&limit=200'), ('county-officer', '?waits_for=owner&limit=200')):
            seen = self.line(who, now, query)
            self.assertEqual((seen['waits_for'], seen['due'], seen['days_left']), ('owner', self.PAY_BY, 121))
        # Another need of the firm is not kept waiting by it, the same one is.
        self.act('owner', self.filed('B4'), 'withdraw')
        self.file('17.2', {'trainee_groups': [group('B3')]}, status=409, code='paid-already')
        letter = self.letters('owner', now)['recovery']
        printed = self.words_of('owner', letter)
        for words in ('退回款项决定书', '1,000.00', '人民币壹仟元整', '两人未参加培训', '2020年12月31日',
                      '行政复议', '31 December 2020'):
            self.assertIn(words, printed)
        seen = self.verified(letter)
        self.assertEqual((seen['kind'], seen['standing'], seen['decision']), ('recovery', True, None))
        now = self.act('owner', now, 'object_recovery', reasons=REASONS)
        self.assertEqual((now['waits_for'], self.line('owner', now)['waits_for']), ('city_officer', 'city_officer'))
        self.assertEqual(now['recovery']['owed_fen'], 0)
        self.act('second-approver', now, 'repay', 409, 'not-now', amount_fen=1)
        self.act('city-officer', now, 'uphold_recovery', 403, 'same-person', reasons=REASONS)
        judge = self.another('judge', 'city_officer', '3201')
        now = self.act(judge, now, 'uphold_recovery', reasons=REASONS)
        self.assertEqual((now['waits_for'], now['due'], now['recovery']['remedies']), (None, None, []))
        self.assertFalse(self.verified(letter)['standing'])
        self.assertNotIn('recovery', self.letters('owner', now))

    def test_all_that_was_paid_in_two_payments_is_claimed_back_at_once(self):
        before = self.fill(TRAINING, 2 * MONTH_FEN)
        half = MONTH_FEN // 2
        now = self.act('county-officer', self.accepted('B2'), 'grant', amount_fen=half, reasons=REASONS)
        now = self.act('owner', self.act('second-approver', now, 'order_payment'), 'object', reasons=REASONS)
        now = self.act('city-officer', now, 'uphold', reasons=REASONS)
        now = self.act('county-officer', now, 'grant', amount_fen=MONTH_FEN)
        now = self.act('second-approver', now, 'order_payment')
        first, second = (one['id'] for one in now['payments'])
        self.assertEqual([one['amount_fen'] for one in now['payments']], [half, half])
        claim = {'instalments': 1, 'pay_by': self.PAY_BY,
                 'reasons': [{'of': 'words', 'note': 'the list of trainees was forged'}]}
        wrong = self.act('city-officer', now, 'recover', 422, 'payment-unknown', amount_fen=1, payments=['x'], **claim)
        self.assertEqual(wrong['errors'][0]['pointer'], '/payments')
        self.act('city-officer', now, 'recover', 422, 'amount-invalid', amount_fen=half + 1, payments=[first], **claim)
        self.act('city-officer', now, 'recover', 422, 'amount-invalid', amount_fen=MONTH_FEN + 1, **claim)
        now = self.act('city-officer', now, 'recover', amount_fen=MONTH_FEN, payments=[first, second], **claim)
        self.assertFalse(now['recovery']['good_faith'])
        self.assertEqual([(one['payment'], one['due_fen']) for one in now['recovery']['claims']],
                         [(second, half), (first, half)])
        self.assertEqual(self.gained(TRAINING, before)['owed'], MONTH_FEN)
        now = self.act('second-approver', now, 'repay', amount_fen=half + 100)
        self.assertEqual([one['repaid_fen'] for one in now['recovery']['claims']], [half, 100])
        now = self.act('second-approver', now, 'repay', amount_fen=half - 100)
        self.assertEqual(now['recovery']['repaid_fen'], MONTH_FEN)
        self.assertEqual(self.gained(TRAINING, before), {'available': -MONTH_FEN, 'returned': MONTH_FEN})
        self.assert_proves_itself()

    def test_a_fund_that_is_short_stops_the_decision_and_not_the_filing(self):
        fund = self.fund(TRAINING)
        left = fund['available_fen']
        if left:
            self.decide(self.propose(fund, 'lapse', left), 'approve')
        now = self.act('county-officer', self.accepted('S1'), 'grant', 409, 'ledger-overdrawn',
                       amount_fen=MONTH_FEN)
        before = self.fill(TRAINING, MONTH_FEN)
        now = self.act('county-officer', self.see('county-officer', self.filed_before('S1')), 'grant',
                       amount_fen=MONTH_FEN)
        self.assertEqual(now['waits_for'], 'second_approver')
        self.assertEqual(self.gained(TRAINING, before), {'available': -MONTH_FEN, 'committed': MONTH_FEN})

    def filed_before(self, subject):
        listed = self.a('owner').get(f'{CASES}?open=true').json()['cases']
        return next(c for c in listed if c['subject'] == subject)


@on_both
class Zhongshan(Offices):
    """Power bills deferred without an application (3.8)."""
    ON = '2020-03-10'
    FIRM_ROW = f'{FIRM},虚构灯饰厂,有限责任公司,2015-03-02,442000,20,3872,1800000'

    @classmethod
    def tables(cls):
        head = 'uscc,id,bill_utility,bill_date,bill_unpaid'
        bills = f'{head}\n{FIRM},P2,power,2020-02-20,5000.00\n{FIRM},P1,power,2020-01-20,0.00\n'
        return [('bills', 'power', bills,
                 f'subject: utility_bill\ncolumns: {{{", ".join(f"{c}: {c}" for c in head.split(","))}}}\n')]

    def test_a_bill_that_waits_without_an_application(self):
        begun = self.begin('3.8', '4420', 'city-officer')
        self.assertEqual((begun['begun'], begun['amount_fen']), (1, 500000), 'what is paid is not deferred')
        self.assertEqual(self.begin('3.8', '4420', 'city-officer')['already'], 1)
        self.programme(self.ON)
        now = self.see('owner', {'reference': begun['references'][0]})
        self.assertEqual((now['start'], now['subject'], now['waits_for'], now['decision']['amount_fen']),
                         ('automatic', 'P2', 'partner', 500000))
        now = self.act('partner', now, 'confirm')
        self.assertEqual((now['phase'], now['outcome'], now['paid_fen']), ('closed', 'granted', 0))


@on_both
class Zhejiang(Offices):
    ON = '2020-03-10'
    FIRM_ROW = f'{FIRM},虚构咖啡店,有限责任公司,2015-03-02,330106,20,6210,1800000'

    @classmethod
    def tables(cls):
        bills = ('uscc,id,bill_utility,bill_date,bill_normal_charge,bill_is_industrial\n'
                 f'{FIRM},W2,water,2020-02-10,1000.00,true\n')
        rents = ('uscc,id,rent_month_date,month_rent,landlord_kind,rent_relief_rank\n'
                 f'{FIRM},R0,2020-02-01,6000.00,local_soe,1\n')

        def columns(subject, table):
            head = table.split('\n', 1)[0].split(',')
            return f'subject: {subject}\ncolumns: {{{", ".join(f"{c}: {c}" for c in head)}}}\n'

        return [('bills', 'water', bills, columns('utility_bill', bills)),
                ('rents', 'landlord', rents, columns('rent_month', rents))]

    def test_a_bill_that_is_cut_without_an_application(self):
        begun = self.begin('3.7', '330106')
        self.assertEqual((begun['begun'], begun['amount_fen']), (1, 10000))
        self.assertEqual(self.begin('3.7', '330106')['already'], 1)
        self.programme(self.ON)
        now = self.see('owner', {'reference': begun['references'][0]})
        self.assertEqual((now['start'], now['waits_for'], now['decision']['amount_fen']),
                         ('automatic', 'partner', 10000))
        now = self.act('partner', now, 'confirm')
        self.assertEqual((now['phase'], now['outcome']), ('closed', 'granted'))
        self.file('3.7', {}, status=422)

    def test_rent_that_the_programme_begins_and_the_tenant_confirms(self):
        begun = self.begin('6.22', '3301', 'city-officer')
        self.assertEqual((begun['begun'], begun['amount_fen']), (1, 600000))
        now = self.act('partner', self.see('partner', {'reference': begun['references'][0]}), 'confirm')
        now = self.act('county-officer', now, 'grant', amount_fen=600000)
        self.act('partner', now, 'confirm', 409, 'not-now')
        now = self.act('owner', now, 'confirm')
        self.assertEqual(now['outcome'], 'granted')

    def test_rent_that_landlord_and_tenant_both_confirm(self):
        month = {'id': 'R1', 'rent_month_date': '2020-02-01', 'month_rent': '8000.00',
                 'landlord_kind': 'local_soe', 'rent_relief_rank': 1}
        case = self.file('6.22', {'rent_months': [month]}, 'R1')
        self.assertEqual((case['judgement']['amount_fen'], case['waits_for']), (800000, 'partner'))
        now = self.act('partner', case, 'confirm')
        now = self.act('county-officer', now, 'grant', amount_fen=800000)
        self.assertEqual(now['waits_for'], 'owner')
        now = self.act('owner', now, 'confirm')
        self.assertEqual((now['outcome'], now['decision']['amount_fen']), ('granted', 800000))
        self.assert_proves_itself()

    def test_a_landlord_sees_his_own_part_and_no_more(self):
        month = {'id': 'R3', 'rent_month_date': '2020-03-01', 'month_rent': '8000.00',
                 'landlord_kind': 'local_soe', 'rent_relief_rank': 2}
        case = self.file('6.22', {'rent_months': [month]}, 'R3')
        now = self.act('partner', case, 'confirm', note='the board agrees')
        now = self.act('county-officer', now, 'tell_gaps', reasons=[{'of': 'words', 'note': 'is the lease forged'}])
        now = self.act('county-officer', now, 'hold', note='police file 77')
        seen = self.see('partner', case)
        self.assertEqual([(one['act'], one['note']) for one in seen['history']], [('confirm', 'the board agrees')])
        self.assertEqual((seen['judgement']['amount_fen'], seen['gaps'], seen['holds']), (400000, [], []))
        self.assertEqual({one['does'] for one in seen['timeline']}, {'confirm'})
        for word in ('police', 'forged', 'with_applicant'):
            self.assertNotIn(word, str(seen))
        self.assertIn('police file 77', self.see('county-officer', case)['holds'])
        self.act('county-officer', now, 'annul', reasons=REASONS)

    def test_a_landlord_that_does_not_agree_has_reasons(self):
        month = {'id': 'R2', 'rent_month_date': '2020-03-01', 'month_rent': '8000.00',
                 'landlord_kind': 'local_soe', 'rent_relief_rank': 2}
        case = self.file('6.22', {'rent_months': [month]}, 'R2')
        self.assertEqual(case['judgement']['amount_fen'], 400000, 'half for the second month')
        self.act('partner', case, 'decline', 422, 'reasons-missing')
        now = self.act('partner', case, 'decline', reasons=REASONS)
        self.assertNotEqual(now['waits_for'], 'county_officer')


@on_both
class Refunds(Offices):
    """Premiums paid back in Zhejiang (6.14): published, then paid; by application, and without."""
    ON = '2020-03-10'
    FIRM_ROW = (f'{FIRM},虚构咖啡店,有限责任公司,2015-03-02,330106,20,6210,1800000\n'
                f'{NEIGHBOUR},虚构面馆,有限责任公司,2015-03-02,330106,9,6210,1800000')

    @classmethod
    def tables(cls):
        premiums = ('uscc,last_year_unemployment_premium,no_or_few_layoffs\n'
                    f'{FIRM},10000.00,\n{NEIGHBOUR},3000.00,true\n')
        return [('premiums', 'social_insurance', premiums, '')]

    def test_it_is_published_and_then_paid(self):
        before = self.fill(REFUNDS, 2000000)
        asked = self.file('6.14', {'no_or_few_layoffs': True})
        self.assertEqual(asked['judgement']['amount_fen'], 500000)
        begun = self.begin('6.14', '330106')
        self.assertEqual((begun['begun'], begun['already'], begun['amount_fen']), (1, 0, 150000))
        self.assertEqual(self.gained(REFUNDS, before), {'available': -650000, 'reserved': 650000})
        given = self.see('county-officer', {'reference': begun['references'][0]})
        self.assertEqual((given['firm'], given['waits_for']), (NEIGHBOUR, 'county_officer'))
        asked = self.act('county-officer', self.act('county-officer', asked, 'accept'), 'grant',
                         amount_fen=500000)
        given = self.act('county-officer', given, 'grant', amount_fen=150000)
        for case in (asked, given):
            # Five working days, the tenth of March not counted.
            self.assertEqual((case['waits_for'], case['due']), ('programme', '2020-03-17'))
            self.act('second-approver', case, 'order_payment', 409, 'not-now')
        self.programme('2020-03-17')
        self.assertEqual(self.see('owner', asked)['waits_for'], 'programme', 'the last day is published too')
        self.go_on('2020-03-18')
        for case in (asked, given):
            now = self.see('second-approver', case)
            self.assertEqual(now['waits_for'], 'second_approver')
            self.assertEqual(self.act('second-approver', now, 'order_payment')['outcome'], 'granted')
        self.assertEqual(self.gained(REFUNDS, before),
                         {'available': -650000, 'expended': 650000, 'in_bank': -650000, 'paid_out': 650000})
        self.assert_proves_itself()
        self.assert_days_are_signed('2020-03-10')

    def assert_days_are_signed(self, day):
        """The day that is over is closed; a root that somebody takes away is missed."""
        signed = self.folder / 'data/checkpoints'
        self.run_program('ledger', 'close', '--db', self.url, '--roots', signed, '--key',
                         self.folder / 'data/audit.key', '--on', '2020-03-18')
        self.assertEqual([path.name for path in signed.glob('*.ledger-root')], [f'{day}.ledger-root'])
        proof = ('--db', self.url, '--roots', signed, '--key', self.folder / 'data/audit.key.pub')
        self.assertIn(f'Daily roots that fit: 1, the last one of {day}', self.run_program('ledger', 'verify', *proof))
        [root] = signed.glob('*.ledger-root')
        root.rename(self.folder / 'taken-away')
        self.run_program('ledger', 'verify', *proof, code=3)


if __name__ == '__main__':
    unittest.main()
