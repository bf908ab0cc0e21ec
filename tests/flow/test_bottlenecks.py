"""The first fix must be the true one, ties must be said, gains must be right within their errors."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import TableError
from smo_metrics.flow.simulation.bottlenecks import Bottlenecks, find_bottlenecks
from smo_metrics.flow.simulation.fix import Fix
from tests.flow.made_projects import two_stages

REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "flow"
PLANTED = ("balanced", "capacity_review", "batching_adjudicate", "calendar_mismatch", "handoff_delay", "rework_label")
OURS = {
    "+1 label": "people label 1",
    "+1 review": "people review 1",
    "+1 adjudicate": "people adjudicate 1",
    "halve rework": "rework label 0.5",
    "halve batch": "batch adjudicate 0.5",
    "align review calendar": "align_hours review",
    "remove handoff delay": "handoff review 0",
}
COLUMNS = {
    "task": "task_id", "annotator": "actor_id", "enabled": "enabled_at", "start": "started_at", "end": "ended_at",
}  # fmt: skip
needs_references = pytest.mark.skipif(not REFERENCES.exists(), reason="the shared reference data is not here")


@cache
def planted(name: str) -> tuple[Bottlenecks, dict]:
    log = pd.read_parquet(REFERENCES / f"planted_{name}.parquet").rename(columns=COLUMNS).drop(columns="rework_round")
    expected = json.loads((REFERENCES / f"planted_{name}.json").read_text())["expected"]
    return find_bottlenecks(log, rng=np.random.default_rng(0), target_hours=24.0, replications=10), expected


@needs_references
@pytest.mark.parametrize("name", PLANTED)
def test_the_first_fix_of_a_planted_log_is_the_true_one_or_tied_with_it(name: str) -> None:
    found, expected = planted(name)
    truth = OURS[expected["true_fix_ranking"][0]]
    assert truth in found.best
    if not expected["top_clear"]:
        assert OURS[expected["true_fix_ranking"][1]] in found.best


@needs_references
@pytest.mark.parametrize("name", PLANTED)
def test_every_gain_of_a_planted_log_is_right_within_three_errors(name: str) -> None:
    found, expected = planted(name)
    own = found.fixes.set_index("fix")
    for fix, truth in expected["gain_h_by_fix"].items():
        row = own.loc[OURS[fix]]
        # Gains and errors are printed to three decimals: half of the last one is added to the stated error.
        error = np.hypot(truth["se"] + 0.0005, row["gain_mean_hours_se"])
        assert abs(row["gain_mean_hours"] - truth["gain_h"]) <= 3 * error, fix


@needs_references
@pytest.mark.parametrize("name", PLANTED)
def test_the_model_of_a_planted_log_gives_its_lead_time_back(name: str) -> None:
    found, expected = planted(name)
    assert found.observed_hours == pytest.approx(expected["mean_cycle_time_h"], abs=1e-6)
    assert found.simulated_hours == pytest.approx(found.observed_hours, rel=0.005)


@needs_references
def test_what_holds_most_of_the_waiting_need_not_be_fixed_where_it_waits() -> None:
    found, _ = planted("calendar_mismatch")
    rows = found.fixes.set_index("fix")
    assert rows.loc["align_hours review", "verdict"] == "best"
    assert rows.loc["align_hours review", "gain_attainment"] > 0.1
    assert rows.loc["people adjudicate 1", "verdict"] == "no effect"
    assert "0 of its 40 h a week with label" in rows.loc["align_hours review", "evidence"]


def test_a_gain_under_a_hundredth_of_the_lead_time_is_no_effect() -> None:
    found = find_bottlenecks(two_stages(label=11, review=2), rng=np.random.default_rng(1))
    rows = found.fixes.set_index("fix")
    assert rows.loc["people label 1", "verdict"] == "best"
    assert rows.loc["people review 1", "verdict"] == "no effect"
    assert rows.loc["people review 1", "sentence"].startswith("One more person at review: no effect (")
    assert found.sentences == (rows.loc["people label 1", "sentence"],)


def test_a_project_without_waiting_has_nothing_to_fix() -> None:
    found = find_bottlenecks(two_stages(label=1, review=1, a_day=10), rng=np.random.default_rng(1))
    assert found.best == ()
    assert found.sentences[0].startswith("No fix is recommended: none of the usual ones surely shortens")


def test_fixes_on_request_are_ranked_apart() -> None:
    also = [Fix.parse("longer_hours label 1"), Fix.parse("people label 2"), Fix.parse("rule oldest_task")]
    found = find_bottlenecks(two_stages(label=11.5), rng=np.random.default_rng(1), also=also)
    assert set(found.requested["fix"]) == {"longer_hours label 1", "people label 2", "rule oldest_task"}
    assert found.requested["rank"].tolist() == [1, 2, 3]
    assert not set(found.fixes["fix"]) & set(found.requested["fix"])
    assert found.requested.set_index("fix").loc["rule oldest_task", "evidence"] == "Work is taken fifo now."


def test_the_sentence_names_fix_gain_interval_and_lead_time() -> None:
    found = find_bottlenecks(two_stages(handoff=120, label=5), rng=np.random.default_rng(1))
    row = found.fixes.iloc[0]
    assert row["fix"] == "handoff review 0"
    assert row["cause"] == "handoff"
    assert row["sentence"].startswith("No fixed delay before review would take ")
    assert f"off the mean lead time of {found.observed_hours:.1f}"[:-2] in row["sentence"]
    assert "95 % interval" in row["sentence"]


def test_few_days_give_gains_without_a_verdict() -> None:
    found = find_bottlenecks(two_stages(days=3, label=12), rng=np.random.default_rng(1))
    assert found.best == ()
    assert set(found.fixes["verdict"]) <= {"unsure", "no effect"}
    assert "too few days to say how sure" in found.fixes["sentence"][0]


def test_progress_is_told_and_json_is_complete() -> None:
    told: list[str] = []
    found = find_bottlenecks(two_stages(days=10), rng=np.random.default_rng(1), replications=5, progress=told.append)
    assert told[0] == "reading the log as a model"
    assert told[-1].endswith("5 of 5")
    again = json.loads(json.dumps(found.to_dict()))
    assert len(again["fixes"]) == len(found.to_frame())
    assert again["replications"] == 5


def test_row_order_and_stage_names_change_no_gain() -> None:
    log = two_stages(sent_back=0.1, label=9, days=12)
    renamed = log.assign(stage=log["stage"].map({"label": "z", "review": "a"})).sample(frac=1, random_state=1)
    one, other = (find_bottlenecks(t, rng=np.random.default_rng(1), replications=5).fixes for t in (log, renamed))
    np.testing.assert_array_equal(one["gain_mean_hours"], other["gain_mean_hours"])


def test_one_task_is_no_project() -> None:
    log = two_stages(days=1, a_day=1)
    found = find_bottlenecks(log, rng=np.random.default_rng(1), replications=5)
    assert found.best == ()
    with pytest.raises(TableError, match="0 rows"):
        find_bottlenecks(log.iloc[:0], rng=np.random.default_rng(1))
