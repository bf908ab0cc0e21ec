"""The shell: what a coordinator types, reads and gets back, good input and bad."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from smo_metrics.demo import EXPORT, ROSTER


@pytest.fixture
def shell(smo_metrics_command):
    return smo_metrics_command


@pytest.fixture
def book(shell, tmp_path) -> Path:
    assert shell("new", "quality_review", "book.xlsx")[0] == 0
    return tmp_path / "book.xlsx"


def test_the_demo_prints_the_figures_and_where_the_workbook_is(shell, tmp_path) -> None:
    code, out, _ = shell("demo")
    assert code == 0
    for part in ("Krippendorff's alpha", "95 % interval", "Gold accuracy", "harassment", "liam.walsh@example.com"):
        assert part in out
    assert str(tmp_path / "smo_demo" / "quality_review.xlsx") in out.splitlines()[-3]
    assert out.splitlines()[-2].endswith(f"smo-metrics flow {Path('smo_demo', 'events.csv')}")
    assert out.splitlines()[-1].endswith(f"smo-metrics sla {Path('smo_demo', 'events.csv')} --target-hours 24")


def test_the_demo_can_be_run_twice(shell, tmp_path) -> None:
    _, first, _ = shell("demo", "here")
    code, second, _ = shell("demo", "here")
    assert (code, second) == (0, first)


@pytest.mark.parametrize("name", ["roster.csv", "label_studio_export.json", "events.csv"])
def test_the_demo_overwrites_no_file_of_the_users(shell, tmp_path, name) -> None:
    (tmp_path / name).write_text("mine")
    code, _, err = shell("demo", ".")
    assert code == 2
    assert "Name another folder" in err
    assert (tmp_path / name).read_text() == "mine"


def test_the_demo_adds_nothing_to_a_workbook_of_the_users(shell, book) -> None:
    mine = book.rename(book.with_name("quality_review.xlsx"))
    before = mine.read_bytes()
    code, _, err = shell("demo", ".")
    assert code == 2
    assert "is not the demo's" in err
    assert mine.read_bytes() == before


def test_how_to_read_a_file_without_a_file_is_refused(shell, book) -> None:
    code, _, err = shell("refresh", "book.xlsx", "--timezone", "Asia/Singapore")
    assert code == 2
    assert "go with --data" in err


def test_import_shows_the_column_map_and_remembers_the_source(shell, book, tmp_path) -> None:
    shutil.copy(EXPORT, tmp_path / "export.json")
    code, out, _ = shell("import", "export.json", "book.xlsx")
    assert code == 0
    assert "as label_studio: item_id = id, annotator_id = completed_by, label = policy" in out
    sources = openpyxl.load_workbook(book)["Sources"]
    assert "export.json" in [cell.value for row in sources.iter_rows() for cell in row]
    assert shell("refresh", "book.xlsx")[0] == 0


def test_refresh_without_a_source_uses_the_workbooks_own_tables_and_says_so(shell, book, tmp_path) -> None:
    code, _, _ = shell("refresh", "book.xlsx", "--data", EXPORT)
    assert code == 0
    code, out, _ = shell("refresh", "book.xlsx")
    assert code == 0
    assert "computed from the workbook's own tables" in out
    assert "0.80" in out


def test_json_can_be_read_and_holds_no_ids_of_items(shell) -> None:
    code, out, _ = shell("agreement", EXPORT, "--json")
    result = json.loads(out)
    assert code == 0
    assert result["schema"] == 1
    assert result["alpha"]["interval"]["low"] < result["alpha"]["value"] < result["alpha"]["interval"]["high"]
    assert result["left_out"] == {"cancelled": 35, "draft": 0, "empty": 0, "later_round": 24}


def test_agreement_reads_a_csv_with_a_column_map_and_a_zone(shell, tmp_path) -> None:
    rows = [f"{answer};2026-03-01 10:00" for answer in ("1;a;x", "1;b;x", "2;a;y", "2;b;x")]
    (tmp_path / "labels.csv").write_text("\n".join(["post;person;verdict;when", *rows]))
    options = ["--columns", "item_id=post; annotator_id=person; label=verdict; labelled_at=when"]
    code, _, err = shell("agreement", "labels.csv", *options)
    assert code == 2
    assert "--timezone Asia/Singapore" in err
    code, out, _ = shell("agreement", "labels.csv", *options, "--timezone", "Asia/Singapore")
    assert code == 0
    assert "krippendorff_alpha" in out


@pytest.mark.parametrize("command", [[], ["demo"], ["new"], ["import"], ["refresh"], ["agreement"], ["flow"]])
def test_every_command_explains_itself(shell, command) -> None:
    code, out, _ = shell(*command, "--help")
    assert code == 0
    assert "Usage: smo-metrics" in out


def test_names_in_an_export_cannot_steer_the_terminal(shell, tmp_path) -> None:
    (tmp_path / "labels.csv").write_text("item_id,annotator_id,label\n1,a,\x1b[31mred[/]\n1,b,[bold]x\n")
    code, out, err = shell("agreement", "labels.csv")
    assert code == 0
    assert "\x1b" not in out + err


def bad_files(folder: Path) -> dict[str, tuple[Path, list[str], str]]:
    """Name -> file, options and the part of the one sentence that must come."""
    truncated, naive, empty = folder / "cut.json", folder / "naive.csv", folder / "empty.csv"
    truncated.write_bytes(EXPORT.read_bytes()[:20_000])
    naive.write_text("item_id,annotator_id,label,labelled_at\n1,a,x,2026-03-01 10:00\n")
    empty.write_text("item_id,annotator_id,label\n")
    (folder / "columns.csv").write_text("item_id,annotator_id\n1,a\n")
    shutil.copy(ROSTER, folder / "roster.json")
    return {
        "truncated": (truncated, [], "cut.json"),
        "wrong type": (folder / "roster.json", [], "roster.json"),
        "missing column": (folder / "columns.csv", [], "no column 'label'"),
        "naive": (naive, [], "without a time zone"),
        "0 rows": (empty, [], "empty.csv"),
        "absent": (folder / "nope.csv", [], "nope.csv"),
        "zone": (naive, ["--timezone", "Mars/Base"], "no time zone"),
        "table": (naive, ["--table", "people"], "table"),
        "column map": (naive, ["--columns", "label"], "ours=theirs"),
        "format": (naive, ["--format", "docx"], "label_studio, csv"),
    }


@pytest.mark.parametrize(
    "name",
    ["truncated", "wrong type", "missing column", "naive", "0 rows", "absent", "zone", "table", "column map", "format"],
)
def test_bad_input_ends_in_one_line_and_exit_2_with_the_workbook_untouched(shell, book, tmp_path, name) -> None:
    file, options, part = bad_files(tmp_path)[name]
    before = book.read_bytes()
    code, out, err = shell("import", file, "book.xlsx", *options)
    assert code == 2
    assert out == ""
    assert err.startswith("smo-metrics: ")
    assert len(err.strip().splitlines()) == 1
    assert part in err
    assert book.read_bytes() == before
    assert sorted(p.name for p in tmp_path.glob("*.xlsx")) == ["book.xlsx"]


@pytest.mark.parametrize("lock", ["~$book.xlsx", ".~lock.book.xlsx#"])
def test_a_workbook_open_elsewhere_is_not_touched(shell, book, tmp_path, lock) -> None:
    (tmp_path / lock).write_text("somebody")
    before = book.read_bytes()
    code, _, err = shell("refresh", "book.xlsx", "--data", EXPORT)
    assert code == 2
    assert "open" in err
    assert "close" in err.lower()
    assert book.read_bytes() == before


def test_a_read_only_workbook_is_not_touched(shell, book) -> None:
    before = book.read_bytes()
    book.chmod(0o444)
    code, _, err = shell("refresh", "book.xlsx", "--data", EXPORT)
    assert code == 2
    assert "read-only" in err
    assert book.read_bytes() == before


def test_an_empty_workbook_without_a_source_says_what_to_do(shell, book) -> None:
    code, _, err = shell("refresh", "book.xlsx")
    assert code == 2
    assert "smo-metrics import EXPORT" in err


def test_a_strange_workbook_is_not_ours(shell, tmp_path) -> None:
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    code, _, err = shell("refresh", "other.xlsx")
    assert code == 2
    assert "smo-metrics rebuild other.xlsx" in err


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["new", "nonsense", "x.xlsx"], "the templates are weekly_status, quality_review"),
        (["new", "quality_review", "x.xls"], "must end in .xlsx"),
        (["new", "quality_review", "no/such/folder/x.xlsx"], "no folder"),
        (["agreement", str(EXPORT), "--level", "names"], "level"),
        (["agreement", str(EXPORT), "--confidence", "2"], "confidence"),
        (["agreement", str(EXPORT), "--categories", "spam, hate"], "not among the declared categories"),
        (["agreement", str(EXPORT), "--level", "interval"], "needs numbers"),
        (["refresh", "absent.xlsx"], "absent.xlsx"),
    ],
)
def test_wrong_options_end_in_one_line_and_exit_2(shell, arguments, part) -> None:
    code, _, err = shell(*arguments)
    assert code == 2
    assert err.startswith("smo-metrics: ")
    assert len(err.strip().splitlines()) == 1
    assert part in err


def test_a_source_beside_the_workbooks_folder_is_kept_as_seen_from_there(shell, tmp_path) -> None:
    (tmp_path / "books").mkdir()
    shutil.copy(EXPORT, tmp_path / "export.json")
    shell("new", "quality_review", "books/book.xlsx")
    assert shell("import", "export.json", "books/book.xlsx")[0] == 0
    sheet = openpyxl.load_workbook(tmp_path / "books" / "book.xlsx")["Sources"]
    assert "../export.json" in [cell.value for row in sheet.iter_rows() for cell in row]


def test_an_undefined_figure_is_explained_under_the_table(shell, tmp_path) -> None:
    (tmp_path / "one.csv").write_text("item_id,annotator_id,label\n1,a,x\n1,b,x\n2,a,x\n2,b,x\n")
    code, out, _ = shell("agreement", "one.csv")
    assert code == 0
    assert "not available" in out
    assert "every label is the same category, so agreement beyond chance is undefined." in out


def test_a_narrow_terminal_cuts_no_word_off(shell, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    _, out, _ = shell("agreement", EXPORT)
    assert "…" not in out


@pytest.mark.parametrize(
    ("arguments", "help_of"),
    [
        (["--bogus"], "smo-metrics"),
        (["frob"], "smo-metrics"),
        (["refresh"], "smo-metrics refresh"),
        (["refresh", "a.xlsx", "b.xlsx"], "smo-metrics refresh"),
        (["excel", "buidl"], "smo-metrics excel"),
    ],
)
def test_a_mistyped_command_ends_in_one_line_and_exit_2(shell, arguments, help_of) -> None:
    code, _, err = shell(*arguments)
    assert code == 2
    assert len(err.strip().splitlines()) == 1
    assert err.endswith(f"Try {help_of} --help.\n")


def test_without_a_command_the_help_comes(shell) -> None:
    code, out, _ = shell()
    assert code == 0
    assert "agreement" in out


def test_nothing_is_overwritten_by_new(shell, book) -> None:
    before = book.read_bytes()
    code, _, err = shell("new", "quality_review", "book.xlsx")
    assert code == 2
    assert "exists already" in err
    assert book.read_bytes() == before


def test_the_version_is_printed(shell) -> None:
    assert shell("--version")[1].startswith("smo-metrics 0.")


def test_quality_shows_gold_annotators_and_items_to_adjudicate(shell) -> None:
    code, out, err = shell("quality", EXPORT, "--top", "3")
    assert (code, err) == (0, "")
    said = "Gold: 302 labels on 74 items", "92.1 % (", "adjudicate first: 3 of the", "by majority", "Talk to liam"
    for part in said:
        assert part in out
    assert "Left out of agreement: 35 cancelled, 24 later round." in out


def test_quality_as_json_is_the_library_s_result(shell) -> None:
    code, out, _ = shell("quality", EXPORT, "--json", "--method", "majority")
    told = json.loads(out)
    assert code == 0
    assert told["consensus"]["method"] == "majority"
    assert told["gold"]["labels"] == 302
    assert told["file"] == EXPORT.name
    assert len(told["people"]["rows"]) == 6


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--method", "guess"], "method must be one of majority"),
        (["--categories", "a, b"], "is not among the declared categories"),
        (["--confidence", "95"], "confidence must lie between 0 and 1"),
        (["--top", "0"], "greater than or equal to 1"),
    ],
)
def test_quality_answers_bad_options_in_one_line(shell, arguments, message) -> None:
    code, out, err = shell("quality", EXPORT, *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.strip().splitlines()) == 1


def test_quality_takes_numbers_as_categories(shell, tmp_path) -> None:
    rows = [f"i{n},{who},{n % 3 if who == 'a' else n % 2}" for n in range(12) for who in "ab"]
    (tmp_path / "numbers.csv").write_text("\n".join(["item_id,annotator_id,label", *rows]))
    for command in ("agreement", "quality"):
        code, _, err = shell(command, "numbers.csv", "--categories", "0, 1, 2, 3")
        assert (code, err) == (0, "")
    code, out, _ = shell("quality", "numbers.csv", "--categories", "0, 1, 2, 3", "--json")
    assert json.loads(out)["consensus"]["categories"] in (["0", "1", "2", "3"], [0, 1, 2, 3])


@pytest.mark.parametrize("command", ["agreement", "quality"])
def test_labels_that_look_missing_are_told_without_an_option_of_python(shell, tmp_path, command) -> None:
    rows = [f"i{n},{who},{'null' if n % 4 == 0 else 'xy'[n % 2]}" for n in range(12) for who in "ab"]
    (tmp_path / "null.csv").write_text("\n".join(["item_id,annotator_id,label", *rows]))
    _, out, _ = shell(command, "null.csv")
    assert "'null' counts as a category. If it means 'no label', empty those cells in the export." in out
    assert "missing=" not in out


def test_quality_of_labels_that_are_all_left_out_says_why(shell, tmp_path) -> None:
    header = "item_id,annotator_id,label,status"
    (tmp_path / "none.csv").write_text(f"{header}\n1,a,x,cancelled\n1,b,,\n2,a,x,cancelled\n")
    code, out, err = shell("quality", "none.csv")
    assert (code, out) == (2, "")
    assert "2 cancelled, 1 empty" in err
    assert len(err.strip().splitlines()) == 1


def test_quality_says_what_adjudication_cannot_tell(shell) -> None:
    assert "shares of votes" in shell("quality", EXPORT, "--method", "majority")[1]


def test_quality_counts_policy_versions_of_an_item_as_one_gold_item(shell, tmp_path) -> None:
    rows = [f"i{n},{who},x,{'x' if n % 3 else 'y'},v{v}" for n in range(20) for who in "ab" for v in (1, 2)]
    (tmp_path / "two.csv").write_text("\n".join(["item_id,annotator_id,label,gold_label,policy_version", *rows]))
    code, out, _ = shell("quality", "two.csv")
    assert code == 0
    assert "Gold: 80 labels on 20 items" in out


def test_quality_of_an_export_without_gold_or_times_says_less_and_no_more(shell, tmp_path) -> None:
    rows = [f"i{n},{who},{'xy'[n % 2]}" for n in range(12) for who in "ab"]
    (tmp_path / "plain.csv").write_text("\n".join(["item_id,annotator_id,label", *rows]))
    code, out, _ = shell("quality", "plain.csv")
    assert code == 0
    assert "Gold" not in out
    assert "others" in out
