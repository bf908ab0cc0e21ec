"""Columns of waiting, touch and lead time by the clock and in open time, alike for stages and for whole tasks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smo_metrics.flow.events._grouped import HOUR, Booleans, Cells, Floats, Integers

_DAY_HOURS = 24
_FIGURES = ("mean", "p50", "p90")


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """What each event or task waited, and how long it was in work, in milliseconds."""

    waiting: Integers
    touch: Integers


def durations(
    finished: Cells, wall: Spans, work: Spans | None, *, wait_known: Booleans, touch_known: bool
) -> dict[str, Floats]:
    """Give mean, P50 and P90 of waiting, touch and lead, and flow efficiency, cell by cell.

    Parameters
    ----------
    finished : Cells
        Finished rows; only they count.
    wall, work : Spans
        By the clock and in open time; None gives NaN.
    wait_known : ndarray of bool, shape (rows,)
        Rows that count in waiting, lead and efficiency.
    touch_known : bool
        False: waiting, touch and efficiency are NaN.

    Returns
    -------
    dict of str to ndarray of float64, shape (cells,)
    """
    waited = finished.only(wait_known)
    unknown = np.full((3, len(finished.sizes)), np.nan)
    columns: dict[str, Floats] = {}
    efficiencies: dict[str, Floats] = {}
    for unit, spans in (("hours", wall), ("work_hours", work)):
        waiting = touch = lead = unknown
        share = unknown[0]
        if spans is not None:
            lead = waited.hours(spans.waiting + spans.touch)
            if touch_known:
                waiting, touch = waited.hours(spans.waiting), finished.hours(spans.touch)
                share = _share(waited.totals(spans.touch), waited.totals(spans.waiting + spans.touch))
        for part, figures in (("waiting", waiting), ("touch", touch), ("lead", lead)):
            columns |= {f"{part}_{figure}_{unit}": values for figure, values in zip(_FIGURES, figures, strict=True)}
        efficiencies["flow_efficiency" if unit == "hours" else "flow_efficiency_work"] = share
    return columns | efficiencies


def rates(present: Integers, ended: Integers, span_hours: float) -> dict[str, Floats]:
    """Give WIP (milliseconds spent there over the span) and throughput by calendar day; NaN for a span of no time."""
    span = span_hours if span_hours > 0 else np.nan
    return {"wip_mean": present / HOUR / span, "throughput_per_day": ended / span * _DAY_HOURS}


def _share(part: Integers, whole: Integers) -> Floats:
    share = np.full(len(whole), np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share
