"""What does Python compute from the example's tables? The result of each example formula, by the function's name."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from excel_addin.cells import Block, write_table
from smo_metrics import agreement, quality
from templates.function_examples.data import LABEL_COLUMNS, label_rows, score_rows, set_rows, wide_rows
from templates.function_examples.flow import flow_results
from templates.function_examples.sla import sla_results

DECIMALS = 12
_QUALITIES = (0.005, 0.01, 0.02, 0.05, 0.06, 0.1, 0.2)


def results() -> dict[str, Block]:
    """Compute what each example formula shows, by the function's Excel name: one cell, or a header and rows."""
    long = _labels()
    ratings = agreement.Ratings.from_long(long, item="unit")
    shown = {name: [[value]] for name, value in _figures(ratings).items()}
    tables = _breakdowns(long, ratings) | _decisions(ratings) | _quality(long, ratings)
    shown |= {name: write_table(frame) for name, frame in tables.items()} | flow_results() | sla_results()
    return {name: [[_rounded(cell) for cell in row] for row in block] for name, block in shown.items()}


def _labels() -> pd.DataFrame:
    named = {"counted_label": "label", "labelled_at_utc": "labelled_at", "queue": "group"}
    long = pd.DataFrame(label_rows(), columns=list(LABEL_COLUMNS)).rename(columns=named).dropna(subset="label")
    return long.assign(labelled_at=long["labelled_at"].dt.tz_localize("UTC").dt.as_unit("ns"))


def _wide(rows: list[tuple[Any, ...]], first: int, last: int) -> agreement.Ratings:
    """Ratings of some of the annotators, who are numbered from 1, of a block whose first column is the unit."""
    return agreement.Ratings.from_wide([row[first : last + 1] for row in rows])


def _figures(ratings: agreement.Ratings) -> dict[str, float]:
    pair, scores = _wide(wide_rows(), 1, 2), _wide(score_rows(), 1, 4)
    sets = [(row[0], who, label) for row in set_rows() for who, label in enumerate(row[1:])]
    plan = agreement.sample_size(expected=0.7, category_shares=[0.8, 0.2], half_width=0.1)
    results = {
        "SMO_KRIPPENDORFF_ALPHA": agreement.krippendorff_alpha(ratings),
        "SMO_PERCENT_AGREEMENT": agreement.percent_agreement(ratings),
        "SMO_COHEN_KAPPA": agreement.cohen_kappa(pair),
        "SMO_FLEISS_KAPPA": agreement.fleiss_kappa(ratings),
        "SMO_GWET_AC": agreement.gwet_ac(ratings),
        "SMO_SCOTT_PI": agreement.scott_pi(pair),
        "SMO_CONGER_KAPPA": agreement.conger_kappa(ratings),
        "SMO_LIGHT_KAPPA": agreement.light_kappa(ratings),
        "SMO_BRENNAN_PREDIGER": agreement.brennan_prediger(ratings),
        "SMO_MULTILABEL_ALPHA": agreement.multilabel_alpha(
            pd.DataFrame(sets, columns=["item_id", "annotator_id", "label"])
        ),
        "SMO_ICC": agreement.intraclass_correlation(scores),
        "SMO_KENDALL_W": agreement.kendall_w(scores),
        "SMO_CONCORDANCE": agreement.concordance_correlation(_wide(score_rows(), 1, 2)),
        "SMO_GOLD_ACCURACY": quality.gold_accuracy(_labels(), item="unit").accuracy,
    }
    return {name: result.value for name, result in results.items()} | {"SMO_SAMPLE_SIZE": float(plan.items)}


def _breakdowns(long: pd.DataFrame, ratings: agreement.Ratings) -> dict[str, pd.DataFrame]:
    weeks = agreement.agreement_over_time(long, item="unit")
    changes = {"change": None, "change_low": None, "change_high": None, "change_p_value": weeks.change_p_value}
    assert weeks.change is None
    made = {
        "SMO_AGREEMENT_TABLE": agreement.agreement_table(ratings),
        "SMO_CATEGORY_AGREEMENT": agreement.category_agreement(ratings),
        "SMO_ANNOTATOR_AGREEMENT": agreement.annotator_agreement(ratings),
        "SMO_PAIRWISE_AGREEMENT": agreement.pairwise_agreement(ratings),
        "SMO_CONFUSED_CATEGORIES": agreement.confused_categories(ratings),
        "SMO_ITEM_DISTRIBUTION": agreement.item_distribution(ratings),
        "SMO_AGREEMENT_BY": agreement.agreement_by(long, "group", item="unit"),
        "SMO_BLAND_ALTMAN": agreement.bland_altman(_wide(score_rows(), 1, 2)),
    }
    frames = {name: result.to_frame() for name, result in made.items()}
    frames["SMO_AGREEMENT_OVER_TIME"] = weeks.to_frame().astype({"period": str}).assign(**changes)
    return frames


