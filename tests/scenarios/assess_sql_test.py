"""A register assessed where it stands, in SQLite and in a private PostgreSQL: the same files as from
its snapshot, and what can go wrong on the way."""

import importlib.util
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ["FUGONG_PROGRAM"]
ON = ["--on", "2020-05-01"]
TABLES = ("provisions.csv", "breakdowns.csv", "months.csv", "holdings.csv")
FIRMS = 1000

spec = importlib.util.spec_from_file_location("cluster", ROOT / "tests" / "postgres" / "cluster.py")
cluster = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cluster)


def run(*words, **more):
    return subprocess.run([PROGRAM, "--lang", "en", *words], cwd=ROOT, capture_output=True,
                          text=True, timeout=240, check=False, **more)


class Case:
    """The tests of one database; `url` is where it is."""
    folder = None
    url = None

    @classmethod
    def make_register(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.tmp = pathlib.Path(cls.folder.name)
        made = run("register", "generate", "--firms", str(FIRMS), "--seed", "9", "--profile", "dense",
                   "--unknown-percent", "2", "--out", str(cls.tmp / "r.columns"))
        assert made.returncode == 0, made.stderr

    @classmethod
    def load(cls):
        made = run("register", "load", "--snapshot", str(cls.tmp / "r.columns"), "--sql", cls.url,
                   "--replace")
        assert made.returncode == 0, made.stderr

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def assess(self, name, *words):
        return run("assess", *words, *ON, "--out", str(self.tmp / name))

    def leftovers(self, name):
        return [path.name for path in self.tmp.iterdir() if path.name.startswith(name)]

    def test_files_are_those_of_the_snapshot(self):
        of_snapshot = self.assess("snapshot", "--register", str(self.tmp / "r.columns"))
        self.assertEqual(of_snapshot.returncode, 0, of_snapshot.stderr)
        done = self.assess("sql", "--sql", self.url, "--timing")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, of_snapshot.stdout)
        self.assertRegex(done.stderr, r"\d+ bytes came from the database")
        self.assertNotIn("is not in SQL", done.stderr)
        for table in TABLES:
            self.assertEqual((self.tmp / "sql" / table).read_bytes(),
                             (self.tmp / "snapshot" / table).read_bytes(), table)
        runs = [json.loads((self.tmp / name / "run.json").read_text(encoding="utf-8"))
                for name in ("sql", "snapshot")]
        self.assertEqual(runs[0]["register_fingerprint"], runs[1]["register_fingerprint"])
        self.assertNotIn("register", runs[0])
        self.assertIn("--sql", runs[0]["command"])
        # And any firm of it is explained alike.
        code = self.first_code()
        told = [run("explain", code, "--run", str(self.tmp / name)) for name in ("sql", "snapshot")]
        self.assertEqual(told[0].returncode, 0, told[0].stderr)
        self.assertEqual(told[0].stdout, told[1].stdout)
        self.assertGreater(len(told[0].stdout), 1000)
        nobody = run("explain", "91350100M000100Y43", "--run", str(self.tmp / "sql"))
        self.assertIn("[firm-unknown]", nobody.stderr)

    def test_rows_that_are_not_as_is_said_are_a_fault(self):
        self.execute("UPDATE register_enterprise SET employees = -7 WHERE \"row\" = 3")
        try:
            done = self.assess("wrong", "--sql", self.url)
        finally:
            self.load()
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("register_enterprise", done.stderr)
        self.assertIn("employees", done.stderr)
        self.assertEqual(self.leftovers("wrong"), [])

    def test_another_register_is_not_explained(self):
        done = self.assess("before", "--sql", self.url, "--measure", "18")
        self.assertEqual(done.returncode, 0, done.stderr)
        code = self.first_code()
        self.execute("UPDATE register_info SET fingerprint = 'another'")
        try:
            told = run("explain", code, "--run", str(self.tmp / "before"))
        finally:
            self.load()
        self.assertIn("[register-changed]", told.stderr)

    def test_an_interrupt_leaves_nothing(self):
        process = subprocess.Popen(
            [PROGRAM, "--lang", "en", "assess", "--sql", self.url, *ON, "--out",
             str(self.tmp / "stopped")], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        self.assertNotEqual(process.returncode, 0)
        self.assertIn("[cancelled]", said)
        self.assertEqual(self.leftovers("stopped"), [])


class Sqlite(Case, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.make_register()
        cls.url = f"sqlite:{cls.tmp}/r.db"
        cls.load()

    def execute(self, statement):
        with sqlite3.connect(self.tmp / "r.db") as database:
            database.execute(statement)
        database.close()

    def first_code(self):
        with sqlite3.connect(self.tmp / "r.db") as database:
            return database.execute("SELECT name FROM register_enterprise LIMIT 1").fetchone()[0]

    def test_a_database_without_a_register_is_said(self):
        (self.tmp / "none.db").write_bytes(b"")
        done = self.assess("none", "--sql", f"sqlite:{self.tmp}/none.db")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("register_info", done.stderr)
        done = self.assess("nowhere", "--sql", f"sqlite:{self.tmp}/nowhere.db")
        self.assertIn("[store-cannot-open]", done.stderr)
        self.assertFalse((self.tmp / "nowhere.db").exists())
        self.assertEqual(self.leftovers("none") + self.leftovers("nowhere"), ["none.db"])


@unittest.skipIf(cluster.programs() is None, "no PostgreSQL here (Debian: apt-get install postgresql-15)")
class Postgresql(Case, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.make_register()
        cls.home = tempfile.mkdtemp(prefix="fugong-pg-")
        cls.cluster = cluster.Cluster(cls.home, cluster.programs())
        cls.url = f"postgresql://fugong@/postgres?host={cls.home}"
        cls.load()

    @classmethod
    def tearDownClass(cls):
        cls.cluster.stop()
        shutil.rmtree(cls.home, ignore_errors=True)
        super().tearDownClass()

    def psql(self, statement):
        done = subprocess.run([cluster.programs() / "psql", "-qAtX", "-d", self.cluster.where, "-c",
                               statement], capture_output=True, text=True, timeout=60, check=True)
        return done.stdout.strip()

    def execute(self, statement):
        self.psql(statement)

    def first_code(self):
        return self.psql("SELECT name FROM register_enterprise LIMIT 1")

    # Waits for a statement of an assessment and ends its connection.
    ENDS = """DO $$ BEGIN FOR i IN 1..20000 LOOP
      PERFORM pg_stat_clear_snapshot();
      IF (SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE state = 'active'
          AND query LIKE 'INSERT INTO fugong_rows%') > 0 THEN RETURN; END IF;
      PERFORM pg_sleep(0.002);
    END LOOP; RAISE 'nobody came'; END $$"""

    def test_a_database_that_goes_away_is_said_and_leaves_nothing(self):
        ending = subprocess.Popen([cluster.programs() / "psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d",
                                   self.cluster.where, "-c", self.ENDS])
        process = subprocess.Popen(
            [PROGRAM, "--lang", "en", "assess", "--sql", self.url, *ON, "--out",
             str(self.tmp / "lost")], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True)
        _, said = process.communicate(timeout=60)
        self.assertEqual(ending.wait(timeout=60), 0, said)
        self.assertNotEqual(process.returncode, 0)
        self.assertIn("[store-lost]", said)
        self.assertEqual(self.leftovers("lost"), [])
        # Nothing of it stays in the database, and the next one works.
        self.assertEqual(self.psql("SELECT count(*) FROM pg_class WHERE relname LIKE 'fugong_%'"), "0")
        done = self.assess("again", "--sql", self.url, "--measure", "18")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_password_is_not_told(self):
        done = self.assess("secret", "--sql",
                           f"postgresql://fugong:hush@/postgres?host={self.home}", "--measure", "18")
        self.assertEqual(done.returncode, 0, done.stderr)
        for path in (self.tmp / "secret").iterdir():
            self.assertNotIn(b"hush", path.read_bytes(), path)
        self.assertNotIn("hush", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
