#!/usr/bin/env python3
"""Backup, restore, copy and check from the command line, on both databases; and falling over in the
middle."""
import importlib.util
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

from server import ROOT, program

spec = importlib.util.spec_from_file_location('cluster', ROOT / 'tests' / 'postgres' / 'cluster.py')
cluster = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cluster)
FIRMS = 1500


def run(*words, code=0):
    done = subprocess.run([program(), '--lang', 'en', *map(str, words)], cwd=ROOT,
                          capture_output=True, timeout=300, check=False)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == code, said
    return said


def but_log(said):
    """Sums of tables without those of the audit log, to which a restore adds an event."""
    return [line for line in said.splitlines() if '  audit_' not in line and ' tables, ' not in line]


class Case(unittest.TestCase):
    """Of a register in SQLite, to another database of the kind that a test asks for."""
    made = 0

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix='fugong-store-')
        cls.path = pathlib.Path(cls.folder.name)
        cls.data = cls.path / 'data'
        run('register', 'generate', '--firms', FIRMS, '--seed', 3, '--stated-on', '2020-02-21',
            '--data', cls.data)
        cls.cluster = None
        if cluster.programs() is not None:
            cls.home = tempfile.mkdtemp(prefix='fugong-pg-')
            cls.cluster = cluster.Cluster(cls.home, cluster.programs())

    @classmethod
    def tearDownClass(cls):
        if cls.cluster:
            cls.cluster.stop()
            shutil.rmtree(cls.home, ignore_errors=True)
        cls.folder.cleanup()

    def new(self, suffix):
        Case.made += 1
        return self.path / f'{Case.made}{suffix}'

    def empty_databases(self):
        """One of each kind that is here."""
        urls = [f'sqlite:{self.new(".db")}']
        if self.cluster:
            Case.made += 1
            self.psql(f'CREATE DATABASE d{Case.made}')
            urls.append(f'postgresql://fugong@/d{Case.made}?host={self.home}')
        return urls

    def psql(self, statement):
        subprocess.run([cluster.programs() / 'psql', '-qX', '-d', self.cluster.where, '-c',
                        statement], check=True, timeout=60)

    def backup(self):
        file = self.new('.backup')
        run('store', 'backup', '--data', self.data, '--out', file)
        return file

    def leftovers(self, file):
        return [path.name for path in self.path.iterdir()
                if path.name.startswith(file.name) and path.name != file.name]

    def test_a_backup_is_restored_into_either_database(self):
        here = run('store', 'check', '--data', self.data)
        self.assertRegex(here, rf'(?m)^[0-9a-f]{{64}} +{FIRMS}  enterprise$')
        file = self.backup()
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        for url in self.empty_databases():
            said = run('store', 'restore', file, '--db', url)
            self.assertTrue(said.startswith(here), said)
            self.assertRegex(said[len(here):], r'\Aevent server/\d+ of the audit log: restored from a backup\n\Z')
            self.assertEqual(but_log(run('store', 'check', '--db', url)), but_log(here))
            self.assertRegex(run('audit', 'list', '--action', 'store.restore', '--db', url),
                             r'\A.*  server/\d+  store\.restore done  installation fugong  console \(console\)\n\Z')
            shown = [run('register', 'check', '--all', '--on', '2020-02-21', *where)
                     for where in (('--data', self.data), ('--db', url))]
            self.assertEqual(*shown)
            again = self.new('.backup')
            self.assertEqual(but_log(run('store', 'backup', '--db', url, '--out', again)), but_log(here))
            self.assertIn('[store-not-empty]', run('store', 'restore', file, '--db', url, code=1))

    def test_a_copy_goes_there_and_back(self):
        here = run('store', 'check', '--data', self.data)
        before = f'sqlite:{self.data}/fugong.db'
        for url in [*self.empty_databases(), *self.empty_databases()]:
            self.assertEqual(run('store', 'copy', '--from', before, '--to', url), here)
            before = url
        self.assertIn('[store-not-empty]', run('store', 'copy', '--from', before, '--to', before,
                                               code=1))

    def test_what_is_not_there_or_no_backup_is_said(self):
        nothing = self.new('.db')
        self.assertIn('[store-cannot-open]', run('store', 'backup', '--db', f'sqlite:{nothing}',
                                                 '--out', self.new('.backup'), code=1))
        self.assertFalse(nothing.exists())
        file = self.backup()
        self.assertIn('[file-exists]', run('store', 'backup', '--data', self.data, '--out', file,
                                           code=1))
        self.assertIn('[file-unreadable]', run('store', 'restore', self.path / 'none', '--data',
                                               self.new(''), code=1))
        self.assertIn('[backup-invalid]', run('store', 'restore', self.data / 'fugong.db', '--data',
                                              self.new(''), code=3))
        whole = bytearray(file.read_bytes())
        whole[len(whole) // 2] ^= 1
        file.write_bytes(whole)
        for url in self.empty_databases():
            self.assertRegex(run('store', 'restore', file, '--db', url, code=3),
                             r'\[backup-(damaged|invalid)\]')
            self.assertIn('[store-empty]', run('store', 'check', '--db', url, code=1))

    def test_damage_in_the_database_is_found(self):
        folder = self.new('')
        folder.mkdir()
        file = folder / 'fugong.db'
        shutil.copy(self.data / 'fugong.db', file)
        size = file.stat().st_size
        with open(file, 'r+b') as opened:
            for at in range(8 * 4096, size - 4096, 16 * 4096):
                opened.seek(at)
                opened.write(b'\x7f' * 64)
        self.assertIn('[store-corrupt]', run('store', 'check', '--data', folder, code=1))
        self.assertIn('[store-corrupt]', run('store', 'backup', '--data', folder, '--out',
                                             self.new('.backup'), code=1))

    def test_a_restore_that_is_killed_leaves_an_empty_database(self):
        file = self.backup()
        here = run('store', 'check', '--data', self.data)
        for url in self.empty_databases():
            stopped = 0
            for attempt in range(8):
                process = subprocess.Popen([program(), 'store', 'restore', str(file), '--db', url],
                                           cwd=ROOT, stdout=subprocess.DEVNULL,
                                           stderr=subprocess.DEVNULL)
                time.sleep(0.02 * (attempt + 1))
                process.send_signal(signal.SIGKILL)
                if process.wait(timeout=60) == 0:
                    break
                said = subprocess.run([program(), '--lang', 'en', 'store', 'check', '--db', url],
                                      cwd=ROOT, capture_output=True, timeout=60, check=False)
                if said.returncode == 0:  # it was killed behind its commit
                    self.assertEqual(but_log(said.stdout.decode()), but_log(here))
                    break
                self.assertRegex(said.stderr.decode(), r'\[store-(empty|cannot-open)\]')
                stopped += 1
            else:
                run('store', 'restore', file, '--db', url)
            self.assertGreater(stopped, 0)
            self.assertEqual(but_log(run('store', 'check', '--db', url)), but_log(here))

    def test_a_backup_that_is_stopped_leaves_no_file(self):
        file = self.new('.backup')
        process = subprocess.Popen([program(), 'store', 'backup', '--data', str(self.data), '--out',
                                    str(file)], cwd=ROOT, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        time.sleep(0.03)
        process.send_signal(signal.SIGINT)
        if process.wait(timeout=60) == 0:
            self.skipTest('it was done before it could be stopped')
        self.assertFalse(file.exists())
        self.assertEqual(self.leftovers(file), [])

    @unittest.skipUnless(os.geteuid() == 0, 'only root may mount a small disk')
    def test_a_full_disk_leaves_neither_a_file_nor_a_database(self):
        disk = self.new('')
        disk.mkdir()
        mounted = subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', str(disk)],
                                 capture_output=True, check=False)
        if mounted.returncode != 0:
            self.skipTest('no small disk can be mounted here')
        try:
            self.assertIn('[file-unwritable]', run('store', 'backup', '--data', self.data, '--out',
                                                   disk / 'b.backup', code=1))
            self.assertEqual(list(disk.iterdir()), [])
            self.assertRegex(run('store', 'restore', self.backup(), '--db', f'sqlite:{disk}/r.db',
                                 code=1), r'\[store-(full|io)\]')
            self.assertIn('[store-empty]', run('store', 'check', '--db', f'sqlite:{disk}/r.db',
                                               code=1))
        finally:
            subprocess.run(['umount', str(disk)], check=True)

    def test_tables_of_others_are_said_to_be_left_out(self):
        folder = self.new('')
        folder.mkdir()
        shutil.copy(self.data / 'fugong.db', folder / 'fugong.db')
        with sqlite3.connect(folder / 'fugong.db') as database:
            database.execute('CREATE TABLE mine (a)')
        database.close()
        said = run('store', 'backup', '--data', folder, '--out', self.new('.backup'))
        self.assertIn("'mine' is no table that this program keeps", said)


if __name__ == '__main__':
    unittest.main()
