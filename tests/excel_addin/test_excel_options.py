"""Every option with each kind of thing that it can be: what the library makes of it, or one message."""

from __future__ import annotations

import pandas as pd
import pytest

from smo_metrics import agreement
from smo_metrics.agreement import Ratings
from smo_metrics.catalog import CATALOG, entry
from smo_metrics.quality import gold_accuracy
from tests.excel_addin.excel_objects import ERROR_CELLS, MISSING, column
from tests.excel_addin.in_python import RATED, TABLED, as_cells, compared
from tests.excel_addin.kinds import DATA, KINDS, frame, played, shown
from tests.excel_addin.pywin32_stand_in import TimeType

BLOCK = ((1.0, 2.0), (3.0, 3.0), (2.0, 2.0), (1.0, 1.0), (3.0, 2.0), (2.0, 2.0))
OTHER_TESTS = ("SMO_SAMPLE_SIZE", "SMO_ACCEPTANCE_PLAN", "SMO_BREACH_RISK", "SMO_ERLANG_C")  # they take no labels
# Two words of each list, the first unlike the default.
WORDS = {
    "level": ["interval", "nominal"],
    "statistic": ["items", "low"],
    "weights": ["linear", "identity"],
    "coefficient": ["gwet_ac", "krippendorff_alpha"],
    "scale": ["altman", "fleiss"],
    "method": ["one_coin", "majority"],
    "freq": ["M", "W"],
    "form": ["ICC(3,k)", "ICC(2,1)"],
    "distance": ["jaccard", "masi"],
}
COUNTS = {"min_items": 7.0, "top": 2.0, "seed": 5.0, "resamples": 200.0, "multiplier": 2.0}
OPTIONS = [
    (d.excel_name, a.name)
    for d in CATALOG
    for a in d.arguments
    if d.excel_name not in OTHER_TESTS and (a.name in WORDS or a.name in COUNTS or a.name == "categories")
]


def names_of(name):
    return [argument.name for argument in entry(name).arguments]


def given_data(name):
    if set(names_of(name)) & {"gold", "groups", "times"} and name != "SMO_SPAM_SCORES":
        return {n: played(name, n, "column") for n in names_of(name) if n in DATA}
    return {"labels": BLOCK, "labels_2": BLOCK} if name == "SMO_COMPARE_AGREEMENT" else {"labels": BLOCK}


def played_option(good, kind):
    """What the formula hands over; `good` are two cells or more."""
    first, second, *_ = good
    return {
        "scalar": first,
        "row": (tuple(good),),
        "column": column(*good),
        "block": ((first, second), (first, second)),
        "empty cell": ((None,),),
        "empty column": column(*[None] * 6),
        "error": ERROR_CELLS["#REF!"],
        "date": TimeType(2026, 3, 2),
        "missing": MISSING,
        "1x1": ((first,),),
        "whole column": column(*good, None, None),
    }[kind]


def computed(name, **given):
    statistic = given.pop("statistic", "value")
    if name == "SMO_GOLD_ACCURACY":
        table = frame(name, dict.fromkeys(("labels", "gold", "items", "annotators"), "column"))
        result = gold_accuracy(table)
        return as_cells(result.accuracy if statistic == "value" else result, statistic)
    if name in TABLED and name != "SMO_MULTILABEL_ALPHA":
        table = frame(name, {n: "column" for n in names_of(name) if n in DATA})
        return shown(lambda: TABLED[name](table, **given))
    if name == "SMO_MULTILABEL_ALPHA":
        cells = [(row, who, str(int(cell))) for row, line in enumerate(BLOCK) for who, cell in enumerate(line)]
        table = pd.DataFrame(cells, columns=["item_id", "annotator_id", "label"])
        return shown(lambda: TABLED[name](table, **given), statistic)
    return shown(lambda: RATED[name](ratings(given.pop("categories", None)), **given), statistic)


def ratings(categories=None):
    rows = range(1, len(BLOCK) + 1)
    return Ratings.from_wide(pd.DataFrame(BLOCK, index=rows, columns=[1, 2], dtype=object), categories=categories)


def asked(call, name, option, value):
    arguments = given_data(name) | ({"resamples": 200.0} if "resamples" in names_of(name) else {}) | {option: value}
    return call(name, *[arguments.get(n, MISSING) for n in names_of(name)])


def expected(name, option, kind, good):
    given = {"resamples": 200} if "resamples" in names_of(name) else {}
    if kind in ("scalar", "1x1"):
        given[option] = int(good[0]) if option in COUNTS else good[0]
    if name == "SMO_COMPARE_AGREEMENT":
        return as_cells(compared(ratings(), ratings(), **given))
    return computed(name, **given)


@pytest.mark.parametrize(("name", "option"), [(n, o) for n, o in OPTIONS if o in WORDS and o != "weights"])
def test_a_word_is_taken_however_it_arrives_and_anything_else_names_the_words(call, name, option):
    for kind in KINDS:
        answer = asked(call, name, option, played_option(WORDS[option], kind))
        if kind == "error":
            assert answer.startswith(f"SMO: {option} holds an error cell (row 1 of the selection): #REF!."), kind
        elif kind in ("row", "column", "block", "date", "whole column"):
            assert answer.startswith(f"SMO: {option} is one of "), kind
            assert " arrived. Write one of them in quotes." in answer, kind
        else:
            assert answer == expected(name, option, kind, WORDS[option]), kind


