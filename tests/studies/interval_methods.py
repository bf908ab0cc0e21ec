"""Which interval of alpha covers best where one category is common? The default beside what else is in use.

Run: python -m tests.studies.interval_methods

Labels of 3 annotators by `tests.studies.label_model`; all methods on the same samples, those for which the default
gives an interval and not all labels agree. t: value +- t x error; jack: with the jackknife's error; logit: t on the
logit of the value between -1 and 1; perc and bca: bootstrap over items, 1,000 resamples; wilson: the default.
"""

from __future__ import annotations

import argparse
from itertools import product

import numpy as np
from scipy import stats

from smo_metrics.agreement import Ratings, krippendorff_alpha
from tests.studies.label_model import count_patterns, shares

METHODS = ("t", "jack", "logit", "perc", "bca", "wilson")


def alphas(times: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Nominal alpha for each row of multiplicities (samples x patterns)."""
    size = counts.sum(axis=1)
    within = (size**2 - (counts**2).sum(axis=1)) / (size - 1)
    totals = times @ counts
    labels = totals.sum(axis=1)
    different = labels**2 - (totals**2).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return 1 - (labels - 1) * (times @ within) / different


def intervals(times: np.ndarray, counts: np.ndarray, resamples: int, rng: np.random.Generator) -> dict[str, tuple]:
    """Every method's interval of one sample; none where the default gives none."""
    result = krippendorff_alpha(Ratings.from_counts(counts).reweighted(times))
    if not result.interval:
        return {}
    items, value, error = int(times.sum()), result.value, result.standard_error
    t = stats.t.ppf(0.975, items - 1)
    found = {"t": (value - t * error, value + t * error)}
    one_less = alphas(times - np.eye(len(times), dtype=int)[times > 0], counts)
    weight = times[times > 0]
    apart = weight @ one_less / items - one_less
    jack = np.sqrt((items - 1) / items * (weight @ apart**2))
    found["jack"] = (value - t * jack, value + t * jack)
    centre, half = np.arctanh(value), t * error / (1 - value**2)
    found["logit"] = (np.tanh(centre - half), np.tanh(centre + half))
    resampled = alphas(rng.multinomial(items, times / items, size=resamples), counts)
    resampled = resampled[np.isfinite(resampled)]
    found["perc"] = tuple(np.quantile(resampled, [0.025, 0.975]))
    below = np.mean(resampled < value) + np.mean(resampled == value) / 2
    bias = stats.norm.ppf(np.clip(below, 1 / resamples, 1 - 1 / resamples))
    acceleration = (weight @ apart**3) / (6 * (weight @ apart**2) ** 1.5)
    shifted = bias + stats.norm.ppf([0.025, 0.975])
    found["bca"] = tuple(np.quantile(resampled, stats.norm.cdf(bias + shifted / (1 - acceleration * shifted))))
    found["wilson"] = (result.low, result.high)
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--resamples", type=int, default=1000)
    options = parser.parse_args()
    rng = np.random.default_rng(20261123)
    print(f"{options.samples} samples a cell; coverage in % with the mean width, of samples where the default is shown")
    print("q  kappa  common  items  shown  " + "".join(f"{name:>15}" for name in METHODS))
    for q, kappa, prevalence, items in product((2, 5), (0.4, 0.8), (0.5, 0.8, 0.95, 0.99), (50, 200, 2000)):
        counts, probability = count_patterns(shares(prevalence, q), kappa, 3)
        hits, widths, shown = dict.fromkeys(METHODS, 0), dict.fromkeys(METHODS, 0.0), 0
        for times in rng.multinomial(items, probability, size=options.samples):
            if not times[(counts > 0).sum(axis=1) > 1].any():
                continue
            found = intervals(times, counts, options.resamples, rng)
            shown += bool(found)
            for name, (low, high) in found.items():
                hits[name] += low <= kappa <= high
                widths[name] += min(high, 1) - max(low, -1)
        cells = [f"{100 * hits[m] / shown:8.1f} {widths[m] / shown:6.3f}" for m in METHODS] if shown > 40 else []
        head = f"{q}  {kappa:5.1f}  {prevalence:6.2f}  {items:5d}  {100 * shown / options.samples:5.1f}  "
        print(head + "".join(cells), flush=True)


if __name__ == "__main__":
    main()
