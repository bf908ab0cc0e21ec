"""What a formula's options are read as: a word of a list, a number, a text, a square of weights."""

from __future__ import annotations

import doctest
import math

import pytest

from excel_addin import options
from smo_metrics.errors import SmoError


@pytest.mark.parametrize("block", [None, [], [[None]], [[""]]])
def test_an_option_left_out_or_empty_is_the_default(block):
    assert options.read_choice("level", block, ("nominal", "ordinal"), "nominal") == "nominal"
    assert options.read_number("top", block, 5) == 5
    assert options.read_text("separator", block, "|") == "|"
    assert options.read_matrix("weights", block, "identity") == "identity"
    with pytest.raises(SmoError, match=r"^aql is left out"):
        options.needed_number("aql", block)


@pytest.mark.parametrize(("cell", "choice"), [("P-Value ", "p_value"), ("icc(2,K)", "ICC(2,k)"), ("w", "W")])
def test_a_choice_is_read_however_it_is_spelled(cell, choice):
    assert options.read_choice("option", [[cell]], ("value", "p_value", "ICC(2,k)", "W"), "value") == choice


@pytest.mark.parametrize(
    ("block", "arrived"), [([["mean"]], "'mean'"), ([[3.0]], "3.0"), ([["value"], ["low"]], "2 cells")]
)
def test_an_unknown_choice_says_which_there_are(block, arrived):
    with pytest.raises(SmoError, match=f"^statistic is one of value, low; {arrived} arrived"):
        options.read_choice("statistic", block, ("value", "low"), "value")


@pytest.mark.parametrize("cell", ["5", True, math.inf, -math.inf])
def test_a_number_is_a_number(cell):
    with pytest.raises(SmoError, match=r"^top is one number; "):
        options.read_number("top", [[cell]])


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(options).attempted == 4
    assert doctest.testmod(options).failed == 0