@pytest.mark.parametrize(("name", "option"), [(n, o) for n, o in OPTIONS if o in COUNTS])
def test_a_number_is_taken_however_it_arrives_and_anything_else_is_one_sentence(call, name, option):
    good = [COUNTS[option], 7.0]
    for kind in KINDS:
        answer = asked(call, name, option, played_option(good, kind))
        if kind == "error":
            assert answer.startswith(f"SMO: {option} holds an error cell (row 1 of the selection): #REF!."), kind
        elif kind in ("row", "column", "block", "date", "whole column"):
            assert answer.startswith(f"SMO: {option} is one number; "), kind
        elif option == "resamples" and kind not in ("scalar", "1x1"):
            assert [row[0] for row in answer][1:] == ["wilson", "t", "jackknife", "percentile", "bca"], kind
        else:
            assert answer == expected(name, option, kind, good), kind


@pytest.mark.parametrize("name", [n for n, o in OPTIONS if o == "categories" and n in RATED])
def test_categories_are_taken_from_cells_of_any_shape(call, name):
    orders = {
        "row": [1.0, 2.0, 3.0], "column": [1.0, 2.0, 3.0], "whole column": [1.0, 2.0, 3.0],
        "block": [1.0, 2.0, 3.0, 4.0],
    }  # fmt: skip
    extra = {"resamples": 200} if name == "SMO_AGREEMENT_INTERVALS" else {}
    for kind, order in orders.items():
        cells = ((1.0, 2.0), (3.0, 4.0)) if kind == "block" else played_option(order, kind)
        assert asked(call, name, "categories", cells) == computed(name, categories=order, **extra), kind
    for kind in ("missing", "empty cell", "empty column"):
        assert asked(call, name, "categories", played_option([1.0, 2.0], kind)) == computed(name, **extra), kind
    alone = asked(call, name, "categories", 1.0)
    assert alone.startswith("SMO: labels: ")
    assert " not among the declared categories [1.0]" in alone


WEIGHTED = [n for n, o in OPTIONS if o == "weights"]
MATRIX = ((1.0, 0.5, 0.0), (0.5, 1.0, 0.25), (0.0, 0.25, 1.0))


@pytest.mark.parametrize(
    "scheme", ["identity", "Linear", "quadratic", "ordinal", "radical", "ratio", "circular", "bipolar"]
)
@pytest.mark.parametrize("name", WEIGHTED)
def test_weights_may_be_the_name_of_a_scheme(call, name, scheme):
    shown = asked(call, name, "weights", scheme)
    assert shown == as_cells(RATED[name](ratings(), weights=scheme.lower()))
    assert isinstance(shown, float)


@pytest.mark.parametrize("name", WEIGHTED)
def test_weights_may_be_a_square_of_ones_own_and_anything_else_is_one_sentence(call, name):
    assert asked(call, name, "weights", MATRIX) == as_cells(RATED[name](ratings(), weights=MATRIX))
    whole = (*MATRIX, (None, None, None))
    assert asked(call, name, "weights", whole) == as_cells(RATED[name](ratings(), weights=MATRIX))
    refused = {
        "cubic": "weights must be one of identity, linear,",
        2.0: "weights: 1 x 1 arrived for 3 categories.",
        ((1.0, 0.5), (0.5, 1.0)): "weights: 2 x 2 arrived for 3 categories.",
        ((1.0, 0.5, None), *MATRIX[1:]): "weights: every cell of the matrix must be a number from 0 to 1.",
        ((1.0, "near", 0.0), *MATRIX[1:]): "weights: every cell of the matrix must be a number from 0 to 1.",
        ((1.0, 0.4, 0.0), *MATRIX[1:]): "weights: the matrix must be symmetric with 1 on the diagonal.",
        ERROR_CELLS["#REF!"]: "weights holds an error cell (row 1 of the selection): #REF!.",
    }
    for weights, message in refused.items():
        assert asked(call, name, "weights", weights).startswith(f"SMO: {message}"), weights
    for left_out in (MISSING, ((None,),), column(None, None)):
        assert asked(call, name, "weights", left_out) == as_cells(RATED[name](ratings()))


def test_a_scheme_of_weights_needs_an_order(call):
    words = (("low", "high"), ("high", "high"), ("middle", "low"))
    shown = call("SMO_GWET_AC", words, *[MISSING] * 4, "linear")
    assert shown.startswith("SMO: weights 'linear' need the order of the categories ['high', 'low', 'middle'].")
    order = ["low", "middle", "high"]
    ordered = agreement.gwet_ac(Ratings.from_wide(words, categories=order), weights="linear").value
    assert call("SMO_GWET_AC", words, MISSING, MISSING, (tuple(order),), MISSING, "linear") == ordered


