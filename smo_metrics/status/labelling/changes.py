"""Did agreement change with a new version of the policy, or from some week on, by more than chance?

Claims are made of a whole family of comparisons at once: intervals are as wide as the number of comparisons takes
(Bonferroni). Where nothing changes, a review at 95 % confidence claims a change of all labels in at most one project of
twenty, and one of any category in at most one more.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from smo_metrics.agreement import Ratings, agreement_over_time, compare_agreement, krippendorff_alpha
from smo_metrics.settings import Project
from smo_metrics.status.labelling._change_words import direction, finding
from smo_metrics.status.labelling.versions import Version

if TYPE_CHECKING:
    import pandas as pd

ALL_LABELS = "(all)"
COLUMNS = (
    "kind", "category", "policy_version", "against", "since", "before", "after", "difference", "low", "high",
    "p_adjusted", "comparisons", "change", "finding",
)  # fmt: skip
# A category with fewer labels on one side has hardly the items that an interval takes.
_FEWEST_LABELS = 15


@dataclass(frozen=True, slots=True)
class _Found:
    """What a comparison shows; p is NaN where the data are too thin, limits also where no week stands out."""

    since: date | None
    before: float
    after: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, slots=True, eq=False)
class _Comparison:
    """A place where agreement may have changed, and how to look there at a confidence."""

    kind: Literal["version", "week"]
    category: Any
    version: str | None
    against: str | None
    look: Callable[[float], _Found]


def find_changes(versions: Sequence[Version], project: Project) -> pd.DataFrame:
    """Find out whether agreement changed between versions of the policy or from week to week within one.

    Parameters
    ----------
    versions : sequence of Version
        From `versions_in_order`.
    project : Project
        Level, zone and confidence.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`, one row a comparison. First those of all labels (`category` is ``(all)``): each `version`
        with the one before it, and the ``week`` with the largest change within each version. Then those of single
        categories with the version before, the clearest first. `difference` is `after` less `before`, `low` to `high`
        its interval; `p_adjusted` and the interval allow for the `comparisons` of the family that the data can carry.
        `change` is ``fell`` or ``rose`` where the interval leaves out 0, else empty. NaN where the data are too thin;
        for weeks also where no change can be shown. `finding` says all of it in words.

    Notes
    -----
    Versions that were applied to the same items are compared as such (`compare_agreement`); weeks by the change test
    of `agreement_over_time`. A category (against all others) is compared where 15 labels or more on either side chose
    it. Alpha also moves when categories become more or less common though annotators are as careful as before: the
    share of agreeing pairs stands beside it in the table of versions.

    Of 200 invented projects in which nothing changed (two versions, each of 100 items with three labels over four
    weeks, three categories), 5 claimed a change of all labels and 3 one of a category, at 95 % confidence.

    References
    ----------
    Dunn (1961), Journal of the American Statistical Association 56, 52-64, for the correction.
    """
    import pandas as pd

    pairs = list(itertools.pairwise(versions))
    overall = [_between(*pair, project) for pair in pairs] + [_within(version, project) for version in versions]
    single = [one for pair in pairs for one in _by_category(*pair, project)]
    everything = _family(overall, project)
    by_category = sorted(_family(single, project), key=lambda row: (math.isnan(row["p_adjusted"]), row["p_adjusted"]))
    return pd.DataFrame([*everything, *by_category], columns=COLUMNS)


def _family(comparisons: Sequence[_Comparison], project: Project) -> list[dict[str, Any]]:
    """Make comparisons so that all their intervals hold together; those that the data cannot carry do not count."""
    carried = sum(not math.isnan(one.look(project.confidence).p_value) for one in comparisons)
    jointly = 1 - (1 - project.confidence) / max(carried, 1)
    return [_row(one, one.look(jointly), carried, project.confidence) for one in comparisons]


def _row(one: _Comparison, found: _Found, carried: int, confidence: float) -> dict[str, Any]:
    values = found.before, found.after, found.low, found.high
    if one.kind == "version":
        words = finding(f"with policy {one.version}", *values, confidence=confidence, comparisons=carried)
    else:
        words = _of_weeks(one.version, found, confidence, carried)
    return {
        "kind": one.kind,
        "category": one.category,
        "policy_version": one.version,
        "against": one.against,
        "since": found.since,
        "before": found.before,
        "after": found.after,
        "difference": found.after - found.before,
        "low": found.low,
        "high": found.high,
        "p_adjusted": min(1.0, found.p_value * carried) if carried else math.nan,
        "comparisons": carried,
        "change": direction(found.low, found.high),
        "finding": words if one.category == ALL_LABELS else f"{one.category}: {words}",
    }


def _of_weeks(version: str | None, found: _Found, confidence: float, carried: int) -> str:
    if found.since is not None:
        where = f"{f'within policy {version}, ' if version else ''}from the week of {found.since:%d %b %Y} on"
        values = found.before, found.after, found.low, found.high
        return finding(where, *values, confidence=confidence, comparisons=carried)
    where = f"within policy {version}" if version else "from week to week"
    thin = math.isnan(found.p_value)
    return f"too few data to tell whether agreement changed {where}" if thin else f"no change can be shown {where}"


def _between(earlier: Version, later: Version, project: Project) -> _Comparison:
    alpha = partial(krippendorff_alpha, level=project.level)
    look = partial(_compared, earlier.ratings, later.ratings, alpha, later.days[0])
    return _Comparison("version", ALL_LABELS, later.name, earlier.name, look)


def _by_category(earlier: Version, later: Version, project: Project) -> Iterator[_Comparison]:
    if earlier.ratings.is_many or later.ratings.is_many:
        return
    chosen = [version.labels["label"].value_counts() for version in (earlier, later)]
    for category in earlier.ratings.categories:
        if all(labels.get(category, 0) >= _FEWEST_LABELS for labels in chosen):
            sides = _one_category(earlier, category), _one_category(later, category)
            look = partial(_compared, *sides, krippendorff_alpha, later.days[0])
            yield _Comparison("version", category, later.name, earlier.name, look)


def _one_category(version: Version, category: Any) -> Ratings:
    chosen = (version.labels["label"] == category).map({True: "this", False: "another"})
    return Ratings.from_long(version.labels.assign(label=chosen))


def _compared(earlier: Ratings, later: Ratings, statistic: Any, since: date | None, confidence: float) -> _Found:
    found = compare_agreement(later, earlier, statistic, confidence=confidence)
    return _Found(since, found.second.value, found.first.value, found.low, found.high, found.p_value)


def _within(version: Version, project: Project) -> _Comparison:
    return _Comparison("week", ALL_LABELS, version.name, None, partial(_weeks, version, project))


def _weeks(version: Version, project: Project, confidence: float) -> _Found:
    nothing = _Found(None, math.nan, math.nan, math.nan, math.nan, math.nan)
    if version.days[0] is None:
        return nothing
    series = agreement_over_time(
        version.labels, timezone=project.timezone, level=project.level,
        categories=version.ratings.categories, confidence=confidence,
    )  # fmt: skip
    change = series.change
    if change is None:
        return _Found(None, math.nan, math.nan, math.nan, math.nan, series.change_p_value)
    return _Found(change.period, change.before, change.after, change.low, change.high, change.p_value)
