#!/usr/bin/env python3
"""What happens at the counter beside the straight way: filings by the table, two officers at once, a stolen identity,
an objection that nobody decides in time; on SQLite and on PostgreSQL."""
import concurrent.futures
import csv
import io
import unittest
import uuid
import zipfile
from xml.sax.saxutils import escape

from offices import CASES, FIRM, Offices, on_both

BULK = '/api/v1/bulk'
DIFFICULT = {'in_temporary_difficulty': True, 'has_good_prospects': True, 'level_one_response': True}
REASONS = [{'of': 'words', 'note': 'as the papers show'}]
XLSX = {
    '[Content_Types].xml':
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    '_rels/.rels':
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
    'xl/workbook.xml':
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="filings" sheetId="1" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
}


def as_csv(rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def as_xlsx(rows):
    """As a spreadsheet writes it: amounts are numbers, all else is text."""
    def cell(value):
        if isinstance(value, float):
            return f'<c><v>{value}</v></c>'
        return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    lines = ''.join(f'<row>{"".join(map(cell, row))}</row>' for row in rows)
    sheet = ('<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
             f'<sheetData>{lines}</sheetData></worksheet>')
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**XLSX, 'xl/worksheets/sheet1.xml': sheet}.items():
            archive.writestr(name, text)
    return out.getvalue()


@on_both
class Fuxin(Offices):
    """Power bills deferred (3.9), which asks for no papers."""
    ON = '2020-03-10'
    FIRM_ROW = f'{FIRM},虚构口罩厂,有限责任公司,2015-03-02,210902,120,2770,18000000'

    def filed(self, name):
        bill = {'id': name, 'bill_utility': 'power', 'bill_date': '2020-02-10', 'bill_unpaid': '5000.00'}
        return self.file('3.9', {**DIFFICULT, 'utility_bills': [bill]}, name)

    def go_through(self, bulk, step, left):
        for _ in range(100):
            answer = self.a('helper').post(f'{BULK}/{bulk["id"]}/{step}', {})
            bulk = self.fits(f'POST {BULK}/{{id}}/{step}', answer, 200)
            if bulk[left] == 0:
                return bulk
        raise AssertionError('it never ends')

    def test_filings_by_the_table_become_cases(self):
        blank = self.a('helper').get(f'{BULK}/template?kind=filings&format=csv&provision=3.9').body.decode('utf-8-sig')
        head = next(csv.reader(io.StringIO(blank)))
        self.assertEqual(len(head), len(set(head)))

        def row(name, paid):
            return ['3.9', FIRM, name, '是', 'power', '2020-02-10', paid, '是', '是', '是']
        for written, names, amount in ((as_csv, ('C1', 'C2'), '123.45'), (as_xlsx, ('X1', 'X2'), 123.45)):
            table = written([head, *[row(name, amount) for name in names]])
            bulk = self.fits(f'POST {BULK}', self.raw('helper', f'{BULK}?kind=filings', table), 201)
            bulk = self.go_through(bulk, 'check', 'unchecked')
            self.assertEqual([line['state'] for line in bulk['lines']], ['good', 'good'], bulk['lines'])
            self.assertEqual(self.bills() & set(names), set(), 'tried, and undone')
            bulk = self.go_through(bulk, 'run', 'good')
            self.assertEqual([line['state'] for line in bulk['lines']], ['done', 'done'], bulk['lines'])
            self.assertLessEqual(set(names), self.bills())
            # The same file again files nothing twice.
            again = self.fits(f'POST {BULK}', self.raw('helper', f'{BULK}?kind=filings', table), 201)
            again = self.go_through(again, 'check', 'unchecked')
            self.assertEqual([line['faults'][0]['code'] for line in again['lines']], ['case-exists'] * 2)
        made = next(c for c in self.cases('county-officer') if c['subject'] == 'X1')
        now = self.see('county-officer', made)
        self.assertEqual((now['judgement']['state'], now['judgement']['amount_fen'], now['declared']),
                         ('entitled', 12345, True))
        self.assertEqual(now['history'][0]['role'], 'helper')
        self.act('county-officer', now, 'accept')

    def cases(self, role):
        answer = self.a(role).get(f'{CASES}?provision=3.9&open=true&limit=100')
        return self.fits(f'GET {CASES}', answer, 200)['cases']

    def bills(self):
        return {c['subject'] for c in self.cases('owner')}

    def test_of_two_officers_at_once_one_acts(self):
        case = self.act('county-officer', self.filed('T1'), 'accept')
        path = f'{CASES}/{case["reference"]}/acts'

        def decide(body):
            return self.a('city-officer').post(path, body, Idempotency_Key=str(uuid.uuid4()),
                                               If_Match=f'"{case["version"]}"')
        self.a('city-officer')
        bodies = [{'act': 'grant', 'amount_fen': 500000}, {'act': 'refuse', 'reasons': REASONS}] * 4
        with concurrent.futures.ThreadPoolExecutor(len(bodies)) as pool:
            answers = list(pool.map(decide, bodies))
        self.assertEqual(sorted(a.status for a in answers), [200] + [412] * 7, [a.body for a in answers])
        for answer in answers:
            self.fits(f'POST {CASES}/{{reference}}/acts', answer, answer.status)
        now = self.see('owner', case)
        self.assertEqual([e['act'] for e in now['history']][:2], ['file', 'accept'])
        self.assertEqual((len(now['history']), now['version']), (3, 3))
        won = next(body for body, answer in zip(bodies, answers) if answer.status == 200)
        self.assertEqual(now['history'][2]['act'], won['act'])

    def test_whoever_reads_a_case_of_another_firm_is_in_the_audit_log(self):
        case = self.filed('R1')
        self.see('owner', case)
        for _ in range(3):  # once a day is enough
            self.see('county-officer', case)
        self.see('city-officer', case)
        answer = self.a('audit-admin').get(f'/api/v1/audit/events?action=case.read&record={case["reference"]}')
        events = self.fits('GET /api/v1/audit/events', answer, 200)['events']
        self.assertEqual([(e['role'], e['region']) for e in events],
                         [('city_officer', '210902'), ('county_officer', '210902')])

    def test_a_stolen_identity_is_held_and_annulled(self):
        case = self.act('county-officer', self.filed('S1'), 'accept')
        self.act('owner', case, 'hold', 409, 'not-now', note='it is not us')
        self.act('county-officer', case, 'hold', 422, 'note-missing')
        now = self.act('county-officer', case, 'hold', note='the firm says that it never applied')
        self.assertEqual(now['holds'], ['the firm says that it never applied'])
        self.assertIsNone(now['due'])
        for role, act, more in (('city-officer', 'grant', {'amount_fen': 500000}), ('owner', 'withdraw', {}),
                                ('county-officer', 'transfer', {'reference': '210904'})):
            self.act(role, now, act, 409, 'not-now', **more)
        self.act('city-officer', now, 'release', 422, 'hold-unknown', note='another')
        self.act('owner', now, 'annul', 409, 'not-now', reasons=REASONS)
        self.act('city-officer', now, 'annul', 422, 'reasons-missing')
        now = self.act('city-officer', now, 'annul', reasons=REASONS)
        self.assertEqual((now['phase'], now['outcome'], now['waits_for'], now['acts']),
                         ('closed', 'annulled', None, []))
        self.act('county-officer', now, 'release', 409, 'not-now', note='the firm says that it never applied')
        self.assertEqual(self.see('owner', now)['acts'], [])
        # The true firm is free to apply for the same bill.
        self.assertNotEqual(self.filed('S1')['reference'], case['reference'])

    def test_what_was_held_by_mistake_goes_on(self):
        case = self.filed('S2')
        self.assertIsNone(case['calendar_until'])
        now = self.act('county-officer', case, 'hold', note='looked into')
        now = self.act('county-officer', now, 'release', note='looked into')
        self.assertEqual((now['holds'], now['waits_for']), ([], 'county_officer'))
        self.act('county-officer', now, 'accept')