def test_a_circle_may_be_given_its_length(call):
    hours = ((23.0, 1.0), (12.0, 12.0), (6.0, 7.0))
    alpha = agreement.krippendorff_alpha(Ratings.from_wide(hours), level="circular", period=24).value
    assert call("SMO_KRIPPENDORFF_ALPHA", hours, MISSING, MISSING, "circular", MISSING, MISSING, 24.0) == alpha
    assert call("SMO_KRIPPENDORFF_ALPHA", hours, MISSING, MISSING, "circular").startswith("SMO: ")


def test_the_annotator_subtracted_may_be_named(call):
    names = {"ana": [1.0, 3.0, 2.5, 4.0], "7": [2.0, 3.5, 2.0, 5.0]}
    rows = [(number, f"item {i}", who) for who, numbers in names.items() for i, number in enumerate(numbers)]
    columns = [column(*cells) for cells in zip(*rows, strict=True)]
    for reference in ("ana", 7.0, "7"):
        table = call("SMO_BLAND_ALTMAN", *columns, reference)
        expected = agreement.bland_altman(
            Ratings.from_wide(list(zip(*names.values(), strict=True))), reference=1 if reference == "ana" else 2
        )
        assert table == as_cells(expected)
    block = tuple(zip(*names.values(), strict=True))
    assert call("SMO_BLAND_ALTMAN", block, MISSING, MISSING, 1.0) == as_cells(
        agreement.bland_altman(Ratings.from_wide(block), reference=1)
    )
    assert call("SMO_BLAND_ALTMAN", *columns, "ben").startswith("SMO: reference 'ben' is no annotator; they are ")


@pytest.mark.parametrize(
    ("cells", "options_given", "same_as"),
    [
        ((("a; b", "b;a"), ("a", "b")), {"separator": ";"}, (("a|b", "a|b"), ("a", "b"))),
        ((("none", "|"), ("a", "b")), {"no_label": "none"}, (("|", "|"), ("a", "b"))),
        (((1.0, 1.0), (2.0, 1.0)), {}, (("1", "1"), ("2", "1"))),
    ],
    ids=["a separator", "a word for no label", "numbers"],
)
def test_sets_of_labels_are_read_as_the_formula_says(call, cells, options_given, same_as):
    names = names_of("SMO_MULTILABEL_ALPHA")
    arguments = {"labels": cells, **options_given}
    shown = call("SMO_MULTILABEL_ALPHA", *[arguments.get(n, MISSING) for n in names])
    assert shown == call("SMO_MULTILABEL_ALPHA", same_as, *[MISSING] * 6)
    assert isinstance(shown, float)


def test_an_empty_cell_is_no_answer_and_a_separator_alone_is_the_answer_none(call):
    answered, missing = (("|", "|"), ("a", "a"), ("a", "b")), ((None, "|"), ("a", "a"), ("a", "b"))
    assert call("SMO_MULTILABEL_ALPHA", answered, *[MISSING] * 5, "labels") == 6.0
    assert call("SMO_MULTILABEL_ALPHA", missing, *[MISSING] * 5, "labels") == 5.0


def test_a_scale_is_for_agreement_beyond_chance(call):
    shown = asked(call, "SMO_BENCHMARK", "coefficient", "percent_agreement")
    assert shown.startswith("SMO: the scales are made for agreement beyond chance; SMO_PERCENT_AGREEMENT arrived.")


def test_the_level_that_a_value_lies_in_is_not_the_one_it_deserves(call):
    cells = (*(("a", "a"),) * 40, *(("b", "b"),) * 52, *(("a", "b"),) * 8)
    verdict = agreement.benchmark(agreement.cohen_kappa(Ratings.from_wide(cells)))
    header, *levels = call("SMO_BENCHMARK", cells, MISSING, MISSING, "cohen_kappa")
    marked = [dict(zip(header, level, strict=True)) for level in levels]
    assert (verdict.point_level, verdict.level) == ("Almost perfect", "Substantial")
    assert [level["level"] for level in marked if level["value_lies_here"]] == [verdict.point_level]
    assert [level["level"] for level in marked if level["deserved"]] == [verdict.level]


def test_the_level_of_numbers_in_groups_and_weeks_is_the_one_asked_for(call):
    table = pd.DataFrame(
        [
            (f"item {i}", who, float((i * 7 + (who == "ben") * (i % 3)) % 5), "ab"[i % 2], f"2026-03-{2 + i:02}T09:00Z")
            for i in range(20)
            for who in ("ana", "ben")
        ],
        columns=["item_id", "annotator_id", "label", "group", "labelled_at"],
    )
    table["labelled_at"] = pd.to_datetime(table["labelled_at"], utc=True)
    labels, items, annotators = (column(*table[name]) for name in ("label", "item_id", "annotator_id"))
    groups, times = column(*table["group"]), column(*table["labelled_at"].map(str))
    by = as_cells(agreement.agreement_by(table, "group", level="interval"))
    assert call("SMO_AGREEMENT_BY", labels, groups, items, annotators, "interval") == by
    weeks = as_cells(TABLED["SMO_AGREEMENT_OVER_TIME"](table, level="interval"))
    assert call("SMO_AGREEMENT_OVER_TIME", labels, times, items, annotators, MISSING, "interval") == weeks
