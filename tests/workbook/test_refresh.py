"""A refresh from exports: the workbook shows the library's figures, and its sources are read as they say."""

from __future__ import annotations

import math
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from smo_metrics.demo import EXPORT, ROSTER, place
from smo_metrics.errors import SettingsError, SmoError, TableError, WorkbookError
from smo_metrics.settings import Source
from smo_metrics.workbook import create, refresh
from smo_metrics.workbook.xlsx.read import read_tables

DEMO = [Source(path=EXPORT.name), Source(path=ROSTER.name, table="roster")]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo's workbook after its refresh, with the report."""
    folder = tmp_path_factory.mktemp("demo")
    place(folder)
    path = create("quality_review", folder / "book.xlsx")
    return path, refresh(path, data=DEMO, remember=True)


@pytest.fixture
def book(tmp_path) -> Path:
    place(tmp_path)
    return create("quality_review", tmp_path / "book.xlsx")


def write_csv(folder: Path, rows: str, name: str = "labels.csv") -> Path:
    (folder / name).write_text("item_id,annotator_id,label\n" + rows, encoding="utf-8")
    return folder / name


def cells(path: Path, name: str) -> list:
    workbook = openpyxl.load_workbook(path)
    ((sheet, area),) = workbook.defined_names[name].destinations
    block = workbook[sheet][area]
    return [row[0].value for row in block] if isinstance(block, tuple) else [block.value]


@pytest.mark.parametrize(
    ("table", "frame", "headers"),
    [
        ("Agreement", "agreement", {}),
        ("AgreementWeeks", "weeks", {"week": None}),
        ("Categories", "categories", {}),
        ("Annotators", "annotators", {"annotator_id": "annotator", "talk_to": None}),
    ],
)
def test_every_cell_of_a_table_is_the_librarys_figure(demo, table, frame, headers) -> None:
    path, report = demo
    shown, expected = read_tables(path, [table])[table], getattr(report.review, frame)
    assert len(shown) == len(expected)
    compared = 0
    for header in shown.columns:
        name = headers.get(header, header)
        for cell, value in zip(shown[header], expected[name] if name else (), strict=False):
            undefined = value is None or (isinstance(value, float) and math.isnan(value)) or value == ""
            assert (cell is None) if undefined else (cell == value), (header, cell, value)
            compared += 1
    assert compared > len(shown) * 5


def test_the_dashboard_shows_the_key_figures_of_the_review(demo) -> None:
    path, report = demo
    for name, kpi in zip(("alpha", "gold", "category", "annotators"), report.review.kpis[:4], strict=True):
        assert cells(path, f"tile_{name}") == [kpi.value, kpi.detail, kpi.mark, kpi.target]
    assert cells(path, "dash_headlines") == list(report.review.headlines)
    (subtitle,) = cells(path, "dash_subtitle")
    assert subtitle == (
        "Labels to 27 Apr 2026 09:27 (UTC): 360 items, 1,435 labels counted of 1,494, 6 annotators; "
        "2 policy versions, an item counts once under each."
    )
    assert cells(path, "checks_overall") == ["● All 6 checks are ok"]


def test_labels_keep_every_row_and_mark_those_that_count(demo) -> None:
    path, report = demo
    labels = read_tables(path, ["Labels"])["Labels"]
    assert len(labels) == 1494
    assert labels["counted_label"].notna().sum() == report.review.alpha.labels == 1435
    assert set(labels["region"]) == {"Singapore", "Dublin"}
    assert (labels["status"] == "cancelled").sum() == 35


def test_the_confusion_matrix_adds_up_to_the_labels_on_gold_items(demo) -> None:
    path, report = demo
    workbook = openpyxl.load_workbook(path)
    ((sheet, area),) = workbook.defined_names["confusion_matrix"].destinations
    numbers = [cell.value for row in workbook[sheet][area] for cell in row if isinstance(cell.value, int | float)]
    assert sum(numbers) == report.review.gold.labels


def test_the_validators_find_no_error_before_and_after(demo, tmp_path, validate) -> None:
    validate(create("quality_review", tmp_path / "fresh.xlsx"))
    validate(demo[0])


