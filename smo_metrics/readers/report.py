"""What an import brought in, and what it left aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from smo_metrics._json import SCHEMA
from smo_metrics.tables import STATUSES, SUBMITTED
from smo_metrics.volume_table import missing_days

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class ReadReport:
    """Whether the import can be trusted: which columns were used, how much was counted and left aside.

    Attributes
    ----------
    name : str
        The file's name, without its folder.
    format : str
        ``label_studio``, ``csv`` or ``xlsx``.
    rows : int
        Rows of the table that came out.
    columns : dict of str to str
        Our column -> the field of the file that filled it. It can be given back as `columns`.
    counts : dict of str to int
        For labels: items, annotators, submitted (of which later_rounds are repeats), cancelled, drafts and
        empty; a Label Studio export adds tasks, annotations, ground_truth and predictions. For events: tasks, stages,
        and events that are open or still waiting. For volumes: days, missing_days (that have no row between the first
        and the last), the sums arrived and completed (where any is known), and their empty cells (not_known).
    notes : tuple of str
        What a reader of the numbers must know, one sentence each.
    """

    name: str
    format: str
    rows: int
    columns: dict[str, str]
    counts: dict[str, int]
    notes: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was read as what, then the notes."""
        used = ", ".join(f"{ours} = {theirs}" for ours, theirs in self.columns.items())
        return (f"Read {self.rows:,} rows of {self.name} as {self.format}: {used}.", *self.notes)

    def to_dict(self) -> dict[str, Any]:
        """Give the report as plain values, ready for JSON."""
        return {
            "schema": SCHEMA,
            "name": self.name,
            "format": self.format,
            "rows": self.rows,
            "columns": dict(self.columns),
            "counts": dict(self.counts),
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The checked table that a file held, with the report of its import.

    Attributes
    ----------
    labels : pandas.DataFrame or None
        A table from `check_labels`; None when the file was read as another table.
    events : pandas.DataFrame or None
        A table from `check_events`; None when the file was read as another table.
    roster : pandas.DataFrame or None
        A table from `check_roster`; None when the file was read as another table.
    volumes : pandas.DataFrame or None
        A table from `check_volumes`; None when the file was read as another table.
    report : ReadReport
        What was read and what was left aside.
    """

    labels: pd.DataFrame | None
    events: pd.DataFrame | None
    roster: pd.DataFrame | None
    volumes: pd.DataFrame | None
    report: ReadReport


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """What one format's reader hands over, before the contract's check.

    Attributes
    ----------
    frame : pandas.DataFrame
        Cells as they came.
    first_row : int
        The number of the first data row as the user sees it.
    columns : mapping of str to str
        The user's map as far as the check has still to apply it.
    used : dict of str to str
        Our column -> the field of the file, for the report.
    counts : dict of str to int
        What only this format can count.
    notes : tuple of str
        Sentences for the report.
    """

    frame: pd.DataFrame
    first_row: int
    columns: Mapping[str, str]
    used: dict[str, str]
    counts: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def count_events(events: pd.DataFrame) -> dict[str, int]:
    """Count a checked events table: tasks, stages, and what is not done yet."""
    waiting = events["started_at"].isna()
    ended = events["ended_at"].notna() if "ended_at" in events else ~waiting
    return {
        "tasks": int(events["task_id"].nunique()),
        "stages": int(events["stage"].nunique()),
        "open": int((~waiting & ~ended).sum()),
        "waiting": int(waiting.sum()),
    }


def count_volumes(volumes: pd.DataFrame) -> dict[str, int]:
    """Count a checked volumes table: its days, those it leaves out, and what was done on them."""
    counted = [name for name in ("arrived", "completed") if name in volumes]
    return {
        "days": int(volumes["date"].nunique()),
        "missing_days": len(missing_days(volumes)),
        **{name: int(volumes[name].sum()) for name in counted if volumes[name].notna().any()},
        "not_known": int(volumes[counted].isna().to_numpy().sum()),
    }


def volume_notes(volumes: pd.DataFrame) -> tuple[str, ...]:
    """Say which days a checked volumes table spans, and that those without a row are no zeros."""
    days, missing = volumes["date"], missing_days(volumes)
    notes = [f"Days from {days.min().date()} to {days.max().date()}."]
    if len(missing):
        weekend = int((missing.day_of_week >= 5).sum())
        notes.append(
            f"Days between them without a row: {len(missing):,}, of which {weekend:,} on a Saturday or Sunday. "
            "They are not taken for zeros: a forecast asks whether nothing was done or nothing is known."
        )
    groups = [name for name in ("queue", "region") if name in volumes]
    gaps = days.nunique() * len(volumes.drop_duplicates(groups)) - len(volumes) if groups else 0
    if gaps:
        one = " and ".join(groups)
        notes.append(f"Rows that one {one} lacks on days when another has one: {gaps:,}. They are no zeros either.")
    return tuple(notes)


def count_labels(labels: pd.DataFrame) -> dict[str, int]:
    """Count a checked labels table by what agreement will do with its rows."""
    status = labels["status"]
    by_status = {name: int((status == name).sum()) for name in STATUSES}
    return {
        "items": int(labels["item_id"].nunique()),
        "annotators": int(labels["annotator_id"].nunique()),
        "submitted": by_status[SUBMITTED],
        "later_rounds": int(((status == SUBMITTED) & (labels["round"] > 1)).sum()),
        "cancelled": by_status["cancelled"],
        "drafts": by_status["draft"],
        "empty": by_status["empty"],
    }
