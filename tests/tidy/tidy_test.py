#!/usr/bin/env python3
"""The linter itself: each rule finds its bad sample and leaves the good one alone."""
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tidy  # noqa: E402

HEADER = '// What it is.\n#pragma once\n'


def found(files):
    """What the linter says of a tree of {path: text}, as "path:line: what"."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            full = os.path.join(root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, 'wb') as file:
                file.write(text if isinstance(text, bytes) else text.encode())
        return [f'{f.path}:{f.line}: {f.what}' for f in tidy.lint(root, tidy.walked(root))]


class Tidy(unittest.TestCase):
    def assert_finds(self, path, text, line, what):
        files = {path: text}
        if path.endswith('.cpp'):
            files[os.path.dirname(path) + '/CMakeLists.txt'] = os.path.basename(path) + '\n'
        self.assertEqual(found(files), [f'{path}:{line}: {what}'])

    def assert_clean(self, path, text):
        files = {path: text}
        if path.endswith('.cpp'):
            files[os.path.dirname(path) + '/CMakeLists.txt'] = os.path.basename(path) + '\n'
        self.assertEqual(found(files), [])

    def test_names(self):
        for path in ('src/base/utils.hpp', 'src/helpers/a.hpp', 'web/src/common.ts'):
            self.assertEqual(len(found({path: HEADER})), 1, path)
        self.assert_clean('src/base/common_type.hpp', HEADER)

    def test_headers(self):
        self.assert_finds('src/base/a.hpp', '// A.\nint f();\n', 1, 'no #pragma once')
        self.assert_finds('src/base/a.hpp', '#pragma once\nint f();\n', 1, 'no leading comment')
        self.assert_clean('src/base/a.hpp', HEADER)

    def test_first_include(self):
        both = {'src/base/a.hpp': HEADER, 'src/base/CMakeLists.txt': 'a.cpp\n'}
        own, other = '#include "base/a.hpp"\n', '#include <string>\n'
        self.assertEqual(found({**both, 'src/base/a.cpp': '// A.\n' + own + other}), [])
        self.assertEqual(found({**both, 'src/base/a.cpp': '// A.\n' + other + own}),
                         ["src/base/a.cpp:2: the first include is 'string'"])
        self.assert_clean('src/base/a.cpp', other)

    def test_includes(self):
        self.assert_finds('src/base/a.cpp', '#include "../b.hpp"\n', 1, "include of '../b.hpp'")
        self.assert_finds('src/base/a.cpp', '#include <iostream>\n', 1, 'include of <iostream>')
        self.assert_finds('src/base/a.cpp', '#include <regex>\n', 1, 'include of <regex>')
        self.assert_clean('src/base/a.cpp', '// #include "../b.hpp"\n#include "base/b.hpp"\n')

    def test_heavy_headers(self):
        self.assert_finds('src/base/a.cpp', '#include <boost/asio.hpp>\n', 1,
                          "heavy header 'boost/asio.hpp'")
        self.assert_finds('src/base/a.cpp', '\n#include <sqlite3.h>\n', 2, "heavy header 'sqlite3.h'")
        self.assert_clean('src/platform/http/server.cpp', '#include <boost/asio.hpp>\n')

    def test_floats(self):
        self.assert_finds('src/engines/law/a.cpp', 'int a;\ndouble b;\n', 2, 'a binary float')
        self.assert_finds('src/base/money.cpp', 'float a;\n', 1, 'a binary float')
        self.assert_clean('src/engines/law/a.cpp', '// no double here\nauto a = "double";\n')
        self.assert_clean('src/platform/http/a.cpp', 'double seconds;\n')

    def test_sql(self):
        self.assert_finds('src/app/a.cpp', 'run("SELECT a FROM b");\n', 1, 'SQL')
        self.assert_finds('src/engines/law/a.cpp', 'run("delete", "INSERT INTO b VALUES (1)");\n', 1,
                          'SQL')
        self.assert_clean('src/desks/register/a.cpp', 'run("SELECT a FROM b");\n')
        self.assert_clean('src/app/a.cpp', 'say("update the pack from the notice");\n')

    def test_regex(self):
        self.assert_finds('src/base/a.cpp', 'std::regex r;\n', 1, 'std::regex')

    def test_sizes(self):
        self.assert_finds('src/base/a.cpp', '//\n' * 601, 602, '601 lines')
        self.assert_clean('src/base/a.cpp', '//\n' * 600)
        self.assert_finds('src/base/a.cpp', '/' * 101 + '\n', 1, '101 columns')
        self.assert_clean('src/base/a.cpp', '/' * 100 + '\n')

    def test_blanks(self):
        self.assert_finds('docs/a.txt', 'a \n', 1, 'blanks at the end of the line')
        self.assert_finds('src/base/a.cpp', '\tint a;\n', 1, 'a tab')
        self.assert_finds('docs/a.txt', 'a', 1, 'no newline at the end of the file')

    def test_words(self):
        self.assert_finds('src/base/a.cpp', '// TO' 'DO: later\n', 1, "the word 'TO" "DO'")
        self.assert_clean('src/base/a.cpp', '// mastodon TODOS\n')

    def test_listed(self):
        self.assertEqual(found({'src/base/a_test.cpp': '//\n', 'src/base/CMakeLists.txt': 'aa_test.cpp\n'}),
                         ['src/base/a_test.cpp:1: in no CMakeLists.txt'])
        self.assertEqual(found({'tests/fuzz/fuzz_a.cpp': '//\n',
                                'tests/fuzz/CMakeLists.txt': 'fuzz_target(a base)\n'}), [])
        self.assertEqual(found({'tests/scenarios/a_test.py': '\n',
                                'tests/scenarios/CMakeLists.txt': 'aa_test.py\n'}),
                         ['tests/scenarios/a_test.py:1: in no CMakeLists.txt'])
        self.assertEqual(found({'tests/cli/a.txt': '\n', 'tests/cli/b.txt': '\n',
                                'tests/CMakeLists.txt': 'foreach(group b)\n'}),
                         ['tests/cli/a.txt:1: in no CMakeLists.txt'])

    def test_encoding(self):
        self.assertEqual(found({'docs/a.txt': b'\xff\n'}), ['docs/a.txt:1: not UTF-8'])

    def test_a_finding_says_where_what_why_and_how(self):
        finding = tidy.Finding('a', 3, 'what', 'why', 'remedy')
        self.assertEqual(str(finding), 'a:3: what. why. remedy.')


if __name__ == '__main__':
    unittest.main()
