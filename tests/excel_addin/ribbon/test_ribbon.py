"""The ribbon: well formed as Excel wants it, complete, and every button leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from excel_addin.ribbon import markup
from smo_metrics.catalog import CATALOG
from smo_metrics.workbook import TEMPLATES
from tests.excel_addin.ribbon.desk import Desk

VBA = Path(markup.__file__).parents[1] / "vba" / "SmoRibbon.bas"
PARENTS = {
    "customUI": {None}, "ribbon": {"customUI"}, "tabs": {"ribbon"}, "tab": {"tabs"}, "group": {"tab"},
    "menu": {"group"}, "button": {"group", "menu"},
}  # fmt: skip
ATTRIBUTES = {
    "customUI": set(),
    "ribbon": set(),
    "tabs": set(),
    "tab": {"id", "label", "keytip"},
    "group": {"id", "label"},
    "menu": {"id", "label", "size", "imageMso", "keytip", "screentip", "supertip"},
    "button": {"id", "label", "size", "imageMso", "keytip", "onAction", "tag", "screentip", "supertip"},
}
ASKING = {"import": "SmoPressOpen", "new": "SmoPressSave"}


def elements(kind: str) -> list[etree._Element]:
    return list(etree.fromstring(markup.ribbon_xml()).iter(f"{{{markup.NAMESPACE}}}{kind}"))


def buttons_and_menus() -> list[etree._Element]:
    return [*elements("button"), *elements("menu")]


def tags() -> list[str]:
    return [str(button.get("tag")) for button in elements("button")]


def test_the_xml_has_only_elements_and_attributes_where_custom_ui_14_has_them() -> None:
    for element in etree.fromstring(markup.ribbon_xml()).iter():
        name = etree.QName(element)
        parent = element.getparent()
        assert name.namespace == markup.NAMESPACE
        assert (None if parent is None else etree.QName(parent).localname) in PARENTS[name.localname]
        assert set(element.attrib) <= ATTRIBUTES[name.localname]


def test_a_button_of_a_menu_has_no_size_which_excel_would_refuse() -> None:
    for menu in elements("menu"):
        assert len(menu) > 0
        assert not [button for button in menu if button.get("size")]


def test_the_same_bytes_come_every_time() -> None:
    assert markup.ribbon_xml() == markup.ribbon_xml()


def test_ids_are_unique_and_keytips_within_a_group_too() -> None:
    ids = [element.get("id") for kind in ("tab", "group", "menu", "button") for element in elements(kind)]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"smo_\w+", str(one)) for one in ids)
    keytips = [element.get("keytip") for element in buttons_and_menus() if element.get("keytip")]
    assert len(keytips) == len(set(keytips))
    assert all(re.fullmatch("[A-Z]{1,3}", str(keytip)) for keytip in keytips)


def test_the_tab_has_its_groups_in_order() -> None:
    assert [group.get("label") for group in elements("group")] == ["Data", "Workbook", "Report", "Insert", "Help"]


def test_every_button_and_menu_has_an_icon_and_tips_that_excel_can_show() -> None:
    for element in buttons_and_menus():
        assert element.get("imageMso")
        for name in ("label", "screentip", "supertip"):
            assert 0 < len(str(element.get(name))) <= 1024
            assert not str(element.get(name)).startswith(" ")


def test_every_callback_is_a_public_sub_of_the_ribbons_module_that_takes_the_control() -> None:
    written = re.findall(r"^Public Sub (\w+)\(control As Object\)$", VBA.read_text(encoding="ascii"), re.MULTILINE)
    assert {str(button.get("onAction")) for button in elements("button")} == set(written)


def test_buttons_that_need_a_file_ask_for_it() -> None:
    for button in elements("button"):
        action = str(button.get("tag")).partition(":")[0]
        assert button.get("onAction") == ASKING.get(action, "SmoPress")


def test_every_template_and_every_function_is_offered_once() -> None:
    assert [tag for tag in tags() if tag.startswith("new:")] == [f"new:{name}" for name in TEMPLATES]
    assert [tag for tag in tags() if tag.startswith("insert:")] == [f"insert:{entry.excel_name}" for entry in CATALOG]
    assert len(tags()) == len(set(tags()))


def test_functions_are_listed_by_pillar() -> None:
    menus = {menu.get("id"): [button.get("label") for button in menu] for menu in elements("menu")}
    for pillar in {entry.pillar for entry in CATALOG}:
        assert menus[f"smo_insert_{pillar}"] == [entry.excel_name for entry in CATALOG if entry.pillar == pillar]


@pytest.mark.parametrize("tag", tags())
def test_every_tag_is_an_action_that_python_knows(tag, server, monkeypatch, tmp_path) -> None:
    shown = Desk(server, monkeypatch, tmp_path).press(tag, tmp_path / "book.xlsx" if tag.startswith("new:") else "")
    assert "did not expect" not in shown
    if tag.partition(":")[0] in ("import", "check", "refresh", "undo", "rebuild", "update", "insert"):
        assert shown == "SMO: no workbook is open. Open one, or make one with SMO > New from template."


def test_an_unknown_tag_is_a_defect_that_names_its_place_and_no_data(server, monkeypatch, tmp_path) -> None:
    shown = Desk(server, monkeypatch, tmp_path).press("burn:liam.walsh@example.com")
    assert re.search(r"\(ValueError in press\.py, line \d+\)", shown)
    assert "liam" not in shown


def test_the_module_is_plain_text_that_libreoffice_reads_too() -> None:
    source = VBA.read_text(encoding="ascii")
    assert source.startswith('Attribute VB_Name = "SmoRibbon"\n')
    assert "Option Explicit" in source
    assert not re.search(r"^#|IRibbonControl\)|CreateObject|ActiveWorkbook", source, re.MULTILINE)
