"""What an import costs: heavy libraries come in only where their work is done."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import smo_metrics.flow
import smo_metrics.sla


def modules_after(code: str) -> set[str]:
    printed = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(printed.stdout.split())


def test_importing_the_package_brings_in_no_heavy_library() -> None:
    assert not modules_after("import smo_metrics") & {"scipy", "pandas", "openpyxl", "numpy", "pydantic", "lxml"}


def test_a_coefficient_needs_neither_scipy_stats_nor_pandas() -> None:
    code = (
        "from smo_metrics.agreement import Ratings, krippendorff_alpha, gwet_ac, fleiss_kappa, percent_agreement\n"
        "r = Ratings.from_counts([[3, 0], [1, 2], [0, 3], [3, 0], [2, 1], [0, 3]])\n"
        "assert all(f(r).value > 0 for f in (krippendorff_alpha, gwet_ac, fleiss_kappa, percent_agreement))"
    )
    loaded = modules_after(code)
    assert "scipy.special" in loaded, "the interval's quantile comes from scipy.special"
    assert not loaded & {"scipy.stats", "pandas", "openpyxl"}


def test_the_help_of_the_shell_command_comes_without_pandas() -> None:
    code = (
        "import sys\nsys.argv = ['smo-metrics', '--version']\nfrom smo_metrics.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass"
    )
    assert not modules_after(code) & {"pandas", "scipy", "openpyxl", "lxml"}


def test_every_public_name_can_be_imported() -> None:
    for name in smo_metrics.__all__:
        assert getattr(smo_metrics, name) is not None
    assert set(smo_metrics.__all__) <= set(dir(smo_metrics))


LAZY = (smo_metrics.flow, smo_metrics.sla)


@pytest.mark.parametrize(("unit", "name"), [(unit, name) for unit in LAZY for name in unit.__all__])
def test_a_public_name_is_never_the_module_of_that_name(unit: ModuleType, name: str) -> None:
    module = importlib.import_module(f"{unit.__name__}.{unit._HOME[name]}")
    assert getattr(unit, name) is getattr(module, name)
    assert getattr(smo_metrics, name) is getattr(module, name)
    assert not isinstance(getattr(unit, name), ModuleType)


@pytest.mark.parametrize("unit", LAZY)
def test_type_checkers_see_the_names_that_there_are(unit: ModuleType) -> None:
    source = ast.parse(Path(unit.__file__).read_text(encoding="utf-8"))
    block = next(node for node in source.body if isinstance(node, ast.If))
    seen = [(node.module, name.asname) for node in block.body for name in node.names]
    assert seen == [(f"{unit.__name__}.{module}", name) for name, module in unit._HOME.items()]


def test_a_calendar_needs_no_simulation() -> None:
    loaded = modules_after("from smo_metrics.flow import WorkCalendar")
    assert "smo_metrics.flow.hours.calendar" in loaded
    late = {"smo_metrics.flow.simulation.bottlenecks", "smo_metrics.flow.times.stage_times", "pandas", "holidays"}
    assert not loaded & late
