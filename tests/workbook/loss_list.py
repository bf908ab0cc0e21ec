"""A workbook that holds something of every kind that programs are known to lose when they load and save it.

XlsxWriter writes what it can; threaded comments, a slicer, a pivot table, a ribbon and custom XML are made by hand.
"""

import io
import struct
import zipfile
import zlib

import xlsxwriter

KEYS = "abcdefgh"
HEADERS = ("id", "label", "score", "twice")
_PERSON = "{6F5F0B3C-2C5A-4B1B-9C2E-0B8C5D0C6A01}"
_THREAD = "{0A8E6D7B-5C57-4C4E-8F0D-5B3F4D6C7E02}"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_X15 = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"
_THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_EXCEL_TYPES = "application/vnd.ms-excel."
_SHEET_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."

# part -> content, content type, the part that points to it, type of that relationship
_HAND_MADE = {
    "xl/persons/person.xml": (
        f'<personList xmlns="{_THREADS}"><person displayName="Ann" id="{_PERSON}" userId="ann" providerId="None"/>'
        "</personList>",
        f"{_EXCEL_TYPES}person+xml",
        "xl/workbook.xml",
        "http://schemas.microsoft.com/office/2017/10/relationships/person",
    ),
    "xl/threadedComments/threadedComment1.xml": (
        f'<ThreadedComments xmlns="{_THREADS}"><threadedComment ref="B6" dT="2026-03-02T09:00:00.00" '
        f'personId="{_PERSON}" id="{_THREAD}"><text>is b right?</text></threadedComment></ThreadedComments>',
        f"{_EXCEL_TYPES}threadedcomments+xml",
        "xl/worksheets/sheet2.xml",
        "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
    ),
    "xl/slicerCaches/slicerCache1.xml": (
        f'<slicerCacheDefinition xmlns="{_X14}" name="Slicer_label" sourceName="label"><extLst>'
        f'<x:ext xmlns:x="{_MAIN}" uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}">'
        f'<x15:tableSlicerCache xmlns:x15="{_X15}" tableId="1" column="2"/></x:ext></extLst></slicerCacheDefinition>',
        f"{_EXCEL_TYPES}slicerCache+xml",
        "xl/workbook.xml",
        "http://schemas.microsoft.com/office/2007/relationships/slicerCache",
    ),
    "xl/slicers/slicer1.xml": (
        f'<slicers xmlns="{_X14}"><slicer name="label" cache="Slicer_label" caption="label" rowHeight="241300"/>'
        "</slicers>",
        f"{_EXCEL_TYPES}slicer+xml",
        "xl/worksheets/sheet2.xml",
        "http://schemas.microsoft.com/office/2007/relationships/slicer",
    ),
    "xl/pivotCache/pivotCacheDefinition1.xml": (
        f'<pivotCacheDefinition xmlns="{_MAIN}" refreshOnLoad="1" refreshedBy="Ann"><cacheSource type="worksheet">'
        '<worksheetSource name="Labels"/></cacheSource><cacheFields count="4">'
        + "".join(f'<cacheField name="{header}" numFmtId="0"><sharedItems/></cacheField>' for header in HEADERS)
        + "</cacheFields></pivotCacheDefinition>",
        f"{_SHEET_TYPES}pivotCacheDefinition+xml",
        "xl/workbook.xml",
        f"{_OFFICE}/pivotCacheDefinition",
    ),
    "xl/pivotTables/pivotTable1.xml": (
        f'<pivotTableDefinition xmlns="{_MAIN}" name="By label" cacheId="1" dataCaption="Values">'
        '<location ref="A20:B22" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="4">'
        + '<pivotField showAll="0"/>' * 4
        + "</pivotFields></pivotTableDefinition>",
        f"{_SHEET_TYPES}pivotTable+xml",
        "xl/worksheets/sheet4.xml",
        f"{_OFFICE}/pivotTable",
    ),
    "customUI/customUI.xml": (
        '<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui"><ribbon><tabs>'
        '<tab id="mine" label="Mine"/></tabs></ribbon></customUI>',
        "application/xml",
        "",
        "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
    ),
    "customXml/item1.xml": (
        '<mine xmlns="urn:mine">kept</mine>',
        "application/xml",
        "xl/workbook.xml",
        f"{_OFFICE}/customXml",
    ),
}


