"""The two files for xlwings Lite: what they hold, and what they offer where only their requirements are installed."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from excel_addin.lite import WHEEL_NAME, write_lite
from smo_metrics.catalog import CATALOG
from smo_metrics.errors import SmoError
from tests.excel_addin.excel_objects import MISSING
from tests.excel_addin.flow_in_python import OF_EVENTS, sample, serial
from tests.excel_addin.in_python import NUMERIC, OF_TWO
from tests.excel_addin.sla_in_python import OF_DAYS, OF_PROMISES

ROOT = Path(__file__).parents[2]
WHEEL = f"https://team.example.org/wheels/{WHEEL_NAME}"
ALPHA = "SMO_KRIPPENDORFF_ALPHA"
ERROR = {"type": "Error", "errorType": "NotAvailable"}


def column(*values):
    return [[value] for value in values]


def labelled():
    """40 posts and three annotators, as columns; every second post has a gold label, one label is missing.

    Times are the numbers that Excel in the browser hands over.
    """
    draw = random.Random(5)
    rows = []
    for post in range(40):
        truth = draw.choice(["hate", "spam", "none"])
        for who in ("ana", "ben", "cem"):
            label = truth if draw.random() < 0.8 else draw.choice(["hate", "spam", "none"])
            more = ("ab"[post % 2], 46083.375 + post, draw.randint(3, 60))
            rows.append((label, post, who, truth if post % 2 else None, *more))
    rows[4] = (None, *rows[4][1:])
    names = ("labels", "items", "annotators", "gold", "groups", "times", "seconds")
    return {name: column(*(row[place] for row in rows)) for place, name in enumerate(names)}


ALONE = {
    "SMO_SAMPLE_SIZE": {"expected": [[0.7]], "category_shares": [[0.8, 0.2]], "half_width": [[0.1]]},
    "SMO_ACCEPTANCE_PLAN": {"aql": [[0.01]], "rql": [[0.06]], "lot_size": [[500]]},
}


def dates(cells):
    """Dates as the numbers that Excel in the browser hands over."""
    return column(*(None if cell is None else serial(pd.Timestamp(cell)) for cell in cells))


EVENTS = {
    name: dates(cells) if isinstance(cells[0], dt.datetime) else column(*cells) for name, cells in sample().items()
}
ON = {"timezone": [["Asia/Singapore"]], "hours": [["mon-fri 09:00-18:00"]], "holidays": [["SG"]]}
ALONE |= dict.fromkeys(OF_EVENTS, EVENTS | ON | {"regions": EVENTS["groups"]})
ALONE |= {
    name: ON | {"start": EVENTS["started"], "finish": EVENTS["ended"], "work_hours": [[12]]}
    for name in ("SMO_WORK_HOURS", "SMO_ADD_WORK_HOURS")
}
ALONE["SMO_OVERLAP_HOURS"] = {
    "regions": column("SG", "IE"), "timezones": column("Asia/Singapore", "Europe/Dublin"),
    "hours": column(*["mon-fri 09:00-18:00"] * 2), "week_of": [[46083]],
}  # fmt: skip
ALONE["SMO_CONTROL_LIMITS"] = {"values": column(4, 6, None, 5, 17), "kind": [["p"]], "sizes": column(*[90] * 5)}
ALONE["SMO_BOTTLENECKS"] |= {"hours": None, "holidays": None}
ALONE |= dict.fromkeys(OF_PROMISES, EVENTS | ON | {"target_hours": [[2]], "top": [[3]]})
DAYS = {
    "days": column(*range(46055, 46083)), "completed": column(*[12, 15, 9, 14, 11, None, None] * 4),
    "remaining": [[40]], "by": [[46087]], "due": [[46087]], "gaps": [["zero"]], "holidays": [["SG"]],
}  # fmt: skip
ALONE |= dict.fromkeys(OF_DAYS, DAYS)
ALONE["SMO_STAFF_FOR"] = ON | {
    "arrivals": [[1] * 5 + [0] * 2] * 24, "handling_hours": [[0.5]], "target_hours": [[8]], "goal": [[0.8]],
}  # fmt: skip
ALONE["SMO_ERLANG_C"] = {"people": column(7, 8), "offered": [[6.5]]}
ALONE["SMO_DUE"] = ON | {"start": EVENTS["started"], "target_hours": [[12]]}


def formula(entry, given):
    """Give all columns that a function takes; two annotators where it takes no more; defaults for the rest."""
    name = entry.excel_name
    if name in NUMERIC:
        given = given | {"labels": [[place * 7 % 5 + place % 3 % 2] for place in range(len(given["labels"]))]}
    if name in OF_TWO:
        given = {name: [row for i, row in enumerate(rows) if i % 3] for name, rows in given.items()}
    if name == "SMO_COMPARE_AGREEMENT":
        given = given | {f"{name}_2": rows[:60] for name, rows in given.items()}
    given = ALONE.get(name, given)
    return [name, *(given.get(argument.name) for argument in entry.arguments)]


FORMULAS = [formula(entry, labelled()) for entry in CATALOG]
BLOCK = [["a", "a"], ["a", "b"], ["b", "b"], ["b", None]]
BORDER = {
    "undefined": [ALPHA, [["x", "x"], ["x", "x"]]],
    "bad input": [ALPHA, column("x", "y")],
    "error cell": [ALPHA, [["a", "a"], [{"type": "Error", "basicValue": "#REF!"}, "b"]]],
    "single error cell": [ALPHA, [[{"type": "Error", "basicValue": "#DIV/0!"}]]],
    "empty": [ALPHA, [[None]]],
    "left out": ["SMO_PERCENT_AGREEMENT", BLOCK],
    "empty cells for options": ["SMO_PERCENT_AGREEMENT", BLOCK, [[None]], [[None]], [[None]], [[None]]],
    "blanks": ["SMO_PERCENT_AGREEMENT", [*BLOCK[:3], ["b", ""], ["", ""]]],
    "one row": ["SMO_PERCENT_AGREEMENT", [["a", "a"]]],
    "whole numbers": ["SMO_PERCENT_AGREEMENT", [[1, 1], [1, 2], [2, 2.0]]],
    "dates as items": ["SMO_PERCENT_AGREEMENT", column(*"aabb"), column(46104, 46104, 46105, 46105), column(*"xyxy")],
}


@pytest.fixture(scope="module")
def lite(tmp_path_factory):
    """What the stand-in for xlwings Lite printed after running the two files on every formula."""
    folder = tmp_path_factory.mktemp("lite")
    write_lite(folder, WHEEL)
    run = subprocess.run(
        [sys.executable, "-m", "tests.excel_addin.lite_stand_in", folder],
        input=json.dumps([*FORMULAS, *BORDER.values()]), capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def at_the_border(lite):
    return dict(zip(BORDER, lite["cells"][len(FORMULAS) :], strict=True))


def test_excel_is_told_every_function_of_the_catalogue_in_its_words(lite):
    assert lite["told"].keys() == {entry.excel_name for entry in CATALOG}
    for entry in CATALOG:
        arguments = [[argument.name, argument.help, argument.optional] for argument in entry.arguments]
        assert lite["told"][entry.excel_name] == {"summary": entry.summary, "arguments": arguments}


@pytest.mark.parametrize("place", range(len(CATALOG)), ids=[entry.excel_name for entry in CATALOG])
def test_a_cell_shows_what_it_shows_on_windows(lite, server, call, place):
    name, *arguments = FORMULAS[place]
    windows = call(name, *(MISSING if rows is None else tuple(map(tuple, rows)) for rows in arguments))
    table = windows if isinstance(windows, list) else [[windows]]
    assert lite["cells"][place] == [[ERROR if cell == "#N/A" else cell for cell in row] for row in table]
    assert isinstance(windows, list | float), windows


def test_the_functions_import_the_requirements_and_no_other_package(lite):
    assert {"numpy", "pandas", "scipy", "holidays"} <= set(lite["loaded"])
    assert {"pydantic", "openpyxl", "lxml", "typer", "rich", "python_calamine"}.isdisjoint(lite["loaded"])


def test_undefined_is_the_error_not_available(at_the_border):
    assert at_the_border["undefined"] == [[ERROR]]


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("bad input", "SMO: labels is one column. Give items and annotators"),
        ("error cell", "SMO: labels holds an error cell (row 2 of the selection): #REF!. Mend or clear it."),
        ("single error cell", "SMO: labels holds an error cell (row 1 of the selection): #DIV/0!. Mend or clear it."),
        ("empty", "SMO: labels is empty."),
    ],
)
def test_bad_input_is_one_sentence(at_the_border, case, message):
    [[shown]] = at_the_border[case]
    assert shown.startswith(message)


@pytest.mark.parametrize(
    ("case", "value"),
    [
        ("left out", 2 / 3),
        ("empty cells for options", 2 / 3),
        ("blanks", 2 / 3),
        ("one row", 1.0),
        ("whole numbers", 2 / 3),
        ("dates as items", 1.0),
    ],
)
def test_cells_arrive_as_excel_in_the_browser_hands_them_over(at_the_border, case, value):
    assert at_the_border[case] == [[pytest.approx(value)]]


def test_a_missing_folder_is_made_and_both_files_are_named(tmp_path):
    folder = tmp_path / "new" / "lite"
    assert write_lite(folder, WHEEL) == (folder / "main.py", folder / "requirements.txt")
    lines = ["xlwings>=0.37.8", "numpy", "pandas", "scipy", "tzdata", "holidays", WHEEL]
    assert (folder / "requirements.txt").read_text().splitlines() == lines


def test_without_a_wheel_no_package_of_our_name_is_asked_from_the_index(tmp_path):
    write_lite(tmp_path)
    lines = (tmp_path / "requirements.txt").read_text().splitlines()
    assert [line for line in lines if "smo" in line and not line.startswith("#")] == []
    assert lines[-1].startswith("# smo_metrics is in no public index")


def test_the_same_call_writes_the_same_bytes_and_may_be_repeated(tmp_path):
    first = [file.read_bytes() for file in write_lite(tmp_path / "a", WHEEL)]
    assert [file.read_bytes() for file in write_lite(tmp_path / "a", WHEEL)] == first
    assert [file.read_bytes() for file in write_lite(tmp_path / "b", WHEEL)] == first
    assert not any(b"\r" in content for content in first)


@pytest.mark.parametrize("name", ["main.py", "requirements.txt"])
def test_a_users_own_file_is_left_alone_and_nothing_is_written(tmp_path, name):
    (tmp_path / name).write_text("polars\n")
    with pytest.raises(SmoError, match=rf"holds another {re.escape(name)}\. Delete, or name another folder\."):
        write_lite(tmp_path, WHEEL)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [(name, "polars\n")]


def test_a_folder_that_is_a_file_is_refused_in_one_line(tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("")
    with pytest.raises(SmoError, match=r"taken cannot be written: .*\. Name another folder\.$"):
        write_lite(taken)


@pytest.mark.parametrize(
    "address",
    [
        "",
        WHEEL_NAME,
        f"http://team.example.org/{WHEEL_NAME}",
        f"file:///srv/{WHEEL_NAME}",
        f"https://{WHEEL_NAME}",
        "https://team.example.org/smo_metrics-0.0.0-py3-none-any.whl",
        f"https://team.example.org/download?file=/{WHEEL_NAME}",
        f"https://team.example.org/{WHEEL_NAME}.zip",
        f"https://ana:secret@team.example.org/{WHEEL_NAME}",
        f"https://team.example.org/{WHEEL_NAME}\nhttps://other.example.org/{WHEEL_NAME}",
        f"https://team.example.org/{WHEEL_NAME} ",
        f"https://[team/{WHEEL_NAME}#/",
    ],
)
def test_an_address_that_the_browser_cannot_install_from_is_refused(tmp_path, address):
    with pytest.raises(SmoError, match=r"address is https://HOST/.* arrived\. Host the wheel under") as error:
        write_lite(tmp_path / "lite", address)
    assert "\n" not in str(error.value)
    assert not (tmp_path / "lite").exists()


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"https://ana:secret@team.example.org/{WHEEL_NAME}", f"'https://...@team.example.org/{WHEEL_NAME}'"),
        ("https://ana:se/c@ret@team.example.org/x.whl", "'https://...@team.example.org/x.whl'"),
        ("https://team.example.org/x.whl?key=secret", "'https://team.example.org/x.whl?...'"),
    ],
)
def test_a_password_in_a_refused_address_is_not_repeated(tmp_path, address, shown):
    with pytest.raises(SmoError) as error:
        write_lite(tmp_path / "lite", address)
    assert f"{shown} arrived" in str(error.value)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("address", [WHEEL, f"https://localhost:8443/{WHEEL_NAME}", f"{WHEEL}?raw=true"])
def test_an_address_with_the_wheels_own_name_is_taken_as_it_is(tmp_path, address):
    _, requirements = write_lite(tmp_path, address)
    assert requirements.read_text().splitlines()[-1] == address


def test_the_page_names_every_package_that_the_wheel_brings_along():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (ROOT / "docs" / "install_mac_and_web.md").read_text(encoding="utf-8")
    names = [re.split(r"[^\w-]", line)[0] for line in project["dependencies"]]
    assert [name for name in names if f"`{name}`" not in page] == []
