"""Which header of a file holds which column of a contract: found by name, by alias, or by the user's map."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

_SHOWN_HEADERS, _SHOWN_TEXT = 20, 40

Kind = Literal["id", "text", "label", "time", "date", "number", "count", "round"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a contract: its name, kind, and the headers it is usually found under."""

    name: str
    kind: Kind
    help: str
    required: bool = False
    aliases: tuple[str, ...] = ()


def simplify(header: object) -> str:
    """Reduce a header to what makes it the same as another: ``"Task ID"`` and ``"task_id"`` are one."""
    return re.sub(r"[^a-z0-9]+", "_", str(header).strip().lower()).strip("_")


def listed(headers: Sequence[object]) -> str:
    """List a file's headers for a message, at most so many that it stays one readable line."""
    shown = ", ".join(repr(str(header)[:_SHOWN_TEXT]) for header in headers[:_SHOWN_HEADERS])
    return shown + (f", ... ({len(headers):,} in all)" if len(headers) > _SHOWN_HEADERS else "")


def infer_columns(headers: Sequence[object], contract: Sequence[Column]) -> dict[str, str]:
    """Match a contract's columns to headers by name first, then by alias; each header serves once.

    >>> from smo_metrics.tables import LABELS
    >>> infer_columns(["Task ID", "Worker", "verdict"], LABELS)
    {'item_id': 'Task ID', 'annotator_id': 'Worker', 'label': 'verdict'}
    """
    free = {simplify(header): str(header) for header in reversed(headers)}
    found = {column.name: free.pop(column.name) for column in contract if column.name in free}
    for column in contract:
        alias = next((a for a in column.aliases if column.name not in found and a in free), None)
        if alias is not None:
            found[column.name] = free.pop(alias)
    return {column.name: found[column.name] for column in contract if column.name in found}


def used_columns(headers: Sequence[str], contract: Sequence[Column], columns: Mapping[str, str]) -> dict[str, str]:
    """Give the header that serves each contract column: the one that the map names, else one found by name.

    Parameters
    ----------
    headers : sequence of str
        The file's headers.
    contract : sequence of Column
        The columns that the table may have.
    columns : mapping of str to str
        The user's map, ours -> theirs; an empty header means that no column serves. A header that is not in the file
        is left out here and reported by the check.
    """
    free = [header for header in headers if header not in columns.values()]
    found = infer_columns(free, [column for column in contract if column.name not in columns])
    found |= {ours: theirs for ours, theirs in columns.items() if theirs in headers}
    return {column.name: found[column.name] for column in contract if column.name in found}
