"""Functions of four to six columns, with every pair of what any two of these can be, the others good columns."""

from __future__ import annotations

import functools
import itertools

import pandas as pd
import pytest

from excel_addin.first_row import rows_above_data
from smo_metrics import agreement
from smo_metrics.agreement import Ratings
from smo_metrics.catalog import entry
from tests.excel_addin.excel_objects import ERROR_CELLS, MISSING, column
from tests.excel_addin.in_python import TABLED, as_cells, compared, over_time
from tests.excel_addin.kinds import (
    COLUMNS,
    DATA,
    HEIGHTS,
    KINDS,
    LEFT_OUT,
    NOTHING,
    error_in,
    frame,
    given,
    heights,
    played,
    shown,
    width,
)

MANY = ("SMO_AGREEMENT_BY", "SMO_AGREEMENT_OVER_TIME", "SMO_GOLD_BY", "SMO_ANNOTATOR_QUALITY", "SMO_SPAM_SCORES")
NEEDED = {
    "SMO_AGREEMENT_BY": ("labels", "groups", "items", "annotators"),
    "SMO_AGREEMENT_OVER_TIME": ("labels", "times", "items", "annotators"),
    "SMO_GOLD_BY": ("labels", "gold", "groups"),
    "SMO_ANNOTATOR_QUALITY": ("labels", "items", "annotators"),
    "SMO_SPAM_SCORES": ("labels", "gold", "items", "annotators"),
}


def refusal(name, names, k):
    """What the message begins with, by the kinds of the arguments alone; None: there is a value, or the library's."""
    if name == "SMO_SPAM_SCORES" and k["gold"] in LEFT_OUT:
        return refusal_of_ratings(k)
    first = ["labels", "groups", "times", "items", "annotators", "gold", "seconds"]
    order = [n for n in (names if name in ("SMO_GOLD_BY", "SMO_ANNOTATOR_QUALITY") else first) if n in k]
    if name == "SMO_SPAM_SCORES":
        order = ["labels", "gold", "items", "annotators"]
    held = {"gold": "gold labels"}
    for n in order:
        if n in NEEDED[name] and k[n] in NOTHING:
            return f"{n} is empty. Select the column that holds the {held.get(n, n)}."
    return wrong_columns(order, k)


def refusal_of_ratings(k):
    data = {n: kind for n, kind in k.items() if n != "gold"}
    errors = [n for n, kind in data.items() if kind == "error"]
    left_out = [n for n in ("items", "annotators") if data[n] in LEFT_OUT]
    if len(left_out) == 1:
        return error_in(errors[0]) if errors else f"{left_out[0]} is left out."
    if data["labels"] in NOTHING:
        return "labels is empty."
    return wrong_columns(["labels", "items", "annotators"], data)


def wrong_columns(order, k):
    for n in order:
        if k[n] == "error":
            return error_in(n)
    if len(heights(k)) > 1:
        return "the columns differ in height (labels "
    for n in order:
        if n != "items" and n in given(k) and width(k, n) > 1:
            return f"{n} is {width(k, n)} columns wide"
    for n, word in (("items", "item"), ("annotators", "annotator")):
        if k.get(n) == "empty column":
            return f"labels: 6 rows have no {word} (rows 1, 2,"
    return None


@functools.cache
def computed(name, kinds):
    k = {argument: kind for argument, kind in kinds if not (argument in ("gold", "seconds") and kind in LEFT_OUT)}
    table = frame(name, k)
    for optional, ours in (("gold_label", "gold"), ("duration_seconds", "seconds")):
        if k.get(ours) == "empty column":
            table[optional] = None if optional == "gold_label" else float("nan")
    return shown(lambda: TABLED[name](table))


