#!/usr/bin/env python3
"""A measure that nobody has thought of: a copy of the notice's pack gets a twenty-first measure with a subject, a
form, clocks, a payer and a kind of benefit that no shipped measure combines, and is served, applied for, inspected,
countersigned, paid, and paid back in instalments. Not a line of C++ or TypeScript is about it."""
import re
import shutil
import unittest

from offices import CASES, FIRM, Offices, on_both
from server import ROOT

NOTICE = ROOT / 'packs' / 'miit-2020-14'
SUBJECT = '''
  - name: voucher
    parent: enterprise
    plural: vouchers
    label: {zh: 服务券, en: Service voucher}
    question: {zh: 企业要用服务券购买服务吗？, en: "Does the firm want to buy services with vouchers?"}
    absent: {zh: 该企业不用服务券, en: The firm uses no vouchers}
'''
MEASURE = '''number: 21
section: services
title: {zh: 发放服务券, en: Service vouchers}
clause: {zh: 用服务券向中小企业提供上门服务。, en: Give SMEs services at their door by vouchers.}
who_acts: {zh: 虚构的服务中心, en: An invented service centre}
desk: entitlements
state: computed
keywords: [服务券, voucher]
rules:
  - {id: "21.1", disposition: computable, where: ["21.1"]}
'''
FACTS = '''facts:
  - name: voucher_price
    subject: voucher
    type: money
    label: {zh: 服务价格, en: Price of the service}
    question: {zh: 服务的价格是多少元？, en: "What does the service cost, in yuan?"}
    unit: {zh: 元, en: yuan}
    min: "0"
    max: "1000000"
    order: 9000
  - name: voucher_hours
    subject: voucher
    type: integer
    label: {zh: 服务小时数, en: Hours of service}
    question: {zh: 服务多少小时？, en: "How many hours does the service take?"}
    unit: {zh: 小时, en: hours}
    min: "1"
    max: "1000"
    order: 9001
'''
PROVISION = '''id: "21.1"
title: {zh: 服务券, en: Service vouchers}
summary: {zh: 虚构的服务券，只为测试。, en: Invented vouchers for a test.}
document:
  number: （虚构）
  title: {zh: 虚构的服务券办法, en: Invented rules for vouchers}
  issuer: {zh: 虚构的服务中心, en: An invented service centre}
  issued: 2020-02-20
  status: confirmed
  source: {zh: 为测试而写, en: Written for a test}
in_force: {from: 2020-02-20, to: open}
subject: voucher
applies_by: service_date
parameters:
  - name: share
    type: number
    value: "0.6"
    step: "0.01"
    label: {zh: 承担比例, en: Share}
    clause: {zh: 承担六成, en: Three fifths}
conditions:
  - id: long_enough
    label: {zh: 至少八小时, en: Eight hours or more}
    clause: {zh: 至少八小时, en: Eight hours or more}
    feel: "voucher_hours >= 8"
benefit:
  kind: service
  label: {zh: 服务券面额, en: Value of the voucher}
  amount: "voucher_price * share"
  rounding: {scale: 2, mode: half_up}
  payer: {zh: 虚构的服务中心, en: An invented service centre}
  contact: {zh: 虚构的服务中心, en: An invented service centre}
  deadline: {zh: 没有截止日, en: No closing date}
'''
PROCEDURE = '''id: vouchers
title: {zh: 使用服务券, en: Using a voucher}
source: {zh: 为测试而写, en: Written for a test}
provisions: ["21.1"]
starts: [application]
form:
  - title: {zh: 服务, en: The service}
    facts: [voucher_price, voucher_hours]
steps:
  - id: delivery
    title: {zh: 服务方确认, en: The provider confirms}
    does: confirm
    by: [{role: partner}]
    within: {days: 9, silence: refuses}
  - id: visit
    title: {zh: 上门查看, en: A visit}
    does: inspect
    by: [{role: city_officer}]
    within: {working_days: 3}
  - id: decision
    title: {zh: 决定, en: Decision}
    does: decide
    by: [{role: county_officer}, {role: province_officer, from: "5000.00"}]
    countersigned_from: "2000.00"
  - id: payment
    title: {zh: 兑付, en: The voucher is paid}
    does: pay
    by: [{role: city_officer}]
    fund: {id: voucher_fund, source: lottery, purpose: vouchers}
objection: {within: {working_days: 7}, decided: {days: 11}, by: ministry_officer}
most_instalments: 3
'''
FUND = 'voucher_fund'
REASONS = [{'of': 'words', 'note': 'as it was found'}]


