"""How often is the first fix the right one? find_bottlenecks on 30 simulated logs whose best fix is known.

Run: python -m tests.studies.bottlenecks    (five minutes on two cores; prints what stands in bottlenecks.txt)

A log counts as right when its first fix is the one that truly gains most, or is declared tied with it. A gain is right
when it differs from the true one by no more than three standard errors of the difference. Not all fixes are the same
change on both sides: the truth moves a stage's hours to begin when its feeder's begin, find_bottlenecks to share most
hours with them. The zones of the regions are given, as a coordinator knows them; hours are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product

import numpy as np

from smo_metrics.flow import find_bottlenecks
from tests.studies.planted_flows import DESIGNS, SEEDS, planted

ZONES: Mapping[str, Mapping[str, str] | str] = {
    "follow_the_sun": {"Dublin": "Europe/Dublin", "Manila": "Asia/Manila"},
    "generalists": "America/Bogota",
    "double_labels": "Africa/Nairobi",
}
_ROUNDED = 5e-5  # the truth stands in the file with four decimals


@dataclass(frozen=True)
class Judged:
    """One log: what was found, and what is true."""

    design: str
    seed: int
    found: tuple[str, ...]
    truth: tuple[str, ...]
    tied: frozenset[tuple[str, ...]]
    top_clear: bool
    z: dict[str, float]
    inside: int
    fit: float

    @property
    def right(self) -> str:
        """Say whether the first fix is the true one, tied with it, or neither."""
        return "yes" if self.found == self.truth else "tied" if self.truth in self.tied else "no"


def judge(design: str, seed: int) -> Judged:
    """Run find_bottlenecks on one log and compare it with the truth."""
    log = planted(design, seed)
    result = find_bottlenecks(log.events, rng=np.random.default_rng(seed), timezone=ZONES[design])
    known, z, inside = log.truth | log.by_site, {}, 0
    fixes = []
    for row in result.fixes.to_dict("records"):
        fix = (row["fix"].partition(" ")[0], row["stage"])
        fixes.append(fix)
        site = row["fix"].partition(" in ")[2].rpartition(" ")[0]
        gain, error = known.get((*fix, site) if site else fix, (np.nan, np.nan))
        if gain == gain:
            errors = np.hypot(row["gain_mean_hours_se"], error + _ROUNDED)
            z[row["fix"]] = float((row["gain_mean_hours"] - gain) / errors)
            inside += row["gain_mean_hours_low"] - 2 * error <= gain <= row["gain_mean_hours_high"] + 2 * error
    return Judged(
        design,
        seed,
        found=fixes[0],
        truth=max(log.truth, key=lambda fix: log.truth[fix][0]),
        tied=frozenset(fix for fix, name in zip(fixes, result.fixes["fix"], strict=True) if name in result.best),
        top_clear=log.top_clear,
        z=z,
        inside=inside,
        fit=result.simulated_hours / result.observed_hours,
    )


def main() -> None:
    """Judge all logs and print the table."""
    with ProcessPoolExecutor(2) as pool:
        judged = list(pool.map(judge, *zip(*product(DESIGNS, SEEDS), strict=True)))
    print(f"{'design':15s} seed  {'first fix':20s} {'true fix':20s} right  clear  tie said  fit    over 3 errors off")
    for one in judged:
        off = ", ".join(f"{fix} ({z:+.1f})" for fix, z in one.z.items() if abs(z) > 3)
        print(
            f"{one.design:15s} {one.seed:4d}  {' '.join(one.found):20s} {' '.join(one.truth):20s} {one.right:5s}  "
            f"{'yes' if one.top_clear else 'no':5s}  {'yes' if len(one.tied) > 1 else 'no':8s}  {one.fit:.3f}  {off}"
        )
    clear = [one for one in judged if one.top_clear]
    unclear = [one for one in judged if not one.top_clear]
    z = np.abs([z for one in judged for z in one.z.values()])
    print(f"first fix right in {sum(one.right == 'yes' for one in judged)} of {len(judged)} logs", end="; ")
    print(f"where the best is clear, in {sum(one.right == 'yes' for one in clear)} of {len(clear)}")
    print(f"where it is not, a tie is declared in {sum(len(one.tied) > 1 for one in unclear)} of {len(unclear)}")
    print(f"gains within 3 errors of the truth: {(z <= 3).sum()} of {z.size}", end="; ")
    print(f"95 % intervals that hold it: {sum(one.inside for one in judged)} of {z.size}")


if __name__ == "__main__":
    main()
