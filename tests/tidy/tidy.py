#!/usr/bin/env python3
"""Lints the tree: what a compiler can't see and a reader shouldn't have to.

    tests/tidy/tidy.py            every file that git tracks or would track
    tests/tidy/tidy.py --root DIR another tree (its files are walked, git is not asked)

Prints one line for each finding, "file:line: what is wrong. why. remedy", and exits with 1.
"""
import argparse
import os
import re
import subprocess
import sys

MAX_FILE_LINES = 600
MAX_LINE_COLUMNS = 100
BANNED_NAMES = {'utils', 'util', 'helpers', 'helper', 'common', 'misc'}

CPP = ('.cpp', '.hpp')
# Made by tools, kept as bytes, or not ours to lay out.
UNLINTED_FOLDERS = ('tests/fuzz/corpus/', 'web/dist/', 'web/node_modules/', 'build/', '.tools/',
                    'tests/tidy/samples/', 'tests/golden/receipts/')
BINARY = ('.png', '.ico', '.woff2', '.gz', '.db', '.jpg')

# Heavy headers and the one source file that may include each.
HEAVY = {
    # session.hpp is private to the server: one connection of it.
    'boost/': {'src/platform/http/server.cpp', 'src/platform/http/session.cpp',
               'src/platform/http/session.hpp', 'src/platform/http/wire.cpp',
               # Whole numbers of any size, for the tests' own arithmetic.
               'tests/oracle/fraction.cpp'},
    # The peer that our JSON reader is held to.
    'simdjson.h': {'src/base/tree_test.cpp', 'tests/fuzz/fuzz_json.cpp'},
    'CLI/': {f'src/app/command_line{name}.cpp' for name in
             ('', '_audit', '_cases', '_ledger', '_packs', '_parts', '_serve', '_store', '_users')},
    'yaml.h': {'src/base/tree_yaml.cpp'},
    'pcre2.h': {'src/engines/feel/regex.cpp'},
    'date/tz.h': {'src/engines/feel/zones.cpp'},
    'bid_functions.h': {'src/base/decimal.cpp'},
    'bid_conf.h': {'src/base/decimal.cpp'},
    'iconv.h': {'src/base/encoding.cpp'},
    'openssl/': {'src/base/hash.cpp', 'src/platform/identity/totp.cpp'},
    'zlib.h': {'src/pack/archive.cpp', 'src/platform/http/compress.cpp', 'src/platform/http/server_test.cpp',
               'src/platform/sheets/archive.cpp', 'src/platform/sheets/archive_sample.hpp',
               'src/platform/uploads/content.cpp'},
    'expat.h': {'src/platform/sheets/sheet_reader.cpp'},
    'sqlite3.h': {'src/platform/store/sqlite_connection.cpp', 'src/platform/store/sqlite_faults.cpp',
                  # The databases that back ends are held against each other on.
                  'tests/differential/databases.cpp', 'bench/bench_sql.cpp',
                  # A disk that fails is a file system of SQLite's.
                  'tests/ledger/faulty_disk.cpp'},
    'libpq-fe.h': {'src/platform/store/postgres_wire.cpp', 'tests/postgres/postgres.cpp'},
}

# Where a binary float would round money, rates or rules; with the reason where one may stand.
EXACT = re.compile(r'^src/(base/(money|decimal)|engines/|desks/)')
FLOAT_ALLOWED = {}

SQL_ALLOWED = re.compile(r'^(src/platform/(api|audit|identity|ledger|store|uploads)/|src/desks/register/|'
                         r'src/desks/(bulk/batch|casework/(casebook|figures|publications)|funds/proposals|letters/letters|receipt/kept/)|'
                         r'src/desks/publishing/(drafts|jobs|published|schema)|'
                         r'src/engines/sql/|src/engines/law/asking|'
                         r'src/desks/assessment/database_|src/app/room_schemas_test)')
SQL = re.compile(r'"[^"]*\b(SELECT\s+.+?\s+FROM\s|SELECT\s+\w|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|'
                 r'DELETE\s+FROM\s|CREATE\s+TABLE\s|DROP\s+TABLE\s)')


class Finding:
    def __init__(self, path, line, what, why, remedy):
        self.path, self.line, self.what, self.why, self.remedy = path, line, what, why, remedy

    def __str__(self):
        return f'{self.path}:{self.line}: {self.what}. {self.why}. {self.remedy}.'


