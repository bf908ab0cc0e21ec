"""Do the ranges of forecast_sla hold what comes? Simulated logs, forecast from their first part and held to the rest.

Run: python -m tests.studies.sla_forecasts    (about four minutes on one core; prints what stands in sla_forecasts.txt)

Each of 24 logs is cut after 60 % of its days, or after 16 days where that is more, and the next fourteen days, or seven
at least, are forecast from what was known then; where fewer are left, the log is not used. The ranges are those after
any widening by the forecast's own backtest. The target is the time within which 85 % of the tasks are finished, by the
clock. `naive` is the mean error of taking the figure of a week before (attainment by week: of the last week). Points of
one log are not independent. The zones of the regions are given; hours are not. A forecast that is refused counts as
none, and is told. The last line is the processor time of one forecast of 28 days with 200 futures and its backtest,
from a log of 23,188 events (planted_balanced of the reference files, beside this repository; left out without them).
"""

from __future__ import annotations

import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd

from smo_metrics.errors import SmoError
from smo_metrics.flow.events.event_log import event_log
from smo_metrics.flow.hours._periods import period_edges
from smo_metrics.flow.simulation._pool_hours import usual_zone
from smo_metrics.sla.capacity._day_figures import by_week, figures_of, named_figures
from smo_metrics.sla.capacity.forecast_sla import forecast_sla
from smo_metrics.sla.clock.known_at import known_at
from smo_metrics.sla.clock.policy import SlaPolicy
from tests.studies.bottlenecks import ZONES
from tests.studies.planted_flows import DESIGNS, log_of

_DAY, _HOUR, _WEEK = 86_400_000, 3_600_000, 7
_SEEDS, _REPLICATIONS, _MOST_DAYS, _PART, _LEAST_PAST = range(8), 50, 14, 0.6, 16
_TIMED = Path(__file__).parents[3] / "shared" / "refs" / "flow" / "planted_balanced.parquet"
_RANGES = (("p25", "p75"), ("p10", "p90"), ("p2_5", "p97_5"))
Scores = dict[str, list[tuple[float, ...]]]


def judge(design: str, seed: int, scores: Scores) -> None:
    """Forecast the rest of one log, and add how each figure came out."""
    log = event_log(log_of(design, seed))
    first, last = int(log.arrived.min()), int(log.arrived.max())
    zone = usual_zone(log, ZONES[design])
    cut = first + max(round(_PART * (last - first)), _LEAST_PAST * _DAY)
    days = min((last - cut) // _DAY, _MOST_DAYS)
    if days < _WEEK:
        return
    edges = period_edges(cut, cut + days * _DAY, "D", zone)[: days + 1]
    before = period_edges(int(edges[0]) - _WEEK * _DAY - 1, int(edges[0]), "D", zone)[-_WEEK - 2 : -1]
    policy = SlaPolicy(float(np.quantile(log.left - log.arrived, 0.85)) / _HOUR, "wall")
    rng = np.random.default_rng(seed)
    try:
        found = forecast_sla(
            known_at(log, int(edges[0])), policy, rng=rng, timezone=ZONES[design], horizon_days=days,
            replications=_REPLICATIONS,
        )  # fmt: skip
    except SmoError as error:
        print(f"{design} {seed}: no forecast. {error}", flush=True)
        return
    came, past = (figures_of(log, policy, None, of) for of in (edges, before))
    by_name, past_by_name = named_figures(came), named_figures(past)
    for name, actual in by_name.items():
        ranges = found.days[found.days["figure"] == name]
        add(scores[name], ranges, actual, past_by_name[name][np.arange(days) % _WEEK])
    whole = days // _WEEK
    add(scores["attainment by week"], found.weeks[:whole], by_week(came[: whole * _WEEK])[0], by_week(past)[0])


def add(scores: list[tuple[float, ...]], ranges: object, actual: np.ndarray, naive: np.ndarray) -> None:
    """Add, for every known figure, whether each range held it and how far the median and the naive figure were off."""
    held = [((ranges[low] <= actual) & (actual <= ranges[high])).to_numpy() for low, high in _RANGES]
    errors = [np.abs(ranges["p50"].to_numpy() - actual), np.abs(naive - actual)]
    known = ~np.isnan(errors[0])
    scores += list(zip(*(np.broadcast_to(column, known.shape)[known] for column in (*held, *errors)), strict=True))


def main() -> None:
    """Print the table."""
    everything: Scores = defaultdict(list)
    print("design          figure              points    50 %   80 %   95 %   error   naive")
    for design in DESIGNS:
        scores: Scores = defaultdict(list)
        for seed in _SEEDS:
            judge(design, seed, scores)
        show(design, scores)
        for name, points in scores.items():
            everything[name] += points
    show("all", everything)
    if _TIMED.exists():
        seconds()


def seconds() -> None:
    """Print the processor time of one forecast."""
    names = {"task": "task_id", "annotator": "actor_id", "enabled": "enabled_at", "start": "started_at",
             "end": "ended_at"}  # fmt: skip
    events = pd.read_parquet(_TIMED).rename(columns=names)
    policy = SlaPolicy(4, "wall")
    start = time.process_time()
    found = forecast_sla(events, policy, rng=np.random.default_rng(1))
    took = time.process_time() - start
    print(f"{len(events):,} events, {found.replications} futures: {took:.1f} s of processor time")


def show(design: str, scores: Scores) -> None:
    """Print the lines of one design."""
    for name, points in scores.items():
        means = np.nanmean(np.array(points, dtype=float), axis=0)
        shares, errors = "".join(f"{mean:7.2f}" for mean in means[:3]), "".join(f"{mean:8.3f}" for mean in means[3:])
        print(f"{design:15} {name:19} {len(points):6} {shares}{errors}", flush=True)


if __name__ == "__main__":
    main()