@pytest.mark.parametrize("name", MANY)
def test_every_pair_of_data_arguments_gives_the_value_or_its_message(call, name):
    names = [argument.name for argument in entry(name).arguments]
    data = [n for n in names if n in DATA]
    values = 0
    for varied in itertools.combinations(data, 2):
        for kinds in itertools.product(KINDS, repeat=2):
            k = dict.fromkeys(data, "column") | dict(zip(varied, kinds, strict=True))
            answer = call(name, *(played(name, n, k[n]) for n in data), *[MISSING] * (len(names) - len(data)))
            refused = refusal(name, names, k)
            if refused:
                assert isinstance(answer, str), k
                assert answer.startswith(f"SMO: {refused}"), k
            elif k.get("seconds") == "date":
                assert answer.startswith("SMO: labels: 6 rows have no usable number in seconds (rows 1, 2,"), k
            else:
                assert answer == computed(name, tuple(k.items())), k
                values += 1
    assert values > 25


@pytest.mark.parametrize("name", MANY)
def test_columns_that_lie_in_rows_give_the_same(call, name):
    names = [argument.name for argument in entry(name).arguments]
    standing = [played(name, n, "column") if n in DATA else MISSING for n in names]
    lying = [played(name, n, "row") if n in DATA else MISSING for n in names]
    assert call(name, *lying) == call(name, *standing) == computed_of_columns(name)


def computed_of_columns(name):
    data = [argument.name for argument in entry(name).arguments if argument.name in DATA]
    return computed(name, tuple((n, "column") for n in data))


@pytest.mark.parametrize("name", MANY)
def test_whole_columns_below_their_headers_give_the_same(call, name):
    names = [argument.name for argument in entry(name).arguments]
    whole = [played(name, n, "whole column") if n in DATA else MISSING for n in names]
    assert HEIGHTS["whole column"] == len(whole[0])
    assert call(name, *whole) == computed_of_columns(name)


def test_a_number_of_days_is_the_time_that_excel_means_by_it(call):
    labels, items, annotators = (column(*COLUMNS[name]) for name in ("labels", "items", "annotators"))
    days = column(*[46083.375, 46084.375] * 3)
    assert call("SMO_AGREEMENT_OVER_TIME", labels, days, items, annotators) == computed_of_columns(
        "SMO_AGREEMENT_OVER_TIME"
    )


@pytest.mark.parametrize(
    ("name", "header"),
    [("groups", "Region"), ("groups", "policy_version"), ("times", "labelled_at_utc"), ("seconds", "Lead time")],
)
def test_a_header_is_known_by_the_names_that_such_columns_have(name, header):
    data = {"labels": ["My verdicts", "a", "b"], name: [header, "x", "y"]}
    assert rows_above_data({argument: [cells] for argument, cells in data.items()}) == 1
    data[name][0] = "z"
    assert rows_above_data({argument: [cells] for argument, cells in data.items()}) == 0


def test_a_time_that_is_none_is_named_with_its_row(call):
    labels, items, annotators = (column(*COLUMNS[name]) for name in ("labels", "items", "annotators"))
    times = column(*COLUMNS["times"][:5], "last week")
    shown = call("SMO_AGREEMENT_OVER_TIME", labels, times, items, annotators)
    assert shown.startswith("SMO: labels: 1 row has a time that is no date and time (row 6 of the selection).")


def series(weeks, agreeing):
    """20 items a week by two annotators, who agree on so many of each 20."""
    rows = []
    for week in range(weeks):
        for item in range(20):
            label = "spam" if item % 2 else "none"
            other = label if item < agreeing[week] else ("none" if item % 2 else "spam")
            for who, chosen in (("ana", label), ("ben", other)):
                rows.append((chosen, f"2026-0{3 + week // 4}-{2 + 7 * (week % 4):02}T09:00:00Z", f"{week} {item}", who))
    return rows


def test_a_change_stands_in_the_row_of_the_week_that_it_begins_with(call):
    rows = series(8, [19, 18, 19, 19, 11, 10, 12, 11])
    columns = [column(*cells) for cells in zip(*rows, strict=True)]
    header, *weeks = call("SMO_AGREEMENT_OVER_TIME", *columns)
    table = pd.DataFrame(rows, columns=["label", "labelled_at", "item_id", "annotator_id"])
    table["labelled_at"] = pd.to_datetime(table["labelled_at"], utc=True)
    assert [header, *weeks] == as_cells(over_time(table))
    change = agreement.agreement_over_time(table).change
    assert str(change.period) == "2026-03-30"
    found = {week[0]: week[header.index("change")] for week in weeks}
    assert {period: value for period, value in found.items() if value != ""} == {"2026-03-30": change.difference}


