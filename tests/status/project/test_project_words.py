"""The sentences on top: the state by its worst figures, and what changed."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from smo_metrics.status.project.change_journal import JOURNAL_COLUMNS
from smo_metrics.status.project.finding import findings_table
from smo_metrics.status.project.project_words import changed, headlines
from tests.status.project.test_kpi_table import kpi

NO_OTHER = " There is no earlier refresh to compare with."
SINCE, NOW = datetime(2026, 7, 27, 2), datetime(2026, 8, 3, 2)


def change(what: str, before: str, after: str, kind: str = "kpi", region: str = "all") -> tuple:
    return (NOW, what, region, before, after, f"{what} changed from {before} to {after}.", kind)


def changes(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(JOURNAL_COLUMNS))


def test_scope_and_marks_are_told_and_figures_that_only_moved_are_not() -> None:
    table = changes(
        change("Due date", "1 May", "8 May", "scope"),
        change("Alpha", "0.82 (● On target)", "0.71 (▲ Watch)"),
        change("Gold", "0.97 (● On target)", "0.96 (● On target)"),
        change("Alpha", "0.82 (● On target)", "0.71 (▲ Watch)", region="SG"),
    )
    assert changed(table, SINCE) == (
        "Since 27 Jul 2026: Due date changed from 1 May to 8 May; "
        "Alpha changed from 0.82 (● On target) to 0.71 (▲ Watch)."
    )
    assert changed(table.iloc[2:], SINCE) == "Since 27 Jul 2026 no mark, target or scope changed."
    assert changed(changes(), SINCE) == "Since 27 Jul 2026 no mark, target or scope changed."
    assert changed(changes(), None) == "There is no earlier refresh to compare with."


def test_more_than_four_changes_are_counted() -> None:
    table = changes(*(change(f"Setting {number}", "a", "b", "setting") for number in range(6)))
    assert changed(table, SINCE).endswith("Setting 3 changed from a to b; and 2 more.")


def test_the_state_names_the_worst_figures_of_the_project_alone() -> None:
    nothing = findings_table([])

    def state(*kpis) -> str:
        return headlines(kpis, nothing, changes(), None, promised=False)[0].removesuffix(NO_OTHER)

    assert state(kpi("a", rag="red", value=0.5), kpi("b", rag="amber"), kpi("c", "SG", rag="red")) == (
        "■ Off target: a 0.5 (1 of 2 judged figures)."
    )
    assert state(kpi("a", rag="amber"), kpi("b")) == "▲ Watch: a 0.8 (1 of 2 judged figures)."
    assert state(kpi("a"), kpi("b", rag="none")) == "● On target: 1 judged figure, none off its target."
    assert state(kpi("b", rag="none")) == "Not available: no figure can be judged."


def test_an_agreement_that_cannot_be_judged_is_missed_in_the_first_sentence() -> None:
    nothing = findings_table([])
    first = headlines([kpi("a")], nothing, changes(), None, promised=True)[0]
    assert "The SLA cannot be judged: see the notes." in first
    judged = headlines([kpi("sla_attainment")], nothing, changes(), None, promised=True)[0]
    assert "cannot be judged" not in judged


def test_figures_that_are_new_are_no_change_and_a_lost_one_comes_first() -> None:
    table = changes(
        change("Gold", "not there", "0.97 (● On target)"),
        change("Alpha", "0.82 (● On target)", "0.71 (▲ Watch)"),
        change("SLA", "0.9 (● On target)", "not available"),
    )
    assert changed(table, SINCE) == (
        "Since 27 Jul 2026: SLA changed from 0.9 (● On target) to not available; "
        "Alpha changed from 0.82 (● On target) to 0.71 (▲ Watch)."
    )