@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")), reason="needs LibreOffice Calc and pdftotext"
)
def test_libreoffice_shows_the_figures_and_no_broken_cell(demo, tmp_path) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(demo[0])]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "book.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    for part in ("● On target", "0.800", "92.1%", "Annotators agree least on harassment", "liam.walsh@example.com"):
        assert part in text
    for broken in ("###", "#REF", "#NAME", "#VALUE", "Err:"):
        assert broken not in text


def test_a_second_refresh_from_the_remembered_sources_changes_no_byte(demo) -> None:
    path, _ = demo
    before = path.read_bytes()
    report = refresh(path)
    assert [read.name for read in report.reads] == [EXPORT.name, ROSTER.name]
    assert path.read_bytes() == before
    assert report.patch.backup is None


def test_the_same_figures_come_from_the_workbooks_own_tables(book) -> None:
    first = refresh(book, data=DEMO)
    again = refresh(book)
    assert again.reads == ()
    assert again.review.alpha == first.review.alpha
    assert again.review.gold.accuracy == first.review.gold.accuracy


def test_hostile_text_arrives_as_text(book) -> None:
    hostile = ['=HYPERLINK("http://x","y")', "+1", "@x", "-2+3", "=cmd|' /C calc'!A0"]
    rows = "".join(f'i{i},{a},"{text.replace(chr(34), chr(34) * 2)}"\n' for i, text in enumerate(hostile) for a in "ab")
    refresh(book, data=[Source(path=write_csv(book.parent, rows).name)])
    workbook = openpyxl.load_workbook(book)
    labels = [cell for row in workbook["Labels"].iter_rows() for cell in row]
    seen = {cell.value: cell.data_type for cell in labels if cell.value in hostile}
    assert seen == dict.fromkeys(hostile, "s")
    formulas = [c.coordinate for s in workbook for row in s.iter_rows() for c in row if c.data_type == "f"]
    assert formulas == []


def test_append_adds_to_what_is_there_and_a_repeated_label_takes_the_newer(book) -> None:
    write_csv(book.parent, "1,a,x\n1,b,x\n2,a,y\n2,b,y\n", "monday.csv")
    write_csv(book.parent, "2,b,x\n3,a,y\n3,b,y\n", "tuesday.csv")
    refresh(book, data=[Source(path="monday.csv")])
    report = refresh(book, data=[Source(path="tuesday.csv", mode="append")])
    labels = read_tables(book, ["Labels"])["Labels"]
    assert report.review.alpha.labels == 6
    assert labels.set_index(["item_id", "annotator_id"])["label"].to_dict()[("2", "b")] == "x"


@pytest.mark.parametrize("mode", ["append", "replace"])
def test_the_same_annotations_read_again_are_not_counted_twice_cancelled_ones_included(book, mode) -> None:
    shutil.copy(book.parent / EXPORT.name, book.parent / "fuller.json")
    first = refresh(book, data=[Source(path=EXPORT.name, mode=mode)], remember=True)
    refresh(book, data=[Source(path="fuller.json", mode=mode)], remember=True)
    last = refresh(book)
    assert len(last.reads) == 2
    assert last.review.left_out == first.review.left_out
    assert last.patch.rows["Labels"] == first.patch.rows["Labels"] == 1494


def test_what_an_annotator_did_again_later_is_a_later_round_and_not_a_new_first_label(book) -> None:
    header = "item_id,annotator_id,label,labelled_at\n"
    first = "".join(f"{i},{who},{'xy'[i % 2]},2026-03-02T09:00:00Z\n" for i in range(20) for who in "ab")
    again = "".join(f"{i},a,z,2026-03-09T09:00:00Z\n" for i in range(20))
    (book.parent / "w1.csv").write_text(header + first)
    (book.parent / "w2.csv").write_text(header + again)
    refresh(book, data=[Source(path="w1.csv")], remember=True)
    review = refresh(book, data=[Source(path="w2.csv")], remember=True).review
    assert review.alpha.value == 1
    assert review.left_out["later_round"] == 20


def merged(book: Path, *files: str, mode: str = "replace"):
    for number, text in enumerate(files):
        (book.parent / f"f{number}.csv").write_text(text.replace(";", "\n"))
        report = refresh(book, data=[Source(path=f"f{number}.csv", mode=mode)], remember=True)
    return report


