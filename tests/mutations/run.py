#!/usr/bin/env python3
"""Seeded faults: each is put into the source, the tests that should see it are built and run.

    run.py --build build/release [NAME ...]      # a build folder of this very checkout
    run.py                                       # only whether each still has its line: part of CI

A fault that no test reports is printed as MISSED, and the exit code is 1. The source is put back
afterwards. It takes half a minute for each fault, so CI doesn't try them.
"""
import argparse
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TIMEOUT_S = 400


def faults():
    """Blocks of a file: "# NAME: what is wrong", "file", "- old line", "+ new line", "test ..."."""
    for path in sorted(HERE.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            lines = [line for line in block.splitlines() if line]
            if not lines:
                continue
            name, _, about = lines[0].lstrip("# ").partition(": ")
            old = "\n".join(line[2:] for line in lines if line.startswith("- "))
            new = "\n".join(line[2:] for line in lines if line.startswith("+ "))
            tests = [line.split()[1:] for line in lines if line.startswith("test ")]
            yield name, about, ROOT / lines[1], old, new, tests


def is_caught(build, tests):
    targets = [test[0] for test in tests]
    made = subprocess.run(["cmake", "--build", build, "--target", *targets],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if made.returncode != 0:
        return "does not compile"
    for target, *arguments in tests:
        found = [path for path in pathlib.Path(build).rglob(target) if path.is_file()]
        try:
            ran = subprocess.run([found[0], *arguments], stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL, timeout=TIMEOUT_S, check=False)
        except subprocess.TimeoutExpired:
            return f"caught by {target} (too slow)"
        if ran.returncode != 0:
            return f"caught by {target}"
    return "MISSED"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--build")
    options.add_argument("names", nargs="*")
    chosen = options.parse_args()
    missed = 0
    for name, about, path, old, new, tests in faults():
        if chosen.names and name not in chosen.names:
            continue
        text = path.read_text(encoding="utf-8")
        if text.count(old) != 1:
            print(f"{name}: the line stands {text.count(old)} times in {path.relative_to(ROOT)}")
            missed += 1
            continue
        if not chosen.build:
            continue
        try:
            path.write_text(text.replace(old, new), encoding="utf-8")
            verdict = is_caught(chosen.build, tests)
        finally:
            path.write_text(text, encoding="utf-8")
        print(f"{name}: {verdict}: {about}", flush=True)
        missed += 0 if verdict.startswith("caught") else 1
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
