"""Is the labelling good, which category or annotator is not, since when? Everything a quality review shows.

The workbook, the shell and a script all read this one result, so that they cannot disagree.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smo_metrics._columns import label_text
from smo_metrics._json import SCHEMA, records
from smo_metrics.agreement import (
    AgreementResult,
    Ratings,
    agreement_over_time,
    agreement_table,
    annotator_agreement,
    category_agreement,
    krippendorff_alpha,
)
from smo_metrics.quality import GoldAccuracyResult, gold_accuracy
from smo_metrics.settings import Project
from smo_metrics.status.basis.kpi import Kpi
from smo_metrics.status.basis.wording import count
from smo_metrics.status.labelling import _review_words as words
from smo_metrics.status.labelling._review_checks import checks
from smo_metrics.tables import first_submissions, policy_versions, units

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class QualityReview:
    """A quality review's figures, tables and sentences.

    Attributes
    ----------
    labels : pandas.DataFrame
        All labels, with `counted_label`: the label where agreement uses it, and `unit`: the item that it counts for,
        with its policy version where there are several.
    left_out : dict of str to int
        Labels that agreement leaves out, by reason.
    alpha : AgreementResult
        Krippendorff's alpha over the whole table.
    gold : GoldAccuracyResult or None
        None without gold labels.
    agreement, weeks, categories, annotators : pandas.DataFrame
        By method; by week (weeks whose alpha is undefined are left out; `band_low` and `band` draw the interval, of no
        width where there is none); by category, weakest first; by annotator, weakest first with `talk_to` and `why`.
    checks : pandas.DataFrame
        Reconciliations: `check`, `expected`, `found`, `ok`, `explanation`.
    kpis : tuple of Kpi
        Alpha, gold accuracy, weakest category, annotators to talk to.
    headlines : tuple of str
        Three sentences for the top of the page.
    chart_headlines : dict of str to str
        One sentence for each chart: `weeks`, `categories`, `annotators`.
    notes : tuple of str
        What a reader should know of the data. Measurements (level interval, more than 64 distinct numbers) have no
        categories, annotators or gold accuracy: those compare names.
    """

    project: Project
    labels: pd.DataFrame
    left_out: dict[str, int]
    alpha: AgreementResult
    gold: GoldAccuracyResult | None
    agreement: pd.DataFrame
    weeks: pd.DataFrame
    categories: pd.DataFrame
    annotators: pd.DataFrame
    checks: pd.DataFrame
    kpis: tuple[Kpi, ...]
    headlines: tuple[str, ...]
    chart_headlines: dict[str, str]
    notes: tuple[str, ...]

    @property
    def to_talk_to(self) -> list[str]:
        """Annotators who stand out as weaker, by more than chance."""
        return list(self.annotators.loc[self.annotators["talk_to"], "annotator"])

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary, without the labels themselves."""
        tables = ("agreement", "weeks", "categories", "annotators", "checks")
        return {
            "schema": SCHEMA,
            "project": self.project.project,
            "left_out": self.left_out,
            "alpha": self.alpha.to_dict(),
            "gold": self.gold.to_dict() if self.gold else None,
            "kpis": [kpi.to_dict() for kpi in self.kpis],
            "headlines": list(self.headlines),
            "notes": list(self.notes),
            **{name: records(getattr(self, name)) for name in tables},
        }


def quality_review(labels: pd.DataFrame, project: Project, roster: pd.DataFrame | None = None) -> QualityReview:
    """Review the quality of a project's labels.

    Parameters
    ----------
    labels : pandas.DataFrame
        From `smo_metrics.tables.check_labels`.
    project : Project
        Level, categories, zone, confidence and thresholds.
    roster : pandas.DataFrame, optional
        From `check_roster`; only checked for completeness here (regions are joined by `check_labels`).

    Raises
    ------
    TableError
        A label outside the declared categories; text and numbers mixed.

    Notes
    -----
    An annotator is named in `talk_to` when the whole interval of the gap between them and the others lies below 0, in
    agreement or in gold accuracy. These intervals are widened for the number of annotators (Bonferroni), so that a
    team of equals rarely shows a name: tests/studies/naming_people.txt says how rarely, and who is missed.
    """
    import pandas as pd

    first = first_submissions(labels)
    project = project.model_copy(update={"categories": category_domain(first.frame["label"], project.categories)})
    ratings = Ratings.from_long(first.frame, item="unit", categories=project.categories or None)
    alpha = krippendorff_alpha(ratings, level=project.level, confidence=project.confidence)
    measured = project.level == "interval" and ratings.is_many
    named = Ratings.from_wide(pd.DataFrame([[None]])) if measured else ratings
    gold = None if measured else _gold(first.frame, project)
    annotators = _annotators(first.frame, named, gold, project)
    categories = _categories(named, gold, project)
    weeks = _weeks(first.frame, project, ratings)
    counted = labels.assign(counted_label=first.frame["label"].reindex(labels.index), unit=units(labels))
    kpis = (
        words.alpha_kpi(alpha, project),
        words.gold_kpi(gold, project),
        words.category_kpi(categories, project),
        words.annotator_kpi(annotators),
    )
    return QualityReview(
        project=project,
        labels=counted,
        left_out=first.left_out,
        alpha=alpha,
        gold=gold,
        agreement=agreement_table(ratings, level=project.level, confidence=project.confidence).to_frame(),
        weeks=weeks,
        categories=categories,
        annotators=annotators,
        checks=checks(counted, first.left_out, alpha, categories, gold, roster),
        kpis=kpis,
        headlines=words.headlines(kpis, project),
        chart_headlines=words.chart_headlines(weeks, categories, annotators, alpha),
        notes=_notes(first.frame),
    )