def code_only(text):
    """The lines of C++ text without comments; string literals stay."""
    out, i, n = [], 0, len(text)
    while i < n:
        two = text[i:i + 2]
        if two == '//':
            end = text.find('\n', i)
            i = n if end < 0 else end
        elif two == '/*':
            end = text.find('*/', i + 2)
            end = n if end < 0 else end + 2
            out.append('\n' * text.count('\n', i, end))
            i = end
        elif two == 'R"':
            head = re.match(r'R"([^(]*)\(', text[i:])
            end = text.find(')' + head.group(1) + '"', i) if head else -1
            end = n if end < 0 else end + len(head.group(1)) + 2
            out.append(text[i:end])
            i = end
        elif text[i] == '"' or (text[i] == "'" and not (i and text[i - 1].isalnum())):
            quote, end = text[i], i + 1
            while end < n and text[end] != quote and text[end] != '\n':
                end += 2 if text[end] == '\\' else 1
            out.append(text[i:end + 1])
            i = end + 1
        else:
            out.append(text[i])
            i += 1
    return ''.join(out).split('\n')


def without_strings(line):
    return re.sub(r'"(\\.|[^"\\])*"', '""', line)


def check_name(path):
    for part in path.split('/'):
        if part.split('.')[0].lower() in BANNED_NAMES:
            yield Finding(path, 1, f"the name '{part}' says nothing",
                          'such files collect what belongs elsewhere',
                          'name it after the one thing that it holds')


def check_text(path, text, words):
    lines = text.split('\n')
    for number, line in enumerate(lines, 1):
        if line.rstrip('\r') != line.rstrip('\r').rstrip(' \t') and not path.endswith('.md'):
            yield Finding(path, number, 'blanks at the end of the line',
                          'they make noise in every later diff', 'take them away')
        if '\t' in line and path.endswith(CPP + ('.py', '.cmake', 'CMakeLists.txt', '.yaml')):
            yield Finding(path, number, 'a tab', 'it is as wide as the editor likes', 'use spaces')
        for word in words:
            if word.search(line):
                yield Finding(path, number, f"the word '{word.pattern[2:-2]}'",
                              'what is left to do is an issue, and a reader can trust what stands',
                              'do it, or take it out')
    if text and not text.endswith('\n'):
        yield Finding(path, len(lines), 'no newline at the end of the file',
                      'tools read the last line wrongly', 'add one')


def check_cpp(path, text):
    lines = text.split('\n')
    code = code_only(text)
    if len(lines) - 1 > MAX_FILE_LINES:
        yield Finding(path, len(lines), f'{len(lines) - 1} lines',
                      f'a file of more than {MAX_FILE_LINES} has outgrown its purpose',
                      'split it by purpose')
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE_COLUMNS:
            yield Finding(path, number, f'{len(line)} columns', f'at most {MAX_LINE_COLUMNS}',
                          'break the line')
    for number, line in enumerate(code, 1):
        include = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)
        if include:
            yield from check_include(path, number, include.group(1))
            continue
        bare = without_strings(line)
        if EXACT.match(path) and path not in FLOAT_ALLOWED and re.search(r'\b(float|double)\b', bare):
            yield Finding(path, number, 'a binary float',
                          'it rounds money, rates and rules in ways that no law allows',
                          'use Decimal or whole fen')
        if 'std::regex' in bare:
            yield Finding(path, number, 'std::regex', 'it is slow and overflows the stack on long text',
                          'write the few lines of matching')
        if path.startswith('src/') and not SQL_ALLOWED.match(path) and SQL.search(line):
            yield Finding(path, number, 'SQL', "only the rooms that keep tables, engines/sql and the census in SQL know it",
                          'ask the room that keeps the table through its header')


def check_include(path, number, name):
    if '../' in name:
        yield Finding(path, number, f"include of '{name}'",
                      'it steps around the include folders that keep the rooms apart',
                      'include by the path of the room')
    if path.startswith('src/') and name == 'iostream':
        yield Finding(path, number, 'include of <iostream>', 'its globals start before main',
                      'use fmt::print')
    if name == 'regex':
        yield Finding(path, number, 'include of <regex>', 'it is slow and overflows the stack',
                      'write the few lines of matching')
    for heavy, allowed in HEAVY.items():
        if (name == heavy or (heavy.endswith('/') and name.startswith(heavy))) and \
                path not in allowed and path.startswith(('src/', 'tests/')):
            yield Finding(path, number, f"heavy header '{name}'",
                          'each lives in one source file behind a small header of ours',
                          'include ours: see ' + ', '.join(sorted(allowed)))


def check_header(path, text):
    lines = text.split('\n')
    if '#pragma once' not in lines:
        yield Finding(path, 1, 'no #pragma once', 'a header is included more than once',
                      'add it after the leading comment')
    if not lines[0].startswith('//'):
        yield Finding(path, 1, 'no leading comment',
                      'a header opens with what it is, an example, who owns what, its limits',
                      'say it in the first lines')


