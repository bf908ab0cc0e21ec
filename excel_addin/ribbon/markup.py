"""What does the tab SMO offer? Fixed buttons from ``ribbon.xml``, menus from the templates and the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from smo_metrics.catalog import CATALOG, Entry
from smo_metrics.workbook import TEMPLATES

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
_ABBREVIATIONS = {"sla": "SLA"}


def ribbon_xml() -> bytes:
    """Give the ribbon as the part ``customUI/customUI14.xml`` of the add-in; the same bytes every time."""
    from lxml import etree

    parser = etree.XMLParser(remove_blank_text=True)
    root = etree.parse(Path(__file__).with_name("ribbon.xml"), parser).getroot()
    by_id = {str(element.get("id")): element for element in root.iter() if element.get("id")}
    for name, about in TEMPLATES.items():
        _add_template(by_id["smo_new"], name, about)
    for pillar in dict.fromkeys(entry.pillar for entry in CATALOG):
        _add_pillar(by_id["smo_insert"], pillar, [entry for entry in CATALOG if entry.pillar == pillar])
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _add_template(menu: _Element, name: str, about: str) -> None:
    title = name.replace("_", " ").capitalize()
    _add(
        menu, "button", id=f"smo_new_{name}", label=f"{title}…", imageMso="FileNew", onAction="SmoPressSave",
        tag=f"new:{name}", screentip=title, supertip=f"A workbook for {about}.",
    )  # fmt: skip


def _add_pillar(group: _Element, pillar: str, entries: list[Entry]) -> None:
    name = _ABBREVIATIONS.get(pillar, pillar)
    menu = _add(
        group, "menu", id=f"smo_insert_{pillar}", label=name[0].upper() + name[1:], imageMso="FunctionWizard",
        keytip=f"F{pillar[0].upper()}", screentip=f"Functions of {name}",
        supertip="Writes a sample formula into the cell right of the selection. Select the columns or the block of "
        "labels first; or, in a workbook made from a template, a single cell that has an empty one beside it.",
    )  # fmt: skip
    for entry in entries:
        _add(
            menu, "button", id=f"smo_insert_{entry.excel_name}", label=entry.excel_name, imageMso="FunctionWizard",
            onAction="SmoPress", tag=f"insert:{entry.excel_name}", screentip=entry.excel_name, supertip=entry.summary,
        )  # fmt: skip


def _add(parent: _Element, kind: str, **attributes: str) -> _Element:
    from lxml import etree

    return etree.SubElement(parent, f"{{{NAMESPACE}}}{kind}", attributes)
