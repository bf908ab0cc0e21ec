"""A user before Excel with the add-in, whose every step in Excel and on the disk can be made to fail.

xlwings' own App, Book and Range run on the played objects, called the way Excel calls; the files, the add-in and the
engine are real.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl

from tests.excel_addin.ribbon.fake_book import Excel, Played, Workbook, com_error

WRITES = ((os, "replace"), (shutil, "copy2"), (tempfile, "mkstemp"), (tempfile, "mkdtemp"), (Path, "unlink"))


class Meter:
    """Counts steps by name; those numbered in `fails_at` fail, steps named in `always` every time.

    They fail before anything happens or, `afterwards`, when it has happened.
    """

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.fails_at: set[int] = set()
        self.afterwards = False
        self.always: set[str] = set()

    def step(self, name: str, act: Callable[[], Any], error: Callable[[], Exception]) -> Any:
        self.steps.append(name)
        fails = len(self.steps) in self.fails_at or name in self.always
        if fails and not self.afterwards:
            raise error()
        result = act()
        if fails:
            raise error()
        return result


def disk_full() -> Exception:
    return OSError(28, "No space left on device")


class Com:
    """What pywin32 hands out: an object whose every use is a call into Excel."""

    def __init__(self, target: Any, meter: Meter) -> None:
        self.__dict__.update(_target=target, _meter=meter)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        value = getattr(self._target, name)
        if callable(value) and not isinstance(value, Played):
            return lambda *args, **named: self._called(name, value, args, named)
        return self._meter.step(name, lambda: self._handed_out(value), com_error)

    def __setattr__(self, name: str, value: Any) -> None:
        self._meter.step(f"{name}=", lambda: setattr(self._target, name, value), com_error)

    def __call__(self, *args: Any) -> Any:
        return self._called("()", self._target, args, {})

    def __iter__(self) -> Iterator[Any]:
        return (self._handed_out(item) for item in self._target)

    def _called(self, name: str, function: Any, args: Any, named: Any) -> Any:
        given = [arg._target if isinstance(arg, Com) else arg for arg in args]
        return self._meter.step(f"{name}()", lambda: self._handed_out(function(*given, **named)), com_error)

    def _handed_out(self, value: Any) -> Any:
        return Com(value, self._meter) if isinstance(value, Played) else value


class Desk:
    """A user before Excel with the add-in: `press` presses a button and gives the text that is shown."""

    def __init__(self, server: Any, monkeypatch: Any, folder: Path) -> None:
        self._server, self._file = server, folder / "addin.xlsx"
        openpyxl.Workbook().save(self._file)
        self.start()
        xlwindows = sys.modules["xlwings._xlwindows"]
        monkeypatch.setattr(xlwindows, "BOOK_CALLER", None)
        if "excel_addin.ribbon.press" not in sys.modules["xlwings.udfs"].udf_modules:
            # Imported before the server, it holds decorators without effect.
            sys.modules.pop("excel_addin.ribbon.press", None)
        for owner, name in WRITES:
            monkeypatch.setattr(owner, name, self._measured(name, getattr(owner, name)))

    def start(self) -> None:
        """Start Excel, with the add-in and nothing else open."""
        self.excel, self.meter = Excel(), Meter()
        self._addin = Com(Workbook(self.excel, self._file), self.meter)

    def press(self, tag: str, path: Path | str = "") -> str:
        shown = self._server.CallUDF("excel_addin.ribbon.press", "press", (tag, str(path)), self._addin, None)
        assert isinstance(shown, str)
        return shown

    def _measured(self, name: str, write: Callable[..., Any]) -> Callable[..., Any]:
        def held_or_written(*args: Any, **named: Any) -> Any:
            held = {Path(book.FullName) for book in self.excel.Workbooks.items}
            if name in ("replace", "unlink") and held & {Path(arg) for arg in args}:
                raise PermissionError(13, "The process cannot access the file because it is being used")
            return write(*args, **named)

        return lambda *args, **named: self.meter.step(name, lambda: held_or_written(*args, **named), disk_full)
