"""Alpha of sets of labels: published figures, the two distances written out, and what counts as an answer."""

from __future__ import annotations

import csv
import itertools
import json
import math
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smo_metrics.agreement.multilabel import multilabel_alpha, set_distances
from smo_metrics.errors import SmoError

REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "agreement"
sets = st.frozensets(st.sampled_from("abcd"), max_size=4)
tables = st.lists(st.lists(st.one_of(sets, st.none()), min_size=3, max_size=3), min_size=2, max_size=12)


def masi(a, b):
    """Passonneau (2006): 1 - Jaccard x monotonicity."""
    if a == b:
        return 0.0
    share = len(a & b) / len(a | b)
    return 1 - share * (2 / 3 if a <= b or b <= a else 1 / 3)


def jaccard(a, b):
    return 1 - len(a & b) / len(a | b) if a | b else 0.0


def literal(rows, distance):
    units = [unit for row in rows if len(unit := [v for v in row if v is not None]) >= 2]
    values = [value for unit in units for value in unit]
    pairs = ((u, len(u) - 1) for u in units)
    within = sum(distance(a, b) / others for u, others in pairs for a, b in itertools.permutations(u, 2)) / len(values)
    between = sum(distance(a, b) for a, b in itertools.permutations(values, 2)) / (len(values) * (len(values) - 1))
    return within, between


def long(rows):
    cells = [(i, a, label) for i, row in enumerate(rows) for a, label in enumerate(row)]
    return pd.DataFrame(
        {
            "item_id": [i for i, _, _ in cells],
            "annotator_id": [a for _, a, _ in cells],
            "label": pd.Series([label for _, _, label in cells], dtype=object),
        }
    )


@given(tables)
@settings(max_examples=80, deadline=None)
def test_the_value_equals_the_sum_over_pairs_of_sets(rows) -> None:
    assume(any(sum(v is not None for v in row) > 1 for row in rows))
    for name, distance in {"masi": masi, "jaccard": jaccard}.items():
        result = multilabel_alpha(long(rows), distance=name)
        within, between = literal(rows, distance)
        if result.status != "one_annotator":
            assert result.value == pytest.approx(1 - within / between if between else math.nan, abs=1e-12, nan_ok=True)
            assert result.details["observed_disagreement"] == pytest.approx(within, abs=1e-12)
            assert result.details["expected_disagreement"] == pytest.approx(between, abs=1e-12)


def test_the_published_example_is_reproduced_with_the_distance_of_its_publisher() -> None:
    """DKPro Statistics, SetAnnotationsTest: it multiplies two distances where Passonneau multiplies two likenesses."""
    if not REFERENCES.is_dir():
        pytest.skip("the shared reference data are not beside this checkout")
    entries = json.loads((REFERENCES / "expected.json").read_text())
    expected = next(entry for entry in entries if entry["id"] == "multilabel-masi")["expected"]
    _, *cells = csv.reader((REFERENCES / "multilabel_sets.csv").read_text().splitlines())
    table = long([row[1:] for row in cells])
    result = multilabel_alpha(table, distance="masi_dkpro", no_label="")
    assert result.value == pytest.approx(expected["value"], abs=0.0011)
    assert result.details["observed_disagreement"] == pytest.approx(expected["Do"], abs=0.0011)
    assert result.details["expected_disagreement"] == pytest.approx(expected["De"], abs=0.0011)
    passonneau = multilabel_alpha(table, no_label="")
    as_sets = [[frozenset(cell.split("|")) - {""} for cell in row[1:]] for row in cells]
    within, between = literal(as_sets, masi)
    assert passonneau.value == pytest.approx(1 - within / between)


def test_distances_are_those_of_passonneau_and_jaccard() -> None:
    of = [frozenset({1, 2}), frozenset({1, 2, 3, 4}), frozenset({2, 5}), frozenset({9}), frozenset()]
    # NLTK's example: masi_distance({1, 2}, {1, 2, 3, 4}) with exact thirds
    assert set_distances(of, "masi")[0] == pytest.approx([0, 2 / 3, 8 / 9, 1, 1])
    assert set_distances(of, "jaccard")[0] == pytest.approx([0, 1 / 2, 2 / 3, 1, 1])
    assert set_distances(of, "masi_dkpro")[0] == pytest.approx([0, 1 / 6, 4 / 9, 1, 1 / 3])
    for name in ("masi", "jaccard", "masi_dkpro"):
        matrix = set_distances(of, name)
        assert np.array_equal(matrix, matrix.T)
        assert not matrix.diagonal().any()


def test_two_empty_sets_agree_and_an_empty_set_is_an_answer() -> None:
    nothing, some = frozenset(), frozenset({"a"})
    result = multilabel_alpha(long([[nothing, nothing], [some, some], [nothing, nothing], [some, nothing]]))
    assert (result.labels, result.dropped) == (8, 0)
    assert result.observed == pytest.approx(1 - (1 - 1 / 8) / 4)
    assert nothing in result.categories


def test_missing_sets_are_left_out_and_blank_text_is_missing_and_said_so() -> None:
    rows = [["a|b", "b|a"], ["|", "|"], ["a", "a"], ["b", ""], ["b", None], ["b", math.nan], ["b", "  "]]
    result = multilabel_alpha(long(rows))
    assert (result.value, result.dropped, result.pairable) == (1, 4, 6)
    assert "2 blank labels count as missing" in result.warnings[0]
    assert "no_label=''" in result.warnings[0]
    answered = multilabel_alpha(long(rows), no_label="")
    assert (answered.dropped, answered.pairable) == (2, 10)
    assert answered.value < 1
    assert not [warning for warning in answered.warnings if "blank" in warning]


