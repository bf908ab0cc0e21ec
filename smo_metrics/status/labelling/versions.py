"""How well do annotators agree under each version of the policy?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from smo_metrics.agreement import Ratings, krippendorff_alpha, percent_agreement
from smo_metrics.settings import Project
from smo_metrics.status.basis.wording import STATUS_WORDS

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "policy_version", "first_day", "last_day", "items", "labels", "annotators", "agreement", "alpha", "low", "high",
    "error_low", "error_high", "target", "note",
)  # fmt: skip
MOST_VERSIONS = 50


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """What was labelled under one version of the policy.

    Attributes
    ----------
    name : str or None
        None for labels of a project that names no versions.
    labels : pandas.DataFrame
        First submissions, each (item, annotator) once.
    ratings : Ratings
        The same, with the items' names.
    """

    name: str | None
    labels: pd.DataFrame
    ratings: Ratings

    @property
    def days(self) -> tuple[date | None, date | None]:
        """First and last day with a label, in the zone of the times; None without times."""
        times = self.labels.get("labelled_at")
        if times is None or times.isna().all():
            return None, None
        return times.min().date(), times.max().date()


def versions_in_order(frame: pd.DataFrame, project: Project, categories: Sequence[Any]) -> tuple[Version, ...]:
    """Tell the versions of the policy apart, in the order in which they came into use.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `first_submissions`. Labels that name no version are left out where others do.
    project : Project
        Its zone says which day a label belongs to.
    categories : sequence
        The domain, in order.

    Returns
    -------
    tuple of Version
        By the median time of their labels, so that a few stragglers do not turn the order; by name without times. One
        version without a name where no label names one; none where more than 50 names are found, which are no versions.
    """
    if "policy_version" in frame and frame["policy_version"].nunique() > MOST_VERSIONS:
        return ()
    if "labelled_at" in frame:
        frame = frame.assign(labelled_at=frame["labelled_at"].dt.tz_convert(project.timezone))
    found = tuple(_versions(frame, categories))
    timed = [version.labels["labelled_at"].median() for version in found if version.days[0]]
    if len(timed) < len(found):
        return found
    order = sorted(range(len(found)), key=timed.__getitem__)
    return tuple(found[place] for place in order)


def _versions(frame: pd.DataFrame, categories: Sequence[Any]) -> Iterator[Version]:
    if "policy_version" not in frame or frame["policy_version"].isna().all():
        yield Version(None, frame, Ratings.from_long(frame, categories=categories))
        return
    for name, labels in frame.groupby("policy_version"):
        yield Version(str(name), labels, Ratings.from_long(labels, categories=categories))


def versions_table(versions: Sequence[Version], project: Project) -> pd.DataFrame:
    """Give one row a named version: what was labelled when, and Krippendorff's alpha with its interval.

    Parameters
    ----------
    versions : sequence of Version
        In order.
    project : Project
        Level, confidence, and the target drawn beside alpha.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`. `agreement` is the share of pairs of labels that are the same, NaN for more than 64 distinct
        measurements; `alpha` is NaN, and `low` and `high` too, where the data cannot tell, and `note` says why;
        `error_low` and `error_high` are the interval's distances from alpha.
    """
    import pandas as pd

    rows = []
    for version in versions:
        if version.name is None:
            continue
        alpha = krippendorff_alpha(version.ratings, level=project.level, confidence=project.confidence)
        same = math.nan if version.ratings.is_many else percent_agreement(version.ratings).value
        rows.append(
            (version.name, *version.days, alpha.items, alpha.labels, alpha.annotators, same, alpha.value, alpha.low,
             alpha.high, alpha.value - alpha.low, alpha.high - alpha.value, project.thresholds.alpha_target,
             STATUS_WORDS.get(alpha.status, ""))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)
