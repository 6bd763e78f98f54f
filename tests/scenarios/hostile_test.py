#!/usr/bin/env python3
"""Whatever is sent, the answer is a problem that says what, where and how to mend it."""
import json
import socket
import unittest

from server import Server

ON = '"on": "2020-02-21"'


def facts(text):
    return '{' + ON + ', "facts": ' + text + '}'


# (body, content type, status, code, pointer); code and pointer may be None where they don't matter.
JSON = 'application/json'
BODIES = {
    'empty': (b'', JSON, 400, 'json-syntax', ''),
    'blank': (b' \n', JSON, 400, 'json-syntax', None),
    'not JSON': (b'on=2020-02-21', JSON, 400, 'json-syntax', None),
    'cut off': (facts('{').encode()[:-1], JSON, 400, 'json-syntax', None),
    'two documents': (facts('{}') + facts('{}'), JSON, 400, 'json-syntax', None),
    'trailing comma': ('{' + ON + ', "facts": {},}', JSON, 400, 'json-syntax', None),
    'comment': (facts('{} /* x */'), JSON, 400, 'json-syntax', None),
    'single quotes': ("{'on': 1}", JSON, 400, 'json-syntax', None),
    'NaN': (facts('{"loans": NaN}'), JSON, 400, 'json-syntax', None),
    'leading zero': (facts('{"employees": 012}'), JSON, 400, 'json-syntax', None),
    'hex': (facts('{"employees": 0x10}'), JSON, 400, 'json-syntax', None),
    'NUL byte': (facts('{"place": "3601\x00"}'), JSON, 400, 'json-syntax', None),
    'NUL escaped': (facts('{"place": "360100\\u0000"}'), JSON, None, None, None),
    'invalid UTF-8': (facts('{"place": "X"}').encode().replace(b'X', b'\xff\xfe'), JSON, 400, None, None),
    'overlong UTF-8': (facts('{"place": "X"}').encode().replace(b'X', b'\xc0\xaf'), JSON, 400, None, None),
    'lone surrogate': (facts('{"place": "\\ud800"}'), JSON, 400, None, None),
    'byte order mark': (b'\xef\xbb\xbf' + facts('{}').encode(), JSON, None, None, None),
    'duplicate key': (facts('{"employees": 1, "employees": 2}'), JSON, 400, 'json-duplicate-key', None),
    'deep nest': ('[' * 20000, JSON, None, 'document-too-deep', None),
    'deep objects': (facts('{"a":' * 3000 + '1' + '}' * 3000), JSON, None, 'document-too-deep', None),
    'many nodes': (facts('[' + '1,' * 200000 + '1]'), JSON, None, 'document-too-many-nodes', None),
    'long key': (facts('{"' + 'x' * 100000 + '": 1}'), JSON, None, 'document-name-too-long', None),
    'list': ('[]', JSON, 422, 'body-shape', ''),
    'number': ('3', JSON, 422, 'body-shape', ''),
    'null': ('null', JSON, 422, 'body-shape', ''),
    'nothing in it': ('{}', JSON, 422, 'field-missing', ''),
    'unknown field': ('{' + ON + ', "facts": {}, "Facts": {}}', JSON, 422, 'unknown-field', '/Facts'),
    'proto': ('{' + ON + ', "facts": {}, "__proto__": {}}', JSON, 422, 'unknown-field', '/__proto__'),
    'bad date': ('{"on": "2020-02-30", "facts": {}}', JSON, 422, 'date-invalid', '/on'),
    'date as number': ('{"on": 20200221, "facts": {}}', JSON, 422, 'date-invalid', '/on'),
    'far date': ('{"on": "999999999-12-31", "facts": {}}', JSON, 422, 'date-invalid', '/on'),
    'facts list': (facts('[]'), JSON, 422, 'facts-shape', '/facts'),
    'facts null': (facts('null'), JSON, 422, 'facts-shape', '/facts'),
    'unknown fact': (facts('{"x": 1}'), JSON, 422, 'unknown-fact', '/facts/x'),
    'pointer escaped': (facts('{"a/b~c": 1}'), JSON, 422, 'unknown-fact', '/facts/a~1b~0c'),
    'text for number': (facts('{"employees": "many"}'), JSON, 422, 'fact-type', '/facts/employees'),
    'list for number': (facts('{"employees": [1]}'), JSON, 422, 'fact-type', '/facts/employees'),
    'text for boolean': (facts('{"on_national_key_list": "yes"}'), JSON, 422, 'fact-type',
                         '/facts/on_national_key_list'),
    'huge number': (facts('{"employees": ' + '9' * 1000 + '}'), JSON, 422, 'fact-type', '/facts/employees'),
    'huge exponent': (facts('{"revenue": 1e999999999}'), JSON, 422, 'fact-type', '/facts/revenue'),
    'tiny exponent': (facts('{"revenue": 1e-999999999}'), JSON, 422, 'fact-type', '/facts/revenue'),
    'half a fen': (facts('{"revenue": "0.005"}'), JSON, 422, 'fact-type', '/facts/revenue'),
    'full-width digits': (facts('{"employees": "１２"}'), JSON, 422, 'fact-type', '/facts/employees'),
    'negative': (facts('{"employees": -1}'), JSON, 422, 'fact-out-of-bounds', '/facts/employees'),
    'unknown place': (facts('{"place": "999999"}'), JSON, 422, 'unknown-code', '/facts/place'),
    'SQL in a code': (facts('{"place": "\'; DROP TABLE fact; --"}'), JSON, 422, 'unknown-code',
                      '/facts/place'),
    'loans object': (facts('{"loans": {}}'), JSON, 422, 'facts-shape', '/facts/loans'),
    'too many loans': (facts('{"loans": [' + '{},' * 1000 + '{}]}'), JSON, 422, 'too-many-children',
                       '/facts/loans'),
    'same id': (facts('{"loans": [{"id": "a"}, {"id": "a"}]}'), JSON, 422, 'subject-id-twice',
                '/facts/loans/1'),
    'form': (b'a=b', 'application/x-www-form-urlencoded', 415, None, None),
    'no type': (facts('{}'), None, 415, None, None),
    'text': (facts('{}'), 'text/plain', 415, None, None),
    'like JSON': (facts('{}'), 'application/jsonp', 415, None, None),
    'too large': (b' ' * ((1 << 20) + 1), JSON, 413, None, None),
}

