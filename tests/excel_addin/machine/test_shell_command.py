from __future__ import annotations

import sys

import pytest

from excel_addin.machine.shell_command import shell_command


@pytest.mark.parametrize("name", ["python.exe", "pythonw.exe"])
@pytest.mark.parametrize(
    ("folder", "typed"),
    [
        (r"C:\Users\José\smo\Scripts", r"C:\Users\José\smo\Scripts\python.exe"),
        (r"C:\Users\Ana Mae\smo\Scripts", r'"C:\Users\Ana Mae\smo\Scripts\python.exe"'),
        (r"C:\R&D (new)\smo", r'"C:\R&D (new)\smo\python.exe"'),
    ],
)
def test_on_windows_the_command_names_this_python_with_a_console(
    monkeypatch: pytest.MonkeyPatch, name: str, folder: str, typed: str
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "executable", rf"{folder}\{name}")
    assert shell_command("excel doctor") == f"{typed} -m smo_metrics.cli excel doctor"


def test_elsewhere_the_command_is_the_packages_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert shell_command("excel doctor") == "smo-metrics excel doctor"
