"""Milestones: agreed against forecast and actual, and the share that is planned by a day."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import TableError
from smo_metrics.sla import DailyHistory, daily_history
from smo_metrics.status.delivery.past_days import PastDays
from smo_metrics.status.project.milestones import (
    DOUBTFUL,
    LATE,
    ON_PLAN,
    REACHED,
    REACHED_LATE,
    UNKNOWN,
    milestone_forecast,
    planned_share,
    read_milestones,
)

TODAY = date(2026, 4, 13)
HISTORY = daily_history([20, 21, 19, 22, 20, 0, 0] * 6, first_day=date(2026, 3, 2))


def past_days(history: DailyHistory) -> PastDays:
    return PastDays(
        history=history, calendar=None, done_by_day=np.cumsum(history.completed), remaining=588.0, from_volumes=True,
        counted_as="", notes=(),
    )  # fmt: skip


DAYS = past_days(HISTORY)


def plan(*rows: tuple, columns=("milestone", "baseline_date", "planned_share", "actual_date")) -> pd.DataFrame:
    return read_milestones(pd.DataFrame(rows, columns=list(columns)[: len(rows[0])]))


def forecast(milestones: pd.DataFrame, scope: float | None = 1200, days: PastDays | None = DAYS) -> pd.DataFrame:
    return milestone_forecast(milestones, scope_tasks=scope, days=days, as_of=TODAY, rng=np.random.default_rng(1))


def test_each_milestone_is_judged_by_its_forecast_or_by_what_came() -> None:
    table = forecast(
        plan(
            ("a", "2026-03-20", 0.2, "2026-03-24"), ("b", "2026-04-10", 0.5, None), ("c", "2026-04-20", 0.6, None),
            ("d", "2026-04-21", 0.7, None), ("e", "2026-06-30", 1, None),
        )
    ).set_index("milestone")
    assert table["mark"].tolist() == [REACHED_LATE, REACHED, ON_PLAN, LATE, ON_PLAN]
    assert table.loc["a", ["actual_date", "days_late"]].tolist() == [date(2026, 3, 24), 4]
    assert table.loc["d", "forecast_date"] > date(2026, 4, 21)
    assert table.loc["d", "days_late"] == (table.loc["d", "forecast_date"] - date(2026, 4, 21)).days
    assert table.loc["e", "planned_tasks"] == 1200
    assert table["forecast_date"].dropna().is_monotonic_increasing


def test_a_milestone_between_the_median_and_the_80_percent_day_is_doubtful() -> None:
    swinging = daily_history([5, 35, 20, 2, 40, 0, 0, 38, 4, 20, 36, 3, 0, 0] * 3, first_day=date(2026, 3, 2))
    days = past_days(swinging)
    sure = forecast(plan(("x", "2027-01-01", 0.9)), days=days)["forecast_date"].iloc[0]
    agreed = [sure - timedelta(days=early) for early in (0, 2, 21)]
    found = [forecast(plan(("x", f"{day}", 0.9)), days=days)["mark"].iloc[0] for day in agreed]
    assert found == [ON_PLAN, DOUBTFUL, LATE]


def test_an_agreed_day_that_has_passed_is_late_and_the_day_itself_is_not_yet() -> None:
    table = forecast(plan(("x", "2026-04-12", 0.9), ("y", "2026-04-13", 0.9)))
    assert table["explanation"].str.startswith("The agreed day has passed").tolist() == [True, False]
    assert table["mark"].tolist() == [LATE, LATE]


def test_without_scope_or_history_nothing_is_forecast_and_the_reason_is_given() -> None:
    agreed = plan(("past", "2026-04-01", 0.4), ("next", "2026-05-01", 0.9))
    for table in (forecast(agreed, scope=None), forecast(agreed, days=None)):
        assert table["mark"].tolist() == [LATE, UNKNOWN]
        assert table["forecast_date"].tolist() == [None, None]
        assert table["days_late"].isna().all()
        assert "scope_tasks" in table["explanation"].iloc[1]


def test_the_planned_share_goes_in_straight_lines_and_ends_at_the_last_milestone() -> None:
    agreed = plan(("half", "2026-03-11", 0.5), ("all", "2026-03-21", 1))
    start = date(2026, 3, 2)
    shares = [planned_share(agreed, start, date(2026, 3, day)) for day in (1, 2, 11, 16, 21, 31)]
    assert shares == pytest.approx([0, 0.05, 0.5, 0.75, 1, 1])
    assert planned_share(agreed, None, date(2026, 3, 11)) == 0.5
    assert math.isnan(planned_share(agreed, None, date(2026, 3, 10)))


def test_all_that_is_wrong_with_milestones_is_said_at_once() -> None:
    rows = pd.DataFrame(
        {"milestone": ["a", "a", "b"], "baseline_date": ["2026-03-01", "2026-03-02", "2026-03-03"],
         "planned_share": [0.5, 0.2, 25]}
    )  # fmt: skip
    with pytest.raises(TableError) as error:
        read_milestones(rows)
    for part in ("name that another row has too", "share above 1 (row 4)", "below that of an earlier date (row 3)"):
        assert part in str(error.value)
    with pytest.raises(TableError, match="no column 'planned_share'"):
        read_milestones(rows.drop(columns="planned_share"))


def test_an_actual_date_that_is_still_to_come_does_not_count_as_reached() -> None:
    table = forecast(plan(("a", "2026-06-30", 1, "2026-06-30"), ("b", "2026-07-30", 1, str(TODAY))))
    assert table["mark"].tolist() == [ON_PLAN, REACHED]
    assert table["actual_date"].tolist() == [None, TODAY]
    assert table.loc[0, "explanation"].startswith("actual_date is a day to come and does not count. 80 %")