def deeds(procedure):
    return tuple(re.findall(r'^    does: (\w+)$', procedure, re.M))


def payers(procedure):
    return re.findall(r'fund: \{id: (\w+), source: (\w+)', procedure)


@on_both
class Vouchers(Offices):
    ON = '2020-03-10'
    FIRM_ROW = f'{FIRM},虚构印刷厂,有限责任公司,2015-03-02,420106,20,2311,1800000'

    @classmethod
    def packs(cls):
        packs = cls.folder / 'packs'
        shutil.copytree(ROOT / 'packs', packs)
        notice = packs / NOTICE.name
        pack = notice / 'pack.yaml'
        pack.write_text(pack.read_text(encoding='utf-8').rstrip('\n') + SUBJECT, encoding='utf-8')
        measure = notice / 'measures' / '21-vouchers'
        measure.mkdir()
        for name, text in (('measure', MEASURE), ('facts', FACTS), ('provision-21.1', PROVISION),
                           ('procedure-vouchers', PROCEDURE)):
            (measure / f'{name}.yaml').write_text(text, encoding='utf-8')
        return ('--packs', str(packs))

    def filed(self, name, price='5000.00'):
        voucher = {'id': name, 'voucher_price': price, 'voucher_hours': 8}
        return self.file('21.1', {'vouchers': [voucher]})

    def paid(self, name):
        now = self.act('partner', self.filed(name), 'confirm')
        now = self.act('city-officer', now, 'inspect', note='two people at work for a day')
        now = self.act('county-officer', now, 'grant', amount_fen=300000)
        now = self.act('second-approver', now, 'countersign')
        return self.act('city-officer', now, 'order_payment')

    def test_no_shipped_measure_is_like_it(self):
        shipped = [p.read_text(encoding='utf-8') for p in NOTICE.glob('measures/*/procedure-*.yaml')]
        self.assertGreater(len(shipped), 1)
        self.assertNotIn(deeds(PROCEDURE), [deeds(p) for p in shipped])
        self.assertNotIn(payers(PROCEDURE)[0][1], [source for p in shipped for _, source in payers(p)])
        paid = {provision for p in shipped if payers(p)
                for provision in re.findall(r'"([^"]+)"', re.search(r'^provisions: (.*)$', p, re.M)[1])}
        kinds = {re.search(r'^  kind: (\w+)$', next(NOTICE.glob(f'measures/*/provision-{one}.yaml'))
                           .read_text(encoding='utf-8'), re.M)[1] for one in paid}
        self.assertNotIn('service', kinds)
        self.assertEqual([p for p in shipped if 'silence: refuses' in p], [])

    def test_it_is_among_the_measures_and_checked(self):
        measures = self.server.get('/api/v1/measures').json()['measures']
        self.assertEqual((len(measures), measures[-1]['number']), (21, 21))
        facts = {'place': '420106', 'vouchers': [{'id': 'V', 'voucher_price': '100.00', 'voucher_hours': 7}]}
        answer = self.server.post('/api/v1/check', {'on': self.ON, 'facts': facts, 'measures': [21]}).json()
        self.assertEqual([e['state'] for e in answer['entitlements']], ['not_entitled'])

    def test_from_the_filing_to_the_payment(self):
        before = self.fill(FUND, 1000000)
        self.assertEqual(before['source'], 'lottery')
        asked = self.a('owner').post(CASES, {'provision': '21.1', 'firm': FIRM,
                                             'facts': {'vouchers': [{'id': 'V1', 'voucher_hours': 8}]}},
                                     Idempotency_Key='asked')
        missing = self.fits(f'POST {CASES}', asked, 422)
        self.assertEqual([e['pointer'] for e in missing['errors']], ['/facts/vouchers/0/voucher_price'])
        case = self.filed('V1')
        self.assertEqual((case['judgement']['amount_fen'], case['waits_for']), (300000, 'partner'))
        # Nine days of the calendar, the tenth of March not counted.
        self.assertEqual(case['due'], '2020-03-19')
        self.assertEqual(self.gained(FUND, before), {'available': -300000, 'reserved': 300000})
        now = self.see('owner', self.act('partner', case, 'confirm'))
        self.assertEqual((now['waits_for'], now['due']), ('city_officer', '2020-03-13'))
        now = self.act('city-officer', now, 'inspect', note='two people at work for a day')
        now = self.act('county-officer', now, 'grant', amount_fen=300000)
        self.assertEqual(now['phase'], 'to_countersign')
        self.act('county-officer', now, 'countersign', 403)
        now = self.act('second-approver', now, 'countersign')
        self.act('second-approver', now, 'order_payment', 409, 'not-now')
        now = self.act('city-officer', now, 'order_payment')
        self.assertEqual((now['outcome'], now['paid_fen']), ('granted', 300000))
        self.assertEqual(self.gained(FUND, before),
                         {'available': -300000, 'expended': 300000, 'in_bank': -300000, 'paid_out': 300000})
        self.assert_proves_itself()

    def test_what_is_large_is_decided_by_the_province(self):
        self.fill(FUND, 600000)
        now = self.act('partner', self.filed('V2', '10000.00'), 'confirm')
        now = self.act('city-officer', now, 'inspect', note='a day')
        self.assertEqual(now['waits_for'], 'province_officer')
        self.act('county-officer', now, 'grant', 403, 'decided-by-another', amount_fen=600000)
        # Nor may the county cut it below the bound, or refuse it.
        self.act('county-officer', now, 'grant', 403, 'decided-by-another', amount_fen=199999, reasons=REASONS)
        self.act('county-officer', now, 'refuse', 403, 'decided-by-another', reasons=REASONS)
        nothing = self.act('province-officer', now, 'grant', 422, 'grant-of-nothing', amount_fen=0, reasons=REASONS)
        self.assertEqual(nothing['errors'][0]['pointer'], '/amount_fen')
        less = self.act('province-officer', now, 'grant', amount_fen=199999, reasons=REASONS)
        self.assertEqual(less['waits_for'], 'second_approver')
        now = self.act('second-approver', less, 'send_back', reasons=REASONS)
        now = self.act('province-officer', now, 'refuse', reasons=REASONS)
        self.assertEqual((now['outcome'], now['waits_for']), ('none', 'second_approver'))
        now = self.act('second-approver', now, 'countersign')
        self.assertEqual((now['outcome'], now['decision']['granted']), ('refused', False))

    def test_a_partner_learns_nothing_by_guessing(self):
        case = self.filed('V4')
        for employees in (19, 20):
            answer = self.a('partner').post(f'{CASES}/{case["reference"]}/acts',
                                            {'act': 'amend', 'facts': {'employees': employees}},
                                            Idempotency_Key=f'guess-{employees}', If_Match='"1"')
            self.assertEqual((answer.status, answer.json()['type']), (409, '/problems/not-now'))

    def test_a_recovery_in_instalments(self):
        before = self.fill(FUND, 300000)
        now = self.act('owner', self.paid('V3'), 'report_error', note='one of the two did not come')
        claim = {'amount_fen': 150000, 'pay_by': '2020-06-30', 'reasons': REASONS}
        self.act('city-officer', now, 'recover', 403, 'same-person', instalments=3, **claim)
        self.act('province-officer', now, 'recover', 422, 'instalments-invalid', instalments=4, **claim)
        now = self.act('province-officer', now, 'recover', instalments=3, **claim)
        self.assertEqual((now['recovery']['good_faith'], now['recovery']['instalments']), (True, 3))
        for _ in range(3):
            now = self.act('second-approver', now, 'repay', amount_fen=50000)
        self.assertEqual(now['recovery']['repaid_fen'], 150000)
        self.assertEqual(self.gained(FUND, before)['returned'], 150000)
        self.assert_proves_itself()


if __name__ == '__main__':
    unittest.main()
