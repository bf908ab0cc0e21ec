from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from excel_addin.configuration import configuration_file
from excel_addin.install import install, uninstall
from excel_addin.machine.addin import addin_file
from smo_metrics.errors import SmoError
from tests.excel_addin.machine.fake_windows import FakeWindows, state


def test_uninstall_leaves_no_file(windows: FakeWindows, built: Path) -> None:
    install(addin=built, windows=windows)
    assert uninstall(windows).lines == (
        f"Removed {addin_file(windows.appdata)}.",
        f"Removed {configuration_file(windows.appdata)}.",
    )
    assert set(state(windows).values()) == {None}
    assert not configuration_file(windows.appdata).parent.exists()


def test_uninstall_works_twice_and_when_half_is_gone(windows: FakeWindows, built: Path) -> None:
    install(addin=built, windows=windows)
    addin_file(windows.appdata).unlink()
    assert uninstall(windows).lines == (f"Removed {configuration_file(windows.appdata)}.",)
    assert uninstall(windows).lines == ("Nothing of the add-in is installed for this user.",)


def test_what_an_ended_installation_left_is_removed(windows: FakeWindows, built: Path) -> None:
    left = _ended_installation(windows, built)
    assert [file.name for file in left] == ["smo_metrics.xlam.new", "smo_metrics.conf.new"]
    uninstall(windows)
    assert set(state(windows).values()) == {None}


def test_the_next_installation_takes_away_what_an_ended_one_left(windows: FakeWindows, built: Path) -> None:
    left = _ended_installation(windows, built)
    install(addin=built, windows=windows)
    assert not any(file.exists() for file in left)


def _ended_installation(windows: FakeWindows, built: Path) -> list[Path]:
    """Give the files that lie there when the machine is switched off just before each of them gets its name."""
    left: dict[Path, bytes] = {}
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        left[source] = source.read_bytes()
        real(source, target)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "replace", replace)
        install(addin=built, windows=windows)
    for file, content in left.items():
        file.write_bytes(content)
    return list(left)


def test_uninstall_needs_no_excel(windows: FakeWindows, built: Path) -> None:
    install(addin=built, windows=windows)
    windows.machine, windows.user = {}, {}
    assert len(uninstall(windows).lines) == 2


def test_uninstall_leaves_a_file_that_is_not_ours(windows: FakeWindows, built: Path) -> None:
    notes = install(addin=built, windows=windows).configuration.with_name("notes.txt")
    notes.write_text("mine")
    uninstall(windows)
    assert notes.read_text() == "mine"


def test_an_addin_that_excel_holds_stays_installed_and_goes_later(windows: FakeWindows, built: Path) -> None:
    install(addin=built, windows=windows)
    windows.running = True
    before = state(windows)

    def held(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(errno.EACCES, "Access is denied", str(path))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Path, "unlink", held)
        with pytest.raises(SmoError, match=r"Access is denied \(.*xlam\).*close all of Excel.*try again"):
            uninstall(windows)
    assert state(windows) == before
    assert len(uninstall(windows).lines) == 2
