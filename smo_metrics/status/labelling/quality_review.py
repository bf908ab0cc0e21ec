"""Is the labelling good, who or which policy disagrees, since when, and what to settle first? All that a review shows.

The workbook, the shell and a script all read this one result, so that they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smo_metrics._json import SCHEMA, records
from smo_metrics.agreement import AgreementResult, Ratings, agreement_table, krippendorff_alpha
from smo_metrics.quality import GoldAccuracyResult
from smo_metrics.settings import Project
from smo_metrics.status.basis.kpi import Kpi
from smo_metrics.status.basis.region_names import check_region_names
from smo_metrics.status.labelling import _review_words as words
from smo_metrics.status.labelling._review_checks import checks
from smo_metrics.status.labelling.annotators import judged_annotators
from smo_metrics.status.labelling.categories import category_domain, weakest_categories
from smo_metrics.status.labelling.changes import find_changes
from smo_metrics.status.labelling.gold import gold_of
from smo_metrics.status.labelling.key_figures import alpha_kpi, annotator_kpi, category_kpi, gold_kpi
from smo_metrics.status.labelling.pairs import weakest_pairs
from smo_metrics.status.labelling.regions import region_kpis
from smo_metrics.status.labelling.versions import versions_in_order, versions_table
from smo_metrics.status.labelling.weeks import weeks_table
from smo_metrics.status.labelling.work_list import items_to_adjudicate
from smo_metrics.tables import first_submissions, units

if TYPE_CHECKING:
    import pandas as pd

_TABLES = ("agreement", "weeks", "drift", "changes", "categories", "annotators", "pairs", "adjudicate", "checks")


@dataclass(frozen=True, slots=True, eq=False)
class QualityReview:
    """A quality review's figures, tables and sentences.

    Attributes
    ----------
    project : Project
    labels : pandas.DataFrame
        All labels, with `counted_label`: the label where agreement uses it, and `unit`: the item that it counts for,
        with its policy version where there are several.
    left_out : dict of str to int
        Labels that agreement leaves out, by reason.
    alpha : AgreementResult
        Krippendorff's alpha over the whole table.
    gold : GoldAccuracyResult or None
        None without gold labels.
    agreement : pandas.DataFrame
        One row a coefficient (`agreement_table`).
    weeks : pandas.DataFrame
        Alpha by week (`weeks_table`).
    drift : pandas.DataFrame
        Alpha by policy version, in the order of their use (`versions_table`).
    changes : pandas.DataFrame
        Each version against the one before, the weeks within each, and the same of single categories, with the
        interval of the difference (`find_changes`): a change is claimed only where that leaves out 0.
    categories, annotators : pandas.DataFrame
        Weakest first (`weakest_categories`, `judged_annotators`).
    pairs : pandas.DataFrame
        Pairs of annotators, weakest kappa first (`weakest_pairs`).
    adjudicate : pandas.DataFrame
        Items that an expert should settle first (`items_to_adjudicate`).
    checks : pandas.DataFrame
        Reconciliations: `check`, `expected`, `found`, `ok`, `explanation`.
    kpis : tuple of Kpi
        Alpha, gold accuracy, weakest category, annotators to talk to; then alpha and gold accuracy of each region.
    headlines : tuple of str
        Three sentences for the top of the page.
    chart_headlines : dict of str to str
        One sentence for each chart: `weeks`, `drift`, `categories`, `annotators`.
    notes : tuple of str
        What a reader should know of the data.

    Notes
    -----
    Measurements (level interval, more than 64 distinct numbers) have no categories, annotators, pairs, items to
    adjudicate or gold accuracy: those compare names.
    """

    project: Project
    labels: pd.DataFrame
    left_out: dict[str, int]
    alpha: AgreementResult
    gold: GoldAccuracyResult | None
    agreement: pd.DataFrame
    weeks: pd.DataFrame
    drift: pd.DataFrame
    changes: pd.DataFrame
    categories: pd.DataFrame
    annotators: pd.DataFrame
    pairs: pd.DataFrame
    adjudicate: pd.DataFrame
    checks: pd.DataFrame
    kpis: tuple[Kpi, ...]
    headlines: tuple[str, str, str]
    chart_headlines: dict[str, str]
    notes: tuple[str, ...]

    @property
    def to_talk_to(self) -> list[str]:
        """Annotators who stand out as weaker, by more than chance."""
        return list(self.annotators.loc[self.annotators["talk_to"], "annotator"])

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary, without the labels themselves."""
        return {
            "schema": SCHEMA,
            "project": self.project.project,
            "left_out": self.left_out,
            "alpha": self.alpha.to_dict(),
            "gold": self.gold.to_dict() if self.gold else None,
            "kpis": [kpi.to_dict() for kpi in self.kpis],
            "headlines": list(self.headlines),
            "chart_headlines": self.chart_headlines,
            "notes": list(self.notes),
            **{name: records(getattr(self, name)) for name in _TABLES},
        }


