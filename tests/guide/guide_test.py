#!/usr/bin/env python3
"""Runs docs/pack-guide.md as it is printed.

    guide_test.py --program build/release/bin/fugong            # compares
    guide_test.py --program build/release/bin/fugong --record   # writes what the commands say now

A block ```yaml PATH is written to that file. In a block ```sh each line "$ COMMAND" is run, and the
lines below it, up to the next command, are what it prints; a command that fails ends with a line
"exit N". The folder is fresh and holds the packs of the repository.
"""
import argparse
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GUIDE = ROOT / 'docs' / 'pack-guide.md'
TIMEOUT_S = 900
FENCE = re.compile(r'^```(\w+)(?: (\S+))?\n(.*?)^```$', re.S | re.M)


def run(command, folder, environment):
    done = subprocess.run(['sh', '-c', command], cwd=folder, env=environment, capture_output=True,
                          timeout=TIMEOUT_S, check=False, stdin=subprocess.DEVNULL)
    text = (done.stdout + done.stderr).decode('utf-8')
    # The packs below grow; how much they hold is no matter of the guide.
    text = re.sub(r'(?m)^(Next question: .*|  .*: \d+ proved, \d+ found, .*)\n', '', text)
    text = re.sub(r'\d{3,} examples, \d{3,} expectations, (0|\d{3,}) one-step',
                  r'1500 examples, 1500 expectations, \1 one-step', text)
    text = re.sub(r'[1-9]\d{2,} one-step', '700 one-step', text)
    text = re.sub(r'\d{4,} examples were run', '1500 examples were run', text)
    return text + (f'exit {done.returncode}\n' if done.returncode else '')


def commands(body):
    """Pairs of command and printed text."""
    found = []
    for line in body.splitlines(keepends=True):
        if line.startswith('$ '):
            found.append([line[2:].rstrip('\n'), ''])
        else:
            found[-1][1] += line
    return found


class Guide:
    def __init__(self, program, folder):
        tools = folder / 'tools'
        tools.mkdir()
        (tools / 'fugong').symlink_to(program)
        self.folder = folder / 'work'
        self.folder.mkdir()
        shutil.copytree(ROOT / 'packs', self.folder / 'packs')
        self.environment = {'PATH': f'{tools}:/usr/bin:/bin', 'LANG': 'en_GB.UTF-8'}
        self.failures = 0
        self.commands = 0

    def block(self, match):
        language, path, body = match.groups()
        if language == 'yaml':
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(body, encoding='utf-8')
            return match.group(0)
        if language != 'sh':
            sys.exit(f'{GUIDE}: a block of {language} is neither a file nor commands')
        recorded = ''
        for command, expected in commands(body):
            self.commands += 1
            got = run(command, self.folder, self.environment)
            recorded += f'$ {command}\n{got}'
            if got == expected:
                continue
            self.failures += 1
            diff = difflib.unified_diff(expected.splitlines(), got.splitlines(), 'printed', 'got',
                                        lineterm='')
            print(f'$ {command}', *diff, sep='\n')
        return f'```sh\n{recorded}```'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--program', required=True)
    parser.add_argument('--record', action='store_true')
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        guide = Guide(os.path.abspath(options.program), pathlib.Path(name))
        text = FENCE.sub(guide.block, GUIDE.read_text(encoding='utf-8'))
    if options.record:
        GUIDE.write_text(text, encoding='utf-8')
        return
    print(f'{guide.commands} commands')
    sys.exit(1 if guide.failures or guide.commands < 10 else 0)


if __name__ == '__main__':
    main()
