"""Did anything change, or is it chance? Shewhart's, CUSUM and EWMA charts of a series of figures.

Sources: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2 and 6.3.3; Montgomery (2020), Introduction to
Statistical Quality Control, 8th ed., chs. 6, 7 and 9.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics._intervals import FloatArray
from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.flow.charts._chart_doubts import chart_doubts
from smo_metrics.flow.charts._chart_level import D2, D4, Level, Status, chart_level
from smo_metrics.flow.charts._chart_lines import Lines, cusum_lines, ewma_lines, shewhart_lines
from smo_metrics.flow.charts._chart_options import ChartOptions, Kind, chart_options
from smo_metrics.flow.charts._chart_points import Plotted, baseline_slice, plotted_points, point_names
from smo_metrics.flow.charts._chart_words import method_sentence, signal_sentences
from smo_metrics.flow.charts._rules import BoolArray

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class ControlChart:
    """A chart, its limits and the points that signal.

    Attributes
    ----------
    kind : str
    center : float
        Level that points are compared with: `target`, or the baseline's mean, or its counts over its sizes.
    sigma : float
        Standard deviation of a point by common causes; NaN on p and u charts, where it depends on the size.
    lower, upper : float
        Limits at the last point that has some; on a CUSUM chart those of the sums.
    range_center, range_upper : float
        Centre line and upper limit of the moving ranges of an XmR chart (the lower is 0); NaN on others.
    points : pandas.DataFrame
        One row a point: `point`, `value` (a rate on p and u charts), `center`, `lower`, `upper` (of what the chart
        draws, NaN where undefined), the chart's own columns, `signal` (bool) and `rules` (names, comma-separated).
        Own columns: XmR `z` (standard deviations from the centre), `moving_range`; p and u `count`, `size`, `z`; CUSUM
        `upper_sum` (0 or more), `lower_sum` (0 or less: the sum below, with a minus, so that one axis shows both);
        EWMA `average`.
    baseline_points : int
        Present points that set the limits; 0 where centre and spread were given.
    rules : tuple of str
        Names of what was looked for.
    method : str
        How limits were set, and how often they signal by chance.
    status : str
        ``ok``; ``too_few_points`` or ``no_spread``: no limits, and nothing can signal.
    warnings : tuple of str
    """

    kind: Kind
    center: float
    sigma: float
    lower: float
    upper: float
    range_center: float
    range_upper: float
    points: pd.DataFrame
    baseline_points: int
    rules: tuple[str, ...]
    method: str
    status: Status
    warnings: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What signalled, when and which way, a line each; one line that says so where nothing did."""
        if self.status != "ok":
            return ("No point can signal: the chart has no limits.",)
        judged = int(self.points["value"].notna().sum())
        if not judged:
            return (f"Nothing was judged: no value is there at any of the {len(self.points)} points.",)
        return signal_sentences(self.points, self.center) or (f"None of the {judged} points signals.",)

    def to_frame(self) -> pd.DataFrame:
        """Give one row a point."""
        return self.points.copy()

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        figures = ("kind", "center", "sigma", "lower", "upper", "range_center", "range_upper", "baseline_points")
        return {
            "schema": SCHEMA,
            **to_json({name: getattr(self, name) for name in (*figures, "rules", "method", "status")}),
            "points": records(self.points),
            "sentences": list(self.sentences),
            "warnings": list(self.warnings),
        }