def quality_review(labels: pd.DataFrame, project: Project, roster: pd.DataFrame | None = None) -> QualityReview:
    """Decide what to mend first: the policy that drifts, a category, a person, a pair, or single items.

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
        A label outside the declared categories; text and numbers mixed; a region called ``all``.

    Examples
    --------
    >>> import pandas as pd
    >>> from smo_metrics.tables import check_labels
    >>> rows = pd.DataFrame({"item_id": list("aabb"), "annotator_id": [1, 2] * 2, "label": list("xxxy")})
    >>> review = quality_review(check_labels(rows), Project())
    >>> review.adjudicate[["item_id", "why"]].to_numpy().tolist()
    [['b', 'tied: x, y']]
    """
    import pandas as pd

    check_region_names({"labels": labels})
    first = first_submissions(labels)
    frame = first.frame
    project = project.model_copy(update={"categories": category_domain(frame["label"], project.categories)})
    ratings = Ratings.from_long(frame, item="unit", categories=project.categories or None)
    alpha = krippendorff_alpha(ratings, level=project.level, confidence=project.confidence)
    measured = project.level == "interval" and ratings.is_many
    named = Ratings.from_wide(pd.DataFrame([[None]])) if measured else ratings
    gold = None if measured else gold_of(frame, project)
    annotators = judged_annotators(frame, gold, project, named)
    categories = weakest_categories(named, gold, project)
    weeks = weeks_table(frame, project, ratings)
    versions = versions_in_order(frame, project, ratings.categories)
    drift, changes = versions_table(versions, project), find_changes(versions, project)
    pairs, all_pairs = weakest_pairs(named, alpha, project)
    adjudicate, disputed = items_to_adjudicate(labels, frame, named)
    counted = labels.assign(counted_label=frame["label"].reindex(labels.index), unit=units(labels))
    kpis = (
        alpha_kpi(alpha, project),
        gold_kpi(gold.accuracy, gold.labels, gold.items, project) if gold else gold_kpi(None, 0, 0, project),
        category_kpi(categories, project),
        annotator_kpi(annotators),
    )
    return QualityReview(
        project=project,
        labels=counted,
        left_out=first.left_out,
        alpha=alpha,
        gold=gold,
        agreement=agreement_table(ratings, level=project.level, confidence=project.confidence).to_frame(),
        weeks=weeks,
        drift=drift,
        changes=changes,
        categories=categories,
        annotators=annotators,
        pairs=pairs,
        adjudicate=adjudicate,
        checks=checks(counted, first.left_out, alpha, categories, drift, gold, roster),
        kpis=(*kpis, *region_kpis(frame, project, ratings.categories, has_gold=gold is not None)),
        headlines=words.headlines(kpis, changes, disputed),
        chart_headlines=words.chart_headlines(weeks, drift, changes, categories, annotators, alpha),
        notes=words.notes(frame, all_pairs, len(pairs), disputed, len(adjudicate)),
    )
