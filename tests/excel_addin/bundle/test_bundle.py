"""The bundle is put together from a Python and wheels, as they stand, and says what is wrong with them."""

from __future__ import annotations

import hashlib
import shutil
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from excel_addin.bundle import BundledPackage, BundleReport, bundle
from excel_addin.bundle.sources import own_wheel, wheels_of_index
from smo_metrics.errors import SmoError
from tests.excel_addin.bundle.stand_ins import XLWINGS, embedded_python, wheel, wheels_of_the_add_in, write_zip

SITE = "program/Lib/site-packages/"


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    return wheels_of_the_add_in(tmp_path / "wheels")


def made(tmp_path: Path, wheels: Path, name: str = "made.zip") -> tuple[BundleReport, dict[str, bytes]]:
    report = bundle(embedded_python(tmp_path), tmp_path / name, wheels=wheels)
    with zipfile.ZipFile(report.path) as archive:
        return report, {each: archive.read(each) for each in archive.namelist()}


def test_it_holds_python_the_packages_the_add_in_and_the_scripts_each_in_its_place(
    tmp_path: Path, wheels: Path
) -> None:
    _, files = made(tmp_path, wheels)
    assert {
        "READ_ME.txt", "install.cmd", "uninstall.cmd", "program/python.exe", "program/pythonw.exe",
        "program/smo_metrics.xlam", "program/smo-metrics.cmd", "program/uninstall.cmd", "program/CONTENTS.txt",
        "program/LICENSE.txt", SITE + "smo_metrics.py", SITE + "win32/win32api.pyd", SITE + "xlwings/__init__.py",
    } <= set(files)  # fmt: skip
    assert files[f"program/xlwings64-{XLWINGS}.dll"] == b"dll"
    assert not [name for name in files if "xlwings.bat" in name]


def test_the_add_in_is_built_for_the_xlwings_of_the_bundle(tmp_path: Path, wheels: Path) -> None:
    (wheels / f"xlwings-{XLWINGS}-cp312-cp312-win_amd64.whl").unlink()
    dll = {"xlwings-0.99.1.data/data/xlwings64-0.99.1.dll": b"dll"}
    wheel(wheels, "xlwings", "0.99.1", tag="cp312-cp312-win_amd64", files=dll)
    _, files = made(tmp_path, wheels)
    (tmp_path / "book.xlam").write_bytes(files["program/smo_metrics.xlam"])
    from oletools.olevba import VBA_Parser

    sources = [source for *_, source in VBA_Parser(str(tmp_path / "book.xlam")).extract_macros()]
    assert [source for source in sources if "xlwings64-0.99.1.dll" in source]


def test_nothing_that_needs_a_paid_licence_is_passed_on(tmp_path: Path, wheels: Path) -> None:
    _, files = made(tmp_path, wheels)
    assert not [name for name in files if "/pro/" in name or "PRO" in name]


def test_our_packages_come_before_those_of_the_user_and_path_files_take_effect(tmp_path: Path, wheels: Path) -> None:
    _, files = made(tmp_path, wheels)
    assert SITE + "win32/not_at_the_top.pth" in files
    assert files["program/python312._pth"].decode().split("\r\n") == [
        "python312.zip", ".", "Lib\\site-packages", "Lib\\site-packages\\win32", "Lib\\site-packages\\win32\\lib",
        "import site", "",
    ]  # fmt: skip


def test_requirements_are_judged_for_windows_and_for_the_python_of_the_bundle(tmp_path: Path, wheels: Path) -> None:
    wheel(wheels, "uvloop")
    wheel(wheels, "unrelated")
    report, files = made(tmp_path, wheels)
    assert report.packages == (
        BundledPackage("colorama", "1.0", "MIT"),
        BundledPackage("numpy", "2.5", "MIT"),
        BundledPackage("pywin32", "312", "Python Software Foundation License"),
        BundledPackage("smo-metrics", "1.0", "MIT"),
        BundledPackage("xlwings", XLWINGS, "MIT"),
    )
    assert SITE + "uvloop.py" not in files
    assert SITE + "unrelated.py" not in files