def judged_annotators(frame: pd.DataFrame, gold: GoldAccuracyResult | None, project: Project) -> pd.DataFrame:
    """Judge each annotator as the review does, without the rest of it.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `first_submissions`.
    gold : GoldAccuracyResult or None
        Of these labels, at the project's confidence.
    project : Project
    """
    ratings = Ratings.from_long(frame, item="unit", categories=project.categories or None)
    return _annotators(frame, ratings, gold, project)


def _notes(frame: pd.DataFrame) -> tuple[str, ...]:
    if policy_versions(frame) < 2 or frame["policy_version"].notna().all():
        return ()
    nameless = count(int(frame["policy_version"].isna().sum()), "label")
    return (f"{nameless} without a policy version: compared only with one another, not with those of a version.",)


def category_domain(labels: pd.Series, categories: tuple[str | float, ...]) -> tuple[str | float, ...]:
    """Give declared categories the labels' kind: a sheet may hold 1 where the export holds "1", or the reverse."""
    if any(isinstance(label, str) for label in labels):
        return tuple(label_text(category) for category in categories)
    try:
        numbers = tuple(float(category) for category in categories)
    except ValueError:
        return categories
    return numbers if all(map(math.isfinite, numbers)) else categories


def _gold(frame: pd.DataFrame, project: Project) -> GoldAccuracyResult | None:
    if "gold_label" not in frame or not frame["gold_label"].notna().any():
        return None
    return _gold_at(project.confidence, frame, project)


def _gold_at(confidence: float, frame: pd.DataFrame, project: Project) -> GoldAccuracyResult:
    """Gold labels hold for a policy version of an item; versions of one item are not independent."""
    categories = project.categories or None
    return gold_accuracy(frame, item="unit", cluster="item_id", categories=categories, confidence=confidence)


def _weeks(frame: pd.DataFrame, project: Project, ratings: Ratings) -> pd.DataFrame:
    import pandas as pd

    if "labelled_at" not in frame or not frame["labelled_at"].notna().any():
        return pd.DataFrame(columns=["week", "items", "labels", "alpha", "low", "high", "band_low", "band", "target"])
    table = agreement_over_time(
        frame, item="unit", timezone=project.timezone, level=project.level,
        categories=ratings.categories, confidence=project.confidence,
    ).to_frame()  # fmt: skip
    table = table.rename(columns={"period": "week", "value": "alpha"}).dropna(subset="alpha").reset_index(drop=True)
    band = (table["high"] - table["low"]).fillna(0)
    band_low = table["low"].fillna(table["alpha"])
    return table.assign(band_low=band_low, band=band, target=project.thresholds.alpha_target)


def _categories(ratings: Ratings, gold: GoldAccuracyResult | None, project: Project) -> pd.DataFrame:
    import pandas as pd

    table = category_agreement(ratings, confidence=project.confidence).to_frame().rename(columns={"value": "alpha"})
    judged = table["status"] == "ok"  # a category with hardly a label, a typo say, is not the weakest
    table = pd.concat([table[judged], table[~judged]], ignore_index=True)
    table = table.assign(error_low=table["alpha"] - table["low"], error_high=table["high"] - table["alpha"])
    shares = [f"{name}{end}" for name in ("precision", "recall", "f1") for end in ("", "_low", "_high")]
    if gold is None:
        return table.assign(**dict.fromkeys(shares, math.nan))
    return table.merge(gold.classes[["category", *shares]], on="category", how="left")


def _annotators(
    frame: pd.DataFrame, ratings: Ratings, gold: GoldAccuracyResult | None, project: Project
) -> pd.DataFrame:
    """Agreement, gold accuracy and speed of each annotator, weakest kappa first."""
    import pandas as pd

    adjusted = 1 - (1 - project.confidence) / max(len(ratings.annotators), 1)
    table = annotator_agreement(ratings, confidence=project.confidence).to_frame()
    strict = annotator_agreement(ratings, confidence=adjusted).to_frame().set_index("annotator")
    by_name = table["annotator"]
    table["error_low"], table["error_high"] = table["kappa"] - table["kappa_low"], table["kappa_high"] - table["kappa"]
    blank = pd.Series(math.nan, index=table.index)
    gold_columns = ("items", "accuracy", "low", "high", "others")
    table[[f"gold_{name}" for name in gold_columns]] = math.nan
    agrees_less = by_name.map(strict["gap_high"]) < 0
    gold_below = pd.Series(False, index=table.index)
    if gold is not None:
        own = gold.per_annotator.set_index("annotator")
        for name in gold_columns:
            table[f"gold_{name}"] = by_name.map(own[name])
        wide = _gold_at(adjusted, frame, project)
        gold_below = by_name.map(wide.per_annotator.set_index("annotator")["gap_high"]) < 0
    known = {name: frame.groupby("annotator_id")[name] for name in ("region", "duration_seconds") if name in frame}
    table["region"] = by_name.map(known["region"].first()) if "region" in known else None
    table["median_seconds"] = by_name.map(known["duration_seconds"].median()) if "duration_seconds" in known else blank
    table["talk_to"] = agrees_less | gold_below
    evidence = zip(table.to_dict("records"), agrees_less, gold_below, strict=True)
    table["why"] = [words.why(row, less, wrong) for row, less, wrong in evidence]
    return table
