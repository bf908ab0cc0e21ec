"""With the real wheels for Windows: every import that the add-in needs resolves inside the bundle."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from excel_addin.bundle import BundleReport, bundle
from tests.excel_addin.bundle.stand_ins import embedded_python
from tests.excel_addin.bundle.windows_imports import WindowsImports

ROOTS = (
    "excel_addin.udfs", "excel_addin.ribbon.press", "excel_addin.install", "excel_addin.doctor", "smo_metrics.cli",
    "xlwings", "xlwings._xlwindows", "xlwings.com_server", "xlwings.udfs", "pythoncom", "pywintypes",
    "pywin32_bootstrap", "win32api",
)  # fmt: skip
# pandas and scipy import what they have found; plot(), which no cell calls, says that matplotlib is missing
ASKED_FOR_FIRST = {"numexpr", "pyarrow", "uarray", "matplotlib"}
MADE_BY_SIX = {"six.moves", "StringIO"}  # six, which holidays needs through dateutil: made as it runs, or Python 2's
MINOR = sys.version_info.minor  # its syntax is the newest that ast reads here
LONGEST_PLACE = 150  # below C:\Users\NAME\AppData\Local\smo_metrics; Windows ends at 259


class Bundled(NamedTuple):
    report: BundleReport
    archive: zipfile.ZipFile

    @property
    def names(self) -> list[str]:
        return [name.removeprefix("program/") for name in self.archive.namelist() if name.startswith("program/")]

    def read(self, name: str) -> bytes:
        return self.archive.read(f"program/{name}")


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bundled]:
    folder = tmp_path_factory.mktemp("bundle")
    probe = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), "mdurl"]
    asked = subprocess.run(probe, capture_output=True, text=True, check=False)
    if asked.returncode:
        pytest.skip(f"the package index cannot be reached: {asked.stderr.strip().splitlines()[-1]}")
    report = bundle(embedded_python(folder, minor=MINOR), folder / "smo_metrics_windows.zip")
    with zipfile.ZipFile(report.path) as archive:
        yield Bundled(report, archive)


@pytest.fixture(scope="module")
def imports(bundled: Bundled) -> WindowsImports:
    lines = bundled.read(f"python3{MINOR}._pth").decode().splitlines()
    search_path = [line.replace("\\", "/") for line in lines if line and line != "import site"]
    return WindowsImports(bundled.names, bundled.read, search_path, (3, MINOR))


def test_every_import_that_the_add_in_needs_resolves_in_the_bundle(imports: WindowsImports) -> None:
    missing = imports.missing(ROOTS)
    assert {name for name in missing if name.partition(".")[0] not in ASKED_FOR_FIRST} <= MADE_BY_SIX, missing


def test_what_the_installer_tries_first_is_in_the_bundle(bundled: Bundled, imports: WindowsImports) -> None:
    tried = re.findall(rb'-c "import (.+?)"', bundled.archive.read("install.cmd"))
    modules = tried[0].decode().split(", ")
    assert modules == ["pythoncom", "xlwings.com_server", "excel_addin.udfs"]
    assert not set(modules) & set(imports.missing(modules))


@pytest.mark.parametrize(
    ("folder", "module"),
    [
        ("win32/", "win32api"),
        ("pydantic_core/", "pydantic_core"),
        ("numpy/_core/", "numpy._core"),
        ("lxml/", "lxml"),
        ("et_xmlfile/", "et_xmlfile"),
        ("excel_addin/cells.py", "excel_addin.cells"),
        ("rich/", "rich"),
        ("typing_extensions.py", "typing_extensions"),
    ],
)
def test_the_check_sees_what_is_not_there(imports: WindowsImports, folder: str, module: str) -> None:
    missing = imports.missing(ROOTS, without=f"Lib/site-packages/{folder}")
    assert any(name == module or name.startswith(f"{module}.") for name in missing), missing


def test_what_windows_alone_needs_is_there_and_what_needs_a_paid_licence_is_not(bundled: Bundled) -> None:
    packages = {package.name: package for package in bundled.report.packages}
    assert {"pywin32", "tzdata", "xlwings", "smo-metrics", "pandas", "scipy"} <= set(packages)
    version = packages["xlwings"].version
    assert {f"xlwings64-{version}.dll", f"xlwings32-{version}.dll", "smo_metrics.xlam"} <= set(bundled.names)
    assert not [name for name in bundled.names if name.startswith("Lib/site-packages/xlwings/pro/")]
    assert f"Lib/site-packages/pywin32_system32/pythoncom3{MINOR}.dll" in bundled.names


def test_every_package_states_a_licence_that_allows_passing_it_on_and_brings_its_text(bundled: Bundled) -> None:
    page = bundled.read("CONTENTS.txt").decode()
    for package in bundled.report.packages:
        assert package.licence != "not stated", package.name
        assert not re.search(r"GPL|General Public|noncommercial|proprietary", package.licence, re.IGNORECASE), package
        entry = page.partition(f"\r\n{package.name} {package.version}, ")[2].partition("\r\n\r\n")[0]
        texts = re.findall(r"Lib/site-packages/\S.*", entry)
        assert texts, package.name
        assert set(text.strip() for text in texts) <= set(bundled.names)


def test_what_python_loads_from_files_is_there_too(bundled: Bundled) -> None:
    held = set(bundled.names)
    for name in ("smo_metrics/workbook/templates/quality_review.xlsx", "tzdata/zoneinfo/Asia/Singapore"):
        assert f"Lib/site-packages/{name}" in held
    for name in ("vba/SmoServer.bas", "bundle/texts/install.cmd"):
        assert f"Lib/site-packages/excel_addin/{name}" in held


def test_no_path_grows_too_long_for_windows_and_no_path_of_this_machine_is_told(bundled: Bundled) -> None:
    assert max(len(name) for name in bundled.archive.namelist()) <= LONGEST_PLACE
    ours = [name for name in bundled.names if re.match(r"Lib/site-packages/(smo_metrics|excel_addin)", name)]
    here = str(Path(__file__).parents[3]).encode()
    assert not [name for name in ours if here in bundled.read(name)]
