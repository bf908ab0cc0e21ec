"""Handoffs against a loop over tasks, the clustered interval written out and its coverage, and planted delays."""

from __future__ import annotations

import math
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from smo_metrics.errors import SettingsError
from smo_metrics.event_table import check_events
from smo_metrics.flow.events.event_log import event_log
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.times._handoff_cost import compare_waits
from smo_metrics.flow.times.handoffs import handoffs
from tests.flow.random_logs import MONDAY, event_tables

REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "flow"
published = pytest.mark.skipif(not REFERENCES.is_dir(), reason="the shared reference data are not beside this checkout")
CALENDAR = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})


@settings(max_examples=40, deadline=None)
@given(table=event_tables(), by=st.sampled_from(["actor", "region", "stage"]))
def test_transitions_are_those_of_a_loop_over_tasks(table, by) -> None:
    log = event_log(table)
    code, names = getattr(log, by), log.names[by]
    waits, nameless = defaultdict(list), 0
    for i in range(1, log.size):
        if log.task[i] != log.task[i - 1] or log.is_waiting[i]:
            continue
        if code[i] < 0 or code[i - 1] < 0:
            nameless += 1
            continue
        waits[names[code[i - 1]], names[code[i]]].append((log.enabled[i], log.started[i]))
    result = handoffs(log, by=by, calendars=CALENDAR)
    found = {(row.source, row.target): row for row in result.table.itertuples()}
    assert found.keys() == waits.keys()
    assert result.transitions == sum(map(len, waits.values()))
    assert result.handoffs == sum(len(some) for pair, some in waits.items() if pair[0] != pair[1])
    assert any("left out" in warning for warning in result.warnings) == bool(nameless)
    for pair, spans in waits.items():
        row = found[pair]
        assert row.count == len(spans)
        assert row.share == len(spans) / result.transitions
        assert row.handed_over == (pair[0] != pair[1])
        if not log.touch_known:
            assert np.isnan(row.waiting_hours)
            continue
        hours = [(b - a) / 3_600_000 for a, b in spans]
        expected = [np.mean(hours), np.median(hours), np.quantile(hours, 0.9), sum(hours)]
        figures = [row.waiting_mean_hours, row.waiting_p50_hours, row.waiting_p90_hours, row.waiting_hours]
        assert figures == pytest.approx(expected)
        moments = [pd.to_datetime([span[end] for span in spans], unit="ms", utc=True) for end in (0, 1)]
        worked = CALENDAR.work_hours(*moments)
        assert (row.waiting_mean_work_hours, row.waiting_work_hours) == pytest.approx((worked.mean(), worked.sum()))


def literal_difference(task: list[int], handed: list[int], wait: list[float]) -> tuple[float, float, float]:
    """Difference of two means with the variance of tasks' contributions, one pair of stages, term by term."""
    sides = {side: [w for w, s in zip(wait, handed, strict=True) if s == side] for side in (0, 1)}
    means = {side: sum(some) / len(some) for side, some in sides.items()}
    pulls = defaultdict(float)
    for t, side, w in zip(task, handed, wait, strict=True):
        pulls[t] += (1 if side else -1) * (w - means[side]) / len(sides[side])
    squares, fourths, n = sum(u**2 for u in pulls.values()), sum(u**4 for u in pulls.values()), len(pulls)
    degrees = min(max(2 * squares**2 / (fourths - squares**2 / n), 1), n - 1)
    half = stats.t.ppf(0.975, degrees) * math.sqrt(n / (n - 1) * squares)
    value = means[1] - means[0]
    return value, value - half, value + half


def random_waits(rng: np.random.Generator, tasks: int, extra: float) -> dict[str, np.ndarray]:
    """Three transitions a task, a common part of each task's waits, and so much more wait when handed over."""
    task = np.repeat(np.arange(tasks), 3)
    handed = rng.integers(0, 2, len(task))
    slow = rng.exponential(2.0, tasks)[task]
    return {"task": task, "side": handed, "wait": rng.exponential(1.0 + slow) + extra * handed}


