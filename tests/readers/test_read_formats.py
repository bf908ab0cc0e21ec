import io
import json
import zipfile

import openpyxl
import pytest

from smo_metrics.errors import ReadError, SettingsError
from smo_metrics.readers import read

CSV = "item_id,annotator_id,label\n1,ann,spam\n"
RESULT = [{"from_name": "policy", "value": {"choices": ["spam"]}}]
JSON = json.dumps([{"id": 1, "annotations": [{"completed_by": 1, "result": RESULT}]}])


def workbook():
    book = openpyxl.Workbook()
    for row in (["item_id", "annotator_id", "label"], [1, "ann", "spam"]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def archive():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("export.json", JSON)
    return stream.getvalue()


def refusal(path, **options):
    with pytest.raises(ReadError) as error:
        read(path, **options)
    assert "\n" not in str(error.value)
    assert path.name in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    ("content", "name", "format"),
    [
        (JSON, "export.json", "label_studio"),
        (JSON, "project-7-at-2026", "label_studio"),
        (CSV, "export.csv", "csv"),
        (CSV, "EXPORT.TSV", "csv"),
        (CSV, "export.txt", "csv"),
        (workbook(), "export.xlsx", "xlsx"),
        (workbook(), "export", "xlsx"),
    ],
)
def test_the_format_is_told_by_extension_and_content(save_text, content, name, format):
    tables = read(save_text(content, name))
    assert (tables.report.format, tables.report.name) == (format, name)
    assert tables.labels["label"].tolist() == ["spam"]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (workbook(), "export.json", "should be JSON but its content is an Excel workbook. Export it again as JSON"),
        (JSON, "export.csv", "should be CSV text but its content is JSON."),
        (CSV, "export.json", "should be JSON but its content is CSV text."),
        (CSV, "export.xlsx", "should be an Excel workbook but its content is CSV text."),
    ],
)
def test_a_name_that_lies_about_its_content_is_refused(save_text, content, name, sentence):
    assert sentence in refusal(save_text(content, name))


def test_a_format_that_is_given_overrules_the_extension_but_not_the_content(save_text):
    assert read(save_text(workbook(), "export.json"), format="xlsx").report.format == "xlsx"
    assert read(save_text(CSV, "export.json"), format="csv").report.format == "csv"
    assert "should be JSON" in refusal(save_text(workbook(), "export.xlsx"), format="label_studio")
    assert "its content is CSV text" in refusal(save_text(CSV, "export.csv"), format="label_studio")
    assert "its content is JSON" in refusal(save_text('[{"id": 1}]', "export.csv"), format="csv")


def test_a_roster_read_as_labels_is_recognised(save_text):
    assert "add --table roster" in refusal(save_text("annotator_id,region\nann,Dublin\n", "team.csv"))


def test_headers_that_serve_nothing_are_named(save_text):
    notes = read(save_text("item_id,annotator_id,label,Severity\n1,ann,spam,3\n", "export.csv")).report.notes
    assert notes == ("Not used: 'Severity'.",)


def test_a_message_lists_no_more_headers_than_a_person_reads(save_text):
    headers = ",".join(f"column {i}" for i in range(500))
    message = refusal(save_text(f"{headers}\n{',' * 499}\n", "wide.csv"))
    assert "(500 in all)" in message
    assert len(message) < 800


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty."),
        (b"\xef\xbb\xbf \n", "is empty."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is a workbook with a password or in the old .xls format."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\xff", "is a binary file."),
        (b"PAR1\0\0", "is a binary file."),
        (b"<!DOCTYPE html><html>", "is a web page or XML. The download probably asked for a sign-in"),
        (archive(), "is a zip archive. Unpack it"),
        (b"PK\x03\x04 and no more", "ends in the middle or is damaged."),
        (archive().replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\x54"), "ends in the middle or is damaged."),
    ],
)
@pytest.mark.parametrize("name", ["export.json", "export.csv", "export.xlsx"])
def test_a_file_that_is_no_export_is_told_what_it_is(save_text, content, sentence, name):
    assert sentence in refusal(save_text(content, name))


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert "was not found. Check the path" in refusal(tmp_path / "export.json")
    assert "is a folder" in refusal(tmp_path)


def test_an_unreadable_file_is_refused(save_text, monkeypatch):
    path = save_text(CSV)

    def locked(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "read_bytes", locked)
    assert refusal(path) == "export.csv cannot be opened (Permission denied). Close it elsewhere."


def test_unknown_formats_and_tables_are_answered_with_the_known_ones(save_text):
    path = save_text(CSV)
    assert "Use one of label_studio, csv, xlsx." in refusal(path, format="parquet")
    assert "Use one of labels, events, roster, volumes." in refusal(path, table="backlog")


def test_a_label_studio_export_is_no_roster(save_text):
    assert "Give the roster as CSV or XLSX." in refusal(save_text(JSON, "export.json"), table="roster")


@pytest.mark.parametrize("zone", ["Asia/Singapur", "Asia", "../etc/passwd", ""])
def test_an_unknown_time_zone_is_refused(save_text, zone):
    with pytest.raises(SettingsError, match="Use an IANA name such as Asia/Singapore"):
        read(save_text(CSV), timezone=zone)


def test_a_report_is_plain_values_for_json(save_text):
    report = read(save_text(JSON, "export.json")).report
    assert json.loads(json.dumps(report.to_dict())) == report.to_dict()
    assert report.to_dict()["schema"] == 1
