"""The scripts of the bundle, read as text: Windows itself is not here to run them."""

from __future__ import annotations

import re
import zipfile

import pytest

from excel_addin.bundle import bundle
from tests.excel_addin.bundle.stand_ins import embedded_python, wheels_of_the_add_in

SCRIPTS = ("install.cmd", "uninstall.cmd", "program/uninstall.cmd", "program/smo-metrics.cmd")


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("bundle")
    made = bundle(embedded_python(folder), folder / "made.zip", wheels=wheels_of_the_add_in(folder / "wheels")).path
    with zipfile.ZipFile(made) as archive:
        return {name: archive.read(name).decode("ascii") for name in (*SCRIPTS, "READ_ME.txt")}


@pytest.mark.parametrize("name", [*SCRIPTS, "READ_ME.txt"])
def test_every_line_ends_as_windows_wants(texts: dict[str, str], name: str) -> None:
    assert texts[name].endswith("\r\n")
    assert texts[name].count("\r\n") == texts[name].count("\n") == texts[name].count("\r")


@pytest.mark.parametrize("name", ["install.cmd", "uninstall.cmd"])
def test_every_jump_has_its_label_and_every_label_is_jumped_to(texts: dict[str, str], name: str) -> None:
    labels = re.findall(r"(?m)^:(\w+)\r$", texts[name])
    assert len(labels) == len(set(labels)) > 3
    assert set(labels) == set(re.findall(r"goto (\w+)", texts[name]))


@pytest.mark.parametrize("name", ["install.cmd", "uninstall.cmd"])
def test_every_end_is_read_before_the_window_closes_and_tells_its_caller(texts: dict[str, str], name: str) -> None:
    ends = re.findall(r"(?s)(\S+)\r\nexit /b (\d)", texts[name])
    assert ends[0] == ("pause", "0")
    assert set(ends[1:]) == {("pause", "1")}
    assert len(ends) == texts[name].count("exit") >= 5


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_folder_with_spaces_or_ampersands_breaks_a_command(texts: dict[str, str], name: str) -> None:
    for line in texts[name].splitlines():
        outside_quotes = "".join(line.split('"')[::2])
        assert "%" not in outside_quotes.replace("%*", ""), line
        assert "delayed" not in line.lower() or "DisableDelayedExpansion" in line


@pytest.mark.parametrize("name", SCRIPTS)
def test_nothing_is_run_that_needs_rights_a_network_or_another_shell(texts: dict[str, str], name: str) -> None:
    commands = [line for line in texts[name].lower().splitlines() if not line.startswith(("rem", "echo", "@rem"))]
    for word in ("powershell", "runas", "reg ", "http", "curl", "bitsadmin", "setx", "msiexec", "pip"):
        assert not [line for line in commands if word in line]


def test_a_script_opened_inside_the_zip_says_to_extract_first(texts: dict[str, str]) -> None:
    text = texts["install.cmd"]
    check = text.index('if not exist "%HERE%program\\python.exe" goto not_extracted')
    assert check < text.index("xcopy")
    assert "Extract the whole zip first" in text[text.index(":not_extracted") :]


def test_the_new_program_is_tried_before_the_old_one_is_moved_and_the_old_one_comes_back(
    texts: dict[str, str],
) -> None:
    text = texts["install.cmd"]
    steps = [
        "xcopy.exe", '"%PROGRAM%.new\\python.exe" -s -c "import excel_addin.udfs"', 'ren "%PROGRAM%" program.old',
        'ren "%PROGRAM%.new" program', "-m smo_metrics.cli excel install --addin", ":take_back",
        'ren "%PROGRAM%.old" program',
    ]  # fmt: skip
    assert [text.index(step) for step in steps] == sorted(text.index(step) for step in steps)


def test_uninstalling_deletes_the_program_and_leaves_what_else_lies_there(texts: dict[str, str]) -> None:
    text = texts["uninstall.cmd"]
    assert text == texts["program/uninstall.cmd"]
    deleted = re.findall(r"(?m)^.*?\b(rd .+?)\r$", text)
    assert deleted == ['rd /s /q "%PROGRAM%.old"', 'rd /s /q "%PROGRAM%.old"', 'rd "%PLACE%" 2>nul']
    assert text.index("-m smo_metrics.cli excel uninstall") < text.index(deleted[0])
