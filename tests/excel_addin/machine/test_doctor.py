from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from excel_addin.build import build
from excel_addin.configuration import configuration_file, start_command
from excel_addin.doctor import examine
from excel_addin.install import install
from excel_addin.machine.addin import addin_file
from excel_addin.machine.check import Check
from smo_metrics.errors import SmoError
from tests.excel_addin.machine.fake_windows import APP_PATHS, DISABLED, FakeWindows, machine, program, state

SECURITY = r"Software\Policies\Microsoft\Office\16.0\excel\security"


@pytest.fixture
def windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Any) -> FakeWindows:
    """A machine with the add-in installed, Excel open, and xlwings' own server behind the functions."""
    installed = machine(tmp_path, monkeypatch)
    installed.server = lambda module, function, arguments: server.CallUDF(module, function, arguments, None, None)
    install(windows=installed)
    installed.running = installed.open_addin = True
    return installed


def not_ok(checks: tuple[Check, ...]) -> list[Check]:
    return [check for check in checks if check.ok is not True]


def test_a_sound_installation_has_nothing_to_mend(windows: FakeWindows) -> None:
    checks = examine(windows)
    assert not_ok(checks) == []
    assert len(checks) == 13
    assert all(check.found and not check.mend for check in checks)


def test_the_server_is_started_with_excels_command_and_asked_for_a_known_value(windows: FakeWindows) -> None:
    found = {check.name: check for check in examine(windows)}["Function server"]
    assert windows.started == [start_command(str(Path(sys.executable).parent / "pythonw.exe"))]
    assert found.found == "SMO_PERCENT_AGREEMENT answered 0.5"


def test_looking_changes_nothing(windows: FakeWindows) -> None:
    before = state(windows)
    examine(windows)
    assert state(windows) == before


def test_thirty_two_bit_excel_works_with_this_python(windows: FakeWindows, tmp_path: Path) -> None:
    windows.machine[APP_PATHS][""] = str(program(tmp_path / "x86" / "EXCEL.EXE", 0x014C))
    checks = {check.name: check for check in examine(windows)}
    assert "32-bit" in checks["Excel"].found
    assert "they may differ" in checks["Excel"].found
    assert checks["xlwings' DLL"].found.startswith("xlwings32-")
    assert not not_ok(tuple(checks.values()))


def _write_settings(windows: FakeWindows, interpreter: str) -> None:
    folder = Path(sys.executable).parent
    configuration_file(windows.appdata).write_text(f"INTERPRETER={interpreter}\nDLL_FOLDER={folder}\n", "cp1252")


def _no_excel(w: FakeWindows) -> None:
    w.machine, w.user = {}, {}


def _other_processor(w: FakeWindows) -> None:
    program(Path(str(w.machine[APP_PATHS][""])), 0xAA64)


def _no_settings(w: FakeWindows) -> None:
    configuration_file(w.appdata).unlink()


def _python_gone(w: FakeWindows) -> None:
    _write_settings(w, r"C:\gone\pythonw.exe")


def _another_python(w: FakeWindows) -> None:
    other = Path(sys.executable).parent.parent / "pythonw.exe"
    other.write_bytes(b"MZ")
    _write_settings(w, str(other))


def _macro_in_path(w: FakeWindows) -> None:
    _write_settings(w, "a$(b")


def _letter(w: FakeWindows) -> None:
    w.appdata = w.appdata.rename(w.appdata.with_name("Ważny"))


def _long_command(w: FakeWindows) -> None:
    _write_settings(w, "x" * 2000)


def _dll_gone(w: FakeWindows) -> None:
    for dll in Path(sys.executable).parent.glob("xlwings64*"):
        dll.unlink()


def _addin_gone(w: FakeWindows) -> None:
    addin_file(w.appdata).unlink()


def _addin_for_another(w: FakeWindows) -> None:
    build(addin_file(w.appdata), xlwings_version="0.33.0")


def _addin_broken(w: FakeWindows) -> None:
    addin_file(w.appdata).write_bytes(b"no zip")


def _disabled(w: FakeWindows) -> None:
    path = str(addin_file(w.appdata)).lower().encode("utf-16-le") + b"\0\0"
    w.user[DISABLED] = {"63CB962": b"\2\0\0\0" + len(path).to_bytes(4, "little") + b"\0\0\0\0" + path}


def _marked(w: FakeWindows) -> None:
    Path(f"{addin_file(w.appdata)}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")


def _not_loaded(w: FakeWindows) -> None:
    w.open_addin = False


def _busy(w: FakeWindows) -> None:
    w.open_addin = None


def _closed(w: FakeWindows) -> None:
    w.running = False


def _no_trusted_locations(w: FakeWindows) -> None:
    w.user[rf"{SECURITY}\trusted locations"] = {"alllocationsdisabled": 1}


def _silent(w: FakeWindows) -> None:
    def ended(*arguments: Any) -> None:
        raise SmoError("Python ended before it answered (exit code 1)")

    w.server = ended


def _wrong(w: FakeWindows) -> None:
    w.server = lambda *arguments: "SMO: no"


