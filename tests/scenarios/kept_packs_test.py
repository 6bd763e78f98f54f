#!/usr/bin/env python3
"""A case of an older pack opens wherever its database is: at a second server with another data folder, in a backup
that was restored, though nobody has the packs folder of then; kept packs of earlier versions' data folders are taken
up; and commands go by the pack in force. On SQLite and on PostgreSQL."""
import copy
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import uuid

from databases import OnCluster, needs_postgres
from people import Person
from publishing_test import CASES, DRAFTS, FIRM, MEASURE, PackDesk
from server import ROOT, Server, program


class KeptPacks(PackDesk):
    def other_server(self, *place, kept=None):
        """Of another data folder, which has none of the packs but the kept one that is named, as a file; and with
        another pack in the packs folder."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix='fugong-elsewhere-'))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        shutil.copytree(self.folder / 'packs', folder / 'packs')
        root = next(p.parent for p in (folder / 'packs').rglob('pack.yaml'))
        (root / 'NOTES.md').write_text('another one', encoding='utf-8')
        if kept:
            self.run_program('packs', 'export', kept, '--packs-kept', folder / 'data/packs', *self.where)
        server = Server(folder / 'data', '--packs', str(root.parent), '--pack', 'shops', *place)
        self.addCleanup(server.close)
        self.assertIsNotNone(server.port, server.said())
        return server

    def seen_at(self, server, case, who):
        there = copy.copy(who)
        there.server = server
        return there.get(f'{CASES}/{case["reference"]}')

    def test_a_case_of_an_older_pack_opens_wherever_its_database_is(self):
        owner = Person(self.server, 'demo-owner').enter()
        filed = owner.post(CASES, {'provision': '1.1', 'firm': FIRM, 'facts': {'shop_reopened': True}},
                           Idempotency_Key=str(uuid.uuid4()))
        case = self.fits(f'POST {CASES}', filed, 201)
        old = case['judgement']['pack']
        draft = self.begin()
        put = self.drafter.send('PUT', f'{DRAFTS}/{draft["id"]}/file?path={MEASURE}NOTES.md', {'text': 'why'}, 1)
        self.fits(f'PUT {DRAFTS}/{{draft}}/file', put, 200)
        now = self.publish(draft)
        self.assertEqual(self.served(now['hash']), now['hash'])

        with self.subTest('no file of the data folder is needed'):
            self.assertFalse((self.folder / 'data/packs').exists())
        with self.subTest('at a second server'):
            second = self.other_server('--db', self.database)
            answer = self.seen_at(second, case, owner)
            self.assertEqual(self.fits(f'GET {CASES}/{{reference}}', answer, 200)['judgement']['pack'], old)
            second.close()
        with self.subTest('in a backup that was restored'):
            backup = self.folder / 'b.backup'
            self.run_program('store', 'backup', '--out', backup, *self.where)
            self.run_program('store', 'restore', backup, '--db', self.empty)
            restored = self.other_server('--db', self.empty)
            answer = self.seen_at(restored, case, owner)
            self.assertEqual(self.fits(f'GET {CASES}/{{reference}}', answer, 200)['judgement']['pack'], old)
        with self.subTest('what an earlier version kept as a file is taken up'):
            third = self.other_server(kept=old)
            again = json.loads(self.run_program('packs', 'export', old, '--packs-kept', self.folder / 'again', '--data',
                                                third.data, '--json'))
            self.assertEqual((again['hash'], pathlib.Path(again['file']).name), (old, f'{old}.pack'))
        with self.subTest('commands go by the pack in force, unless a folder is named'):
            for words, is_published in ((('--pack', 'shops'), True), (self.words, False)):
                done = subprocess.run([program(), '--lang', 'en', *words, 'register', 'check', FIRM, '--on',
                                       '2020-03-10', *self.where],
                                      cwd=ROOT, capture_output=True, timeout=60, check=False)
                self.assertEqual(done.returncode, 0, done.stderr.decode())
                self.assertEqual(f'({now["hash"]})' in done.stderr.decode(), is_published, done.stderr.decode())


class OnSqlite(KeptPacks, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.start('')
        cls.database = f'sqlite:{cls.folder}/data/fugong.db'
        cls.empty = f'sqlite:{cls.folder}/empty.db'


@needs_postgres
class OnPostgresql(OnCluster, KeptPacks, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.database = cls.make_database('kept')
        cls.run_sql_in(cls.database, 'CREATE DATABASE empty')
        cls.empty = cls.database.replace('/kept?', '/empty?')
        cls.start(cls.database, '--db', cls.database)


if __name__ == '__main__':
    unittest.main()
