#!/usr/bin/env python3
"""Golden tests of the command line.

    run.py --program build/release/bin/fugong check faults ...   # tests/cli/check.txt, faults.txt
    run.py --program ... --record check                           # writes what the program says now

A file holds blocks: a line "$ fugong ARGUMENTS", what the program prints (standard output, then
standard error), and "exit N". "#" lines before the first block are comments. {tmp} is a fresh folder,
{taken} a port that is in use; the files are made by prepare(); SHA-256 sums are printed as {hash},
moments as {moment}, counts of examples as {counts}, of what is proved or not as {n}.
"""
import argparse
import difflib
import pathlib
import re
import shlex
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile

import ledger_sample

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TIMEOUT_S = 280


def blocks(text):
    """Leading comment, then one command line for each block with its expected text."""
    parts = re.split(r"(?m)^\$ ", text)
    found = []
    for part in parts[1:]:
        command, _, expected = part.partition("\n")
        found.append((command, expected))
    return parts[0], found


def prepare(folder):
    """Files that the commands name."""
    shutil.copytree(ROOT / "tests" / "golden" / "pack" / "messy", folder / "messy")
    (folder / "broken.yaml").write_text("employees: 3\n  revenue: [\n", encoding="utf-8")
    (folder / "unknown.yaml").write_text("employes: 3\n", encoding="utf-8")
    (folder / "types.yaml").write_text(
        "employees: many\nrevenue: 1.234\nplace: \"999999\"\n"
        "loans:\n  - {id: L1, loan_grant_date: 2020-02-30, loan_rate: \"-1\"}\n",
        encoding="utf-8")
    (folder / "deep.json").write_text("[" * 5000, encoding="utf-8")
    (folder / "twice.json").write_text('{"employees": 1, "employees": 2}', encoding="utf-8")
    with open(folder / "huge.yaml", "wb") as file:
        file.truncate(100 << 20)
    examples = ROOT / "docs" / "examples" / "register"
    (folder / "gb18030.csv").write_bytes(
        (examples / "firms.csv").read_text(encoding="utf-8").encode("gb18030"))
    (folder / "no-map.yaml").write_text("columns: {uscc: uscc, name: nam, emploees: employees}\n",
                                        encoding="utf-8")
    (folder / "torn.csv").write_bytes((examples / "firms.csv").read_bytes()[:500])
    (folder / "wide.csv").write_text(",".join(f"c{i}" for i in range(257)) + "\n", encoding="utf-8")
    head = "id: r\ntitle: {zh: 改, en: R}\npack: miit-2020-14\nchanges:\n"
    share = "  - {provision: '5.2', at: parameters/central_share/value, from: '0.5', to: %s}\n"
    (folder / "no-change.yaml").write_text(head + "  []\n", encoding="utf-8")
    (folder / "stale.yaml").write_text(
        head + "  - {provision: '5.2', at: parameters/central_share/value, from: '0.4', to: '0.6'}\n"
        "  - {provision: '5.2', at: parameters/central_shore/value, from: '0.5', to: '0.6'}\n"
        "  - {provision: '5.22', at: title/en, from: a, to: b}\n", encoding="utf-8")
    (folder / "other-pack.yaml").write_text(
        head.replace("miit-2020-14", "cn-base") + share % "'0.6'", encoding="utf-8")
    (folder / "breaks.yaml").write_text(head + share % "half", encoding="utf-8")
    (folder / "no-fund.yaml").write_text(
        head + share % "'0.6'" + "funds:\n  - {id: f, label: {zh: 资金, en: Fund}, amount: '1', "
        "provisions: ['5.99']}\n", encoding="utf-8")
    (folder / "password").write_text("four words that rhyme\n", encoding="utf-8")
    (folder / "short").write_text("short\n", encoding="utf-8")
    (folder / "phone").write_text("13812345678\n", encoding="utf-8")
    (folder / "file").write_text("not a folder", encoding="utf-8")
    for name in ("ledger.db", "damaged-ledger.db"):
        ledger_sample.write(folder / name)
    (folder / "empty.db").write_bytes(b"")
    ledger_sample.damage(folder / "damaged-ledger.db")
    (folder / "cut.columns").write_bytes(b"FUGONG\n\x01" + bytes(1000))


