"""Which field of a Label Studio task fills which column of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from smo_metrics.errors import ReadError
from smo_metrics.readers.task_list import Task

FROM_DATA = ("project", "queue", "region", "language", "policy_version", "exposure")
FIXED = {
    "annotator_id": "completed_by",
    "gold_label": "ground_truth",
    "labelled_at": "created_at",
    "duration_seconds": "lead_time",
}


def fields_of(task: Task) -> dict[str, Any]:
    """Give what a project says about a task: its meta, overruled by its data."""
    meta, data = task.get("meta"), task.get("data")
    return (meta if isinstance(meta, dict) else {}) | (data if isinstance(data, dict) else {})


def settle_fields(columns: Mapping[str, str], fields: Sequence[Mapping[str, Any]], name: str) -> dict[str, str]:
    """Decide which field fills each column that a task's data can fill.

    Parameters
    ----------
    columns : mapping of str to str
        The user's map. A report's own map is accepted, so that it can be kept and given back.
    fields : sequence of mappings
        What `fields_of` gave for each task.
    name : str
        The file's name, for the sentences.

    Returns
    -------
    dict of str to str
        Our column -> field; `item_id` is always there (``id`` is the task's own id).

    Raises
    ------
    ReadError
        The map names a column that no field can fill, or a field that no task has.
    """
    known = set(chain.from_iterable(fields))
    used = {"item_id": "id"} | {column: column for column in FROM_DATA if column in known}
    for ours, theirs in columns.items():
        if ours == "label" or FIXED.get(ours) == theirs or (ours, theirs) == ("item_id", "id"):
            continue
        if ours != "item_id" and ours not in FROM_DATA:
            raise ReadError(
                f"{name}: the column map names {ours!r}. In a Label Studio export it can name "
                f"label, item_id, {', '.join(FROM_DATA)}."
            )
        if theirs not in known:
            raise ReadError(
                f"{name}: the column map expects a field {theirs!r} for {ours}. "
                f"The tasks' data has {', '.join(map(repr, sorted(known))) or 'no field'}."
            )
        used[ours] = theirs
    return used
