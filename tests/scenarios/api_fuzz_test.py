#!/usr/bin/env python3
"""Requests drawn from docs/api/openapi.yaml, fitting and not, by somebody of each role, for some seconds: the program
never fails, answers as the file says, tells nobody of another's firm, and its ledger and audit log are whole afterwards.

FUGONG_FUZZ_SECONDS (15) says for how long, FUGONG_FUZZ_SEED what is drawn; a request that fails is printed with both."""
import os
import random
import re
import time
import unittest
import urllib.parse
import uuid

from contract import as_json
from offices import FIRM
from world import ROLES, STRANGER, STRANGER_NAME, V1, World

SECONDS = float(os.environ.get('FUGONG_FUZZ_SECONDS', '15'))
SEED = os.environ.get('FUGONG_FUZZ_SEED', '20200209')
# What only a program says that has lost its way.
INSIDES = re.compile(rb'\.cpp|/src/|std::|SQLITE|SQLSTATE|syntax error at|what\(\)|internal-error|0x[0-9a-f]{8}')
NASTY = ('', ' ', '\x00', '\u202e', '\ufeff', '😀' * 40, 'a' * 5000, '../../etc/passwd', "'; DROP TABLE firm; --", '%s%n',
         '{{7*7}}', '<script>', '=1+1', 'null', '-1', '1e999', '９１', '2020-02-30', '\r\nX: y')
# They may end the session of whom the rest is sent by, or take minutes of a core: only with something wrong.
NEVER_WHOLE = {
    f'DELETE {V1}/session', f'POST {V1}/session', f'POST {V1}/session/first', f'POST {V1}/session/password',
    f'POST {V1}/session/factor', f'POST {V1}/session/enrolment', f'POST {V1}/me/recovery-codes',
    f'DELETE {V1}/me/sessions', f'DELETE {V1}/me/sessions/{{id}}', f'POST {V1}/people/{{id}}/acts',
    f'POST {V1}/people/{{id}}/grants', f'DELETE {V1}/people/{{id}}/grants/{{grant}}',
    f'POST {V1}/mandates/{{id}}/acts', f'POST {V1}/pack-drafts/{{draft}}/jobs', f'POST {V1}/pack-drafts/{{draft}}/acts'}
# Who has nothing to do with the stranger's firm, and it nothing with theirs.
APART = {'owner', 'helper', 'county-officer', 'city-officer', 'partner', 'policy-officer', None}


