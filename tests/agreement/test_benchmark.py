"""Which word of a verbal scale a coefficient deserves, at the point and with its error."""

from __future__ import annotations

import csv
import dataclasses
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from smo_metrics.agreement import Ratings, cohen_kappa, percent_agreement
from smo_metrics.agreement.benchmark import benchmark
from smo_metrics.agreement.results import AgreementResult
from smo_metrics.errors import SmoError

REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "agreement"
SCALES = ("landis_koch", "altman", "fleiss", "cicchetti_sparrow", "regier")
MEASURED = cohen_kappa(Ratings.from_contingency([[40, 5], [3, 52]]))


def coefficient(value: float, standard_error: float) -> AgreementResult:
    return dataclasses.replace(MEASURED, value=value, standard_error=standard_error)


def published() -> list[dict]:
    path = REFERENCES / "expected.json"
    entries = json.loads(path.read_text()) if path.is_file() else []
    return [entry for entry in entries if entry["metric"] == "gwet_probabilistic_benchmark"]


@pytest.mark.skipif(not REFERENCES.is_dir(), reason="the shared reference data are not beside this checkout")
def test_the_published_probabilities_of_three_scales_are_reproduced() -> None:
    assert [entry["options"]["scale"] for entry in published()] == ["altman", "landis_koch", "fleiss"]
    for entry in published():
        (row,) = csv.DictReader((REFERENCES / entry["data"]).read_text().splitlines())
        verdict = benchmark(coefficient(float(row["coeff"]), float(row["se"])), entry["options"]["scale"])
        np.testing.assert_allclose(verdict.frame["cumulative"], entry["expected"]["cumprob"], rtol=0, atol=entry["tol"])


def test_the_example_of_python_irrcac_is_good_at_the_point_and_moderate_with_its_error() -> None:
    # Python irrCAC 0.4.4, documentation of Benchmark: coefficient .67, standard error .15, scale of Altman
    verdict = benchmark(coefficient(0.67, 0.15), "altman")
    assert (verdict.point_level, verdict.level, verdict.status) == ("Good", "Moderate", "ok")
    assert verdict.frame["level"].tolist() == ["Very good", "Good", "Moderate", "Fair", "Poor"]
    assert verdict.warnings == MEASURED.warnings


@pytest.mark.parametrize(
    ("scale", "value", "level"),
    [
        ("landis_koch", -0.01, "Poor"), ("landis_koch", 0.0, "Slight"), ("landis_koch", 0.2, "Slight"),
        ("landis_koch", 0.21, "Fair"), ("landis_koch", 0.4, "Fair"), ("landis_koch", 0.41, "Moderate"),
        ("landis_koch", 0.6, "Moderate"), ("landis_koch", 0.61, "Substantial"), ("landis_koch", 0.8, "Substantial"),
        ("landis_koch", 0.81, "Almost perfect"), ("landis_koch", 1.0, "Almost perfect"),
        ("altman", 0.19, "Poor"), ("altman", 0.21, "Fair"), ("altman", 0.6, "Moderate"), ("altman", 0.81, "Very good"),
        ("fleiss", 0.39, "Poor"), ("fleiss", 0.4, "Fair to good"), ("fleiss", 0.75, "Fair to good"),
        ("fleiss", 0.76, "Excellent"),
        ("cicchetti_sparrow", 0.39, "Poor"), ("cicchetti_sparrow", 0.4, "Fair"), ("cicchetti_sparrow", 0.59, "Fair"),
        ("cicchetti_sparrow", 0.6, "Good"), ("cicchetti_sparrow", 0.75, "Excellent"),
        ("regier", 0.19, "Unacceptable"), ("regier", 0.2, "Questionable"), ("regier", 0.4, "Good"),
        ("regier", 0.6, "Very good"), ("regier", 0.8, "Excellent"), ("regier", -1.0, "Unacceptable"),
    ],
)  # fmt: skip
def test_a_limit_belongs_to_the_level_that_the_authors_print_it_with(scale, value: float, level: str) -> None:
    assert benchmark(coefficient(value, 0.1), scale).point_level == level


def test_a_value_on_a_limit_but_for_rounding_lies_on_the_limit() -> None:
    assert benchmark(coefficient(0.1 + 0.5, 0.1), "landis_koch").point_level == "Moderate"
    assert benchmark(coefficient(0.6 + 1e-12, 0.1), "landis_koch").point_level == "Moderate"
    assert benchmark(coefficient(0.6 - 1e-12, 0.1), "regier").point_level == "Very good"


