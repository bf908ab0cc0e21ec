"""The shell prints what is found as a table or as JSON, and its exit code says whether anything was."""

import json

import pytest
import typer
from typer.testing import CliRunner

from smo_metrics.cli.lint_command import lint


@pytest.fixture
def run():
    app = typer.Typer()
    app.command()(lint)
    return lambda *arguments: CliRunner(env={"COLUMNS": "300"}).invoke(app, [str(argument) for argument in arguments])


def test_a_clean_workbook_ends_with_exit_code_0(run, make):
    result = run(make())
    assert result.exit_code == 0
    assert result.output.strip() == "Checks passed: 25, broken: 0, not decided: 0."


def test_a_finding_is_a_row_with_check_place_fault_and_mend_and_exit_code_1(run, make):
    result = run(make(lambda draft: draft.sheets["Dashboard"].write_formula("H20", "=target*0.95")))
    assert result.exit_code == 1
    assert "6 no constants in formulas" in result.output
    assert "Dashboard!H20" in result.output
    assert "The formula holds 0.95: =target*0.95" in result.output
    assert "Put the number on a sheet of settings" in result.output


def test_what_the_file_does_not_decide_is_said_with_its_reason(run, make, rewrite):
    path = make()
    rewrite(path, {"xl/worksheets/sheet4.xml": lambda xml: xml.replace("<v>28</v>", "")})
    result = run(path)
    assert result.exit_code == 0
    assert "Not decided: 12 no errors in cells. 1 formulas hold no stored result." in result.output
    assert result.output.strip().endswith("Checks passed: 24, broken: 0, not decided: 1.")


def test_json_holds_every_finding(run, make):
    result = run(make(lambda draft: draft.sheets["Guide"].write("A3", "Nobody")), "--json")
    assert result.exit_code == 1
    [finding] = json.loads(result.output)["findings"]
    assert finding["check"] == 1
    assert finding["where"] == "sheet Guide"
