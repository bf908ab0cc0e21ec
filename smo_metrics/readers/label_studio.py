"""Who labelled what in a Label Studio JSON export: one row an annotation, gold and repeats told apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from smo_metrics.errors import ReadError
from smo_metrics.readers.label_control import Label, choose_control, label_of
from smo_metrics.readers.report import RawTable
from smo_metrics.readers.task_fields import FIXED, FROM_DATA, fields_of, settle_fields
from smo_metrics.readers.task_list import Task, load_tasks
from smo_metrics.tables import LABELS

_ALWAYS = ("item_id", "annotator_id", "label", "status")
_OPTIONAL = ("labelled_at", "duration_seconds")
_LAST = datetime.max.replace(tzinfo=UTC)


def read_label_studio(text: str, name: str, columns: Mapping[str, str]) -> RawTable:
    """Turn an export into one row an annotation.

    An annotation marked as ground truth becomes the gold label of its item and is no row. An annotator's
    second submission for an item, by time, is round 2. Drafts and predictions are counted only.

    Parameters
    ----------
    text : str
        The decoded file.
    name : str
        The file's name, for the sentences.
    columns : mapping of str to str
        `label` names the control; `item_id` and the text columns name fields of a task's data or meta.

    Raises
    ------
    ReadError
        The file is no whole export, holds no usable label, or the map names what is not there.
    """
    tasks = load_tasks(text, name)
    fields = [fields_of(task) for task in tasks]
    used = settle_fields(columns, fields, name)
    annotations = list(chain.from_iterable(task["annotations"] for task in tasks))
    if not annotations:
        raise ReadError(
            f"{name} holds {len(tasks):,} tasks and no annotation. Label some, or export the labelled ones."
        )
    used["label"] = choose_control(annotations, columns.get("label"), name)
    context = [column for column in FROM_DATA if column in used]
    rows: dict[str, list[Any]] = {column: [] for column in (*_ALWAYS, *_OPTIONAL, *context)}
    gold: dict[object, set[Label]] = {}
    for task, data in zip(tasks, fields, strict=True):
        _add_rows(task, data, used, rows, gold)
    return _raw_table(tasks, annotations, rows, gold, used, name)


def _add_rows(
    task: Task,
    data: dict[str, Any],
    used: Mapping[str, str],
    rows: dict[str, list[Any]],
    gold: dict[object, set[Label]],
) -> None:
    item = _plain(task.get("id") if used["item_id"] == "id" else data.get(used["item_id"]))
    context = {column: _plain(data.get(used[column])) for column in FROM_DATA if column in used}
    for annotation in task["annotations"]:
        label = label_of(annotation, used["label"])
        cancelled = bool(annotation.get("was_cancelled"))
        if annotation.get("ground_truth") and not cancelled:
            if label is not None:
                gold.setdefault(item, set()).add(label)
            continue
        row = {
            "item_id": item,
            "annotator_id": _annotator(annotation.get("completed_by")),
            "label": label,
            "status": "cancelled" if cancelled else "submitted",
            "labelled_at": _plain(annotation.get("created_at") or annotation.get("updated_at")),
            "duration_seconds": _plain(annotation.get("lead_time")),
            **context,
        }
        for column, values in rows.items():
            values.append(row[column])


def _raw_table(
    tasks: list[Task],
    annotations: list[dict[str, Any]],
    rows: dict[str, list[Any]],
    gold: dict[object, set[Label]],
    used: Mapping[str, str],
    name: str,
) -> RawTable:
    import pandas as pd

    if not rows["item_id"]:
        raise ReadError(f"{name} holds only ground truths. Export the annotators' own annotations with them.")
    agreed = {item: next(iter(labels)) for item, labels in gold.items() if len(labels) == 1}
    rows |= {"round": _rounds(rows), "gold_label": [agreed.get(item) for item in rows["item_id"]]}
    columns = {
        column: values
        for column, values in rows.items()
        if column in _ALWAYS or any(value is not None for value in values)
    }
    truths = len(annotations) - len(rows["item_id"])
    counts = {
        "tasks": len(tasks),
        "annotations": len(annotations),
        "ground_truth": truths,
        "drafts": _count(tasks, "drafts"),
        "predictions": _count(tasks, "predictions"),
    }
    sources = {**used, **FIXED}
    shown = {c.name: sources[c.name] for c in LABELS if c.name in columns and c.name in sources}
    frame = pd.DataFrame(columns, dtype=object)
    return RawTable(frame, 1, {}, shown, counts, _notes(truths, len(gold) - len(agreed)))


def _notes(truths: int, contradicted: int) -> tuple[str, ...]:
    notes = []
    if truths:
        notes.append(f"Ground truths, used as gold labels and not as an annotator's: {truths:,}.")
    if contradicted:
        notes.append(f"Items without a gold label because their ground truths disagree: {contradicted:,}.")
    return tuple(notes)


def _annotator(completed_by: Any) -> Any:
    if isinstance(completed_by, dict):
        completed_by = completed_by.get("email") or completed_by.get("id")
    return _plain(completed_by)


def _plain(value: Any) -> str | int | float | None:
    """Keep text and numbers; write anything else, and whole numbers beyond 64 bits, as JSON."""
    if isinstance(value, int):
        return value if abs(value) < 2**63 else json.dumps(value)
    return value if value is None or isinstance(value, str | float) else json.dumps(value)


def _rounds(rows: Mapping[str, list[Any]]) -> list[int | None]:
    """Give 1, 2, ... to an annotator's submissions of one item under one policy version, by their time."""
    policies = rows.get("policy_version", [None] * len(rows["item_id"]))
    passes: dict[tuple[Any, ...], list[int]] = {}
    for row, key in enumerate(zip(rows["item_id"], rows["annotator_id"], policies, strict=True)):
        if rows["status"][row] == "submitted" and rows["label"][row] is not None:
            passes.setdefault(key, []).append(row)
    rounds: list[int | None] = [None] * len(policies)
    for repeats in passes.values():
        repeats.sort(key=lambda row: _moment(rows["labelled_at"][row]))
        for number, row in enumerate(repeats, 1):
            rounds[row] = number
    return rounds


def _moment(written: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(str(written))
    except ValueError:
        return _LAST
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _count(tasks: list[Task], key: str) -> int:
    return sum(len(task[key]) for task in tasks if isinstance(task.get(key), list))
