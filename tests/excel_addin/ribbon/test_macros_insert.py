"""A function picked from the ribbon becomes a formula that reads what is selected, and overwrites nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from smo_metrics.catalog import CATALOG
from smo_metrics.workbook import create
from tests.excel_addin.ribbon.desk import Desk
from tests.excel_addin.ribbon.fake_book import areas, chart, com_error

ARGUMENTS = {entry.excel_name: [argument.name for argument in entry.arguments] for entry in CATALOG}
GOLD = [name for name, arguments in ARGUMENTS.items() if arguments[1:4] == ["gold", "items", "annotators"]]
OF_TWO_SELECTIONS = ["SMO_COMPARE_AGREEMENT"]
OF_NUMBERS = [
    "SMO_SAMPLE_SIZE", "SMO_ACCEPTANCE_PLAN", "SMO_WORK_HOURS", "SMO_ADD_WORK_HOURS", "SMO_ERLANG_C", "SMO_DUE",
]  # fmt: skip
OF_WORK = [entry.excel_name for entry in CATALOG if entry.pillar in ("flow", "sla")]
OF_OWN_TABLES = [name for name in OF_WORK if name not in OF_NUMBERS]
IN_COLUMNS = {
    "SMO_AGREEMENT_BY": "counted_label queue unit annotator_id",
    "SMO_AGREEMENT_OVER_TIME": "counted_label labelled_at_utc unit annotator_id",
    "SMO_GOLD_BY": "counted_label gold_label queue unit annotator_id",
    "SMO_ANNOTATOR_QUALITY": "counted_label unit annotator_id gold_label duration_seconds",
    "SMO_SPAM_SCORES": "counted_label unit annotator_id gold_label",
}
OTHERS = [*OF_TWO_SELECTIONS, *OF_NUMBERS, *OF_OWN_TABLES, *GOLD, *IN_COLUMNS]
TYPED = [*OF_TWO_SELECTIONS, *OF_NUMBERS, *OF_OWN_TABLES]
AGREEMENT = [*(entry.excel_name for entry in CATALOG if entry.excel_name not in OTHERS), "SMO_SPAM_SCORES"]


@pytest.fixture
def desk(server, monkeypatch, tmp_path) -> Desk:
    """A user with a new workbook and a plain one open, the plain one in front."""
    create("quality_review", tmp_path / "book.xlsx")
    plain = openpyxl.Workbook()
    for row in (("x", "x", "y", "y"), ("y", "y", "y", "x"), ("x", "y", "x", "y")):
        plain.active.append(row)
    plain.save(tmp_path / "plain.xlsx")
    desk = Desk(server, monkeypatch, tmp_path)
    desk.excel.open(tmp_path / "book.xlsx")
    desk.excel.open(tmp_path / "plain.xlsx")
    return desk


def written(desk: Desk) -> dict[str, str]:
    sheets = [sheet for book in desk.excel.Workbooks for sheet in book.Worksheets]
    return {sheet.Cells(*place).Address: text for sheet in sheets for place, text in sheet.written.items()}


@pytest.mark.parametrize("name", AGREEMENT)
def test_a_block_is_given_to_an_agreement_function_as_it_is(desk, name) -> None:
    desk.excel.select("Sheet", "A1:D2")
    assert desk.press(f"insert:{name}") == ""
    assert written(desk) == {"$E$1": f"={name}(A1:D2)"}


@pytest.mark.parametrize("name", GOLD)
@pytest.mark.parametrize(
    ("selected", "arguments"), [("C2:D9", "C2:C9, D2:D9"), ("A1:D2", "A1:A2, B1:B2, C1:C2, D1:D2"), ("C:D", "C:C, D:D")]
)
def test_columns_are_given_to_a_gold_function_in_the_order_of_its_arguments(desk, name, selected, arguments) -> None:
    desk.excel.select("Sheet", selected)
    assert desk.press(f"insert:{name}") == ""
    assert written(desk) == {"$E$2" if selected[1] == "2" else "$E$1": f"={name}({arguments})"}


@pytest.mark.parametrize(
    ("name", "selected", "arguments"),
    [
        ("SMO_AGREEMENT_BY", "A1:D2", "A1:A2, B1:B2, C1:C2, D1:D2"),
        ("SMO_AGREEMENT_OVER_TIME", "A:D", "A:A, B:B, C:C, D:D"),
        ("SMO_GOLD_BY", "B1:D2", "B1:B2, C1:C2, D1:D2"),
        ("SMO_GOLD_BY", "F1:J9", "F1:F9, G1:G9, H1:H9, I1:I9, J1:J9"),
        ("SMO_ANNOTATOR_QUALITY", "A1:D2", "A1:A2, B1:B2, C1:C2, D1:D2"),
        ("SMO_ANNOTATOR_QUALITY", "F1:H9", "F1:F9, G1:G9, H1:H9"),
    ],
)
def test_columns_are_given_to_a_function_of_many_in_the_order_of_its_arguments(desk, name, selected, arguments) -> None:
    desk.excel.select("Sheet", selected)
    assert desk.press(f"insert:{name}") == ""
    assert list(written(desk).values()) == [f"={name}({arguments})"]


@pytest.mark.parametrize("name", [name for name in ARGUMENTS if name not in TYPED])
def test_in_a_workbook_of_ours_a_single_cell_gets_a_formula_over_the_labels(desk, name) -> None:
    desk.excel.Workbooks("book.xlsx").Activate()
    desk.excel.select("Settings", "J40")
    assert desk.press(f"insert:{name}") == ""
    gold = "gold_label " if name in GOLD else ""
    columns = IN_COLUMNS.get(name, f"counted_label {gold}unit annotator_id").split()
    assert written(desk) == {"$K$40": f"={name}({', '.join(f'Labels[{column}]' for column in columns)})"}


@pytest.mark.parametrize("name", OF_NUMBERS)
@pytest.mark.parametrize("selected", ["F1", "A1:D2"])
def test_a_function_of_numbers_alone_is_inserted_with_numbers_to_change(desk, name, selected) -> None:
    desk.excel.select("Sheet", selected)
    assert desk.press(f"insert:{name}") == ""
    assert list(written(desk).values()) == [next(entry.example for entry in CATALOG if entry.excel_name == name)]


@pytest.mark.parametrize("name", OF_OWN_TABLES)
def test_a_function_of_other_tables_is_typed_but_where_they_are(desk, tmp_path, name) -> None:
    desk.excel.select("Sheet", "A1:D2")
    shown = desk.press(f"insert:{name}")
    assert shown.startswith(f"SMO: which columns {name} is to read, only you know. Type ={name}(")
    assert written(desk) == {}
    create("function_examples", tmp_path / "examples.xlsx")
    desk.excel.open(tmp_path / "examples.xlsx")
    desk.excel.select("Events", "J9")
    assert desk.press(f"insert:{name}") == ""
    assert list(written(desk).values()) == [next(entry.example for entry in CATALOG if entry.excel_name == name)]


@pytest.mark.parametrize("name", OF_TWO_SELECTIONS)
@pytest.mark.parametrize("selected", ["F1", "A1:D2"])
def test_a_function_of_two_selections_is_typed(desk, name, selected) -> None:
    desk.excel.select("Sheet", selected)
    shown = desk.press(f"insert:{name}")
    assert shown == f"SMO: {name} reads two selections. Type ={name}(labels, labels_2) yourself."
    assert written(desk) == {}


@pytest.mark.parametrize(
    ("selected", "name", "part"),
    [
        ("A1", "SMO_COHEN_KAPPA", "cannot read what is selected. Select the labels without their header"),
        ("A1:A2", "SMO_COHEN_KAPPA", "cannot read what is selected. Select the labels without their header"),
        ("A1:E2", "SMO_CONFUSION", "Select 2 to 4 columns in this order: labels, gold labels, items, annotators"),
        ("A1:C2", "SMO_AGREEMENT_BY", "Select 4 columns in this order: labels, groups, items, annotators"),
        ("A1:B2", "SMO_ANNOTATOR_QUALITY", "Select 3 to 5 columns in this order: labels, items, annotators"),
        ("A1:C2", "SMO_COHEN_KAPPA", "D1, right of the selection, is not empty. Empty it"),
        ("1:2", "SMO_COHEN_KAPPA", "no column right of the selection. Select the columns, not whole rows"),
    ],
)
def test_what_a_function_cannot_read_is_refused_with_what_to_select(desk, selected, name, part) -> None:
    desk.excel.select("Sheet", selected)
    shown = desk.press(f"insert:{name}")
    assert shown.startswith("SMO: ")
    assert part in shown
    assert written(desk) == {}


def sheet_of(desk: Desk, folder: Path, rows: Sequence[Sequence[object]], select: str) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "rows.xlsx")
    desk.excel.open(folder / "rows.xlsx")
    desk.excel.select("Sheet", select)


LONG = [(f"item{item}", who, "xyz"[item % 3]) for item in range(6) for who in "ab"]
ADVICE = "type =SMO_KRIPPENDORFF_ALPHA(labels, items, annotators) yourself"


@pytest.mark.parametrize(
    ("rows", "selected", "column"),
    [
        (LONG, "A1:C12", "A1:A12"),
        (LONG, "A:C", "A1:A12"),
        ([(item, *row[1:]) for item, row in enumerate(LONG)], "A1:C12", "A1:A12"),
        ([("x", "X", "n1"), ("y", "y ", "n2")], "A1:C2", "C1:C2"),
        ([("item", "score"), ("a", 1), ("b", 2)], "A2:B3", "A2:A3"),
    ],
    ids=["a label a row", "whole columns", "numbered items", "notes beside the labels", "names beside numbers"],
)
def test_columns_that_are_not_labels_of_the_same_items_are_refused(desk, tmp_path, rows, selected, column) -> None:
    sheet_of(desk, tmp_path, rows, selected)
    shown = desk.press("insert:SMO_KRIPPENDORFF_ALPHA")
    assert shown.startswith(f"SMO: {column} has no value in common with the columns beside it")
    assert ADVICE in shown
    assert written(desk) == {}


def test_a_gold_function_refuses_items_and_annotators_in_the_place_of_labels(desk, tmp_path) -> None:
    sheet_of(desk, tmp_path, LONG, "A1:C12")
    assert desk.press("insert:SMO_CONFUSION").startswith("SMO: A1:A12 has no value in common")
    sheet_of(desk, tmp_path, [("x", "x", "item1"), ("y", "x", "item2")], "A1:C2")
    assert desk.press("insert:SMO_CONFUSION") == ""


@pytest.mark.parametrize(
    ("rows", "selected"),
    [
        ([(0.1, 0.2), (0.3, 0.4)], "A1:B2"),
        ([("first", "second"), (0.1, 0.2), (0.3, 0.4)], "A1:B3"),
        ([("x", None, "y"), ("y", None, "x")], "A1:C2"),
        ([("x", "y", None), ("z", None, "z"), (None, "x", "y")], "A1:C3"),
        ([(None, None)], "A1:B9"),
        ([("x", "y")], "C5:D9"),
    ],
    ids=["measurements", "under a header", "an annotator without labels", "sparse", "no labels yet", "beside all data"],
)
def test_columns_that_may_be_labels_of_the_same_items_are_taken(desk, tmp_path, rows, selected) -> None:
    sheet_of(desk, tmp_path, rows, selected)
    assert desk.press("insert:SMO_KRIPPENDORFF_ALPHA") == ""
    assert list(written(desk).values()) == [f"=SMO_KRIPPENDORFF_ALPHA({selected})"]


@pytest.mark.parametrize("name", ["SMO_COHEN_KAPPA", "SMO_CONFUSION"])
@pytest.mark.parametrize(("above", "columns"), [(0, 3), (0, 2), (1, 2)], ids=["three columns", "two", "with header"])
def test_the_table_of_labels_is_read_by_its_columns_names(desk, name, above, columns) -> None:
    desk.excel.Workbooks("book.xlsx").Activate()
    (sheet,) = [one for one in desk.excel.ActiveWorkbook.Worksheets if "Labels" in [t.Name for t in one.ListObjects]]
    left, top, *_ = next(table for table in sheet.ListObjects if table.Name == "Labels").area
    cells = [
        sheet.Cells(row, column).Address for row, column in ((top + 1 - above, left), (top + 1, left + columns - 1))
    ]
    desk.excel.select(sheet.Name, ":".join(cells))
    shown = desk.press(f"insert:{name}")
    assert shown.startswith(f"SMO: the table Labels has a label a row, which {name} reads by its columns' names.")
    assert "Select a single cell outside the table" in shown
    assert written(desk) == {}


@pytest.mark.parametrize("change", ["other name", "other columns"])
def test_only_a_table_labels_with_its_columns_gives_a_formula(desk, change) -> None:
    book = desk.excel.Workbooks("book.xlsx")
    book.Activate()
    (table,) = [table for sheet in book.Worksheets for table in sheet.ListObjects if table.Name == "Labels"]
    if change == "other name":
        table.Name = "Labels2"
    else:
        table.HeaderRowRange = book.Worksheets("Settings").ListObjects(1).HeaderRowRange
    desk.excel.select("Settings", "J40")
    assert "cannot read what is selected" in desk.press("insert:SMO_COHEN_KAPPA")
    assert written(desk) == {}


@pytest.mark.parametrize("taken", ["#N/A", "=1/0", '=""', 0, False])
def test_a_cell_with_an_error_or_an_empty_text_is_not_empty(desk, tmp_path, taken) -> None:
    sheet_of(desk, tmp_path, [("x", "x", taken), ("y", "y", None)], "A1:B2")
    assert "C1, right of the selection, is not empty" in desk.press("insert:SMO_COHEN_KAPPA")
    assert written(desk) == {}


@pytest.mark.parametrize("error", [com_error(), AttributeError("Address")])
def test_a_chart_is_no_selection(desk, error) -> None:
    desk.excel.Selection = chart(error)
    assert desk.press("insert:SMO_COHEN_KAPPA").startswith("SMO: one block of cells must be selected.")


def test_several_areas_are_refused(desk) -> None:
    desk.excel.select("Sheet", "A1:B2")
    areas(2, of=desk.excel.Selection)
    assert desk.press("insert:SMO_COHEN_KAPPA").startswith("SMO: one block of cells must be selected.")


def test_a_result_is_not_written_into_a_table(desk) -> None:
    desk.excel.Workbooks("book.xlsx").Activate()
    table = desk.excel.ActiveWorkbook.Worksheets("Orphans").ListObjects(1)
    row = table.area[3]
    desk.excel.select("Orphans", f"A{row}")
    assert "is part of a table, where results cannot spill" in desk.press("insert:SMO_COHEN_KAPPA")


def test_a_table_beside_the_cell_does_not_grow_over_the_formula(desk) -> None:
    desk.excel.select("Sheet", "A1:D2")
    desk.press("insert:SMO_COHEN_KAPPA")
    steps = desk.meter.steps
    assert [step for step in steps if step in ("AutoExpandListRange=", "Formula2=")] == [
        "AutoExpandListRange=", "Formula2=", "AutoExpandListRange=",
    ]  # fmt: skip
    assert desk.excel.is_at_rest


def test_an_excel_that_does_not_take_the_formula_shows_it_to_be_typed(desk) -> None:
    desk.excel.select("Sheet", "A1:D2")
    desk.meter.always = {"Formula2="}
    shown = desk.press("insert:SMO_COHEN_KAPPA")
    assert shown.startswith("SMO: Excel did not take the formula into E1")
    assert shown.endswith("=SMO_COHEN_KAPPA(A1:D2)")
    assert "secret" not in shown
    assert desk.excel.is_at_rest
