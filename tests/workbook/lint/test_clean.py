"""A workbook that keeps all rules passes; what is no workbook, or a dangerous one, is refused in a sentence."""

import json
import re
import zipfile

import pytest

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.lint import lint
from smo_metrics.workbook.lint.check_list import CHECKS


def test_a_workbook_that_keeps_every_rule_has_no_findings(make, validate):
    path = make()
    validate(path)
    report = lint(path)
    assert report.findings == ()
    assert report.undecided == ()
    assert report.passed == tuple(range(1, 26))


def test_the_checks_are_numbered_as_on_the_checklist_and_say_what_they_test_and_cannot_see():
    assert [check.number for check in CHECKS] == list(range(1, 26))
    assert len({check.name for check in CHECKS}) == 25
    for check in CHECKS:
        words = check.test.__doc__
        assert words.startswith(f"Check {check.number}: ")
        for needed in ("Tested: ", "Not seen: ", "Source: "):
            assert needed in words, (check.number, needed)


def test_the_report_is_ready_for_json(make):
    report = lint(make(lambda draft: draft.sheets["Guide"].write("A3", "Nobody")))
    told = json.loads(json.dumps(report.to_dict()))
    assert told["schema"] == 1
    assert [one["check"] for one in told["findings"]] == [1]
    assert set(told["findings"][0]) == {"check", "name", "where", "what", "mend"}
    assert len(told["passed"]) == 24


def test_a_file_that_is_only_read_stays_as_it_was(make):
    path = make()
    before = path.read_bytes()
    lint(path)
    assert path.read_bytes() == before


def test_an_encrypted_file_is_refused(tmp_path):
    path = tmp_path / "secret.xlsx"
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600))
    with pytest.raises(WorkbookError, match="encrypted"):
        lint(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(make):
    path = make()
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/huge.xml", bytes(30_000_000))
    with pytest.raises(WorkbookError, match="would unpack"):
        lint(path)


def test_entities_in_a_part_are_refused(make, rewrite):
    path = make()
    bomb = '<!DOCTYPE worksheet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet '
    rewrite(path, {"xl/worksheets/sheet3.xml": lambda xml: xml.replace("<worksheet ", bomb, 1)})
    with pytest.raises(WorkbookError, match="DOCTYPE"):
        lint(path)


@pytest.mark.parametrize("broken", ['<row r="many"', '<row r="99999999999"', '<row r="1"'])
def test_rows_that_contradict_each_other_are_refused(make, rewrite, broken):
    path = make()
    rewrite(path, {"xl/worksheets/sheet3.xml": lambda xml: xml.replace('<row r="6"', broken)})
    with pytest.raises(WorkbookError, match="damaged"):
        lint(path)


def test_a_workbook_of_another_program_with_prefixed_xml_reads_the_same(make, rewrite):
    path = make(lambda draft: draft.sheets["Labels"].write_formula("H20", "=TODAY()", draft.formats["date"], 46000))
    expected = lint(path)
    for number in range(1, 7):
        part = f"xl/worksheets/sheet{number}.xml"
        rewrite(path, {part: lambda xml: re.sub(r"<(/?)(?=[a-z])(?!\?)", r"<\1x:", xml).replace("xmlns=", "xmlns:x=")})
    assert lint(path).findings == expected.findings
    assert [one.check for one in expected.findings] == [10]
