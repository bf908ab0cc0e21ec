"""XML of workbook parts: parsed without entities, DTDs or network, written so that every prefix stays declared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from smo_metrics.errors import WorkbookError

if TYPE_CHECKING:
    from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
EXCEL_MAIN = "http://schemas.microsoft.com/office/excel/2006/main"

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARATION = re.compile(r' xmlns(?::([\w.-]+))?="([^"]*)"')


def main(tag: str) -> str:
    """Qualify a tag with the spreadsheet namespace."""
    return f"{{{MAIN}}}{tag}"


def parse(data: bytes, part: str) -> etree._Element:
    """Parse a part; a damaged one, or one with a DOCTYPE, is refused by name."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise damaged(part) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise has_doctype(part)
    return root


def walk(data: bytes, part: str, tag: str) -> Iterator[etree._Element]:
    """Stream a part's elements of one tag, each complete, then its root; emptying them is the caller's work."""
    import io

    from lxml import etree

    stream = etree.iterparse(
        io.BytesIO(data), ("end",), tag=tag, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
    )
    try:
        for _, element in stream:
            yield element
    except etree.XMLSyntaxError as error:
        raise damaged(part) from error
    yield stream.root


def check(data: bytes, part: str) -> None:
    """Check that a part is well-formed XML, without keeping it."""
    from xml.parsers import expat

    try:
        expat.ParserCreate().Parse(data, True)
    except expat.ExpatError as error:
        raise damaged(part) from error


def serialise(root: etree._Element) -> bytes:
    """Write a part back, with every namespace that its root declared."""
    from lxml import etree

    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)


def inner_xml(element: etree._Element, root: etree._Element) -> str:
    """Write one element as text to be put back under `root`, whose namespace declarations it does not repeat."""
    from lxml import etree

    text = etree.tostring(element, encoding="unicode", with_tail=False)
    end = text.index(">")
    known = root.nsmap
    opening = _DECLARATION.sub(lambda m: "" if known.get(m[1]) == m[2] else m[0], text[:end])
    return opening + text[end:]


def take_out(element: etree._Element) -> None:
    """Remove an element, and with it every list that it leaves empty; a list's count is brought up to date."""
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    if len(parent) == 0:
        take_out(parent)
    elif parent.get("count") is not None:
        parent.set("count", str(len(parent)))


def damaged(part: str) -> WorkbookError:
    """Make the error for a part that is not well-formed XML."""
    return WorkbookError(
        f"the workbook's part {part} is damaged XML. "
        "Open the workbook in Excel, let it repair the file, save, and try again."
    )


def has_doctype(part: str) -> WorkbookError:
    """Make the error for a part that carries a DOCTYPE."""
    return WorkbookError(
        f"the workbook's part {part} holds a DOCTYPE, which no Excel file has and which can attack the reader. "
        "Do not use this file; ask its sender for a workbook saved by Excel."
    )


def whole_number(text: str, part: str) -> int:
    """Read a count or a row number from a part; anything else makes the part damaged."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise damaged(part)
    return int(text)


def escape(text: str) -> str:
    """Escape text for an XML element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Read text of an XML element that holds no other references than those to XML's five signs."""
    if "&" not in text:
        return text
    for reference, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(reference, sign)
    return text


def escape_attribute(text: str) -> str:
    """Escape text for an XML attribute in double quotes."""
    return escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")


def encode_text(text: str) -> str:
    """Write a cell's text as Excel does: what XML cannot hold becomes ``_xHHHH_``."""
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    if UNWRITABLE.search(text):
        text = UNWRITABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return escape(text)


def decode_text(text: str) -> str:
    """Read a cell's text as Excel does: ``_xHHHH_`` becomes the character it stands for."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
