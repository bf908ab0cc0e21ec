"""A workbook that cannot be changed safely is refused in one sentence and stays as it was."""

import io
import os
import zipfile

import pytest

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx import package as package_module
from smo_metrics.workbook.xlsx.content import Content
from smo_metrics.workbook.xlsx.patch import patch
from smo_metrics.workbook.xlsx.read import read_meta, read_tables


def refused(path, content, *words):
    before = path.read_bytes()
    listing = sorted(path.parent.iterdir())
    with pytest.raises(WorkbookError) as caught:
        patch(path, content)
    assert path.read_bytes() == before
    assert sorted(path.parent.iterdir()) == listing
    message = str(caught.value)
    assert "\n" not in message
    for word in words:
        assert word in message


def test_a_workbook_open_in_excel_is_refused(make, labels):
    path = make()
    (path.parent / "~$book.xlsx").write_bytes(b"")
    refused(path, labels("ab"), "open in Excel", "Close it")


def test_a_workbook_open_in_libreoffice_is_refused(make, labels):
    path = make()
    (path.parent / ".~lock.book.xlsx#").write_bytes(b"")
    refused(path, labels("ab"), "open in LibreOffice", "Close it")


def test_a_read_only_workbook_is_refused(make, labels):
    path = make()
    path.chmod(0o444)
    refused(path, labels("ab"), "book.xlsx is read-only", "Make it writable")


def test_a_read_only_folder_is_refused(make, labels):
    path = make()
    path.parent.chmod(0o555)
    try:
        refused(path, labels("ab"), "folder of book.xlsx is read-only")
    finally:
        path.parent.chmod(0o755)


def test_a_missing_workbook_is_named(tmp_path, labels):
    with pytest.raises(WorkbookError, match=r"there is no workbook .*none\.xlsx.*smo-metrics new"):
        patch(tmp_path / "none.xlsx", labels("a"))


@pytest.mark.parametrize("data", [b"", b"not a zip at all", b"PK\x03\x04 cut off"])
def test_what_is_no_zip_is_refused(tmp_path, labels, data):
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    refused(path, labels("a"), "is not an .xlsx workbook")


def test_a_zip_without_a_workbook_is_refused(tmp_path, labels):
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    refused(path, labels("a"), "not an Excel workbook", "Save it in Excel")


def test_an_encrypted_workbook_is_refused(tmp_path, labels):
    path = tmp_path / "book.xlsx"
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512))
    refused(path, labels("a"), "encrypted", "Remove its password")


def test_a_signed_workbook_is_refused(make, labels, rewrite):
    path = make()
    rewrite(path, {"_xmlsignatures/origin.sigs": "signed"})
    refused(path, labels("ab"), "digitally signed", "unsigned copy")


def test_a_strict_workbook_is_refused(make, labels, rewrite):
    path = make()
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    rewrite(
        path,
        {
            "xl/workbook.xml": lambda xml: xml.replace(
                "http://schemas.openxmlformats.org/spreadsheetml/2006/main", strict
            )
        },
    )
    refused(path, labels("ab"), "not an Excel workbook in the usual format", "Excel Workbook (*.xlsx)")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet2.xml", "docProps/app.xml"])
def test_a_doctype_is_refused(make, labels, rewrite, name, encoding):
    path = make()
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "aaa">]><x>&a;</x>'
    rewrite(path, {name: bomb.encode(encoding)})
    refused(path, labels("ab"), name, "DOCTYPE")
    with pytest.raises(WorkbookError, match="DOCTYPE"):
        read_tables(path, ["Labels"])


