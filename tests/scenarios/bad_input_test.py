#!/usr/bin/env python3
"""Bad input for every operation of docs/api/openapi.yaml: whoever asks for what isn't his or sends what doesn't fit gets
a problem in his language that says where and how to mend it, and nothing changes. An operation that is added is
tested by being in the file; world.py says which things of the installation its {names} stand for."""
import functools
import itertools
import os
import re
import socket
import unittest

from contract import METHODS, as_json
from hostile_test import BODIES
from server import ROOT
from world import ROLES, World

CJK = re.compile('[\u4e00-\u9fff]')
# Sessions are used, wrong passwords counted and both recorded, answers to keys kept: by refusals too. Leases are the clock's.
NOISY = re.compile('^(audit_|api_answer|identity_(failure|session|recovery)|lease)')
BIG = 1 << 40
# A key without an end or actions says so of the whole of it.
POINTLESS = {('POST /api/v1/keys', '/only'), ('POST /api/v1/keys', '/until_ms')}
GOLDEN = ROOT / 'tests/golden/api/roles.txt'
GOLDEN_HEAD = '''# What somebody of each role of one county (and the city, province, country above it) gets of each operation
# that reads, or acts on a thing that was changed meanwhile (412: he might have), about things of that county and
# of the owner's firm.
# Driven by tests/scenarios/bad_input_test.py; FUGONG_UPDATE_GOLDEN=1 writes it anew.
'''
# In the place of each {name} of a path.
TRICKS = ('..%2f', '%2e%2e', '..', '.', '%00', '%c0%ae%c0%ae%2f', '%ff', '%', '%zz', '%252e%252e%252f', '%0d%0aX:%20y',
          '%27%20OR%201=1--', '%E2%80%AE', '-1', '0', '9' * 30, '18446744073709551616', 'null', '%20', 'a' * 3000,
          '%F0%9F%92%A9', '{id}')
# Bodies that no operation can read: (bytes, code or None). The largest are for hostile_test.py alone.
NO_JSON = {name: (body, code) for name, (body, _, status, code, _) in BODIES.items()
           if (status == 400 or (code or '').startswith('document-')) and len(body) < 50_000}


def each(wanted):
    """A test of every operation that is wanted."""
    def of(test):
        @functools.wraps(test)
        def run(self):
            for operation in filter(wanted, self.contract.operations):
                with self.subTest(operation.name):
                    test(self, operation)
        return run
    return of


def points_at(error, pointer):
    """To the place, into it, or to what lacks it, by its name."""
    parent, _, name = pointer.rpartition('/')
    return error['pointer'].startswith(pointer) or (error['pointer'] == parent and name in error['detail'])


