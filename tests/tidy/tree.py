"""The source tree as the checks of tidy.py see it: files, includes, functions.

A lexer for C++ would be more than these checks need; comments and literals are
blanked out, and braces are matched in what remains.
"""
import os
import re
import subprocess

FOLDERS = ("messages", "leads", "config", "store", "actors", "net", "cli")
CODE = (".cpp", ".hpp")

_NOT_CODE = re.compile(
    r"//[^\n]*|/\*.*?\*/"
    r'|R"([^()\\\s]{0,16})\(.*?\)\1"'
    r'|"(?:\\.|[^"\\\n])*"'
    # A quote behind a letter or digit separates digits.
    r"|(?<![0-9a-zA-Z_])'(?:\\.|[^'\\\n])+'",
    re.DOTALL)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
_INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
_NO_FUNCTION = re.compile(
    r"^(?:template\s*<.*>\s*)?(?:typedef\s+)?(?:inline\s+)?"
    r"(?:namespace|class|struct|union|enum|extern)\b", re.DOTALL)


def _spaces(match):
    return re.sub(r"[^\n]", " ", match.group())


class File:
    """One text file; `path` counts from the root and has slashes."""

    def __init__(self, root, path):
        self.path = path
        with open(os.path.join(root, path), encoding="utf-8",
                  errors="replace") as file:
            self.text = file.read()
        self.lines = self.text.splitlines()

    @property
    def folder(self):
        """The first part of the path, or the name of a file at the top."""
        return self.path.split("/")[0]

    @property
    def is_code(self):
        return self.path.endswith(CODE)

    def includes(self):
        """(line, name, whether in quotes) of each include."""
        for number, line in enumerate(self.lines, 1):
            if found := _INCLUDE.match(line):
                yield number, found.group(2), found.group(1) == '"'

    def code(self):
        """The text with comments, literals and directives blanked out."""
        return _DIRECTIVE.sub(_spaces, _NOT_CODE.sub(_spaces, self.text))

    def functions(self):
        """(first line, last line) of each function's outermost block."""
        code = self.code()
        head_start = 0
        stack = []  # (line of the head when a function, else None)
        for found in re.finditer(r"[;{}]", code):
            at = found.start()
            if found.group() == "{":
                head = code[head_start:at]
                inside = any(line is not None for line in stack)
                line = None
                if not inside and _is_function(head):
                    skipped = len(head) - len(head.lstrip())
                    line = code.count("\n", 0, head_start + skipped) + 1
                stack.append(line)
            elif found.group() == "}" and stack:
                line = stack.pop()
                if line is not None:
                    yield line, code.count("\n", 0, at) + 1
            head_start = at + 1


def _is_function(head):
    # Macros that stand before without a semicolon.
    head = re.sub(r"^\s*(?:[A-Z][A-Z0-9_]+\s*\([^()]*\)\s*)+(?=\S)", "", head)
    head = re.sub(r"^(?:\s|public:|private:|protected:|\[\[.*?\]\])*", "", head)
    if _NO_FUNCTION.match(head) or head.rstrip().endswith("="):
        return False
    return ")" in head or head.rstrip().endswith("]")


def list_paths(root):
    """The files that git knows or would add; outside of git, all."""
    listed = subprocess.run(
        ["git", "-C", root, "ls-files", "-z", "--cached", "--others",
         "--exclude-standard"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    if listed.returncode == 0 and os.path.exists(os.path.join(root, ".git")):
        names = listed.stdout.decode("utf-8", "surrogateescape").split("\0")
        return sorted({n for n in names
                       if n and os.path.isfile(os.path.join(root, n))})
    found = []
    for where, folders, names in os.walk(root):
        folders[:] = [f for f in folders
                      if f not in ("build", "data", ".git", "node_modules",
                                   "__pycache__")]
        found += [os.path.relpath(os.path.join(where, n), root) for n in names]
    return sorted(found)


def is_text(root, path):
    with open(os.path.join(root, path), "rb") as file:
        return b"\0" not in file.read(4096)


def load(root):
    return [File(root, path) for path in list_paths(root)
            if is_text(root, path)]
