"""What signalled, when, and which way: one plain line for each stretch of points that signal alike."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics.flow.charts._chart_level import D2, Level
from smo_metrics.flow.charts._chart_options import ChartOptions
from smo_metrics.flow.charts._rules import ONE_SIDED, RULES

if TYPE_CHECKING:
    import pandas as pd


_ONE_SIDED = {*ONE_SIDED, "average_beyond_limit"}
_MIDNIGHT = re.compile(r" 00:00:00([+-]\d{2}:\d{2})?$")
_RATE_SIGMA = {"p": "sqrt(p (1 - p) / size)", "u": "sqrt(u / size)"}


def method_sentence(options: ChartOptions, level: Level) -> str:
    """Tell how limits were set, and how often the rules mark a point by chance."""
    center, sigma = "the target given", "as given"
    if options.target is None:
        total = "counts over sizes" if options.kind in _RATE_SIGMA else "the mean"
        center = f"{total} of {int(level.baseline.sum())} points"
    if options.kind in _RATE_SIGMA:
        sigma = _RATE_SIGMA[options.kind]
    elif options.sigma is None:
        sigma = f"mean moving range / {D2}"
    chance = sum(RULES[rule].false_alarms for rule in options.rules)
    shewhart = f"limits 3 sigma away; of steady, independent, normal points the rules mark at most {100 * chance:.2f} %"
    ending = {
        "cusum": f"signals where the sum of what exceeds {options.k:g} sigma is beyond {options.h:g} sigma",
        "ewma": f"weight {options.weight:g} for the newest point; limits {options.width:g} sigma of the average away",
    }.get(options.kind, shewhart)
    return f"{options.kind} chart: centre = {center}; sigma = {sigma}; {ending}."


def signal_sentences(frame: pd.DataFrame, center: float) -> tuple[str, ...]:
    """Tell the signals among a chart's points; empty where none signals."""
    rules = frame["rules"].tolist()
    is_up = (frame["average" if "average" in frame else "value"] > center).tolist()
    one_sided = {text: not _ONE_SIDED.isdisjoint(text.split(", ")) for text in set(rules)}
    kinds = [(text, up and one_sided[text]) for text, up in zip(rules, is_up, strict=True)]
    starts = [i for i in range(len(kinds)) if i == 0 or kinds[i] != kinds[i - 1]]
    stretches = pairwise([*starts, len(rules)])
    decimals = _decimals(float(np.nanmedian(frame["upper"] - frame["lower"])) / 6) if any(rules) else 0
    return tuple(_sentence(frame, low, high, center, decimals) for low, high in stretches if rules[low])


def _sentence(frame: pd.DataFrame, low: int, high: int, center: float, decimals: int) -> str:
    points, values = frame["point"].iloc[low:high], frame["value"].iloc[low:high]
    when, value = _name(points.iloc[0]), _figure(values.min(), decimals)
    if len(values) > 1:
        when, value = f"{when} to {_name(points.iloc[-1])}", f"{value} to {_figure(values.max(), decimals)}"
    side = "above" if values.min() > center else "below" if values.max() < center else "around"
    what = "; ".join(_pattern(frame, low, rule) for rule in frame["rules"].iloc[low].split(", "))
    return f"{when}: {value}, {side} the centre {_figure(center, decimals)}: {what}."


def _pattern(frame: pd.DataFrame, low: int, rule: str) -> str:
    if rule in RULES:
        return RULES[rule].words
    if rule == "average_beyond_limit":
        side = "above" if frame["average"].iloc[low] > frame["upper"].iloc[low] else "below"
        return f"the weighted average is {side} its limit, so the level has moved"
    column, moved = ("upper_sum", "risen") if rule == "upper_sum_beyond_h" else ("lower_sum", "fallen")
    at_zero = np.flatnonzero(frame[column].to_numpy()[:low] == 0)
    since = _name(frame["point"].iloc[at_zero[-1] + 1 if len(at_zero) else 0])
    return f"the {column.replace('_', ' ')} is beyond its limit, so the level has {moved}, probably since {since}"


def _decimals(sigma: float) -> int:
    """Decimals that tell a tenth of a standard deviation."""
    return min(max(1 - math.floor(math.log10(sigma)), 0), 15)


def _figure(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}"


def _name(point: Any) -> str:
    """Dates without a time of day lose their midnight and its zone."""
    text = f"Point {point}" if isinstance(point, int | np.integer) else str(point)
    return _MIDNIGHT.sub("", text)