# Raw bytes and the statuses that are right; the connection must end or answer in time.
RAW = {
    'garbage': (b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', {400}),
    'no host': (b'GET / HTTP/1.1\r\n\r\n', {400}),
    'two lengths': (b'POST /api/v1/check HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n'
                    b'Content-Length: 2\r\n\r\nab', {400}),
    'length and chunks': (b'POST /api/v1/check HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n'
                          b'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n', {400}),
    'negative length': (b'POST /api/v1/check HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n', {400}),
    'endless length': (b'POST /api/v1/check HTTP/1.1\r\nHost: a\r\nContent-Length: '
                       b'99999999999999999999\r\n\r\n', {400, 413}),
    'long target': (b'GET /' + b'a' * 10000 + b' HTTP/1.1\r\nHost: a\r\n\r\n', {414, 431}),
    'long header': (b'GET / HTTP/1.1\r\nHost: a\r\nX: ' + b'a' * 20000 + b'\r\n\r\n', {431}),
    'many headers': (b'GET / HTTP/1.1\r\nHost: a\r\n' + b'X: y\r\n' * 200 + b'\r\n', {400, 431}),
    'folded header': (b'GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n', {400}),
    'dot segments': (b'GET /../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n', {400}),
    'encoded dots': (b'GET /%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n', {400}),
    'encoded slash': (b'GET /a%2fb HTTP/1.1\r\nHost: a\r\n\r\n', {400}),
    'NUL in target': (b'GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n', {400}),
    'HTTP/2': (b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', {400, 505}),
    'HTTP/1.2': (b'GET / HTTP/1.2\r\nHost: a\r\n\r\n', {400, 505}),
    'unknown method': (b'BREW / HTTP/1.1\r\nHost: a\r\n\r\n', {405, 501}),
    'CONNECT': (b'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n', {400, 405, 501}),
}


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def tearDown(self):
        self.assertEqual(self.server.get('/api/v1/health').status, 200, 'the server went down')

    def test_bodies(self):
        for name, (body, content_type, status, code, pointer) in BODIES.items():
            with self.subTest(name):
                answer = self.server.post('/api/v1/check', body, content_type, Accept_Language='en')
                if status is not None:
                    self.assertEqual(answer.status, status, answer.body[:500])
                self.assertIn(answer.status, (200, 400, 413, 415, 422))
                self.assertLess(len(answer.body), 100_000)
                if answer.status == 200:
                    self.assertIsNone(code)
                    continue
                self.assertEqual(answer.media_type, 'application/problem+json')
                problem = answer.json()
                self.assertEqual(problem['status'], answer.status)
                if code is not None:
                    self.assertIn(code, [e['code'] for e in problem['errors']])
                    found = next(e for e in problem['errors'] if e['code'] == code)
                    self.assertTrue(found['detail'] and found['remedy'])
                    if pointer is not None:
                        self.assertEqual(found['pointer'], pointer)

    def test_a_body_of_exactly_the_limit_is_read(self):
        body = facts('{}').encode()
        body += b' ' * ((1 << 20) - len(body))
        self.assertEqual(self.server.post('/api/v1/check', body).status, 200)

    def test_chunked_bodies_have_the_same_limit(self):
        with socket.create_connection(('127.0.0.1', self.server.port), timeout=30) as link:
            link.sendall(b'POST /api/v1/check HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'
                         b'Transfer-Encoding: chunked\r\n\r\n')
            try:
                for _ in range(40):
                    link.sendall(b'10000\r\n' + b' ' * 65536 + b'\r\n')
            except OSError:
                pass  # refused while we were still sending
            try:
                head = link.recv(65536)
            except ConnectionResetError:
                head = b''
        self.assertTrue(head == b'' or head.startswith(b'HTTP/1.1 413 '), head[:100])

    def test_raw_bytes(self):
        for name, (sent, statuses) in RAW.items():
            with self.subTest(name):
                with socket.create_connection(('127.0.0.1', self.server.port), timeout=30) as link:
                    link.sendall(sent)
                    link.shutdown(socket.SHUT_WR)
                    got = b''
                    while chunk := link.recv(65536):
                        got += chunk
                self.assertTrue(got.startswith(b'HTTP/1.1 '), got[:100])
                self.assertIn(int(got.split()[1]), statuses)
                head = got.split(b'\r\n\r\n')[0].lower()
                self.assertIn(b'x-content-type-options: nosniff', head)

    def test_pipelined_requests_are_answered_in_order(self):
        body = facts('{}').encode()
        post = (b'POST /api/v1/check HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'
                b'Content-Length: ' + str(len(body)).encode() + b'\r\n\r\n' + body)
        last = b'GET /api/v1/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
        with socket.create_connection(('127.0.0.1', self.server.port), timeout=30) as link:
            link.sendall(post * 3 + last)
            got = b''
            while chunk := link.recv(65536):
                got += chunk
        self.assertEqual(got.count(b'HTTP/1.1 200 OK'), 4)
        self.assertTrue(got.endswith(b'{"status":"ok"}'))

    def test_answers_are_the_same_every_time(self):
        body = facts('{"employees": 3, "place": "360100"}')
        answers = {self.server.post('/api/v1/check', body).body for _ in range(5)}
        self.assertEqual(len(answers), 1)
        json.loads(answers.pop())


if __name__ == '__main__':
    unittest.main()
