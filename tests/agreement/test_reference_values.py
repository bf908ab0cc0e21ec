"""Every published answer: R and Python irrCAC, SAS, R irr, R psych, dkpro, the papers (sources in expected.json)."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from smo_metrics import agreement
from smo_metrics._intervals import two_sided_p
from smo_metrics.agreement import AgreementResult, Inference, Ratings
from smo_metrics.quality import consensus

REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "agreement"
if not REFERENCES.is_dir():
    pytest.skip("the shared reference data are not beside this checkout", allow_module_level=True)

COEFFICIENTS = {
    "percent_agreement": agreement.percent_agreement,
    "cohen_kappa": agreement.cohen_kappa,
    "weighted_kappa": agreement.cohen_kappa,
    "scott_pi": agreement.scott_pi,
    "fleiss_kappa": agreement.fleiss_kappa,
    "conger_kappa": agreement.conger_kappa,
    "krippendorff_alpha": agreement.krippendorff_alpha,
    "gwet_ac": agreement.gwet_ac,
    "gwet_ac1": agreement.gwet_ac,
    "gwet_ac2": agreement.gwet_ac,
    "brennan_prediger": agreement.brennan_prediger,
    "bennett_s": agreement.bennett_s,
    "randolph_kappa": agreement.randolph_kappa,
}
NOT_OFFERED = {"gamma", "hubert_kappa", "bangdiwala_b"}
TWO_ANNOTATORS = {"cohen_kappa", "weighted_kappa", "scott_pi"}
ENTRIES = json.loads((REFERENCES / "expected.json").read_text())


def of(*metrics: str) -> list:
    return [pytest.param(entry, id=entry["id"]) for entry in ENTRIES if entry["metric"] in metrics]


def check(entry: dict, found: dict, left_out: tuple[str, ...] = ()) -> None:
    for name, expected in entry["expected"].items():
        tolerance = entry["tol"].get(name, 1e-6) if isinstance(entry["tol"], dict) else entry["tol"]
        if name not in left_out:
            assert found[name] == pytest.approx(expected, abs=tolerance), name


def rows_of(entry: dict) -> tuple[list[str], list[list[str]]]:
    header, *rows = csv.reader((REFERENCES / entry["data"]).read_text().splitlines())
    return header[1:], [row[1:] for row in rows]


def read_ratings(entry: dict) -> Ratings:
    header, cells = rows_of(entry)
    options = entry["options"]
    if entry["layout"] == "table":
        return Ratings.from_contingency([[int(c) for c in row] for row in cells], categories=header)
    if entry["layout"] == "counts":
        last = 3 if options.get("columns") == "last 3" else len(header)
        return Ratings.from_counts([[int(c) for c in row[-last:]] for row in cells])
    if entry["layout"] == "wide-sets":
        return Ratings.from_wide([[frozenset(c.split("|")) - {""} for c in row] for row in cells])
    if "raters" in options:
        chosen = [header.index(name) for name in options["raters"].split(",")]
        cells = [[row[i] for i in chosen] for row in cells]
    if "weight_positions" in options:  # R irr scores observed categories 1, 2, 3, ... whatever they are
        return Ratings.from_wide(cells, categories=sorted({c for row in cells for c in row}))
    return Ratings.from_wide([[float(c) if c[:1].isdigit() else c for c in row] for row in cells])


def options_of(entry: dict, ratings: Ratings) -> dict:
    given = entry["options"]
    options = {name: given[name] for name in ("level", "weights") if name in given}
    if options.get("weights") == "unweighted":
        options["weights"] = "identity"
    if options.get("level") == "custom":  # Artstein & Poesio: .5 where either label is Chck
        either = np.array([[0.5 if "CHCK" in f"{a} {b}".upper() else 1.0 for b in ratings.categories]
                           for a in ratings.categories])  # fmt: skip
        np.fill_diagonal(either, 0)
        return {"distance": either} if entry["metric"] == "krippendorff_alpha" else {"weights": 1 - either}
    return options


def compute(entry: dict, ratings: Ratings) -> AgreementResult:
    """Compute by the conventions of the publication: R's tables divide by n, SAS uses the normal distribution."""
    inference = Inference(
        interval="normal" if entry["id"].startswith("sas-") else "t",
        ddof=0 if entry["layout"] == "table" else None,
        single_labels="gwet",
    )
    return COEFFICIENTS[entry["metric"]](ratings, **options_of(entry, ratings), inference=inference)


