#!/usr/bin/env python3
"""What changes a case while it is open, over HTTP: what the firm sets right unasked, what an officer finds on the spot,
what the register says otherwise by then; and what is looked into before money goes out. Training on the job in
Jiangsu (17.2) with a visit, on SQLite and on PostgreSQL."""
import shutil
import unittest
import uuid

from offices import CASES, FIRM, PDF, UPLOADS, Offices, month_of, on_both
from people import Person
from server import ROOT

TRAINING = 'training_account'
OTHER = '91990000000000027W'
PERSON_FEN = 50000  # of one whole month
HEAD = 'uscc,name,type,registered_on,place,employees,industry_code,revenue\n'
ROW = '{},{},有限责任公司,2015-03-02,320106,{},3421,18000000\n'
VISIT = '''  - id: visit
    title: {zh: 现场核查, en: Visit}
    does: inspect
    by: [{role: county_officer}]
    sampled: {share: "0", from: "6000.00"}
'''


def group(name, people=10):
    return {'id': name, 'trainee_kind': 'registered_unemployed', 'trainee_count': people,
            'training_mode': 'on_the_job', **month_of(name)}


@on_both
class Changes(Offices):
    ON = '2020-09-01'
    FIRM_ROW = ROW.format(FIRM, '虚构机床厂', 120) + ROW.format(OTHER, '虚构轴承厂', 80).rstrip()

    @classmethod
    def packs(cls):
        packs = cls.folder / 'packs'
        shutil.copytree(ROOT / 'packs', packs)
        procedure = packs / 'miit-2020-14/measures/17-training/procedure-training-jiangsu.yaml'
        text = procedure.read_text(encoding='utf-8')
        decision = '  - id: decision\n'
        assert text.count(decision) == 1
        procedure.write_text(text.replace(decision, VISIT + decision), encoding='utf-8')
        return ('--packs', str(packs))

    def setUp(self):
        if self.fund(TRAINING)['available_fen'] == 0:
            self.fill(TRAINING, 500 * PERSON_FEN)

    def owns(self, firm):
        """The owner acts for one more firm, as an officer has confirmed."""
        asked = self.a('owner').post('/api/v1/mandates', {'firm': firm, 'evidence': 'officer'})
        self.assertEqual(asked.status, 201, asked.body.decode())
        mandate = asked.json()
        said = self.a('city-officer').post(f'/api/v1/mandates/{mandate["id"]}/acts', {'act': 'confirm', 'papers': ['business-licence']},
                                           If_Match=mandate['etag'])
        self.assertEqual(said.status, 200, said.body.decode())
        self.people['owner'] = Person(self.server, 'demo-owner').enter()

    def filed(self, name, people=10):
        return self.file('17.2', {'trainee_groups': [group(name, people)]})

    def stated(self, case, fact):
        return {f['fact']: (f['value'], f['source']) for f in case['facts']}.get(fact)

    def test_the_firm_sets_right_what_it_stated(self):
        case = self.filed('A1')
        more = {'trainee_groups': [{'id': 'A1', 'trainee_count': 11}]}
        self.act('owner', case, 'amend', 422, 'amendment-empty')
        now = self.act('owner', case, 'amend', facts=more)
        self.assertEqual((now['judgement']['amount_fen'], now['step']['id']), (11 * PERSON_FEN, 'acceptance'))
        self.act('county-officer', case, 'accept', 412)
        now = self.act('county-officer', now, 'accept')
        self.assertEqual(now['step']['id'], 'decision', 'less than what every visit is made for')
        self.assertEqual([s['state'] for s in now['timeline'][:3]], ['done', 'skipped', 'current'])
        now = self.act('owner', now, 'amend', facts={'trainee_groups': [{'id': 'A1', 'trainee_count': 12}]})
        self.assertEqual(now['step']['id'], 'visit', 'and this is not')
        now = self.act('county-officer', now, 'inspect', note='twelve at work')
        now = self.act('county-officer', now, 'grant', amount_fen=12 * PERSON_FEN)
        self.assertNotIn('amend', self.see('owner', now)['acts'])
        self.act('owner', now, 'amend', 409, 'not-now', facts=more)

    def test_what_is_found_on_the_spot_counts(self):
        now = self.act('county-officer', self.filed('V1', 20), 'accept')
        found = {'trainee_groups': [{'id': 'V1', 'trainee_count': 8}]}
        self.act('county-officer', now, 'inspect', 422, 'note-missing', facts=found)
        wrong = self.act('county-officer', now, 'inspect', 422, 'fact-known', note='n', facts={'employees': 3})
        self.assertEqual(wrong['errors'][0]['pointer'], '/facts/employees')
        now = self.act('county-officer', now, 'inspect', note='eight at work', facts=found)
        self.assertEqual((now['phase'], now['judgement']['amount_fen']), ('with_applicant', 8 * PERSON_FEN))
        self.assertEqual(self.stated(now, 'trainee_count'), ('8', 'inspection'))
        self.assertEqual([g['id'] or g['note'] for g in now['gaps']], ['trainee_count', 'eight at work'])
        judged = [e['judgement']['amount_fen'] for e in now['history'] if e['judgement']]
        self.assertEqual(judged, [20 * PERSON_FEN, 8 * PERSON_FEN])
        self.act('county-officer', now, 'grant', 409, 'not-now', amount_fen=8 * PERSON_FEN)
        mine = self.see('owner', now)
        self.assertEqual(mine['waits_for'], 'owner')
        against = {'trainee_groups': [{'id': 'V1', 'trainee_count': 20}]}
        self.act('owner', mine, 'amend', 422, 'fact-known', facts=against)
        now = self.act('owner', mine, 'amend', note='the others had the day off')
        self.assertEqual((now['phase'], now['step']['id']), ('in_step', 'decision'))
        now = self.act('county-officer', now, 'grant', amount_fen=8 * PERSON_FEN)
        self.assertEqual(now['decision']['amount_fen'], 8 * PERSON_FEN)

    def test_nothing_is_decided_by_facts_that_stand_no_longer(self):
        now = self.act('county-officer', self.filed('R1'), 'accept')
        self.assertEqual((now['register_changed'], 'rerun' in now['acts']), ([], False))
        try:
            self.register(130)
            seen = self.see('county-officer', now)
            self.assertEqual(seen['register_changed'],
                             [{'subject': None, 'fact': 'employees', 'was': '120', 'is': '130'}])
            self.assertIn('rerun', seen['acts'])
            self.act('county-officer', seen, 'grant', 409, 'register-changed', amount_fen=10 * PERSON_FEN)
            now = self.act('county-officer', seen, 'rerun')
            self.assertEqual((now['register_changed'], self.stated(now, 'employees')[0]), ([], '130'))
            self.act('county-officer', now, 'grant', amount_fen=10 * PERSON_FEN)
        finally:
            self.register(120)

    def register(self, employees):
        table = self.write('again.csv', HEAD + ROW.format(FIRM, '虚构机床厂', employees))
        self.run_program('register', 'import', table, '--stated-on', self.ON, *self.where, *self.pack_words)

    def test_one_file_of_two_firms_is_looked_into_before_money_goes_out(self):
        ours = self.filed('D1')
        self.assertEqual(ours['warnings'], [])
        self.owns(OTHER)
        papers = []
        for document in ('trainees', 'wages'):
            answer = self.raw('owner', f'{UPLOADS}?firm={OTHER}', PDF, X_File_Name=f'{document}.pdf')
            papers.append({'document': document, 'upload': self.fits(f'POST {UPLOADS}', answer, 201)['id']})
        body = {'provision': '17.2', 'firm': OTHER, 'facts': {'trainee_groups': [group('D2')]}, 'declared': True,
                'documents': papers}
        theirs = self.a('owner').post(CASES, body, Idempotency_Key=str(uuid.uuid4())).json()
        self.assertEqual(self.see('owner', ours)['warnings'], [], 'the firm is told nothing of others')
        now = self.see('county-officer', ours)
        self.assertEqual([(w['check'], w['firms'], w['cleared']) for w in now['warnings']], [('same_document', 1, False)])
        self.assertEqual((now['warnings'][0]['cases'], now['warnings'][0]['out_of_sight']), ([theirs['reference']], 0))
        now = self.act('county-officer', now, 'accept')
        now = self.act('county-officer', now, 'grant', amount_fen=10 * PERSON_FEN)
        self.act('second-approver', now, 'order_payment', 409, 'duplicates-open')
        self.act('county-officer', now, 'clear', 422, 'warning-unknown', warnings=['none'], note='n')
        wanted = [w['id'] for w in now['warnings']]
        self.act('county-officer', now, 'clear', 422, 'note-missing', warnings=wanted)
        now = self.act('county-officer', now, 'clear', warnings=wanted, note='a form of the office, filled in by both')
        self.assertEqual([w['cleared'] for w in now['warnings']], [True])
        self.assertNotIn('clear', now['acts'])
        told = [e['note'] for e in self.see('owner', now)['history'] if e['act'] == 'clear']
        self.assertEqual(told, [''])
        now = self.act('second-approver', now, 'order_payment')
        self.assertEqual(now['phase'], 'closed')
        told = [e['note'] for e in self.see('county-officer', now)['history'] if e['act'] == 'clear']
        self.assertEqual(told, ['a form of the office, filled in by both'], 'an office knows why also afterwards')
        self.assert_proves_itself()

    def test_chance_is_told_beforehand_and_checked_by_anybody(self):
        procedure = self.server.get('/api/v1/procedures/17.2').json()
        visit = next(s for s in procedure['steps'] if s['id'] == 'visit')
        self.assertEqual(visit['sampled'], {'per_million': 0, 'from_fen': 600000})
        text = self.server.get('/api/v1/procedures/6.12').json()
        self.assertEqual([s['sampled'] for s in text['steps']], [None] * len(text['steps']))

    def test_one_group_by_two_names_is_one_group(self):
        case = self.filed('B1')
        again = {**group('B1', 20), 'id': 'the big group'}
        exists = self.file('17.2', {'trainee_groups': [again]}, status=409, code='case-exists')
        self.assertIn(case['reference'], exists['detail'])
        other = self.filed('B2')
        self.act('owner', other, 'amend', 409, 'case-exists',
                 facts={'trainee_groups': [{'id': 'B2', **month_of('B1')}]})

    def test_a_case_goes_where_somebody_can_go_on_with_it(self):
        case = self.filed('T1')
        self.act('county-officer', case, 'transfer', 422, 'place-without-office', reference='320100', note='n')
        self.act('county-officer', case, 'transfer', 422, 'place-other-province', reference='330106', note='n')
        self.act('county-officer', case, 'transfer', reference='320102', note='it moved there')


if __name__ == '__main__':
    unittest.main()