@on_both
class EndOfTheCalendar(Offices):
    """Behind its last year nobody has said yet which days are off."""
    ON = '2026-12-30'
    FIRM_ROW = Fuxin.FIRM_ROW

    def test_a_day_beyond_it_says_so(self):
        accounts = {'difficulty_month': '2020-02-01', 'revenue_share_of_2019': '30', 'power_share_of_2019': '25',
                    'energy_share_of_2019': '100'}
        case = self.file('in_temporary_difficulty', accounts)
        self.assertIsNone(case['calendar_until'], 'no day is told')
        now = self.act('county-officer', self.act('county-officer', case, 'accept'), 'refuse', reasons=REASONS)
        now = self.act('owner', now, 'object', reasons=REASONS)
        self.assertGreater(now['due'], '2026-12-31')
        self.assertEqual(now['calendar_until'], '2026-12-31')


@on_both
class Objections(Offices):
    """Training on the job in Jiangsu (17.2), whose objections are decided within sixty days."""
    ON = '2020-09-01'
    FIRM_ROW = f'{FIRM},虚构机床厂,有限责任公司,2015-03-02,320106,120,3421,18000000'

    def test_an_objection_that_nobody_decides_is_due_and_stays_so(self):
        group = {'id': 'G1', 'trainee_kind': 'registered_unemployed', 'trainee_count': 10,
                 'training_mode': 'on_the_job', 'training_from': '2020-07-01', 'training_to': '2020-07-31'}
        now = self.act('county-officer', self.file('17.2', {'trainee_groups': [group]}), 'accept')
        now = self.act('county-officer', now, 'refuse', reasons=REASONS)
        now = self.act('owner', now, 'object', reasons=REASONS)
        # Sixty days, the first of September not counted; the sixtieth is a Saturday.
        self.assertEqual((now['waits_for'], now['due'], now['objection']['due']),
                         ('city_officer', '2020-11-02', '2020-11-02'))
        self.go_on('2020-11-03')
        late = self.see('city-officer', now)
        self.assertEqual((late['version'], late['waits_for'], late['due'], late['objection']['state']),
                         (now['version'], 'city_officer', '2020-11-02', 'open'), 'silence decides nothing')
        listed = self.a('city-officer').get(f'{CASES}?waits_for=city_officer&place=32')
        self.assertEqual([(c['reference'], c['due'], c['days_left']) for c in self.fits(f'GET {CASES}', listed, 200)['cases']],
                         [(now['reference'], '2020-11-02', -1)], 'in the days of its own clock')
        self.act('county-officer', late, 'dismiss', 409, 'not-now', reasons=REASONS)
        done = self.act('city-officer', late, 'dismiss', reasons=REASONS)
        self.assertEqual((done['objection']['state'], done['objection']['due'], done['waits_for']),
                         ('dismissed', None, None))
        self.act('owner', done, 'object', 409, 'not-now', reasons=REASONS)


if __name__ == '__main__':
    unittest.main()
