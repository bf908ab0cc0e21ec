"""Who could take over some sensitive content from whom? Suggestions that push nobody towards the cap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.settings import Exposure
from smo_metrics.status.wellness._exposure_work import HOUR, ExposureWork
from smo_metrics.status.wellness._people import latest_dates
from smo_metrics.status.wellness._person_words import NEAR, NEAR_SHARE, OVER, WITHIN, hours
from smo_metrics.status.wellness._worked_time import cut_at_midnight, merged

if TYPE_CHECKING:
    import pandas as pd

ROTATION = (
    "from_person", "to_person", "region", "queue", "language", "hours_per_day", "from_before_hours", "from_after_hours",
    "to_before_hours", "to_after_hours", "suggestion",
)  # fmt: skip
_LEAST_HOURS = 0.25


def rotation(work: ExposureWork, days: pd.DataFrame, people: pd.DataFrame, limits: Exposure) -> pd.DataFrame:
    """Suggest hours a day to hand over, for those over or near the cap, the furthest over first.

    Parameters
    ----------
    work : ExposureWork
    days, people : pandas.DataFrame
        From `exposure_days` and `exposure_people`.
    limits : Exposure

    Returns
    -------
    pandas.DataFrame
        Columns `ROTATION`. Hours are those of each person's highest of the latest five days, before and after. A giver
        comes down to 90 % of the cap; a taker stays below it, is within all limits, works in the same region, and has
        already labelled sensitive content of the same queue and language (those of the two that the labels name). What
        nobody can take over is a row without `to_person`; less than a quarter of an hour is not moved.
    """
    import pandas as pd

    givers = people[people["status"].isin([OVER, NEAR])]
    if not len(givers):
        return pd.DataFrame(columns=list(ROTATION))
    fields = _fields(work, days)
    skilled = set(zip(fields["person"], fields["queue"], fields["language"], strict=True))
    team, room = _takers(people)
    highest = dict(zip(people["person"], people["highest_hours"], strict=True))
    rows = []
    for giver, region in zip(givers["person"], givers["region"], strict=True):
        before = highest[giver]
        excess = before - NEAR_SHARE * limits.exposure_cap_hours
        own = fields[(fields["person"] == giver) & (fields["share"] > 0)]
        for queue, language, share in zip(own["queue"], own["language"], own["share"], strict=True):
            movable = min(excess, share * before)
            able = [person for person in team.get(region, []) if (person, queue, language) in skilled]
            for taker in sorted(able, key=lambda person: -room[person]):
                moved = min(movable, room[taker])
                if moved < _LEAST_HOURS:
                    break
                rows.append(_row(giver, taker, region, queue, language, moved, highest))
                room[taker] -= moved
                movable, excess = movable - moved, excess - moved
        if excess >= _LEAST_HOURS:
            rows.append(_row(giver, None, region, None, None, excess, highest))
    return pd.DataFrame(rows, columns=list(ROTATION))


def _takers(people: pd.DataFrame) -> tuple[dict[str | None, list[str]], dict[str, float]]:
    """Who is within all limits, by region, and the hours each could take; no region only if nobody has one."""
    able = people[people["status"] == WITHIN]
    if people["region"].notna().any():
        able = able[able["region"].notna()]
    team: dict[str | None, list[str]] = {}
    for person, region in zip(able["person"], able["region"], strict=True):
        team.setdefault(region, []).append(person)
    return team, dict(zip(able["person"], able["room_hours"], strict=True))


def _fields(work: ExposureWork, days: pd.DataFrame) -> pd.DataFrame:
    """Queues and languages of each person's sensitive labels, with their share of the latest days' hours."""
    import pandas as pd

    names = [work.labels.get(name) for name in ("queue", "language")]
    frame = pd.DataFrame({"queue": names[0], "language": names[1]}, index=work.labels.index).astype(object)
    code, field = pd.factorize(pd.MultiIndex.from_frame(frame.where(frame.notna(), "")))
    group = work.person * len(field) + code
    used = work.timed & work.sensitive
    spans = merged(group[used], work.low[used], work.high[used])
    _, day, pieces = cut_at_midnight(spans, spans.group // len(field), work.zones)
    lately = np.isin(day, np.array(latest_dates(days), dtype="M8[D]").astype(np.int64))
    groups, place = np.unique(np.concatenate([group[work.sensitive], pieces.group]), return_inverse=True)
    length = np.append(np.zeros(int(work.sensitive.sum())), (pieces.high - pieces.low) * lately)
    worked = np.bincount(place, weights=length, minlength=len(groups)) / HOUR
    person, which = np.divmod(groups, len(field))
    table = pd.DataFrame(
        {
            "person": np.array(work.people, dtype=object)[person],
            "queue": field.get_level_values(0)[which].astype(object),
            "language": field.get_level_values(1)[which].astype(object),
            "worked": worked,
        }
    )
    total = table.groupby("person")["worked"].transform("sum")
    table["share"] = (table["worked"] / total).where(total > 0, 0.0)
    return table.sort_values("share", ascending=False, kind="stable", ignore_index=True)


def _row(
    giver: str,
    taker: str | None,
    region: str | None,
    queue: str | None,
    language: str | None,
    moved: float,
    highest: dict[str, float],
) -> dict[str, object]:
    """Word a suggestion, and move its hours in `highest`."""
    where = " ".join(filter(None, [queue and f"of queue {queue}", language and f"in {language}"]))
    before = highest[giver]
    row: dict[str, object] = {
        "from_person": giver,
        "to_person": taker,
        "region": region,
        "queue": queue or None,
        "language": language or None,
        "hours_per_day": moved,
        "from_before_hours": before,
    }
    if taker is None:
        suggestion = f"Nobody with room has labelled such content: lower {giver}'s hours by {hours(moved)} a day."
        return row | {"suggestion": suggestion}
    highest[giver] -= moved
    row |= {"from_after_hours": highest[giver], "to_before_hours": highest[taker]}
    highest[taker] += moved
    suggestion = f"{giver} hands {hours(moved)} a day {where} to {taker}.".replace("  ", " ")
    return row | {"to_after_hours": highest[taker], "suggestion": suggestion}
