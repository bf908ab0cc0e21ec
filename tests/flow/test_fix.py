"""Changes are read from text as a coordinator writes it, and senseless ones are refused with the forms there are."""

from __future__ import annotations

import pytest

from smo_metrics.errors import SettingsError
from smo_metrics.flow.simulation.fix import Fix, Kind


@pytest.mark.parametrize(("text", "fix"), [
    ("people review 2", Fix("people", "review", 2)),
    ("people review", Fix("people", "review", 1)),
    ("people review in New York 3", Fix("people", "review in New York", 3)),
    ("align_hours phase 2", Fix("align_hours", "phase 2", 1)),
    ("people phase 2 1", Fix("people", "phase 2", 1)),
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


@pytest.mark.parametrize("target", ["review", "phase 2", "second review in Site 12"])
@pytest.mark.parametrize(("kind", "size"), [
    ("people", 3), ("align_hours", 1), ("batch", 1 / 3), ("rework", 1e-6), ("handoff", 0), ("longer_hours", 1.25),
])  # fmt: skip
def test_what_a_change_is_written_as_is_read_as_the_same_change(kind: Kind, target: str, size: float) -> None:
    fix = Fix(kind, target, size)
    assert Fix.parse(str(fix)) == fix


@pytest.mark.parametrize("text", [None, 2, Fix("people", "review", 1)])
def test_what_is_no_text_is_refused(text: object) -> None:
    with pytest.raises(SettingsError, match="is no change"):
        Fix.parse(text)