SIDES = ("labels", "labels_2", "items", "annotators", "items_2", "annotators_2")
OTHER = {
    "labels_2": ["hate", "hate", "spam", "none", "hate", "none"],
    "items_2": ["p2", "p2", "p3", "p3", "p4", "p4"],
    "annotators_2": ["cem", "dan"] * 3,
}


def side(labels, items, annotators):
    return pd.DataFrame({"item_id": items, "annotator_id": annotators, "label": labels})


def two_sides(coefficient="krippendorff_alpha", categories=None):
    domain = categories or ["hate", "none", "spam"]
    tables = (
        side(*(COLUMNS[name] for name in ("labels", "items", "annotators"))),
        side(*(OTHER[name] for name in ("labels_2", "items_2", "annotators_2"))),
    )
    first, second = (Ratings.from_long(table, categories=domain) for table in tables)
    return as_cells(compared(first, second, coefficient))


def good_sides():
    return {name: column(*(OTHER.get(name) or COLUMNS[name])) for name in SIDES}


@pytest.mark.parametrize("coefficient", [MISSING, "gwet_ac", "SMO_GWET_AC", "Percent agreement"])
def test_two_projects_are_compared_by_the_coefficient_asked_for(call, coefficient):
    chosen = {MISSING: "krippendorff_alpha", "Percent agreement": "percent_agreement"}.get(coefficient, "gwet_ac")
    assert call("SMO_COMPARE_AGREEMENT", *good_sides().values(), coefficient) == two_sides(chosen)


def test_both_projects_are_measured_with_the_categories_of_both(call):
    blocks = (("a", "a"), ("b", "a"), ("b", "b")), (("a", "c"), ("b", "b"), ("c", "c"))
    arguments = (*blocks, *[MISSING] * 4, "brennan_prediger")
    ratings = [Ratings.from_wide(pd.DataFrame(block, index=[1, 2, 3]), categories=["a", "b", "c"]) for block in blocks]
    assert call("SMO_COMPARE_AGREEMENT", *arguments) == as_cells(compared(*ratings, "brennan_prediger"))
    assert call("SMO_COMPARE_AGREEMENT", *arguments, column(*"abcd")) != call("SMO_COMPARE_AGREEMENT", *arguments)


@pytest.mark.parametrize("name", SIDES)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_wrong_with_a_project_is_told_with_its_labels(call, name, kind):
    plain = name.removesuffix("_2")
    cells = played("SMO_COMPARE_AGREEMENT", plain, kind)
    if kind in ("column", "whole column") and name in OTHER:
        cells = column(*OTHER[name]) if kind == "column" else column("Label", *OTHER[name], None, None)
    answer = call("SMO_COMPARE_AGREEMENT", *(good_sides() | {name: cells}).values())
    if kind == "column":
        assert answer == two_sides()
    elif kind == "date" or (kind, plain) == ("block", "items"):
        assert [row[0] for row in answer] == ["compared", "first", "second", "difference"]
    else:
        assert answer.startswith("SMO: labels_2: " if name in OTHER else "SMO: labels: ")


def test_text_beside_numbers_is_one_sentence(call):
    numbers, words = ((1.0, 2.0), (2.0, 2.0)), (("a", "b"), ("b", "b"))
    shown = call("SMO_COMPARE_AGREEMENT", numbers, words)
    assert shown == "SMO: labels: text and numbers are mixed ('a' and 1.0). Make them all text or all numbers."


@pytest.mark.parametrize("lost", SIDES)
def test_a_lost_reference_is_named(call, lost):
    answer = call("SMO_COMPARE_AGREEMENT", *(good_sides() | {lost: ERROR_CELLS["#REF!"]}).values())
    assert f"{lost.removesuffix('_2')} holds an error cell (row 1 of the selection): #REF!." in answer