def test_times_finer_than_a_cell_can_hold_are_the_same_time_at_the_next_refresh(book) -> None:
    times = ("2024-01-02T10:00:00.123456Z", "2024-01-02T10:00:00.9999996Z", "2024-01-02T10:00:00.1235Z")
    rows = ";".join(f"i{i},{who},x,{time}" for i, time in enumerate(times) for who in "ab")
    merged(book, f"item_id,annotator_id,label,labelled_at;{rows};", mode="append")
    before = book.read_bytes()
    report = refresh(book)
    assert report.review.left_out["later_round"] == 0
    assert book.read_bytes() == before


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_rounds_that_files_give_are_kept_in_whatever_order_they_are_read(book, order) -> None:
    head = "item_id,annotator_id,label,round;"
    files = (head + "i1,a,x,1;i1,b,x,1;i2,a,y,1;i2,b,y,1;", head + "i1,a,y,2;i2,a,y,2;")
    review = merged(book, *(files[number] for number in order)).review
    assert (review.alpha.labels, review.left_out["later_round"], review.alpha.value) == (4, 2, 1.0)


def test_rounds_out_of_time_order_are_no_error(book) -> None:
    head = "item_id,annotator_id,label,round,labelled_at;"
    late = head + "i1,a,x,1,2026-01-02T09:00:00Z;i1,b,x,1,2026-01-02T09:00:00Z;"
    early = head + "i1,a,y,2,2026-01-01T09:00:00Z;"
    review = merged(book, early, late, head + "i9,a,y,1,2026-01-05T09:00:00Z;i9,b,y,1,2026-01-05T09:00:00Z;").review
    assert review.left_out["later_round"] == 1
    assert review.alpha.value == 1


def test_a_label_withdrawn_in_a_later_file_does_not_count_any_more(book) -> None:
    head = "item_id,annotator_id,label,labelled_at,status;"
    rest = "i1,b,x,2026-01-01T09:00:00Z,submitted;i2,a,y,2026-01-01T09:00:00Z,submitted;"
    first = head + "i1,a,x,2026-01-01T09:00:00Z,submitted;" + rest
    report = merged(book, first, head + "i1,a,x,2026-01-01T09:00:00Z,cancelled;" + rest, mode="append")
    assert report.review.alpha.labels == 2
    assert report.review.left_out["cancelled"] == 1
    assert report.notes == ("1 annotation changed in a later file, which counts.",)


def test_a_column_that_a_later_file_lacks_keeps_its_values(book) -> None:
    rows = ["i1,a,x", "i1,b,x", "i2,a,y", "i2,b,x"]
    gold = ";".join(f"{row},{'x' if row[1] == '1' else 'y'}" for row in rows)
    review = merged(
        book, f"item_id,annotator_id,label,gold_label;{gold};", f"item_id,annotator_id,label;{';'.join(rows)};"
    ).review
    assert review.gold is not None
    assert review.gold.accuracy.value == 0.75


def test_labels_without_a_policy_version_beside_some_with_one_are_pointed_out(book) -> None:
    report = merged(
        book,
        "item_id,annotator_id,label,policy_version;i1,a,x,v1;i2,a,y,v1;",
        "item_id,annotator_id,label;i1,b,x;i2,b,y;",
    )
    assert report.review.alpha.status == "no_pairable_units"
    assert report.notes == (
        "2 labels without a policy version: compared only with one another, not with those of a version.",
    )


def test_labels_that_a_later_file_changed_are_counted_aloud(book) -> None:
    write_csv(book.parent, "1,a,x\n1,b,x\n2,a,y\n", "monday.csv")
    write_csv(book.parent, "1,a,y\n2,a,y\n", "tuesday.csv")
    report = refresh(book, data=[Source(path="monday.csv"), Source(path="tuesday.csv")])
    assert report.notes == ("1 annotation changed in a later file, which counts.",)


