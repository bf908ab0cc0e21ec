"""What the library makes of plain rows, by the name of the Excel function; nothing of the add-in is asked."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from smo_metrics import agreement, quality
from smo_metrics.agreement import Inference, Ratings
from smo_metrics.quality import gold_accuracy

COEFFICIENTS = {
    "SMO_KRIPPENDORFF_ALPHA": agreement.krippendorff_alpha,
    "SMO_PERCENT_AGREEMENT": agreement.percent_agreement,
    "SMO_COHEN_KAPPA": agreement.cohen_kappa,
    "SMO_FLEISS_KAPPA": agreement.fleiss_kappa,
    "SMO_GWET_AC": agreement.gwet_ac,
    "SMO_SCOTT_PI": agreement.scott_pi,
    "SMO_CONGER_KAPPA": agreement.conger_kappa,
    "SMO_LIGHT_KAPPA": agreement.light_kappa,
    "SMO_BRENNAN_PREDIGER": agreement.brennan_prediger,
}
MEASURES = {
    "SMO_ICC": agreement.intraclass_correlation,
    "SMO_KENDALL_W": agreement.kendall_w,
    "SMO_CONCORDANCE": agreement.concordance_correlation,
}
NUMERIC = {*MEASURES, "SMO_BLAND_ALTMAN"}
OF_TWO = {"SMO_COHEN_KAPPA", "SMO_SCOTT_PI", "SMO_BLAND_ALTMAN"}


def chosen(coefficient: str) -> Callable[..., Any]:
    return getattr(agreement, coefficient)


def levels(ratings: Ratings, coefficient: str = "krippendorff_alpha", scale: str = "landis_koch") -> pd.DataFrame:
    verdict = agreement.benchmark(chosen(coefficient)(ratings), scale)
    frame = verdict.to_frame()
    point, deserved = ([level == one for level in frame["level"]] for one in (verdict.point_level, verdict.level))
    return frame.assign(value_lies_here=point, deserved=deserved)


def intervals(
    ratings: Ratings, coefficient: str = "krippendorff_alpha", seed: int = 0, resamples: int = 1000
) -> pd.DataFrame:
    statistic, rows = chosen(coefficient), []
    for kind in ("wilson", "t", "jackknife", "percentile", "bca"):
        if kind == "jackknife":
            made = agreement.jackknife_interval(ratings, statistic)
        elif kind in ("wilson", "t"):
            made = statistic(ratings, inference=Inference(interval=kind))
        else:
            rng = np.random.default_rng(seed)
            made = agreement.bootstrap_interval(ratings, statistic, kind=kind, resamples=resamples, rng=rng)
        rows.append((kind, made.value, made.standard_error, made.low, made.high, " ".join(made.warnings)))
    return pd.DataFrame(rows, columns=["interval", "value", "standard_error", "low", "high", "note"])


def adjudicated(ratings: Ratings, method: str = "majority", top: int | None = None) -> Any:
    return quality.to_adjudicate(quality.consensus(ratings, method=method), top=top)


# Of ratings.
RATED: dict[str, Callable[..., Any]] = {
    **COEFFICIENTS,
    **MEASURES,
    "SMO_AGREEMENT_TABLE": agreement.agreement_table,
    "SMO_CATEGORY_AGREEMENT": agreement.category_agreement,
    "SMO_ANNOTATOR_AGREEMENT": agreement.annotator_agreement,
    "SMO_PAIRWISE_AGREEMENT": agreement.pairwise_agreement,
    "SMO_CONFUSED_CATEGORIES": agreement.confused_categories,
    "SMO_ITEM_DISTRIBUTION": agreement.item_distribution,
    "SMO_BLAND_ALTMAN": agreement.bland_altman,
    "SMO_BENCHMARK": levels,
    "SMO_AGREEMENT_INTERVALS": intervals,
    "SMO_CONSENSUS": quality.consensus,
    "SMO_TO_ADJUDICATE": adjudicated,
}


def over_time(frame: pd.DataFrame, **options: Any) -> pd.DataFrame:
    found = agreement.agreement_over_time(frame, **options)
    table = found.to_frame()
    here = [found.change is not None and found.change.period == period for period in table["period"]]
    for column, name in (("change", "difference"), ("change_low", "low"), ("change_high", "high")):
        table[column] = pd.Series([getattr(found.change, name) if it else None for it in here], dtype=object)
    return table.assign(change_p_value=found.change_p_value, period=[str(period) for period in table["period"]])


def suspicion(frame: pd.DataFrame, **options: Any) -> Any:
    if "gold_label" not in frame:
        return quality.spam_scores(Ratings.from_long(frame, **options))
    known = frame[["item_id", "gold_label"]].dropna().drop_duplicates().set_index("item_id")["gold_label"]
    ratings = Ratings.from_long(frame, categories=sorted({*frame["label"].dropna(), *known}), **options)
    return quality.spam_scores(ratings, truth=known)


def people(frame: pd.DataFrame) -> Any:
    there = {name: name if name in frame else None for name in ("gold_label", "duration_seconds")}
    return quality.annotator_quality(frame, gold=there["gold_label"], duration=there["duration_seconds"])


# Of a table with item_id, annotator_id, label and, as far as needed, gold_label, group, labelled_at, duration_seconds.
TABLED: dict[str, Callable[..., Any]] = {
    "SMO_MULTILABEL_ALPHA": agreement.multilabel_alpha,
    "SMO_AGREEMENT_BY": lambda frame, **options: agreement.agreement_by(frame, "group", **options),
    "SMO_AGREEMENT_OVER_TIME": over_time,
    "SMO_GOLD_ACCURACY": lambda frame: gold_accuracy(frame).accuracy,
    "SMO_GOLD_CLASSES": lambda frame: gold_accuracy(frame).classes,
    "SMO_GOLD_AVERAGES": lambda frame: gold_accuracy(frame).averages,
    "SMO_GOLD_ANNOTATORS": lambda frame: gold_accuracy(frame).per_annotator,
    "SMO_GOLD_BY": lambda frame: quality.gold_accuracy_by(frame, "group"),
    "SMO_CONFUSION": lambda frame: gold_accuracy(frame).confusion,
    "SMO_ANNOTATOR_QUALITY": people,
    "SMO_SPAM_SCORES": suspicion,
}
GOLD = tuple(name for name in TABLED if "GOLD" in name or name == "SMO_CONFUSION")


def compared(first: Ratings, second: Ratings, coefficient: str = "krippendorff_alpha") -> pd.DataFrame:
    found = agreement.compare_agreement(first, second, chosen(coefficient))
    columns = ["compared", "value", "standard_error", "low", "high", "p_value", "items", "status"]
    sides = (("first", found.first), ("second", found.second))
    rows = [[name, *(getattr(side, column) for column in columns[1:])] for name, side in sides]
    gap = [found.difference, found.standard_error, found.low, found.high, found.p_value, found.items_shared]
    shared = "shared items" if found.items_shared else "different items"
    return pd.DataFrame([*rows, ["difference", *gap, shared]], columns=columns)


def acceptance(aql: float, rql: float, *, defect_shares: tuple[float, ...] = (), **options: Any) -> pd.DataFrame:
    plan = quality.acceptance_plan(aql=aql, rql=rql, **options)
    shares = {aql, rql, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, *defect_shares}
    curve = plan.operating_characteristic(sorted(shares))
    figures = {"n": plan.n, "c": plan.c, "producer_risk": plan.producer_risk, "consumer_risk": plan.consumer_risk}
    return curve.assign(**figures)[[*figures, *curve.columns]]


def as_cells(result: Any, statistic: str = "value") -> Any:
    """What cells show of a result or a table."""
    table = result.to_frame() if hasattr(result, "to_frame") else result
    if not isinstance(table, pd.DataFrame):
        return as_cell(table if isinstance(table, float | int | str) else getattr(table, statistic))
    rows = [[as_cell(value) for value in row] for row in table.astype(object).to_numpy().tolist()]
    header = list(table.columns)
    return [header, *rows] if rows else header  # xlwings hands over a single row without the brackets around it


def as_cell(value: Any) -> Any:
    if value is None or isinstance(value, str | bool):
        return "" if value is None else value
    return "#N/A" if math.isnan(value) else float(value)
