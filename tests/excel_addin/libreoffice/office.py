"""LibreOffice as the tests see it: documents with the add-in, and what of a formula reaches Python."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import traceback
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

from tests.excel_addin.excel_objects import MISSING
from tests.excel_addin.libreoffice.driver_python import driver_python
from tests.excel_addin.pywin32_stand_in import TimeType

HERE = Path(__file__).parent
STAND_INS = {path.stem: path.read_text() for path in HERE.glob("*.bas")}
MARK = "\x01"
LONGEST_REQUEST_SECONDS = 120


class LibreOfficeEnded(RuntimeError):
    """LibreOffice or its driver crashed, or took too long and was ended."""


class Call(NamedTuple):
    """What reached xlwings' CallUDF."""

    function: str
    arguments: tuple[Any, ...]


class Office:
    """A LibreOffice of its own, headless, without any setting of this machine; one for all tests.

    Parameters
    ----------
    folder : Path
        Empty; for its profile and as the user's application data (``APPDATA``).
    current : Path
        The current directory it is started in.
    server : object
        xlwings' XLPython.
    """

    def __init__(self, folder: Path, current: Path, server: Any) -> None:
        self.server = server
        self.calls: list[Call] = []
        self._folder, self._current = folder, current
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [driver_python(), HERE / "driver.py", mkdtemp(prefix="profile", dir=self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=self._current,
            env=os.environ | {"APPDATA": str(self._folder), "PYTHONIOENCODING": "utf-8"},
            start_new_session=True,
        )
        self._wait_for_done()

    def open(self, path: Path, *, with_stand_ins: bool = True) -> dict[str, str]:
        """Open a file, in a new LibreOffice where the last one crashed; give its VBA modules as they were loaded."""
        if self._process.poll() is not None:
            self._start()
        path.with_name(f".~lock.{path.name}#").unlink(missing_ok=True)  # which a crash leaves
        return self.ask("open", path=str(path), stand_ins=STAND_INS if with_stand_ins else {})

    def ask(self, do: str, **options: Any) -> Any:
        """Have the driver do something with a document; see `driver.Office`."""
        self._send({"do": do, **options})
        return self._wait_for_done()

    def quit(self) -> None:
        if self._process.poll() is None:
            self._send({})
            self._process.communicate(timeout=LONGEST_REQUEST_SECONDS)

    def _send(self, message: object) -> None:
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()

    def _wait_for_done(self) -> Any:
        watchdog = threading.Timer(LONGEST_REQUEST_SECONDS, os.killpg, (self._process.pid, signal.SIGKILL))
        watchdog.start()
        try:
            while line := self._process.stdout.readline():
                message = json.loads(line)
                if "done" in message:
                    return message["done"]
                self._send(self._answer(*message["call"]))
        finally:
            watchdog.cancel()
        self._process.communicate()
        raise LibreOfficeEnded("see the standard error above")

    def _answer(self, function: str, arguments: list) -> dict[str, Any]:
        call = Call(function, tuple(map(_argument, arguments)))
        self.calls.append(call)
        try:
            value = self.server.CallUDF("excel_addin.udfs", function, call.arguments, None, None)
        except Exception:
            return {"error": f"Unexpected Python Error: {traceback.format_exc()}"}
        return {"table" if isinstance(value, list) else "value": value}


def _argument(value: Any) -> Any:
    """Turn an argument into what pywin32 makes of it: an optional one left out is a number, rows are tuples."""
    return MISSING if value is None else _cell(value)


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_cell, value))
    if isinstance(value, str) and value.startswith(MARK):
        kind, _, text = value[1:].partition(" ")
        return {"empty": lambda: None, "date": lambda: TimeType.fromisoformat(text), "error": lambda: int(text)}[kind]()
    return float(value) if type(value) is int else value
