#!/usr/bin/env python3
"""Starting, stopping and falling over: the data folder outlives the program."""
import os
import pathlib
import signal
import socket
import tempfile
import threading
import time
import unittest

from server import ROOT, Server

DEMO_FIRMS = len(list((ROOT / 'packs/miit-2020-14/demo').glob('*.yaml')))

FACTS = {'employees': 3}


def demo_ids(server):
    return [firm['id'] for firm in server.get('/api/v1/demo/firms').json()['firms']]


class Life(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix='fugong-life-')
        self.data = pathlib.Path(self.folder.name) / 'data'

    def tearDown(self):
        self.folder.cleanup()

    def test_it_stops_when_asked(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with Server(self.data) as server:
                self.assertEqual(server.get('/api/v1/health').status, 200)
                server.signal(number)
                self.assertEqual(server.process.wait(timeout=30), 0)
                self.assertEqual(server.said(), '')

    def test_requests_that_run_are_answered_before_it_stops(self):
        with Server(self.data) as server:
            loans = [{'id': str(i), 'loan_principal': '1'} for i in range(300)]
            faults, done = [], []

            def ask():
                while True:
                    try:
                        answer = server.post('/api/v1/check',
                                             {'on': '2020-02-21', 'facts': {'loans': loans}})
                    except OSError:  # not accepted any more, or closed between two requests
                        return
                    except Exception as error:  # cut in the middle of an answer
                        if type(error).__name__ != 'RemoteDisconnected':
                            faults.append(repr(error))
                        return
                    if answer.status not in (200, 503) or not answer.body.endswith(b'}'):
                        faults.append(answer.status)
                    done.append(answer.status)

            threads = [threading.Thread(target=ask) for _ in range(4)]
            for thread in threads:
                thread.start()
            while len(done) < 8 and any(thread.is_alive() for thread in threads):
                time.sleep(0.01)
            self.assertEqual(server.stop(), 0)
            for thread in threads:
                thread.join(timeout=30)
            self.assertEqual(faults, [])
            self.assertIn(200, done)

    def test_a_sender_that_stops_half_way_does_not_keep_it_up(self):
        with Server(self.data) as server:
            with socket.create_connection(('127.0.0.1', server.port)) as link:
                link.sendall(b'POST /api/v1/check HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{')
                time.sleep(0.1)
                self.assertEqual(server.stop(), 0)

    def test_after_a_kill_the_same_folder_works(self):
        with Server(self.data) as server:
            before = demo_ids(server)
            server.signal(signal.SIGKILL)
            server.process.wait(timeout=30)
        with Server(self.data) as server:
            self.assertEqual(demo_ids(server), before)

    def test_a_kill_at_any_moment_of_the_start_leaves_a_folder_that_works(self):
        for _ in range(5):
            other = threading.Event()
            with tempfile.TemporaryDirectory() as name:
                data = pathlib.Path(name) / 'data'
                seen = []

                def kill_when_the_database_appears(server_pid):
                    while not other.is_set() and not (data / 'fugong.db').exists():
                        time.sleep(0.0005)
                    os.kill(server_pid, signal.SIGKILL)
                    seen.append(True)

                import subprocess
                from server import ROOT, program
                process = subprocess.Popen([program(), 'serve', '--port', '0', '--data', str(data)],
                                           cwd=ROOT, stdout=subprocess.DEVNULL,
                                           stderr=subprocess.DEVNULL)
                killer = threading.Thread(target=kill_when_the_database_appears, args=(process.pid,))
                killer.start()
                process.wait(timeout=60)
                other.set()
                killer.join()
                with Server(data) as server:
                    self.assertEqual(len(demo_ids(server)), DEMO_FIRMS)

    def test_two_servers_share_a_folder(self):
        with Server(self.data) as one, Server(self.data) as two:
            self.assertEqual(demo_ids(one), demo_ids(two))
            self.assertEqual(one.stop(), 0)
            self.assertEqual(len(demo_ids(two)), DEMO_FIRMS)

    def assert_refuses(self, code, *arguments):
        server = Server(self.data, *arguments)
        try:
            self.assertIsNone(server.port, 'it started')
            self.assertEqual(server.process.returncode, 1, server.said())
            said = server.said().strip().splitlines()
            self.assertEqual(len(said), 1, said)
            self.assertIn(str(self.data), said[0])
            self.assertRegex(said[0], rf'\[{code}\]$')
        finally:
            server.close()

    def database(self):
        with Server(self.data) as server:
            self.assertEqual(server.stop(), 0)
        return self.data / 'fugong.db'

    def test_a_file_that_is_no_database_is_refused(self):
        self.database().write_bytes(b'this is not a database, it only has its name\n' * 100)
        for left in self.data.glob('fugong.db-*'):
            left.unlink()
        self.assert_refuses('[a-z-]+')
        self.assertIn(b'only has its name', (self.data / 'fugong.db').read_bytes(), 'left alone')

    def test_a_damaged_database_is_refused(self):
        file = self.database()
        size = file.stat().st_size
        with open(file, 'r+b') as damaged:
            damaged.seek(100)
            damaged.write(b'\xff' * (size - 100))
        self.assert_refuses('[a-z-]+')

    @unittest.skipIf(os.geteuid() == 0, 'root may write everywhere')
    def test_a_folder_that_may_only_be_read_is_refused(self):
        self.data.mkdir(mode=0o500)
        self.assert_refuses('[a-z-]+')

    def test_a_folder_that_can_not_be_made_is_refused(self):
        self.data = pathlib.Path('/proc/fugong-data')
        self.assert_refuses('file-unwritable')


if __name__ == '__main__':
    unittest.main()
