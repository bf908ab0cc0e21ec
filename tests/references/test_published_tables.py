"""Published tables retyped, so that the suite proves the formulas anywhere; source and figures stand above each."""

from __future__ import annotations

import pytest

from smo_metrics.agreement import (
    Inference,
    Ratings,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac,
    item_agreement,
    krippendorff_alpha,
    percent_agreement,
)

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C; also Gwet (2014), table 2.10.
FOUR_OBSERVERS = [
    [1, 1, None, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4],
    [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [None, 5, 5, 5], [None, None, 1, 1], [None, None, 3, None],
]  # fmt: skip

# R irrCAC, data set cont3x3abstractors; Gwet (2014).
TWO_ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]

# Fleiss (1971), Psychological Bulletin 76, table 1: 30 patients, 6 psychiatrists, 5 diagnoses; each patient's labels.
PSYCHIATRISTS = (
    "444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 224445 "
    "333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 133333 555555"
)


# Krippendorff (2011) prints .743 (nominal), .815 (ordinal), .849 (interval).
@pytest.mark.parametrize(("level", "printed"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_of_krippendorffs_four_observers(level, printed) -> None:
    assert krippendorff_alpha(Ratings.from_wide(FOUR_OBSERVERS), level=level).value == pytest.approx(printed, abs=5e-4)


# R irrCAC (README): coefficient, standard error, lower limit; upper limits are 1.
@pytest.mark.parametrize(
    ("coefficient", "value", "error", "low"),
    [
        (percent_agreement, 0.8181818, 0.12561, 0.542),
        (gwet_ac, 0.77544, 0.14295, 0.461),
        (fleiss_kappa, 0.76117, 0.15302, 0.424),
        (krippendorff_alpha, 0.74342, 0.14548, 0.423),
    ],
)
def test_errors_and_intervals_of_four_observers_are_those_of_r(coefficient, value, error, low) -> None:
    result = coefficient(Ratings.from_wide(FOUR_OBSERVERS), inference=Inference(interval="t", single_labels="gwet"))
    assert (result.value, result.standard_error) == pytest.approx((value, error), abs=1e-5)
    assert (result.low, result.high) == pytest.approx((low, 1.0), abs=1e-3)


# R irrCAC, kappa2.table and gwet.ac1.table, which divide the variance by n.
@pytest.mark.parametrize(
    ("coefficient", "value", "error"), [(cohen_kappa, 0.7964094, 0.05891072), (gwet_ac, 0.8493305, 0.04321747)]
)
def test_two_abstractors_are_those_of_r(coefficient, value, error) -> None:
    result = coefficient(Ratings.from_contingency(TWO_ABSTRACTORS), inference=Inference(ddof=0))
    assert result.value == pytest.approx(value, abs=1e-7)
    assert result.standard_error == pytest.approx(error, abs=1e-8)


# SAS PROC FREQ: kappa .4842, ASE .1380, limits .2137 and .7547; ASE under H0 .1484, Z 3.2626, two-sided Pr .0011.
def test_kappa_and_its_test_are_those_of_sas() -> None:
    table = Ratings.from_contingency([[0, 4, 1], [0, 8, 0], [0, 1, 5]])
    result = cohen_kappa(table, inference=Inference(interval="normal"))
    assert (result.value, result.standard_error) == pytest.approx((0.4842, 0.1380), abs=5e-5)
    assert (result.low, result.high) == pytest.approx((0.2137, 0.7547), abs=5e-5)
    assert result.null_standard_error == pytest.approx(0.1484, abs=5e-5)
    assert result.value / result.null_standard_error == pytest.approx(3.2626, abs=5e-5)
    assert result.p_value == pytest.approx(0.0011, abs=5e-5)


# Fleiss (1971) prints kappa .430; R irr 0.84 kappam.fleiss gives .4302445 and z = 17.65183.
def test_fleiss_own_psychiatrists() -> None:
    result = fleiss_kappa(Ratings.from_wide([list(labels) for labels in PSYCHIATRISTS.split()]))
    assert result.value == pytest.approx(0.4302445, abs=1e-7)
    assert result.value / result.null_standard_error == pytest.approx(17.65183, abs=1e-5)
    assert result.p_value < 1e-60


# Fleiss (1971), eq. 2: the first patient's six labels agree; three against three make 6 of 15 pairs.
def test_agreement_on_single_patients() -> None:
    shares = item_agreement(Ratings.from_wide([list(labels) for labels in PSYCHIATRISTS.split()]))
    assert shares[:2].tolist() == [1.0, 6 / 15]