def test_damaged_xml_is_refused(make, labels, rewrite):
    path = make()
    rewrite(path, {"xl/worksheets/sheet2.xml": lambda xml: xml[: len(xml) // 2]})
    refused(path, labels("ab"), "xl/worksheets/sheet2.xml is damaged XML")


def test_a_part_that_unpacks_absurdly_is_refused(make, labels, rewrite):
    path = make()
    rewrite(path, {"xl/media/image1.png": bytes(30 << 20)})
    refused(path, labels("ab"), "xl/media/image1.png", "30 MiB", "Do not use this file")
    with pytest.raises(WorkbookError, match="30 MiB"):
        read_meta(path)


def test_a_part_larger_than_the_limit_is_refused(make, labels, monkeypatch):
    path = make()
    monkeypatch.setattr(package_module, "LARGEST_PART", 1000)
    refused(path, labels("ab"), "its part", "would unpack to")


def test_two_parts_of_one_name_are_refused(make, labels):
    path = make()
    buffer = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("XL/workbook.xml", "<x/>")
    path.write_bytes(buffer.getvalue())
    refused(path, labels("ab"), "is not an .xlsx workbook, or it is damaged")


def test_a_renamed_table_is_refused(make, labels, rewrite):
    path = make()
    rewrite(path, {"xl/tables/table1.xml": lambda xml: xml.replace('"Labels"', '"Renamed"')})
    refused(path, labels("ab"), "no table Labels", "smo-metrics new")


def test_a_missing_key_column_is_refused(make, labels, rewrite):
    path = make()
    rewrite(path, {"xl/tables/table1.xml": lambda xml: xml.replace('name="id"', 'name="ident"')})
    refused(path, labels("ab"), "key column id is gone", "found ident, label, score")


def test_a_missing_name_is_refused(make):
    path = make()
    refused(path, Content(blocks={"tiles": [[1]]}), "no named area tiles", "smo-metrics new")


def test_a_block_larger_than_its_area_is_refused(make):
    path = make()
    refused(path, Content(blocks={"tile": [[1, 2, 3]]}), "room for 3 x 2 values and 1 x 3 arrived")


def test_a_table_that_would_grow_over_a_users_cell_names_it(make, labels):
    path = make(lambda book, data: data.write("B9", "mine"))
    refused(path, labels("abcdef"), "table Labels needs the cell Data!B9", "Move")
    patch(path, labels("abcd"))


def test_a_table_that_would_grow_over_another_table_names_it(make, labels):
    path = make(lambda book, data: data.add_table("B10:C12", {"name": "Mine"}))
    refused(path, labels("abcdefgh"), "Data!B10")


def test_a_table_that_would_grow_over_merged_cells_is_refused(make, labels):
    path = make(lambda book, data: data.merge_range("B10:C11", ""))
    refused(path, labels("abcdefgh"), "Data!B10")


def test_a_cell_that_would_land_on_another_is_refused(make, labels):
    def decorate(book, data):
        data.write("F5", "beside a")
        data.write("F10", "below, beside nothing yet")

    path = make(decorate)
    refused(path, labels("bcdefa"), "Data!F10")


def test_managed_tables_side_by_side_are_refused(make, labels):
    path = make(
        lambda book, data: data.add_table("F5:G7", {"name": "Second", "columns": [{"header": "id"}, {"header": "x"}]})
    )
    content = labels("ab")
    both = Content({**content.tables, "Second": content.tables["Labels"]})
    refused(path, both, "Labels and Second stand side by side")


def test_orphans_without_an_orphans_table_are_refused(make, labels):
    path = make(lambda book, data: data.write("F5", "mine"), orphans=False)
    refused(path, labels("bc"), "Data!F5", "id=a", "no table Orphans")


def test_too_many_rows_for_a_sheet_are_refused(make, labels, monkeypatch):
    monkeypatch.setattr("smo_metrics.workbook.xlsx.plan.LAST_ROW", 8)
    refused(make(), labels("abcdef"), "6 rows do not fit on a sheet")


def test_a_link_to_a_workbook_is_followed_not_replaced(make, labels, tmp_path):
    path = make()
    link = tmp_path / "elsewhere" / "link.xlsx"
    link.parent.mkdir()
    os.symlink(path, link)
    patch(link, labels("ab"))
    assert link.is_symlink()
    assert read_tables(path, ["Labels"])["Labels"]["id"].tolist() == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("xl/worksheets/sheet2.xml", '<row r="6"', '<row r="5"'),
        ("xl/worksheets/sheet2.xml", '<row r="6"', '<row r="many"'),
        ("xl/worksheets/sheet2.xml", '<row r="7"', '<row r="99999999"'),
        ("xl/worksheets/sheet2.xml", '<c r="G5"', '<c r="F5"'),
        ("xl/worksheets/sheet2.xml", '<c r="G5"', '<c r="ZZZ5"'),
        ("xl/tables/table1.xml", 'ref="A4:C7"', 'ref="A4:D7"'),
        ("xl/tables/table1.xml", 'ref="A4:C7"', 'ref="A4:C4"'),
        ("xl/tables/table1.xml", 'totalsRowShown="0"', 'totalsRowCount="x"'),
    ],
)
def test_places_that_contradict_each_other_are_refused(make, labels, rewrite, name, old, new):
    path = make(lambda book, data: data.write_row("F5", [1, 2]))
    rewrite(path, {name: lambda xml: xml.replace(old, new)})
    refused(path, labels("abcd"), f"{name} is damaged XML")
