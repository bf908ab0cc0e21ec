import codecs

import pytest

from smo_metrics.errors import ReadError
from smo_metrics.readers import read

PLAIN = "item_id,annotator_id,label\n007,ann,spam\n8,bob,\n"


def refusal(path, **options):
    with pytest.raises(ReadError) as error:
        read(path, **options)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_cells_stay_the_text_they_are(save_text):
    text = "item_id,annotator_id,label,queue\n007,1e5,NA,null\n1.0,ann,nan,=1+1\n"
    labels = read(save_text(text)).labels
    assert labels[["item_id", "annotator_id", "label", "queue"]].values.tolist() == [
        ["007", "1e5", "NA", "null"],
        ["1.0", "ann", "nan", "=1+1"],
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_header_shows_the_delimiter(save_text, mark):
    text = PLAIN.replace(",", mark).replace("spam", f'"a,b;c\t{mark}d"')
    labels = read(save_text(text)).labels
    assert labels["label"].tolist() == [f"a,b;c\t{mark}d", None]


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        PLAIN.replace("\n", "\r\n").encode(),
    ],
)
def test_what_excel_saves_as_unicode_is_read(save_text, data):
    labels = read(save_text(data)).labels
    assert labels["item_id"].tolist() == ["007", "8"]
    assert labels["status"].tolist() == ["submitted", "empty"]


def test_another_encoding_is_refused_with_its_line(save_text):
    message = refusal(save_text("item_id,annotator_id,label\n1,Aoife,spam\n2,José,spam\n".encode("latin-1")))
    assert message == (
        "export.csv is not in UTF-8 (line 3 holds the byte 0xe9). Save it as UTF-8; in Excel: Save As, CSV UTF-8."
    )


def test_a_separator_line_is_obeyed_and_rows_keep_their_number(save_text):
    path = save_text("sep=;\nitem_id;annotator_id;label\n1;;spam\n")
    assert "(row 3)" in refusal(path)
    assert len(read(save_text("sep=;\nitem_id;annotator_id;label\n1;a;spam\n")).labels) == 1


def test_blank_lines_at_the_end_go_and_lines_between_keep_the_row_numbers(save_text):
    assert len(read(save_text("\n" + PLAIN + "\n,,\n\n")).labels) == 2
    assert "(row 3)" in refusal(save_text("item_id,annotator_id,label\n1,a,x\n\n2,a,x\n"))


def test_a_row_of_another_length_is_refused_with_its_number(save_text):
    message = refusal(save_text(PLAIN + "9,bob,a,b\n"))
    assert "export.csv: row 4 has 4 cells where the header has 3." in message
    assert "row 4 has 2 cells" in refusal(save_text(PLAIN + "9,bob\n"))


def test_a_file_that_ends_inside_quotes_was_cut_off(save_text):
    message = refusal(save_text(PLAIN + '9,bob,"spa'))
    assert message == (
        "export.csv ends inside quotation marks (row 4). The download was probably cut off: export it again."
    )


def test_a_stray_quotation_mark_is_refused_with_its_line(save_text):
    assert "cannot be read at line 2" in refusal(save_text('item_id,annotator_id,label\n1,"a"b,x\n'))


def test_a_header_that_is_one_endless_cell_is_refused(save_text):
    assert "cannot be read at line 1 (field larger than field limit" in refusal(save_text("a" * 200_000))


def test_a_column_map_is_applied_and_reported(save_text):
    path = save_text("\nPost;Who;Verdict; Came from \n1;ann;spam;video\n")
    columns = {"item_id": "Post", "annotator_id": "Who", "queue": "Came from"}
    tables = read(path, columns=columns)
    assert tables.labels["queue"].tolist() == ["video"]
    assert tables.report.columns == {**columns, "label": "Verdict"}
    assert read(path, columns=tables.report.columns).report == tables.report


def test_a_missing_column_names_the_file_and_the_headers(save_text):
    message = refusal(save_text("item_id,label\n1,spam\n"))
    assert message.startswith("export.csv: labels: no column 'annotator_id'")
    assert "'item_id', 'label'" in message


def test_a_header_alone_is_no_table(save_text):
    assert "there are 0 rows" in refusal(save_text("item_id,annotator_id,label\n"))


def test_statuses_and_rounds_of_a_csv_are_counted(save_text):
    text = (
        "item_id,annotator_id,label,round,status\n1,a,x,1,\n1,a,y,2,submitted\n1,b,x,,cancelled\n1,c,x,,draft\n1,d,,,\n"
    )
    report = read(save_text(text)).report
    assert report.rows == 5
    assert report.counts == {
        "items": 1,
        "annotators": 4,
        "submitted": 2,
        "later_rounds": 1,
        "cancelled": 1,
        "drafts": 1,
        "empty": 1,
    }


def test_a_roster_is_read_as_a_roster(save_text):
    tables = read(save_text("Annotator,Site,hours_per_day\nann,Dublin,7.5\nbob,,\n"), table="roster")
    assert tables.labels is None
    assert tables.roster["region"].tolist() == ["Dublin", None]
    assert tables.report.columns == {
        "annotator_id": "Annotator",
        "region": "Site",
        "hours_per_day": "hours_per_day",
    }
    assert tables.report.to_dict()["counts"] == {}
