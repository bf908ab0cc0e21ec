"""A second spreadsheet engine opens the example workbook and computes each formula by the functions Excel calls."""

from __future__ import annotations

import datetime as dt
import zipfile

import formualizer
import openpyxl
import pandas as pd
import pytest
from lxml import etree
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.formula import ArrayFormula

from smo_metrics import agreement
from smo_metrics.catalog import CATALOG
from smo_metrics.sla.capacity.erlang import erlang_c
from templates import function_examples
from tests.excel_addin.flow_in_python import OF_EVENTS, ZONE, calendar, charted, computed, events, serial, shared
from tests.excel_addin.in_python import NUMERIC, OF_TWO, RATED, TABLED, acceptance, as_cells, compared
from tests.excel_addin.sla_in_python import (
    OF_PROMISES,
    finished,
    probability,
    promised,
    quantities,
    staffed,
    volumes,
)

NAMES = [entry.excel_name for entry in CATALOG]
NOT_AVAILABLE = {"type": "Error", "kind": "Na"}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("examples") / "examples.xlsx"
    function_examples.build(path)
    return path


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def live(book):
    """Where each function's formula stands: sheet, first row, first column, last row, last column."""
    places = {}
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            formula = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
            for name in (entry.excel_name for entry in CATALOG if entry.example == formula):
                left, top, right, bottom = range_boundaries(getattr(cell.value, "ref", cell.coordinate))
                places[name] = (sheet.title, top, left, bottom, right)
    return places


@pytest.fixture(scope="module")
def recalculable(path, book, live, tmp_path_factory):
    """The same workbook without the stored cells that a spill fills: formualizer takes them for obstacles."""
    copy = tmp_path_factory.mktemp("recalculable") / path.name
    parts = {f"xl/worksheets/sheet{number}.xml": sheet.title for number, sheet in enumerate(book, start=1)}
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for part in source.namelist():
            content = source.read(part)
            for place in live.values():
                if place[0] == parts.get(part):
                    content = without(content, addresses(*place[1:])[1:])
            target.writestr(part, content)
    return copy


@pytest.fixture
def engine(recalculable, book, call):
    """The workbook in formualizer, every function answered by xlwings' server as in Excel."""
    engine = opened(recalculable, book)
    for name in NAMES:
        engine.register_function(name, answered_by(call, name), min_args=1)
    engine.evaluate_all()
    return engine


def opened(path, book):
    """Load a workbook and declare its tables, which formualizer does not read from the file."""
    engine = formualizer.load_workbook(str(path))
    for sheet in book:
        for table in sheet.tables.values():
            left, top, right, bottom = range_boundaries(table.ref)
            headers = [column.name for column in table.tableColumns]
            engine.add_table(table.name, sheet.title, (top, left, bottom, right), headers)
    return engine


def answered_by(call, name):
    def answer(*arguments):
        result = call(name, *(tuple(map(tuple, given)) if isinstance(given, list) else given for given in arguments))
        if isinstance(result, list):
            return [[NOT_AVAILABLE if cell == "#N/A" else cell for cell in row] for row in result]
        return NOT_AVAILABLE if result == "#N/A" else result

    return answer


def addresses(top, left, bottom, right):
    return [f"{get_column_letter(c)}{r}" for r in range(top, bottom + 1) for c in range(left, right + 1)]


def without(content, places):
    root = etree.fromstring(content)
    for cell in root.findall(".//{*}c"):
        if cell.get("r") in places:
            cell.getparent().remove(cell)
    return etree.tostring(root)


def shown(engine, place):
    sheet, top, left, bottom, right = place
    rows, columns = range(top, bottom + 1), range(left, right + 1)
    return [[engine.get_value(sheet, row, column) for column in columns] for row in rows]


def marks(engine):
    """What stands under same?, by function."""
    rows = range(6, 6 + len(NAMES))
    return {engine.get_value("Examples", row, 1): engine.get_value("Examples", row, 6) for row in rows}


def rows_of(book, sheet):
    header, *rows = book[sheet].iter_rows(min_row=5, values_only=True)
    return pd.DataFrame(rows, columns=header)


