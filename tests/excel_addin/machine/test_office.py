from __future__ import annotations

from pathlib import Path

import pytest

from excel_addin.machine.office import Excel, find_excel
from tests.excel_addin.machine.fake_windows import APP_PATHS, CURRENT, FakeWindows, program


@pytest.fixture
def windows(tmp_path: Path) -> FakeWindows:
    windows = FakeWindows(tmp_path)
    windows.machine = {CURRENT: {"": "Excel.Application.16"}, APP_PATHS: {"": str(tmp_path / "EXCEL.EXE")}}
    return windows


@pytest.mark.parametrize(("processor", "bits"), [(0x014C, 32), (0x8664, 64), (0xAA64, None)])
def test_the_bits_are_those_of_the_program(
    windows: FakeWindows, tmp_path: Path, processor: int, bits: int | None
) -> None:
    program(tmp_path / "EXCEL.EXE", processor)
    assert find_excel(windows) == Excel("16.0", "", bits)


def test_the_release_of_click_to_run_is_told(windows: FakeWindows) -> None:
    windows.machine[r"Software\Microsoft\Office\ClickToRun\Configuration"] = {"VersionToReport": "16.0.17328.20162"}
    excel = find_excel(windows)
    assert excel is not None
    assert excel.release == "16.0.17328.20162"


def test_the_users_own_excel_comes_first_and_quotes_do_not_matter(windows: FakeWindows, tmp_path: Path) -> None:
    own = program(tmp_path / "own" / "EXCEL.EXE", 0x014C)
    windows.user[APP_PATHS] = {"": f'"{own}"'}
    excel = find_excel(windows)
    assert excel is not None
    assert excel.bits == 32


@pytest.mark.parametrize("spoiled", ["gone", "empty", "no MZ", "no PE"])
def test_a_program_that_cannot_be_read_has_no_bits(windows: FakeWindows, tmp_path: Path, spoiled: str) -> None:
    file = program(tmp_path / "EXCEL.EXE", 0x8664)
    head = file.read_bytes()
    if spoiled == "gone":
        file.unlink()
    else:
        file.write_bytes({"empty": b"", "no MZ": b"XX" + head[2:], "no PE": head.replace(b"PE", b"NE")}[spoiled])
    excel = find_excel(windows)
    assert excel is not None
    assert excel.bits is None


def test_a_machine_without_excel_has_none(tmp_path: Path) -> None:
    assert find_excel(FakeWindows(tmp_path)) is None
