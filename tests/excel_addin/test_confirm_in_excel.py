from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import excel_addin
from smo_metrics.catalog import CATALOG
from tests.excel_addin.excel_objects import MISSING

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "confirm_in_excel.md"
SIGNED = re.compile(r"\(\w[^(),]+ [^(),]+, 20\d\d-[01]\d-[0-3]\d, Excel [^()]+\)")


def boxes(text: str) -> list[str]:
    """Give each item of the checklist on one line."""
    items = re.findall(r"^- \[.\].*(?:\n  .*)*", text, re.MULTILINE)
    return [" ".join(item.split()) for item in items]


def unsigned(text: str) -> list[str]:
    """Give the boxes that are ticked without the name of a person, a date and the Excel it was seen in."""
    return [item for item in boxes(text) if not item.startswith("- [ ]") and not SIGNED.search(item)]


def test_no_box_is_ticked_without_a_name_and_a_date() -> None:
    assert unsigned(PAGE.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("item", "accepted"),
    [
        ("- [ ] **Open.** Start Excel.", True),
        ("- [x] **Open.** Start Excel.\n  (Ada Lovelace, 2026-03-01, Excel 2402 64-bit)", True),
        ("- [x] **Open.** Start Excel.", False),
        ("- [X] **Open.** Start Excel. (Ada Lovelace)", False),
        ("- [x] **Open.** (2026-03-01, Excel 2402)", False),
        ("- [x] **Open.** (tests, 2026-03-01, Excel 2402)", False),
    ],
)
def test_a_tick_needs_a_full_name_a_date_and_a_release(item: str, accepted: bool) -> None:
    assert (unsigned(item) == []) is accepted


STEPS = {re.match(r"- \[.\] \*\*(.+?)\.?\*\*", item)[1]: item for item in boxes(PAGE.read_text(encoding="utf-8"))}


def test_the_examples_are_as_many_as_the_functions() -> None:
    assert f'"{len(CATALOG)} of {len(CATALOG)} functions give the expected result"' in STEPS["Examples"]


def test_no_two_steps_have_one_name() -> None:
    assert len(STEPS) == len(boxes(PAGE.read_text(encoding="utf-8")))


@pytest.mark.parametrize("step", STEPS)
def test_every_step_says_what_to_expect(step: str) -> None:
    assert "*Expected:*" in STEPS[step]


def test_every_button_of_the_ribbon_has_a_step() -> None:
    ribbon = (Path(excel_addin.__file__).parent / "ribbon" / "ribbon.xml").read_text(encoding="utf-8")
    labels = re.findall(r'<(?:button|menu) [^>]*?label="([^"…]+)', ribbon)
    assert len(labels) == 14
    assert [label for label in labels if f"SMO > {label}" not in " ".join(STEPS.values())] == []


def test_boxes_to_tick_are_on_this_page_only() -> None:
    others = [file for file in DOCS.glob("*.md") if file != PAGE]
    assert [file.name for file in others if re.search(r"[☐☑☒]|- \[.\] ", file.read_text(encoding="utf-8"))] == []


def _column(values: str) -> tuple[tuple[str], ...]:
    return tuple((value,) for value in values.split())


@pytest.mark.parametrize("step", ["Spill", "Whole column"])
def test_the_table_that_is_expected_is_the_functions_own(call: Any, step: str) -> None:
    labels = _column("spam spam ham ham")
    header, *rows = call("SMO_CONFUSION", labels, labels)
    shown = [" ".join(f"{cell:g}" if isinstance(cell, float) else cell for cell in row) for row in rows]
    assert [row for row in shown if f"`{row}`" not in STEPS[step]] == []
    assert (len(header), len(rows)) == (4, 2)  # D3:G5, D10:G12


def test_the_values_that_are_expected_are_the_functions_own(call: Any) -> None:
    before = (("spam", "spam"), ("spam", "ham"), ("ham", "ham"), ("ham", "ham"))
    assert f"*Expected:* {call('SMO_PERCENT_AGREEMENT', before)}," in STEPS["Function"]
    assert call("SMO_PERCENT_AGREEMENT", (("spam", "spam"), ("spam", "spam"), *before[2:])) == 1
    assert call("SMO_COHEN_KAPPA", (("spam", "spam"),) * 4) == "#N/A"
    assert call("SMO_COHEN_KAPPA", before, MISSING, MISSING, MISSING, "mean").startswith("SMO: statistic is one of")
    assert f"*Expected:* {call('SMO_SAMPLE_SIZE', 0.7, ((0.8, 0.2),), 0.1):g}." in STEPS["Plan"]
    _, first, *rest = call("SMO_ACCEPTANCE_PLAN", 0.01, 0.06)
    assert f"a table of {1 + len(rest)} rows" in STEPS["Plan"]
    assert f"`{first[0]:g} {first[1]:g}`: check {first[0]:g} items, and let {first[1]:g} errors" in STEPS["Plan"]
