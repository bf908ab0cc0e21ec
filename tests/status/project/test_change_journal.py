"""The journal: every change of scope, target, setting and figure, with before and after."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import pytest

from smo_metrics.errors import TableError
from smo_metrics.settings import load_project
from smo_metrics.status.project.change_journal import change_journal, compared_moment, with_journal
from smo_metrics.status.project.history import history_rows, with_history
from smo_metrics.status.project.kpi_table import kpis as table_of
from tests.status.project.test_kpi_table import kpi

MONDAY, NEXT = datetime(2026, 8, 3, 2), datetime(2026, 8, 10, 2)


def rows(moment: datetime, *kpis, **settings: object) -> pd.DataFrame:
    project = load_project({"due_date": "2026-09-11", **settings})[0]
    return history_rows(table_of(kpis or [kpi()], [], moment), project)


def test_a_moved_due_date_a_new_target_and_a_figure_are_told_in_this_order() -> None:
    changed = kpi(value=0.6, rag="red")
    after = rows(NEXT, changed, due_date="2026-09-18", hourly_cost=20)
    after.loc[after["key"] == "alpha", "target"] = "target 0.7"
    found = change_journal(rows(MONDAY), after)
    assert found["kind"].tolist() == ["scope", "target", "setting", "kpi"]
    assert found["change"].tolist() == [
        "Due date changed from 11 Sep 2026 to 18 Sep 2026.",
        "alpha: target changed from target to target 0.7.",
        "Hourly cost changed from not set to 20.",
        "alpha changed from 0.8 (● On target) to 0.6 (■ Below minimum).",
    ]
    assert (found["as_of"] == NEXT).all()


def test_figures_whose_mark_changed_stand_before_those_that_only_moved() -> None:
    before = rows(MONDAY, kpi("a", value=0.8), kpi("b", value=0.8))
    after = rows(NEXT, kpi("a", value=0.81), kpi("b", value=0.6, rag="red"))
    assert change_journal(before, after)["what"].tolist() == ["b", "a"]


def test_nothing_changed_and_nothing_known_give_no_rows() -> None:
    assert change_journal(rows(MONDAY), rows(NEXT)).empty
    assert change_journal(None, rows(NEXT)).empty
    assert change_journal(rows(MONDAY).iloc[:0], rows(NEXT)).empty


def test_of_several_moments_the_last_one_before_is_compared_with() -> None:
    history = with_history(rows(MONDAY, kpi(value=0.1)), rows(NEXT, kpi(value=0.2)))
    after = rows(datetime(2026, 8, 17, 2), kpi(value=0.3))
    assert change_journal(history, after)["before"].tolist() == ["0.2 (● On target)"]
    assert compared_moment(history, datetime(2026, 8, 17, 2)) == NEXT
    assert compared_moment(history, MONDAY) == MONDAY
    assert compared_moment(history, datetime(2020, 1, 1)) is None


def test_a_setting_changed_between_two_refreshes_of_the_first_moment_is_not_lost() -> None:
    after = rows(MONDAY, due_date="2026-09-18")
    assert change_journal(rows(MONDAY), after)["before"].tolist() == ["11 Sep 2026"]


def test_a_journal_of_the_same_moment_is_replaced_where_an_earlier_one_is_compared_with() -> None:
    once = change_journal(rows(MONDAY), rows(NEXT, due_date="2026-09-18"))
    again = change_journal(rows(MONDAY), rows(NEXT, due_date="2026-09-25"))
    table = with_journal(once, again, as_of=NEXT, since=MONDAY)
    assert table["after"].tolist() == ["25 Sep 2026"]
    assert with_journal(table, again.iloc[:0], as_of=NEXT, since=MONDAY).empty


def test_within_one_moment_the_first_before_is_kept_and_what_changed_back_goes() -> None:
    first = change_journal(rows(MONDAY), rows(MONDAY, due_date="2026-09-18"))
    second = change_journal(rows(MONDAY, due_date="2026-09-18"), rows(MONDAY, due_date="2026-09-25"))
    table = with_journal(first, second, as_of=MONDAY, since=MONDAY)
    assert table[["before", "after"]].values.tolist() == [["11 Sep 2026", "25 Sep 2026"]]
    assert table["change"].tolist() == ["Due date changed from 11 Sep 2026 to 25 Sep 2026."]
    back = change_journal(rows(MONDAY, due_date="2026-09-25"), rows(MONDAY))
    assert with_journal(table, back, as_of=MONDAY, since=MONDAY).empty


def test_refreshing_twice_at_one_moment_changes_nothing() -> None:
    first = change_journal(rows(MONDAY), rows(MONDAY, due_date="2026-09-18"))
    journal = with_journal(None, first, as_of=MONDAY, since=MONDAY)
    nothing = change_journal(rows(MONDAY, due_date="2026-09-18"), rows(MONDAY, due_date="2026-09-18"))
    again = with_journal(journal, nothing, as_of=MONDAY, since=MONDAY)
    assert again.values.tolist() == journal.values.tolist()


def test_earlier_rows_stay_as_they_are() -> None:
    old = change_journal(rows(MONDAY), rows(NEXT, due_date="2026-09-18"))
    later = datetime(2026, 8, 17, 2)
    new = change_journal(rows(NEXT, due_date="2026-09-18"), rows(later, due_date="2026-09-25"))
    table = with_journal(old.astype(object), new, as_of=later, since=NEXT)
    assert table["after"].tolist() == ["18 Sep 2026", "25 Sep 2026"]
    assert table["as_of"].tolist() == [pd.Timestamp(NEXT), pd.Timestamp(later)]


def test_a_journal_without_its_columns_is_refused_with_the_mend() -> None:
    with pytest.raises(TableError, match=r"no column kind\. Put it back"):
        with_journal(pd.DataFrame({name: ["x"] for name in ("as_of", "what", "region", "before", "after", "change")}),
                     change_journal(None, rows(NEXT)), as_of=NEXT, since=None)  # fmt: skip


def test_cells_that_somebody_emptied_read_as_not_there() -> None:
    emptied = rows(MONDAY).astype(object)
    emptied.loc[emptied["key"] == "alpha", ["shown", "rag", "mark"]] = None
    (change,) = change_journal(emptied, rows(NEXT, kpi(value=0.6, rag="red"))).to_dict("records")
    assert (change["before"], change["after"]) == ("not there", "0.6 (■ Below minimum)")


def test_a_journal_whose_moments_are_none_is_refused_not_emptied() -> None:
    changes = change_journal(rows(MONDAY), rows(NEXT, kpi(value=0.6, rag="red")))
    for moment in ("soon", "2026-08-10T00:00:00Z"):
        with pytest.raises(TableError, match="journal: as_of holds"):
            with_journal(changes.assign(as_of=moment), changes, as_of=NEXT, since=MONDAY)
