"""History: one row a moment, key figure and region, however often the same moment is written."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import pytest

from smo_metrics.errors import TableError
from smo_metrics.settings import load_project
from smo_metrics.status.project.history import HISTORY_COLUMNS, history_rows, read_history, with_history
from smo_metrics.status.project.kpi_table import kpis
from tests.status.project.test_kpi_table import kpi

NOW = datetime(2026, 8, 3, 2)
PROJECT = load_project({"due_date": "2026-09-11", "scope_tasks": 2000, "sla_hours": 24})[0]


def rows(moment: datetime = NOW, value: float = 0.8, **settings: object) -> pd.DataFrame:
    project = load_project({"due_date": "2026-09-11", "scope_tasks": 2000, "sla_hours": 24, **settings})[0]
    return history_rows(kpis([kpi(value=value)], ["SG"], moment), project)


def test_the_same_moment_is_replaced_and_another_is_added() -> None:
    first = rows()
    again = with_history(first, rows(value=0.7))
    assert len(again) == len(first)
    assert again.loc[again["key"] == "alpha", "value"].iloc[0] == 0.7
    later = with_history(again, rows(datetime(2026, 8, 10, 2)))
    assert len(later) == 2 * len(first)
    assert later["as_of"].is_monotonic_increasing


def test_writing_an_earlier_moment_again_keeps_the_later_ones() -> None:
    both = with_history(rows(), rows(datetime(2026, 8, 10, 2)))
    again = with_history(both, rows(value=0.1))
    assert again["as_of"].is_monotonic_increasing
    assert len(again) == len(both)


def test_scope_and_settings_stand_beside_the_figures() -> None:
    table = rows().set_index("key")
    assert (table.loc["due_date", "pillar"], table.loc["due_date", "shown"]) == ("scope", "11 Sep 2026")
    assert (table.loc["scope_tasks", "value"], table.loc["scope_tasks", "shown"]) == (2000, "2,000")
    assert (table.loc["hourly_cost", "pillar"], table.loc["hourly_cost", "shown"]) == ("setting", "not set")


def test_what_a_workbook_gives_back_is_read_as_it_was_written() -> None:
    given = rows().astype(object)
    given["as_of"] = "2026-08-03 02:00:00.4"
    given["value"] = given["value"].map(lambda value: None if value != value else str(value))
    read = read_history(given)
    assert (read["as_of"] == NOW).all()
    assert read["value"].dropna().tolist() == rows()["value"].dropna().tolist()


def test_a_history_without_a_column_or_with_a_moment_that_is_none_is_refused_with_the_mend() -> None:
    with pytest.raises(TableError, match=r"no column region\. Put it back"):
        read_history(rows().drop(columns="region"))
    with pytest.raises(TableError, match="'soon', which is no date and time"):
        read_history(rows().assign(as_of="soon"))


def test_the_rows_have_the_columns_of_the_sheet() -> None:
    assert list(rows().columns) == list(HISTORY_COLUMNS)


@pytest.mark.parametrize("moment", ["2026-08-03T02:00:00+02:00", pd.Timestamp("2026-08-03T00:00Z"), 46237.08, 46237])
def test_a_moment_with_a_zone_or_a_bare_number_is_refused_not_compared(moment) -> None:
    table = rows().astype({"as_of": object})
    table["as_of"] = [moment, *table["as_of"].iloc[1:]]
    with pytest.raises(TableError, match="no date and time without a zone"):
        read_history(table)
