#!/usr/bin/env python3
"""Findings: what an office has decided once about a firm is taken from there by every other case of it, with its
source, until it runs out, an objection sets it aside or it is annulled. The pack is the notice's, whose finding of a
temporary difficulty is made to hold for thirty days and to be seen by a second person."""
import csv
import shutil
import unittest

from offices import CASES, FIRM, Offices, on_both
from server import ROOT

PROCEDURE = 'miit-2020-14/measures/06-local-relief/procedure-finding-difficulty.yaml'
DIFFICULTY = 'in_temporary_difficulty'
EVIDENCE = {'difficulty_month': '2020-02-01', 'revenue_share_of_2019': '30', 'power_share_of_2019': '25',
            'energy_share_of_2019': '100'}
REASONS = [{'of': 'words', 'note': 'the accounts show it'}]
DAY = '2020-03-10'


def bill(name):
    return {'id': name, 'bill_utility': 'power', 'bill_date': '2020-02-10', 'bill_unpaid': '5000.00'}


@on_both
class Findings(Offices):
    ON = DAY
    FIRM_ROW = f'{FIRM},虚构口罩厂,有限责任公司,2015-03-02,210902,120,2770,18000000'

    @classmethod
    def tables(cls):
        head = 'premium_month_date,month_premiums_left_due,premiums_deferred_to'
        columns = ''.join(f', {name}: {name}' for name in head.split(','))
        return [('premiums', 'social_insurance', f'uscc,id,{head}\n{FIRM},M1,2020-02-01,9000.01,2020-08-31\n',
                 f'subject: premium_month\ncolumns: {{uscc: uscc, id: id{columns}}}\n')]

    @classmethod
    def packs(cls):
        packs = cls.folder / 'packs'
        shutil.copytree(ROOT / 'packs', packs)
        path = packs / PROCEDURE
        text = path.read_text(encoding='utf-8')
        decision = '    does: decide\n    by: [{role: county_officer}]\n'
        assert decision in text
        text = text.replace(decision, decision + '    countersigned_from: "0.00"\n') + 'holds: {days: 30}\n'
        path.write_text(text, encoding='utf-8')
        return ('--packs', str(packs))

    # Parts of stories

    def found(self, act='grant'):
        """A case about the difficulty, decided."""
        now = self.act('county-officer', self.file(DIFFICULTY, EVIDENCE), 'accept')
        now = self.act('county-officer', now, act, reasons=REASONS)
        self.assertEqual((now['phase'], now['finding']['is_so']), ('to_countersign', None))
        return self.act('second-approver', now, 'countersign')

    def annul(self, case):
        """So that nothing is left of it for the next test."""
        now = self.act('county-officer', self.see('county-officer', case), 'hold', note='identity')
        return self.act('county-officer', now, 'annul', reasons=REASONS)

    def preview(self, provision='3.9', facts=None):
        answer = self.a('owner').post(f'{CASES}/preview', {'provision': provision, 'firm': FIRM, 'facts': facts or {}})
        return self.fits(f'POST {CASES}/preview', answer, 200)

    def known(self, provision='3.9'):
        """What a form would say of the difficulty: value and source, or None where it asks."""
        seen = self.preview(provision, {'utility_bills': [bill('P')]})
        asked = [one['fact'] for one in seen['missing'] if one['fact'] == DIFFICULTY]
        said = [(one['value'], one['source'], one['found']['case']) for one in seen['known']
                if one['fact'] == DIFFICULTY]
        self.assertEqual(len(asked) + len(said), 1, seen)
        return said[0] if said else None

    def withdraw(self, case):
        self.act('owner', self.see('owner', case), 'withdraw')

    def label(self, fact):
        return next(one['label'] for one in self.server.get('/api/v1/facts').json()['facts'] if one['name'] == fact)

    def checked(self, reference):
        """Whoever acts for the firm checks it with what is known of it."""
        path = '/api/v1/firms/{firm}/facts'
        answer = self.a('owner').get(path.format(firm=FIRM))
        known = self.fits(f'GET {path}', answer, 200)
        [fact] = [one for one in known['stated'] if one['fact'] == DIFFICULTY]
        self.assertEqual((fact['value'], fact['source'], fact['stated_on'], fact['found']['case']),
                         ('true', 'finding', DAY, reference))
        [place] = [one for one in known['stated'] if one['fact'] == 'place']
        self.assertEqual((place['source'], place['found']), ('market', None))
        self.assertTrue(known['facts'][DIFFICULTY])
        check = self.server.post('/api/v1/check', {'on': DAY, 'facts': known['facts'], 'measures': [6]})
        self.assertEqual(check.status, 200, check.body.decode()[:1000])
        self.assertEqual(self.a('owner').get(path.format(firm='91990000000000027W')).status, 403)
        self.assertEqual(self.server.get(path.format(firm=FIRM)).status, 401)

    def assessed(self, *words, known_at=DAY):
        """States of 6.4, whose condition is the difficulty: entitled, depends, refused."""
        out = self.folder / f'run-{len(list(self.folder.glob("run-*")))}'
        self.run_program(*self.pack_words, 'assess', '--register', self.folder / 'data', '--on', DAY, '--known-at', known_at,
                         '--out', out, *words)
        with open(out / 'provisions.csv', encoding='utf-8') as table:
            [line] = [row for row in csv.DictReader(table) if row['provision'] == '6.4']
        return line['entitled'], line['depends'], line['refused']

    def is_counted_in(self):
        """An assessment of the data folder; that of a database elsewhere has no such register."""
        if self.place:
            return
        self.assertEqual(self.assessed(), ('0', '1', '0'))
        self.assertEqual(self.assessed('--findings'), ('0', '0', '1'))
        self.assertEqual(self.assessed('--findings', known_at='2020-03-09'), ('0', '1', '0'), 'not found yet')
        again = self.folder / 'run-1' / 'register.columns'
        self.run_program(*self.pack_words, 'assess', '--register', again, '--on', DAY, '--findings',
                         '--out', self.folder / 'never', code=3)

    # The stories

    def test_how_it_is_applied_for_is_public(self):
        one = self.fits('GET /api/v1/procedures/{provision}', self.server.get(f'/api/v1/procedures/{DIFFICULTY}'), 200)
        self.assertEqual((one['finding'], one['holds']['days']), (DIFFICULTY, 30))
        every = self.fits('GET /api/v1/procedures', self.server.get('/api/v1/procedures'), 200)['procedures']
        self.assertEqual([line['provision'] for line in every if line['finding']],
                         ['affected_by_epidemic'] + 3 * [DIFFICULTY], 'and those of Jinan and Jilin')
        self.assertEqual(self.preview(DIFFICULTY)['judgement']['state'], 'depends')
        self.fits('POST /api/v1/programmes', self.a('county-officer').post(
            '/api/v1/programmes', {'provision': DIFFICULTY, 'place': '210902'}), 422, 'procedure-none')

    def test_what_was_found_once_is_taken_by_every_case(self):
        self.assertIsNone(self.known())
        now = self.act('county-officer', self.file(DIFFICULTY, EVIDENCE), 'accept')
        self.file(DIFFICULTY, EVIDENCE, status=409, code='case-exists')
        self.act('county-officer', now, 'grant', 422, 'reasons-missing')
        self.act('county-officer', now, 'grant', 422, 'amount-beyond-entitlement', amount_fen=1, reasons=REASONS)
        now = self.act('county-officer', now, 'grant', reasons=REASONS)
        self.assertEqual((now['phase'], now['finding']['is_so']), ('to_countersign', None))
        self.assertIsNone(self.known(), 'nothing holds before the second person agrees')
        self.act('county-officer', now, 'countersign', 403)
        now = self.act('second-approver', now, 'countersign')
        self.assertEqual(now['finding'], {'fact': DIFFICULTY, 'is_so': True, 'on': DAY, 'until': '2020-04-09'})
        self.assertEqual(self.known(), ('true', 'finding', now['reference']))
        stands = self.preview(DIFFICULTY)['stands']
        self.assertEqual((stands['is_so'], stands['on'], stands['found']['until']), (True, DAY, '2020-04-09'))
        self.assertIsNone(self.preview('affected_by_epidemic')['stands'])

        stated = {'has_good_prospects': True, 'level_one_response': True, 'utility_bills': [bill('B1')]}
        otherwise = self.file('3.9', {**stated, DIFFICULTY: False}, status=422)
        self.assertEqual([e['pointer'] for e in otherwise['errors']], [f'/facts/{DIFFICULTY}'])
        self.assertIn(now['reference'], otherwise['errors'][0]['detail'])
        case = self.file('3.9', stated)
        self.assertEqual(case['judgement']['state'], 'entitled')
        [fact] = [one for one in case['facts'] if one['fact'] == DIFFICULTY]
        self.assertEqual((fact['value'], fact['source'], fact['stated_on']), ('true', 'finding', DAY))
        self.assertEqual(fact['found'], {'case': now['reference'], 'role': 'county_officer', 'place': '210902',
                                         'until': '2020-04-09'})
        seen = self.see('county-officer', case)
        self.assertIn(fact, seen['facts'])
        self.assertEqual(seen['firm_name']['zh'], '虚构口罩厂')
        label = self.label(DIFFICULTY)
        self.assertEqual((now['about'], now['finding']['fact']), (label, DIFFICULTY))
        self.assertNotEqual(seen['about'], label)
        lines = self.fits(f'GET {CASES}', self.a('county-officer').get(f'{CASES}?firm={FIRM}'), 200)['cases']
        told = {line['reference']: (line['finding'], line['about']) for line in lines}
        self.assertEqual(told[now['reference']], (DIFFICULTY, label))
        self.assertEqual(told[case['reference']], (None, seen['about']))
        self.checked(now['reference'])

        # Annulled it never was: who amends now is asked again.
        self.assertEqual(self.annul(now)['finding']['is_so'], None)
        self.assertIsNone(self.known())
        case = self.act('county-officer', case, 'tell_gaps', reasons=REASONS)
        asked = self.act('owner', case, 'amend', 422, facts={'level_one_response': True})
        self.assertEqual([e['pointer'] for e in asked['errors']], [f'/facts/{DIFFICULTY}'])
        case = self.act('owner', case, 'amend', facts={DIFFICULTY: False})
        self.assertEqual(case['judgement']['state'], 'not_entitled')
        self.withdraw(case)
        self.assert_proves_itself()

    def test_a_refusal_holds_until_an_objection_is_upheld(self):
        now = self.found('refuse')
        self.assertEqual((now['outcome'], now['finding']['is_so']), ('refused', False))
        self.assertEqual(self.known(), ('false', 'finding', now['reference']))
        self.is_counted_in()
        stated = {'has_good_prospects': True, 'level_one_response': True, 'utility_bills': [bill('B2')]}
        case = self.file('3.9', stated)
        self.assertEqual(case['judgement']['state'], 'not_entitled')
        now = self.act('owner', self.see('owner', now), 'object', reasons=REASONS)
        self.assertEqual(now['finding']['is_so'], False, 'until it is set aside')
        now = self.act('city-officer', now, 'uphold', reasons=REASONS)
        self.assertIsNone(now['finding']['is_so'])
        self.assertIsNone(self.known())
        now = self.act('county-officer', now, 'grant', reasons=REASONS)
        now = self.act('second-approver', now, 'countersign')
        self.assertEqual(self.known(), ('true', 'finding', now['reference']))
        # The open case is judged by it when it is judged next.
        self.assertEqual(self.see('owner', case)['judgement']['state'], 'not_entitled')
        self.rerun()
        self.assertEqual(self.see('owner', case)['judgement']['state'], 'entitled')
        self.withdraw(case)
        self.annul(now)

    def rerun(self):
        pack, place = self.pack_words, self.place or ('--data', self.folder / 'data')
        self.run_program('--pack', 'miit-2020-14', 'cases', 'rerun', '--apply', *place, *pack, '--on', self.ON)

    def test_what_was_turned_away_at_the_door_is_no_finding(self):
        now = self.act('county-officer', self.file(DIFFICULTY, EVIDENCE), 'refuse', reasons=REASONS)
        self.assertEqual(now['phase'], 'to_countersign')
        now = self.act('second-approver', now, 'countersign')
        self.assertEqual((now['outcome'], now['finding']['is_so']), ('refused', None))
        self.assertIsNone(self.known())

    def test_z_it_runs_out(self):
        now = self.found()
        self.go_on('2020-04-09')
        self.assertEqual(self.known(), ('true', 'finding', now['reference']))
        self.go_on('2020-04-10')
        self.assertIsNone(self.known())
        again = self.found()
        self.assertEqual(again['finding']['until'], '2020-05-10')
        self.assertEqual(self.known(), ('true', 'finding', again['reference']))


