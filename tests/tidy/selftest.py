#!/usr/bin/env python3
"""Plants one violation at a time in a small clean tree, and expects tidy.py to
report it at its line, and nothing in the clean tree."""
import contextlib
import io
import os
import shutil
import tempfile
import unittest

import tidy

CLEAN = {
    "messages/ids.hpp": "// Ids.\n#pragma once\n#include <string>\n",
    "messages/ids.cpp": '#include "messages/ids.hpp"\n',
    "messages/actors.hpp": "// Actors.\n#include <caf/typed_actor.hpp>\n",
    "store/job_store.hpp": '// Store.\n#include "messages/ids.hpp"\n',
    "store/sqlite.hpp": "// SQLite.\n",
    "actors/x.hpp": '// X.\n#include "store/job_store.hpp"\n'
                    "struct x_state {\n  x_state() = default;\n};\n"
                    "static_assert(!std::is_constructible_v<x_state, int*>);\n",
    "net/gateway.cpp": '#include "messages/actors.hpp"\n',
    "net/api.hpp": "// Api.\n",
    "tests/messages/ids.cpp": "#define CAF_SUITE messages_ids\n"
                              '#include "messages/ids.hpp"\n',
    "tests/messages/CMakeLists.txt": "leadmill_tests(messages SUITES ids)\n",
    "tests/net/gateway.cpp": "#define CAF_SUITE net_gateway\n",
}


def body(lines):
    return "  f();\n" * lines


