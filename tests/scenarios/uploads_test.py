#!/usr/bin/env python3
"""Files and tables of the real program over HTTP: handed in, scanned, put into cases, read by whoever may
read the case; answers and filings in bulk; on SQLite and on PostgreSQL. The pack is the real one, whose
deferral of power bills (provision 3.9) is made to ask for documents."""
import csv
import http.client
import io
import json
import pathlib
import shutil
import struct
import subprocess
import tempfile
import unittest
import urllib.parse
import uuid
import zipfile
import zlib

from contract import Fits
from databases import OnCluster, needs_postgres
from people import Person
from server import ROOT, Answer, Server, program

CASES, UPLOADS, BULK = '/api/v1/cases', '/api/v1/uploads', '/api/v1/bulk'
# Office 9999 has given no code: invented firms have it.
FIRM = '919900000000000192'
ON = '2020-03-10'
DIFFICULT = {'in_temporary_difficulty': True, 'has_good_prospects': True, 'level_one_response': True}
PROCEDURE = 'miit-2020-14/measures/03-production-inputs/procedure-power-deferral-fuxin.yaml'
DOCUMENTS = """documents:
  - {id: bill, title: {zh: 账单, en: The bill}, most: 2}
  - {id: credit, title: {zh: 授信证明, en: Proof of the credit line}, needed_if: inclusive_borrower}
"""
PDF = b'%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF\n'


def png():
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    header = struct.pack('>IIBBBBB', 1, 1, 8, 0, 0, 0, 0)
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + chunk(b'IDAT', zlib.compress(b'\0\0'))
            + chunk(b'IEND', b''))


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace('__', '/').replace('Types', '[Content_Types].xml'), text)
    return out.getvalue()


