"""An add-in that was built before: installed as it is, or refused: not ours, damaged, or for another xlwings."""

from __future__ import annotations

import io
import random
import sys
import zipfile
from pathlib import Path

import pytest

from excel_addin.build import build
from excel_addin.install import install
from excel_addin.machine.addin import built_for
from smo_metrics.errors import SmoError
from tests.excel_addin.machine.fake_windows import XLWINGS, FakeWindows, state


def test_a_prebuilt_addin_loses_its_mark_of_the_web(windows: FakeWindows, tmp_path: Path, built: Path) -> None:
    downloaded = tmp_path / "download.xlam"
    downloaded.write_bytes(built.read_bytes())
    Path(f"{downloaded}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
    target = install(addin=downloaded, windows=windows).addin
    assert target.read_bytes() == built.read_bytes()
    assert not Path(f"{target}:Zone.Identifier").exists()


def test_an_addin_for_another_xlwings_is_refused(windows: FakeWindows, tmp_path: Path) -> None:
    other = build(tmp_path / "smo_metrics.xlam", xlwings_version="0.33.0")
    with pytest.raises(SmoError, match=r"built for xlwings 0\.33\.0, and here is \S+\. Leave it out"):
        install(addin=other, windows=windows)


def test_an_addin_that_is_not_there_is_refused(windows: FakeWindows, tmp_path: Path) -> None:
    with pytest.raises(SmoError, match=r"is not there\. Unpack the whole zip first"):
        install(addin=tmp_path / "smo_metrics.xlam", windows=windows)


def _flipped(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        # The data follow 30 bytes of header and the name.
        inside = archive.getinfo("xl/workbook.xml").header_offset + 30 + len("xl/workbook.xml") + 5
    return content[:inside] + bytes([content[inside] ^ 0xFF]) + content[inside + 1 :]


def _without_module(content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            if name != "xl/vbaProject.bin":
                new.writestr(name, old.read(name))
    return stream.getvalue()


NO_ADDIN = {
    "nothing": lambda content: b"",
    "text": lambda content: b"no add-in",
    "program": lambda content: b"MZ" + bytes(5000),
    "truncated": lambda content: content[: len(content) // 2],
    "flipped": _flipped,
    "without module": _without_module,
}


@pytest.mark.parametrize("case", NO_ADDIN)
def test_what_is_no_addin_of_ours_is_refused(windows: FakeWindows, built: Path, tmp_path: Path, case: str) -> None:
    file = tmp_path / "smo_metrics.xlam"
    file.write_bytes(NO_ADDIN[case](built.read_bytes()))
    before = state(windows)
    with pytest.raises(SmoError, match=r"smo_metrics\.xlam is no add-in of ours, or is damaged\. Leave it out"):
        install(addin=file, windows=windows)
    assert state(windows) == before


def test_damage_anywhere_is_told_and_nothing_else_happens(tmp_path: Path, built: Path) -> None:
    draw, content, file = random.Random(1), built.read_bytes(), tmp_path / "smo_metrics.xlam"
    told = set()
    for _ in range(400):
        damaged = bytearray(content)
        for _ in range(draw.choice((1, 5, 50))):
            damaged[draw.randrange(len(damaged))] ^= draw.randrange(1, 256)
        file.write_bytes(damaged)
        told.add(built_for(file))
    assert told == {None, XLWINGS}  # not all bytes of a zip matter, as the times of its files do not


def test_a_workbook_with_the_functions_is_no_addin(windows: FakeWindows, tmp_path: Path) -> None:
    with pytest.raises(SmoError, match="is no add-in of ours"):
        install(addin=build(tmp_path / "smo_metrics.xlsm"), windows=windows)


def test_without_pyopenvba_a_built_addin_cannot_be_looked_into(
    windows: FakeWindows, monkeypatch: pytest.MonkeyPatch, built: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyopenvba", None)
    with pytest.raises(SmoError, match=r"pyOpenVBA is not installed here\. Run: python -m pip install pyOpenVBA$"):
        install(addin=built, windows=windows)
