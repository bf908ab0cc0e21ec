"""Every published answer for the metrics we have: R irrCAC, Python irrCAC, SAS, R irr, Krippendorff 2011, Gwet 2014,
Cohen 1960, Fleiss 1971, Artstein & Poesio 2008, Randolph 2005, Brennan & Prediger 1981 (sources in expected.json)."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest

from smo_metrics import agreement
from smo_metrics._intervals import two_sided_p
from smo_metrics.agreement import Ratings

REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "agreement"
if not REFERENCES.is_dir():
    pytest.skip("the shared reference data are not beside this checkout", allow_module_level=True)

COEFFICIENTS = {
    "percent_agreement": agreement.percent_agreement,
    "cohen_kappa": agreement.cohen_kappa,
    "weighted_kappa": agreement.cohen_kappa,
    "fleiss_kappa": agreement.fleiss_kappa,
    "krippendorff_alpha": agreement.krippendorff_alpha,
    "gwet_ac": agreement.gwet_ac,
    "gwet_ac1": agreement.gwet_ac,
}
LEVELS = ("nominal", "ordinal", "interval")
# Figures of a peer that come from an error of that peer, each shown below to be one.
PEER_ERRORS = {
    # R's krippen.alpha.dist takes the chance term of the linearisation once; its raw-data function, and calculus, twice
    "R-dist6-krippendorff_alpha": ("se", "ci95", "p"),
    # Python irrCAC subtracts the finite-sample agreement in the linearisation where R subtracts the plain one
    "pyirrcac-raw-raw4raters-krippendorff_alpha-identity": ("se", "ci95", "p_python"),
    "pyirrcac-raw-raw5observers-krippendorff_alpha-identity": ("ci95",),
    "pyirrcac-raw-raw_gender-krippendorff_alpha-identity": ("ci95",),
}


def in_scope(entry: dict) -> bool:
    options = entry["options"]
    weights, level = options.get("weights", "identity"), options.get("level", "nominal")
    if entry["metric"] == "fleiss_kappa_category":
        return True
    if entry["metric"] == "weighted_kappa" and "weights" not in options:
        return False
    return entry["metric"] in COEFFICIENTS and weights in ("identity", "unweighted") and level in LEVELS


ENTRIES = [entry for entry in json.loads((REFERENCES / "expected.json").read_text()) if in_scope(entry)]


def read_ratings(entry: dict) -> Ratings:
    header, *rows = csv.reader((REFERENCES / entry["data"]).read_text().splitlines())
    layout, options = entry["layout"], entry["options"]
    cells = [row[1:] for row in rows]
    if layout == "table":
        return Ratings.from_contingency([[int(c) for c in row] for row in cells], categories=header[1:])
    if layout == "counts":
        last = 3 if options.get("columns") == "last 3" else len(header) - 1
        return Ratings.from_counts([[int(c) for c in row[-last:]] for row in cells])
    if layout == "wide-sets":
        return Ratings.from_wide([[frozenset(c.split("|")) - {""} for c in row] for row in cells])
    if "raters" in options:
        chosen = [header.index(name) - 1 for name in options["raters"].split(",")]
        cells = [[row[i] for i in chosen] for row in cells]
    return Ratings.from_wide([[float(c) if c[:1].isdigit() else c for c in row] for row in cells])


def compute(entry: dict, ratings: Ratings) -> agreement.AgreementResult:
    options = {"level": entry["options"]["level"]} if "level" in entry["options"] else {}
    if entry["layout"] == "table":
        options["ddof"] = 0  # R's two-annotator table functions divide by n, its raw-data functions by n - 1
    if entry["id"].startswith("sas-"):
        options["use_t"] = False
    return COEFFICIENTS[entry["metric"]](ratings, **options)


def figures(entry: dict, ratings: Ratings) -> dict:
    if entry["metric"] == "fleiss_kappa_category":
        frame = agreement.category_agreement(ratings, coefficient="fleiss_kappa").to_frame().set_index("category")
        return {"value": frame.loc[entry["options"]["category"], "value"]}
    result = compute(entry, ratings)
    degrees = result.items - 1
    wald = two_sided_p(result.value / result.standard_error, degrees) if result.standard_error > 0 else math.nan
    given = {
        "value": result.value, "se": result.standard_error, "ci95": [result.low, result.high],
        "pa": result.observed, "pe": result.expected, "se0": result.null_standard_error, "p": result.p_value,
        "p_python": wald, "p_one_sided": wald / 2, "z": result.value / result.null_standard_error,
        "z_null": result.value / result.null_standard_error,
    }  # fmt: skip
    if entry["layout"] == "counts" and "se" in entry["expected"]:
        given["p"] = wald / 2  # R irrCAC tests with the estimation error, and printed one side
    if "max_value" in entry["expected"]:
        largest = agreement.cohen_kappa_maximum(ratings)
        given |= {"max_pa": largest.observed, "max_value": largest.value}
    if "item_agreement" in entry["expected"]:
        given["item_agreement"] = agreement.item_agreement(ratings)
    return given


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])
def test_a_published_answer_is_reproduced(entry: dict) -> None:
    given = figures(entry, read_ratings(entry))
    for name, expected in entry["expected"].items():
        if name in PEER_ERRORS.get(entry["id"], ()):
            continue
        tolerance = entry["tol"].get(name, 1e-6) if isinstance(entry["tol"], dict) else entry["tol"]
        assert given[name] == pytest.approx(expected, abs=tolerance), name


def alpha_error_on_equal_counts(counts: np.ndarray, chance_taken: int) -> float:
    """Literal linearised error of alpha for items with equal numbers of labels; the chance term taken 1 or 2 times."""
    items, labels, each = len(counts), counts.sum(), counts[0].sum()
    shares = counts.sum(axis=0) / labels
    expected = shares @ shares
    observed = (counts * (counts - 1)).sum(axis=1) / (each * (each - 1)) * (1 - 1 / labels) + 1 / labels
    agree = (observed - expected) / (1 - expected)
    alpha = agree.mean()
    x = agree - chance_taken * (1 - alpha) * (counts @ shares / each - expected) / (1 - expected)
    return math.sqrt(((x - alpha) ** 2).sum() / (items * (items - 1)))


def test_the_alpha_error_of_r_on_counts_takes_the_chance_term_once_and_the_jackknife_says_twice() -> None:
    entry = next(e for e in ENTRIES if e["id"] == "R-dist6-krippendorff_alpha")
    patterns = read_ratings(entry).patterns
    counts = np.repeat(patterns.counts, patterns.multiplicity, axis=0)
    assert alpha_error_on_equal_counts(counts, 1) == pytest.approx(entry["expected"]["se"], abs=1e-8)
    many = np.tile(counts, (20, 1))  # the jackknife is biased upwards at 15 items, not at 300
    without_one = [
        agreement.krippendorff_alpha(Ratings.from_counts(np.delete(many, i, axis=0))).value for i in range(len(counts))
    ]
    jackknife = math.sqrt((len(many) - 1) * np.var(without_one))
    assert agreement.krippendorff_alpha(Ratings.from_counts(many)).standard_error == pytest.approx(jackknife, rel=0.003)
    assert alpha_error_on_equal_counts(many, 1) != pytest.approx(jackknife, rel=0.02)


def test_the_alpha_error_of_the_python_port_is_not_that_of_r() -> None:
    entry = next(e for e in ENTRIES if e["id"] == "pyirrcac-raw-raw4raters-krippendorff_alpha-identity")
    result = agreement.krippendorff_alpha(read_ratings(entry))
    assert result.standard_error == pytest.approx(0.145479, abs=1e-6)  # R irrCAC; its Python port gives .145574


def test_enough_published_answers_are_in_scope_to_mean_something() -> None:
    assert len(ENTRIES) >= 60
    assert {entry["metric"] for entry in ENTRIES} >= {*COEFFICIENTS, "fleiss_kappa_category"}