def damage(folder):
    """A snapshot with another byte."""
    whole = bytearray((folder / "all.columns").read_bytes())
    whole[len(whole) // 3] ^= 1
    (folder / "damaged.columns").write_bytes(whole)


def damage_rules(folder):
    """A run whose kept rules have another byte, and one whose rules are cut."""
    for name, change in (("damaged-run", lambda whole: whole[:9] + b"?" + whole[10:]),
                         ("cut-run", lambda whole: whole[:-1])):
        shutil.copytree(folder / "kept", folder / name, dirs_exist_ok=True)
        rules = folder / name / "rules.columns"
        rules.write_bytes(change((folder / "kept" / "rules.columns").read_bytes()))


def tamper(folder):
    """A copy of an audit log in which an administrator has changed an event, another without its
    last one, and a proof and a checkpoint with other bytes."""
    of = "WHERE region = '330000' AND position ="
    for name, change in (("changed", f"UPDATE audit_event SET actor = 'nobody' {of} 2"),
                         ("cut", f"DELETE FROM audit_event {of} 3")):
        with sqlite3.connect(folder / "log" / "fugong.db") as whole, \
                sqlite3.connect(folder / f"{name}.db") as copy:
            whole.backup(copy)
            copy.execute("DROP TRIGGER audit_event_no_UPDATE")
            copy.execute("DROP TRIGGER audit_event_no_DELETE")
            copy.execute(change)
    proof = (folder / "e.tlog-proof").read_text(encoding="utf-8")
    (folder / "changed.tlog-proof").write_text(proof.replace("index 0", "index 1"), encoding="utf-8")
    (folder / "forged").mkdir(exist_ok=True)
    for path in (folder / "signed").iterdir():
        note = path.read_text(encoding="utf-8").replace("\n5\n", "\n6\n")
        (folder / "forged" / path.name).write_text(note, encoding="utf-8")


def publish(folder):
    """A database in which two packs were published, the second of them broken; made of an empty one."""
    (folder / "published").mkdir()
    with sqlite3.connect(folder / "nothing-published" / "fugong.db") as whole, \
            sqlite3.connect(folder / "published" / "fugong.db") as copy:
        whole.backup(copy)
        for draft, letter, day in (("d1", "a", "2020-03-01"), ("d2", "b", "2020-04-01")):
            of = letter * 64
            copy.execute("INSERT INTO pack_draft VALUES (?, 'shops', 'A draft', ?, ?, 2, 'published', '3', 0, 1)",
                         (draft, of, of))
            copy.executemany("INSERT INTO pack_change (draft, revision, act, actor, at_ms, note, hash) VALUES "
                             "(?, ?, ?, ?, ?, '', ?)",
                             ((draft, 1, "begin", "3", 0, of), (draft, 2, "publish", "4", 1, of)))
            copy.execute("INSERT INTO pack_publication VALUES (?, 'shops', '1', '店', 'Shops', 'n', 'z', 'e', ?, 2, ?, "
                         "?, 1, '')", (draft, of, day, day))


def run(program, command, folder, port):
    if "{tmp}/published" in command and not (folder / "published").exists():
        publish(folder)
    if any(f"{{tmp}}/{name}" in command for name in ("changed.", "cut.db", "forged")):
        tamper(folder)
    if "{tmp}/damaged.columns" in command:
        damage(folder)
    if "{tmp}/damaged-run" in command or "{tmp}/cut-run" in command:
        damage_rules(folder)
    words = shlex.split(command.replace("{tmp}", str(folder)).replace("{taken}", str(port)))
    assert words[0] == "fugong", command
    done = subprocess.run([program, *words[1:]], cwd=ROOT, env={"PATH": "/usr/bin:/bin"},
                          capture_output=True, timeout=TIMEOUT_S, check=False,
                          stdin=subprocess.DEVNULL)
    text = (done.stdout + done.stderr).decode("utf-8", "replace")
    if text and not text.endswith("\n"):
        text += "\n"
    text = text.replace(str(folder), "{tmp}").replace(str(port), "{taken}")
    text = re.sub(r"\b[0-9a-f]{64}\b", "{hash}", text)
    if " users " in command:  # what chance makes
        text = re.sub(r"\b[0-9a-f]{40}\b", "{secret}", text)
        text = re.sub(r'"(id|grant)":"\d+"', r'"\1":"{id}"', text)
        text = re.sub(r'"expires_ms":\d+', '"expires_ms":{ms}', text)
    text = re.sub(r"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\b|(?<=\"at_ms\":)\d+", "{moment}", text)
    # The packs grow; how much they hold is no matter of the command line.
    text = re.sub(r"\d+( examples| 个算例).*", "{counts}", text)
    text = re.sub(r'"examples":\d+,"expectations":\d+,"mutations":\d+', '"counts":"{counts}"', text)
    text = re.sub(r"\d+ proved, (\d+) found, \d+ not proved",
                  r"{n} proved, \1 found, {n} not proved", text)
    text = re.sub(r"\d+ 项已证，(\d+) 项有问题，\d+ 项未能证明",
                  r"{n} 项已证，\1 项有问题，{n} 项未能证明", text)
    text = re.sub(r'"proved":\d+,"found":(\d+),"unproved":\d+',
                  r'"proved":"{n}","found":\1,"unproved":"{n}"', text)
    text = re.sub(r"(?m)^(not proved: |未能证明：).*\n", "", text)
    text = re.sub(r'"notes":\[.*?\]', '"notes":["{n}"]', text)
    text = re.sub(r"(?m)^\$ ", "\\\\$ ", text)
    return f"{text}exit {done.returncode}\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("groups", nargs="+")
    options = parser.parse_args()
    program = str(pathlib.Path(options.program).resolve())
    failures = 0
    with tempfile.TemporaryDirectory() as name, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        folder = pathlib.Path(name)
        prepare(folder)
        for group in options.groups:
            file = HERE / f"{group}.txt"
            comment, cases = blocks(file.read_text(encoding="utf-8"))
            if not cases:
                sys.exit(f"{file}: no commands")
            recorded = comment
            for command, expected in cases:
                got = run(program, command, folder, taken.getsockname()[1])
                recorded += f"$ {command}\n{got}\n"
                if got.strip() != expected.strip() and not options.record:
                    failures += 1
                    diff = difflib.unified_diff(expected.strip().splitlines(),
                                                got.strip().splitlines(), "expected", "got",
                                                lineterm="")
                    print(f"{file}: $ {command}", *diff, sep="\n")
            if options.record:
                file.write_text(recorded.rstrip("\n") + "\n", encoding="utf-8")
            print(f"{group}: {len(cases)} commands")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