def in_python(book, labels, wide):
    """What the library makes of the workbook's rows: a number, or a table as its columns and rows."""
    names = {"unit": "item_id", "counted_label": "label", "queue": "group", "labelled_at_utc": "labelled_at"}
    labels = labels.dropna(subset="counted_label").rename(columns=names)
    labels["labelled_at"] = pd.to_datetime(labels["labelled_at"]).dt.tz_localize("UTC")
    ratings = agreement.Ratings.from_long(labels)
    scores, sets = rows_of(book, "Scores"), rows_of(book, "Sets")
    pairs = {name: agreement.Ratings.from_wide(wide[["aoife", "arjun"]]) for name in OF_TWO}
    pairs |= {name: agreement.Ratings.from_wide(scores.drop(columns="unit")) for name in NUMERIC}
    two_scores = agreement.Ratings.from_wide(scores[["aoife", "arjun"]])
    pairs |= {"SMO_CONCORDANCE": two_scores, "SMO_BLAND_ALTMAN": two_scores}
    results = {name: compute(pairs.get(name, ratings)) for name, compute in RATED.items()}
    results["SMO_TO_ADJUDICATE"] = RATED["SMO_TO_ADJUDICATE"](ratings, top=10)
    results |= {name: compute(labels) for name, compute in TABLED.items() if name != "SMO_MULTILABEL_ALPHA"}
    long = sets.melt("unit", var_name="annotator_id", value_name="label").rename(columns=names)
    results["SMO_MULTILABEL_ALPHA"] = TABLED["SMO_MULTILABEL_ALPHA"](long)
    results["SMO_COMPARE_AGREEMENT"] = compared(
        *(agreement.Ratings.from_wide(wide[pair]) for pair in (["aoife", "arjun"], ["mei", "tomas"]))
    )
    plan = agreement.sample_size(expected=0.7, category_shares=[0.8, 0.2], half_width=0.1)
    results |= {"SMO_SAMPLE_SIZE": plan.items, "SMO_ACCEPTANCE_PLAN": acceptance(0.01, 0.06)}
    shown = {name: written_out(as_cells(result)) for name, result in results.items()}
    return shown | {name: written_out(found) for name, found in (flow_in_python(book) | sla_in_python(book)).items()}


def flow_in_python(book):
    """What the library makes of the workbook's events, teams and days."""
    columns = rows_of(book, "Events").astype(object)
    columns = columns.where(columns.notna(), None)
    names = {"tasks": "task_id", "stages": "stage", "started": "started_at", "ended": "ended_at", "actors": "actor_id"}
    frame = events({ours: columns[theirs].tolist() for ours, theirs in (names | {"enabled": "enabled_at"}).items()})
    days, team = rows_of(book, "Days"), calendar("mon-fri 09:00-18:00", ["2026-03-20"])
    friday, monday = (pd.Timestamp(text, tz=ZONE) for text in ("2026-03-06 16:00", "2026-03-09 10:00"))
    return {
        "SMO_WORK_HOURS": team.work_hours(friday, monday),
        "SMO_ADD_WORK_HOURS": serial(team.add_work_hours(friday - pd.Timedelta(hours=1), 6)),
        "SMO_OVERLAP_HOURS": shared(rows_of(book, "Regions").to_numpy().tolist(), dt.date(2026, 3, 2)),
        **{name: computed(name, frame, team) for name in OF_EVENTS},
        "SMO_CONTROL_LIMITS": charted(days["errors"], kind="p", sizes=days["checked"]),
    }


def sla_in_python(book):
    """What the library makes of the workbook's events, days and arrivals."""
    columns = rows_of(book, "Events").astype(object)
    columns = columns.where(columns.notna(), None)
    names = {"tasks": "task_id", "stages": "stage", "started": "started_at", "ended": "ended_at"}
    frame = events({ours: columns[theirs].tolist() for ours, theirs in (names | {"enabled": "enabled_at"}).items()})
    days, team = rows_of(book, "Volumes"), calendar("mon-fri 09:00-18:00", ["2026-03-20"])
    past = volumes(days["day"], days["completed"].tolist())
    week = rows_of(book, "Arrivals").drop(columns="hour").to_numpy(dtype=float).T
    friday = pd.Timestamp("2026-03-06 13:00", tz=ZONE)
    return {
        **{name: promised(name, frame, team, 9) for name in OF_PROMISES},
        "SMO_WHEN_DONE": finished(past, 900, dt.date(2026, 4, 7), gaps="zero"),
        "SMO_HOW_MANY": quantities(past, [dt.date(2026, 3, 27)], gaps="zero"),
        "SMO_PROBABILITY_BY": probability(past, 900, dt.date(2026, 4, 6), gaps="zero"),
        "SMO_STAFF_FOR": staffed(week, 0.5, 4, {"team": calendar("mon-fri 09:00-18:00")}),
        "SMO_ERLANG_C": erlang_c(8, 6),
        "SMO_DUE": serial(team.add_work_hours(friday, 8)),
    }


