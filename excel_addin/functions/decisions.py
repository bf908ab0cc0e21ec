"""What to make of an agreement figure: comparisons, verbal scales, other intervals and plans as formulas."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import get_args

from excel_addin.cells import Block, read_values, write_rows, write_table
from excel_addin.functions.offered import Range, offered, write_statistic
from excel_addin.labelled import ratings
from excel_addin.options import needed_number, read_choice, read_number
from smo_metrics._coding import natural_order
from smo_metrics.agreement import (
    AgreementResult,
    Inference,
    Ratings,
    benchmark,
    bootstrap_interval,
    brennan_prediger,
    cohen_kappa,
    compare_agreement,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    jackknife_interval,
    krippendorff_alpha,
    light_kappa,
    percent_agreement,
    sample_size,
    scott_pi,
)
from smo_metrics.agreement.benchmark import Scale
from smo_metrics.agreement.compare import ComparisonResult
from smo_metrics.agreement.sample_size import Coefficient
from smo_metrics.errors import SmoError

SCALES: tuple[str, ...] = get_args(Scale)
PLANNED: tuple[str, ...] = get_args(Coefficient)
COEFFICIENTS: dict[str, Callable[..., AgreementResult]] = {
    "krippendorff_alpha": krippendorff_alpha,
    "gwet_ac": gwet_ac,
    "fleiss_kappa": fleiss_kappa,
    "cohen_kappa": cohen_kappa,
    "scott_pi": scott_pi,
    "conger_kappa": conger_kappa,
    "light_kappa": light_kappa,
    "brennan_prediger": brennan_prediger,
    "percent_agreement": percent_agreement,
}
PLAN = (
    "items", "labels", "half_width", "low", "high", "standard_deviation", "minority_items", "interval_chance",
    "bound_by",
)  # fmt: skip
_MOST_RESAMPLES = 10_000


@offered
def SMO_COMPARE_AGREEMENT(
    labels: Range,
    labels_2: Range,
    items: Range = None,
    annotators: Range = None,
    items_2: Range = None,
    annotators_2: Range = None,
    coefficient: Range = None,
    categories: Range = None,
) -> object:
    """Agreement of two projects or policies."""
    statistic = _coefficient(coefficient)
    sides = (labels, items, annotators), (labels_2, items_2, annotators_2)
    first, second = (_side(name, side, categories) for name, side in zip(("labels", "labels_2"), sides, strict=True))
    if not read_values("categories", categories):
        # Coefficients that count categories need one domain: that of both.
        domain = [natural_order(dict.fromkeys((*first.categories, *second.categories)))]
        first, second = (ratings(*side, domain) for side in sides)
    return _compared(compare_agreement(first, second, statistic))


@offered
def SMO_BENCHMARK(
    labels: Range,
    items: Range = None,
    annotators: Range = None,
    coefficient: Range = None,
    scale: Range = None,
    categories: Range = None,
) -> object:
    """Find the word of a scale that agreement deserves."""
    chosen = read_choice("scale", scale, SCALES, SCALES[0])
    verdict = benchmark(_coefficient(coefficient)(ratings(labels, items, annotators, categories)), chosen)
    frame = verdict.to_frame()
    frame["value_lies_here"] = frame["level"] == verdict.point_level
    frame["deserved"] = frame["level"] == verdict.level
    return write_table(frame)


@offered
def SMO_AGREEMENT_INTERVALS(
    labels: Range,
    items: Range = None,
    annotators: Range = None,
    coefficient: Range = None,
    categories: Range = None,
    seed: Range = None,
    resamples: Range = None,
) -> object:
    """Make the interval of a coefficient in five ways."""
    start, times = read_number("seed", seed, 0), read_number("resamples", resamples, 1000)
    if type(start) is not int or start < 0:
        raise SmoError(f"seed is a whole number of 0 or more; {start} arrived. Write 0, or another one.")
    if type(times) is not int or times > _MOST_RESAMPLES:
        raise SmoError(f"resamples is a whole number up to {_MOST_RESAMPLES:,}; {times} arrived. Write 1000, say.")
    return _intervals(_coefficient(coefficient), ratings(labels, items, annotators, categories), start, times)


@offered
def SMO_SAMPLE_SIZE(
    expected: Range,
    category_shares: Range,
    half_width: Range = None,
    items: Range = None,
    annotators: Range = None,
    coefficient: Range = None,
    statistic: Range = None,
) -> object:
    """Items to label for an interval as short as needed."""
    plan = sample_size(
        coefficient=_coefficient_name(coefficient, PLANNED),
        expected=needed_number("expected", expected),
        category_shares=read_values("category_shares", category_shares),
        half_width=read_number("half_width", half_width),
        items=read_number("items", items),
        annotators=read_number("annotators", annotators, 2),
    )
    return write_statistic(plan, statistic, PLAN)


def _coefficient(block: Range) -> Callable[..., AgreementResult]:
    return COEFFICIENTS[_coefficient_name(block, tuple(COEFFICIENTS))]


def _coefficient_name(block: Range, names: tuple[str, ...]) -> str:
    """Read a coefficient's name as results give it, or as its Excel function is called."""
    own = {f"SMO_{name.upper()}": name for name in names}
    chosen = read_choice("coefficient", block, (*names, *own), names[0])
    return own.get(chosen, chosen)


def _side(name: str, side: tuple[Range, Range, Range], categories: Range) -> Ratings:
    try:
        return ratings(*side, categories)
    except SmoError as error:
        raise SmoError(f"{name}: {error}") from None


def _compared(result: ComparisonResult) -> Block:
    rows = [
        (name, side.value, side.standard_error, side.low, side.high, side.p_value, side.items, side.status)
        for name, side in (("first", result.first), ("second", result.second))
    ]
    apart = "shared items" if result.dependent else "different items"
    gap = (result.difference, result.standard_error, result.low, result.high, result.p_value, result.items_shared)
    header = ("compared", "value", "standard_error", "low", "high", "p_value", "items", "status")
    return write_rows(header, [*rows, ("difference", *gap, apart)])


def _intervals(coefficient: Callable[..., AgreementResult], rated: Ratings, seed: int, resamples: int) -> Block:
    import numpy as np

    ways = {
        **{kind: partial(coefficient, inference=Inference(interval=kind)) for kind in ("wilson", "t")},
        "jackknife": partial(jackknife_interval, statistic=coefficient),
        **{
            kind: partial(
                bootstrap_interval,
                statistic=coefficient,
                kind=kind,
                resamples=resamples,
                rng=np.random.default_rng(seed),
            )
            for kind in ("percentile", "bca")
        },
    }
    made = {kind: way(rated) for kind, way in ways.items()}
    header = ("interval", "value", "standard_error", "low", "high", "note")
    rows = [(kind, r.value, r.standard_error, r.low, r.high, " ".join(r.warnings)) for kind, r in made.items()]
    return write_rows(header, rows)
