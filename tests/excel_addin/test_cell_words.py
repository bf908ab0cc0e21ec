"""Messages in cells name what a formula has: functions, arguments, cells; not Python, the shell or another sheet."""

from __future__ import annotations

import re

import pytest

from tests.excel_addin.excel_objects import MISSING, column

PYTHON = re.compile(r"\w+_(id|kappa|alpha|label)\b(?<!SMO)|='|--|'round'|shell|sheet|argument")
THREE = (("a", "b", "a"), ("a", "a", "b"))


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        (
            "SMO_COHEN_KAPPA", (THREE,),
            "SMO: Cohen's kappa compares two annotators; 3 arrived. Pick two of them, or use SMO_FLEISS_KAPPA or "
            "SMO_KRIPPENDORFF_ALPHA.",
        ),
        (
            "SMO_KRIPPENDORFF_ALPHA", (THREE, MISSING, MISSING, "interval"),
            "SMO: level 'interval' needs numbers as labels; the categories are ['a', 'b']. "
            "Use the level \"nominal\", or 'ordinal' with the categories in order.",
        ),
        (
            "SMO_KRIPPENDORFF_ALPHA", (THREE, MISSING, MISSING, "ordinal"),
            "SMO: level 'ordinal' needs the order of the categories ['a', 'b']. "
            "Give them from lowest to highest as the argument categories.",
        ),
        (
            "SMO_GWET_AC", (THREE, MISSING, MISSING, column("a", "c")),
            "SMO: labels: 'b' is not among the declared categories ['a', 'c']. Add it there, or empty its cell.",
        ),
        (
            "SMO_GWET_AC", (column("a", "b", "a"), column("1", "1", "2"), column("x", "x", "y")),
            "SMO: labels: 2 rows give the same annotator's label of one item twice (rows 1, 2 of the selection). "
            "Delete the repeats.",
        ),
        (
            "SMO_GOLD_ACCURACY", (column("a", "b"), MISSING),
            "SMO: gold is empty. Select the column that holds the gold labels.",
        ),
        (
            "SMO_GOLD_ACCURACY", (column("a", "b"), column("a", "b"), column("1", None)),
            "SMO: labels: 1 row has no item (row 2 of the selection). Fill or remove them.",
        ),
    ],
)  # fmt: skip
def test_a_message_speaks_of_formulas(call, name, arguments, message):
    assert call(name, *arguments) == message
    assert not PYTHON.search(message.replace("argument categories", ""))