def _decisions(ratings: agreement.Ratings) -> dict[str, pd.DataFrame]:
    alpha = agreement.krippendorff_alpha
    verdict = agreement.benchmark(alpha(ratings))
    levels = verdict.to_frame()
    return {
        "SMO_COMPARE_AGREEMENT": _compared(),
        "SMO_BENCHMARK": levels.assign(
            value_lies_here=levels["level"] == verdict.point_level, deserved=levels["level"] == verdict.level
        ),
        "SMO_AGREEMENT_INTERVALS": pd.DataFrame(
            {
                "interval": kind, "value": made.value, "standard_error": made.standard_error, "low": made.low,
                "high": made.high, "note": " ".join(made.warnings),
            }
            for kind, made in _intervals(ratings).items()
        ),
    }  # fmt: skip


def _compared() -> pd.DataFrame:
    names = [row[0] for row in wide_rows()]
    blocks = [pd.DataFrame([row[at : at + 2] for row in wide_rows()], index=names) for at in (1, 3)]
    found = agreement.compare_agreement(*map(agreement.Ratings.from_wide, blocks))
    columns = ["value", "standard_error", "low", "high", "p_value", "items", "status"]
    rows = {name: [getattr(getattr(found, name), column) for column in columns] for name in ("first", "second")}
    assert found.dependent
    rows["difference"] = [
        found.difference, found.standard_error, found.low, found.high, found.p_value, found.items_shared,
        "shared items",
    ]  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("compared").reset_index()


def _intervals(ratings: agreement.Ratings) -> dict[str, Any]:
    alpha = agreement.krippendorff_alpha
    drawn = partial(agreement.bootstrap_interval, ratings, alpha)
    return {
        "wilson": alpha(ratings),
        "t": alpha(ratings, inference=agreement.Inference(interval="t")),
        "jackknife": agreement.jackknife_interval(ratings, alpha),
        "percentile": drawn(kind="percentile", rng=np.random.default_rng(0)),
        "bca": drawn(kind="bca", rng=np.random.default_rng(0)),
    }


def _quality(long: pd.DataFrame, ratings: agreement.Ratings) -> dict[str, pd.DataFrame]:
    gold = quality.gold_accuracy(long, item="unit")
    settled = quality.consensus(ratings)
    known = long[["unit", "gold_label"]].dropna().drop_duplicates().set_index("unit")["gold_label"]
    plan = quality.acceptance_plan(aql=0.01, rql=0.06)
    figures = {name: asdict(plan)[name] for name in ("n", "c", "producer_risk", "consumer_risk")}
    characteristic = plan.operating_characteristic(_QUALITIES)
    return {
        "SMO_GOLD_CLASSES": gold.classes,
        "SMO_GOLD_AVERAGES": gold.averages,
        "SMO_GOLD_ANNOTATORS": gold.per_annotator,
        "SMO_GOLD_BY": quality.gold_accuracy_by(long, "group", item="unit").to_frame(),
        "SMO_CONFUSION": gold.confusion,
        "SMO_CONSENSUS": settled.to_frame(),
        "SMO_TO_ADJUDICATE": quality.to_adjudicate(settled, top=10).to_frame(),
        "SMO_ANNOTATOR_QUALITY": quality.annotator_quality(long, item="unit").to_frame(),
        "SMO_SPAM_SCORES": quality.spam_scores(ratings, truth=known).to_frame(),
        "SMO_ACCEPTANCE_PLAN": characteristic.assign(**figures)[[*figures, *characteristic.columns]],
    }


def _rounded(cell: Any) -> Any:
    """Leave out the last digits, in which another machine's arithmetic may differ; the file must not."""
    return round(cell, DECIMALS) if isinstance(cell, float) else cell
