"""Which options a kind of chart has; those of another kind are refused, for they would be ignored."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from smo_metrics.errors import SmoError
from smo_metrics.flow.charts._chart_points import COUNTED
from smo_metrics.flow.charts._rules import chosen_rules

Kind = Literal["xmr", "p", "u", "cusum", "ewma"]


@dataclass(frozen=True, slots=True)
class ChartOptions:
    """Checked options, defaults filled in; those of other kinds are without effect."""

    kind: Kind
    rules: tuple[str, ...]
    target: float | None
    sigma: float | None
    k: float
    h: float
    weight: float
    width: float


def chart_options(
    kind: Kind,
    sizes: Any,
    rules: str | Sequence[str] | None,
    target: float | None,
    sigma: float | None,
    k: float | None,
    h: float | None,
    weight: float | None,
    width: float | None,
) -> ChartOptions:
    """Check the options of a chart."""
    kinds = get_args(Kind)
    if kind not in kinds:
        raise SmoError(f"kind must be one of {', '.join(kinds)}; {kind!r} arrived.")
    counts, shewhart = tuple(COUNTED), ("xmr", *COUNTED)
    for name, value, owners in (
        ("sizes", sizes, counts), ("rules", rules, shewhart), ("sigma", sigma, tuple(set(kinds) - set(counts))),
        ("k", k, ("cusum",)), ("h", h, ("cusum",)), ("weight", weight, ("ewma",)), ("width", width, ("ewma",)),
    ):  # fmt: skip
        if value is not None and kind not in owners:
            wanted = " or ".join(owner for owner in kinds if owner in owners)
            raise SmoError(f"{name} is for kind {wanted}, not {kind}.{_why(name)}")
    limits = {"p": (0.0, 1.0), "u": (0.0, math.inf)}.get(kind, (-math.inf, math.inf))
    checks = (
        ("target", target, *limits, None), ("sigma", sigma, 0.0, math.inf, None), ("h", h, 0.0, math.inf, None),
        ("width", width, 0.0, math.inf, None), ("k", k, 0.0, math.inf, 0), ("weight", weight, 0.0, 1.0, 1),
    )  # fmt: skip
    for name, number, low, high, allowed in checks:
        if number is not None:
            _check_number(name, number, low, high, allowed)
    return ChartOptions(
        kind=kind,
        rules=chosen_rules(rules) if kind in shewhart else (),
        target=target,
        sigma=sigma,
        k=0.5 if k is None else float(k),
        h=5.0 if h is None else float(h),
        weight=0.2 if weight is None else float(weight),
        width=3.0 if width is None else float(width),
    )


def _why(name: str) -> str:
    reasons = {
        "rules": " Its sums and averages depend on the points before, so runs of them mean nothing; leave rules out.",
        "sigma": " There chance follows from rate and size; leave sigma out.",
    }
    return reasons.get(name, " Leave it out.")


def _check_number(name: str, value: Any, low: float, high: float, allowed: float | None) -> None:
    """Refuse what is not between the bounds, both left out but for the one that is allowed."""
    number = isinstance(value, float | int | np.number) and not isinstance(value, bool)
    if not number or not (low < value < high or value == allowed):
        bound = f", or {allowed}" if allowed is not None else ""
        raise SmoError(f"{name} must be a number between {low:g} and {high:g}{bound}; {value!r} arrived.")
