"""Which imports would fail on Windows, judged from the text of the modules in a bundle."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Iterator
from types import SimpleNamespace

# Left out of the embeddable Python, or not on Windows at all.
_NOT_THERE = {
    "tkinter", "turtle", "turtledemo", "idlelib", "ensurepip", "venv", "test", "distutils", "lib2to3", "_tkinter",
    "fcntl", "grp", "pwd", "termios", "tty", "pty", "resource", "posix", "syslog", "readline", "curses", "_curses",
}  # fmt: skip
_STDLIB = set(sys.stdlib_module_names) - _NOT_THERE
_OURS = ("smo_metrics", "excel_addin")


class WindowsImports:
    """Follows imports through the files of an unpacked bundle.

    Parameters
    ----------
    names : iterable of str
        Every file, relative to Python's folder.
    read : callable
        Gives a file's bytes.
    search_path : sequence of str
        Folders with slashes, as the ``._pth`` file lists them.
    version : tuple of int
        Of the Python that is to run it.
    """

    def __init__(
        self, names: Iterable[str], read: Callable[[str], bytes], search_path: list[str], version: tuple[int, int]
    ) -> None:
        self._names = frozenset(names)
        self._folders = {name[:end] for name in self._names for end, letter in enumerate(name) if letter == "/"}
        self._read = read
        self._search_path = search_path
        tag = f"cp{version[0]}{version[1]}-win_amd64"
        self._suffixes = (".py", f".{tag}.pyd", ".pyd")
        self._known = {
            "sys": SimpleNamespace(platform="win32", version_info=(*version, 0), byteorder="little"),
            "os": SimpleNamespace(name="nt", environ={}),
            "TYPE_CHECKING": False,
            "typing": SimpleNamespace(TYPE_CHECKING=False),
            "on_server": False,  # xlwings, where an environment variable says that it runs on a server
        }
        self._imports_of: dict[str, list[tuple[ast.Import | ast.ImportFrom, bool]]] = {}
        self._without = "\0"

    def missing(self, roots: Iterable[str], without: str = "\0") -> dict[str, str]:
        """Give each module that is not there, and one that imports it; files that begin so count as not there."""
        self._without = without
        missing: dict[str, str] = {}
        waiting = [(root, "the add-in") for root in roots]
        seen: set[str] = set()
        while waiting:
            module, importer = waiting.pop()
            if module in seen or module.partition(".")[0] in _STDLIB:
                continue
            seen.add(module)
            file = self.file_of(module)
            if file is None:
                missing[module] = importer
                continue
            package = module.rpartition(".")[0]
            if package:
                waiting.append((package, importer))
            if file.endswith(".py"):
                waiting += [(name, module) for name in self._imports(module, file)]
        return missing

    def file_of(self, module: str) -> str | None:
        """Find the file, or the folder without one of its own, that an import of this module would load."""
        path = module.replace(".", "/")
        for folder in self._search_path:
            start = f"{folder}/{path}".removeprefix("./")
            for candidate in (f"{start}/__init__.py", *(start + suffix for suffix in self._suffixes)):
                if candidate in self._names and not candidate.startswith(self._without):
                    return candidate
            if start in self._folders and not f"{start}/".startswith(self._without):
                return start
        return None

    def _imports(self, module: str, file: str) -> Iterator[str]:
        ours = module.partition(".")[0] in _OURS
        package = module if file.endswith("/__init__.py") else module.rpartition(".")[0]
        if file not in self._imports_of:
            self._imports_of[file] = list(self._statements(ast.parse(self._read(file)).body, everywhere=ours))
        for node, may_fail in self._imports_of[file]:
            if isinstance(node, ast.Import):
                found = [alias.name for alias in node.names]
            else:
                base = node.module or ""
                if node.level:
                    above = package.split(".")[: len(package.split(".")) - node.level + 1]
                    base = ".".join([*above, base] if base else above)
                submodules = [f"{base}.{alias.name}" for alias in node.names]
                found = [base, *(name for name in submodules if self.file_of(name) is not None)]
            for name in found:
                if not may_fail or ours or self.file_of(name) is not None:
                    yield name

    def _statements(
        self, body: list[ast.stmt], *, everywhere: bool, may_fail: bool = False
    ) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
        """Give the imports that run on Windows; inside functions only if ``everywhere``."""
        for node in body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node, may_fail
            elif isinstance(node, ast.If):
                holds = self._holds(node.test)
                for branch, left_out in ((node.body, holds is False), (node.orelse, holds is True)):
                    if not left_out:
                        yield from self._statements(branch, everywhere=everywhere, may_fail=may_fail)
            elif isinstance(node, ast.Try):
                yield from self._statements(node.body, everywhere=everywhere, may_fail=bool(node.handlers) or may_fail)
                for part in (*(handler.body for handler in node.handlers), node.orelse, node.finalbody):
                    yield from self._statements(part, everywhere=everywhere, may_fail=bool(node.handlers) or may_fail)
            elif everywhere or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = [each for each in getattr(node, "body", []) if isinstance(each, ast.stmt)]
                yield from self._statements(inner, everywhere=everywhere, may_fail=may_fail)

    def _holds(self, condition: ast.expr) -> bool | None:
        """Judge a condition on the platform; None where it asks for something else."""
        try:
            return bool(eval(compile(ast.Expression(condition), "", "eval"), {"__builtins__": {}}, self._known))
        except Exception:
            return None
