"""Agreement functions as Excel calls them: through xlwings' own converters, with ranges played."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from smo_metrics import agreement
from smo_metrics.agreement import Ratings
from smo_metrics.demo import EXPORT
from smo_metrics.readers import read
from smo_metrics.tables import first_submissions
from tests.excel_addin.excel_objects import ERROR_CELLS, MISSING, column, row
from tests.excel_addin.in_python import COEFFICIENTS, OF_TWO

ALPHA = "SMO_KRIPPENDORFF_ALPHA"
STATISTICS = ("value", "low", "high", "standard_error", "p_value", "observed", "expected", "items", "labels", "status")
REASONS = ["hate", "none", "spam", "violence"]


@pytest.fixture(scope="module")
def rows():
    """40 posts that two annotators labelled, one label missing."""
    draw = random.Random(7)
    truth = draw.choices(REASONS, k=40)
    labels = [
        (f"post {i}", who, true if draw.random() < 0.7 else draw.choice(REASONS))
        for i, true in enumerate(truth)
        for who in ("ana", "ben")
    ]
    labels[3] = (*labels[3][:2], None)
    return pd.DataFrame(labels, columns=["item", "annotator", "label"])


@pytest.fixture(scope="module")
def columns(rows):
    return [column(*rows[name]) for name in ("label", "item", "annotator")]


@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize("name", COEFFICIENTS)
def test_a_cell_shows_the_float_that_python_computes(call, rows, columns, name, statistic):
    result = COEFFICIENTS[name](Ratings.from_long(rows, item="item", annotator="annotator", label="label"))
    last = [MISSING] * (2 if name == ALPHA else 1) + [statistic]
    shown = call(name, *columns, *last)
    expected = getattr(result, statistic)
    assert shown == ("#N/A" if expected != expected else expected)


@pytest.mark.parametrize("name", sorted(COEFFICIENTS.keys() - OF_TWO))
def test_the_shipped_export_gives_the_same_float_in_a_cell_as_in_python(call, name):
    first = first_submissions(read(EXPORT).labels).frame
    keys = first["item_id"], first["policy_version"]
    expected = COEFFICIENTS[name](Ratings.from_long(first, item="unit", annotator="annotator_id", label="label"))
    ranges = column(*first["label"]), tuple(zip(*keys, strict=True)), column(*first["annotator_id"])
    assert expected.status == "ok"
    for statistic in ("value", "low", "high", "p_value"):
        last = [MISSING] * (2 if name == ALPHA else 1) + [statistic]
        assert call(name, *ranges, *last) == getattr(expected, statistic)


@pytest.mark.parametrize("name", COEFFICIENTS)
def test_a_block_with_an_item_a_row_needs_no_other_argument(call, rows, name):
    wide = rows.pivot(index="item", columns="annotator", values="label")
    block = tuple(tuple(None if pd.isna(cell) else cell for cell in line) for line in wide.to_numpy().tolist())
    arguments = [MISSING] * (5 if name == ALPHA else 4)
    assert call(name, block, *arguments) == COEFFICIENTS[name](Ratings.from_wide(block)).value


def test_arguments_that_point_at_an_empty_cell_count_as_left_out(call):
    block = (("a", "a"), ("a", "b"), ("b", "b"))
    empty = ((None,),)
    assert call(ALPHA, block, *[empty] * 5) == call(ALPHA, block, *[MISSING] * 5)


@pytest.mark.parametrize(
    "header", [("what", "Task ID", "Annotator"), ("label", "item_id", "who"), ("Label", "Task ID", "worker")]
)
def test_a_header_row_is_not_data(call, columns, header):
    with_header = [((name,), *cells) for name, cells in zip(header, columns, strict=True)]
    assert call(ALPHA, *with_header, MISSING, MISSING, "labels") == 79.0
    assert call(ALPHA, *with_header, MISSING, MISSING, MISSING) == call(ALPHA, *columns, MISSING, MISSING, MISSING)


def test_a_first_row_that_names_no_column_is_data(call, columns):
    first = [((name,), *cells) for name, cells in zip(("spam", "task", "ana"), columns, strict=True)]
    assert call(ALPHA, *first, MISSING, MISSING, "labels") == 80.0


def test_whole_columns_with_thousands_of_empty_rows_count_only_their_data(call, columns):
    empty = ((None,), ("",)) * 2_500
    whole = [cells + empty for cells in columns]
    for statistic in ("value", "items", "labels"):
        assert call(ALPHA, *whole, MISSING, MISSING, statistic) == call(ALPHA, *columns, MISSING, MISSING, statistic)


def test_columns_that_lie_in_rows_give_the_same(call, columns):
    lying = [row(*(cell for (cell,) in cells)) for cells in columns]
    assert call(ALPHA, *lying, MISSING, MISSING, MISSING) == call(ALPHA, *columns, MISSING, MISSING, MISSING)


def test_labels_of_two_policy_versions_are_never_compared(call):
    labels, annotators = column("x", "x", "y", "y"), column("a", "b", "c", "d")
    versioned = tuple(("post 1", version, 1.0) for version in ("v1", "v1", "v2", "v2"))
    assert call("SMO_PERCENT_AGREEMENT", labels, versioned, annotators, MISSING, MISSING) == 1.0
    assert call("SMO_PERCENT_AGREEMENT", labels, versioned, annotators, MISSING, "items") == 2.0
    unversioned = column(*["post 1"] * 4)
    assert call("SMO_PERCENT_AGREEMENT", labels, unversioned, annotators, MISSING, MISSING) == pytest.approx(1 / 3)


def test_text_and_numbers_in_one_column_are_labels_by_their_text(call):
    items, annotators = column(*"112233"), column(*"ababab")
    mixed = column(1.0, "1", "spam", "spam", 2.5, "2.5")
    assert call("SMO_PERCENT_AGREEMENT", mixed, items, annotators, MISSING, MISSING) == 1.0
    assert call("SMO_PERCENT_AGREEMENT", ((1.0, "1"), (True, "TRUE")), *[MISSING] * 4) == 1.0


def test_a_text_number_stays_apart_from_another_spelling(call):
    assert call("SMO_PERCENT_AGREEMENT", (("007", "7"), ("x", "x")), *[MISSING] * 4) == 0.5


@pytest.mark.parametrize("level", ["nominal", "Ordinal", "interval"])
def test_numbers_are_compared_at_the_level_asked_for(call, level):
    block = ((1.0, 2.0), (3.0, 3.0), (4.0, 2.0), (5.0, 5.0), (1.0, None))
    expected = agreement.krippendorff_alpha(Ratings.from_wide(block), level=level.lower()).value
    assert call(ALPHA, block, MISSING, MISSING, level, MISSING, MISSING) == expected


def test_numbers_are_ranked_by_size_not_by_their_text(call):
    block = ((2.0, 10.0), (10.0, 10.0), (2.0, 2.0), (3.0, 10.0), (3.0, 2.0))
    expected = agreement.krippendorff_alpha(Ratings.from_wide(block), level="ordinal").value
    assert call(ALPHA, block, MISSING, MISSING, "ordinal", MISSING, MISSING) == expected


@pytest.mark.parametrize("categories", [column("low", "middle", "high"), row("low", "middle", "high")])
def test_categories_set_the_order_of_an_ordinal_alpha(call, categories):
    block = (("low", "middle"), ("high", "high"), ("low", "low"), ("middle", "high"))
    ratings = Ratings.from_wide(block, categories=["low", "middle", "high"])
    expected = agreement.krippendorff_alpha(ratings, level="ordinal").value
    assert call(ALPHA, block, MISSING, MISSING, "ordinal", MISSING, MISSING).startswith(
        "SMO: level 'ordinal' needs the order of the categories"
    )
    assert call(ALPHA, block, MISSING, MISSING, "ordinal", categories, MISSING) == expected


def test_a_single_row_constant_arrives_flat_and_works(call):
    block = (("low", "high"), ("high", "high"))
    flat = call(ALPHA, block, MISSING, MISSING, "ordinal", ("low", "high"), MISSING)
    assert flat == call(ALPHA, block, MISSING, MISSING, "ordinal", column("low", "high"), MISSING)


def test_undefined_is_not_available_and_the_status_says_why(call):
    block = (("spam", "spam"), ("spam", "spam"))
    assert call(ALPHA, block, *[MISSING] * 5) == "#N/A"
    assert call(ALPHA, block, *[MISSING] * 4, "status") == "one_category"


@pytest.mark.parametrize("name", COEFFICIENTS)
@pytest.mark.parametrize("error", ERROR_CELLS)
def test_an_error_cell_is_named_not_taken_for_a_missing_label(call, columns, name, error):
    labels, items, annotators = columns
    spoiled = (*labels[:2], (ERROR_CELLS[error],), *labels[3:])
    last = [MISSING] * (3 if name == ALPHA else 2)
    shown = call(name, spoiled, items, annotators, *last)
    assert shown == f"SMO: labels holds an error cell (row 3 of the selection): {error}. Mend or clear it."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((MISSING, MISSING, MISSING), "SMO: labels is empty. Select the cells that hold the labels."),
        ((column(None, ""), MISSING, MISSING), "SMO: labels is empty."),
        ((column(None, None), column("1", "2"), column("a", "b")), "SMO: labels is empty. Select the column"),
        ((column("x", "y"), MISSING, MISSING), "SMO: labels is one column. Give items and annotators"),
        ((column("x", "y"), column("1", "1"), MISSING), "SMO: annotators is left out."),
        ((column("x", "y"), MISSING, column("a", "b")), "SMO: items is left out."),
        (
            (column("x", "y"), column("1", "1", "2"), column("a", "b")),
            "SMO: the columns differ in height (labels 2, items 3, annotators 2 rows). Select the same rows in each.",
        ),
        (
            ((("x", "y"), ("x", "x")), column("1", "1"), column("a", "b")),
            "SMO: labels is 2 columns wide beside other columns. Select one column.",
        ),
        ((column("label"), column("item_id"), column("who")), "SMO: labels holds a header and nothing below it."),
        ((column("label", None), column("item_id", "1"), column("who", "a")), "SMO: labels holds a header and nothing"),
        ((column("x", "y"), column("1", None), column("a", "b")), "SMO: labels: 1 row "),
        ((column("x", "y"), column("1", "1"), column("a", "a")), "SMO: labels: 2 rows give the same annotator's"),
    ],
)
def test_ranges_that_cannot_be_read_give_one_sentence(call, arguments, message):
    arguments = [*arguments, *[MISSING] * (5 - len(arguments))]
    assert call("SMO_GWET_AC", *arguments).startswith(message)


def test_rows_are_numbered_as_the_range_shows_them_below_a_header(call):
    ranges = [column("label", "x", "y", "z"), column("item", "1", None, "2"), column("annotator", "a", "b", "c")]
    assert "no item (row 3 of the selection)" in call("SMO_GWET_AC", *ranges, MISSING, MISSING)


@pytest.mark.parametrize(
    ("level", "categories", "statistic", "message"),
    [
        ("cardinal", MISSING, MISSING, "SMO: level is one of nominal, ordinal, interval, ratio, circular; 'cardinal'"),
        (MISSING, MISSING, "mean", "SMO: statistic is one of value, low, high,"),
        (MISSING, MISSING, 2.0, "SMO: statistic is one of value"),
        ("interval", MISSING, MISSING, "SMO: level 'interval' needs numbers"),
        (MISSING, column("x"), MISSING, "SMO: labels: 'y' is not among the declared categories ['x']."),
    ],
)
def test_an_option_that_does_not_exist_says_what_does(call, level, categories, statistic, message):
    block = (("x", "y"), ("x", "x"))
    assert call(ALPHA, block, MISSING, MISSING, level, categories, statistic).startswith(message)


def test_kappa_of_three_annotators_says_what_to_use(call):
    shown = call("SMO_COHEN_KAPPA", (("x", "x", "y"), ("y", "y", "y")), *[MISSING] * 4)
    assert shown.startswith("SMO: Cohen's kappa compares two annotators; 3 arrived.")


@pytest.mark.parametrize("above", [0, 1, 4])
@pytest.mark.parametrize("titled", [True, False])
def test_what_stands_above_the_table_of_whole_columns_is_no_data(call, columns, above, titled):
    labels, items, annotators = columns
    title = column(*["Labels of May" if titled and not row else None for row in range(above)])
    whole = (
        (*column(*[None] * above), ("counted_label",), *labels),
        (*title, ("unit",), *items),
        (*column(*[None] * above), ("annotator_id",), *annotators),
    )
    assert call(ALPHA, *whole, MISSING, MISSING, MISSING) == call(ALPHA, *columns, MISSING, MISSING, MISSING)


def test_empty_rows_above_data_without_a_header_are_no_data(call, columns):
    below = [((None,), (None,), *cells) for cells in columns]
    assert call(ALPHA, *below, MISSING, MISSING, "labels") == call(ALPHA, *columns, MISSING, MISSING, "labels")


def test_rows_are_numbered_as_the_user_sees_them_below_a_title(call):
    labels, items = column(None, "label", "a", "b"), column("May", "item", "1", "1")
    shown = call(ALPHA, labels, items, column(None, "worker", "x", None), MISSING, MISSING, MISSING)
    assert shown.startswith("SMO: labels: 1 row has no annotator (row 4 of the selection)")


def test_names_below_a_row_of_data_are_data(call):
    labels, items, annotators = column("a", "label", "a", "a"), column(*"1122"), column("x", "user", "x", "y")
    assert call(ALPHA, labels, items, annotators, MISSING, MISSING, "labels") == 4.0


def test_items_of_several_columns_stay_apart_by_every_column(call):
    labels, annotators = column("x", "y"), column("a", "b")
    for keys in ((("p", None, "v"), ("p", "v", None)), (("p", "v|"), ("p", "v"))):
        assert call("SMO_PERCENT_AGREEMENT", labels, keys, annotators, MISSING, "status") == "no_pairable_units"


@pytest.mark.parametrize("header", ["category", "Label"])
def test_a_header_over_the_categories_is_no_category(call, header):
    block = (("a", "b"), ("a", "a"), ("b", "b"), ("b", "b"))
    without = call("SMO_GWET_AC", block, MISSING, MISSING, column("a", "b", "c"), MISSING)
    assert call("SMO_GWET_AC", block, MISSING, MISSING, column(header, "a", "b", "c"), MISSING) == without
    assert without != call("SMO_GWET_AC", block, MISSING, MISSING, column("a", "b"), MISSING)


def test_a_category_that_is_called_label_is_one_where_labels_bear_it(call):
    block = (("label", "b"), ("label", "label"), ("b", "b"), ("b", "b"))
    listed = call("SMO_GWET_AC", block, MISSING, MISSING, column("label", "b", "c"), MISSING)
    assert listed == agreement.gwet_ac(Ratings.from_wide(block, categories=["label", "b", "c"])).value
