"""The scripts of the bundle, read as text: Windows itself is not here to run them."""

from __future__ import annotations

import re
import zipfile
from itertools import pairwise

import pytest

from excel_addin.bundle import bundle
from tests.excel_addin.bundle.stand_ins import embedded_python, wheels_of_the_add_in

SCRIPTS = ("install.cmd", "uninstall.cmd", "program/uninstall.cmd", "program/smo-metrics.cmd")
ENDED_BADLY = 'if not "%errorlevel%"=="0"'
BRING_BACK = 'if not exist "%PROGRAM%" if exist "%PROGRAM%.old\\python.exe" ren "%PROGRAM%.old" program'


def jumps(text: str) -> list[tuple[str, str]]:
    """Each jump's condition and label; where the condition is how a program ended, the line that ran the program."""
    pairs = pairwise(text.split("\r\n"))
    found = [(before, match) for before, line in pairs if (match := re.fullmatch(r"(.+) goto (\w+)", line))]
    return [(before if match[1] == ENDED_BADLY else match[1], match[2]) for before, match in found]


def in_order(text: str, steps: list[str]) -> bool:
    places = [text.find(step) for step in steps]
    return -1 not in places and places == sorted(places)


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


def test_every_program_that_fails_or_crashes_and_every_obstacle_ends_the_installation(texts: dict[str, str]) -> None:
    assert jumps(texts["install.cmd"]) == [
        ('if not exist "%HERE%program\\python.exe"', "not_extracted"),
        ("if not defined LOCALAPPDATA", "no_place"),
        (
            '"%SystemRoot%\\System32\\xcopy.exe" "%HERE%program" "%PROGRAM%.new" /E /I /H /R /Q /Y >nul',
            "not_copied",
        ),
        (
            '"%PROGRAM%.new\\python.exe" -s -c "import pythoncom, xlwings.com_server, excel_addin.udfs"',
            "not_started",
        ),
        ('if exist "%PROGRAM%"', "in_use"),
        ('if not exist "%PROGRAM%\\python.exe"', "take_back"),
        (
            '"%PROGRAM%\\python.exe" -s -m smo_metrics.cli excel install --addin "%PROGRAM%\\smo_metrics.xlam"',
            "take_back",
        ),
    ]


def test_every_program_that_fails_or_crashes_and_every_obstacle_ends_the_removal(texts: dict[str, str]) -> None:
    assert jumps(texts["uninstall.cmd"]) == [
        ('if "%~1"=="copied"', "copied"),
        ('copy /y "%~f0" "%TEMP%\\smo_metrics_uninstall.cmd" >nul', "not_copied"),
        ('if not exist "%PROGRAM%\\python.exe"', "not_there"),
        ('"%PROGRAM%\\python.exe" -s -m smo_metrics.cli excel uninstall', "refused"),
        ('if exist "%PROGRAM%"', "in_use"),
        ('if exist "%PROGRAM%.old"', "in_use"),
    ]


@pytest.mark.parametrize("name", ["install.cmd", "uninstall.cmd"])
def test_no_program_is_run_whose_end_is_not_looked_at(texts: dict[str, str], name: str) -> None:
    lines = texts[name].split("\r\n")
    run = [line for line in lines if line.startswith(('"', "copy")) and not line.endswith('.cmd" copied')]
    assert run == [ran for ran, _ in jumps(texts[name]) if not ran.startswith("if ")]
    assert not re.search(r"if (not )?errorlevel", texts[name], re.IGNORECASE)  # takes a negative end for success
    cleared = lines.index('set "ERRORLEVEL="')
    assert cleared < min(place for place, line in enumerate(lines) if "errorlevel" in line)


def test_the_new_program_is_tried_before_the_old_one_is_moved_and_the_old_one_comes_back(
    texts: dict[str, str],
) -> None:
    steps = [
        "xcopy.exe", '"%PROGRAM%.new\\python.exe" -s -c', f"{BRING_BACK}\r\nif exist \"%PROGRAM%.old\" rd",
        'if exist "%PROGRAM%" ren "%PROGRAM%" program.old', 'ren "%PROGRAM%.new" program',
        "-m smo_metrics.cli excel install --addin", ":take_back", 'if exist "%PROGRAM%" rd /s /q "%PROGRAM%"',
        'if exist "%PROGRAM%.old" ren "%PROGRAM%.old" program',
    ]  # fmt: skip
    assert in_order(texts["install.cmd"], steps)


def test_what_the_installer_said_of_excel_is_the_last_thing_to_be_read(texts: dict[str, str]) -> None:
    end = texts["install.cmd"].partition("excel install --addin")[2].partition("exit /b 0")[0]
    assert "Read all lines above" in end
    assert "Start Excel" not in end
    assert "cls" not in end
    assert "read all that it says" in texts["READ_ME.txt"]


def test_uninstalling_deletes_the_program_and_leaves_what_else_lies_there(texts: dict[str, str]) -> None:
    text = texts["uninstall.cmd"]
    assert text == texts["program/uninstall.cmd"]
    deleted = re.findall(r"(?m)\b(rd .+?)\r$", text)
    assert set(deleted) == {*(f'rd /s /q "%PROGRAM%.{name}"' for name in ("new", "old")), 'rd "%PLACE%" 2>nul'}


def test_uninstalling_ends_what_a_killed_installation_has_left(texts: dict[str, str]) -> None:
    new, old = (f'if exist "%PROGRAM%.{name}" rd /s /q "%PROGRAM%.{name}"' for name in ("new", "old"))
    text = texts["uninstall.cmd"]
    assert in_order(text, [new, BRING_BACK, "goto not_there", "excel uninstall", old, 'ren "%PROGRAM%" program.old'])
    assert f'{old}\r\nrd "%PLACE%" 2>nul' in text[text.index(":not_there") :]