DEFECTS: dict[str, tuple[Callable[[FakeWindows], None], str, bool | None, str]] = {
    "bits": (_other_processor, "Excel", None, "About Excel"),
    "settings": (_no_settings, "Configuration", False, "run: smo-metrics excel install"),
    "python gone": (_python_gone, "Configuration", False, "run: smo-metrics excel install"),
    "another python": (_another_python, "Configuration", None, "all is well"),
    "letter": (_letter, "Configuration", False, "Unicode UTF-8"),
    "macro in a path": (_macro_in_path, "Configuration", False, "Rename the folder"),
    "command": (_long_command, "Start command", False, "shorter path"),
    "dll": (_dll_gone, "xlwings' DLL", False, "pip install --force-reinstall --no-deps xlwings=="),
    "addin gone": (_addin_gone, "Add-in file", False, "virus scanner"),
    "addin for another": (_addin_for_another, "Add-in file", False, "run: smo-metrics excel install"),
    "addin broken": (_addin_broken, "Add-in file", False, "run: smo-metrics excel install"),
    "disabled": (_disabled, "Disabled items", False, "choose smo_metrics.xlam, Enable"),
    "marked": (_marked, "Mark of the web", False, "tick Unblock"),
    "not loaded": (_not_loaded, "Loaded", False, "Close all of Excel"),
    "busy": (_busy, "Loaded", None, "Leave the cell"),
    "closed": (_closed, "Loaded", None, "Start Excel"),
    "no trusted locations": (_no_trusted_locations, "Trust Center", False, "Disable all Trusted Locations"),
    "silent": (_silent, "Function server", False, "by hand"),
    "wrong": (_wrong, "Function server", False, "run: smo-metrics excel install"),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_each_defect_is_found_where_it_is_and_has_a_mend(windows: FakeWindows, defect: str) -> None:
    spoil, name, ok, mend = DEFECTS[defect]
    spoil(windows)
    found = not_ok(examine(windows))
    told = [check for check in found if check.name == name]
    assert [check.ok for check in told] == [ok]
    assert mend in told[0].mend
    assert all(check.mend for check in found if check.ok is False)
    assert all("\n" not in check.found + check.mend for check in found)


ALONE = DEFECTS.keys() - {"settings", "python gone", "letter", "macro in a path", "command", "dll", "another python"}


@pytest.mark.parametrize("defect", sorted(ALONE))
def test_a_defect_is_told_once(windows: FakeWindows, defect: str) -> None:
    DEFECTS[defect][0](windows)
    assert len(not_ok(examine(windows))) == 1


def test_without_excel_what_depends_on_it_is_unknown(windows: FakeWindows) -> None:
    _no_excel(windows)
    windows.running = False
    found = {check.name: check for check in not_ok(examine(windows))}
    assert found["Excel"].ok is False
    assert found["Disabled items"].ok is found["Trust Center"].ok is found["Loaded"].ok is None


def test_a_machine_on_which_nothing_was_installed_is_told_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {check.name: check for check in not_ok(examine(machine(tmp_path, monkeypatch)))}
    assert found["Configuration"].mend == "Close Excel and run: smo-metrics excel install"
    assert found["Function server"].ok is None


def test_a_mark_of_the_own_network_does_not_block(windows: FakeWindows) -> None:
    Path(f"{addin_file(windows.appdata)}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=1\n")
    assert not_ok(examine(windows)) == []


def test_a_mark_that_a_policy_enforces_is_told(windows: FakeWindows) -> None:
    _marked(windows)
    windows.user[SECURITY] = {"BlockContentExecutionFromInternet": 1}
    assert not_ok(examine(windows))[0].found == "the file is marked as downloaded, and a policy blocks such macros"


def test_missing_pywin32_and_xlwings_are_told(windows: FakeWindows, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setitem(sys.modules, "pythoncom", None)
    monkeypatch.setattr(metadata, "version", missing)
    found = {check.name: check for check in not_ok(examine(windows))}
    assert "pip install --force-reinstall pywin32" in found["pywin32"].mend
    assert found["xlwings"].mend == "Run: python -m pip install xlwings"
    assert found["xlwings' DLL"].ok is None


def test_without_pyopenvba_the_addin_file_is_unknown_and_the_package_named(
    windows: FakeWindows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyopenvba", None)
    found = {check.name: check for check in not_ok(examine(windows))}
    assert found["Add-in file"].ok is None
    assert found["Add-in file"].mend.endswith("Run: python -m pip install pyOpenVBA")


def test_the_bundle_is_never_told_to_use_pip(windows: FakeWindows, monkeypatch: pytest.MonkeyPatch) -> None:
    (Path(sys.executable).parent / "smo-metrics.cmd").write_text("")
    monkeypatch.setitem(sys.modules, "pythoncom", None)
    _dll_gone(windows)
    mends = {check.name: check.mend for check in not_ok(examine(windows))}
    assert "run its install.cmd" in mends["pywin32"]
    assert "run its install.cmd" in mends["xlwings' DLL"]
    assert not [mend for mend in mends.values() if "pip " in mend]


def test_the_stores_python_is_told(windows: FakeWindows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "base_prefix", r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.12_x64")
    found = {check.name: check for check in not_ok(examine(windows))}
    assert found["Python"].mend == "Install Python from python.org instead."


def test_other_peoples_addins_are_not_shown(windows: FakeWindows) -> None:
    windows.user[DISABLED] = {"1": "c:\\secret\\fourth.xlam".encode("utf-16-le")}
    assert "secret" not in repr(examine(windows))


def test_elsewhere_pythons_side_is_looked_at_and_the_rest_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    checks = examine()
    assert [(check.name, check.ok) for check in checks] == [("Python", True), ("xlwings", True), ("Excel", None)]
    assert "smo-metrics excel build" in checks[-1].mend