def figures(entry: dict, ratings: Ratings) -> dict:
    result = compute(entry, ratings)
    t = result.value / result.standard_error if result.standard_error > 0 else math.nan
    wald = two_sided_p(t, result.items - 1)
    z = result.value / result.null_standard_error
    given = {
        "value": result.value, "se": result.standard_error, "ci95": [result.low, result.high], "pa": result.observed,
        "pe": result.expected, "se0": result.null_standard_error, "p": result.p_value, "z": z, "z_null": z,
        "p_python": wald, "p_one_sided": wald / 2,
    }  # fmt: skip
    if entry["layout"] == "counts" and "se" in entry["expected"]:
        given["p"] = wald / 2  # R irrCAC tests with the estimation error, and printed one side
    if entry["metric"] == "brennan_prediger":
        given["p_python"] = wald / 2  # the one p-value of the Python port that is one-sided
    if "max_value" in entry["expected"]:
        largest = agreement.cohen_kappa_maximum(ratings)
        given |= {"max_pa": largest.observed, "max_value": largest.value}
    if "item_agreement" in entry["expected"]:
        given["item_agreement"] = agreement.item_agreement(ratings)
    return given


def is_multi_label(entry: dict) -> bool:
    return entry["metric"] == "krippendorff_alpha" and entry["layout"] == "wide-sets"


def is_alpha_of_the_port(entry: dict) -> bool:
    return entry["metric"] == "krippendorff_alpha" and entry["id"].startswith("pyirrcac-raw")


@pytest.mark.parametrize("entry", [e for e in of(*COEFFICIENTS) if not is_multi_label(e.values[0])])
def test_a_published_coefficient_is_reproduced(entry: dict) -> None:
    left_out: tuple[str, ...] = ()
    if entry["id"] == "R-dist6-krippendorff_alpha":
        left_out = ("se", "ci95", "p")  # shown below to come from an error of R's function for counts
    if is_alpha_of_the_port(entry):
        left_out = ("ci95", "p_python")  # shown below to come from the port's own degrees of freedom
    check(entry, figures(entry, read_ratings(entry)), left_out)


@pytest.mark.parametrize("entry", [e for e in of("krippendorff_alpha") if is_alpha_of_the_port(e.values[0])])
def test_the_intervals_of_the_python_port_follow_from_its_degrees_of_freedom(entry: dict) -> None:
    """It counts pairable items only; and its own linearisation gives .145574 for raw4raters where R prints .145479."""
    result = compute(entry, read_ratings(entry))
    pairable = int(read_ratings(entry).patterns.multiplicity @ (read_ratings(entry).patterns.counts.sum(axis=1) >= 2))
    half = stats.t.ppf(0.975, pairable - 1) * result.standard_error
    error = {"value": result.value, "se": result.standard_error, "pa": result.observed, "pe": result.expected}
    limits = [max(-1, result.value - half), min(1, result.value + half)]
    assert limits == pytest.approx(entry["expected"]["ci95"], abs=0.002)
    check(entry, error, ("ci95", "p_python"))
    assert two_sided_p(result.value / result.standard_error, pairable - 1) == pytest.approx(
        entry["expected"]["p_python"], rel=0.05
    )


def test_the_error_of_alpha_is_rs_and_not_that_of_its_python_port() -> None:
    entry = next(e for e in ENTRIES if e["id"] == "pyirrcac-raw-raw4raters-krippendorff_alpha-identity")
    assert compute(entry, read_ratings(entry)).standard_error == pytest.approx(0.145479, abs=1e-6)


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


@pytest.mark.parametrize("entry", of("fleiss_kappa_category"))
def test_a_published_category_kappa_is_reproduced(entry: dict) -> None:
    frame = agreement.category_agreement(read_ratings(entry), coefficient="fleiss_kappa").to_frame()
    row = frame.set_index("category").loc[entry["options"]["category"]]
    check(entry, {"value": row["value"]})


@pytest.mark.parametrize("entry", of("icc"))
def test_a_published_intraclass_correlation_is_reproduced(entry: dict) -> None:
    result = agreement.intraclass_correlation(read_ratings(entry), form=entry["options"]["form"])
    details = {name: result.details[name] for name in ("F", "df1", "df2")}
    check(entry, {"value": result.value, "ci95": [result.low, result.high], "p": result.p_value, **details})


@pytest.mark.parametrize("entry", of("kendall_w"))
def test_a_published_kendall_w_is_reproduced(entry: dict) -> None:
    result = agreement.kendall_w(read_ratings(entry))
    found = {"value": result.value, "chisq": result.details["chi2"], "df": result.details["df"]}
    check(entry, {**found, "p": stats.chi2.sf(found["chisq"], found["df"])})


