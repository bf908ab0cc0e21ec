"""Which columns a table of labels or a roster must have, and one check that reports all that is wrong.

A table is checked column by column, never row by row, and comes back in one fixed shape: ids are text, numbers are
floats, times are aware, in UTC and whole milliseconds (what an Excel cell gives back). Nothing is half-read: any
problem raises one `TableError` that names all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smo_metrics._columns import ColumnReader
from smo_metrics._headers import Column
from smo_metrics.errors import TableError

if TYPE_CHECKING:
    import pandas as pd

LABELS: tuple[Column, ...] = (
    Column("item_id", "id", "what was labelled", True, ("item", "task_id", "task", "unit", "unit_id", "id")),
    Column("annotator_id", "id", "who labelled it", True,
           ("annotator", "worker_id", "worker", "rater", "labeler", "labeller", "completed_by", "user", "user_id")),
    Column("label", "label", "the category chosen; empty = none", True,
           ("choice", "category", "answer", "annotation", "verdict", "decision", "class")),
    Column("round", "round", "1 = first independent pass, 2 = the same annotator again", False, ("pass",)),
    Column("status", "text", "submitted, cancelled, draft or empty"),
    Column("gold_label", "label", "the known right answer, where there is one", False,
           ("gold", "truth", "ground_truth")),
    Column("labelled_at", "time", "when it was submitted", False,
           ("labelled_at_utc", "labeled_at", "created_at", "submitted_at", "completed_at", "timestamp", "time",
            "date")),
    Column("duration_seconds", "number", "seconds spent on it", False,
           ("lead_time", "seconds", "duration", "handling_time")),
    Column("project", "text", "project"),
    Column("queue", "text", "queue"),
    Column("region", "text", "region of the annotator", False, ("site", "hub")),
    Column("language", "text", "language of the content", False, ("lang", "locale")),
    Column("policy_version", "text", "version of the labelling policy", False, ("policy", "guideline_version")),
    Column("exposure", "text", "tier of sensitive content"),
)  # fmt: skip

ROSTER: tuple[Column, ...] = (
    Column("annotator_id", "id", "who", True,
           ("annotator", "worker_id", "worker", "rater", "user", "user_id", "email")),
    Column("region", "text", "regional team", True, ("site", "hub", "location")),
    Column("role", "text", "annotator, reviewer, ..."),
    Column("hours_per_day", "number", "planned labelling hours a day"),
)  # fmt: skip

SUBMITTED, CANCELLED, DRAFT, EMPTY = "submitted", "cancelled", "draft", "empty"
STATUSES = (SUBMITTED, CANCELLED, DRAFT, EMPTY)


@dataclass(frozen=True, slots=True, eq=False)
class FirstSubmissions:
    """The labels that agreement may use, and how many were left out, by reason.

    Attributes
    ----------
    frame : pandas.DataFrame
        Submitted first-round labels. `unit` is the item, or item and policy version where the table holds several
        versions: labels given under different policies are never compared.
    left_out : dict of str to int
        Labels left out, by reason (`cancelled`, `draft`, `empty`, `later_round`); reasons that did not occur are 0.
    """

    frame: pd.DataFrame
    left_out: dict[str, int]


def check_labels(
    frame: pd.DataFrame,
    *,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
    roster: pd.DataFrame | None = None,
    first_row: int = 2,
) -> pd.DataFrame:
    """Give the labels table in its contract's shape, or say everything that keeps it from being one.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per annotation.
    columns : mapping of str to str, optional
        Contract name -> header in `frame`, for headers that are not found by name or alias.
    timezone : str, optional
        IANA zone of times that carry none, unless their header ends in ``_utc``. Without it such times are refused.
        A time that the clock shows twice in autumn is taken as the later; one that it skips, as the moment after.
    roster : pandas.DataFrame, optional
        A checked roster; a label without a region takes its annotator's.
    first_row : int
        The number of the first data row as the user sees it (2 under a header line).

    Returns
    -------
    pandas.DataFrame
        Columns of `LABELS` that are present, with `round` and `status` always there. A row with an empty label has
        status ``empty`` unless it says otherwise; its `round` counts only where the status is ``submitted``.

    Raises
    ------
    TableError
        With every problem found: missing columns, rows without an id, naive times, duplicates, no rows.

    Examples
    --------
    >>> import pandas as pd
    >>> raw = pd.DataFrame({"Task ID": [1, 1], "Worker": ["ann", "bob"], "Label": ["spam", ""]})
    >>> check_labels(raw)[["item_id", "annotator_id", "label", "status"]].values.tolist()
    [['1', 'ann', 'spam', 'submitted'], ['1', 'bob', None, 'empty']]
    """
    reader = ColumnReader("labels", frame, LABELS, columns, timezone, first_row)
    labels = reader.read()
    if not reader.problems:
        _settle_status(labels, reader)
        _settle_rounds(labels, reader)
    if reader.problems:
        raise TableError("labels", reader.problems)
    if roster is not None:
        regions_from_roster(labels, roster, "annotator_id")
    return labels[[column.name for column in LABELS if column.name in labels]]


def check_roster(frame: pd.DataFrame, *, columns: Mapping[str, str] | None = None, first_row: int = 2) -> pd.DataFrame:
    """Give the roster in its contract's shape, one row an annotator; a region may be empty (not known yet).

    Raises
    ------
    TableError
        Missing columns, rows without an id, an annotator listed twice.
    """
    reader = ColumnReader("roster", frame, ROSTER, columns, None, first_row)
    roster = reader.read()
    if not reader.problems:
        twice = roster["annotator_id"].duplicated(keep=False)
        reader.report(twice, "list an annotator more than once", "Keep one row for each annotator.")
    if reader.problems:
        raise TableError("roster", reader.problems)
    return roster


def regions_from_roster(table: pd.DataFrame, roster: pd.DataFrame, person: str) -> None:
    """Fill the regions that a table leaves empty, in place, with those of the people in its column `person`."""
    region = table[person].map(roster.set_index("annotator_id")["region"])
    table["region"] = table["region"].fillna(region) if "region" in table else region


def first_submissions(labels: pd.DataFrame) -> FirstSubmissions:
    """Keep what agreement may use: submitted labels of the first independent round, policy version by version.

    Parameters
    ----------
    labels : pandas.DataFrame
        A table from `check_labels`.

    Examples
    --------
    >>> import pandas as pd
    >>> raw = pd.DataFrame({"item_id": ["1", "1"], "annotator_id": ["a", "a"], "label": ["x", "y"], "round": [1, 2]})
    >>> first_submissions(check_labels(raw)).left_out["later_round"]
    1
    """
    status = labels["status"]
    submitted = status == SUBMITTED
    first = submitted & (labels["round"] == 1)
    left_out = {reason: int((status == reason).sum()) for reason in STATUSES[1:]}
    left_out["later_round"] = int((submitted & ~first).sum())
    frame = labels[first].assign(unit=units(labels)[first])
    return FirstSubmissions(frame, left_out)


def units(labels: pd.DataFrame) -> pd.Series:
    """Name what each label counts for: its item, with the policy version where the table holds several versions."""
    if policy_versions(labels) > 1:
        return labels["item_id"] + " | " + labels["policy_version"].fillna("(none)")
    return labels["item_id"]


def policy_versions(labels: pd.DataFrame) -> int:
    """Count the policy versions among the labels; labels that name none count as one more."""
    return int(labels["policy_version"].nunique(dropna=False)) if "policy_version" in labels else 0


def _settle_status(labels: pd.DataFrame, reader: ColumnReader) -> None:
    unlabelled = labels["label"].isna()
    if "status" not in labels:
        labels["status"] = SUBMITTED
    status = labels["status"].str.lower().fillna(SUBMITTED)
    known = status.isin(STATUSES)
    reader.report(~known, "have an unknown status", f"Use one of {', '.join(STATUSES)}, or leave it empty.")
    labels["status"] = status.mask(unlabelled & (status == SUBMITTED), EMPTY)


def _settle_rounds(labels: pd.DataFrame, reader: ColumnReader) -> None:
    import pandas as pd

    submitted = labels["status"] == SUBMITTED
    if "round" not in labels:
        labels["round"] = pd.array([1] * len(labels), dtype="Int64")
    labels["round"] = labels["round"].mask(submitted & labels["round"].isna(), 1).mask(~submitted)
    key = [c for c in ("item_id", "annotator_id", "round", "policy_version") if c in labels]
    twice = pd.Series(False, index=labels.index)
    twice[submitted] = labels.loc[submitted, key].duplicated(keep=False).to_numpy()
    reader.report(
        twice,
        "give the same annotator's label of one item twice",
        "Delete the repeats, or number them in a column 'round' (1 = first pass).",
    )
