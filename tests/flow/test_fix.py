"""Changes are read from text as a coordinator writes it, and senseless ones are refused with the forms there are."""

from __future__ import annotations

import pytest

from smo_metrics.errors import SettingsError
from smo_metrics.flow.simulation.fix import Fix


@pytest.mark.parametrize(("text", "fix"), [
    ("people review 2", Fix("people", "review", 2)),
    ("people review", Fix("people", "review", 1)),
    ("people review in New York 3", Fix("people", "review in New York", 3)),
    (" align_hours  second review ", Fix("align_hours", "second review", 1)),
    ("batch adjudicate", Fix("batch", "adjudicate", 0.5)),
    ("batch adjudicate .25", Fix("batch", "adjudicate", 0.25)),
    ("rework label 0", Fix("rework", "label", 0)),
    ("handoff review", Fix("handoff", "review", 0)),
    ("longer_hours review 1.5", Fix("longer_hours", "review", 1.5)),
    ("rule priority", Fix("rule", "priority", 1)),
])  # fmt: skip
def test_a_change_is_read_from_text(text: str, fix: Fix) -> None:
    assert Fix.parse(text) == fix
    assert Fix.parse(str(fix)) == fix


@pytest.mark.parametrize("text", [
    "", "review", "hire review", "people review 0", "people review 1.5", "batch review 2", "batch review 0",
    "rework label 1.5", "longer_hours review 30", "rule lifo", "people review 1.2.3",
])  # fmt: skip
def test_a_senseless_change_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(SettingsError, match=r"^what-if: "):
        Fix.parse(text)
