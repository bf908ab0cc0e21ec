"""Do 95 % intervals of the attained share cover, where tasks of one day share their fate and some are still open?

Run: python -m tests.studies.attainment_coverage

A task's log duration is normal: a part is drawn for its day, the rest for itself, so that the given share of tasks is
done within the target and two tasks of a day are alike by `common`; days follow one another with the correlation
`next`. Tasks begin evenly over `days`, Poisson many a day; the target is one day, and the last day's tasks are open or
not as the end of the days finds them. With `targets` 2, three tasks in ten have a target of a quarter day and are 20
points less often in time. Columns in %: how often an interval is given; its coverage of the share that such work has in
the long run; that of the log-log interval on Greenwood's error; then in points the mean error of the share, and of the
shares of closed and of mature tasks.
"""

from __future__ import annotations

import argparse
import math
from itertools import product

import numpy as np
from scipy.special import ndtri

from smo_metrics._intervals import two_sided_quantile
from smo_metrics.sla.outcomes._attained_figures import Followed, attained_figures

CONFIDENCE, WITHIN = 0.95, 3.0
KINDS = ((0.0, 0.0, 1), (0.15, 0.0, 1), (0.15, 0.4, 1), (0.15, 0.7, 1), (0.15, 0.4, 2))


def history(
    days: int, a_day: int, share: float, common: float, next_day: float, targets: int, rng: np.random.Generator
) -> Followed:
    """Draw one history, followed to its end."""
    day = np.repeat(np.arange(days), rng.poisson(a_day, days))
    level = rng.normal(size=days)
    for one in range(1, days):
        level[one] = next_day * level[one - 1] + math.sqrt(1 - next_day**2) * level[one]
    short = (targets == 2) & (rng.random(len(day)) < 0.3)
    in_time = np.where(short, share - 0.14, share + 0.06) if targets == 2 else np.full(len(day), share)
    noise = math.sqrt(common) * level[day] + math.sqrt(1 - common) * rng.normal(size=len(day))
    ratio = np.exp(noise - ndtri(np.minimum(in_time, 0.99)))
    until_now = (days - day - rng.random(len(day))) / np.where(short, 0.25, 1.0)
    seen, running, mature = np.minimum(ratio, until_now), ratio > until_now, until_now > 1
    return Followed(np.arange(len(day)), seen, short.astype(np.int64), running, mature, day).only(np.argsort(seen))


def greenwood_covers(line: dict, truth: float) -> bool:
    """Tell whether the log-log interval covers that takes tasks for independent."""
    late = 1 - line["attained"]
    if not 0 < late < 1:
        return late == 1 - truth
    quantile = two_sided_quantile(CONFIDENCE, math.inf)
    spread = math.exp(quantile * line["greenwood_error"] / (late * -math.log(late)))
    return late**spread <= 1 - truth <= late ** (1 / spread)


def cell(share: float, histories: int, rng: np.random.Generator, **kind: float) -> np.ndarray:
    """Give the columns of one row: share of intervals given, coverage, Greenwood's, and three mean errors."""
    rows = []
    for _ in range(histories):
        line = attained_figures(history(share=share, rng=rng, **kind), 0.9, CONFIDENCE)
        given = not math.isnan(line["low"])
        rows.append(
            (
                given,
                line["low"] <= share <= line["high"] if given else math.nan,
                greenwood_covers(line, share) if given else math.nan,
                line["attained"] - share,
                line["closed_only"] - share,
                line["mature_share"] - share,
            )
        )
    return np.array([100 * np.nanmean(column) for column in np.array(rows, dtype=float).T])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--histories", type=int, default=1000)
    histories = parser.parse_args().histories
    rng = np.random.default_rng(6)
    print(f"{histories} histories a cell; nominal coverage {CONFIDENCE:.0%}; * = more than {WITHIN:g} points off")
    print("days  a day  share  common  next  targets  given  covered  Greenwood   error  closed only  mature")
    outside = []
    for days, a_day, share, (common, next_day, targets) in product((6, 10, 20, 60), (10, 40), (0.8, 0.93), KINDS):
        kind = {"days": days, "a_day": a_day, "common": common, "next_day": next_day, "targets": targets}
        given, covered, greenwood, *errors = cell(share, histories, rng, **kind)
        off = abs(covered - 100 * CONFIDENCE) > WITHIN
        outside.append((days, next_day, covered) if off else None)
        print(
            f"{days:4}  {a_day:5}  {share:5.2f}  {common:6.2f}  {next_day:4.1f}  {targets:7}  {given:5.1f}  "
            f"{covered:6.1f}{'*' if off else ' '}  {greenwood:9.1f}  {errors[0]:+6.2f}  {errors[1]:+11.2f}  "
            f"{errors[2]:+6.2f}",
            flush=True,
        )
    low = [found for found in outside if found and found[2] < 100 * CONFIDENCE]
    print(f"{sum(map(bool, outside))} of {len(outside)} cells are outside; {len(low)} of them cover too seldom:")
    for days, next_day, covered in low:
        print(f"  {days} days, correlation of the next day {next_day}: {covered:.1f}")


if __name__ == "__main__":
    main()