def test_a_note_follows_its_label_through_policy_versions_that_change_their_order(book) -> None:
    header = "item_id,annotator_id,label,policy_version\n"
    rows = [f"{i},{who},x,{version}\n" for version in ("v1", "v2") for i in range(3) for who in "ab"]
    (book.parent / "labels.csv").write_text(header + "".join(rows))
    refresh(book, data=[Source(path="labels.csv")])
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["Labels"]
    for row in sheet.iter_rows(min_row=5):
        if row[1].value in ("a", "b"):
            version = next(cell.value for cell in row if cell.value in ("v1", "v2"))
            sheet.cell(row[0].row, 20, f"{row[0].value} {row[1].value} {version}")
    workbook.save(book)
    (book.parent / "labels.csv").write_text(header + "".join(reversed(rows)))
    refresh(book, data=[Source(path="labels.csv")])
    seen = 0
    for row in openpyxl.load_workbook(book)["Labels"].iter_rows(min_row=5):
        if row[1].value in ("a", "b"):
            version = next(cell.value for cell in row if cell.value in ("v1", "v2"))
            assert row[19].value == f"{row[0].value} {row[1].value} {version}"
            seen += 1
    assert seen == 12


def test_a_region_changed_on_the_roster_sheet_reaches_the_annotators(book) -> None:
    refresh(book, data=DEMO)
    workbook = openpyxl.load_workbook(book)
    for row in workbook["Roster"].iter_rows():
        if row[0].value == "mei.tan@example.com":
            row[1].value = "Lisbon"
    workbook.save(book)
    people = refresh(book).review.annotators.set_index("annotator")
    assert people.loc["mei.tan@example.com", "region"] == "Lisbon"


@pytest.mark.parametrize(
    ("sheet", "old", "new", "part"),
    [
        ("Settings", "value", "wert", "no column value in its table Settings"),
        ("Settings", "setting", "Setting name", "no column setting in its table Settings"),
        ("Category order", "category", "Kategorie", "no column category in its table CategoryOrder"),
        ("Settings", "level", "thresholds", "thresholds cannot stand on the sheet Settings"),
        ("Settings", "level", 7, "'7.0' is no setting"),
        ("_meta", "schema", "scheme", "schema None"),
        ("_meta", "quality_review", "flow_review", "template 'flow_review'"),
        ("_meta", "key:Labels", "key", "does not name the key columns of Labels"),
    ],
)
def test_a_sheet_that_lost_what_a_refresh_needs_is_named(book, sheet, old, new, part) -> None:
    refresh(book, data=DEMO)
    workbook = openpyxl.load_workbook(book)
    cell = next(cell for row in workbook[sheet].iter_rows() for cell in row if cell.value == old)
    cell.value = new
    for table in workbook[sheet].tables.values():
        for column in table.tableColumns:
            column.name = new if column.name == old else column.name
    workbook.save(book)
    before = book.read_bytes()
    with pytest.raises(SmoError, match=part):
        refresh(book)
    assert book.read_bytes() == before


def test_a_renamed_settings_table_is_not_taken_for_defaults(book) -> None:
    workbook = openpyxl.load_workbook(book)
    workbook["Settings"].tables["Settings"].displayName = "Einstellungen"
    workbook["Settings"].tables["Settings"].name = "Einstellungen"
    workbook.save(book)
    with pytest.raises(WorkbookError, match="no table Settings"):
        refresh(book, data=DEMO)


def test_brackets_in_a_files_or_folders_name_are_no_pattern(tmp_path) -> None:
    folder = tmp_path / "posts [EU]"
    folder.mkdir()
    place(folder)
    (folder / EXPORT.name).rename(folder / "export[1].json")
    path = create("quality_review", folder / "book.xlsx")
    assert refresh(path, data=[Source(path="export[1].json")]).review.alpha.items == 360
    assert len(refresh(path, data=[Source(path="*.json")]).reads) == 1


def test_append_keeps_labels_that_are_in_no_file_any_more_and_replace_does_not(book) -> None:
    write_csv(book.parent, "1,a,x\n1,b,x\n2,a,y\n2,b,y\n")
    refresh(book, data=[Source(path="labels.csv")])
    write_csv(book.parent, "2,a,y\n2,b,y\n")
    assert refresh(book, data=[Source(path="labels.csv", mode="append")]).review.alpha.items == 2
    assert refresh(book, data=[Source(path="labels.csv")]).review.alpha.items == 1


def test_a_file_given_for_once_is_read_like_the_listed_one(book) -> None:
    rows = "post;who;verdict\n1;a;x\n1;b;x\n"
    for name in ("listed.csv", "other.csv"):
        (book.parent / name).write_text(rows)
    columns = {"item_id": "post", "annotator_id": "who", "label": "verdict"}
    refresh(book, data=[Source(path="listed.csv", columns=columns)], remember=True)
    assert refresh(book, data=[Source(path="other.csv")]).review.alpha.labels == 2


