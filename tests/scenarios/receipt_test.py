#!/usr/bin/env python3
"""A receipt over HTTP: checked here with nothing but hashlib, json and zlib, as docs/receipt.md
tells an outsider to, then replayed by the program from the pack that the server kept."""
import hashlib
import json
import subprocess
import unittest
import zlib

from contract import the_contract
from server import Server, program

ON = '2020-02-21'
FACTS = {'place': '360111', 'employees': 120, 'revenue': '18000000.00', 'on_national_key_list': True,
         'loans': [{'id': 'L1', 'loan_principal': '10000000.00', 'loan_rate': '3.15',
                    'loan_grant_date': '2020-02-08'}]}


def canonical(value):
    """RFC 8785, as far as receipts go: their keys are ASCII and their numbers whole."""
    return json.dumps(value, sort_keys=True, separators=(',', ':'), ensure_ascii=False).encode()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def commitment(line):
    return sha256(canonical([line['salt'], line['path'], line['value'], line['source'],
                             line['stated_on']]))


class Receipts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().__enter__()
        body = {'on': ON, 'facts': FACTS, 'receipt': True}
        cls.raw = cls.server.post('/api/v1/check', body)
        cls.answer = cls.raw.json()
        cls.receipt, cls.opening = cls.answer['receipt'], cls.answer['opening']
        done = subprocess.run([program(), 'packs', 'export', cls.receipt['pack']['hash'], '--packs-kept',
                               cls.server.data / 'kept', '--data', cls.server.data],
                              capture_output=True, check=False, timeout=60)
        assert done.returncode == 0, (done.stdout + done.stderr).decode()

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def files(self, receipt=None, opening=None):
        """Writes both papers and gives the arguments of a replay."""
        folder = self.server.data
        (folder / 'r.json').write_bytes(receipt or canonical(self.receipt))
        (folder / 'o.json').write_bytes(opening or canonical(self.opening))
        return [str(folder / 'r.json'), '--opening', str(folder / 'o.json'),
                '--packs-kept', str(folder / 'kept')]

    def run_program(self, *arguments):
        done = subprocess.run([program(), '--lang', 'en', *arguments], capture_output=True, check=False,
                              timeout=60)
        return done.returncode, (done.stdout + done.stderr).decode()

    def test_the_answer_has_its_shape(self):
        self.assertEqual(the_contract().misfits('POST /api/v1/check', self.raw), [])

    def test_hashes_can_be_taken_by_anybody(self):
        self.assertEqual(self.receipt['decision_hash'], sha256(canonical(self.receipt['decision'])))
        without = {key: value for key, value in self.receipt.items() if key != 'hash'}
        self.assertEqual(self.receipt['hash'], sha256(canonical(without)))
        self.assertEqual(self.opening['receipt'], self.receipt['hash'])
        found = sorted(commitment(line) for line in self.opening['facts'])
        self.assertEqual(found, self.receipt['facts'])
        trace = self.opening['trace']
        self.assertEqual(self.receipt['trace'],
                         sha256(canonical([trace['salt'], 'trace', trace['value']])))

    def test_the_facts_are_those_that_were_sent(self):
        values = {line['path']: line['value'] for line in self.opening['facts']}
        self.assertEqual(values, {
            'place': '360111', 'employees': '120', 'revenue': 1800000000, 'on_national_key_list': True,
            'loans': ['L1'], 'loans/L1/loan_principal': 1000000000, 'loans/L1/loan_rate': '3.15',
            'loans/L1/loan_grant_date': '2020-02-08'})

    def test_salts_are_new_each_time(self):
        again = self.server.post('/api/v1/check', {'on': ON, 'facts': FACTS, 'receipt': True}).json()
        self.assertEqual(again['receipt']['decision_hash'], self.receipt['decision_hash'])
        self.assertFalse(set(again['receipt']['facts']) & set(self.receipt['facts']))

    def test_the_server_kept_the_pack(self):
        kept = (self.server.data / 'kept' / (self.receipt['pack']['hash'] + '.pack')).read_bytes()
        whole = zlib.decompress(kept)
        self.assertEqual(sha256(whole), self.receipt['pack']['hash'])
        spoke = {provision['file']: provision['hash'] for provision in self.receipt['provisions']}
        self.assertTrue(spoke)
        while whole:
            path, size, rest = whole.split(b'\0', 2)
            data, whole = rest[:int(size)], rest[int(size):]
            if path.decode() in spoke:
                self.assertEqual(spoke.pop(path.decode()), sha256(data))
        self.assertFalse(spoke)

    def test_replays_on_the_command_line(self):
        code, text = self.run_program('replay', *self.files())
        self.assertEqual(code, 0, text)
        self.assertIn('The decision part is reproduced byte for byte', text)

    def test_a_changed_fact_is_named(self):
        opening = json.loads(canonical(self.opening))
        for line in opening['facts']:
            if line['path'] == 'loans/L1/loan_rate':
                line['value'] = '3.05'
        code, text = self.run_program('replay', *self.files(opening=canonical(opening)))
        self.assertEqual(code, 3, text)
        self.assertIn("'loans/L1/loan_rate'", text)

    def test_another_decision_with_its_hashes_in_order_is_listed(self):
        receipt, opening = json.loads(canonical(self.receipt)), json.loads(canonical(self.opening))
        receipt['decision']['entitlements'][0]['state'] = 'forged'
        receipt['decision_hash'] = sha256(canonical(receipt['decision']))
        del receipt['hash']
        opening['receipt'] = receipt['hash'] = sha256(canonical(receipt))
        code, text = self.run_program('replay', *self.files(canonical(receipt), canonical(opening)))
        self.assertEqual(code, 1, text)
        self.assertIn('/decision/entitlements/0/state: was "forged", is "', text)

    def test_without_its_pack_nothing_is_replayed(self):
        arguments = self.files()[:-1] + [str(self.server.data / 'nowhere')]
        code, text = self.run_program('replay', *arguments)
        self.assertEqual(code, 1, text)
        self.assertIn('[file-unreadable]', text)


if __name__ == '__main__':
    unittest.main()