def test_the_report_and_the_page_for_it_name_every_package_its_licence_and_checksum(
    tmp_path: Path, wheels: Path
) -> None:
    report, files = made(tmp_path, wheels)
    page = files["program/CONTENTS.txt"].decode()
    python = hashlib.sha256(embedded_python(tmp_path).read_bytes()).hexdigest()
    numpy = hashlib.sha256((wheels / "numpy-2.5-cp312-cp312-win_amd64.whl").read_bytes()).hexdigest()
    assert report.python_sha256 == python
    assert python in page
    assert f"numpy 2.5, from numpy-2.5-cp312-cp312-win_amd64.whl\r\n  sha256   {numpy}\r\n  licence  MIT\r\n" in page
    assert "Lib/site-packages/numpy-2.5.dist-info/licenses/LICENSE" in page
    assert report.files == len(files)
    assert report.size_bytes == report.path.stat().st_size
    assert report.lines[1] == f"Python 3.12, from a zip with sha256 {python}."
    assert "  pywin32 312      Python Software Foundation License" in report.lines


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path, wheels: Path) -> None:
    first, _ = made(tmp_path, wheels, "first.zip")
    shutil.copytree(wheels, tmp_path / "again")
    second, _ = made(tmp_path, tmp_path / "again", "second.zip")
    assert first.path.read_bytes() == second.path.read_bytes()
    with zipfile.ZipFile(first.path) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.create_system for info in archive.infolist()} == {0}
        assert archive.namelist() == sorted(archive.namelist())


def test_all_missing_packages_are_named_at_once_and_an_older_bundle_stays(tmp_path: Path, wheels: Path) -> None:
    (wheels / "colorama-1.0-py3-none-any.whl").unlink()
    (wheels / "pywin32-312-cp312-cp312-win_amd64.whl").rename(wheels / "pywin32-312-cp311-cp311-win_amd64.whl")
    (tmp_path / "made.zip").write_bytes(b"older")
    with pytest.raises(SmoError, match=r"lacks wheels for Python 3\.12 .*: colorama, pywin32>=224\. Add them"):
        made(tmp_path, wheels)
    assert (tmp_path / "made.zip").read_bytes() == b"older"


def test_a_wheel_that_is_too_old_or_for_another_python_counts_as_missing(tmp_path: Path, wheels: Path) -> None:
    (wheels / "numpy-2.5-cp312-cp312-win_amd64.whl").unlink()
    wheel(wheels, "numpy", "1.26")
    (wheels / "colorama-1.0-py3-none-any.whl").unlink()
    with pytest.raises(SmoError, match=r": numpy>=2\. "):
        made(tmp_path, wheels)
    (wheels / "numpy-1.26-py3-none-any.whl").unlink()
    wheel(wheels, "numpy", "3.0", described="Requires-Python: >=3.13")
    with pytest.raises(SmoError, match=r": numpy>=2\. "):
        made(tmp_path, wheels)


def test_two_releases_of_a_package_are_refused(tmp_path: Path, wheels: Path) -> None:
    wheel(wheels, "colorama", "2.0")
    with pytest.raises(SmoError, match=r"colorama-1\.0.* and colorama-2\.0.* are one package"):
        made(tmp_path, wheels)


def test_two_packages_that_want_the_same_place_on_windows_are_refused(tmp_path: Path, wheels: Path) -> None:
    (wheels / "colorama-1.0-py3-none-any.whl").unlink()
    wheel(wheels, "colorama", files={"NumPy.py": b"other"})
    with pytest.raises(SmoError, match=r"numpy-2\.5.*colorama-1\.0.*both hold|colorama-1\.0.*numpy-2\.5.*both hold"):
        made(tmp_path, wheels)


def test_an_xlwings_without_the_dll_for_excel_is_refused(tmp_path: Path, wheels: Path) -> None:
    (wheels / f"xlwings-{XLWINGS}-cp312-cp312-win_amd64.whl").unlink()
    wheel(wheels, "xlwings", XLWINGS)
    with pytest.raises(SmoError, match="no DLL for Excel"):
        made(tmp_path, wheels)


