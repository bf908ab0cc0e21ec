"""What a user is told to type can be typed where it is told, and installs nothing under a name that others may take."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

import excel_addin
from excel_addin import build as building
from excel_addin.build import build
from excel_addin.machine.mends import BUNDLES_OWN, install_addin, install_package
from smo_metrics.errors import SmoError

ROOT = Path(__file__).parents[3]
NAME = r"(?<![\\/\w])[\"']?smo[-_]metrics"
BARE = re.compile(
    rf"\b(?:(?:pip3?|pipx|uv|tool) (?:install|wheel|download|run|add)|uvx) [^`;&|]*?{NAME}(?![-\w.:/])|{NAME}\["
)


def texts() -> list[Path]:
    """Give every page, message and source that a user may read."""
    folders = [file for name in ("docs", "excel_addin", "smo_metrics") for file in (ROOT / name).rglob("*")]
    files = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *folders]
    binary = {".png", ".xlsx", ".pyc"}
    return [file for file in files if file.is_file() and file.suffix not in binary]


@pytest.mark.parametrize("file", texts(), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_nothing_installs_the_package_by_its_bare_name(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if BARE.search(line)] == []


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("pip install smo-metrics", True),
        ('python -m pip install --upgrade "smo-metrics[excel]"', True),
        ("installed as `smo-metrics[excel]`", True),
        ("pipx install smo_metrics", True),
        ("uv tool install smo-metrics, then", True),
        ("uvx smo-metrics demo", True),
        (r'smo\Scripts\python -m pip install "C:\path\to\project[excel]"', False),
        ("pip downloads what builds a wheel. Or put a file of smo-metrics into the folder", False),
        ("pip install smo_metrics-0.1.0-py3-none-any.whl", False),
        ("pip install https://team.example.org/smo_metrics-0.1.0-py3-none-any.whl", False),
        ("pip install . && .venv/bin/smo-metrics demo", False),
        (r"pip install .; .venv\Scripts\smo-metrics demo", False),
    ],
)
def test_a_bare_name_is_told_from_a_file_and_a_command(line: str, refused: bool) -> None:
    assert bool(BARE.search(line)) is refused


def test_on_windows_what_is_to_be_typed_names_this_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "executable", r"C:\smo\Scripts\pythonw.exe")
    assert install_addin() == r"Close Excel and run: C:\smo\Scripts\python.exe -m smo_metrics.cli excel install"
    assert install_package("xlwings") == r"Run: C:\smo\Scripts\python.exe -m pip install xlwings"


def test_the_bundle_is_known_by_a_file_of_its_own() -> None:
    assert (Path(excel_addin.__file__).parent / "bundle" / "texts" / BUNDLES_OWN).is_file()


@pytest.mark.parametrize("package", ["xlwings", "pyOpenVBA"])
def test_a_build_names_the_package_that_it_lacks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, package: str) -> None:
    def missing(name: str) -> str:
        raise building.metadata.PackageNotFoundError(name)

    if package == "xlwings":
        monkeypatch.setattr(building.metadata, "version", missing)
    else:
        monkeypatch.setitem(sys.modules, "pyopenvba", None)
    with pytest.raises(SmoError, match=rf"^{package} is not installed here\. Run: python -m pip install {package}$"):
        build(tmp_path / "addin.xlam")


def test_a_build_into_a_folder_that_is_not_there_does_not_blame_excel(tmp_path: Path) -> None:
    with pytest.raises(SmoError, match=r"No such file or directory\. Make the folder .*nowhere first, or name another"):
        build(tmp_path / "nowhere" / "addin.xlam")


def test_a_build_over_a_file_that_is_held_says_to_close_it(tmp_path: Path) -> None:
    (tmp_path / "addin.xlam").mkdir()
    with pytest.raises(SmoError, match=r"Close it in Excel, or name another place\.$"):
        build(tmp_path / "addin.xlam")
