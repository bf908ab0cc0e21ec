"""Do projects of the planned size get the half-width that was asked for, and does their interval cover?

Run: python -m tests.studies.sample_size

For each plan, projects of the planned number of items are drawn from the plan's own model label by label (not from its
count probabilities), and the library computes the coefficient with its default interval.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from smo_metrics import agreement
from smo_metrics.agreement import Ratings
from smo_metrics.agreement.sample_size import SampleSizeResult, sample_size
from smo_metrics.errors import SmoError

PROJECTS = 2000


@dataclass(frozen=True)
class Projects:
    """Share of projects with an interval; of these: mean half-width, share within the planned one, coverage."""

    given: float
    mean_half_width: float
    within: float
    coverage: float


def simulated(
    plan: SampleSizeResult, shares: list[float], annotators: int, projects: int, rng: np.random.Generator
) -> Projects:
    """Draw projects of the planned size, each annotator knowing with the probability that gives the planned value."""
    p, coefficient = np.array(shares), getattr(agreement, plan.method)
    knows = np.sqrt(_pair_kappa(plan, p))
    half, covered = [], []
    for _ in range(projects):
        truth = rng.choice(len(p), size=plan.items, p=p)
        guess = rng.choice(len(p), size=(plan.items, annotators), p=p)
        labels = np.where(rng.random(guess.shape) < knows, truth[:, None], guess)
        result = coefficient(_ratings(labels, len(p)), confidence=plan.confidence)
        if result.interval is not None:
            half.append((result.high - result.low) / 2)
            covered.append(result.low <= plan.expected <= result.high)
    within = np.mean(np.array(half) <= plan.half_width)
    return Projects(len(half) / projects, float(np.mean(half)), float(within), float(np.mean(covered)))


def _pair_kappa(plan: SampleSizeResult, p: np.ndarray) -> float:
    if plan.method != "gwet_ac":
        return plan.expected
    chance, same = p @ (1 - p) / (len(p) - 1), p @ p
    return (chance + plan.expected * (1 - chance) - same) / (1 - same)


def _ratings(labels: np.ndarray, q: int) -> Ratings:
    item, annotator = np.divmod(np.arange(labels.size), labels.shape[1])
    return Ratings.from_codes(item, annotator, labels.ravel(), categories=range(q))


def main() -> None:
    """Print the table."""
    rng = np.random.default_rng(20261123)
    print(f"{PROJECTS} projects a plan; nominal coverage 95 %; within: share of projects no wider than planned")
    print(
        "coefficient          value  shares                 annotators  half-width   items  bound by       interval  "
        "mean half-width  within  coverage"
    )
    shares = ([0.5, 0.5], [0.8, 0.2], [0.95, 0.05], [0.98, 0.02], [0.6, 0.2, 0.1, 0.05, 0.05])
    coefficients = ("krippendorff_alpha", "gwet_ac", "fleiss_kappa", "cohen_kappa")
    for coefficient, p, value in itertools.product(coefficients, shares, (0.6, 0.9)):
        for annotators, half_width in ((2, 0.2), (2, 0.1), (2, 0.05), (4, 0.05)):
            if annotators > 2 and coefficient == "cohen_kappa":
                continue
            try:
                plan = sample_size(
                    coefficient=coefficient, expected=value, category_shares=p, half_width=half_width,
                    annotators=annotators,
                )  # fmt: skip
            except SmoError:  # an AC1 that annotators who only guess exceed with such shares
                continue
            got = simulated(plan, p, annotators, PROJECTS, rng)
            print(
                f"{coefficient:20} {value:5.2f}  {'/'.join(map(str, p)):22} {annotators:10}  {plan.half_width:10.4f} "
                f"{plan.items:7}  {plan.bound_by:14} {100 * got.given:8.1f}  {got.mean_half_width:15.4f} "
                f"{100 * got.within:7.1f}  {100 * got.coverage:8.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
