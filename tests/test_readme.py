"""The README is held to the code: its commands are what CI runs, its tables list what exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from excel_addin.functions.coefficients import STATISTICS
from excel_addin.functions.decisions import PLAN
from excel_addin.functions.gold import SHARE
from excel_addin.functions.staffing import WAITING
from excel_addin.shell import app as excel_app
from smo_metrics.agreement.weights import SCHEMES
from smo_metrics.catalog import CATALOG
from smo_metrics.cli import app
from smo_metrics.event_table import EVENTS
from smo_metrics.tables import LABELS
from smo_metrics.volume_table import VOLUMES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAIN_JOB = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/smo-metrics demo"
TESTS = (
    'python3 -m venv .venv && .venv/bin/pip install -e ".[test]" && '
    ".venv/bin/python -m pytest -n auto --dist loadfile"
)


def test_the_two_commands_stand_on_top_and_ci_runs_the_same() -> None:
    assert re.findall(r"```bash\n(.*?)\n```", README, re.DOTALL)[:2] == [MAIN_JOB, TESTS]
    assert README.index(MAIN_JOB) < README.index(TESTS) < README.index("\n## ")
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert f"\n{TESTS}\n" in ci
    assert "python3 -m venv .venv && .venv/bin/pip install --quiet . && time .venv/bin/smo-metrics demo" in ci


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.excel_name)
def test_every_function_has_one_row_with_its_arguments(entry) -> None:
    arguments = ", ".join(f"[{a.name}]" if a.optional else a.name for a in entry.arguments)
    assert README.count(f"| `{entry.excel_name}({arguments})` |") == 1


def test_the_statistics_that_a_function_can_show_are_listed() -> None:
    listed = README[README.index("`statistic` is") : README.index("`weights` is")]
    parts = re.split("for `SMO_(?:GOLD_ACCURACY|SAMPLE_SIZE|ERLANG_C)`", listed)
    assert [tuple(re.findall(r'"(\w+)"', part)) for part in parts] == [STATISTICS, SHARE, PLAN, WAITING]


def test_the_schemes_of_weights_are_listed() -> None:
    listed = README[README.index("`weights` is") : README.index("| a cell that holds")]
    assert re.search(r"\((.*?)\)", listed.replace("\n", " "))[1].split(", ") == list(SCHEMES)


def test_the_number_of_functions_is_theirs() -> None:
    assert f"**Functions.** {len(CATALOG)} functions compute in a cell" in README


def commands() -> list[str]:
    names = [command.name or command.callback.__name__ for command in app.registered_commands]
    of_excel = [command.name or command.callback.__name__ for command in excel_app.registered_commands]
    return [*names, *(f"excel {name}" for name in of_excel)]


@pytest.mark.parametrize("command", commands())
def test_every_shell_command_has_a_row(command) -> None:
    first_cells = re.findall(r"^\| (`smo-metrics [^|]*)\|", README, re.MULTILINE)
    assert len([cell for cell in first_cells if re.search(rf"`smo-metrics {command}\b", cell)]) == 1


def test_every_file_that_it_links_is_there() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert links
    assert not [link for link in links if not (ROOT / link).exists()]


def test_no_placeholder_was_left_unfilled() -> None:
    assert not re.findall(r"@[A-Z]+@|TODO|TBD", README)


@pytest.mark.parametrize("column", [*LABELS, *EVENTS, *VOLUMES], ids=lambda column: column.name)
def test_every_column_of_a_table_has_a_row_with_its_other_names(column) -> None:
    aliases = ", ".join(f"`{alias}`" for alias in column.aliases)
    name = f"**{column.name}**" if column.required else column.name
    assert f"| {name} | {aliases} | {column.help} |" in README