def table(*rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


class Uploads(Fits):
    """The tests of one database."""

    @classmethod
    def start(cls, *place):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix='fugong-uploads-'))
        packs = cls.folder / 'packs'
        shutil.copytree(ROOT / 'packs', packs)
        with open(packs / PROCEDURE, 'a', encoding='utf-8') as file:
            file.write(DOCUMENTS)
        firms = cls.folder / 'firms.csv'
        firms.write_text('uscc,name,type,registered_on,place,employees,industry_code,revenue\n'
                         f'{FIRM},虚构口罩厂,有限责任公司,2015-03-02,210902,120,2770,18000000\n',
                         encoding='utf-8')
        where = place or ('--data', str(cls.folder / 'data'))
        done = subprocess.run([program(), 'register', 'import', firms, '--stated-on', ON, *where],
                              cwd=ROOT, capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, (done.stdout + done.stderr).decode()
        # Clean unless it says otherwise; silent about what names itself so.
        scan = cls.folder / 'scan'
        scan.write_text('#!/bin/sh\ngrep -q HARMFUL "$1" && exit 1\ngrep -q SILENT "$1" && exit 2\nexit 0\n')
        scan.chmod(0o700)
        cls.server = Server(cls.folder / 'data', '--demo-logins', '--demo-firm', FIRM, '--on', ON,
                            '--packs', str(packs), '--scan', str(scan), *place)
        assert cls.server.port, cls.server.said()
        cls.people = {}

    @classmethod
    def tearDownClass(cls):
        cls.server.close()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def a(self, role):
        if role not in self.people:
            self.people[role] = Person(self.server, f'demo-{role}').enter()
        return self.people[role]

    def fits(self, operation, answer, status=200, code=None):
        """`code`: of the first fault."""
        said = super().fits(operation, answer, status)
        if code:
            self.assertEqual(said['errors'][0]['code'], code)
        return said

    def raw(self, role, path, body, **headers):
        person = self.a(role)
        headers.setdefault('Content_Type', 'application/octet-stream')
        return self.server.request('POST', path, body, {
            'Cookie': person.cookie, 'X-CSRF-Token': person.csrf,
            **{k.replace('_', '-'): v for k, v in headers.items()}})

    def put(self, body, name='a.pdf', role='owner', firm=FIRM):
        return self.raw(role, f'{UPLOADS}?firm={firm}', body, X_File_Name=urllib.parse.quote(name))

    def upload(self, body=PDF, name='a.pdf'):
        return self.fits(f'POST {UPLOADS}', self.put(body, name), 201)

    def refused(self, body, code, status=422):
        self.fits(f'POST {UPLOADS}', self.put(body), status, code)

    def announced(self, size):
        """What is said to a file of this size before any of it is sent."""
        person = self.a('owner')
        connection = http.client.HTTPConnection('127.0.0.1', self.server.port, timeout=30)
        try:
            connection.putrequest('POST', f'{UPLOADS}?firm={FIRM}')
            for name, value in (('Cookie', person.cookie), ('X-CSRF-Token', person.csrf),
                                ('Content-Length', str(size))):
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def file(self, name, *documents, **facts):
        bill = {'id': name, 'bill_utility': 'power', 'bill_date': '2020-02-10', 'bill_unpaid': '5000.00'}
        body = {'provision': '3.9', 'firm': FIRM, 'subject': name, **self.declared(),
                'facts': {**DIFFICULT, 'utility_bills': [bill], **facts},
                'documents': [{'document': d, 'upload': u['id'] if isinstance(u, dict) else u}
                              for d, u in documents]}
        return self.a('owner').post(CASES, body, Idempotency_Key=str(uuid.uuid4()))

    @staticmethod
    def declared():
        """What a filing must carry where it is asked for."""
        asked = 'declared' in (ROOT / 'docs/api/openapi.yaml').read_text(encoding='utf-8').split(
            '\n    Filing:\n')[1].split('\n    CaseAct:\n')[0]
        return {'declared': True} if asked else {}

    def reads_of(self, upload):
        """Who read it besides the firm, the latest first: role, region and case of each."""
        answer = self.a('audit-admin').get(f'/api/v1/audit/events?action=upload.read&record={upload["id"]}')
        events = self.fits('GET /api/v1/audit/events', answer, 200)['events']
        return [(e['role'], e['region'], e['body']['case']) for e in events]

    def filed(self, name, *documents):
        return self.fits(f'POST {CASES}', self.file(name, *documents), 201)

    def wrong(self, answer):
        problem = self.fits(f'POST {CASES}', answer, 422)
        return [(e['code'], e['pointer']) for e in problem['errors']]

    def act(self, role, case, act, status=200, **more):
        answer = self.a(role).post(f'{CASES}/{case["reference"]}/acts', {'act': act, **more},
                                   Idempotency_Key=str(uuid.uuid4()), If_Match=f'"{case["version"]}"')
        return self.fits(f'POST {CASES}/{{reference}}/acts', answer, status)

    def test_a_file_is_kept_as_it_came(self):
        body = png()
        made = self.upload(body, 'C:\\照片\\工资表.png')
        self.assertEqual((made['type'], made['bytes'], made['name'], made['state'], made['case']),
                         ('png', len(body), '工资表.png', 'clean', None))
        listed = self.fits(f'GET {UPLOADS}', self.a('owner').get(f'{UPLOADS}?firm={FIRM}'), 200)
        self.assertIn(made, listed['uploads'])
        got = self.a('owner').get(f'{UPLOADS}/{made["id"]}/content')
        self.assertEqual((got.status, got.body, got.media_type), (200, body, 'image/png'))
        self.assertIn('attachment', got.headers['content-disposition'])
        self.assertIn('sandbox', got.headers['content-security-policy'])
        self.assertEqual(got.headers['x-content-type-options'], 'nosniff')
        self.assertEqual(self.a('owner').delete(f'{UPLOADS}/{made["id"]}').status, 204)
        self.assertEqual(self.a('owner').get(f'{UPLOADS}/{made["id"]}').status, 404)

    def test_hostile_files_are_refused(self):
        self.refused(b'', 'upload-empty')
        self.refused(b'<svg onload="x"/>', 'upload-type-refused')
        self.refused(b'MZ\x90\x00', 'upload-type-refused')
        self.refused(PDF + zipped(a='x'), 'upload-damaged')
        self.refused(png()[:-3], 'upload-damaged')
        office = {'Types': '<Types/>', 'xl__workbook.xml': '<w/>'}
        self.refused(zipped(**office, xl__vbaProject_bin='x').replace(b'_bin', b'.bin'), 'upload-macros')
        self.refused(zipped(**office, a='\0' * (4 << 20)), 'upload-archive-refused')
        self.refused(zipped(**office, **{'..__x': 'x'}), 'upload-archive-refused')
        self.fits(f'POST {UPLOADS}', self.announced((10 << 20) + 1), 413, 'body-too-large')
        self.assertEqual(self.upload(b'a' * (10 << 20), 'big.txt')['bytes'], 10 << 20)
        # Elsewhere the limit is what it was.
        self.assertEqual(self.a('owner').post(CASES, 'x' * (2 << 20)).status, 413)

    def test_what_is_not_clean_is_not_given(self):
        harmful = self.upload(b'HARMFUL', 'a.txt')
        silent = self.upload(b'SILENT', 'a.txt')
        self.assertEqual((harmful['state'], silent['state']), ('refused', 'waiting'))
        for upload, code in ((harmful, 'upload-refused'), (silent, 'upload-waiting')):
            got = self.a('owner').get(f'{UPLOADS}/{upload["id"]}/content')
            self.fits(f'GET {UPLOADS}/{{id}}/content', got, 409, code)
            self.assertEqual(self.wrong(self.file('N1', ('bill', upload))),
                             [(code, '/documents/0/upload')])

    def test_strangers_see_nothing(self):
        made = self.upload()
        for role in ('county-officer', 'partner', 'analyst'):
            for path in (f'{UPLOADS}/{made["id"]}', f'{UPLOADS}/{made["id"]}/content'):
                self.assertEqual(self.a(role).get(path).status, 404, role)
            self.assertEqual(self.a(role).delete(f'{UPLOADS}/{made["id"]}').status, 404)
        self.assertEqual(self.put(PDF, role='county-officer').status, 403)
        self.assertEqual(self.put(PDF, firm='91330100000000000X').status, 403)
        self.assertEqual(self.server.get(f'{UPLOADS}/{made["id"]}').status, 401)
        self.assertEqual(self.server.request('POST', f'{UPLOADS}?firm={FIRM}', PDF, {}).status, 401)

    def test_all_that_is_wrong_with_documents_is_told_at_once(self):
        self.assertEqual(self.wrong(self.file('D1')), [('document-missing', '/documents')])
        # The credit line makes it a borrower of small loans, who proves it.
        self.assertEqual(self.wrong(self.file('D1', credit_line_total='100000.00')),
                         [('document-missing', '/documents')] * 2)
        self.assertEqual(self.wrong(self.file('D1', ('passport', 'x'), ('bill', '0' * 32))),
                         [('document-unknown', '/documents/0/document')])
        self.assertEqual(self.wrong(self.file('D1', ('bill', '0' * 32))),
                         [('upload-unknown', '/documents/0/upload')])
        one = self.upload()
        self.assertEqual(self.wrong(self.file('D1', ('bill', one), ('bill', one))),
                         [('upload-used', '/documents/1/upload')])
        self.assertIsNone(self.a('owner').get(f'{UPLOADS}/{one["id"]}').json()['case'], 'nothing happened')

    def test_documents_are_read_by_whoever_reads_the_case(self):
        one = self.upload(name='账单.pdf')
        case = self.filed('R1', ('bill', one))
        self.assertEqual([(d['document'], d['upload'], d['sha256']) for d in case['documents']],
                         [('bill', one['id'], one['sha256'])])
        kept = self.a('owner').get(f'{UPLOADS}/{one["id"]}').json()
        self.assertEqual(kept['case'], case['reference'])
        gone = self.a('owner').delete(f'{UPLOADS}/{one["id"]}')
        self.fits(f'DELETE {UPLOADS}/{{id}}', gone, 409, 'upload-in-case')
        for role in ('county-officer', 'city-officer', 'owner', 'helper'):
            got = self.a(role).get(f'{UPLOADS}/{one["id"]}/content')
            self.assertEqual((got.status, got.body), (200, PDF), role)
        self.assertEqual(self.a('analyst').get(f'{UPLOADS}/{one["id"]}').status, 404)
        self.assertEqual(self.reads_of(one), [(role, '210902', case['reference'])
                                              for role in ('city_officer', 'county_officer')])
        self.assertEqual(self.wrong(self.file('R2', ('bill', one))), [('upload-used', '/documents/0/upload')])
        gap = [{'of': 'document', 'id': 'bill', 'note': 'the second page'}]
        case = self.act('county-officer', case, 'tell_gaps', reasons=gap)
        two = self.upload(png(), 'b.png')
        papers = [{'document': 'bill', 'upload': two['id']}]
        # What is asked for again makes room, for at most two.
        many = self.act('owner', case, 'amend', 422, documents=papers * 3)
        self.assertIn(('document-too-many', '/documents/2/document'),
                      [(one['code'], one['pointer']) for one in many['errors']])
        case = self.act('owner', case, 'amend', documents=papers)
        self.assertEqual([d['type'] for d in case['documents']], ['pdf', 'png'])

    def bulk(self, role, kind, body, status=201):
        return self.fits(f'POST {BULK}', self.raw(role, f'{BULK}?kind={kind}', body), status)

    def go_on(self, role, bulk, step, left):
        for _ in range(100):
            answer = self.a(role).post(f'{BULK}/{bulk["id"]}/{step}', {})
            bulk = self.fits(f'POST {BULK}/{{id}}/{step}', answer, 200)
            if bulk[left] == 0:
                return bulk
        raise AssertionError('it never ends')

    def states(self, bulk):
        return [line['state'] for line in bulk['lines']]

    def granted(self, name):
        """A case that waits for the partner."""
        case = self.act('county-officer', self.filed(name, ('bill', self.upload())), 'accept')
        return self.act('city-officer', case, 'grant', amount_fen=500000)

    def test_who_knows_a_files_name_does_not_get_it_by_writing_it_down(self):
        one = self.upload()
        case = self.act('county-officer', self.filed('W1', ('bill', one)), 'accept')
        case = self.act('city-officer', case, 'grant', amount_fen=500000)
        case = self.act('partner', case, 'confirm', note=one['id'])
        self.assertIn(one['id'], json.dumps(self.a('partner').get(f'{CASES}/{case["reference"]}').json()))
        self.assertEqual(self.a('partner').get(f'{UPLOADS}/{one["id"]}/content').status, 404)
        self.assertEqual(self.a('city-officer').get(f'{UPLOADS}/{one["id"]}/content').status, 200)

    def test_a_partner_answers_many_cases_at_once(self):
        cases = [self.granted(f'P{n}') for n in range(3)]
        blank = self.a('partner').get(f'{BULK}/template?kind=partner_answers&format=csv')
        waiting = list(csv.DictReader(io.StringIO(blank.body.decode('utf-8-sig'))))
        self.assertLessEqual({c['reference'] for c in cases}, {w['reference'] for w in waiting})
        self.assertEqual({w['firm_name'] for w in waiting}, {'虚构口罩厂'})
        book = self.a('partner').get(f'{BULK}/template?kind=partner_answers')
        self.assertEqual(zipfile.ZipFile(io.BytesIO(book.body)).testzip(), None)
        self.assertEqual(self.bulk('partner', 'partner_answers', table(['reference'], ['x']), 422)['errors'][0]
                         ['code'], 'bulk-column-missing')
        sent = table(['编号', '答复', '说明'], [cases[0]['reference'], '同意', ''],
                     [cases[1]['reference'], '不同意', '=cmd()'], ['0000-0000-0000-0A', '同意', ''],
                     ['', '', ''], [cases[2]['reference'], '不同意', ''])
        bulk = self.bulk('partner', 'partner_answers', sent)
        bulk = self.go_on('partner', bulk, 'check', 'unchecked')
        self.assertEqual(self.states(bulk), ['good', 'bad', 'bad', 'bad'])
        self.assertEqual([[(f['column'], f['code']) for f in line['faults']] for line in bulk['lines']],
                         [[], [('note', 'bulk-cell-formula')],
                          [('', 'case-unknown')], [('note', 'bulk-cell-missing')]])
        seen = self.a('owner').get(f'{CASES}/{cases[0]["reference"]}').json()
        self.assertEqual(seen['version'], cases[0]['version'], 'tried, and undone')
        self.assertEqual(self.a('owner').get(f'{BULK}/{bulk["id"]}').status, 404)
        done = self.go_on('partner', bulk, 'run', 'good')
        self.assertEqual((done['state'], self.states(done)), ('done', ['done', 'bad', 'bad', 'bad']))
        again = self.go_on('partner', bulk, 'run', 'good')
        self.assertEqual(again, done)
        seen = self.a('owner').get(f'{CASES}/{cases[0]["reference"]}').json()
        self.assertEqual((seen['outcome'], seen['version']), ('granted', cases[0]['version'] + 1))
        # What was bad is mended in the list of faults and sent again.
        listed = self.a('partner').get(f'{BULK}/{bulk["id"]}/faults.csv').body.decode('utf-8-sig')
        rows = list(csv.DictReader(io.StringIO(listed)))
        self.assertEqual(rows[0]['说明'], "'=cmd()")
        for row in rows:
            row['说明'] = 'no such bill'
        mended = table(list(rows[0]), *[list(row.values()) for row in rows])
        bulk = self.go_on('partner', self.bulk('partner', 'partner_answers', mended), 'check', 'unchecked')
        self.assertEqual(self.states(bulk), ['good', 'bad', 'good'])
        bulk = self.go_on('partner', bulk, 'run', 'good')
        self.assertEqual(self.states(bulk), ['done', 'bad', 'done'])
        seen = self.a('owner').get(f'{CASES}/{cases[1]["reference"]}').json()
        self.assertEqual(seen['outcome'], 'refused')
        # The whole file once more: nothing is answered twice.
        bulk = self.go_on('partner', self.bulk('partner', 'partner_answers', sent), 'check', 'unchecked')
        self.assertEqual(bulk['lines'][0]['faults'][0]['code'], 'not-now')

    def test_one_case_is_answered_by_one_row(self):
        reference = self.granted('P9')['reference']
        sent = table(['案件编号', '答复', '说明'], [reference, '同意', ''], [reference, '不同意', 'no such bill'])
        bulk = self.go_on('partner', self.bulk('partner', 'partner_answers', sent), 'check', 'unchecked')
        self.assertEqual(self.states(bulk), ['good', 'bad'])
        self.assertEqual([(f['column'], f['code']) for f in bulk['lines'][1]['faults']], [('reference', 'bulk-case-twice')])
        self.go_on('partner', bulk, 'run', 'good')
        self.assertEqual(self.a('owner').get(f'{CASES}/{reference}').json()['outcome'], 'granted')

    def test_filings_in_bulk_are_tried_and_then_made(self):
        head = ['provision', 'firm', 'subject', 'in_temporary_difficulty', 'has_good_prospects',
                'level_one_response', 'bill_utility', 'bill_date', 'bill_unpaid', '账单', *self.declared()]
        good = ['3.9', FIRM, 'F1', '是', '是', 'true', 'power', '2020-02-10', '100.00', '电费 2月.pdf', '是'][:len(head)]
        sent = table(head, [*good[:9], '', *good[10:]], ['3.9', '91330100000000000X', 'F2', *good[3:9], '', *good[10:]],
                     [*good[:2], 'F3', *good[3:8], '1e3', *good[9:]], ['3.90', *good[1:]], good)
        bulk = self.go_on('helper', self.bulk('helper', 'filings', sent), 'check', 'unchecked')
        self.assertEqual([[(f['column'], f['code']) for f in line['faults']] for line in bulk['lines']],
                         [[('', 'document-missing')], [('', 'access-outside')],
                          [('bill_unpaid', 'bulk-number-invalid'), ('bill', 'bulk-file-unknown')],
                          [('provision', 'bulk-provision-unknown')],
                          [('bill', 'bulk-file-unknown')]])
        self.assertEqual(bulk['state'], 'done')
        # Once the paper is there, the row that names it goes through.
        paper = self.raw('helper', f'{UPLOADS}?firm={FIRM}', PDF, X_File_Name=urllib.parse.quote('电费 2月.pdf'))
        self.fits(f'POST {UPLOADS}', paper, 201)
        bulk = self.go_on('helper', self.bulk('helper', 'filings', table(head, good)), 'check', 'unchecked')
        self.assertEqual(self.states(bulk), ['good'], bulk['lines'])
        bulk = self.go_on('helper', bulk, 'run', 'good')
        self.assertEqual(self.states(bulk), ['done'], bulk['lines'])
        case = self.a('owner').get(f'{CASES}/{bulk["lines"][0]["case"]}').json()
        self.assertEqual([(d['document'], d['type']) for d in case['documents']], [('bill', 'pdf')])
        columns = self.a('helper').get(f'{BULK}/template?kind=filings&format=csv&provision=3.9').body.decode()
        self.assertIn('bill_unpaid', columns)

    def test_tables_of_a_wrong_shape_are_refused_whole(self):
        for body, code in ((b'', 'bulk-unreadable'), (b'a,b\n', 'bulk-empty'),
                           (b'reference,answer,answer\n1,2,3\n', 'bulk-column-twice'),
                           (b'reference,answer,colour\n1,2,3\n', 'bulk-column-unknown'),
                           (b'reference,answer\n' + b'1,2\n' * 1001, 'bulk-too-many-rows'),
                           (b'PK\3\4' + b'x' * 100, 'bulk-unreadable')):
            answer = self.raw('partner', f'{BULK}?kind=partner_answers', body)
            self.fits(f'POST {BULK}', answer, 422, code)
        self.fits(f'POST {BULK}', self.raw('partner', f'{BULK}?kind=x', b'a\n1\n'), 400, 'query-invalid')


class OnSqlite(Uploads, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.start()


@needs_postgres
class OnPostgresql(OnCluster, Uploads, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.start('--db', cls.make_database('uploads'))


if __name__ == '__main__':
    unittest.main()
