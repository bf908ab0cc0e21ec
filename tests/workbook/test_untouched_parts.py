"""A refresh changes what it manages and nothing else, byte for byte."""

import re
import struct
import zipfile
import zlib

import pytest

from smo_metrics.workbook.xlsx.patch import patch
from smo_metrics.workbook.xlsx.read import read_tables

MANAGED = {
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml",
    "xl/tables/table1.xml",
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
}


def png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")


@pytest.fixture
def rich(make, tmp_path, rewrite):
    """A workbook with an image, a text box, a sparkline, a chart of the user's, notes, and custom XML."""

    def decorate(book, data):
        (tmp_path / "dot.png").write_bytes(png())
        data.insert_image("J2", tmp_path / "dot.png")
        data.insert_textbox("J6", "read me first")
        data.add_sparkline("F5", {"range": "Data!C5:C7"})
        data.write_comment("B5", "on a")
        mine = book.add_worksheet("Mine")
        mine.write_column("A1", [1, 2, 3])
        mine.write_formula("B1", "=SUM(Labels[score])", None, 6)
        drawing = book.add_chart({"type": "line"})
        drawing.add_series({"values": "=Mine!$A$1:$A$3"})
        mine.insert_chart("D2", drawing)

    path = make(decorate)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="../customXml/item1.xml"/></Relationships>'
    rewrite(
        path,
        {
            "customXml/item1.xml": "<mine xmlns='urn:mine'>kept</mine>",
            "xl/_rels/workbook.xml.rels": lambda xml: xml.replace("</Relationships>", link),
        },
    )
    return path


def test_only_managed_parts_change(rich, labels, parts, validate):
    before = parts(rich)
    report = patch(rich, labels("cabde", blocks={"tile": [[1]]}))
    after = parts(rich)
    assert list(after) == list(before)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == set(report.changed_parts) == MANAGED
    validate(rich)


def test_text_boxes_images_sparklines_and_custom_xml_are_still_there(rich, labels, part, parts):
    patch(rich, labels("cabde"))
    held = parts(rich)
    assert b"read me first" in held["xl/drawings/drawing1.xml"]
    assert held["xl/media/image1.png"] == png()
    assert held["customXml/item1.xml"] == b"<mine xmlns='urn:mine'>kept</mine>"
    sheet = part(rich, "xl/worksheets/sheet2.xml")
    assert "<xm:f>Data!C5:C9</xm:f><xm:sqref>F6</xm:sqref>" in sheet
    assert '<drawing r:id="rId1"/>' in sheet


def test_prefixes_and_unknown_extensions_of_a_sheet_stay(make, labels, rewrite, part):
    path = make()
    root = (
        '<worksheet xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
        'xmlns:new="urn:new" mc:Ignorable="x14ac new" '
    )
    extension = '<extLst><ext uri="{0}"><new:thing new:at="1">kept</new:thing></ext></extLst></worksheet>'

    def extend(xml):
        xml = xml.replace("<worksheet ", root).replace("</worksheet>", extension)
        return xml.replace('<row r="6"', '<row r="6" x14ac:dyDescent="0.25"')

    rewrite(path, {"xl/worksheets/sheet2.xml": extend})
    patch(path, labels("xb"))
    sheet = part(path, "xl/worksheets/sheet2.xml")
    assert 'xmlns:x14ac="' in sheet
    assert 'mc:Ignorable="x14ac new"' in sheet
    assert '<new:thing new:at="1">kept</new:thing>' in sheet
    assert 'x14ac:dyDescent="0.25"' in sheet


def test_the_same_content_twice_changes_no_byte_and_keeps_the_backup(rich, labels):
    content = labels("cab", blocks={"tile": [["x"]]})
    first = patch(rich, content)
    assert first.backup is not None
    backup, written = first.backup.read_bytes(), rich.read_bytes()
    times = rich.stat().st_mtime_ns
    second = patch(rich, content)
    assert (second.changed_parts, second.backup) == ((), None)
    assert rich.read_bytes() == written
    assert rich.stat().st_mtime_ns == times
    assert first.backup.read_bytes() == backup


def test_the_old_file_is_kept_beside(make, labels):
    path = make()
    before = path.read_bytes()
    report = patch(path, labels("ab"))
    assert report.backup == path.with_name("book.before-refresh.xlsx")
    assert report.backup.read_bytes() == before
    middle = path.read_bytes()
    patch(path, labels("abc"))
    assert report.backup.read_bytes() == middle