class BadInput(World, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seen = set()
        cls.ins = {}
        cls.everybody = itertools.cycle(ROLES)
        for role in ROLES:  # signing in is a change too
            cls().a(role)

    def setUp(self):
        self.before = self.rows(but=NOISY)

    def tearDown(self):
        self.assertEqual(self.server.get('/api/v1/health').status, 200, 'the server went down')
        self.assertNotIn('internal', self.server.said())
        after = self.rows(but=NOISY)
        changed = [(table, [r for r in after[table] if r not in rows]) for table, rows in self.before.items()
                   if rows != after[table]]
        self.assertEqual(changed, [], 'a refusal changed something')

    def refused(self, operation, answer, statuses, what, again=None):
        """A problem with one of the statuses, in English; where `again` sends the same in Chinese, the same in Chinese."""
        said = f'{operation}, {what[:80]}: {answer.status} {answer.body[:600].decode(errors="replace")}'
        self.assertIn(answer.status, statuses, said)
        self.assertEqual(answer.media_type, 'application/problem+json', said)
        self.assertEqual(operation.faults(answer), [], said)
        problem = answer.json()
        self.assertEqual(problem['status'], answer.status, said)
        self.assertTrue(problem['errors'], said)
        self.assertNotRegex(problem['title'], CJK, said)
        for one in problem['errors']:
            self.assertTrue(one['detail'] and one['remedy'], said)
        self.assertLess(len(answer.body), 100_000, said)
        mark = (operation.name, problem['type'])
        if again and mark not in self.seen:
            self.seen.add(mark)
            chinese = again()
            self.assertEqual((chinese.status, chinese.json()['type']), (answer.status, problem['type']), said)
            self.assertRegex(chinese.json()['title'], CJK, said)
            for one in chinese.json()['errors']:
                self.assertRegex(one['detail'], CJK, said)
                self.assertRegex(one['remedy'], CJK, said)
        return problem

    def sent(self, role, operation, statuses, what, path=None, body=None, headers=None):
        """Sends it in English (and in Chinese, the first time that this is said), and it must be refused."""
        path = path or self.path(operation)

        def send(language):
            return self.send(role, operation.method, path, body, {**(headers or {}), 'Accept-Language': language})
        return self.refused(operation, send('en'), statuses, f'{what} by {role}', lambda: send('zh-CN'))

    def gets_in(self, operation):
        """The first role of which the operation looks at the body."""
        part = operation.path.split('/')[3]
        if part == 'mandates':  # for everybody, some times a minute
            return next(self.everybody)
        if self.doer(operation) or not operation.takes_json:
            return self.doer(operation)
        if operation.name not in self.ins:
            for role in (*ROLES, None):
                answer = self.send(role, operation.method, self.path(operation), b'{', self.headers(operation))
                if answer.status in (400, 422) and answer.json()['errors'][0]['code'] == 'json-syntax':
                    self.ins[operation.name] = role
                    break
            else:
                self.fail(f'{operation}: nobody in world.py gets so far as to have his JSON read')
        return self.ins[operation.name]

    def data(self, operation):
        return as_json(self.body(operation)) if operation.takes_json else None

    # Who asks

    @each(lambda o: o.needs_login() or o.wants('If-Match'))
    def test_nobody_gets_in_without_a_session(self, operation):
        body = self.data(operation)
        headers = {'Content-Type': operation.media_type} if operation.media_type else {}
        for what, more in (('no cookie', {}), ('an empty cookie', {'Cookie': 'fugong='}),
                           ('a key of nobody', {'Authorization': 'Bearer fg_live_' + 'a' * 40}),
                           ('no scheme', {'Authorization': 'a'})):
            self.sent(None, operation, {401}, what, body=body, headers={**headers, **more})
        # Of a session that has ended the token has too.
        dead = {**headers, 'Cookie': 'fugong=' + 'a' * 64}
        self.sent(None, operation, {401 if operation.method == 'GET' else 403}, 'dead cookie', body=body, headers=dead)

    @each(lambda o: o.method != 'GET' and o.needs_login())
    def test_nobody_changes_anything_without_the_token(self, operation):
        body = self.data(operation)
        own = {'X-CSRF-Token': self.a('county-officer').csrf}
        for what, more in (('none', {'X-CSRF-Token': None}), ('wrong', {'X-CSRF-Token': '0' * 64}),
                           ("another session's", own), ('from elsewhere', {'Sec-Fetch-Site': 'cross-site'})):
            problem = self.sent('owner', operation, {403}, what, body=body,
                                headers={**self.headers(operation), **more})
            self.assertEqual(problem['type'], '/problems/caller-forged')

    def test_other_methods(self):
        by_path = {}
        for operation in self.contract.operations:
            by_path.setdefault(self.path(operation).split('?')[0], []).append(operation)
        for path, operations in by_path.items():
            # Another one's {name} may stand for the same path.
            allowed = {o.method for o in self.contract.operations
                       if re.fullmatch(re.sub(r'\{\w+\}', '[^/]+', o.path), path)}
            for method in {m.upper() for m in METHODS} - allowed:
                with self.subTest(f'{method} {operations[0].path}'):
                    answer = self.send('owner', method, path, headers={'Accept-Language': 'en'})
                    self.refused(operations[0], answer, {405}, method)
                    # What the program takes is what the file says.
                    self.assertEqual(set(answer.headers['allow'].split(', ')) - {'HEAD'}, allowed)

    def test_what_each_role_gets(self):
        """Of everything that is read, and of every act on a thing with a tag that is stale, so that nothing happens."""
        self.before = {}  # letters are made when they are first asked for
        text = ''
        for operation in self.contract.operations:
            # Whether there is a proof yet is a matter of seconds.
            if operation.method != 'GET' and not operation.wants('If-Match') or operation.path.endswith('/proof'):
                continue
            headers = self.headers(operation)
            if 'If-Match' in headers:
                headers['If-Match'] = '"stale"'
            got = {}
            for role in (*ROLES, None):
                answer = self.patiently(role, operation, self.data(operation), headers)
                self.assertEqual(operation.faults(answer), [])
                code = answer.json()['type'].removeprefix('/problems/') if answer.status >= 400 else ''
                got.setdefault(f'{answer.status} {code}', []).append(role or 'nobody')
            text += f'\n{operation}\n' + ''.join(f'  {what:27}{" ".join(roles)}\n' for what, roles in sorted(got.items()))
        if os.environ.get('FUGONG_UPDATE_GOLDEN'):
            GOLDEN.write_text(GOLDEN_HEAD + text, encoding='utf-8')
        self.assertEqual(GOLDEN.read_text(encoding='utf-8'), GOLDEN_HEAD + text)

    def patiently(self, role, operation, body, headers):
        """Drawing letters takes a core that is free."""
        for _ in range(20):
            answer = self.send(role, operation.method, self.path(operation), body, headers, keyed='If-Match' in headers)
            if answer.status != 503:
                break
        return answer

    # What it is about

    @each(lambda o: o.names)
    def test_paths(self, operation):
        for name in operation.names:
            for trick in TRICKS:
                marked = {**self.values(operation), name: 'MARK'}
                path = self.path(operation, marked).replace('MARK', trick)
                body = self.data(operation)
                headers = self.headers(operation) if body else {}
                for role in {None, self.gets_in(operation)}:
                    answer = self.send(role, operation.method, path, body, {**headers, 'Accept-Language': 'en'})
                    if operation.path.startswith('/api/v1/people') and answer.status == 200:
                        continue
                    self.refused(operation, answer, {400, 401, 403, 404, 409, 412, 414, 422, 428}, trick)

    @each(lambda o: o.names and o.path.split('/')[3] in ('cases', 'uploads', 'bulk'))
    def test_what_is_anothers_is_not_there(self, operation):
        body = self.data(operation)
        headers = self.headers(operation) if body else {}
        for role in ('owner', 'helper', 'county-officer', 'partner', 'policy-officer', 'system-admin'):
            self.sent(role, operation, {403, 404}, 'of another firm and region',
                      path=self.path(operation, strange=True), body=body, headers=headers)

    # What is sent

    @each(lambda o: o.takes_json)
    def test_types_and_bytes(self, operation):
        path, headers, body = self.path(operation), self.headers(operation), self.data(operation)
        for media_type in (None, 'text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'x'):
            self.sent(self.gets_in(operation), operation, {415}, media_type, path, body, {**headers, 'Content-Type': media_type})
        for what, (sent, code) in NO_JSON.items():
            problem = self.sent(self.gets_in(operation), operation, {400, 413}, what, path, sent, headers)
            if code:
                self.assertEqual(problem['errors'][0]['code'], code, what)
        for what, sent in {'list': b'[]', 'number': b'3', 'null': b'null', 'text': b'"x"'}.items():
            self.sent(self.gets_in(operation), operation, {422}, what, path, sent, headers)

    @each(lambda o: o.takes_json)
    def test_each_field(self, operation):
        path, fitting, headers = self.path(operation), self.body(operation), self.headers(operation)
        for one in self.contract.mutations(operation.schema, fitting):
            with self.subTest(f'{operation}: {one.what} {one.pointer}'):
                problem = self.sent(self.gets_in(operation), operation, {422}, f'{one.what} {one.pointer}', path,
                                    as_json(one.value), headers)
                if (operation.name, one.pointer) not in POINTLESS:
                    self.assertTrue(any(points_at(e, one.pointer) for e in problem['errors']), problem['errors'])

    @each(lambda o: o.media_type)
    def test_too_large(self, operation):
        head = (f'{operation.method} {self.path(operation)} HTTP/1.1\r\nHost: a\r\nAccept-Language: en\r\n'
                f'Content-Type: {operation.media_type}\r\nContent-Length: {BIG}\r\n\r\n')
        got = self.raw(head.encode())
        self.assertTrue(got.startswith(b'HTTP/1.1 413 '), got[:200])
        self.assertIn(b'application/problem+json', got)

    # How it is sent

    @each(lambda o: o.wants('Idempotency-Key'))
    def test_keys_that_are_none(self, operation):
        role, path, headers = self.gets_in(operation), self.path(operation), self.headers(operation)
        body = self.data(operation)
        for key, code in ((None, 'missing'), ('a' * 201, 'invalid'), ('a b', 'invalid')):
            problem = self.sent(role, operation, {400}, f'key {code}', path, body,
                                {**headers, 'Idempotency-Key': key})
            self.assertEqual(problem['type'], f'/problems/idempotency-key-{code}')

    @each(lambda o: o.wants('Idempotency-Key') and not o.wants('If-Match'))
    def test_keys_of_another_request(self, operation):
        role, path, headers = self.gets_in(operation), self.path(operation), self.headers(operation)
        first = self.send(role, operation.method, path, self.data(operation), headers)
        self.assertLess(first.status, 300, first.body)
        self.assertEqual(operation.faults(first), [])
        self.before = self.rows(but=NOISY)
        problem = self.sent(role, operation, {409}, 'another body', path, self.data(operation) + b' ', headers)
        self.assertEqual(problem['type'], '/problems/idempotency-key-reused')
        again = self.send(role, operation.method, path, self.data(operation), headers)
        self.assertEqual((again.status, again.headers.get('idempotency-hit')), (first.status, 'true'))

    @each(lambda o: o.wants('If-Match'))
    def test_tags(self, operation):
        role = self.gets_in(operation)
        path, body = self.path(operation), self.data(operation)
        for tag, status in ((None, 428), ('"stale"', 412), ('stale', 400), ('W/"1"', 412)):
            self.sent(role, operation, {status}, f'If-Match: {tag}', path, body,
                      {**self.headers(operation), 'If-Match': tag})

    @each(lambda o: any(p['in'] == 'query' for p in o.parameters))
    def test_queries(self, operation):
        role, body = self.gets_in(operation), self.data(operation)
        for parameter in operation.parameters:
            if parameter['in'] != 'query':
                continue
            schema, wrong = self.contract.resolved(parameter['schema']), []
            if schema['type'] == 'integer':
                wrong += ['x', '-1', '1.5', '9' * 30, '']
            if 'maximum' in schema:
                wrong.append(str(schema['maximum'] + 1))
            if 'enum' in schema or schema.get('format') == 'date' or schema['type'] == 'boolean':
                wrong += ['no such word', '2020-02-30', '']
            if 'maxLength' in schema:
                wrong.append('a' * (schema['maxLength'] + 1))
            for value in wrong:
                self.sent(role, operation, {400, 403, 404, 422}, f'{parameter["name"]}={value}',
                          self.path(operation, query={parameter['name']: value}), body, self.headers(operation))

    def raw(self, sent):
        with socket.create_connection(('127.0.0.1', self.server.port), timeout=30,
                                      source_address=(next(self.addresses), 0)) as link:
            link.sendall(sent)
            link.shutdown(socket.SHUT_WR)
            got = b''
            try:
                while chunk := link.recv(65536):
                    got += chunk
            except ConnectionResetError:
                pass
        return got

    @each(lambda o: o.method != 'GET')
    def test_smuggled(self, operation):
        first = f'{operation.method} {self.path(operation)} HTTP/1.1\r\n'
        second = 'GET /api/v1/version HTTP/1.1\r\nHost: a\r\n\r\n'
        for what, head in {
                'length and chunks': 'Host: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
                'two lengths': 'Host: a\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n',
                'two hosts': 'Host: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n',
                'no host': 'Content-Length: 0\r\n\r\n',
                'folded': 'Host: a\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n',
                'space before the colon': 'Host: a\r\nContent-Length : 0\r\n\r\n',
                'chunks of chunks': 'Host: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n',
                'chunks of another': 'Host: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
                'line feeds': 'Host: a\nContent-Length: 0\r\n\r\n',
                'length with a sign': 'Host: a\r\nContent-Length: +0\r\n\r\n',
                'too many headers': 'Host: a\r\n' + 'X: y\r\n' * 300 + '\r\n',
                'too long a header': 'Host: a\r\nX: ' + 'y' * 40000 + '\r\n\r\n'}.items():
            got = self.raw((first + head + second).encode())
            self.assertRegex(got[:13], rb'^HTTP/1.1 (400|414|431|501) ', what)
            self.assertEqual(got.count(b'HTTP/1.1 '), 1, f'{what}: the second request was answered too')


if __name__ == '__main__':
    unittest.main()
