"""Which two annotators read the guideline differently? Pairs that share items, the weakest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smo_metrics.agreement import AgreementResult, Ratings, pairwise_agreement
from smo_metrics.settings import Project
from smo_metrics.status.basis.wording import STATUS_WORDS

if TYPE_CHECKING:
    import pandas as pd

# 200 annotators make 19,900 pairs, of which nobody reads the last.
MOST_PAIRS = 1000


def weakest_pairs(ratings: Ratings, alpha: AgreementResult, project: Project) -> tuple[pd.DataFrame, int]:
    """Give the pairs of annotators to bring together, and how many pairs there are.

    Parameters
    ----------
    ratings : Ratings
        With annotators.
    alpha : AgreementResult
        Of all labels.
    project : Project
        Its confidence.

    Returns
    -------
    frame : pandas.DataFrame
        At most `MOST_PAIRS` rows: `annotator_a`, `annotator_b`, `items` (that both labelled), `agreement` and Cohen's
        `kappa`, each with ``_low`` and ``_high``; `stands_out`; `note`. Lowest kappa first, pairs without an interval
        after all others (`note` says why they have none).
    pairs : int
        All pairs that share an item.

    Notes
    -----
    The weakest of many pairs looks weaker than it is. A pair stands out only where its kappa lies below alpha of the
    whole team by more than chance, with its interval widened for the number of pairs that have one (Bonferroni), and
    held against the lower limit of alpha.
    """
    frame = pairwise_agreement(ratings, confidence=project.confidence).to_frame()
    judged = frame["status"] == "ok"
    jointly = 1 - (1 - project.confidence) / max(int(judged.sum()), 1)
    wide = pairwise_agreement(ratings, confidence=jointly).frame  # in the same order at any confidence
    frame = frame.assign(stands_out=wide["kappa_high"] < alpha.low, note=frame["status"].map(STATUS_WORDS).fillna(""))
    order = judged.sort_values(ascending=False, kind="stable").index
    return frame.loc[order].head(MOST_PAIRS).drop(columns="status").reset_index(drop=True), len(frame)
