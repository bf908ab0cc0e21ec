"""What is not the embeddable Python, or would do harm when it is unpacked, does not get into a bundle."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from excel_addin.bundle import members
from excel_addin.bundle.embedded_python import read_embedded_python
from excel_addin.bundle.wheels import read_wheel
from smo_metrics.errors import SmoError
from tests.excel_addin.bundle.stand_ins import embedded_python, wheel, write_zip


@pytest.mark.parametrize("minor", [11, 12, 14])
def test_the_version_is_read_from_the_files_and_not_from_the_name(tmp_path: Path, minor: int) -> None:
    path = embedded_python(tmp_path, minor=minor).rename(tmp_path / "python-3.99.0-embed-arm64.zip")
    assert read_embedded_python(path).version == f"3.{minor}"


@pytest.mark.parametrize(("machine", "kind"), [(0x014C, "32-bit"), (0xAA64, "ARM64"), (0x1234, "of an unknown kind")])
def test_a_python_for_another_processor_is_refused(tmp_path: Path, machine: int, kind: str) -> None:
    with pytest.raises(SmoError, match=rf"is {kind}; the bundle needs 64-bit \(amd64\)\. Download"):
        read_embedded_python(embedded_python(tmp_path, machine=machine))


def test_a_dll_that_is_no_program_file_is_refused(tmp_path: Path) -> None:
    names = ("python.exe", "pythonw.exe", "python312.dll", "python312.zip", "python312._pth")
    with pytest.raises(SmoError, match="of an unknown kind"):
        read_embedded_python(write_zip(tmp_path / "python.zip", dict.fromkeys(names, b"MZ")))


def test_a_python_that_is_too_old_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SmoError, match=r"holds Python 3\.10; smo_metrics needs 3\.11 or newer\. Download"):
        read_embedded_python(embedded_python(tmp_path, minor=10))


@pytest.mark.parametrize("missing", ["python.exe", "pythonw.exe", "python312.zip", "python312._pth"])
def test_a_zip_that_lacks_a_part_of_the_embeddable_python_is_refused(tmp_path: Path, missing: str) -> None:
    with pytest.raises(SmoError, match=rf"no embeddable Python: {missing} missing\. Download"):
        read_embedded_python(embedded_python(tmp_path, without=missing))


def test_another_zip_or_no_zip_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SmoError, match=r"no embeddable Python: no python3xx\.dll at its top"):
        read_embedded_python(write_zip(tmp_path / "notes.zip", {"notes.txt": b""}))
    (tmp_path / "python.zip").write_bytes(b"MZ")
    with pytest.raises(SmoError, match=r"python\.zip cannot be read as a zip"):
        read_embedded_python(tmp_path / "python.zip")
    with pytest.raises(SmoError, match=r"nowhere\.zip cannot be opened: No such file"):
        read_embedded_python(tmp_path / "nowhere.zip")


@pytest.mark.parametrize(
    "name",
    ["../evil.py", "a/../../evil.py", "/evil.py", "\\evil.py", "a\\..\\..\\evil.py", "C:evil.py", "C:/evil.py", "a/.."],
)
def test_a_name_that_leads_out_of_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SmoError, match=r"would be written outside its folder\. Do not use this zip"):
        read_wheel(wheel(tmp_path, "thing", files={name: b""}))


@pytest.mark.parametrize(
    "name",
    [
        *(f"a{letter}.py" for letter in '<>"|?*\x01'), "nul", "a/CON.txt", "lpt1.py", "a./b.py", "a /b.py", "a\\b.py",
        "conin$", "CONOUT$.txt", "nul .txt", "com¹", "a/LPT³.tar.gz", "a//b",
    ],
)  # fmt: skip
def test_a_name_that_windows_cannot_store_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SmoError, match="has a name that Windows cannot store"):
        read_wheel(wheel(tmp_path, "thing", files={name: b""}))


def test_a_path_that_is_too_long_for_windows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SmoError, match="has a name that is too long for Windows"):
        read_wheel(wheel(tmp_path, "thing", files={"a/" * 80 + "12345678.py": b""}))


@pytest.mark.parametrize(
    "name",
    [
        "console.py", "a..b/c.py", "null/x.py", "com10.py", "a b/c.py", "é.py", ".hidden", "conin.py", "nul b.txt",
        "a/" * 80 + "1234567.py",
    ],
)  # fmt: skip
def test_an_ordinary_name_passes(tmp_path: Path, name: str) -> None:
    assert f"Lib/site-packages/{name}" in read_wheel(wheel(tmp_path, "thing", files={name: b""})).places


def test_names_that_differ_in_case_alone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SmoError, match="stands there twice"):
        read_wheel(wheel(tmp_path, "thing", files={"Thing.py": b""}))


def test_a_link_is_refused(tmp_path: Path) -> None:
    path = embedded_python(tmp_path)
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(SmoError, match="'link' in it is a link"):
        read_embedded_python(path)


def test_an_encrypted_file_is_refused(tmp_path: Path) -> None:
    path = embedded_python(tmp_path)
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(SmoError, match="is encrypted"):
        read_embedded_python(path)


def test_a_zip_that_would_fill_the_disk_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = embedded_python(tmp_path)
    monkeypatch.setattr(members, "_MOST_BYTES", 100)
    with pytest.raises(SmoError, match="would unpack to 6 files"):
        read_embedded_python(path)
    monkeypatch.undo()
    monkeypatch.setattr(members, "_MOST_FILES", 5)
    with pytest.raises(SmoError, match="more than any Python or package needs"):
        read_embedded_python(path)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = embedded_python(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"PE\0\0", b"PE\0\1", 1))
    with pytest.raises(SmoError, match=r"is damaged at python312\.dll .*Download it again"):
        read_embedded_python(path)


def test_a_damaged_compressed_file_is_refused(tmp_path: Path) -> None:
    path = wheel(tmp_path, "thing")
    with zipfile.ZipFile(path) as archive:
        held = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            archive.writestr(name, data)
    compressed = bytearray(path.read_bytes())
    start = compressed.index(b"METADATA") + len(b"METADATA")
    compressed[start : start + 20] = b"\xff" * 20
    path.write_bytes(compressed)
    with pytest.raises(SmoError, match=r"is damaged at thing-1\.0\.dist-info/METADATA"):
        read_wheel(path)


def test_a_wheel_that_describes_itself_in_unknown_words_is_refused(tmp_path: Path) -> None:
    for described in ("Requires-Dist: numpy >>> 3", "Requires-Python: three"):
        with pytest.raises(
            SmoError, match=r"describes itself in words that cannot be read: .*Download it again"
        ) as caught:
            read_wheel(wheel(tmp_path, "thing", described=described))
        assert "\n" not in str(caught.value)
    with pytest.raises(SmoError, match="cannot be read: Invalid version: 'newest'"):
        read_wheel(wheel(tmp_path, "thing", "newest"))