def png():
    """A picture of one pixel."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")


def write_loss_list(path):
    """Write the workbook: table Labels on Data (keys a to h from row 5), named area tile on Dash, Orphans, Mine."""
    book = xlsxwriter.Workbook(path)
    dash, data, orphans, mine = (book.add_worksheet(name) for name in ("Dash", "Data", "Orphans", "Mine"))
    book.add_vba_project(io.BytesIO(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(1528)), is_stream=True)
    dash.write("B2", "old")
    dash.insert_textbox("E2", "read me first", {"description": "how to read this sheet"})
    dash.add_sparkline("D2", {"range": "Data!C5:C12", "markers": True})
    book.define_name("tile", "=Dash!$B$2:$C$4")
    book.define_name("scores", "=Data!$C$5:$C$12")
    headers = [{"header": header} for header in ("sheet", "key", "where", "content")]
    orphans.add_table("A3:D4", {"name": "Orphans", "columns": headers})
    _write_table(book, data)
    _write_beside(book, data)
    mine.write_column("A1", [1, 2, 3])
    mine.write_formula("B1", "=SUM(Labels[score])", None, 36)
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Mine!$A$1:$A$3"})
    mine.insert_chart("D2", chart, {"description": "my line"})
    mine.set_header("&L&G", {"image_left": "dot.png", "image_data_left": io.BytesIO(png())})
    book.close()
    _add_hand_made(path)


def _write_table(book, data):
    columns = [{"header": header} for header in HEADERS[:3]] + [{"header": "twice", "formula": "=[@score]*2"}]
    columns[0]["total_string"], columns[2]["total_function"] = "Total", "sum"
    rows = [[key, f"label {key}", number] for number, key in enumerate(KEYS, start=1)]
    data.add_table(3, 0, 12, 3, {"name": "Labels", "columns": columns, "data": rows, "total_row": True})
    data.conditional_format("C5:C12", {"type": "data_bar", "data_bar_2010": True})
    data.data_validation("B5:B12", {"validate": "list", "source": ["x", "y"]})
    data.ignore_errors({"number_stored_as_text": "A5:A12"})


def _write_beside(book, data):
    """Put something of every kind on the rows of a, b and c, and a plain cell on every row."""
    bold, red = book.add_format({"bold": True}), book.add_format({"bg_color": "#FF0000"})
    data.write_column("F5", [f"mine on {key}" for key in KEYS])
    data.write_comment("B6", "[Threaded comment]", {"author": f"tc={_THREAD}"})
    data.write_comment("A7", "a note on c")
    data.add_sparkline("G5", {"range": "Data!C5:D5", "type": "column"})
    data.insert_checkbox("H5", True)
    data.write_rich_string("I5", "plain ", bold, "bold of a")
    data.write_url("J6", "https://example.com/b", string="see b")
    data.write_dynamic_array_formula("K6:K6", "=_xlfn.UNIQUE(C6:D6)", None, 2)
    data.write("L7", "red c", red)
    data.conditional_format("M7", {"type": "formula", "criteria": "=$C7>1", "format": red})
    data.data_validation("N7", {"validate": "integer", "criteria": ">", "value": "=C7"})
    data.merge_range("O7:P7", "wide c")
    data.set_row(6, 30)
    data.insert_image("S2", "dot.png", {"image_data": io.BytesIO(png()), "description": "one red dot"})
    data.insert_button("S6", {"macro": "Mine", "caption": "Press"})


def _add_hand_made(path):
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name).decode("latin-1") for name in archive.namelist()}
    links = {}
    for part, (content, kind, source, relation) in _HAND_MADE.items():
        held[part] = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{content}'
        _insert(held, "[Content_Types].xml", "</Types>", f'<Override PartName="/{part}" ContentType="{kind}"/>')
        links[part] = _link(held, source, part, relation)
    cache_part = "xl/pivotCache/pivotCacheDefinition1.xml"
    _link(held, "xl/pivotTables/pivotTable1.xml", cache_part, f"{_OFFICE}/pivotCacheDefinition")
    cache = links[cache_part]
    slicers = (
        f'<extLst><ext xmlns:x15="{_X15}" uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}"><x15:slicerCaches '
        f'xmlns:x14="{_X14}"><x14:slicerCache r:id="{links["xl/slicerCaches/slicerCache1.xml"]}"/></x15:slicerCaches>'
        "</ext></extLst>"
    )
    pivots = f'<pivotCaches><pivotCache cacheId="1" r:id="{cache}"/></pivotCaches>'
    _insert(held, "xl/workbook.xml", "</workbook>", pivots + slicers)
    shown = f'<x14:slicerList><x14:slicer r:id="{links["xl/slicers/slicer1.xml"]}"/></x14:slicerList>'
    extension = f'<ext xmlns:x14="{_X14}" uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}">{shown}</ext>'
    _insert(held, "xl/worksheets/sheet2.xml", "</extLst></worksheet>", extension)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in held.items():
            archive.writestr(name, text.encode("latin-1"))


def _insert(held, part, before, text):
    head, mark, tail = held[part].rpartition(before)
    assert mark, f"{part} has no {before}"
    held[part] = head + text + mark + tail


def _link(held, source, target, relation):
    folder, _, name = source.rpartition("/")
    part = f"{folder}/_rels/{name}.rels".lstrip("/")
    if part not in held:
        space = "http://schemas.openxmlformats.org/package/2006/relationships"
        held[part] = f'<Relationships xmlns="{space}"></Relationships>'
    identifier = f"rId{900 + held[part].count('<Relationship ')}"
    link = f'<Relationship Id="{identifier}" Type="{relation}" Target="/{target}"/>'
    _insert(held, part, "</Relationships>", link)
    return identifier
