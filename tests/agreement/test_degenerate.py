"""Data that cannot determine a coefficient: undefined is undefined, never 0 or 1 (shared degenerate.json, retyped)."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from smo_metrics.agreement import (
    Inference,
    Ratings,
    agreement_table,
    annotator_agreement,
    category_agreement,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from smo_metrics.errors import SmoError, TableError

CHANCE_CORRECTED = (cohen_kappa, fleiss_kappa, gwet_ac, krippendorff_alpha)
ALL_ALIKE = [["a", "a"]] * 5


@pytest.mark.parametrize("coefficient", CHANCE_CORRECTED)
def test_one_category_leaves_a_chance_corrected_value_undefined(coefficient) -> None:
    result = coefficient(Ratings.from_wide(ALL_ALIKE))
    assert math.isnan(result.value)
    assert (result.status, result.interval) == ("one_category", None)


def test_one_category_still_has_percent_agreement_one() -> None:
    assert percent_agreement(Ratings.from_wide(ALL_ALIKE)).value == 1


def test_a_declared_domain_makes_ac1_defined_where_all_labels_are_alike_and_the_others_not() -> None:
    ratings = Ratings.from_wide(ALL_ALIKE, categories=["a", "b"])
    assert gwet_ac(ratings).value == 1
    for coefficient in (cohen_kappa, fleiss_kappa, krippendorff_alpha):
        assert coefficient(ratings).status == "one_category"


def test_a_single_item_has_a_value_but_no_error() -> None:
    result = krippendorff_alpha(Ratings.from_wide([["a", "b"]]))
    assert result.value == 0
    assert math.isnan(result.standard_error)
    assert (result.status, result.interval) == ("one_unit", None)


@pytest.mark.parametrize("coefficient", [*CHANCE_CORRECTED, percent_agreement])
def test_items_without_overlap_determine_nothing(coefficient) -> None:
    result = coefficient(Ratings.from_wide([["a", None], [None, "b"]]))
    assert math.isnan(result.value)
    assert result.status == "no_pairable_units"


@pytest.mark.parametrize("coefficient", [*CHANCE_CORRECTED, percent_agreement])
def test_one_annotator_determines_nothing(coefficient) -> None:
    result = coefficient(Ratings.from_wide([["a"], ["b"]]))
    assert math.isnan(result.value)
    assert result.status == "one_annotator"


def test_one_disagreement_among_agreeing_items_gives_alpha_zero_a_high_ac1_and_a_warning() -> None:
    ratings = Ratings.from_wide([["c", "c"], ["c", "c"], ["c", "c"], ["c", "d"]])
    alpha = krippendorff_alpha(ratings)
    assert alpha.value == 0
    assert (alpha.status, alpha.interval) == ("too_few_minority_items", None)
    assert "1 of 4 items have any label but the commonest" in " ".join(alpha.warnings)
    assert gwet_ac(ratings).value > 0.6


@pytest.mark.parametrize("coefficient", [*CHANCE_CORRECTED, percent_agreement])
def test_perfect_agreement_gives_one_with_an_interval_that_is_not_a_point(coefficient) -> None:
    result = coefficient(Ratings.from_wide([["a", "a"], ["b", "b"]]))
    assert result.value == 1
    assert result.standard_error == 0
    assert result.interval is not None
    assert result.interval.kind == "wilson"
    assert result.low < 0.5
    assert "Wilson" in " ".join(result.warnings)


@pytest.mark.parametrize("coefficient", [*CHANCE_CORRECTED, percent_agreement])
def test_complete_agreement_beside_items_with_one_label_has_the_same_kind_of_interval(coefficient) -> None:
    result = coefficient(Ratings.from_wide([["a", "a"], ["b", "b"], ["a", None], [None, "b"]]))
    assert result.value == 1
    assert (result.status, result.interval.kind) == ("ok", "wilson")


def test_an_annotator_who_uses_one_category_only_leaves_kappa_without_a_test() -> None:
    """Every null error is 0 then: kappa is 0 whatever the other annotator does."""
    rows = [["a", "a"]] * 6 + [["b", "a"]] * 6
    result = cohen_kappa(Ratings.from_wide(rows))
    assert result.value == 0
    assert math.isnan(result.p_value)


def test_missing_labels_are_no_category() -> None:
    result = krippendorff_alpha(Ratings.from_wide([[1, 1, None], [1, 1, 1], [2, None, 2]]))
    assert result.value == 1
    assert result.dropped == 2


@pytest.mark.parametrize("coefficient", [*CHANCE_CORRECTED, percent_agreement])
def test_a_block_without_any_label_determines_nothing(coefficient) -> None:
    result = coefficient(Ratings.from_wide([[None, ""], [None, " "]]))
    assert math.isnan(result.value)
    assert (result.status, result.items, result.dropped) == ("no_pairable_units", 0, 4)


def test_breakdowns_of_nothing_are_empty_tables() -> None:
    nothing = Ratings.from_wide([[None, ""]])
    assert not len(category_agreement(nothing).to_frame())
    assert not len(annotator_agreement(nothing).to_frame())
    assert agreement_table(nothing).to_frame()["value"].isna().all()


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200])
def test_interval_alpha_does_not_depend_on_the_unit_of_measurement(scale) -> None:
    rows = [[1.0, 2.0], [3.0, 3.0], [5.0, 4.0], [2.0, 2.0]]
    scaled = [[value * scale for value in row] for row in rows]
    value = krippendorff_alpha(Ratings.from_wide(scaled), level="interval").value
    assert value == pytest.approx(krippendorff_alpha(Ratings.from_wide(rows), level="interval").value)


@pytest.mark.parametrize("level", ["interval", "ordinal"])
def test_measurements_of_any_number_of_values_have_an_alpha(level) -> None:
    rng = np.random.default_rng(1)
    truth = rng.normal(size=4000)
    rows = truth[:, None] + rng.normal(scale=0.5, size=(4000, 3))
    result = krippendorff_alpha(Ratings.from_wide(rows), level=level)
    assert result.value == pytest.approx(0.8, abs=0.03)  # reliability of one reading: 1 / (1 + .25)
    assert result.interval is not None
    few = np.round(rows[:, :2], 0)
    coarse = Ratings.from_wide(few)
    by_patterns = krippendorff_alpha(coarse, level=level)
    item, annotator = np.divmod(np.arange(few.size), 2)
    label = np.searchsorted(np.unique(few), few.ravel())
    spread_out = Ratings.from_codes(item, annotator, label, categories=[*np.unique(few), *range(1000, 1100)])
    by_codes = krippendorff_alpha(spread_out, level=level)
    assert (by_codes.value, by_codes.standard_error) == pytest.approx((by_patterns.value, by_patterns.standard_error))
    assert by_codes.items == by_patterns.items


def test_names_without_number_are_refused_with_what_to_do() -> None:
    rows = np.arange(40_000).reshape(-1, 2)
    with pytest.raises(SmoError, match=r"too many to compare as names.*level 'interval'"):
        gwet_ac(Ratings.from_wide(rows))


@pytest.mark.parametrize("dtype", ["int8", "int16", "uint8", "uint64", "int64"])
def test_codes_of_any_integer_type_give_the_same_ratings(dtype) -> None:
    item, annotator = np.divmod(np.arange(600), 5)
    label = (item * 7 + annotator // 3) % 3
    narrow = Ratings.from_codes(item.astype(dtype), annotator.astype(dtype), label.astype(dtype))
    assert krippendorff_alpha(narrow) == krippendorff_alpha(Ratings.from_codes(item, annotator, label))


def test_total_disagreement_is_no_lack_of_data() -> None:
    ratings = Ratings.from_wide([["x", "y"]] * 10 + [["y", "x"]] * 10)
    for coefficient in (cohen_kappa, krippendorff_alpha, percent_agreement):
        result = coefficient(ratings)
        assert result.status == "ok"
        assert result.interval.kind == "wilson"
        assert result.low <= result.value < result.high


def test_perfect_agreement_is_exactly_one_whatever_the_counts() -> None:
    for a, b, c in ((2, 18, 13), (1, 7, 49), (3, 3, 3), (5, 11, 6)):
        rows = [["a", "a"]] * a + [["b", "b"]] * b + [["c", "c"]] * c
        assert cohen_kappa(Ratings.from_wide(rows)).value == 1


def test_the_order_of_the_two_annotators_changes_no_bit_of_kappa() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        table = rng.integers(0, 9, (4, 4))
        one, other = (cohen_kappa(Ratings.from_contingency(t)) for t in (table, table.T))
        assert (one.value, one.standard_error, one.p_value) == (other.value, other.standard_error, other.p_value)


def test_an_ordered_categorical_brings_its_order() -> None:
    kind = pd.CategoricalDtype(["low", "middle", "high"], ordered=True)
    rows = pd.DataFrame({"item_id": [1, 1, 2, 2], "annotator_id": [1, 2, 1, 2]})
    rows["label"] = pd.Series(["low", "high", "middle", "middle"]).astype(kind)
    assert Ratings.from_long(rows).categories == ("low", "middle", "high")


def test_an_unused_declared_category_changes_ac1() -> None:
    rows = [["a", "a"], ["b", "b"], ["a", "b"], ["b", "a"]]
    assert gwet_ac(Ratings.from_wide(rows, categories=["a", "b"])).value == 0
    assert gwet_ac(Ratings.from_wide(rows, categories=["a", "b", "c"])).value == pytest.approx(1 / 3)


def test_items_may_have_unequal_numbers_of_labels() -> None:
    result = fleiss_kappa(Ratings.from_counts([[0, 5], [2, 2], [3, 0]]))
    assert result.status != "one_category"
    assert math.isnan(result.null_standard_error)
    assert -1 <= result.value <= 1


def test_a_repeated_label_is_refused_unless_the_caller_says_which_to_keep() -> None:
    names = ["item_id", "annotator_id", "label"]
    rows = pd.DataFrame([["i1", "w1", "a"], ["i1", "w1", "b"], ["i1", "w2", "a"]], columns=names)
    with pytest.raises(TableError, match=r"1 times an annotator.*'i1'.*on_duplicate"):
        Ratings.from_long(rows)
    assert percent_agreement(Ratings.from_long(rows, on_duplicate="first")).value == 1
    assert percent_agreement(Ratings.from_long(rows, on_duplicate="last")).value == 0


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Ratings.from_wide([["a", 1]]), "mixed"),
        (lambda: Ratings.from_wide([["a", "z"]], categories=["a", "b"]), "'z' is not among the declared categories"),
        (lambda: Ratings.from_wide([["a"], ["a", "b"]]), "differ in length"),
        (lambda: Ratings.from_wide([]), "empty"),
        (lambda: Ratings.from_counts([["a", "b"]]), "ratings given instead of counts"),
        (lambda: Ratings.from_counts([[0.5, 1]]), "whole number"),
        (lambda: Ratings.from_contingency([[1, 2, 3], [4, 5, 6]]), "must be square"),
        (lambda: Ratings.from_codes([0], [0], [3], categories="ab"), "label 3 arrived"),
        (lambda: Ratings.from_codes([0, 0], [0], [1]), "one length"),
        (lambda: Ratings.from_codes([-1], [0], [1]), "negative"),
        (lambda: Ratings.from_long(pd.DataFrame({"item_id": [1]})), "no column annotator_id, label"),
        (lambda: krippendorff_alpha(Ratings.from_wide([["a", "b"]]), level="interval"), "needs numbers"),
        (lambda: krippendorff_alpha(Ratings.from_wide([["low", "high"]]), level="ordinal"), "from lowest to highest"),
        (lambda: krippendorff_alpha(Ratings.from_wide([["a", "b"]]), level="wrong"), "nominal, ordinal, interval"),
        (lambda: gwet_ac(Ratings.from_wide([["a", "b"]]), confidence=95), "between 0 and 1"),
        (lambda: cohen_kappa(Ratings.from_wide([["a", "b", "a"]])), "two annotators; 3 arrived"),
        (lambda: gwet_ac(Ratings.from_wide([["a", "b"]]), confidence="0.95"), "between 0 and 1"),
        (lambda: Inference(ddof=2), "ddof must be 0 or 1"),
        (lambda: Inference(interval="wald"), "'wilson', 't' or 'normal'"),
        (lambda: Inference(annotators="random"), "'given' or 'drawn'"),
        (lambda: Inference(single_labels="drop"), "'neutral' or 'gwet'"),
        (lambda: Ratings.from_wide([1, 2]), "a block of items"),
        (lambda: Ratings.from_codes([0], [0], [0], on_duplicate="frist"), "'error', 'first' or 'last'"),
        (lambda: cohen_kappa(Ratings.from_counts([[2, 0]])), "hold only counts"),
    ],
)
def test_bad_input_is_answered_with_a_sentence_that_says_how_to_mend_it(build, message) -> None:
    with pytest.raises(SmoError, match=message):
        build()


def test_the_text_nan_stays_a_category_and_is_pointed_out() -> None:
    ratings = Ratings.from_wide([["nan", "a"], ["a", "a"]])
    assert ratings.categories == ("a", "nan")
    assert "missing=['nan']" in ratings.warnings[0]
    assert Ratings.from_wide([["nan", "a"], ["a", "a"]], missing=["nan"]).warnings == ()


def test_blank_text_is_missing() -> None:
    assert Ratings.from_wide([[" ", "a"], ["a", ""]]).dropped == 2


def test_an_annotator_without_a_label_is_not_counted() -> None:
    assert Ratings.from_wide([["a", "b", None], ["a", "b", ""]]).annotators == (1, 2)


def test_labels_of_one_item_under_two_policy_versions_are_pointed_out() -> None:
    rows = pd.DataFrame({"item_id": [1, 1, 2, 2], "annotator_id": list("abab"), "label": list("xxyy")})
    mixed = Ratings.from_long(rows.assign(policy_version=["v1", "v2", "v2", "v2"]))
    assert "1 items have labels from more than one policy version" in mixed.warnings[0]
    assert any("policy version" in warning for warning in krippendorff_alpha(mixed).warnings)
    for versions in (["v1", "v1", "v2", "v2"], [None, None, "v2", "v2"], ["v1"] * 4):
        assert Ratings.from_long(rows.assign(policy_version=versions)).warnings == ()


def test_a_missing_label_mixes_no_policy_versions() -> None:
    rows = pd.DataFrame({"item_id": [1, 1, 2, 2], "annotator_id": list("abab"), "label": ["x", None, "y", "y"]})
    assert Ratings.from_long(rows.assign(policy_version=["v1", "v2", "v2", "v2"])).warnings == ()


def test_counts_passed_as_labels_are_pointed_out() -> None:
    counts = [[0, 5, 0], [2, 2, 1], [3, 0, 2], [5, 0, 0], [1, 1, 3]]
    assert "every row adds up to 5" in Ratings.from_wide(counts).warnings[0]
    assert Ratings.from_counts(counts).warnings == ()
    for labels in ([[3, 3, 3]] * 5, [[1, 2, 3], *counts[1:]], counts[:4], [[1, None, 2]] * 5, [["a", "b", "c"]] * 6):
        assert Ratings.from_wide(labels).warnings == ()


def test_categories_that_differ_only_in_case_or_spaces_are_pointed_out() -> None:
    warnings = Ratings.from_wide([["OK", "ok "], ["ok", "spam"], ["Spam", "hate"]]).warnings
    assert len(warnings) == 2
    assert "'OK', 'ok', 'ok ' differ only in case or spaces" in warnings[0]
    assert "'Spam', 'spam'" in warnings[1]
    assert Ratings.from_wide([["ok", "not ok"], ["ok", "spam"]]).warnings == ()


def test_a_constant_annotator_leaves_no_interval_where_hardly_any_label_is_rare() -> None:
    rows = [["x", "x"]] * 98 + [["y", "x"]] * 2
    for coefficient in (cohen_kappa, krippendorff_alpha, fleiss_kappa):
        result = coefficient(Ratings.from_wide(rows))
        assert (result.status, result.interval) == ("too_few_minority_items", None)
    two = krippendorff_alpha(Ratings.from_wide([["x", "y"], ["z", "w"]]))
    assert (two.status, two.interval) == ("too_few_minority_items", None)


@pytest.mark.parametrize("coefficient", [*CHANCE_CORRECTED, percent_agreement])
def test_a_table_where_ratings_are_needed_is_refused_with_how_to_build_them(coefficient) -> None:
    with pytest.raises(SmoError, match=r"a DataFrame arrived.*Ratings.from_long"):
        coefficient(pd.DataFrame({"item_id": [1], "annotator_id": [1], "label": ["x"]}))