@pytest.mark.parametrize("entry", of("bland_altman"))
def test_published_limits_of_agreement_are_reproduced(entry: dict) -> None:
    found = {}
    for name, multiplier in (("loa_1.96sd", 1.96), ("loa_2sd", 2)):
        result = agreement.bland_altman(read_ratings(entry), reference=2, multiplier=multiplier)
        found[name] = [result.lower_limit.value, result.upper_limit.value]
    assert found["loa_1.96sd"] == pytest.approx(entry["expected"]["loa_1.96sd"], abs=0.06)  # printed to one decimal
    parts = {"mean_diff": result.mean_difference.value, "sd_diff": result.standard_deviation}
    check(entry, {**parts, **found}, ("loa_1.96sd",))


@pytest.mark.parametrize("entry", [e for e in of("krippendorff_alpha") if is_multi_label(e.values[0])])
def test_a_published_multi_label_alpha_is_reproduced(entry: dict) -> None:
    _, cells = rows_of(entry)
    rows = [(i, a, frozenset(c.split("|")) - {""}) for i, row in enumerate(cells) for a, c in enumerate(row)]
    table = pd.DataFrame(rows, columns=["item_id", "annotator_id", "label"])
    result = agreement.multilabel_alpha(table, distance="masi_dkpro")
    parts = {"Do": result.details["observed_disagreement"], "De": result.details["expected_disagreement"]}
    check(entry, {"value": result.value, **parts})


@pytest.mark.parametrize("entry", of("gwet_probabilistic_benchmark"))
def test_a_published_benchmark_is_reproduced(entry: dict) -> None:
    _, ((error,),) = rows_of(entry)
    base = agreement.gwet_ac(Ratings.from_contingency([[40, 9], [6, 45]]))
    result = replace(base, value=0.67, standard_error=float(error))
    frame = agreement.benchmark(result, entry["options"]["scale"]).to_frame()
    check(entry, {"cumprob": frame["cumulative"].tolist()})


def read_long(entry: dict) -> pd.DataFrame:
    return pd.read_csv(REFERENCES / entry["data"], dtype=str)


def test_the_published_class_shares_of_dawid_and_skene_are_reproduced() -> None:
    entry = next(e for e in ENTRIES if e["metric"] == "dawid_skene" and "class_marginals" in e["expected"])
    raw = read_long(entry)
    item, rater = pd.factorize(raw["item"])[0], pd.factorize(raw["rater"])[0]
    check(entry, {"class_marginals": dawid_skene_shares(item, rater, raw["label"].astype(int).to_numpy() - 1)})


def dawid_skene_shares(item: np.ndarray, rater: np.ndarray, label: np.ndarray) -> list[float]:
    """Rater 1 labelled three times: repeated labels go to the kernel, which `Ratings` would refuse."""
    from smo_metrics.quality._dawid_skene import fit
    from smo_metrics.quality._votes import cast, shares

    votes = cast(item, rater, label, item.max() + 1, rater.max() + 1, 4)
    found = fit(votes, shares(votes), "dawid_skene", max_iterations=1000, tolerance=1e-8)
    return found.probabilities.mean(axis=0).tolist()


CONSENSUS = [entry for entry in of("majority_vote", "dawid_skene") if "accuracy" in entry.values[0]["expected"]]


@pytest.mark.parametrize("entry", CONSENSUS)
def test_a_published_consensus_is_as_often_right(entry: dict) -> None:
    raw = read_long(entry)
    ratings = Ratings.from_long(raw, item="item", annotator="worker", label="label")
    method = {"majority_vote": "majority"}.get(entry["metric"], entry["metric"])
    settled = consensus(ratings, method=method).to_frame().set_index("item")["label"]
    gold = raw.drop_duplicates("item").set_index("item")["gold"].reindex(settled.index)
    tied = settled.isna()  # a coin decides between two categories
    right = float((settled[~tied] == gold[~tied]).sum() + 0.5 * tied.sum()) / len(gold)
    check(entry, {"accuracy": right, "n_items": ratings.items, "n_workers": len(ratings.annotators), "n_labels": 8000})


def test_every_published_entry_is_checked_here_but_for_what_is_not_offered() -> None:
    measured = {"icc", "kendall_w", "bland_altman"}
    others = {"fleiss_kappa_category", "gwet_probabilistic_benchmark", "dawid_skene", "majority_vote"}
    checked = {*COEFFICIENTS, *measured, *others}
    assert {entry["metric"] for entry in ENTRIES} == checked | NOT_OFFERED
    assert sum(entry["metric"] in checked for entry in ENTRIES) == 186