def test_the_interval_of_a_difference_is_the_clustered_one() -> None:
    drawn = random_waits(np.random.default_rng(4), 60, 2.0)
    pair = np.zeros(len(drawn["task"]), dtype=np.int64)
    found = compare_waits(pair, 1, **drawn, confidence=0.95)
    expected = literal_difference(drawn["task"].tolist(), drawn["side"].tolist(), drawn["wait"].tolist())
    assert (found.difference[0], found.low[0], found.high[0]) == pytest.approx(expected, rel=1e-12)
    overall = found.overall
    assert (overall.difference_hours, overall.low, overall.high) == pytest.approx(expected, rel=1e-12)


def test_the_overall_difference_weighs_pairs_of_stages_by_their_handoffs() -> None:
    rng = np.random.default_rng(9)
    one, two = random_waits(rng, 50, 1.0), random_waits(rng, 80, 5.0)
    both = {name: np.concatenate([one[name], two[name]]) for name in one}
    both["task"] = np.concatenate([one["task"], two["task"] + 50])
    pair = np.repeat([0, 1], [len(one["task"]), len(two["task"])])
    found = compare_waits(pair, 2, **both, confidence=0.95)
    handed = found.counts[1]
    assert found.overall.difference_hours == pytest.approx((handed @ found.difference) / handed.sum())
    assert found.overall.handoffs == handed.sum()
    apart = literal_difference(*(one[name].tolist() for name in ("task", "side", "wait")))
    assert found.difference[0] == pytest.approx(apart[0])
    pulls = np.zeros(130)
    for code, share in enumerate(handed / handed.sum()):
        for side, sign in ((0, -1), (1, 1)):
            rows = (pair == code) & (both["side"] == side)
            deviations = both["wait"][rows] - both["wait"][rows].mean()
            np.add.at(pulls, both["task"][rows], sign * share * deviations / rows.sum())
    squares, fourths = (pulls**2).sum(), (pulls**4).sum()
    degrees = 2 * squares**2 / (fourths - squares**2 / 130)
    half = stats.t.ppf(0.975, min(degrees, 129)) * math.sqrt(130 / 129 * squares)
    assert found.overall.high - found.overall.difference_hours == pytest.approx(half)


def test_95_of_100_intervals_hold_the_true_difference() -> None:
    rng = np.random.default_rng(11)
    held, drawn = 0, 600
    for _ in range(drawn):
        waits = random_waits(rng, 80, 2.0)
        overall = compare_waits(np.zeros(240, dtype=np.int64), 1, **waits, confidence=0.95).overall
        held += overall.low <= 2.0 <= overall.high
    assert held / drawn == pytest.approx(0.95, abs=0.03)


def two_stage_tasks(rng: np.random.Generator, tasks: int, stays: int) -> pd.DataFrame:
    """Label and review by the same actor for the first tasks, by another for the rest, who wait two hours longer."""
    begins = MONDAY + pd.to_timedelta(np.arange(tasks), unit="h")
    wait = rng.exponential(1.0, tasks) + 2.0 * (np.arange(tasks) >= stays)
    reviewed = begins + pd.to_timedelta(1 + wait, unit="h")
    hour = pd.Timedelta(hours=1)
    return pd.DataFrame(
        {
            "task_id": np.tile(np.arange(tasks), 2),
            "stage": np.repeat(["label", "review"], tasks),
            "actor_id": ["ann"] * (tasks + stays) + ["bob"] * (tasks - stays),
            "started_at": begins.append(reviewed),
            "ended_at": (begins + hour).append(reviewed + hour),
        }
    )


def test_what_a_handoff_costs_is_told_beside_its_limits() -> None:
    result = handoffs(two_stage_tasks(np.random.default_rng(3), 120, 60))
    row = result.costs.iloc[0]
    assert row[["source_stage", "target_stage", "handoffs", "stays"]].tolist() == ["label", "review", 60, 60]
    assert row["handoff_wait_hours"] - row["stay_wait_hours"] == pytest.approx(row["difference_hours"])
    assert row["low"] < 2 < row["high"]
    assert (result.cost.low, result.cost.high) == pytest.approx((row["low"], row["high"]))
    assert "does not prove" in result.warnings[-1]
    assert result.to_dict()["cost"]["handoffs"] == 60


