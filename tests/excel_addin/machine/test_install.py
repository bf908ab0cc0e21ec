from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from excel_addin.configuration import Configuration, configuration_file, read
from excel_addin.install import install, uninstall
from excel_addin.machine.addin import addin_file, built_for
from excel_addin.machine.office import excel_key
from smo_metrics.errors import SmoError
from tests.excel_addin.machine.fake_windows import (
    APP_PATHS,
    CURRENT,
    XLWINGS,
    FakeWindows,
    program,
    state,
)


def test_a_fresh_machine_gets_the_addin_and_its_settings(windows: FakeWindows) -> None:
    report = install(windows=windows)

    scripts = Path(sys.executable).parent
    assert report.addin == windows.appdata / "Microsoft" / "Excel" / "XLSTART" / "smo_metrics.xlam"
    assert built_for(report.addin) == XLWINGS
    assert read(report.configuration, "cp1252") == Configuration(str(scripts / "pythonw.exe"), str(scripts))
    assert {path for path, content in state(windows).items() if content is not None} == {
        str(report.addin), str(report.configuration),
    }  # fmt: skip
    assert report.lines[-1] == "Start Excel: there is a tab SMO. If not, run: smo-metrics excel doctor"


def test_what_else_lies_in_the_start_up_folder_stays(windows: FakeWindows, built: Path) -> None:
    other = addin_file(windows.appdata).with_name("PERSONAL.XLSB")
    other.parent.mkdir(parents=True)
    other.write_bytes(b"mine")
    install(addin=built, windows=windows)
    uninstall(windows)
    assert [(path.name, path.read_bytes()) for path in other.parent.iterdir()] == [("PERSONAL.XLSB", b"mine")]


def test_an_installation_while_excel_is_open_says_to_start_it_again(windows: FakeWindows, built: Path) -> None:
    windows.running = True
    assert install(addin=built, windows=windows).lines[-1].startswith("Close all of Excel and start it again: there is")


@pytest.mark.parametrize(("running", "mend"), [(True, "close all of Excel"), (False, "show this to your IT")])
def test_a_file_that_cannot_be_replaced_is_said_with_who_holds_it(
    windows: FakeWindows, monkeypatch: pytest.MonkeyPatch, built: Path, running: bool, mend: str
) -> None:
    install(addin=built, windows=windows)
    windows.running = running
    before = state(windows)

    def held(source: Path, target: Path) -> None:
        raise PermissionError(errno.EACCES, "The process cannot access the file", str(source), None, str(target))

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(SmoError, match=rf"access the file \(.*smo_metrics.xlam\)\. Nothing was changed\..*{mend}"):
        install(addin=built, windows=windows)
    assert state(windows) == before


