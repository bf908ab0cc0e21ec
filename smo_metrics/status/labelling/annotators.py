"""Who needs a talk? Each annotator's agreement, gold accuracy and speed, and who stands out as weaker."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from smo_metrics.agreement import Ratings, annotator_agreement
from smo_metrics.quality import GoldAccuracyResult
from smo_metrics.settings import Project
from smo_metrics.status.basis.wording import percent
from smo_metrics.status.labelling.gold import gold_at

if TYPE_CHECKING:
    import pandas as pd


def judged_annotators(
    frame: pd.DataFrame, gold: GoldAccuracyResult | None, project: Project, ratings: Ratings | None = None
) -> pd.DataFrame:
    """Judge each annotator as the review does, without the rest of it.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `first_submissions`.
    gold : GoldAccuracyResult or None
        Of these labels, at the project's confidence.
    project : Project
    ratings : Ratings, optional
        Of `frame`, by unit, where the caller has them.

    Returns
    -------
    pandas.DataFrame
        Weakest kappa first: the columns of `annotator_agreement`, `error_low` and `error_high` of kappa; gold figures
        (``gold_``); `region`, `median_seconds`; `talk_to`, and `why`.

    Notes
    -----
    An annotator is named in `talk_to` when the whole interval of the gap between them and the others lies below 0, in
    agreement or in gold accuracy. These intervals are widened for the number of annotators (Bonferroni), so that a
    team of equals rarely shows a name: tests/studies/naming_people.txt says how rarely, and who is missed.
    """
    import pandas as pd

    if ratings is None:
        ratings = Ratings.from_long(frame, item="unit", categories=project.categories or None)
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
        wide = gold_at(adjusted, frame, project)
        gold_below = by_name.map(wide.per_annotator.set_index("annotator")["gap_high"]) < 0
    known = {name: frame.groupby("annotator_id")[name] for name in ("region", "duration_seconds") if name in frame}
    table["region"] = by_name.map(known["region"].first()) if "region" in known else None
    table["median_seconds"] = by_name.map(known["duration_seconds"].median()) if "duration_seconds" in known else blank
    table["talk_to"] = agrees_less | gold_below
    evidence = zip(table.to_dict("records"), agrees_less, gold_below, strict=True)
    table["why"] = [_why(row, less, wrong) for row, less, wrong in evidence]
    return table


def _why(row: Mapping[Any, Any], agrees_less: bool, gold_below: bool) -> str:
    """Give the evidence for talking to an annotator, empty without any."""
    reasons = []
    if agrees_less:
        shares = f"{percent(row['agreement'])} against {percent(row['others'])}"
        reasons.append(f"agrees with the others less than they with one another ({shares})")
    if gold_below:
        shares = f"{percent(row['gold_accuracy'])}, others {percent(row['gold_others'])}"
        reasons.append(f"is right on gold less often than the others ({shares})")
    return " and ".join(reasons)