class Planted(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="leadmill-tidy-")
        self.addCleanup(shutil.rmtree, self.root)
        for path, text in CLEAN.items():
            self.plant(path, text)

    def plant(self, path, text):
        file = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "w", encoding="utf-8") as out:
            out.write(text)

    def findings(self, check):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            status = tidy.main(["--root", self.root, check])
        lines = printed.getvalue().splitlines()
        self.assertEqual(status, 1 if lines else 0)
        return lines

    def expect(self, check, where, what):
        """Exactly one finding, there, that says `what`."""
        found = self.findings(check)
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(where + ": "), found)
        self.assertIn(what, found[0])

    def expect_none(self, check):
        self.assertEqual(self.findings(check), [])

    def test_clean_tree(self):
        for check in ("includes", "sizes", "mirror", "guard", "words"):
            self.expect_none(check)

    def test_tree_without_sources_is_no_success(self):
        shutil.rmtree(self.root)
        os.makedirs(self.root)
        self.assertEqual(len(self.findings("sizes")), 1)

    # -- includes

    def test_folder_that_may_not_be_included(self):
        for path, name in (("messages/bad.hpp", "net/api.hpp"),
                           ("leads/bad.hpp", "store/job_store.hpp"),
                           ("config/bad.hpp", "actors/x.hpp"),
                           ("store/bad.hpp", "net/api.hpp"),
                           ("actors/bad.hpp", "net/api.hpp"),
                           ("actors/bad.hpp", "store/sqlite.hpp"),
                           ("net/bad.hpp", "store/job_store.hpp"),
                           ("net/bad.hpp", "actors/x.hpp")):
            with self.subTest(path=path, name=name):
                self.plant(path, f'// Bad.\n#include "{name}"\n')
                self.expect("includes", path + ":2", name)
                os.remove(os.path.join(self.root, path))

    def test_library_in_the_wrong_place(self):
        for path, name in (("messages/bad.hpp", "caf/actor.hpp"),
                           ("net/bad.cpp", "caf/actor.hpp"),
                           ("actors/bad.cpp", "boost/asio/post.hpp"),
                           ("cli/bad.cpp", "boost/beast/core.hpp"),
                           ("actors/bad.cpp", "sqlite3.h"),
                           ("cli/bad.cpp", "SQLiteCpp/Database.h"),
                           ("messages/bad.cpp", "phonenumbers/phonenumber.h"),
                           ("net/bad.cpp", "libpsl.h"),
                           ("cli/bad.cpp", "toml++/toml.h"),
                           ("config/bad.cpp", "date/tz.h"),
                           ("leads/bad.cpp", "curl/curl.h"),
                           ("actors/outside/html_page.cpp",
                            "libxml/HTMLparser.h")):
            with self.subTest(path=path, name=name):
                self.plant(path, f"// Bad.\n#include <{name}>\n")
                self.expect("includes", path + ":2", name)
                os.remove(os.path.join(self.root, path))

    def test_actor_interfaces_count_as_caf(self):
        self.plant("net/bad.cpp", '#include "messages/actors.hpp"\n')
        self.expect("includes", "net/bad.cpp:1", "CAF")

    def test_include_that_is_not_from_the_root(self):
        self.plant("net/bad.cpp", '#include "api.hpp"\n')
        self.expect("includes", "net/bad.cpp:1", "counts from the root")

    def test_folder_without_a_place(self):
        self.plant("misc/bad.cpp", "#include <string>\n")
        self.expect("includes", "misc/bad.cpp:1", "no place")

    # -- sizes

    def test_function_of_71_lines(self):
        self.plant("net/bad.cpp", "\nint f(int x) {\n" + body(69) + "}\n")
        self.expect("sizes", "net/bad.cpp:2", "71 lines")

    def test_function_of_70_lines(self):
        self.plant("net/good.cpp", "\nint f(int x) {\n" + body(68) + "}\n")
        self.expect_none("sizes")

    def test_long_member_function_lambda_and_test(self):
        for head in ("namespace a {\nstruct s {\n void f() const {\n",
                     "namespace a {\nauto f = [](int x) {\nif (x) {\n",
                     "namespace a {\nCAF_TEST(a name) {\nwhile (x) {\n",
                     "namespace a {\ns::s(int y) : x_{y}, z_(y) {\nif (y) {\n"):
            with self.subTest(head=head):
                self.plant("net/bad.cpp", head + body(80) + "}\n}\n}\n")
                self.assertEqual(len(self.findings("sizes")), 1)

    def test_long_tables_types_and_namespaces_are_no_functions(self):
        for head in ("namespace a {\n", "struct s : t<int()> {\n",
                     "enum class e {\n", "MACRO(x)\n\nnamespace a {\n", "const int x[] = {\n",
                     'extern "C" {\n', "template <class T>\nclass s {\n"):
            with self.subTest(head=head):
                self.plant("net/good.cpp", head + "  f,\n" * 80 + "};\n")
                self.expect_none("sizes")

    def test_braces_in_texts_and_comments_do_not_count(self):
        tricky = ('void f() {\n  g("{", \'{\', R"({{)", 10\'000); // {\n'
                  "  /* {\n */\n}\n")
        self.plant("net/bad.cpp", tricky * 10 + "void g() {\n" + body(80)
                   + "}\n")
        self.expect("sizes", "net/bad.cpp:51", "82 lines")

    def test_file_of_401_lines(self):
        self.plant("net/bad.hpp", "//\n" * 401)
        self.expect("sizes", "net/bad.hpp:401", "401 lines")
        self.plant("net/bad.hpp", "//\n" * 400)
        self.expect_none("sizes")

    # -- mirror

    def test_source_without_test(self):
        self.plant("net/bad.cpp", "")
        self.expect("mirror", "net/bad.cpp:1", "tests/net/bad.cpp")

    def test_suite_of_another_name(self):
        self.plant("tests/messages/ids.cpp", "#define CAF_SUITE messages_id\n")
        self.expect("mirror", "tests/messages/ids.cpp:1", "messages_ids")

    def test_suite_that_never_runs(self):
        self.plant("tests/messages/more.cpp",
                   "#define CAF_SUITE messages_more\n")
        self.expect("mirror", "tests/messages/more.cpp:1", "never runs")

    def test_exception_that_is_none_any_more(self):
        self.plant("net/beast.cpp", "")
        self.expect_none("mirror")
        self.plant("tests/net/beast.cpp", "#define CAF_SUITE net_beast\n")
        self.expect("mirror", "net/beast.cpp:1", "WITHOUT_TEST")

    # -- guard

    def test_state_without_guard(self):
        self.plant("actors/y.hpp", "// Y.\nstruct y_state {\n  int x;\n};\n")
        self.expect("guard", "actors/y.hpp:2", "y_state")

    def test_state_of_another_name_without_guard(self):
        self.plant("actors/y.cpp", "\n\nint f(stateful_actor<data>*);\n")
        self.expect("guard", "actors/y.cpp:3", "data")

    def test_guard_in_a_comment_does_not_count(self):
        self.plant("actors/y.hpp",
                   "struct y_state {};\n"
                   "// static_assert(!std::is_constructible_v<y_state, int>)\n")
        self.expect("guard", "actors/y.hpp:1", "y_state")

    def test_guard_in_the_source_beside_counts(self):
        self.plant("actors/y.hpp", "struct y_state {};\n")
        self.plant("actors/y.cpp", "static_assert(\n"
                   "  !std::is_constructible<y_state, int*>::value);\n")
        self.expect_none("guard")

    def test_state_of_a_test_needs_a_constructor(self):
        use = "using p = stateful_pointer<mute>;\n"
        self.plant("tests/net/y.cpp", "struct mute {};\n" + use)
        self.expect("guard", "tests/net/y.cpp:1", "mute")
        self.plant("tests/net/y.cpp", "struct mute { mute() = default; };\n"
                   + use)
        self.expect_none("guard")

    # -- words

    def test_words(self):
        for path, text, what in (
                ("net/bad.hpp", "// TO" "DO: later", "left over"),
                ("docs/bad.md", "FIX" "ME", "left over"),
                ("docs/bad.md", "see /wo" "rk/main", "path of one machine"),
                ("scripts/bad", "cd /ho" "me/someone/x", "path of one machine"),
                ("net/bad.cpp", "co_" "await x;", "coroutine"),
                ("tests/net/bad.cpp", "std::this_thread::sleep" "_for(1s);",
                 "sleeps"),
                ("tests/e2e/bad.py", "time.sleep" "(1)", "sleeps")):
            with self.subTest(path=path, text=text):
                self.plant(path, "\n" + text + "\n")
                self.expect("words", path + ":2", what)
                os.remove(os.path.join(self.root, path))

    # -- format

    @unittest.skipUnless(shutil.which("clang-format-19"), "no clang-format-19")
    def test_format(self):
        self.plant(".clang-format", "BasedOnStyle: LLVM\n")
        for path in [p for p in CLEAN if p.endswith((".cpp", ".hpp"))]:
            self.plant(path, "int x;\n")
        self.expect_none("format")
        self.plant("net/bad.cpp", "int x;\nint   y;\n")
        self.expect("format", "net/bad.cpp:2", "not formatted")


if __name__ == "__main__":
    unittest.main()
