"""A Windows machine to install on: a registry in memory, real files in a folder, an Excel that is open or not."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from excel_addin.machine.office import excel_key
from excel_addin.machine.windows import Values

OPTIONS = excel_key("16.0", "Options")
DISABLED = excel_key("16.0", r"Resiliency\DisabledItems")
APP_PATHS = r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
CURRENT = r"Software\Classes\Excel.Application\CurVer"
XLWINGS = metadata.version("xlwings")


class FakeWindows:
    """The protocol of excel_addin.machine.windows; the names of keys are found in any case, as Windows finds them."""

    def __init__(self, folder: Path) -> None:
        self.appdata = folder / "AppData" / "Roaming"
        self.appdata.mkdir(parents=True)
        self.code_page = "cp1252"
        self.user: dict[str, Values] = {}
        self.machine: dict[str, Values] = {}
        self.administrator = False
        self.running = False
        self.open_addin: bool | None = False
        self.server: Any = None
        self.started: list[str] = []

    def user_values(self, key: str) -> Values:
        return dict(self.user.get(self._key(self.user, key), {}))

    def user_keys(self, key: str) -> tuple[str, ...]:
        start = f"{key}\\".lower()
        return tuple(dict.fromkeys(k[len(start) :].split("\\")[0] for k in self.user if k.lower().startswith(start)))

    def machine_values(self, key: str) -> Values:
        return dict(self.machine.get(self._key(self.machine, key), {}))

    def is_administrator(self) -> bool:
        return self.administrator

    def excel_is_running(self) -> bool:
        return self.running

    def addin_is_open(self, name: str) -> bool | None:
        assert name == "smo_metrics.xlam"
        return self.open_addin

    def ask_server(self, command: str, module: str, function: str, arguments: tuple[Any, ...], seconds: float) -> Any:
        self.started.append(command)
        return self.server(module, function, arguments)

    @staticmethod
    def _key(hive: dict[str, Values], key: str) -> str:
        return next((known for known in hive if known.lower() == key.lower()), key)


def program(path: Path, machine: int) -> Path:
    """Write the head of a program for a processor."""
    head = bytearray(512)
    head[0:2], head[0x3C:0x40] = b"MZ", (0x80).to_bytes(4, "little")
    head[0x80:0x86] = b"PE\0\0" + machine.to_bytes(2, "little")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(head)
    return path


def machine(folder: Path, monkeypatch: Any) -> FakeWindows:
    """Give a machine with 64-bit Excel 16 and this Python in a folder with xlwings' DLLs."""
    windows = FakeWindows(folder)
    excel = program(folder / "Office16" / "EXCEL.EXE", 0x8664)
    windows.machine = {CURRENT: {"": "Excel.Application.16"}, APP_PATHS: {"": str(excel)}}
    windows.user = {OPTIONS: {"DefaultPath": "C:\\"}}
    scripts = folder / "Python" / "Scripts"
    scripts.mkdir(parents=True)
    for name in ("python.exe", "pythonw.exe", f"xlwings64-{XLWINGS}.dll", f"xlwings32-{XLWINGS}.dll"):
        (scripts / name).write_bytes(b"MZ")
    monkeypatch.setattr(sys, "executable", str(scripts / "python.exe"))
    return windows


def state(windows: FakeWindows) -> dict[str, bytes | None]:
    """Give all that an installation could change: the files and folders below AppData."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in windows.appdata.rglob("*")}
