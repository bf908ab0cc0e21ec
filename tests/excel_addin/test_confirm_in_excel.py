from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "confirm_in_excel.md"
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


@pytest.mark.parametrize(
    "step",
    ["Open", "Function", "Spill", "#N/A", "Ribbon", "Refresh", "Undo", "Doctor", "Bundle", "Whole column",
     "Function help", "Mark of the web"],
)  # fmt: skip
def test_every_step_says_what_to_do_and_what_to_expect(step: str) -> None:
    (item,) = [item for item in boxes(PAGE.read_text(encoding="utf-8")) if item[6:].startswith(f"**{step}.**")]
    assert "*Expected:*" in item
