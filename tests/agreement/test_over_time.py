"""Agreement week by week."""

from __future__ import annotations

import pandas as pd
import pytest

from smo_metrics.agreement import Ratings, agreement_over_time, krippendorff_alpha
from smo_metrics.errors import TableError


def labels(times: list[str]) -> pd.DataFrame:
    rows = [
        (f"i{i}", annotator, "x" if (i + annotator) % (i % 5 + 2) else "y", pd.Timestamp(time))
        for i, time in enumerate(times)
        for annotator in (1, 2, 3)
    ]
    return pd.DataFrame(rows, columns=["item_id", "annotator_id", "label", "labelled_at"])


def test_a_week_runs_from_monday_to_sunday_in_the_zone_asked_for() -> None:
    table = labels(["2026-03-01T23:30:00Z", "2026-03-02T00:30:00Z"])
    utc = agreement_over_time(table).to_frame()
    assert [str(day) for day in utc["period"]] == ["2026-02-23", "2026-03-02"]
    singapore = agreement_over_time(table, timezone="Asia/Singapore").to_frame()
    assert [str(day) for day in singapore["period"]] == ["2026-03-02"]


def test_an_item_belongs_whole_to_the_week_of_its_first_label() -> None:
    table = labels(["2026-03-01T12:00:00Z"] * 3)
    table.loc[table["annotator_id"] == 3, "labelled_at"] = pd.Timestamp("2026-03-09T12:00:00Z")
    weeks = agreement_over_time(table).to_frame()
    assert list(weeks["labels"]) == [9]


def test_each_period_is_the_alpha_of_its_items() -> None:
    table = labels([f"2026-03-{day:02d}T10:00:00Z" for day in range(1, 29)])
    months = agreement_over_time(table, freq="M").to_frame()
    alpha = krippendorff_alpha(Ratings.from_long(table))
    assert months["value"].tolist() == [alpha.value]
    assert len(agreement_over_time(table, freq="D").to_frame()) == 28


def test_items_without_a_time_are_counted_and_left_out() -> None:
    table = labels(["2026-03-01T12:00:00Z"] * 4)
    table.loc[table["item_id"] == "i2", "labelled_at"] = pd.NaT
    result = agreement_over_time(table)
    assert list(result.to_frame()["items"]) == [3]
    assert result.warnings == ("1 items have no time and are left out.",)


def test_times_without_a_zone_are_refused() -> None:
    table = labels(["2026-03-01T12:00:00"] * 2)
    with pytest.raises(TableError, match="times with a zone"):
        agreement_over_time(table)
