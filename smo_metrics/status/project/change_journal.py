"""What changed since the last refresh? Scope, targets, settings and key figures, each before and after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from smo_metrics.errors import TableError
from smo_metrics.status.basis.kpi import ALL_REGIONS
from smo_metrics.status.project.history import SCOPE, SETTING, read_history, written_moments

if TYPE_CHECKING:
    import pandas as pd

JOURNAL_COLUMNS = ("as_of", "what", "region", "before", "after", "change", "kind")
KINDS = (SCOPE, "target", SETTING, "kpi")
_KEY = ["as_of", "kind", "what", "region"]
ABSENT = "not there"


def change_journal(before: pd.DataFrame | None, after: pd.DataFrame) -> pd.DataFrame:
    """Say what changed between two refreshes, so that nobody wonders why a figure moved.

    Parameters
    ----------
    before, after : pandas.DataFrame
        Rows of a history; `after` of one moment, `before` of any number, of which `compared_moment` is looked at. None
        or no rows: nothing is known to have changed.

    Returns
    -------
    pandas.DataFrame
        `as_of` of `after`, `what`, `region`, `before`, `after`, `change` (a sentence), `kind`: ``scope`` (due date,
        tasks, budget, milestones), ``target``, ``setting``, then ``kpi``, figures whose mark changed before others. A
        key figure is listed where what a reader sees of it changed.

    Raises
    ------
    TableError
        A history without its columns.

    Examples
    --------
    >>> import pandas as pd
    >>> columns = ["as_of", "pillar", "key", "name", "region", "value", "shown", "rag", "mark", "target"]
    >>> row = ["scope", "due_date", "Due date", "all", None, "18 Dec 2026", "none", "", ""]
    >>> before = pd.DataFrame([[datetime(2026, 3, 2), *row]], columns=columns)
    >>> after = before.assign(as_of=datetime(2026, 3, 9), shown="08 Jan 2027")
    >>> change_journal(before, after)["change"].tolist()
    ['Due date changed from 18 Dec 2026 to 08 Jan 2027.']
    """
    import pandas as pd

    now = read_history(after)
    as_of = now["as_of"].iloc[0]
    since = compared_moment(before, as_of)
    if before is None or since is None:
        return pd.DataFrame(columns=list(JOURNAL_COLUMNS))
    earlier = read_history(before)
    earlier = earlier[earlier["as_of"] == since]
    old, new = (_by_key(rows) for rows in (earlier, now))
    found = [change for key in {**new, **old} for change in _changes(old.get(key), new.get(key))]
    found.sort(key=lambda change: change[0])
    rows = [(as_of, what, region, *_told(what, region, *sides), kind) for _, what, region, *sides, kind in found]
    return pd.DataFrame(rows, columns=list(JOURNAL_COLUMNS))


def compared_moment(history: pd.DataFrame | None, as_of: datetime) -> datetime | None:
    """Give the moment that a refresh is compared with: the last one before it, else its own as it was last written."""
    if history is None or history.empty:
        return None
    moments = read_history(history)["as_of"]
    earlier = moments[moments < as_of]
    if len(earlier):
        latest: datetime = earlier.max()
        return latest
    return as_of if (moments == as_of).any() else None


def with_journal(
    journal: pd.DataFrame | None, changes: pd.DataFrame, *, as_of: datetime, since: datetime | None
) -> pd.DataFrame:
    """Add the changes of a refresh to those of earlier ones.

    Parameters
    ----------
    journal : pandas.DataFrame or None
        As written before.
    changes : pandas.DataFrame
        From `change_journal`, of the moment `as_of`.
    since : datetime.datetime or None
        The moment they were compared with. An earlier one: the journal's rows of `as_of` are replaced. The same one:
        what changed again keeps its first `before`, and what changed back is no change.

    Raises
    ------
    TableError
        A journal without its columns, or with moments that are none or name a zone.
    """
    import pandas as pd

    if journal is None or journal.empty:
        return changes
    absent = [name for name in JOURNAL_COLUMNS if name not in journal.columns]
    if absent:
        raise TableError("journal", [f"no column {', '.join(absent)}. Put it back, or empty the table."])
    written = journal[list(JOURNAL_COLUMNS)].dropna(subset=_KEY)
    written = written.assign(as_of=written_moments("journal", written["as_of"]))
    now = written["as_of"] == as_of
    own = written[now] if since == as_of else written[:0]
    sides: dict[tuple[str, ...], tuple[str, str]] = {}
    for row in [*own.to_dict("records"), *changes.to_dict("records")]:
        key = tuple(str(row[name]) for name in _KEY[1:])
        sides[key] = (sides[key][0] if key in sides else str(row["before"]), str(row["after"]))
    rows = [
        (as_of, what, region, *_told(what, region, before, after), kind)
        for (kind, what, region), (before, after) in sides.items()
        if before != after
    ]
    earlier = list(written[~now].itertuples(index=False, name=None))
    return pd.DataFrame([*earlier, *rows], columns=list(JOURNAL_COLUMNS))


def _by_key(rows: pd.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    filled = rows.fillna({"target": "", "mark": "", "shown": ABSENT, "rag": "none"}).to_dict("records")
    return {(row["key"], row["region"]): {str(name): value for name, value in row.items()} for row in filled}


def _changes(old: dict[str, Any] | None, new: dict[str, Any] | None) -> Iterator[tuple[int, str, str, str, str, str]]:
    """Give what changed of a figure or setting: its place in the order, name, region, before, after, kind."""
    row = new or old or {}
    name, region, pillar = row["name"], row["region"], row["pillar"]
    before, after = _shown(old), _shown(new)
    if pillar in (SCOPE, SETTING):
        if before != after:
            yield KINDS.index(pillar), name, region, before, after, pillar
        return
    if old and new and old["target"] != new["target"] and region == ALL_REGIONS:
        yield KINDS.index("target"), f"{name}: target", region, old["target"], new["target"], "target"
    if before != after:
        same_mark = not (old and new) or old["rag"] == new["rag"]
        yield len(KINDS) + same_mark, name, region, before, after, "kpi"


def _shown(side: dict[str, Any] | None) -> str:
    if side is None:
        return ABSENT
    return f"{side['shown']} ({side['mark']})" if side["rag"] != "none" else str(side["shown"])


def _told(what: str, region: str, before: str, after: str) -> tuple[str, str, str]:
    where = "" if region == ALL_REGIONS else f" ({region})"
    return before, after, f"{what}{where} changed from {before} to {after}."
