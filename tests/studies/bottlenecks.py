"""How often is the first fix the right one? find_bottlenecks on 30 simulated logs whose best fix is known.

Run: python -m tests.studies.bottlenecks    (about ten minutes on two cores; prints what stands in bottlenecks.txt)

A log counts as right when its first fix is the one that truly gains most, or is declared tied with it. A gain counts as
right when it differs from the true one by no more than three standard errors of the difference.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product

import numpy as np

from smo_metrics.flow.bottlenecks import find_bottlenecks
from tests.studies.planted_flows import DESIGNS, SEEDS, planted

ZONES: Mapping[str, Mapping[str, str] | str] = {
    "follow_the_sun": {"Dublin": "Europe/Dublin", "Manila": "Asia/Manila"},
    "generalists": "America/Bogota",
    "double_labels": "Africa/Nairobi",
}


@dataclass(frozen=True)
class Judged:
    """One log: what was found, and what is true."""

    design: str
    seed: int
    found: str
    truth: str
    first_is_right: bool
    right_or_tied: bool
    top_clear: bool
    tie_declared: bool
    gains: int
    gains_right: int
    gains_inside: int
    worst_z: float
    fit: float


def judge(design: str, seed: int) -> Judged:
    """Run find_bottlenecks on one log and compare it with the truth."""
    log = planted(design, seed)
    result = find_bottlenecks(log.events, rng=np.random.default_rng(seed), timezone=ZONES[design])
    frame = result.fixes
    found = [tuple(text.rsplit(" ", 1)[0].split(" ", 1)) if text[-1].isdigit() else tuple(text.split(" ", 1)) for text in frame["fix"]]
    best = max(log.truth, key=lambda fix: log.truth[fix][0])
    tied = {fix for fix, name in zip(found, frame["fix"], strict=True) if name in result.best}
    known = [(row, log.truth[fix]) for fix, row in zip(found, frame.to_dict("records"), strict=True) if fix in log.truth]
    z = [(row["gain_mean_hours"] - gain) / np.hypot(row["gain_mean_hours_se"], max(se, 5e-5)) for row, (gain, se) in known]
    inside = [row["gain_mean_hours_low"] - 2 * se <= gain <= row["gain_mean_hours_high"] + 2 * se for row, (gain, se) in known]
    return Judged(
        design, seed, " ".join(found[0]), " ".join(best), found[0] == best, best in tied, log.top_clear, len(tied) > 1,
        len(z), int((np.abs(z) <= 3).sum()), sum(inside), float(max(z, key=abs)), result.simulated_hours / result.observed_hours,
    )  # fmt: skip


def main() -> None:
    """Judge all logs and print the table."""
    with ProcessPoolExecutor(2) as pool:
        judged = list(pool.map(judge, *zip(*product(DESIGNS, SEEDS), strict=True)))
    print("design          seed  first fix            truth                right  right or tied  clear  tie said  gains right  worst z   fit")
    for one in judged:
        print(
            f"{one.design:15s} {one.seed:4d}  {one.found:20s} {one.truth:20s} {one.first_is_right!s:5s}  {one.right_or_tied!s:13s}"
            f"  {one.top_clear!s:5s}  {one.tie_declared!s:8s}  {one.gains_right:3d} of {one.gains:2d}  {one.worst_z:8.2f} {one.fit:6.3f}"
        )
    clear = [one for one in judged if one.top_clear]
    print(f"first fix right: {sum(one.first_is_right for one in judged)} of {len(judged)}")
    print(f"first fix right or tied with it: {sum(one.right_or_tied for one in judged)} of {len(judged)}")
    print(f"where the best is clear ({len(clear)}): right {sum(one.first_is_right for one in clear)}, right or tied {sum(one.right_or_tied for one in clear)}")
    unclear = [one for one in judged if not one.top_clear]
    print(f"where it is not ({len(unclear)}): tie declared {sum(one.tie_declared for one in unclear)}")
    gains = sum(one.gains for one in judged)
    print(f"gains within 3 standard errors: {sum(one.gains_right for one in judged)} of {gains}; inside the 95 % interval: {sum(one.gains_inside for one in judged)}")


if __name__ == "__main__":
    sys.exit(main())
