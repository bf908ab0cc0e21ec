"""Thirty simulated logs whose best fix is known: three designs, ten seeds each.

Run: python -m tests.studies.planted_flows    (about eleven minutes; prints the table, writes planted_flows.json)

The true gain of a fix is the mean, over replications of the project with other random numbers, of mean lead time
without it minus mean lead time with it; both runs of a replication draw the same numbers for the same task. Lead time
is by the clock, from a task's arrival to the end of its last work, over all tasks. The log itself is replication 0,
which is none of them. `top_clear`: the best fix gains more than the second by more than 2 standard errors of the paired
difference, and by more than 1 % of the mean lead time, below which nobody would notice.

A fix is (kind, stage): one more person there; its hours moved to begin when those of the team that feeds it most
begin, its day as long and its weekdays the same as before; its batches halved; half as much sent back to it; the delay
before it removed. Where two sites share a stage, the person joins the site where that gains more; `by_site` has both.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from tests.studies import planted_double_labels, planted_follow_the_sun, planted_generalists

TRUTH = Path(__file__).with_suffix(".json")
SEEDS, REPLICATIONS = range(10), 24
_MODULES: dict[str, ModuleType] = {
    "follow_the_sun": planted_follow_the_sun,
    "generalists": planted_generalists,
    "double_labels": planted_double_labels,
}
Fix = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Planted:
    """A log, and what each fix gains: mean hours of lead time and their standard error."""

    events: pd.DataFrame
    truth: dict[Fix, tuple[float, float]]
    truth_p90: dict[Fix, tuple[float, float]]
    by_site: dict[Fix, tuple[float, float]]
    base_hours: float
    top_clear: bool


def planted(design: str, seed: int) -> Planted:
    """Simulate the log again and read its truth from the file."""
    known = next(log for log in json.loads(TRUTH.read_text())["logs"] if (log["design"], log["seed"]) == (design, seed))
    fixes = [(tuple(one["fix"]), one) for one in known["fixes"]]
    return Planted(
        events=log_of(design, seed),
        truth={fix: (one["gain_hours"], one["se"]) for fix, one in fixes if "site" not in one},
        truth_p90={fix: (one["p90_gain_hours"], one["p90_se"]) for fix, one in fixes if "site" not in one},
        by_site={(*fix, one["site"]): (one["gain_hours"], one["se"]) for fix, one in fixes if "site" in one},
        base_hours=known["base_hours"],
        top_clear=known["top_clear"],
    )


DESIGNS: dict[str, Callable[[int], Planted]] = {name: functools.partial(planted, name) for name in _MODULES}


def log_of(design: str, seed: int) -> pd.DataFrame:
    """Simulate the log of a design and a seed: an events table."""
    module = _MODULES[design]
    return module.simulate(module.draw(seed), _numbers(design, seed, 0)).events()


def measured(design: str, seed: int, replications: int = REPLICATIONS) -> dict[str, Any]:
    """Simulate the project without and with each fix, and say what each gains."""
    module = _MODULES[design]
    project = module.draw(seed)
    projects = {(): project, **module.fixes(project)}
    leads = {fix: np.empty((replications, 2)) for fix in projects}
    for replication in range(replications):
        for fix, changed in projects.items():
            hours = module.simulate(changed, _numbers(design, seed, 1 + replication)).lead_hours()
            leads[fix][replication] = hours.mean(), np.quantile(hours, 0.9)
    base = leads.pop(())
    gains = {fix: base - changed for fix, changed in leads.items()}
    sites = {fix: gain for fix, gain in gains.items() if len(fix) == 3}
    for fix, gain in sorted(sites.items(), key=lambda entry: entry[1][:, 0].mean()):
        del gains[fix]
        gains[fix[:2]] = gain  # the best site comes last
    best, second = sorted(gains, key=lambda fix: -gains[fix][:, 0].mean())[:2]
    gap, gap_se = _mean_and_error(gains[best][:, 0] - gains[second][:, 0])
    base_hours, base_se = _mean_and_error(base[:, 0])
    return {
        "design": design,
        "seed": seed,
        "base_hours": base_hours,
        "base_se": base_se,
        "base_p90_hours": round(float(base[:, 1].mean()), 4),
        "best": list(best),
        "runner_up": list(second),
        "gap_hours": gap,
        "gap_se": gap_se,
        "top_clear": gap > max(2 * gap_se, 0.01 * base_hours),
        "fixes": [_entry(fix, gain) for fix, gain in sorted((gains | sites).items(), key=_most_first)],
    }


def _numbers(design: str, seed: int, replication: int) -> np.random.Generator:
    return np.random.default_rng([100 + list(_MODULES).index(design), seed, replication])


def _most_first(entry: tuple[Fix, np.ndarray]) -> tuple[bool, float]:
    return len(entry[0]) == 3, -float(entry[1][:, 0].mean())


def _entry(fix: Fix, gain: np.ndarray) -> dict[str, Any]:
    (mean, error), (p90, p90_error) = _mean_and_error(gain[:, 0]), _mean_and_error(gain[:, 1])
    place = {"fix": list(fix[:2])} | ({"site": fix[2]} if len(fix) == 3 else {})
    return {**place, "gain_hours": mean, "se": error, "p90_gain_hours": p90, "p90_se": p90_error}


def _mean_and_error(values: np.ndarray) -> tuple[float, float]:
    return round(float(values.mean()), 4), round(float(values.std(ddof=1) / math.sqrt(len(values))), 4)


def main() -> None:
    """Measure all, write the truth, print the table."""
    print(f"{REPLICATIONS} replications; hours of mean lead time; gains +- their standard errors")
    print("design          seed   base   best fix              gain     se   second fix            gain     se   clear")
    logs = []
    for design in _MODULES:
        for seed in SEEDS:
            log = measured(design, seed)
            logs.append(log)
            top = "   ".join(
                f"{' '.join(one['fix']):18s} {one['gain_hours']:7.2f} +- {one['se']:4.2f}" for one in log["fixes"][:2]
            )
            clear = "yes" if log["top_clear"] else "tie"
            print(f"{design:15s} {seed:4d} {log['base_hours']:6.2f}   {top}   {clear}", flush=True)
    text = ",\n".join(json.dumps(log) for log in logs)
    TRUTH.write_text(f'{{"replications": {REPLICATIONS}, "logs": [\n{text}\n]}}\n')


if __name__ == "__main__":
    main()