def test_a_file_given_for_once_is_not_listed_among_the_sources(book) -> None:
    write_csv(book.parent, "1,a,x\n1,b,x\n", "once.csv")
    refresh(book, data=DEMO, remember=True)
    before = read_tables(book, ["Sources"])["Sources"]
    report = refresh(book, data=[Source(path="once.csv")])
    assert (report.review.alpha.labels, len(report.reads)) == (2, 2), "the roster is still read"
    assert read_tables(book, ["Sources"])["Sources"].equals(before)


def test_a_pattern_reads_all_files_that_match(book) -> None:
    for day, rows in (("1", "1,a,x\n1,b,x\n"), ("2", "2,a,y\n2,b,x\n")):
        write_csv(book.parent, rows, f"day{day}.csv")
    report = refresh(book, data=[Source(path="day*.csv")], remember=True)
    assert len(report.reads) == 2
    assert report.review.alpha.items == 2
    sources = read_tables(book, ["Sources"])["Sources"]
    assert sources["rows_read"].tolist() == [4]
    with pytest.raises(SmoError, match="no file matches"):
        refresh(book, data=[Source(path="week*.csv")])


def test_settings_on_the_sheet_are_used(book) -> None:
    refresh(book, data=DEMO)
    workbook = openpyxl.load_workbook(book)
    for row in workbook["Settings"].iter_rows():
        if row[0].value == "alpha_target":
            row[1].value = 0.9
        if row[0].value == "project":
            row[1].value = "Posts, wave 3"
    workbook.save(book)
    review = refresh(book).review
    assert review.kpis[0].mark == "▲ Watch"
    assert cells(book, "dash_title") == ["Posts, wave 3: quality review"]


@pytest.mark.parametrize(
    ("setting", "value", "error"), [("timezone", "Mars", SettingsError), ("level", "interval", SmoError)]
)
def test_a_setting_that_cannot_be_used_leaves_the_workbook_as_it_was(book, setting, value, error) -> None:
    refresh(book, data=DEMO)
    workbook = openpyxl.load_workbook(book)
    for row in workbook["Settings"].iter_rows():
        if row[0].value == setting:
            row[1].value = value
    workbook.save(book)
    before = book.read_bytes()
    with pytest.raises(error):
        refresh(book)
    assert book.read_bytes() == before


def test_a_category_order_that_misses_a_label_is_refused(book) -> None:
    refresh(book, data=DEMO)
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["Category order"]
    header = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "category")
    sheet.cell(header.row + 1, header.column, "none")
    workbook.save(book)
    with pytest.raises(TableError, match="not among the declared categories"):
        refresh(book)


def test_an_empty_workbook_without_sources_is_not_refreshed(book) -> None:
    with pytest.raises(WorkbookError, match="holds no labels yet and names no source"):
        refresh(book)


def test_steps_are_told_as_they_begin(book) -> None:
    steps: list[str] = []
    refresh(book, data=DEMO, progress=steps.append)
    assert steps == [
        "reading the workbook",
        "reading the exports",
        *(f"reading {Path(source.path).name}" for source in DEMO),
        "computing",
        "writing the workbook",
    ]


def test_a_pivot_on_a_managed_table_is_named_to_the_user(book, rewrite) -> None:
    space = "http://schemas.openxmlformats.org/"
    link = (
        f'<Relationship Id="rId97" Type="{space}officeDocument/2006/relationships/pivotCacheDefinition" '
        'Target="pivotCache/pivotCacheDefinition1.xml"/></Relationships>'
    )
    cache = (
        f'<pivotCacheDefinition xmlns="{space}spreadsheetml/2006/main"><cacheSource type="worksheet">'
        '<worksheetSource name="Labels"/></cacheSource><cacheFields count="0"/></pivotCacheDefinition>'
    )
    changes = {
        "xl/pivotCache/pivotCacheDefinition1.xml": cache,
        "xl/_rels/workbook.xml.rels": lambda xml: xml.replace("</Relationships>", link),
    }
    rewrite(book, changes)
    notes = refresh(book, data=DEMO).notes
    assert notes == ("Pivot tables to bring up to date by Data > Refresh All in Excel: Labels.",)