def written_out(shown):
    table = shown if isinstance(shown, list) else [[shown]]
    return [[NOT_AVAILABLE if cell == "#N/A" else cell for cell in row] for row in table]


def test_every_example_evaluates_to_what_python_computes_from_the_tables(engine, book, live):
    expected = in_python(book, rows_of(book, "Labels"), rows_of(book, "Wide"))
    assert {name: shown(engine, live[name]) for name in NAMES} == expected


def test_the_expected_cells_hold_the_same_to_twelve_decimals(book, live):
    computed = in_python(book, rows_of(book, "Labels"), rows_of(book, "Wide"))
    scalars = {row[0].value: row[4].value for row in book["Examples"].iter_rows(min_row=6)}
    for name, result in computed.items():
        stands = [[scalars[name]]]
        if name in book.sheetnames:
            _, top, left, bottom, right = live[name]
            place = {"min_row": 7, "max_row": 7 + bottom - top, "min_col": left, "max_col": right}
            stands = list(book[name].iter_rows(values_only=True, **place))
        for found, wanted in zip(stands, result, strict=True):
            assert [as_number(cell) for cell in found] == [as_stored(cell) for cell in wanted], name


def as_number(cell):
    """A cell whose format makes it a date holds a number of days."""
    return serial(pd.Timestamp(cell)) if isinstance(cell, dt.datetime) else cell


def as_stored(cell):
    if isinstance(cell, float):
        return pytest.approx(cell, abs=1e-12)
    return "#N/A" if cell == NOT_AVAILABLE else None if cell == "" else cell


def test_the_workbook_itself_says_that_all_are_the_same(engine):
    assert engine.get_value("Examples", 4, 1) == f"{len(NAMES)} of {len(NAMES)} functions give the expected result"


def test_a_changed_label_moves_the_figures_that_read_it_and_the_workbook_says_which(engine, book, live):
    labels, wide = rows_of(book, "Labels"), rows_of(book, "Wide")
    before = in_python(book, labels, wide)
    assert tuple(labels.loc[1])[:4] == ("post 01", "arjun", "none", "none")
    labels.loc[1, "counted_label"] = "harassment"
    engine.set_value("Labels", 7, 3, "harassment")
    engine.evaluate_all()
    after = in_python(book, labels, wide)
    assert {name: shown(engine, live[name]) for name in NAMES} == after
    moved = {name for name in NAMES if after[name] != before[name]}
    assert moved == {entry.excel_name for entry in CATALOG if "Labels[" in entry.example}
    assert marks(engine) == {name: "■ differs" if name in moved else "● same" for name in NAMES}


def test_a_changed_cell_of_the_block_moves_the_kappa_of_its_two_annotators(engine, book, live):
    wide = rows_of(book, "Wide")
    wide.loc[0, "arjun"] = "spam"
    engine.set_value("Wide", 6, 3, "spam")
    engine.evaluate_all()
    kappa = agreement.cohen_kappa(agreement.Ratings.from_wide(wide[["aoife", "arjun"]])).value
    assert shown(engine, live["SMO_COHEN_KAPPA"]) == [[kappa]]
    moved = [entry for entry in CATALOG if "Wide[" in entry.example]
    assert engine.get_value("Examples", 4, 1).startswith(f"{len(NAMES) - len(moved)} of {len(NAMES)}")


def test_without_the_add_in_the_workbook_says_so_instead_of_differing(path, book):
    engine = opened(path, book)
    engine.evaluate_all()
    assert marks(engine) == dict.fromkeys(NAMES, "▲ no add-in")
    assert engine.get_value("Examples", 4, 1).startswith(f"0 of {len(NAMES)}")
