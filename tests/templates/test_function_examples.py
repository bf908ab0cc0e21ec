"""Does the example workbook show every function in use, and can anybody open it: with the add-in, without, in print?"""

import re
import shutil
import zipfile

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.formula import ArrayFormula

from smo_metrics.catalog import CATALOG
from smo_metrics.errors import WorkbookError
from smo_metrics.workbook import create, refresh
from templates import function_examples
from templates.build import FOLDER
from templates.parts.inputs import LABELS

NAMES = [entry.excel_name for entry in CATALOG]
FIRST_ROW = 6


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("built") / "function_examples.xlsx"
    function_examples.build(path)
    return path


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def stored(path):
    """The same with the values that stand in the file, as a previewer shows them."""
    return openpyxl.load_workbook(path, data_only=True)


@pytest.fixture(scope="module")
def spills(book):
    """The range of each formula that spills, by the sheet that it has to itself."""
    formulas = [
        (sheet.title, cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, ArrayFormula) and "SMO_" in cell.value.text
    ]
    return {title: (formula.text, range_boundaries(formula.ref)) for title, formula in formulas}


def rows(book):
    return [[cell.value for cell in row] for row in book["Examples"].iter_rows(min_row=FIRST_ROW)]


def block(sheet, left, top, right, bottom):
    place = {"min_col": left, "min_row": top, "max_col": right, "max_row": bottom}
    return [list(row) for row in sheet.iter_rows(values_only=True, **place)]


def test_every_function_has_a_row_with_its_question_and_its_formula_to_read(book):
    assert [row[:3] for row in rows(book)] == [[e.excel_name, e.summary, e.example] for e in CATALOG]
    assert {row[2].data_type for row in book["Examples"].iter_rows(min_row=FIRST_ROW)} == {"s"}


def test_every_formula_is_live_beside_its_row_or_spills_on_a_sheet_of_its_own(book, spills):
    live = {name: formula for name, (formula, _) in spills.items()}
    live |= {row[0]: row[3] for row in rows(book) if row[0] not in live}
    assert live == {entry.excel_name: entry.example for entry in CATALOG}
    links = {row[0].value: row[3].hyperlink for row in book["Examples"].iter_rows(min_row=FIRST_ROW)}
    assert {name: link.location for name, link in links.items() if link} == {name: f"'{name}'!A1" for name in spills}


def test_nothing_is_claimed_before_excel_has_computed_it(stored, spills):
    assert stored["Examples"]["A4"].value == "Nothing is computed yet: the SMO add-in is not loaded here."
    for name, _, _, live, expected, same in rows(stored):
        assert same == "▲ not computed"
        if name not in spills:
            assert not live
            assert isinstance(expected, float | int)
            continue
        _, (left, top, right, bottom) = spills[name]
        assert expected == f"{bottom - top} rows"
        assert stored[name]["B4"].value == "▲ not computed"
        assert not any(cell for row in block(stored[name], left, top, right, bottom) for cell in row)
        assert all(row[0] or row[-1] for row in block(stored[name], left, 7, right, 7 + bottom - top))


def test_a_spill_has_nothing_below_it_so_that_it_may_grow(book, spills):
    for name, (_, (left, _, _, bottom)) in spills.items():
        assert (left, book[name].max_row) == (1, bottom)


def test_formulas_are_stored_in_the_form_that_every_excel_reads(path):
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
        assert 'fullCalcOnLoad="1"' in archive.read("xl/workbook.xml").decode()
        assert "XLDAPR" in archive.read("xl/metadata.xml").decode()
    dynamic = re.findall(r'<c [^>]*cm="1"[^>]*><f t="array" ref="[A-Z0-9:]+">(SMO_\w+)\(', "".join(sheets))
    plain = re.findall(r"<f>(SMO_\w+)\(", "".join(sheets))
    assert sorted([*dynamic, *plain]) == sorted(NAMES)
    assert not re.findall(r"_xldudf|_xlfn|\[1\]|\b(?:OFFSET|INDIRECT|NOW|TODAY|RAND)\(", "".join(sheets))


def test_the_sheet_says_what_is_seen_without_the_add_in(book):
    assert "without it Excel shows #NAME?" in book["Examples"]["A3"].value


def test_an_example_reads_columns_that_a_quality_review_has_too():
    columns = {column.name for column in LABELS.columns}
    for entry in CATALOG:
        used = set(re.findall(r"Labels\[(\w+)\]", entry.example))
        assert used <= columns
        others = {"Wide", "Scores", "Sets", "Events", "Regions", "Days", "Volumes", "Arrivals"}
        assert used or {*re.findall(r"(\w+)\[", entry.example)} <= others


def test_the_block_holds_the_labels_of_the_table(book):
    labels = {tuple(row[:2]): row[2] for row in book["Labels"].iter_rows(min_row=FIRST_ROW, values_only=True)}
    header, *wide = book["Wide"].iter_rows(min_row=FIRST_ROW - 1, values_only=True)
    assert {(row[0], who): row[at] for row in wide for at, who in enumerate(header) if at} == labels


def test_the_data_are_such_as_a_team_has_them(book):
    labels = list(book["Labels"].iter_rows(min_row=FIRST_ROW, values_only=True))
    assert len({who for _, who, *_ in labels}) == 4
    assert any(label is None for _, _, label, *_ in labels)
    assert 0 < len({unit for unit, _, _, gold, *_ in labels if gold}) < len({unit for unit, *_ in labels})


def test_texts_fit_their_columns(book):
    for sheet in book:
        widths = {letter: column for letter, column in sheet.column_dimensions.items()}
        for cell in (cell for row in sheet.iter_rows(min_row=5) for cell in row):
            if isinstance(cell.value, str) and cell.data_type == "s" and not cell.alignment.wrap_text:
                owner = next(c for c in widths.values() if c.min <= cell.column <= c.max)
                assert owner.width >= len(cell.value), (sheet.title, cell.coordinate)


def test_every_sheet_prints_one_page_wide(book):
    assert all(sheet.sheet_properties.pageSetUpPr.fitToPage for sheet in book)


def test_a_user_gets_it_like_any_template(tmp_path):
    made = create("function_examples", tmp_path / "examples.xlsx")
    assert made.read_bytes() == (FOLDER / "function_examples.xlsx").read_bytes()


def test_a_refresh_leaves_it_alone_and_says_so(path, tmp_path):
    copy = tmp_path / "examples.xlsx"
    shutil.copyfile(path, copy)
    with pytest.raises(WorkbookError, match="no workbook that can be refreshed"):
        refresh(copy)
    assert copy.read_bytes() == path.read_bytes()


def test_the_readme_shows_each_example_with_its_result(stored):
    readme = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    for _, _, formula, _, expected, _ in rows(stored):
        result = expected if isinstance(expected, str) else f"{expected:.3f}".removesuffix(".000")
        assert re.search(rf"^{re.escape(formula)} +{result}$", readme, re.MULTILINE), formula


def test_the_validators_find_no_error(path, validate):
    validate(path)