def test_blanks_inside_a_set_are_no_labels() -> None:
    rows = [[["a", ""], ["a"]], [[None, math.nan], []], [["b"], ["b", " "]]]
    assert multilabel_alpha(long(rows)).categories == (frozenset(), frozenset("a"), frozenset("b"))


def test_a_word_may_mean_that_no_label_applies() -> None:
    rows = [["none", "|"], ["a", "a"], [" none", "none"]]
    assert multilabel_alpha(long(rows), no_label="none").value == 1
    assert multilabel_alpha(long(rows)).value < 1


@pytest.mark.parametrize("make", [set, list, tuple, frozenset, "|".join, " | ".join, lambda v: "|".join(v) + "|"])
def test_sets_may_come_as_any_collection_or_as_text(make) -> None:
    names = [["a", "b"], ["a", "b"], ["c"], ["c", "a"], ["b"], ["b"], ["a"], ["b", "a"]]
    rows = [[make(one), make(other)] for one, other in itertools.pairwise(names)]
    expected = [[frozenset(one), frozenset(other)] for one, other in itertools.pairwise(names)]
    assert multilabel_alpha(long(rows)).value == multilabel_alpha(long(expected)).value
    assert multilabel_alpha(long([row[::-1] for row in rows])).value == multilabel_alpha(long(expected)).value


def test_another_separator_may_stand_between_the_names() -> None:
    rows = [["a, b", "b,a"], ["a|b", "a|b"], ["b", "a"]]
    result = multilabel_alpha(long(rows), separator=",")
    assert set(result.categories) == {frozenset("ab"), frozenset({"a|b"}), frozenset("a"), frozenset("b")}


def test_the_order_of_rows_changes_no_bit() -> None:
    generator = random.Random(3)
    names = [frozenset(generator.sample("abcdef", generator.randint(0, 4))) for _ in range(240)]
    table = long([names[i : i + 3] for i in range(0, 240, 3)])
    one, other = multilabel_alpha(table), multilabel_alpha(table.sample(frac=1, random_state=2))
    assert (one.value, one.standard_error, one.categories) == (other.value, other.standard_error, other.categories)


def test_more_distinct_sets_than_patterns_could_hold_are_compared_pair_by_pair() -> None:
    generator = random.Random(5)
    names = [frozenset(generator.sample("abcdefgh", generator.randint(0, 5))) for _ in range(360)]
    rows = [names[i : i + 3] for i in range(0, 360, 3)]
    result = multilabel_alpha(long(rows))
    assert len(result.categories) > 64
    within, between = literal(rows, masi)
    assert result.value == pytest.approx(1 - within / between, abs=1e-12)
    assert result.interval is not None


def test_overlap_earns_credit_that_names_alone_do_not() -> None:
    rows = [["a|b", "a"], ["c", "c"], ["b|c", "b"], ["a", "a"], ["c|d", "c|d"]] * 6
    overlap = multilabel_alpha(long(rows), distance="jaccard")
    strict = multilabel_alpha(long(rows), distance="masi")
    assert 0 < strict.value < overlap.value < 1
    assert (overlap.method, overlap.weights, overlap.interval.kind) == ("multilabel_alpha", "jaccard", "wilson")


def test_only_missing_labels_determine_nothing() -> None:
    result = multilabel_alpha(long([[None, None], [None, ""]]))
    assert math.isnan(result.value)
    assert result.status == "no_pairable_units"


@pytest.mark.parametrize(
    ("rows", "options", "message"),
    [
        ([["a", "b"]], {"distance": "dice"}, "distance must be one of masi, jaccard, masi_dkpro; 'dice' arrived"),
        ([["a", "b"]], {"separator": " "}, "separator must be a sign"),
        ([["a", "b"]], {"label": "labels"}, "no column labels; the columns are item_id, annotator_id, label"),
        ([["a", "b"]], {"item": "id", "annotator": "who"}, "no column id, who;"),
        ([["a", 3]], {}, "3 is no set of labels"),
        ([[["a"], [["b"]]]], {}, "holds something that is no label"),
        ([[("a",), ("b", ["c"])]], {}, "holds something that is no label"),
        ([[{"a": 1}, "b"]], {}, "is no set of labels"),
        ([[np.array(["a"]), "b"]], {}, "is no set of labels"),
        ([[{str(i)}, {str(-i)}] for i in range(3000)], {}, "5,999 distinct sets arrived; 4,096 are the most"),
    ],
)
def test_what_is_no_set_is_refused_with_what_to_do(rows, options, message) -> None:
    with pytest.raises(SmoError, match=message):
        multilabel_alpha(long(rows), **options)


def test_a_missing_name_inside_a_set_is_no_label() -> None:
    assert multilabel_alpha(long([[{"a", pd.NA}, "a"], ["b", "b"]])).value == 1


@pytest.mark.parametrize("table", [{"item_id": [1]}, [["a", "b"]], np.array([["a", "b"]])])
def test_what_is_no_table_is_refused(table) -> None:
    with pytest.raises(SmoError, match="a pandas DataFrame is needed"):
        multilabel_alpha(table)


def test_two_sets_of_one_annotator_on_an_item_are_refused() -> None:
    table = long([["a", "b"], ["b", "b"]])
    with pytest.raises(SmoError, match="labelled the same item more than once"):
        multilabel_alpha(pd.concat([table, table]))