@pytest.mark.parametrize("stays", [19, 0])
def test_a_side_with_few_tasks_leaves_the_difference_unknown(stays) -> None:
    result = handoffs(two_stage_tasks(np.random.default_rng(3), 60, stays))
    assert result.costs[["difference_hours", "low", "high"]].isna().all(axis=None)
    assert math.isnan(result.cost.difference_hours)
    assert result.cost.handoffs == 0
    assert "is not known" in result.warnings[-1]
    assert not result.costs["handoff_wait_hours"].isna().any()


def test_waits_that_never_vary_have_no_interval() -> None:
    table = two_stage_tasks(np.random.default_rng(3), 60, 30)
    late = pd.to_timedelta(3.1 * (np.arange(60) >= 30), unit="h")
    table.loc[60:, "started_at"] = (table["ended_at"][:60] + late).to_numpy()
    table.loc[60:, "ended_at"] = table["started_at"][60:] + pd.Timedelta(hours=1)
    row = handoffs(table).costs.iloc[0]
    assert row["difference_hours"] == pytest.approx(3.1)
    assert row[["low", "high"]].isna().all()


def test_starts_alone_count_handoffs_but_tell_no_waits() -> None:
    table = two_stage_tasks(np.random.default_rng(3), 60, 30).drop(columns="ended_at")
    result = handoffs(table)
    assert result.table["count"].tolist() == [30, 30]
    assert result.table.filter(like="waiting").isna().all(axis=None)
    assert result.costs.empty
    assert "only counts" in result.warnings[-1]


def test_a_wait_that_nobody_knows_counts_as_a_transition_only() -> None:
    table = pd.DataFrame(
        {
            "task_id": 1,
            "stage": ["label", "label", "review"],
            "actor_id": ["ann", "bob", "bob"],
            "started_at": ["2026-03-02T10:00Z", "2026-03-02T10:00Z", "2026-03-02T15:00Z"],
            "ended_at": ["2026-03-02T12:00Z", "2026-03-02T11:00Z", "2026-03-02T16:00Z"],
        }
    )
    found = handoffs(table).table.set_index(["source", "target"])
    assert found["count"].to_dict() == {("ann", "bob"): 1, ("bob", "ann"): 1}
    assert found.loc[("ann", "bob"), "waiting_hours"] == 3
    assert np.isnan(found.loc[("bob", "ann"), "waiting_hours"])


def test_one_event_a_task_is_nothing_to_compare() -> None:
    table = two_stage_tasks(np.random.default_rng(3), 5, 5)[:5]
    result = handoffs(table)
    assert result.table.empty
    assert result.costs.empty
    assert result.warnings[-1] == "No task has two consecutive events to look at."


@pytest.mark.parametrize(
    ("options", "message"),
    [({"by": "queue"}, "by must be"), ({"confidence": 1}, "confidence"), ({"confidence": "95%"}, "'95%' arrived")],
)
def test_an_unusable_option_is_named(options, message) -> None:
    with pytest.raises(SettingsError, match=message):
        handoffs(two_stage_tasks(np.random.default_rng(3), 5, 5), **options)


@published
def test_a_planted_delay_shows_as_the_wait_of_its_handoff() -> None:
    columns = {"task_id": "task", "actor_id": "annotator", "enabled_at": "enabled", "started_at": "start"}
    raw = pd.read_parquet(REFERENCES / "planted_handoff_delay.parquet").drop(columns="rework_round")
    result = handoffs(check_events(raw, columns={**columns, "ended_at": "end"}), by="stage")
    found = result.table.set_index(["source", "target"])
    # "truth" of the reference: mean wait of the 10,814 reviews, each of which follows a label.
    assert found.loc[("label", "review"), "count"] == 10814
    assert found.loc[("label", "review"), "waiting_mean_hours"] == pytest.approx(16.3471, abs=5e-5)
    assert result.table.iloc[0][["source", "target"]].tolist() == ["label", "review"]
    assert result.costs.empty