def test_members_keep_their_order_dates_and_the_file_its_mode(make, labels):
    path = make()
    path.chmod(0o640)
    with zipfile.ZipFile(path) as archive:
        before = [(info.filename, info.date_time, info.compress_type) for info in archive.infolist()]
    patch(path, labels("ab"))
    with zipfile.ZipFile(path) as archive:
        assert [(info.filename, info.date_time, info.compress_type) for info in archive.infolist()] == before
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("setting", ["", '<calcPr calcId="191029"/>'])
def test_everything_is_calculated_anew_when_next_opened(make, labels, rewrite, part, validate, setting):
    path = make()
    rewrite(path, {"xl/workbook.xml": lambda xml: re.sub("<calcPr[^>]*/>", setting, xml)})
    patch(path, labels("ab"))
    assert re.findall("<calcPr.*?/>", part(path, "xl/workbook.xml")) == [
        setting.replace("/>", ' fullCalcOnLoad="1"/>') or '<calcPr fullCalcOnLoad="1"/>'
    ]
    validate(path)


def add_chain(path, rewrite, *cells, sheet=2):
    chain = '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    chain += "".join(f'<c r="{cell}" i="{sheet}"/>' for cell in cells) + "</calcChain>"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    link = f'<Relationship Id="rId98" Type="{kind}" Target="calcChain.xml"/></Relationships>'
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    override = f'<Override PartName="/xl/calcChain.xml" ContentType="{content_type}"/></Types>'
    rewrite(
        path,
        {
            "xl/calcChain.xml": chain,
            "xl/_rels/workbook.xml.rels": lambda xml: xml.replace("</Relationships>", link),
            "[Content_Types].xml": lambda xml: xml.replace("</Types>", override),
        },
    )


def test_the_calculation_chain_goes_when_a_formula_moves(make, labels, rewrite, parts, validate):
    path = make(lambda book, data: data.write_formula("F5", "=C5*2", None, 2))
    add_chain(path, rewrite, "F5")
    validate(path)
    patch(path, labels("xa"))
    after = parts(path)
    assert "xl/calcChain.xml" not in after
    assert b"calcChain" not in after["[Content_Types].xml"] + after["xl/_rels/workbook.xml.rels"]
    validate(path)


def test_the_calculation_chain_goes_when_a_value_replaces_a_formula(make, labels, rewrite, parts):
    path = make(lambda book, data: book.get_worksheet_by_name("Dash").write_formula("B2", "=1+1", None, 2))
    add_chain(path, rewrite, "B2", sheet=1)
    patch(path, labels("abc", blocks={"tile": [[2]]}))
    assert "xl/calcChain.xml" not in parts(path)


def test_the_calculation_chain_stays_when_no_formula_moves(make, labels, rewrite, parts):
    path = make(lambda book, data: data.write_formula("F5", "=C5*2", None, 2))
    add_chain(path, rewrite, "F5")
    rewrite(path, {"xl/calcChain.xml": lambda xml: xml.replace("</calcChain>", '<c r="F1" i="3"/></calcChain>')})
    before = parts(path)
    patch(path, labels("axy"))
    after = parts(path)
    assert all(after[name] == before[name] for name in ("xl/calcChain.xml", "[Content_Types].xml"))


def test_a_sheet_with_prefixed_tags_and_unnumbered_rows_is_understood(make, labels, rewrite, part, grid):
    path = make(lambda book, data: data.write("F6", "on b"))

    def prefix(xml):
        xml = re.sub(r"<(/?)(\w+)", r"<\1x:\2", xml).replace("<x:?xml", "<?xml")
        xml = xml.replace(
            'xmlns="http://schemas.openxmlformats.org/sp', 'xmlns:x="http://schemas.openxmlformats.org/sp'
        )
        return re.sub(r'<x:c r="[A-C]\d"', "<x:c", xml)

    rewrite(path, {"xl/worksheets/sheet2.xml": prefix})
    patch(path, labels("xyb"))
    assert "<x:row " in part(path, "xl/worksheets/sheet2.xml")
    assert grid(path)["F7"] == "on b"
    assert read_tables(path, ["Labels"])["Labels"]["id"].tolist() == ["x", "y", "b"]