def control_chart(
    values: Any,
    *,
    kind: Kind = "xmr",
    sizes: Any = None,
    points: Sequence[Any] | None = None,
    rules: str | Sequence[str] | None = None,
    baseline: int | slice | None = None,
    target: float | None = None,
    sigma: float | None = None,
    k: float | None = None,
    h: float | None = None,
    weight: float | None = None,
    width: float | None = None,
) -> ControlChart:
    """Decide whether a week, a day or a trend differs from chance, before anybody is asked why.

    Parameters
    ----------
    values : array-like of shape (n,)
        Figures in order of time, one a point: measurements (daily throughput, mean hours) for ``xmr``, ``cusum`` and
        ``ewma``; for ``p`` and ``u`` counts of defective items, or of defects. NaN, None or empty is missing: it ends
        runs, trends and moving ranges; CUSUM and EWMA pass over it.
    kind : {"xmr", "p", "u", "cusum", "ewma"}
        ``p`` for shares of items (a weekly error rate), ``u`` for defects where an item can hold several, ``xmr`` for
        any other figure; ``cusum`` and ``ewma`` find a small lasting change sooner than a single large one.
    sizes : array-like of shape (n,), optional
        For p and u: items checked, or opportunities, of each point. A missing size, or 0, makes the point missing. A
        Series needs the index of `values`, where that is one too.
    points : sequence of length n, optional
        Names of the points (dates), for tables and sentences; without it 1 to n.
    rules : str or sequence of str, optional
        For xmr, p and u: ``"western_electric"``, ``"nelson"``, or names of rules (see Notes). Without it only points
        beyond 3 sigma signal, once in 370 points of a steady process; the four rules of Western Electric find smaller
        changes, at a false alarm every 92 points (Champ & Woodall 1987).
    baseline : int or slice, optional
        The first points, or a stretch, that the process is known to have been steady in: limits come from them alone.
        Without it from all points.
    target : float, optional
        Centre to compare with, instead of the baseline's own; a rate on p (0 to 1) and u charts.
    sigma : float, optional
        Known standard deviation of a point, instead of the baseline's mean moving range / 1.128; not for p and u.
    k, h : float, optional
        For cusum, in standard deviations: half the change to find (0.5) and the sum that signals (5). With ``sigma=1``
        they are in the unit of the values, as in the example of NIST 6.3.2.3.
    weight : float, optional
        For ewma: what the newest point counts (lambda), above 0 and up to 1 (0.2).
    width : float, optional
        For ewma: standard deviations from centre to limits (3).

    Returns
    -------
    ControlChart
        With fewer than two points in the baseline, no two of them neighbours, or all of them equal, there are no
        limits: they are NaN and `status` says why. A point on a limit does not signal. Limits of rates end at 0 and 1.
        A CUSUM is not set back to 0 after a signal. Warnings say when the baseline is thin (below 10 points), holds
        signals itself, is autocorrelated, or when counts vary more than independent draws.

    Raises
    ------
    SmoError
        Values or sizes that are no numbers or beyond 1e100, sizes with another index than the values, counts that are
        not whole or exceed their size, an option of another kind of chart, an unknown rule, a baseline below two
        points.

    Notes
    -----
    Rules by name, with the share of points that each marks by chance (independent normal values, known limits):
    one_beyond_3_sigma .27 %, two_of_three_beyond_2_sigma .20 %, four_of_five_beyond_1_sigma .45 %, eight_on_one_side
    .78 % (these four are Western Electric's), nine_on_one_side .39 %, six_in_a_trend .28 %, fourteen_alternating .46 %,
    fifteen_within_1_sigma .33 %, eight_beyond_1_sigma .01 % (Nelson's have nine for eight_on_one_side). Sums and
    averages of CUSUM and EWMA depend on the points before, so rules on runs mean nothing there and are refused.

    Single durations are skewed: of independent exponential ones 2.6 % lie beyond an XmR chart's upper limit, ten times
    the share stated. Chart the mean of each day or week instead, or logarithms.

    References
    ----------
    NIST/SEMATECH e-Handbook, 6.3.2.2 (XmR), 6.3.2.3 (CUSUM), 6.3.2.4 (EWMA), 6.3.3.1-6.3.3.2 (counts and shares);
    Western Electric (1956), pp. 25-28; Nelson (1984), Journal of Quality Technology 16, 237-239; Champ & Woodall
    (1987), Technometrics 29, 393-399; Lucas & Saccucci (1990), Technometrics 32, 1-12.

    Examples
    --------
    >>> chart = control_chart([6, 5, 4, 6, 5, 17], kind="p", sizes=[100] * 6, baseline=5, points=list("abcdef"))
    >>> round(chart.center, 3), round(chart.upper, 4)
    (0.052, 0.1186)
    >>> chart.sentences
    ('f: 0.170, above the centre 0.052: one point beyond 3 sigma.',)
    """
    import pandas as pd

    options = chart_options(kind, sizes, rules, target, sigma, k, h, weight, width)
    plotted = plotted_points(values, sizes, kind)
    names = point_names(points, len(plotted.value))
    level = chart_level(options, plotted, baseline_slice(baseline, len(names)))
    lines = _lines(options, plotted, level)
    signal = np.any(list(lines.found.values()), axis=0)
    own_sigma = math.nan if kind in ("p", "u") else float(level.sigma[0])
    lower, upper = (_last(limits) for limits in (lines.lower, lines.upper))
    return ControlChart(
        kind=kind,
        center=level.center,
        sigma=own_sigma,
        lower=lower,
        upper=upper,
        range_center=D2 * own_sigma if kind == "xmr" else math.nan,
        range_upper=D4 * D2 * own_sigma if kind == "xmr" else math.nan,
        points=pd.DataFrame(
            {
                "point": names,
                "value": plotted.value,
                "center": lines.center,
                "lower": lines.lower,
                "upper": lines.upper,
                **lines.columns,
                "signal": signal,
                "rules": _rules_text(lines.found),
            }
        ),
        baseline_points=int(level.baseline.sum()) if level.estimated else 0,
        rules=tuple(lines.found),
        method=method_sentence(options, level),
        status=level.status,
        warnings=chart_doubts(kind, plotted, level, signal),
    )


def _lines(options: ChartOptions, plotted: Plotted, level: Level) -> Lines:
    if options.kind == "cusum":
        return cusum_lines(plotted, level, options.k, options.h)
    if options.kind == "ewma":
        return ewma_lines(plotted, level, options.weight, options.width)
    return shewhart_lines(options.kind, plotted, level, options.rules)


def _last(limits: FloatArray) -> float:
    known = limits[~np.isnan(limits)]
    return float(known[-1]) if len(known) else math.nan


def _rules_text(found: dict[str, BoolArray]) -> NDArray[np.object_]:
    """Names of the rules that mark each point; joined once for each combination that occurs."""
    code = sum((marked.astype(np.int64) << bit for bit, marked in enumerate(found.values())), np.int64(0))
    codes, which = np.unique(code, return_inverse=True)
    texts = [", ".join(name for bit, name in enumerate(found) if one >> bit & 1) for one in codes.tolist()]
    return np.array(texts, dtype=object)[which]