FUXIN = '''id: finding_difficulty_fuxin
title: {zh: 阜新市困难认定, en: Difficulty in Fuxin}
source: {zh: 为测试而写, en: Written for a test}
finding: in_temporary_difficulty
region: ["210900"]
starts: [application]
form:
  - title: {zh: 困难情况, en: The difficulty}
    facts: [revenue_share_of_2019]
steps:
  - id: decision
    title: {zh: 市里认定, en: The city decides}
    does: decide
    by: [{role: city_officer}]
'''


@on_both
class FindingsByPlace(Offices):
    """Fuxin finds a difficulty in its own way: less is asked, and the city decides."""
    ON = DAY
    FIRM_ROW = f'{FIRM},虚构口罩厂,有限责任公司,2015-03-02,210902,120,2770,18000000'

    @classmethod
    def packs(cls):
        packs = cls.folder / 'packs'
        shutil.copytree(ROOT / 'packs', packs)
        (packs / PROCEDURE).with_name('procedure-finding-difficulty-fuxin.yaml').write_text(FUXIN, encoding='utf-8')
        return ('--packs', str(packs))

    def test_the_place_of_the_firm_says_which(self):
        def at(place):
            path = f'/api/v1/procedures/{DIFFICULTY}{place}'
            one = self.fits('GET /api/v1/procedures/{provision}', self.server.get(path), 200)
            return one['id'], one['region']
        self.assertEqual(at(''), ('finding_difficulty', []))
        self.assertEqual(at('?place=110101'), ('finding_difficulty', []))
        self.assertEqual(at('?place=210902'), ('finding_difficulty_fuxin', ['210900']))
        self.assertEqual(at('?place=370102'), ('finding_difficulty_jinan', ['370100']))
        self.assertEqual(at('?place=220102'), ('finding_difficulty_jilin', ['220000']))
        answer = self.a('owner').post(f'{CASES}/preview', {'provision': DIFFICULTY, 'firm': FIRM})
        seen = self.fits(f'POST {CASES}/preview', answer, 200)
        self.assertEqual([one['fact'] for one in seen['missing']], ['revenue_share_of_2019'])
        body = {'provision': DIFFICULTY, 'firm': FIRM, 'facts': {'revenue_share_of_2019': '30'}}
        now = self.fits(f'POST {CASES}', self.a('owner').post(CASES, body, Idempotency_Key='fuxin'), 201)
        self.assertEqual((now['procedure'], now['waits_for']), ('finding_difficulty_fuxin', 'city_officer'))
        # It stays what it is, amended or handed on.
        now = self.act('city-officer', now, 'tell_gaps', reasons=REASONS)
        now = self.act('owner', now, 'amend', facts={'power_share_of_2019': '25'})
        now = self.act('city-officer', now, 'grant', reasons=REASONS)
        self.assertEqual((now['outcome'], now['finding']['is_so']), ('granted', True))

    def test_two_that_meet_at_a_place_are_a_fault(self):
        folder = self.folder / 'packs' / 'miit-2020-14' / 'measures' / '06-local-relief'
        other = folder / 'procedure-other.yaml'
        other.write_text(FUXIN.replace('difficulty_fuxin', 'difficulty_other'), encoding='utf-8')
        try:
            told = self.run_program(*self.pack_words, 'pack', 'check', '--no-mutate', '--no-prove', code=3)
        finally:
            other.unlink()
        self.assertIn(' 1 faults', told)


if __name__ == '__main__':
    unittest.main()