class Fuzz(World, unittest.TestCase):
    asked = False  # the stranger, to act for the demo firm

    def drawn(self, operation, role, choose):
        """(path, body, headers) of one request."""
        whole = operation.name not in NEVER_WHOLE
        strange = choose.random() < 0.2
        values = self.values(operation, strange)
        if values and (choose.random() < 0.15 or not whole):
            values[choose.choice(list(values))] = choose.choice(NASTY) or 'x'
        query = {}
        for parameter in operation.parameters:
            if parameter['in'] == 'query' and choose.random() < 0.4:
                query[parameter['name']] = (choose.choice(NASTY) if choose.random() < 0.3
                                            else str(self.contract.fitting(parameter['schema'], choose)))
        path = self.path(operation, values, query, strange)
        headers = {}
        if not (whole or values or operation.takes_json):
            headers['X-CSRF-Token'] = '0' * 64
        if operation.media_type:
            headers['Content-Type'] = operation.media_type if choose.random() < 0.95 else 'text/plain'
        if operation.header('Idempotency-Key') and choose.random() < 0.95:
            headers['Idempotency-Key'] = str(uuid.UUID(int=choose.getrandbits(128)))
        if operation.header('If-Match'):
            headers['If-Match'] = self.tag(operation) if choose.random() < 0.7 else choose.choice(('"1"', '*', 'x', 'W/"1"'))
        if operation.header('X-File-Name'):
            headers['X-File-Name'] = urllib.parse.quote(choose.choice(NASTY))
        headers['Accept-Language'] = choose.choice(('en', 'zh-CN', 'x;q=2', ''))
        body = None
        if operation.takes_json:
            body = self.drawn_body(operation, choose, whole)
        elif operation.media_type:
            body = choose.randbytes(choose.randrange(300)) if choose.random() < 0.5 else b'a,b\r\n1,2\r\n'
        return path, body, headers

    def drawn_body(self, operation, choose, whole):
        value = self.body(operation) if choose.random() < 0.5 else self.contract.fitting(operation.schema, choose)
        if operation.path.startswith(f'{V1}/cases') and 'firm' in value and choose.random() < 0.2:
            value = {**value, 'firm': STRANGER}  # of what is refused nothing is kept that could be read later
        wrong = not whole
        while choose.random() < 0.4 or wrong:
            mutations = list(self.contract.mutations(operation.schema, value))
            value = choose.choice(mutations).value if mutations else {'no_such_field': 1}
            wrong = False
            if not isinstance(value, dict):
                break
        if whole and isinstance(value, dict) and value and choose.random() < 0.3:
            value = {**value, choose.choice(list(value)): choose.choice(NASTY)}
        body = bytearray(as_json(value))
        if whole and choose.random() < 0.1:
            for _ in range(choose.randint(1, 4)):
                at = choose.randrange(len(body))
                body[at:at + choose.randrange(3)] = choose.choice((b'', b'\x00', b'\xff', b'"', b'[', b'}', b'\\u0000', b'1e9'))
                body = body or bytearray(b'{')
        return bytes(body)

    def wrong(self, operation, role, path, body, answer):
        """What an answer should not be."""
        if answer.status >= 500 and answer.status != 503:
            yield f'{answer.status}'
        if INSIDES.search(answer.body) and answer.status >= 400:
            yield 'tells of its insides'
        yield from operation.faults(answer)
        said = answer.body.decode(errors='replace')
        sent = urllib.parse.unquote(path) + (body or b'').decode(errors='replace')
        if role in APART and (STRANGER_NAME in said or STRANGER in said and STRANGER not in sent):
            yield "names another's firm"
        # Who asks to act for a firm is told what he has asked.
        if operation.name == f'POST {V1}/mandates' and answer.status == 201 and role == 'stranger' and FIRM in sent:
            self.asked = True
        own = self.asked and operation.path in (f'{V1}/me', f'{V1}/me/export', f'{V1}/mandates')
        if role == 'stranger' and FIRM in said and FIRM not in sent and not own:
            yield "names another's firm"

    def test_drawn_requests(self):
        for role in ROLES:
            self.a(role)
        end, number, found = time.monotonic() + SECONDS, 0, {}
        met, done = set(), set()
        while time.monotonic() < end or len(met) < len(self.contract.operations):
            choose = random.Random(f'{SEED} {number}')
            operation = self.contract.operations[number % len(self.contract.operations)]
            role = choose.choice((*ROLES, 'stranger', None)) if choose.random() < 0.5 else self.does(operation)
            path, body, headers = self.drawn(operation, role, choose)
            try:
                answer = self.send(role, operation.method, path, body, headers)
            except OSError as error:
                self.fail(f'{SEED} {number}: {role} {operation.method} {path} {headers} {body}: {error}\n{self.server.said()}')
            met.add(operation.name)
            if answer.status < 300:
                done.add(operation.name)
            for what in self.wrong(operation, role, path, body, answer):
                found.setdefault((operation.name, what), f'seed {SEED}, request {number}: {what}\n  {role}: {operation.method} '
                                 f'{path[:500]}\n  {headers}\n  {(body or b"")[:1000]}\n  {answer.status} {answer.body[:1000]}')
            number += 1
        print(f'{number} requests of seed {SEED}; {len(done)} of {len(met)} operations did something')
        self.assertEqual(list(found.values()), [], '\n'.join(found.values()))
        self.assertNotIn('handler-failed', self.server.said())
        self.assertNotIn('request-failed', self.server.said())
        self.assertEqual(self.server.get(f'{V1}/health').status, 200)
        # Most of what may be done at all was done: else only refusals were looked at.
        self.assertGreater(len(done), len(met) // 2, sorted(met - done))
        self.assert_proves_itself()

    def does(self, operation):
        return self.doer(operation) or 'county-officer'


if __name__ == '__main__':
    unittest.main()
