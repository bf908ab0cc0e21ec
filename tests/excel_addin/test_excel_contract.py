"""What Excel is told about the functions: one for each catalogue entry, declared in the catalogue's words."""

from __future__ import annotations

import importlib
import inspect
import io
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from excel_addin.functions import decisions, gold, people, staffing, throughput
from excel_addin.functions.coefficients import STATISTICS
from excel_addin.policies import CLOCKS
from smo_metrics.agreement.intraclass import FORMS
from smo_metrics.agreement.krippendorff import LEVELS
from smo_metrics.agreement.multilabel import SET_DISTANCES
from smo_metrics.agreement.weights import SCHEMES
from smo_metrics.catalog import CATALOG, entry
from smo_metrics.flow.charts.control_chart import Kind
from tests.excel_addin.excel_objects import WORKBOOK

ROOT = Path(__file__).parents[2]
NAMES = [described.excel_name for described in CATALOG]
CHOICES = {
    "level": LEVELS,
    "weights": SCHEMES,
    "distance": SET_DISTANCES,
    "form": FORMS,
    "coefficient": tuple(decisions.COEFFICIENTS),
    "scale": decisions.SCALES,
    "method": people.METHODS,
    "freq": ("D", "W", "M"),
    "kind": get_args(Kind),
    "clock": CLOCKS,
    "gaps": throughput.GAPS,
    "show": throughput.SHOW,
}
SHOWN = {
    "SMO_GOLD_ACCURACY": gold.SHARE,
    "SMO_SAMPLE_SIZE": decisions.PLAN,
    "SMO_ERLANG_C": staffing.WAITING,
}


@pytest.fixture(scope="module")
def udfs(server):
    return importlib.import_module("excel_addin.udfs")


def test_xlwings_runs_without_its_paid_part(server):
    import xlwings

    assert xlwings.__pro__ is False


def test_every_catalogue_entry_has_exactly_one_function(udfs):
    offered = [name for name, value in vars(udfs).items() if hasattr(value, "__xlfunc__")]
    assert sorted(offered) == sorted(NAMES)
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_library_has_the_function_that_the_catalogue_names(name):
    module, _, function = entry(name).function.partition(":")
    assert callable(getattr(importlib.import_module(module), function))


@pytest.mark.parametrize("name", NAMES)
def test_a_function_takes_the_catalogues_arguments_by_position(udfs, name):
    parameters = inspect.signature(getattr(udfs, name)).parameters.values()
    assert [p.name for p in parameters] == [a.name for a in entry(name).arguments]
    assert [p.default is None for p in parameters] == [a.optional for a in entry(name).arguments]
    assert {p.kind for p in parameters} == {inspect.Parameter.POSITIONAL_OR_KEYWORD}


@pytest.mark.parametrize("name", NAMES)
def test_excel_shows_the_catalogues_help_and_can_show_all_of_it(udfs, name):
    declared = getattr(udfs, name).__xlfunc__
    assert declared["ret"]["doc"] == entry(name).summary
    assert [a["doc"] for a in declared["args"]] == [a.help for a in entry(name).arguments]
    assert all(0 < len(a["doc"]) <= 255 for a in [*declared["args"], declared["ret"]])


@pytest.mark.parametrize("name", NAMES)
def test_every_argument_arrives_as_rows_with_its_error_cells(udfs, name):
    for argument in getattr(udfs, name).__xlfunc__["args"]:
        assert argument["options"] == {"ndim": 2, "err_to_str": True}


@pytest.mark.parametrize("name", NAMES)
def test_the_help_names_every_choice_there_is(udfs, name):
    arguments = {a.name: a.help for a in entry(name).arguments}
    if "statistic" in arguments:
        assert re.findall(r'"(\w+)"', arguments["statistic"]) == list(SHOWN.get(name, STATISTICS))
    for option, choices in CHOICES.items():
        if option in arguments:
            offered = decisions.PLANNED if (name, option) == ("SMO_SAMPLE_SIZE", "coefficient") else choices
            assert sorted(re.findall(r'"([\w(),]+)"', arguments[option])) == sorted(offered)


def test_xlwings_writes_a_vba_wrapper_for_every_function(udfs):
    written = io.StringIO()
    sys.modules["xlwings.udfs"].generate_vba_wrapper("excel_addin.udfs", udfs, written, WORKBOOK)
    for described in CATALOG:
        arguments = ", ".join(("Optional " if a.optional else "") + a.name for a in described.arguments)
        assert f"Function {described.excel_name}({arguments})" in written.getvalue()


def test_declaring_the_functions_needs_neither_pandas_nor_scipy_nor_flow():
    program = (
        "import sys, types\n"
        "sys.modules['xlwings'] = xw = types.ModuleType('xlwings')\n"
        "xw.func = lambda f, **options: f\n"
        "xw.arg = lambda *names, **options: lambda f: f\n"
        "import excel_addin.udfs\n"
        "late = ('pandas', 'scipy', 'openpyxl', 'pydantic', 'smo_metrics.flow', 'smo_metrics.sla')\n"
        "print([name for name in late if name in sys.modules])\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == "[]"
