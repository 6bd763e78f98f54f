"""A whole register assessed, and what can go wrong on the way: nothing half-written stays."""

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
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ON = ["--on", "2020-05-01"]
PROGRAM = os.environ["FUGONG_PROGRAM"]


def run(*words, **more):
    return subprocess.run([PROGRAM, "--lang", "en", *words], cwd=ROOT, capture_output=True,
                          text=True, timeout=120, check=False, **more)


def limit_files_to(size):
    """Writing beyond it fails, as on a full disk."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return limit


class Assess(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.tmp = pathlib.Path(cls.folder.name)
        made = run("register", "generate", "--firms", "3000", "--seed", "3", "--data",
                   str(cls.tmp / "reg"), "--stated-on", "2020-05-01")
        assert made.returncode == 0, made.stderr
        made = run("register", "snapshot", "--data", str(cls.tmp / "reg"), "--out",
                   str(cls.tmp / "r.columns"))
        assert made.returncode == 0, made.stderr

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def leftovers(self, name):
        return [path.name for path in self.tmp.iterdir()
                if path.name == name or path.name.startswith(name + ".")]

    def start(self, name, register="r.columns"):
        return subprocess.Popen(
            [PROGRAM, "--lang", "en", "assess", "--register", str(self.tmp / register), *ON,
             "--out", str(self.tmp / name)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def wait_for_part(self, name, process):
        deadline = time.monotonic() + 60
        while not any(each.endswith(".part") for each in self.leftovers(name)):
            self.assertIsNone(process.poll(), "it ended before it could be stopped")
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.005)

    def test_figures_are_those_of_the_single_checks(self):
        done = run("assess", "--register", str(self.tmp / "r.columns"), *ON, "--out",
                   str(self.tmp / "run"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("synthetic=true", done.stdout)
        with open(self.tmp / "run" / "provisions.csv", encoding="utf-8") as file:
            provisions = {row["provision"]: row for row in csv.DictReader(file)}
        with open(self.tmp / "run" / "breakdowns.csv", encoding="utf-8") as file:
            provinces = [row for row in csv.DictReader(file) if row["by"] == "province"]
        survey = run("register", "check", "--all", "--data", str(self.tmp / "reg"), *ON)
        self.assertEqual(survey.returncode, 0, survey.stderr)
        compared = 0
        for line in survey.stdout.splitlines():
            words = line.split(maxsplit=4)
            if len(words) < 5 or not words[0].isdigit() or words[3] not in provisions:
                continue
            row = provisions[words[3]]
            if row["subject"] != "enterprise":
                continue
            self.assertEqual(words[:3], [row["entitled"], row["depends"], row["refused"]], line)
            here = [each for each in provinces if each["provision"] == words[3]]
            self.assertEqual(sum(int(each["entitled"]) for each in here), int(row["entitled"]))
            compared += 1
        self.assertGreater(compared, 50)

    def test_one_firm_is_explained_by_the_kept_pack(self):
        done = run("assess", "--register", str(self.tmp / "reg"), *ON, "--out",
                   str(self.tmp / "own"))
        self.assertEqual(done.returncode, 0, done.stderr)
        about = json.loads((self.tmp / "own" / "run.json").read_text(encoding="utf-8"))
        self.assertEqual(about["firms"], 3000)
        self.assertTrue((self.tmp / "own" / (about["pack_hash"] + ".pack")).is_file())
        names = (self.tmp / "own" / "register.columns").read_bytes()
        code = re.search(rb"9199[0-9A-Z]{14}", names).group().decode("ascii")
        told = run("explain", code, "--run", str(self.tmp / "own"))
        self.assertEqual(told.returncode, 0, told.stderr)
        shown = run("register", "check", code, "--data", str(self.tmp / "reg"), *ON)
        self.assertEqual(told.stdout.splitlines()[1:], shown.stdout.splitlines()[1:])
        # Another register under the same name is not taken for it.
        bytes_ = (self.tmp / "own" / "register.columns").read_bytes()
        (self.tmp / "own" / "register.columns").write_bytes(
            (self.tmp / "r.columns").read_bytes().replace(b'"synthetic":true', b'"synthetic":null'))
        told = run("explain", code, "--run", str(self.tmp / "own"))
        self.assertNotEqual(told.returncode, 0)
        (self.tmp / "own" / "register.columns").write_bytes(bytes_)

    def test_kept_rules_are_those_of_any_firm(self):
        """Three groups, two threads, each kept rule compared; damage and strangers are named."""
        made = run("register", "generate", "--firms", "40000", "--seed", "3", "--profile", "dense",
                   "--out", str(self.tmp / "many.columns"))
        self.assertEqual(made.returncode, 0, made.stderr)
        out = self.tmp / "kept"
        kept = run("assess", "--register", str(self.tmp / "many.columns"), *ON, "--keep-rules",
                   "--out", str(out))
        self.assertEqual(kept.returncode, 0, kept.stderr)
        about = json.loads((out / "run.json").read_text(encoding="utf-8"))
        self.assertEqual(about["rules"], "rules.columns")
        words = shlex.split(about["command"])
        again = subprocess.run([PROGRAM, *words[1:], "--workers", "1"], cwd=out, timeout=120,
                               capture_output=True, text=True, check=False)
        self.assertEqual(again.returncode, 0, again.stderr)
        bytes_ = (out / "rules.columns").read_bytes()
        self.assertEqual(bytes_, (self.tmp / "kept-again" / "rules.columns").read_bytes())
        # Without them the figures are the same.
        plain = run("assess", "--register", str(self.tmp / "many.columns"), *ON, "--out",
                    str(self.tmp / "plain"))
        self.assertEqual(plain.stdout, kept.stdout)
        self.assertFalse((self.tmp / "plain" / "rules.columns").exists())
        names = (self.tmp / "many.columns").read_bytes()
        firms = sorted(set(re.findall(rb"9199[0-9A-Z]{14}", names)))
        self.assertGreater(len(firms), 30000)
        tables = 0
        for firm in firms[::8000]:
            told = run("explain", firm.decode("ascii"), "--run", str(out))
            self.assertEqual(told.returncode, 0, told.stderr)
            tables += told.stdout.count(" of the table)")
        self.assertGreater(tables, 5)
        firm = firms[0].decode("ascii")

        def refused(changed, code):
            (out / "rules.columns").write_bytes(changed)
            told = run("explain", firm, "--run", str(out))
            self.assertEqual(told.returncode, 3, told.stderr)
            self.assertIn("[" + code + "]", told.stderr)
            self.assertIn("kept/rules.columns", told.stderr)
            self.assertEqual(told.stdout, "")
        refused(bytes_[:-1], "rules-broken")
        refused(bytes_[:len(bytes_) // 2], "rules-broken")
        refused(b"", "rules-broken")
        refused(bytes(b ^ 1 if 1000 < i < len(bytes_) // 2 else b for i, b in enumerate(bytes_)),
                "rules-broken")
        other = run("assess", "--register", str(self.tmp / "many.columns"), "--on", "2020-05-02",
                    "--keep-rules", "--out", str(self.tmp / "other-day"))
        self.assertEqual(other.returncode, 0, other.stderr)
        refused((self.tmp / "other-day" / "rules.columns").read_bytes(), "rules-of-another")
        (out / "rules.columns").unlink()
        told = run("explain", firm, "--run", str(out))
        self.assertEqual(told.returncode, 1, told.stderr)
        self.assertIn("[file-unreadable]", told.stderr)

    def test_kept_rules_and_a_full_disk(self):
        """The rules are the first file that doesn't fit, or one after them: nothing stays."""
        made = run("register", "generate", "--firms", "40000", "--seed", "4", "--profile", "dense",
                   "--out", str(self.tmp / "large.columns"))
        self.assertEqual(made.returncode, 0, made.stderr)
        full = run("assess", "--register", str(self.tmp / "large.columns"), *ON, "--keep-rules",
                   "--out", str(self.tmp / "full"), preexec_fn=limit_files_to(20_000))
        self.assertEqual(full.returncode, 1, full.stderr)
        self.assertIn("[file-unwritable]", full.stderr)
        self.assertEqual(self.leftovers("full"), [])

    def test_a_reform_is_priced_shown_and_explained(self):
        """One more point of the refund: its cost, its pages, its workbook, one of its firms."""
        made = run("register", "generate", "--firms", "3000", "--seed", "3", "--profile", "dense",
                   "--out", str(self.tmp / "dense.columns"))
        self.assertEqual(made.returncode, 0, made.stderr)
        on = ["--on", "2020-06-30"]
        out = self.tmp / "reform"
        done = run("assess", "--register", str(self.tmp / "dense.columns"), *on, "--keep-rules",
                   "--reform", "docs/examples/reforms/rent-and-refund.yaml", "--out", str(out))
        self.assertEqual(done.returncode, 0, done.stderr)

        def rows(name):
            with open(out / name, encoding="utf-8") as file:
                return list(csv.DictReader(file))

        def fen(text):
            self.assertRegex(text, r"^-?[0-9]+\.[0-9]{2}$")
            return int(text.replace(".", ""))

        changes = {row["provision"]: row for row in rows("changes.csv")}
        self.assertGreater(int(changes["6.15"]["firms_in"]), 10)
        for row in changes.values():
            self.assertEqual(fen(row["held_after_yuan"]) - fen(row["held_before_yuan"]),
                             fen(row["held_change_yuan"]))
        # What is held adds up to the same by provision, by group and over all, on both sides.
        gained = {}
        for side in ("before", "after"):
            held = {row["code"]: row for row in rows(side + "/holdings.csv") if row["by"] == "all"}
            totals = [fen(held[""][name + "_low_yuan"]) for name in ("cash", "relief", "liquidity")]
            gained[side] = totals
            self.assertEqual(sum(totals), sum(fen(row["held_low_yuan"])
                                              for row in rows(side + "/provisions.csv")))
            for by in ("province", "section", "size"):
                self.assertEqual(sum(totals),
                                 sum(fen(row["held_low_yuan"])
                                     for row in rows(side + "/breakdowns.csv") if row["by"] == by))
        self.assertGreater(gained["after"][0], gained["before"][0])
        winners = rows("winners.csv")[0]
        for i, name in enumerate(("cash", "relief", "liquidity")):
            self.assertEqual(gained["after"][i] - gained["before"][i],
                             fen(winners[name + "_up_yuan"]) - fen(winners[name + "_down_yuan"]))
        # An assessment of the reform beside it says the same of what is in force.
        alone = run("assess", "--register", str(self.tmp / "dense.columns"), *on, "--out",
                    str(self.tmp / "alone"))
        self.assertEqual(alone.returncode, 0, alone.stderr)
        for name in ("provisions", "breakdowns", "months", "holdings"):
            self.assertEqual((self.tmp / "alone" / (name + ".csv")).read_bytes(),
                             (out / "before" / (name + ".csv")).read_bytes())
        # The firm that gains most: explained by both packs, which differ for it.
        firm = rows("extremes.csv")[0]["firm"]
        told = [run("explain", firm, "--run", str(out), *more) for more in ([], ["--after"])]
        for each in told:
            self.assertEqual(each.returncode, 0, each.stderr)
        self.assertNotEqual(told[0].stdout, told[1].stdout)
        with zipfile.ZipFile(out / "report.xlsx") as book:
            self.assertIsNone(book.testzip())
            sheets = re.findall(r'<sheet name="([^"]+)"',
                                book.read("xl/workbook.xml").decode("utf-8"))
        self.assertEqual(sheets[:4], ["changes", "winners", "extremes", "funds"])
        self.assertIn("after holdings", sheets)
        # The command that run.json gives makes the same figures again.
        about = json.loads((out / "run.json").read_text(encoding="utf-8"))
        self.assertNotIn(str(self.tmp), about["command"] + about["register"], "nothing hangs on where it was")
        words = shlex.split(about["command"])
        again = subprocess.run([PROGRAM, *words[1:]], cwd=out, capture_output=True, text=True,
                               timeout=120, check=False)
        self.assertEqual(again.returncode, 0, again.stderr)
        repeated = out.parent / (out.name + "-again")
        for path in sorted(out.rglob("*.csv")):
            self.assertEqual(path.read_bytes(), (repeated / path.relative_to(out)).read_bytes(), path)

    def test_an_interrupt_leaves_nothing(self):
        process = self.start("stopped", "reg")
        self.wait_for_part("stopped", process)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 1, err)
        self.assertIn("[cancelled]", err)
        self.assertEqual(self.leftovers("stopped"), [])

    def test_what_a_kill_leaves_is_swept_up_by_the_next(self):
        process = self.start("killed", "reg")
        self.wait_for_part("killed", process)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        self.assertNotIn("killed", self.leftovers("killed"))
        self.assertEqual(len(self.leftovers("killed")), 1)
        again = self.start("killed")
        _, err = again.communicate(timeout=60)
        self.assertEqual(again.returncode, 0, err)
        self.assertEqual(self.leftovers("killed"), ["killed"])

    def test_a_full_disk_is_said_and_leaves_nothing(self):
        full = run("assess", "--register", str(self.tmp / "r.columns"), *ON, "--out",
                   str(self.tmp / "full"), preexec_fn=limit_files_to(20_000))
        self.assertEqual(full.returncode, 1, full.stderr)
        self.assertIn("[file-unwritable]", full.stderr)
        self.assertEqual(self.leftovers("full"), [])
        full = run("register", "snapshot", "--data", str(self.tmp / "reg"), "--out",
                   str(self.tmp / "full.columns"), preexec_fn=limit_files_to(50_000))
        self.assertEqual(full.returncode, 1, full.stderr)
        self.assertEqual(self.leftovers("full.columns"), [])

    def test_a_folder_that_is_no_register_is_said(self):
        os.makedirs(self.tmp / "empty", exist_ok=True)
        (self.tmp / "empty" / "fugong.db").write_text("no database", encoding="utf-8")
        bad = run("assess", "--register", str(self.tmp / "empty"), *ON, "--out",
                  str(self.tmp / "bad"))
        self.assertNotEqual(bad.returncode, 0)
        self.assertEqual(self.leftovers("bad"), [])


if __name__ == "__main__":
    unittest.main()
