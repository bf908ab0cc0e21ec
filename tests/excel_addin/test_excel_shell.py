"""`smo-metrics excel …` as somebody types it here, where there is no Excel."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from excel_addin import doctor
from excel_addin.build import installed_xlwings
from excel_addin.machine.check import Check
from smo_metrics.cli import main

COMMANDS = ("build", "install", "uninstall", "doctor", "bundle", "lite")


@pytest.fixture
def shell(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["smo-metrics", "excel", *arguments])
        with pytest.raises(SystemExit) as stop:
            main()
        out, err = capsys.readouterr()
        return int(stop.value.code or 0), out, err

    return run


def test_without_a_command_the_help_lists_all_of_them(shell):
    code, out, _ = shell()
    assert code == 0
    assert [name for name in COMMANDS if name not in out] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(shell, command):
    code, out, _ = shell(command, "--help")
    assert (code, f"smo-metrics excel {command}" in out) == (0, True)


def test_build_names_the_file_and_the_xlwings_that_it_fits(shell):
    assert shell("build") == (0, f"Wrote smo_metrics.xlam for xlwings {installed_xlwings()}.\n", "")
    assert Path("smo_metrics.xlam").stat().st_size > 10_000


def test_lite_writes_two_files(shell):
    code, out, _ = shell("lite", "-o", "two")
    assert (code, out.splitlines()) == (0, [f"Wrote {Path('two', name)}" for name in ("main.py", "requirements.txt")])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("build", "-o", "addin.xlsx"), "addin.xlsx: an add-in's name ends in .xlam"),
        (("bundle", "--python", "absent.zip"), "absent.zip cannot be opened: No such file or directory."),
        (("lite", "--wheel", "http://host/x.whl"), "the wheel's address is https://HOST"),
        (("bundle",), "Missing option '--python'"),
    ],
)
def test_what_cannot_be_done_is_one_line(shell, arguments, message):
    code, out, err = shell(*arguments)
    assert (code, out) == (2, "")
    assert err.splitlines()[-1].startswith(f"smo-metrics: {message}")


@pytest.mark.skipif(sys.platform == "win32", reason="here the commands would do their work")
@pytest.mark.parametrize("command", ["install", "uninstall"])
def test_elsewhere_than_on_windows_install_says_what_works_there(shell, command):
    code, out, err = shell(command)
    assert (code, out) == (2, "")
    assert err.startswith("smo-metrics: Excel's add-in is installed on Windows only. Here you can build it")


def test_doctor_exits_1_and_says_the_mend_where_something_is_wrong(shell, monkeypatch):
    checks = (Check("Python", True, "3.12", ""), Check("DLL", False, "gone", "Mend it."), Check("Excel", None, "?", ""))
    monkeypatch.setattr(doctor, "examine", lambda: checks)
    assert shell("doctor") == (1, "ok      Python: 3.12\nWRONG   DLL: gone\n        Mend it.\nunknown Excel: ?\n", "")
    monkeypatch.setattr(doctor, "examine", lambda: checks[::2])
    assert shell("doctor")[0] == 0