def test_an_open_excel_is_not_blamed_for_a_full_disk(
    windows: FakeWindows, monkeypatch: pytest.MonkeyPatch, built: Path
) -> None:
    windows.running = True

    def full(*arguments: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(SmoError, match="show this to your IT"):
        install(addin=built, windows=windows)


def test_half_a_file_never_lies_where_excel_would_open_it(
    windows: FakeWindows, monkeypatch: pytest.MonkeyPatch, built: Path
) -> None:
    folder = addin_file(windows.appdata).parent
    seen: list[Path] = []
    real = Path.write_bytes

    def written(path: Path, content: bytes) -> int:
        seen.append(path)
        return real(path, content)

    monkeypatch.setattr(Path, "write_bytes", written)
    install(addin=built, windows=windows)
    assert seen
    assert folder not in [path.parent for path in seen]


def _no_excel(windows: FakeWindows, monkeypatch: pytest.MonkeyPatch) -> None:
    windows.machine, windows.user = {}, {}


def _no_pythonw(windows: FakeWindows, monkeypatch: pytest.MonkeyPatch) -> None:
    (Path(sys.executable).parent / "pythonw.exe").unlink()


def _no_dll(windows: FakeWindows, monkeypatch: pytest.MonkeyPatch) -> None:
    (Path(sys.executable).parent / f"xlwings64-{XLWINGS}.dll").unlink()


def _store(windows: FakeWindows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "base_prefix", r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.12_x64")


def _letters(windows: FakeWindows, monkeypatch: pytest.MonkeyPatch) -> None:
    windows.appdata = windows.appdata / "Ważny"
    windows.appdata.mkdir()


REFUSED = {
    "no_excel": (_no_excel, "no Excel is registered.*Install desktop Excel"),
    "no_pythonw": (_no_pythonw, "pythonw.exe is not there.*Install Python"),
    "no_dll": (_no_dll, "xlwings64-.*not found.*pip install --force-reinstall"),
    "store": (_store, "Microsoft Store.*Install Python from python.org"),
    "letters": (_letters, "letters that are not in this Windows' code page.*Ask your IT"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_excel_could_not_use_is_refused_with_a_mend(
    windows: FakeWindows, monkeypatch: pytest.MonkeyPatch, built: Path, case: str
) -> None:
    spoil, sentence = REFUSED[case]
    spoil(windows, monkeypatch)
    before = state(windows)
    with pytest.raises(SmoError, match=sentence):
        install(addin=built, windows=windows)
    assert state(windows) == before


def test_only_the_dll_of_excels_own_bits_is_needed(windows: FakeWindows, built: Path, tmp_path: Path) -> None:
    windows.machine[APP_PATHS][""] = str(program(tmp_path / "x86" / "EXCEL.EXE", 0x014C))
    _no_dll(windows, pytest.MonkeyPatch())
    assert install(addin=built, windows=windows).excel.bits == 32


def test_an_excel_without_a_class_is_told_by_the_users_settings(windows: FakeWindows, built: Path) -> None:
    del windows.machine[CURRENT]
    windows.user = {excel_key("15.0", "Options"): {"DefaultPath": "C:\\"}}
    assert install(addin=built, windows=windows).excel.version == "15.0"


def test_administrator_rights_are_told_with_whom_it_is_there_for(windows: FakeWindows, built: Path) -> None:
    assert "administrator rights" not in " ".join(install(addin=built, windows=windows).lines)
    windows.administrator = True
    told = [line for line in install(addin=built, windows=windows).lines if "administrator rights" in line]
    assert len(told) == 1
    assert "uninstall here and install again without these rights" in told[0]


def test_what_may_block_it_is_said_with_what_to_click(windows: FakeWindows, built: Path) -> None:
    windows.user[excel_key("16.0", "Security")] = {"RequireAddinSig": 1}
    said = [line for line in install(addin=built, windows=windows).lines if line.startswith("May be blocked: ")]
    assert len(said) == 1
    assert "add-ins must be signed" in said[0]
    assert "take the tick off" in said[0]


class Writes:
    """Every write to disk, counted; the one with the number `fail_at` is denied."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done = 0
        self.fail_at = 0
        for owner, name in ((os, "replace"), (Path, "write_bytes"), (Path, "mkdir")):
            monkeypatch.setattr(owner, name, self._counted(getattr(owner, name)))

    def _counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **options: Any) -> Any:
            self.done += 1
            if self.done == self.fail_at:
                raise OSError(errno.EACCES, "Access is denied")
            return real(*arguments, **options)

        return counted


def _failures_taken_back(windows: FakeWindows, monkeypatch: pytest.MonkeyPatch, built: Path) -> int:
    """Let each write of an installation fail in turn; give the number of failures after which all was as before."""
    before = state(windows)
    writes = Writes(monkeypatch)
    for number in range(1, 100):
        writes.done, writes.fail_at = 0, number
        if _installs(windows, built):
            return number - 1
        assert state(windows) == before
    raise AssertionError("it never came to an end")


def _installs(windows: FakeWindows, built: Path) -> bool:
    try:
        install(addin=built, windows=windows)
    except SmoError as error:
        if "Nothing was changed" not in str(error):
            raise
        return False
    return True


def test_a_failure_at_any_write_leaves_a_fresh_machine_as_it_was(
    windows: FakeWindows, monkeypatch: pytest.MonkeyPatch, built: Path
) -> None:
    assert _failures_taken_back(windows, monkeypatch, built) == 8


def test_a_failure_at_any_write_leaves_an_older_installation_working(
    windows: FakeWindows, monkeypatch: pytest.MonkeyPatch, built: Path
) -> None:
    for file in (addin_file(windows.appdata), configuration_file(windows.appdata)):
        file.parent.mkdir(parents=True)
        file.write_bytes(b"older")
    assert _failures_taken_back(windows, monkeypatch, built) == 4


def test_a_full_disk_while_building_is_said_in_one_line(windows: FakeWindows, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: Any, **options: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("excel_addin.install.build", full)
    with pytest.raises(SmoError, match=r"No space left on device .*Nothing was changed"):
        install(windows=windows)


def test_other_systems_are_told_what_works_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for action in (install, uninstall):
        with pytest.raises(SmoError, match=r"on Windows only\..*excel build.*excel bundle.*excel lite"):
            action()
