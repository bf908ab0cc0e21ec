"""What would make tasks faster, and did lead time or throughput change lately? Findings from the flow of work."""

from __future__ import annotations

from collections.abc import Iterator

from smo_metrics.flow.simulation._ranking import BEST, TIED
from smo_metrics.status.bottlenecks.bottleneck_review import BottleneckReview
from smo_metrics.status.project.finding import Finding

WORTH_IT = 0.1  # of the mean lead time
_LAST, _FEWEST_SIGNALS = 5, 2
_CHARTS = (
    ("lead", "above", "Tasks take longer lately.", "lead_mean_hours", "hours"),
    ("finished", "below", "Fewer tasks are finished lately.", "finished_tasks", "tasks"),
)


def fix_findings(review: BottleneckReview) -> Iterator[Finding]:
    """Name the stage where the best of the simulated fixes takes a tenth or more off the mean lead time, surely some.

    Fixes that cannot be told from the best are named in its evidence, not beside it.
    """
    if review.fixes is None:
        return
    best = review.fixes[(review.fixes["verdict"] == BEST) & (review.fixes["gain_share"] >= WORTH_IT)]
    tied = review.fixes["fix"][review.fixes["verdict"] == TIED]
    for row in best.to_dict("records"):
        others = f" Not clearly less: {', '.join(tied)}." if len(tied) else ""
        yield Finding(
            f"fix:{row['stage'] or row['change']}", "opportunity", "medium", "timeline",
            f"Work is held up at {row['stage']}." if row["stage"] else "Work is taken up in an order that costs time.",
            f"{row['sentence']} {row['evidence']}{others}", row["gain_hours"], "hours of mean lead time",
            "operations lead", f"Try {row['fix']}; compare the lead time after two weeks.",
        )  # fmt: skip


def chart_findings(review: BottleneckReview) -> Iterator[Finding]:
    """Tell a change that lasts: two or more of the last five periods beyond the same limit of a control chart.

    One period beyond a limit comes by chance once in 370 of a steady process; two of five on one side once in some
    50,000 such stretches.
    """
    last = review.control.tail(_LAST)
    period = review.control_period
    for name, side, what, column, unit in _CHARTS:
        signals = last[last[f"{name}_signal"].str.contains(side)]
        if len(signals) < _FEWEST_SIGNALS:
            continue
        center = float(last[f"{name}_center_{unit}"].iloc[-1])
        mean = float(signals[column].mean())
        yield Finding(
            f"chart:{name}", "trend", "medium", "timeline", what,
            f"{len(signals)} of the last {len(last)} {period}s lie {side} the limits of the control chart, on average "
            f"{mean:,.1f} {unit} against {center:,.1f} usually.", abs(mean - center), unit, "operations lead",
            f"Ask what was different since {signals['period_start'].iloc[0]:%d %b %Y}.",
        )  # fmt: skip