def check_first_include(path, text):
    """./dev lint compiles each source alone, and so its header, if that comes first."""
    own = path[len('src/'):-len('cpp')] + 'hpp'
    for number, line in enumerate(code_only(text), 1):
        include = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)
        if include is None:
            continue
        if include.group(1) != own:
            yield Finding(path, number, f"the first include is '{include.group(1)}'",
                          'that a header has all that it needs is seen where it comes first',
                          f"include '{own}' before it")
        return


def check_listed(files, read):
    """Every C++ source stands in the CMakeLists.txt of its folder or of a folder above."""
    lists = {os.path.dirname(path): read(path) for path in files
             if os.path.basename(path) == 'CMakeLists.txt'}
    for path in files:
        if not path.endswith('.cpp') or not path.startswith(('src/', 'tests/', 'bench/')):
            continue
        folder, name = os.path.dirname(path), os.path.basename(path)
        known, above, below = lists.get(folder, ''), folder, ''
        while not known and '/' in above:  # a folder without a list is its parent's
            above, part = above.rsplit('/', 1)
            below = f'{part}/{below}'
            known = lists.get(above, '')
        name = below + name
        fuzz = re.match(r'fuzz_(\w+)\.cpp$', name)
        if re.search(r'(?<![\w.])' + re.escape(name) + r'(?![\w.])', known) or \
                (fuzz and f'fuzz_target({fuzz.group(1)} ' in known):
            continue
        yield Finding(path, 1, 'in no CMakeLists.txt', 'it is never built, so its tests never run',
                      f'list it in {folder}/CMakeLists.txt')


def check_tests_listed(files, read):
    """Every Python test and every golden file of the command line is known to CTest."""
    def listed_in(path, name):
        return path in files and re.search(r'(?<![\w.])' + re.escape(name) + r'(?![\w])', read(path))

    for path in files:
        scenario = re.match(r'tests/scenarios/(\w+_test\.py)$', path)
        golden = re.match(r'tests/cli/(\w+)\.txt$', path)
        known = listed_in('tests/scenarios/CMakeLists.txt', scenario.group(1)) if scenario else \
            listed_in('tests/CMakeLists.txt', golden.group(1)) if golden else True
        if not known:
            yield Finding(path, 1, 'in no CMakeLists.txt', 'it never runs',
                          'list it in ' + ('tests/scenarios' if scenario else 'tests') +
                          '/CMakeLists.txt')


def listed_by_git(root):
    out = subprocess.run(['git', '-C', root, 'ls-files', '-z', '--cached', '--others',
                          '--exclude-standard'], check=True, capture_output=True).stdout
    paths = {path for path in out.decode().split('\0') if path}
    return sorted(path for path in paths if os.path.isfile(os.path.join(root, path)))


def walked(root):
    found = []
    for folder, _, names in os.walk(root):
        for name in names:
            found.append(os.path.relpath(os.path.join(folder, name), root).replace(os.sep, '/'))
    return sorted(found)


def forbidden_words(text):
    return [re.compile(r'\b' + re.escape(word) + r'\b') for word in text.split()
            if not word.startswith('#')]


def lint(root, files):
    def read(path):
        with open(os.path.join(root, path), encoding='utf-8', newline='') as file:
            return file.read()

    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, 'forbidden-words.txt'), encoding='utf-8') as file:
        words = forbidden_words(file.read())
    files = [path for path in files if not path.startswith(UNLINTED_FOLDERS)]
    findings = []
    for path in files:
        findings += check_name(path)
        if path.endswith(BINARY) or os.path.islink(os.path.join(root, path)):
            continue
        try:
            text = read(path)
        except UnicodeDecodeError:
            findings.append(Finding(path, 1, 'not UTF-8', 'every text of the tree is UTF-8',
                                    'save it as UTF-8'))
            continue
        # Inputs that are bad on purpose, what programs print, and this linter's own words.
        if path.startswith(('tests/golden/', 'tests/cli/', 'tests/tidy/')) or \
                path.endswith(('.svg', 'package-lock.json')):
            continue
        findings += check_text(path, text, words)
        if path.endswith(CPP):
            findings += check_cpp(path, text)
        if path.startswith('src/') and path.endswith('.cpp') and path[:-3] + 'hpp' in files:
            findings += check_first_include(path, text)
        if path.endswith('.hpp') and path.startswith('src/'):
            findings += check_header(path, text)
    findings += check_listed(files, read)
    findings += check_tests_listed(files, read)
    return findings


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--root')
    arguments = parser.parse_args()
    if arguments.root:
        root, files = arguments.root, walked(arguments.root)
    else:
        root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        inside = os.path.isdir(os.path.join(root, '.git')) or os.path.isfile(os.path.join(root, '.git'))
        files = listed_by_git(root) if inside else walked(root)
    findings = lint(root, files)
    for finding in findings:
        print(finding)
    print(f'{len(files)} files, {len(findings)} findings')
    return 1 if findings else 0


if __name__ == '__main__':
    sys.exit(main())
