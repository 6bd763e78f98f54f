#!/usr/bin/env python3
"""The checker of answers itself: it accepts what the OpenAPI file says and finds what it doesn't."""
import json
import unittest

from contract import the_contract
from server import Answer

HEALTH = 'GET /api/v1/health'
TEXT = {'zh': '一', 'en': 'one'}
PACK = {'id': 'p', 'version': '1', 'hash': 'x', 'title': TEXT, 'credit': TEXT}
VERSION = {'program': 'fugong', 'version': '1', 'pack': PACK}
NOTICE = {'number': '1', 'title': TEXT, 'issuer': TEXT, 'issued': '2020-02-09', 'source': TEXT,
          'demo_date': '2020-02-21', 'sections': [{'id': 'a', 'title': TEXT}], 'measures': []}


def misfits(operation, body, status=200, media_type='application/json'):
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    return the_contract().misfits(operation, Answer(status, {'content-type': media_type}, body))


class Contracts(unittest.TestCase):
    def assert_finds(self, what, *arguments, **named):
        self.assertIn(what, '\n'.join(misfits(*arguments, **named)))

    def test_accepts_what_fits(self):
        self.assertEqual(misfits(HEALTH, {'status': 'ok'}), [])
        self.assertEqual(misfits('GET /api/v1/version', VERSION), [])
        self.assertEqual(misfits('GET /api/v1/measures', NOTICE), [])

    def test_finds_what_does_not(self):
        version, notice = 'GET /api/v1/version', 'GET /api/v1/measures'
        self.assert_finds("'status' is missing", HEALTH, {})
        self.assert_finds("'fine' is not one of the enum", HEALTH, {'status': 'fine'})
        self.assert_finds("'more' isn't in the OpenAPI file", HEALTH, {'status': 'ok', 'more': 1})
        self.assert_finds(': wrong type', HEALTH, [])
        self.assert_finds('/pack/hash: wrong type', version, {**VERSION, 'pack': {**PACK, 'hash': None}})
        self.assert_finds("/pack/title: 'en' is missing", version,
                          {**VERSION, 'pack': {**PACK, 'title': {'zh': '一'}}})
        self.assert_finds('/sections/0: wrong type', notice, {**NOTICE, 'sections': [1]})
        self.assert_finds('is not a date', notice, {**NOTICE, 'issued': '2020-02-30'})
        self.assert_finds('is not the const', 'GET /api/v1/demo/firms', {'synthetic': False, 'firms': []})
        self.assert_finds("isn't in the OpenAPI file", HEALTH, {'status': 'ok'}, status=418)
        self.assert_finds('200 is of text/html, not of application/json', HEALTH, {'status': 'ok'}, media_type='text/html')
        self.assert_finds('no JSON', HEALTH, b'{')
        self.assert_finds('stands twice', HEALTH, b'{"status": "ok", "status": "ok"}')

    def test_one_of_wants_exactly_one(self):
        parts = dict.fromkeys(['id', 'subject', 'applies_by'], 'x')
        imprecise = {'earliest': None, 'latest': None, 'to_be_fixed': None}
        document = {'number': '1', 'title': TEXT, 'issuer': TEXT, 'issued': imprecise,
                    'status': 'confirmed', 'source': TEXT}
        lists = dict.fromkeys(['region', 'untranslatable', 'supersedes', 'superseded_by', 'parameters',
                               'definitions', 'conditions', 'open_terms', 'fills', 'exceptions', 'examples'],
                              [])
        provision = {**parts, **lists, 'measure': 1, 'title': TEXT, 'summary': TEXT,
                     'document': document, 'in_force': {'from': imprecise, 'to': imprecise},
                     'known_from': '2020-02-07', 'benefit': None}
        path = 'GET /api/v1/provisions/{id}'
        self.assertEqual(misfits(path, provision), [])
        self.assert_finds('/benefit: fits 0 of oneOf', path, {**provision, 'benefit': {}})

    def test_an_amount_stays_within_what_binary_floats_hold(self):
        check = 'POST /api/v1/check'
        nothing = {'low_fen': 0, 'high_fen': 0}
        held = {'cash': nothing, 'relief': nothing, 'liquidity': nothing, 'settled': True, 'exhaustive': True}

        def of(low):
            combination = {'objective': [], 'positions': [], 'possible': held,
                           'now': {**held, 'cash': {'low_fen': low, 'high_fen': None}}}
            return {'on': '2020-02-21', 'known_at': '2020-02-21', 'pack': PACK, 'derived': [],
                    'entitlements': [], 'replaced': [], 'next_questions': [], 'register_calls': [],
                    'combination': combination}

        self.assertEqual(misfits(check, of(2**53 - 1)), [])
        self.assert_finds('outside minimum and maximum', check, of(2**53))
        self.assert_finds('outside minimum and maximum', check, of(-2**53))

    def test_names_every_operation(self):
        names = {operation.name for operation in the_contract().operations}
        self.assertLess({'POST /api/v1/check', 'GET /api/v1/provisions/{id}'}, names)

    def test_looks_at_every_keyword(self):
        for schema in ({'pattern': 'x'}, {'type': 'string', 'format': 'uuid'}):
            with self.assertRaises(AssertionError):
                the_contract().faults(schema, 'x')


if __name__ == '__main__':
    unittest.main()
