"""Plans and draws as formulas: sample sizes, acceptance plans, intervals in five ways."""

from __future__ import annotations

import pytest

from smo_metrics import agreement
from smo_metrics.catalog import entry
from tests.excel_addin.excel_objects import ERROR_CELLS, MISSING, column
from tests.excel_addin.in_python import RATED, acceptance, as_cells

BLOCK = ((1.0, 2.0), (3.0, 3.0), (2.0, 2.0), (1.0, 1.0), (3.0, 2.0), (2.0, 2.0)) * 5


def arguments_of(name, given):
    return [given.get(argument.name, MISSING) for argument in entry(name).arguments]


PLAN = {"expected": 0.7, "category_shares": ((0.8, 0.2),), "half_width": 0.1}


def planned(call, **given):
    return call("SMO_SAMPLE_SIZE", *arguments_of("SMO_SAMPLE_SIZE", PLAN | given))


@pytest.mark.parametrize(
    "statistic",
    [
        "items",
        "labels",
        "half_width",
        "low",
        "high",
        "standard_deviation",
        "minority_items",
        "interval_chance",
        "bound_by",
    ],
)
def test_a_plan_shows_the_figure_asked_for(call, statistic):
    plan = agreement.sample_size(expected=0.7, category_shares=[0.8, 0.2], half_width=0.1)
    assert planned(call, statistic=statistic) == getattr(plan, statistic)


def test_a_plan_may_start_from_the_items_that_can_be_had(call):
    plan = agreement.sample_size(
        coefficient="fleiss_kappa", expected=0.7, category_shares=[0.8, 0.2], items=200, annotators=3
    )
    given = {"half_width": MISSING, "items": 200.0, "annotators": 3.0, "coefficient": "fleiss_kappa"}
    assert planned(call, **given, statistic="half_width") == plan.half_width
    assert planned(call, **given | {"coefficient": "SMO_FLEISS_KAPPA"}, statistic="labels") == 600.0


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"expected": MISSING}, "expected is left out. Write a number,"),
        ({"expected": "high"}, "expected is one number; 'high' arrived."),
        ({"expected": column(0.7, 0.8)}, "expected is one number; 2 cells arrived."),
        ({"expected": 1.5}, "expected must be a coefficient's value, from 0 to below 1; 1.5 arrived."),
        ({"category_shares": ((0.8, 0.3),)}, "category_shares must be numbers of 0 or more that add up to 1,"),
        ({"category_shares": MISSING}, "category_shares must be numbers of 0 or more that add up to 1,"),
        ({"category_shares": (("often", 0.2),)}, "category_shares must be numbers of 0 or more that add up to 1,"),
        ({"category_shares": ERROR_CELLS["#REF!"]}, "category_shares holds an error cell"),
        ({"items": 100.0}, "give either half_width (to learn the items) or items"),
        ({"half_width": MISSING}, "give either half_width (to learn the items) or items"),
        ({"annotators": 2.5}, "annotators must be a whole number of 2 or more; 2.5 arrived."),
        ({"annotators": 3.0, "coefficient": "cohen_kappa"}, "Cohen's kappa compares two annotators; 3 arrived."),
        ({"coefficient": "light_kappa"}, "coefficient is one of SMO_KRIPPENDORFF_ALPHA, SMO_GWET_AC,"),
        ({"statistic": "value"}, "statistic is one of items, labels, half_width,"),
    ],
)
def test_a_plan_that_cannot_be_made_is_one_sentence(call, given, message):
    assert planned(call, **given).startswith(f"SMO: {message}")


def test_an_acceptance_plan_shows_how_often_deliveries_pass(call):
    assert call("SMO_ACCEPTANCE_PLAN", 0.01, 0.06) == as_cells(acceptance(0.01, 0.06))
    table = call("SMO_ACCEPTANCE_PLAN", 0.01, 0.06, 0.1, 0.05, 500.0, ((0.03, 0.5),))
    options_given = {"producer_risk": 0.1, "consumer_risk": 0.05, "lot_size": 500}
    assert table == as_cells(acceptance(0.01, 0.06, defect_shares=(0.03, 0.5), **options_given))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((MISSING, 0.06), "aql is left out."),
        ((0.01, MISSING), "rql is left out."),
        ((0.06, 0.01), "aql must be below rql; 0.06 and 0.01 arrived."),
        (("low", 0.06), "aql is one number; 'low' arrived."),
        ((0.01, 0.06, 2.0), "producer_risk must lie between 0 and 1,"),
        ((0.01, 0.06, MISSING, column(0.1, 0.2)), "consumer_risk is one number; 2 cells arrived."),
        ((0.01, 0.06, MISSING, MISSING, 10.5), "lot_size must be a whole number of 2 or more; 10.5 arrived."),
        ((0.01, 0.06, MISSING, MISSING, MISSING, "few"), "defect_shares are numbers from 0 to 1."),
        ((0.01, 0.06, MISSING, MISSING, MISSING, 3.0), "defect_shares must be a list of shares from 0 to 1;"),
        ((ERROR_CELLS["#REF!"], 0.06), "aql holds an error cell"),
    ],
)
def test_an_acceptance_plan_that_cannot_be_made_is_one_sentence(call, arguments, message):
    assert call("SMO_ACCEPTANCE_PLAN", *arguments).startswith(f"SMO: {message}")


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("seed", -1.0, "seed is a whole number of 0 or more; -1 arrived."),
        ("seed", 1.5, "seed is a whole number of 0 or more; 1.5 arrived."),
        ("resamples", 100.0, "resamples must be 200 or more at confidence 0.95; 100 arrived."),
        ("resamples", 1e6, "resamples is a whole number up to 10,000; 1000000 arrived."),
        ("resamples", 250.5, "resamples is a whole number up to 10,000; 250.5 arrived."),
    ],
)
def test_draws_that_cannot_be_made_are_one_sentence(call, option, value, message):
    arguments = arguments_of("SMO_AGREEMENT_INTERVALS", {"labels": BLOCK, option: value})
    assert call("SMO_AGREEMENT_INTERVALS", *arguments).startswith(f"SMO: {message}")


@pytest.mark.parametrize("coefficient", ["krippendorff_alpha", "gwet_ac", "cohen_kappa", "SMO_PERCENT_AGREEMENT"])
def test_the_same_seed_gives_the_same_limits_and_another_one_others(call, coefficient):
    def made(seed):
        given = {"labels": BLOCK, "coefficient": coefficient, "seed": seed, "resamples": 200.0}
        return call("SMO_AGREEMENT_INTERVALS", *arguments_of("SMO_AGREEMENT_INTERVALS", given))

    name = coefficient.removeprefix("SMO_").lower()
    ratings = agreement.Ratings.from_wide(BLOCK)
    assert made(1.0) == as_cells(RATED["SMO_AGREEMENT_INTERVALS"](ratings, name, seed=1, resamples=200))
    assert made(1.0)[:4] == made(2.0)[:4]
    assert made(1.0)[4:] != made(2.0)[4:]
