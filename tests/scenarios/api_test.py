#!/usr/bin/env python3
"""Every route answers as docs/api/openapi.yaml says, in both languages, with the safety headers."""
import re
import unittest

from contract import Fits, the_contract
from server import ROOT, Server

SAFETY = {
    'content-security-policy': "default-src 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'geolocation=()',
    'cross-origin-opener-policy': 'same-origin',
}
ON = '2020-02-21'
BEHIND_THE_LOGIN = {'audit', 'bulk', 'case-figures', 'cases', 'firms', 'fund-proposals', 'funds', 'keys', 'mandates', 'me',
                    'pack-drafts', 'people', 'uploads'}


class Api(Fits, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def fits(self, operation, answer, status=200, code=None):
        self.safe(answer)
        return super().fits(operation, answer, status, code)

    def safe(self, answer):
        for name, part in SAFETY.items():
            self.assertIn(part, answer.headers.get(name, ''), name)

    def operations(self):
        return {operation.name for operation in the_contract().operations}

    def test_the_routes_of_the_program_are_the_paths_of_the_openapi_file(self):
        routes = set()
        for file in (ROOT / 'src').rglob('*.cpp'):
            if file.name.endswith('_test.cpp'):
                continue
            text = file.read_text(encoding='utf-8')
            named = dict(re.findall(r'constexpr const char\* (k\w+) = "(/api/[^"]*)"', text))
            found = re.findall(r'Method::(\w+),\s*(?:"(/api/[^"]*)"|(k\w+))', text)
            found += [('get', path, '') for path in re.findall(r'\bget\("(/api/[^"]*)"', text)]
            for method, path, name in found:
                path = path or named.get(name, name)
                routes.add(f'{"DELETE" if method == "del" else method.upper()} {path}')
        self.assertEqual(routes, self.operations())

    def test_every_get_route(self):
        values = {'id': '5.2', 'other': '5.1', 'name': 'places', 'provision': '5.2', 'code': '7KQ2M-1XT5R-03BCD-9FGHJ'}
        for operation in sorted(self.operations()):
            method, path = operation.split()
            if method == 'GET':
                with self.subTest(operation):
                    answer = self.server.get(re.sub(r'\{(\w+)\}', lambda one: values.get(one[1], '1'), path))
                    wanted = 401 if path.split('/')[3] in BEHIND_THE_LOGIN else 404 if '{code}' in path else 200
                    self.fits(operation, answer, wanted)

    def test_every_provision_and_list(self):
        measures = self.fits('GET /api/v1/measures', self.server.get('/api/v1/measures'))
        self.assertEqual([m['number'] for m in measures['measures']], list(range(1, 21)))
        ids = [p['id'] for m in measures['measures'] for p in m['provisions']]
        self.assertGreaterEqual(len(ids), 4)
        for name in ids:
            provision = self.fits('GET /api/v1/provisions/{id}',
                                  self.server.get(f'/api/v1/provisions/{name}'))
            self.assertEqual(provision['id'], name)
            self.assertTrue(provision['examples'], f'{name} has no worked example')
            for condition in provision['conditions']:
                self.assertNotRegex(condition['in_words']['zh'], r'[<>=*_]|\b(and|or|in|not)\b')
        facts = self.fits('GET /api/v1/facts', self.server.get('/api/v1/facts'))
        for name in {f['list'] for f in facts['facts'] if f['list']}:
            self.fits('GET /api/v1/lists/{name}', self.server.get(f'/api/v1/lists/{name}'))

    def test_a_provision_against_the_one_that_it_replaced(self):
        path = 'GET /api/v1/provisions/{id}/diff/{other}'
        diff = self.fits(path, self.server.get('/api/v1/provisions/5.2/diff/5.1'))
        self.assertEqual((diff['before'], diff['after']), ('5.1', '5.2'))
        number = [c for c in diff['changes'] if c['path'] == 'document/number'][0]
        self.assertEqual((number['kind'], number['what_label']['en']), ('changed', 'document number'))
        self.assertEqual(number['after']['zh'], '财金〔2020〕5号')
        same = self.fits(path, self.server.get('/api/v1/provisions/5.2/diff/5.2'))
        self.assertEqual(same['changes'], [])
        for pair in ('5.2/diff/99', '99/diff/5.2'):
            self.fits(path, self.server.get(f'/api/v1/provisions/{pair}'), 404)

    def test_rules_in_words(self):
        path = 'GET /api/v1/provisions/{id}'
        provision = self.fits(path, self.server.get('/api/v1/provisions/5.2'))
        words = {c['id']: c['in_words'] for c in provision['conditions']}
        self.assertIn('低于', words['end_cost']['zh'])
        self.assertIn(' is below ', words['end_cost']['en'])
        self.assertIn('四舍五入到分', provision['benefit']['amount_in_words']['zh'])

    def test_a_check_of_each_demo_firm_and_of_nothing(self):
        firms = self.fits('GET /api/v1/demo/firms', self.server.get('/api/v1/demo/firms'))['firms']
        self.assertGreaterEqual(len(firms), 5)
        for facts in [firm['facts'] for firm in firms] + [{}, {'loans': []}]:
            for known_at in (ON, '2020-02-05', '2020-01-01'):
                body = {'on': ON, 'known_at': known_at, 'facts': facts}
                answer = self.fits('POST /api/v1/check', self.server.post('/api/v1/check', body))
                self.assertEqual((answer['on'], answer['known_at']), (ON, known_at))

    def test_problems_have_their_shape_and_language(self):
        path = 'GET /api/v1/provisions/{id}'
        zh = self.fits(path, self.server.get('/api/v1/provisions/99', Accept_Language='zh-CN'), 404)
        en = self.fits(path, self.server.get('/api/v1/provisions/99', Accept_Language='en-GB,en'), 404)
        self.assertEqual(zh['title'], '没有这一项')
        self.assertEqual(en['title'], 'There is no such thing')
        self.fits('GET /api/v1/lists/{name}', self.server.get('/api/v1/lists/seas'), 404)
        bad = {'on': '2020-02-30', 'facts': {'employes': 3, 'loans': [{'loan_rate': 'x'}]}}
        check = 'POST /api/v1/check'
        en = self.fits(check, self.server.post('/api/v1/check', bad, Accept_Language='en'), 422)
        self.assertEqual([e['pointer'] for e in en['errors']],
                         ['/on', '/facts/employes', '/facts/loans/0/loan_rate'])
        self.assertIn("did you mean 'employees'?", [e['remedy'] for e in en['errors']])
        zh = self.fits(check, self.server.post('/api/v1/check', bad), 422)
        self.assertIn('是否想写“employees”？', [e['remedy'] for e in zh['errors']])
        self.assertNotEqual([e['detail'] for e in zh['errors']], [e['detail'] for e in en['errors']])

    def test_other_methods_and_paths(self):
        for method, path, allow in (('POST', '/api/v1/facts', 'GET'), ('GET', '/api/v1/check', 'POST'),
                                    ('DELETE', '/api/v1/provisions/5.2', 'GET')):
            answer = self.server.request(method, path)
            self.assertEqual(answer.status, 405, path)
            self.assertIn(allow, answer.headers.get('allow', ''))
            self.assertEqual(answer.media_type, 'application/problem+json')
            self.safe(answer)
        for path in ('/api/v1/nothing', '/api/', '/api/v2/facts', '/api/v1/facts/x'):
            answer = self.server.get(path)
            self.assertEqual(answer.status, 404, path)
            self.assertEqual(answer.media_type, 'application/problem+json', path)
            self.safe(answer)

    def test_head_is_get_without_the_body(self):
        get, head = self.server.get('/api/v1/health'), self.server.request('HEAD', '/api/v1/health')
        self.assertEqual((head.status, head.body), (200, b''))
        self.assertEqual(head.headers['content-length'], get.headers['content-length'])
        self.safe(head)

    def test_pages_are_served_with_the_same_headers(self):
        answer = self.server.get('/')
        self.assertEqual((answer.status, answer.media_type), (200, 'text/html'))
        self.safe(answer)


if __name__ == '__main__':
    unittest.main()
