"""What a person's latest days amount to, as a mark with a word, and the figures behind it in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smo_metrics.settings import Exposure
from smo_metrics.status.basis.wording import NOT_AVAILABLE, count

NEAR_SHARE = 0.9
OVER, NEAR, RULE, WITHIN, AWAY = (
    "■ over the cap", "▲ near the cap", "▲ break or cut-off missed", "● within the limits", "did not label",
)  # fmt: skip


def hours(value: float) -> str:
    """Write hours.

    >>> hours(5.0), hours(0.26), hours(0.01)
    ('5 h', '0.3 h', 'less than 0.1 h')
    """
    return "less than 0.1 h" if 0 < value < 0.05 else f"{value:.1f}".removesuffix(".0") + " h"


def people_count(number: int) -> str:
    """Write a number of people.

    >>> people_count(1), people_count(12)
    ('1 person', '12 people')
    """
    return f"{number:,} person" if number == 1 else f"{number:,} people"


def status(row: Mapping[Any, Any], limits: Exposure) -> str:
    """Judge a person's latest days: the cap first, then nearness to it, then breaks and the cut-off."""
    if not row["days_worked"]:
        return AWAY
    if row["days_over_cap"]:
        return OVER
    if row["highest_hours"] >= NEAR_SHARE * limits.exposure_cap_hours:
        return NEAR
    if row["missed_breaks"] > 0 or row["after_cutoff_hours"] > 0:
        return RULE
    return NOT_AVAILABLE if row["days_not_known"] else WITHIN


def why(row: Mapping[Any, Any], limits: Exposure) -> str:
    """Give the figures that a person's status rests on; empty where all is within the limits."""
    said, verdict = [], row["status"]
    if verdict in (OVER, NEAR):
        cap = f"cap {limits.exposure_cap_hours:g} h"
        said.append(f"{hours(row['highest_hours'])} on {row['highest_date']:%d %b} ({cap})")
    if row["days_over_cap"] > 1:
        said.append(f"over on {count(int(row['days_over_cap']), 'day')}")
    if row["missed_breaks"] > 0:
        said.append(
            f"{count(int(row['missed_breaks']), 'time')} more than {limits.break_after_hours:g} h without a break of "
            f"{limits.break_minutes:g} minutes, at most {hours(row['longest_stretch_hours'])}"
        )
    if row["after_cutoff_hours"] > 0:
        said.append(f"{hours(row['after_cutoff_hours'])} after {limits.exposure_cutoff}")
    if said and row["longest_label_hours"] > limits.break_after_hours:
        said.append(f"one label alone lasted {hours(row['longest_label_hours'])}: was it left open?")
    if row["days_not_known"] > 0:
        unknown = count(int(row["labels_without_duration"]), "label")
        said.append(f"{count(int(row['days_not_known']), 'day')} cannot be told: {unknown} without a duration")
    return "; ".join(said)
