"""Messages in cells name what a formula has: functions, arguments, cells; not Python, the shell or another sheet."""

from __future__ import annotations

import re

import pytest

from excel_addin.cell_words import in_a_formula
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
            "SMO_ICC", (THREE,),
            "SMO: SMO_ICC compares measurements; the labels are ['a', 'b'], not numbers. Give numbers, or use "
            "SMO_KRIPPENDORFF_ALPHA or SMO_GWET_AC for categories.",
        ),
        (
            "SMO_BENCHMARK", (THREE, MISSING, MISSING, "percent_agreement"),
            "SMO: the scales are made for agreement beyond chance; SMO_PERCENT_AGREEMENT arrived. Use the result of "
            "SMO_GWET_AC, SMO_KRIPPENDORFF_ALPHA or a kappa.",
        ),
        (
            "SMO_ANNOTATOR_QUALITY", (column(*"ab"), column(*"12"), column(*"xx"), MISSING, column("5", "x")),
            "SMO: labels: 1 row has no usable number in seconds (row 2 of the selection). "
            "Write numbers of 0 or more, such as 63.5 (1,234 could be two numbers).",
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


def test_words_that_are_also_functions_stay_words():
    assert in_a_formula("there is no consensus; see the benchmark") == "there is no consensus; see the benchmark"
