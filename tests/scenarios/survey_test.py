"""The rules held against a register: figures that must add up, examples that a check confirms, nothing half-written."""

import csv
import json
import os
import pathlib
import re
import resource
import shlex
import signal
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ON = ["--on", "2020-05-01"]
PROGRAM = os.environ["FUGONG_PROGRAM"]


def run(*words, **more):
    return subprocess.run([PROGRAM, "--lang", "en", *words], cwd=ROOT, capture_output=True,
                          text=True, timeout=120, check=False, **more)


def limit_files():
    """Writing beyond it fails, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


class Survey(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.tmp = pathlib.Path(cls.folder.name)
        cls.generate("r.columns", "5000")
        done = run("survey", "--register", str(cls.tmp / "r.columns"), *ON, "--out",
                   str(cls.tmp / "run"))
        assert done.returncode == 0, done.stderr
        cls.told = done.stdout

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def generate(cls, name, firms):
        made = run("register", "generate", "--firms", firms, "--seed", "3", "--out",
                   str(cls.tmp / name), "--stated-on", "2020-05-01")
        assert made.returncode == 0, made.stderr

    def rows(self, name, folder="run"):
        with open(self.tmp / folder / (name + ".csv"), encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def leftovers(self, name):
        return [path.name for path in self.tmp.iterdir() if path.name.startswith(name)]

    def test_figures_add_up(self):
        self.assertIn("synthetic=true", self.told)
        for row in self.rows("conditions"):
            parts = [int(row[each]) for each in ("holds", "open", "fails")]
            self.assertEqual(sum(parts), int(row["subjects"]), row)
            self.assertLessEqual(int(row["alone_refuses"]), int(row["only_failing"]), row)
            self.assertEqual(row["synthetic"], "true")
        outcomes = {}
        for row in self.rows("tables"):
            table = outcomes.setdefault(row["table"], {"subject": row["subject"], "rule": 0})
            table[row["outcome"]] = table.get(row["outcome"], 0) + int(row["subjects"])
            table["hit"] = row["hit"]
        firms = [each for each in outcomes.values()
                 if each["subject"] == "enterprise" and each["several"] == 0]
        self.assertGreater(len(firms), 3)
        for table in firms:
            self.assertEqual(table["rule"] + table["none"] + table["open"], 5000, table)

    def test_what_an_assessment_refuses_is_what_fails(self):
        done = run("assess", "--register", str(self.tmp / "r.columns"), *ON, "--out",
                   str(self.tmp / "assessed"))
        self.assertEqual(done.returncode, 0, done.stderr)
        refused = {row["provision"]: int(row["refused"])
                   for row in self.rows("provisions", "assessed")}
        for row in self.rows("conditions"):
            if row["what"] in ("condition", "region"):
                self.assertLessEqual(int(row["fails"]), refused[row["provision"]], row)

    def test_a_check_confirms_the_examples(self):
        cliffs = [row for row in self.rows("cliffs") if row["example_firm"]]
        self.assertGreater(len(cliffs), 3)
        held = 0
        for row in cliffs:
            told = run("explain", row["example_firm"], "--run", str(self.tmp / "run"))
            self.assertEqual(told.returncode, 0, told.stderr)
            # Each condition that a step would turn holds now, in the part about this subject.
            about = re.split(r"(?m)^(?=\S)", told.stdout)
            here = [part for part in about if part.startswith(row["provision"] + " ") and
                    part.splitlines()[0].endswith(" · " + row["example_subject"])]
            for turn in row["turns_en"].split("; "):
                label, _, change = turn.rpartition(": ")
                if change == "holds → fails":
                    self.assertEqual(len(here), 1, row)
                    self.assertIn("✓ " + label, here[0])
                    held += 1
        self.assertGreater(held, 1)

    def test_the_command_that_is_kept_repeats_it(self):
        about = json.loads((self.tmp / "run" / "run.json").read_text(encoding="utf-8"))
        words = shlex.split(about["command"])
        words[words.index("--out") + 1] = str(self.tmp / "again")
        again = subprocess.run([PROGRAM, *words[1:]], cwd=self.tmp / "run", capture_output=True, timeout=120,
                               check=False)
        self.assertEqual(again.returncode, 0, again.stderr)
        for name in ("tables", "conditions", "cliffs"):
            self.assertEqual(self.rows(name), self.rows(name, "again"))

    def test_an_interrupt_leaves_nothing(self):
        self.generate("large.columns", "200000")
        process = subprocess.Popen(
            [PROGRAM, "--lang", "en", "survey", "--register", str(self.tmp / "large.columns"), *ON,
             "--out", str(self.tmp / "stopped")],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 60
        while not self.leftovers("stopped"):
            self.assertIsNone(process.poll(), "it ended before it could be stopped")
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 1, err)
        self.assertIn("[cancelled]", err)
        self.assertEqual(self.leftovers("stopped"), [])

    def test_a_full_disk_is_said_and_leaves_nothing(self):
        full = run("survey", "--register", str(self.tmp / "r.columns"), *ON, "--out",
                   str(self.tmp / "full"), preexec_fn=limit_files)
        self.assertEqual(full.returncode, 1, full.stderr)
        self.assertIn("[file-unwritable]", full.stderr)
        self.assertEqual(self.leftovers("full"), [])


if __name__ == "__main__":
    unittest.main()
