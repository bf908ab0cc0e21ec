"""The data flows one way: who may import whom, and what pure code may not touch."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BASE = {
    "errors", "_clustered", "_columns", "_headers", "_intervals", "_coding", "_json", "_time_texts",
    "_xlsx_bounds", "_zones",
    "tables", "event_table", "volume_table", "settings", "catalog",
}  # fmt: skip
MAY_IMPORT = {
    **dict.fromkeys(BASE, BASE),
    "_terminal": set(),
    "agreement": BASE,
    "quality": BASE | {"agreement"},
    "flow": BASE,
    "sla": BASE | {"flow"},
    "status": BASE | {"agreement", "quality", "flow", "sla"},
    "readers": BASE,
    "demo": {"errors"},
    "workbook": BASE | {"demo", "flow", "quality", "status", "readers"},
    "cli": BASE | {"_terminal", "agreement", "quality", "flow", "sla", "status", "readers", "demo", "workbook"},
    "__init__": set(),
}
FLOW_MAY_IMPORT = {
    "events": set(),
    "hours": {"events"},
    "charts": set(),
    "causes": {"events", "hours"},
    "times": {"events", "hours", "causes"},
    "simulation": {"events", "hours"},
}
SLA_MAY_IMPORT = {
    "survival": set(),
    "scoring": set(),
    "clock": set(),
    "outcomes": {"survival", "scoring", "clock"},
    "throughput": {"scoring", "clock"},
    "capacity": {"survival", "scoring", "clock", "outcomes"},
}
STATUS_MAY_IMPORT = {
    "basis": set(),
    "labelling": {"basis"},
    "delivery": {"basis"},
    "bottlenecks": {"basis"},
    "wellness": {"basis"},
    "project": {"basis", "labelling", "delivery", "bottlenecks", "wellness"},
    "update": {"basis", "labelling", "delivery", "bottlenecks", "project"},
}
PARTS = {"status": STATUS_MAY_IMPORT, "flow": FLOW_MAY_IMPORT, "sla": SLA_MAY_IMPORT}
PURE = ("agreement", "quality", "flow", "sla", "status")
IMPURE_CALLS = {"open", "print", "input", "now", "utcnow", "today", "time", "seed", "default_rng"}
IMPURE_MODULES = {"os", "io", "pathlib", "time", "random", "logging", "socket", "subprocess", "sys"}


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def unit_of(path: Path) -> str:
    relative = path.relative_to(ROOT / "smo_metrics")
    return relative.parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", modules("smo_metrics"), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_imports_only_what_its_layer_may(path: Path) -> None:
    unit = unit_of(path)
    for name in imports(path):
        top, _, rest = name.partition(".")
        assert top not in {"xlwings", "templates", "tests"}, f"{unit} imports {name}"
        assert top != "excel_addin" or unit == "cli", f"{unit} imports {name}"
        if top == "smo_metrics" and rest:
            other = rest.partition(".")[0]
            assert other in MAY_IMPORT[unit] | {unit, "__version__"}, f"{unit} imports {name}"


@pytest.mark.parametrize(
    "path", [p for unit in PARTS for part in PARTS[unit] for p in modules(f"smo_metrics/{unit}/{part}")], ids=str
)
def test_a_part_of_a_unit_imports_only_what_comes_before_it(path: Path) -> None:
    unit, part = path.parent.parent.name, path.parent.name
    others = {name.split(".")[2] for name in imports(path) if name.startswith(f"smo_metrics.{unit}.")}
    assert others <= PARTS[unit][part] | {part}


@pytest.mark.parametrize("path", [p for unit in PURE for p in modules(f"smo_metrics/{unit}")], ids=lambda p: p.stem)
def test_statistics_touch_no_file_clock_or_global_random_state(path: Path) -> None:
    assert not {name.partition(".")[0] for name in imports(path)} & IMPURE_MODULES
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            assert name not in IMPURE_CALLS, f"line {node.lineno} calls {name}"


@pytest.mark.parametrize("path", modules("excel_addin"), ids=lambda p: p.stem)
def test_the_add_in_uses_nothing_of_xlwings_that_needs_a_paid_licence(path: Path) -> None:
    forbidden = ("xlwings.pro", "xlwings.server", "xlwings.reports", "xlwings_server")
    assert not [name for name in imports(path) if name.startswith(forbidden)]


def test_every_package_is_known_to_this_test() -> None:
    assert {unit_of(path) for path in modules("smo_metrics")} <= set(MAY_IMPORT)


@pytest.mark.parametrize("path", [*modules("smo_metrics"), *modules("excel_addin"), *modules("templates")], ids=str)
def test_no_file_grows_past_three_hundred_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
