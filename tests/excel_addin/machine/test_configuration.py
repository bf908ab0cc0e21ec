from __future__ import annotations

import re
from pathlib import Path

import pytest

import excel_addin
from excel_addin.configuration import (
    COMMAND_LIMIT,
    FILE_NAME,
    Configuration,
    command_length,
    configuration_file,
    encode,
    read,
    start_command,
)
from smo_metrics.errors import SmoError

PYTHON = r"C:\Users\José\venv\Scripts\pythonw.exe"
FOLDER = r"C:\Users\José\venv"
VBA = Path(excel_addin.__file__).parent / "vba"


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / FILE_NAME
    file.write_bytes(encode(Configuration(PYTHON, FOLDER), "cp1252"))
    assert read(file, "cp1252") == Configuration(PYTHON, FOLDER)


def test_the_file_is_lines_in_the_code_page_that_vba_reads() -> None:
    expected = f"INTERPRETER={PYTHON}\r\nDLL_FOLDER={FOLDER}\r\n".encode("latin-1")
    assert encode(Configuration(PYTHON, FOLDER), "cp1252") == expected


def test_a_letter_outside_the_code_page_is_refused_with_a_mend() -> None:
    with pytest.raises(SmoError, match=r"letter 'ż'.*Install Python in a folder with plain letters"):
        encode(Configuration(r"C:\Users\Jerzy Ważny\pythonw.exe", FOLDER), "cp1252")


@pytest.mark.parametrize("value", ["C:\\a\nDLL_FOLDER=C:\\evil", "C:\\a\rb", r"C:\$(Environment:TEMP)\x"])
@pytest.mark.parametrize("first", [True, False])
def test_a_value_that_would_say_something_else_is_refused(value: str, first: bool) -> None:
    values = Configuration(value, FOLDER) if first else Configuration(PYTHON, value)
    with pytest.raises(SmoError, match="Rename the folder"):
        encode(values, "cp1252")


def test_a_command_may_fill_the_place_that_the_dll_has_and_no_more() -> None:
    spare = COMMAND_LIMIT - command_length("", "cp1252")
    encode(Configuration("x" * spare, FOLDER), "cp1252")
    with pytest.raises(SmoError, match=r"has 2048 characters; xlwings' DLL takes 2047\. Install Python in"):
        encode(Configuration("x" * (spare + 1), FOLDER), "cp1252")


def test_the_length_of_the_command_counts_bytes_and_the_id() -> None:
    command = start_command("é").replace("$(CLSID)", "{00000000-0000-0000-0000-000000000000}")
    assert command_length("é", "utf-8") == len(command) + 1


def test_excel_starts_python_with_the_same_command() -> None:
    texts = ('"' + part.replace('"', '""') + '"' for part in start_command("|").split("|"))
    line = "command = " + ' & Setting("INTERPRETER") & '.join(texts) + "\n"
    assert line in (VBA / "SmoServer.bas").read_text()


def test_excel_asks_for_the_names_in_the_file() -> None:
    asked = set(re.findall(r'Setting\("(\w+)"\)', (VBA / "SmoServer.bas").read_text()))
    written = {line.split("=")[0] for line in encode(Configuration("p", "f"), "cp1252").decode().splitlines()}
    assert asked == written
    assert f'FILE_NAME As String = "{FILE_NAME}"' in (VBA / "SmoSettings.bas").read_text()


def test_the_file_lies_where_excel_looks() -> None:
    assert configuration_file(Path("roaming")) == Path("roaming/smo_metrics/smo_metrics.conf")


def test_no_file_is_no_configuration(tmp_path: Path) -> None:
    assert read(tmp_path / FILE_NAME, "cp1252") is None


def test_a_missing_value_is_empty_and_unknown_names_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / FILE_NAME
    file.write_bytes(b"PYTHONPATH=C:\\evil\r\nnonsense\r\nINTERPRETER= p \r\n")
    assert read(file, "cp1252") == Configuration("p", "")
