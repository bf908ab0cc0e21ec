"""Where risks cannot be given, or not be trusted, that is said; settings that cannot be used are refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from smo_metrics.errors import SettingsError
from smo_metrics.sla.clock.policy import SlaPolicy
from smo_metrics.sla.outcomes.breach_risk import breach_risk
from tests.sla.test_breach_risk import at, table_of


def test_too_little_history_gives_no_probability_and_says_so() -> None:
    arrived = np.arange(20.0) * 10
    result = breach_risk(table_of(arrived, np.full(20, 3.0), now=191), SlaPolicy(4, "wall"), as_of=at(191))
    task = result.to_frame().iloc[0]
    assert (math.isnan(task["probability"]), task["status"], task["similar"]) == (True, "too_few", 0)
    assert task["reason"].endswith("Fewer than 20 tasks are finished or late: no risk can be given.")
    assert any("1 open task without a risk" in warning for warning in result.warnings)
    assert any("could not be tried" in warning for warning in result.warnings)
    assert math.isnan(result.check.brier)


def test_a_task_older_than_nearly_all_past_ones_has_no_probability() -> None:
    arrived = np.arange(41.0) * 10
    hours = np.concatenate([np.full(31, 1.0), np.full(9, 15.0), [100]])
    result = breach_risk(table_of(arrived, hours, now=409), SlaPolicy(20, "wall"), as_of=at(409))
    task = result.to_frame().iloc[0]
    assert (math.isnan(task["probability"]), task["status"]) == (True, "too_few")
    assert task["reason"].endswith("Fewer than 10 past tasks got that old: no risk can be given.")


def test_where_nothing_was_ever_late_risks_are_small_but_not_none() -> None:
    arrived = np.arange(301.0) * 2
    result = breach_risk(table_of(arrived, np.full(301, 1.5), now=600.5), SlaPolicy(20, "wall"), as_of=at(600.5))
    assert 0 < result.to_frame().loc[0, "probability"] < 0.01
    assert any("None of the 300 finished tasks was late" in warning for warning in result.warnings)


def test_risks_that_were_no_better_than_the_base_rate_are_called_so() -> None:
    rng = np.random.default_rng(0)
    arrived = np.sort(rng.uniform(0, 2000, 400))
    hours = np.where(arrived < 1000, rng.choice([1.0, 30.0], 400), rng.uniform(18, 19.9, 400))
    result = breach_risk(table_of(arrived, hours, now=1900), SlaPolicy(20, "wall"), as_of=at(1900))
    assert result.check.brier > result.check.base_rate_brier
    assert any("do not act upon them" in warning for warning in result.warnings)


def test_without_open_tasks_the_table_is_empty_and_has_its_columns() -> None:
    result = breach_risk(table_of(np.arange(30.0), np.ones(30)), SlaPolicy(4, "wall"))
    assert result.to_frame().empty
    assert {"task_id", "probability", "due_at", "reason"} <= set(result.tasks)
    assert result.warnings[-1] == "No task is open on this clock."


@pytest.mark.parametrize(
    ("by", "message"),
    [("stage", "by: 'stage' cannot be used; give some of"), (["queue"], "by: the events name no queue")],
)
def test_groups_that_cannot_be_used_are_refused(by, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        breach_risk(table_of(np.arange(3.0), np.ones(3)), SlaPolicy(4, "wall"), by=by)