def test_a_place_that_cannot_be_written_is_said_and_nothing_is_left_there(tmp_path: Path, wheels: Path) -> None:
    with pytest.raises(SmoError, match=r"cannot be written: No such file or directory\. Name another place with -o"):
        bundle(embedded_python(tmp_path), tmp_path / "nowhere" / "made.zip", wheels=wheels)
    (tmp_path / "folder.zip").mkdir()
    with pytest.raises(SmoError, match="cannot be written"):
        bundle(embedded_python(tmp_path), tmp_path / "folder.zip", wheels=wheels)
    assert not list(tmp_path.glob(".*"))
    with pytest.raises(SmoError, match=r"ends in \.zip"):
        bundle(embedded_python(tmp_path), tmp_path / "made.exe", wheels=wheels)


@pytest.mark.parametrize("name", ["python-3.12.10-embed-amd64.zip", "link.zip"])
def test_the_embeddable_python_is_not_overwritten_by_the_bundle(tmp_path: Path, wheels: Path, name: str) -> None:
    python = embedded_python(tmp_path)
    (tmp_path / "link.zip").hardlink_to(python)
    before = python.read_bytes()
    with pytest.raises(SmoError, match=rf"{name} is the embeddable Python itself, and would be lost\. Give another"):
        bundle(python, tmp_path / "wheels" / ".." / name, wheels=wheels)
    assert python.read_bytes() == before


def test_a_folder_of_wheels_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SmoError, match="is no folder"):
        made(tmp_path, tmp_path / "nowhere")


def test_our_own_wheel_is_the_installation_itself_without_what_it_knows_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = {
        "smo_metrics/__init__.py": "code", "smo_metrics/__pycache__/__init__.cpython-312.pyc": "compiled",
        "smo_metrics-9.9.dist-info/METADATA": "Metadata-Version: 2.4\nName: smo-metrics\nVersion: 9.9\n",
        "smo_metrics-9.9.dist-info/INSTALLER": "pip", "smo_metrics-9.9.dist-info/direct_url.json": "{}",
    }  # fmt: skip
    site = tmp_path / "site"
    for name, text in installed.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text)
    record = [*installed, "smo_metrics-9.9.dist-info/RECORD", "../../bin/smo-metrics"]
    (site / "smo_metrics-9.9.dist-info" / "RECORD").write_text("".join(f"{name},,\n" for name in record))
    monkeypatch.syspath_prepend(site)
    with zipfile.ZipFile(own_wheel(tmp_path)) as archive:
        assert archive.filename == str(tmp_path / "smo_metrics-9.9-py3-none-any.whl")
        assert archive.namelist() == ["smo_metrics/__init__.py", "smo_metrics-9.9.dist-info/METADATA"]


def test_a_checkout_that_is_not_installed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> metadata.Distribution:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", none)
    with pytest.raises(SmoError, match=r"without being installed\. Install it: ") as caught:
        own_wheel(tmp_path)
    assert str(caught.value).endswith(f' -m pip install "{Path(__file__).parents[3]}[excel]"')


def test_what_pip_says_reaches_the_user_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_CONFIG_FILE": "/dev/null"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SmoError, match=r"^pip (wheel|download) failed: .+(Is there|without) a network") as caught:
        wheels_of_index(sys.version_info.minor, tmp_path)
    assert "\n" not in str(caught.value)


def test_a_wheel_without_metadata_or_under_a_strange_name_is_said(tmp_path: Path, wheels: Path) -> None:
    write_zip(wheels / "thing-1.0-py3-none-any.whl", {"thing.py": b""})
    with pytest.raises(SmoError, match=r"thing-1\.0-py3-none-any\.whl is no wheel"):
        made(tmp_path, wheels)
    (wheels / "thing-1.0-py3-none-any.whl").rename(wheels / "thing (1).whl")
    with pytest.raises(SmoError, match="is not named as a wheel is"):
        made(tmp_path, wheels)
