"""A workbook that another program saved is refreshed all the same."""

import shutil
import subprocess

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from smo_metrics.workbook.xlsx.patch import patch
from smo_metrics.workbook.xlsx.read import read_tables

PIVOT = {
    "xl/pivotCache/pivotCacheDefinition1.xml": (
        '<pivotCacheDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<cacheSource type="worksheet"><worksheetSource {source}/></cacheSource><cacheFields count="0"/>'
        "</pivotCacheDefinition>"
    ),
    "xl/pivotTables/pivotTable1.xml": (
        '<pivotTableDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'name="By annotator" cacheId="1"><location ref="A20:B30" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
        "</pivotTableDefinition>"
    ),
}
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def problems(path):
    return [error.description for error in OpenXmlValidator().validate(str(path)).errors]


def relationships(*targets):
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    links = "".join(
        f'<Relationship Id="rId{90 + i}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{space}">{links}</Relationships>'


@pytest.mark.parametrize(
    ("source", "stale"),
    [
        ('name="Labels"', ("By annotator",)),
        ('ref="A4:C7" sheet="Data"', ("By annotator",)),
        ('ref="A4:C7" sheet="Other"', ()),
        ('name="Mine"', ()),
    ],
)
def test_pivots_of_a_managed_table_are_named_for_refresh_all(make, labels, rewrite, parts, source, stale):
    path = make()
    cache = PIVOT["xl/pivotCache/pivotCacheDefinition1.xml"].format(source=source)
    link = (
        f'<Relationship Id="rId97" Type="{OFFICE}/pivotCacheDefinition" Target="pivotCache/pivotCacheDefinition1.xml"/>'
    )
    rewrite(
        path,
        {
            **PIVOT,
            "xl/pivotCache/pivotCacheDefinition1.xml": cache,
            "xl/pivotTables/_rels/pivotTable1.xml.rels": relationships(
                ("pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml")
            ),
            "xl/worksheets/_rels/sheet1.xml.rels": relationships(("pivotTable", "../pivotTables/pivotTable1.xml")),
            "xl/_rels/workbook.xml.rels": lambda xml: xml.replace("</Relationships>", link + "</Relationships>"),
        },
    )
    before = parts(path)
    report = patch(path, labels("abcd"))
    assert report.pivots == stale
    after = parts(path)
    assert all(after[name] == before[name] for name in after if "pivot" in name)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on PATH (apt install libreoffice-calc)")
def test_a_workbook_saved_by_libreoffice_is_refreshed(make, labels, tmp_path):
    def decorate(book, data):
        data.write("F6", "on b")
        data.write_comment("B6", "note on b")
        data.write_formula("G6", "=C6*2", None, 4)
        data.write("B6", "label b", book.add_format({"bg_color": "#FF0000"}))

    path = make(decorate)
    out = tmp_path / "saved"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    saved = out / "book.xlsx"
    before = problems(saved)
    report = patch(saved, labels("xybz"))
    assert report.rows == {"Labels": 4}
    assert read_tables(saved, ["Labels"])["Labels"]["id"].tolist() == ["x", "y", "b", "z"]
    sheet = openpyxl.load_workbook(saved)["Data"]
    assert (sheet["F7"].value, sheet["G7"].value) == ("on b", "=C7*2")
    assert sheet["B7"].comment.text.strip() == "note on b"
    assert sheet["B7"].fill.fgColor.rgb == "FFFF0000"
    assert sheet["B5"].fill.fgColor.rgb != "FFFF0000"
    assert problems(saved) == before
