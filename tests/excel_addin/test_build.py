"""The add-in as a file: the same bytes from the same inputs, every module readable again, all sources text."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import olefile
import pytest
from lxml import etree
from oletools.olevba import VBA_Parser
from pyopenvba import check_file

from excel_addin import build as building
from excel_addin.build import build, installed_xlwings, vba_modules
from excel_addin.wrappers import functions_module
from smo_metrics.catalog import CATALOG, Argument, Entry
from smo_metrics.errors import SmoError

ROOT = Path(__file__).parents[2]
SUFFIXES = (".xlam", ".xlsm")
TEXT_FILES = {".bas", ".cls", ".xml", ".rels", ".py", ".txt", ".cmd"}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("addin")
    return {suffix: build(folder / f"smo_metrics{suffix}") for suffix in SUFFIXES}


@pytest.fixture(scope="module")
def sources():
    return vba_modules(installed_xlwings())


@pytest.fixture(scope="module", params=SUFFIXES)
def read_back(built, request):
    parser = VBA_Parser(str(built[request.param]))
    modules = {Path(name).stem: code for _, _, name, code in parser.extract_macros()}
    parser.close()
    return modules


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_two_builds_give_the_same_bytes(tmp_path, built, suffix):
    assert build(tmp_path / f"again{suffix}").read_bytes() == built[suffix].read_bytes()


def test_every_standard_module_reads_back_equal_to_its_source(read_back, sources):
    standard = sources.keys() - {"ThisWorkbook"}
    assert {name: read_back[name] for name in standard} == {name: sources[name] for name in standard}


def test_the_workbook_module_reads_back_as_its_source_below_excels_own_header(read_back, sources):
    header, body = read_back["ThisWorkbook"].split("'", 1)
    assert f"'{body}" == sources["ThisWorkbook"]
    assert all(line.startswith("Attribute VB_") for line in header.splitlines())


def test_the_project_holds_no_module_that_has_no_source(read_back, sources):
    assert read_back.keys() - sources.keys() == {"Sheet1"}
    assert all(line.startswith("Attribute VB_") for line in read_back["Sheet1"].splitlines())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_compound_file_is_sound(tmp_path, built, suffix):
    assert check_file(built[suffix]).issues == ()
    project = tmp_path / "vbaProject.bin"
    with zipfile.ZipFile(built[suffix]) as archive:
        project.write_bytes(archive.read("xl/vbaProject.bin"))
    with olefile.OleFileIO(project, raise_defects=olefile.DEFECT_POTENTIAL) as compound:
        assert compound.parsing_issues == []
        assert compound.exists("VBA/dir")
        assert compound.exists("PROJECT")
        # Version 0xFFFF and nothing behind it: no Excel takes leftovers for its own compiled code (MS-OVBA 2.3.4.1).
        assert compound.openstream("VBA/_VBA_PROJECT").read() == b"\xcc\x61\xff\xff\x00\x00\x00"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_package_is_valid(built, suffix, validate):
    validate(built[suffix])


def test_sheets_and_modules_bear_the_same_code_names(built):
    with zipfile.ZipFile(built[".xlam"]) as archive:
        found = [
            etree.fromstring(archive.read(part)).xpath("string(//@codeName)")
            for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml")
        ]
    assert found == ["ThisWorkbook", "Sheet1"]


def test_the_add_in_carries_the_ribbon_and_its_relationship(built):
    with zipfile.ZipFile(built[".xlam"]) as archive:
        relations = etree.fromstring(archive.read("_rels/.rels"))
        targets = {relation.get("Type").rsplit("/", 1)[-1]: relation.get("Target") for relation in relations}
        assert archive.read(targets["extensibility"]).startswith(b"<")


def test_the_dll_of_the_installed_xlwings_is_the_one_called(sources):
    named = set(re.findall(r"xlwings\d\d-([\w.]+)\.dll", sources["SmoServer"]))
    assert named == {installed_xlwings()}
    assert not [name for name, source in sources.items() if "@" in source]


def test_another_release_of_xlwings_can_be_named(tmp_path, built):
    other = build(tmp_path / "other.xlam", xlwings_version="0.99.1")
    assert other.read_bytes() != built[".xlam"].read_bytes()
    assert "xlwings64-0.99.1.dll" in vba_modules("0.99.1")["SmoServer"]


def test_only_one_module_reaches_outside_excel(sources):
    outside = re.compile(r"\bDeclare\b|CreateObject|GetObject|Shell")
    assert [name for name, source in sources.items() if outside.search(source)] == ["SmoServer"]


def test_no_function_is_volatile_and_each_is_declared_once(sources):
    assert "Volatile" not in "".join(sources.values())
    declared = re.findall(r"^Public Function (\w+)\(", sources["SmoFunctions"], re.MULTILINE)
    assert declared == [entry.excel_name for entry in CATALOG]


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.excel_name)
def test_excel_is_told_the_catalogues_words(sources, entry):
    text = re.sub(r" _\r\n\s*", " ", sources["SmoFunctions"])
    quoted = [one.replace('"', '""') for one in (entry.summary, *(a.help for a in entry.arguments))]
    helps = ", ".join(f'"{help}"' for help in quoted[1:])
    assert (
        f'Application.MacroOptions Macro:="{entry.excel_name}", Category:="SMO Metrics", '
        f'Description:="{quoted[0]}", ArgumentDescriptions:=Array( {helps})'
    ) in text
    assert f'Attribute {entry.excel_name}.VB_Description = "{quoted[0]}"' in text


def test_lines_stay_within_what_the_editor_of_excel_takes(sources):
    for name, source in sources.items():
        lines = source.split("\r\n")
        assert max(map(len, lines)) <= 1023, name
        assert "\n" not in "".join(lines)
        runs = re.split(r"[^_]\r\n", source)
        assert max(run.count(" _\r\n") for run in runs) <= 24, name


def test_no_procedure_comes_near_the_most_that_vba_compiles(sources):
    for name, source in sources.items():
        procedures = re.split(r"\r\nEnd (?:Sub|Function|Property)\r\n", source)
        assert max(map(len, procedures)) < 16_000, name


def test_help_that_vba_cannot_hold_is_a_defect_seen_at_build_time():
    entry = Entry("SMO_X", "m:f", "agreement", "Grüße", (Argument("a", "b"),), example="=SMO_X(A1)")
    with pytest.raises(ValueError, match="VBA sources are ASCII"):
        functions_module([entry])


@pytest.mark.parametrize("name", ["addin.xlsx", "addin", "addin.xla"])
def test_another_suffix_is_refused(tmp_path, name):
    with pytest.raises(SmoError, match=r"ends in \.xlam"):
        build(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_one_sentence(tmp_path):
    with pytest.raises(SmoError, match="cannot be written: No such file"):
        build(tmp_path / "missing" / "addin.xlam")


def test_without_xlwings_the_message_says_what_to_install(tmp_path, monkeypatch):
    def missing(name):
        raise building.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(building.metadata, "version", missing)
    with pytest.raises(SmoError, match=r"pip install xlwings"):
        build(tmp_path / "addin.xlam")
    assert build(tmp_path / "addin.xlam", xlwings_version="0.37.8").exists()


def test_the_sources_of_the_add_in_are_text():
    files = [file for file in (ROOT / "excel_addin").rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    assert {file.suffix or file.name for file in files} <= TEXT_FILES
    assert not [file for file in files if b"\0" in file.read_bytes()]