@pytest.mark.parametrize("scale", SCALES)
@given(value=st.floats(-0.999, 0.999), error=st.floats(0.001, 0.5))
def test_probabilities_are_those_of_a_normal_cut_off_at_minus_one_and_one(scale, value: float, error: float) -> None:
    verdict = benchmark(coefficient(value, error), scale)
    frame = verdict.frame
    cut = stats.truncnorm((-1 - value) / error, (1 - value) / error, loc=value, scale=error)
    np.testing.assert_allclose(frame["probability"], cut.cdf(frame["high"]) - cut.cdf(frame["low"]), atol=1e-9)
    np.testing.assert_allclose(frame["cumulative"], cut.sf(frame["low"]), atol=1e-9)
    assert frame["cumulative"].iloc[-1] == 1
    assert frame["high"].tolist() == [1.0, *frame["low"].tolist()[:-1]]
    names = frame["level"].tolist()
    chosen = names.index(verdict.level)
    assert frame["cumulative"][chosen] >= 0.95
    assert not (frame["cumulative"][:chosen] >= 0.95).any()
    assert verdict.point_level in names


def test_a_higher_confidence_never_gives_a_higher_level() -> None:
    levels = [benchmark(coefficient(0.67, 0.15), confidence=c).level for c in (0.5, 0.9, 0.97, 0.9999)]
    assert levels == ["Substantial", "Moderate", "Fair", "Slight"]


def test_without_an_interval_only_the_level_of_the_value_is_given() -> None:
    thin = cohen_kappa(Ratings.from_wide([["c", "c"]] * 20 + [["d", "d"], ["c", "d"]]))
    assert (thin.interval, thin.standard_error > 0) == (None, True)
    alike = cohen_kappa(Ratings.from_wide([["c", "c"]] * 20 + [["d", "d"]] * 20))
    assert alike.interval is not None
    for result in (thin, alike):
        verdict = benchmark(result)
        assert (verdict.level, verdict.status) == (None, result.status)
        assert verdict.point_level is not None
        assert verdict.frame[["probability", "cumulative"]].isna().all().all()
        assert any("error of the value is unknown" in warning for warning in verdict.warnings)


def test_a_value_below_minus_one_is_at_the_bottom_without_probabilities() -> None:
    verdict = benchmark(coefficient(-1.5, 0.1), "fleiss")
    assert (verdict.point_level, verdict.level) == ("Poor", None)


def test_without_a_value_there_is_no_level_and_the_status_says_why() -> None:
    verdict = benchmark(cohen_kappa(Ratings.from_wide([["x", "x"]] * 9)), "regier")
    assert (verdict.status, verdict.level, verdict.point_level) == ("one_category", None, None)
    assert math.isnan(verdict.value)
    assert "no value, so no level (one_category)." in verdict.warnings


def test_scales_unknown_confidence_out_of_range_and_percent_agreement_are_refused() -> None:
    with pytest.raises(SmoError, match=r"scale must be one of landis_koch, .*; 'mchugh' arrived"):
        benchmark(MEASURED, "mchugh")
    with pytest.raises(SmoError, match=r"scale must be one of landis_koch, .*; \['fleiss'\] arrived"):
        benchmark(MEASURED, ["fleiss"])
    with pytest.raises(SmoError, match="confidence must lie between 0 and 1"):
        benchmark(MEASURED, confidence=95)
    with pytest.raises(SmoError, match="agreement beyond chance; percent_agreement arrived"):
        benchmark(percent_agreement(Ratings.from_contingency([[40, 5], [3, 52]])))


def test_the_result_can_be_written_as_json_and_its_frame_is_the_callers_own() -> None:
    verdict = benchmark(cohen_kappa(Ratings.from_wide([["x", "x"]] * 9)))
    written = json.loads(json.dumps(verdict.to_dict(), allow_nan=False))
    assert (written["schema"], written["value"], written["level"]) == (1, None, None)
    assert written["rows"][0] == {
        "level": "Almost perfect", "low": 0.8, "high": 1.0, "probability": None, "cumulative": None,
    }  # fmt: skip
    mine = verdict.to_frame()
    mine.loc[0, "level"] = "changed"
    assert verdict.frame.loc[0, "level"] == "Almost perfect"
