"""Every function with every combination of what its data can be: the value that Python computes, or one message."""

from __future__ import annotations

import functools
import itertools

import pandas as pd
import pytest

from smo_metrics import agreement
from smo_metrics.agreement import Ratings
from smo_metrics.catalog import CATALOG, entry
from tests.excel_addin.excel_objects import ERROR_CELLS, MISSING
from tests.excel_addin.in_python import GOLD, RATED, TABLED
from tests.excel_addin.kinds import (
    COLUMNS,
    DATA,
    KINDS,
    NUMBERS,
    SECOND,
    WIDTHS,
    cells_of,
    frame,
    is_block,
    played,
    refusal,
    shown,
)

OF_A_BLOCK = [*RATED, "SMO_MULTILABEL_ALPHA"]
ALL_COMBINED = [*OF_A_BLOCK, *(name for name in GOLD if name != "SMO_GOLD_BY")]
FASTER = {"resamples": 200.0}


def arguments_of(name):
    return [argument.name for argument in entry(name).arguments]


@functools.cache
def computed(name, kinds):
    k = dict(kinds)
    options = {"resamples": 200} if name == "SMO_AGREEMENT_INTERVALS" else {}
    if name in TABLED:
        return shown(lambda: TABLED[name](block_as_table(k) if is_block(k) else frame(name, k)))
    if is_block(k):
        return shown(lambda: RATED[name](Ratings.from_wide(wide(name, k)), **options))
    return shown(lambda: RATED[name](Ratings.from_long(frame(name, k)), **options))


def wide(name, k):
    """The block as a table whose rows are numbered from 1, as in the selection."""
    cells = cells_of(name, "labels")
    second = SECOND["labels"] if cells is COLUMNS["labels"] else NUMBERS["second"]
    rows = [cells] if WIDTHS[k["labels"]] == 6 else list(zip(cells, second, strict=True))
    return pd.DataFrame(rows, index=range(1, len(rows) + 1), columns=range(1, len(rows[0]) + 1), dtype=object)


def block_as_table(k):
    cells = wide("SMO_MULTILABEL_ALPHA", k).stack()
    keys = cells.index
    return pd.DataFrame(
        {"item_id": keys.get_level_values(0), "annotator_id": keys.get_level_values(1), "label": cells.to_numpy()}
    )


@pytest.mark.parametrize("name", ALL_COMBINED)
def test_every_combination_of_data_arguments_gives_the_value_or_its_message(call, name):
    names = arguments_of(name)
    data = [n for n in names if n in DATA]
    options = [FASTER.get(n, MISSING) for n in names if n not in DATA]
    values = 0
    for kinds in itertools.product(KINDS, repeat=len(data)):
        k = dict(zip(data, kinds, strict=True))
        answer, refused = call(name, *(played(name, n, k[n]) for n in data), *options), refusal(name, k)
        if refused:
            assert isinstance(answer, str), k
            assert answer.startswith(refused), k
        else:
            assert answer == computed(name, tuple(k.items())), k
            values += 1
    assert values > 15


def test_no_function_of_labels_is_left_out_of_these_tests():
    elsewhere = {"SMO_COMPARE_AGREEMENT", "SMO_SAMPLE_SIZE", "SMO_ACCEPTANCE_PLAN"}
    of_labels = {described.excel_name for described in CATALOG if described.pillar in ("agreement", "quality")}
    assert of_labels == {*RATED, *TABLED} | elsewhere


def test_a_block_of_categories_is_read_row_by_row(call):
    labels = (("low", "mid"), ("mid", "high"), ("top", "high"), ("low", "low"), ("top", "low"))
    order = ["low", "mid", "high", "top"]
    expected = agreement.krippendorff_alpha(Ratings.from_wide(labels, categories=order), level="ordinal").value
    block = (("low", "mid"), ("high", "top"))
    assert call("SMO_KRIPPENDORFF_ALPHA", labels, MISSING, MISSING, "ordinal", block, MISSING) == expected


@pytest.mark.parametrize("name", ALL_COMBINED)
def test_a_reference_that_is_lost_is_named_whatever_stands_beside_it(call, name):
    names = arguments_of(name)
    data = [n for n in names if n in DATA]
    for lost in data:
        for others in ("column", "missing"):
            kinds = {n: "column" if n in ("labels", "gold") else others for n in data}
            arguments = [ERROR_CELLS["#REF!"] if n == lost else played(name, n, kinds[n]) for n in data]
            answer = call(name, *arguments, *[MISSING] * (len(names) - len(data)))
            if name == "SMO_GOLD_ANNOTATORS" and others == "missing" and lost != "annotators":
                assert answer.startswith("SMO: annotators is left out."), lost
            else:
                assert answer.startswith(f"SMO: {lost} holds an error cell (row 1 of the selection): #REF!."), others
