"""Repeated calls: what is answered from the kept answers, what is computed again, and how much is kept."""

from __future__ import annotations

import datetime as dt
import doctest
import importlib
import math
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from excel_addin import answers
from excel_addin.answers import Answers
from excel_addin.wrappers import functions_module
from smo_metrics.catalog import CATALOG
from tests.excel_addin.excel_objects import ERROR_CELLS, MISSING, column

VBA = sorted((Path(answers.__file__).parent / "vba").iterdir())
BLOCK = (("x", "x"), ("x", "y"), ("y", "y"))
MORNING, EVENING = dt.datetime(2026, 3, 31, 9, 30), dt.datetime(2026, 3, 31, 18, 30)
TEXTS = ["1", "TRUE", "", "None", "nan", "\ud800", str(MORNING), repr(MORNING)]
VALUES = [True, 1.0, 1, None, math.nan, math.inf, MORNING, EVENING, Decimal("1.25"), 1.25, *TEXTS]


@pytest.fixture
def asked():
    """`asked(*values)`: the number of the computation that answers a function of one row of these values."""
    answers, numbers = Answers(), count(1)
    return lambda *values: answers.answer("SMO_F", ([list(values)], None), lambda: next(numbers))


@pytest.fixture
def computed(server, monkeypatch):
    """Calls of the library's alpha, as the functions make them."""
    coefficients, calls = importlib.import_module("excel_addin.functions.coefficients"), []
    alpha = coefficients.krippendorff_alpha
    monkeypatch.setattr(importlib.import_module("excel_addin.functions.offered"), "_ANSWERS", Answers())
    monkeypatch.setattr(
        coefficients, "krippendorff_alpha", lambda *a, **options: calls.append(a) or alpha(*a, **options)
    )
    return calls




def test_every_value_has_an_answer_of_its_own(asked):
    assert [asked(value) for value in VALUES] == list(range(1, len(VALUES) + 1))
    assert [asked(value) for value in VALUES] == list(range(1, len(VALUES) + 1))


def test_a_value_in_another_place_is_another_question(asked):
    assert [asked("a", None), asked(None, "a"), asked("a"), asked("a", "a")] == [1, 2, 3, 4]


@pytest.mark.parametrize("extra", [[], [MORNING, "\ud800"]], ids=["text", "with a date"])
def test_equal_values_are_one_question_whichever_objects_hold_them(asked, extra):
    text, number = "".join(["sp", "am"]), float("1234.5")
    assert asked(text, text, number, number, *extra) == 1
    assert asked("spam", "".join(["sp", "am"]), 1234.5, number, *extra) == 1


def test_two_functions_of_the_same_values_have_two_answers():
    kept = Answers()
    assert [kept.answer(name, (BLOCK,), lambda name=name: name) for name in ("SMO_F", "SMO_G")] == ["SMO_F", "SMO_G"]


def test_the_answer_not_asked_for_the_longest_goes_first():
    kept, numbers = Answers(most=2), count(1)
    order = ["a", "b", "a", "c", "a", "b"]
    assert [kept.answer(name, (), lambda: next(numbers)) for name in order] == [1, 2, 1, 3, 1, 4]


def test_no_more_cells_are_kept_than_allowed():
    kept, computations = Answers(most_cells=10), []

    def ask(name, rows, columns):
        return kept.answer(name, (), lambda: computations.append(name) or [[0.0] * columns for _ in range(rows)])

    for name in ("a", "b", "a", "b"):
        ask(name, 2, 2)
    assert computations == ["a", "b"]
    ask("c", 2, 2)
    assert kept._cells == 8
    ask("b", 2, 2)
    ask("a", 2, 2)
    assert computations == ["a", "b", "c", "a"]


def test_an_answer_larger_than_all_that_may_be_kept_pushes_nothing_out():
    kept, numbers = Answers(most_cells=3), count(1)
    assert kept.answer("small", (), lambda: next(numbers)) == 1
    assert [kept.answer("large", (), lambda: [[next(numbers)] * 4])[0][0] for _ in range(2)] == [2, 3]
    assert kept.answer("small", (), lambda: next(numbers)) == 1


def test_what_a_caller_does_to_a_table_changes_no_later_answer():
    kept = Answers()
    for _ in range(3):
        table = kept.answer("SMO_F", (), lambda: [["item", "value"], ["a", 1.0]])
        assert table == [["item", "value"], ["a", 1.0]]
        table[1][1] = "changed"
        table.append([])


def test_a_defect_is_not_kept():
    kept = Answers()
    with pytest.raises(ZeroDivisionError):
        kept.answer("SMO_F", (), lambda: 1 / 0)
    assert kept.answer("SMO_F", (), lambda: 1.0) == 1.0


def test_a_formula_on_unchanged_values_is_computed_once(call, computed):
    arguments = (BLOCK, *[MISSING] * 5)
    assert call("SMO_KRIPPENDORFF_ALPHA", *arguments) == call("SMO_KRIPPENDORFF_ALPHA", *arguments)
    assert len(computed) == 1


def test_a_formula_is_computed_again_when_one_cell_changes(call, computed):
    shown = [call("SMO_KRIPPENDORFF_ALPHA", (*BLOCK, last), *[MISSING] * 5) for last in (("x", "x"), ("x", "y"))]
    assert shown[0] != shown[1]
    assert len(computed) == 2


def test_a_number_and_its_text_are_computed_apart(call, computed):
    labels = ((1.0, True), (2.0, 2.0)), (("1", "TRUE"), ("2", "2")), ((1.0, 1.0), (2.0, 2.0))
    numbers = [call("SMO_KRIPPENDORFF_ALPHA", block, *[MISSING] * 5) for block in labels]
    assert numbers[0] == numbers[1] != numbers[2] == 1.0
    assert len(computed) == 3


def test_a_refusal_is_an_answer_too(call, server, monkeypatch):
    offered, tables = (importlib.import_module(f"excel_addin.functions.{name}") for name in ("offered", "tables"))
    read, calls = tables.bland_altman, []
    monkeypatch.setattr(offered, "_ANSWERS", Answers())
    monkeypatch.setattr(tables, "bland_altman", lambda *a, **options: calls.append(a) or read(*a, **options))
    three = [call("SMO_BLAND_ALTMAN", ((1.0, 2.0, 2.0), (2.0, 2.0, 3.0))) for _ in range(3)]
    assert {text[:4] for text in three} == {"SMO:"}
    assert len(set(three)) == len(calls) == 1


def test_a_mended_error_cell_is_seen(call):
    broken, mended = (column("x", ERROR_CELLS["#REF!"]), column("x", "y"))
    rest = (column("a", "a"), MISSING, MISSING, MISSING)
    assert call("SMO_GOLD_ACCURACY", broken, *rest).startswith("SMO: labels holds an error cell (row 2 of")
    assert call("SMO_GOLD_ACCURACY", mended, *rest) == 0.0


def test_a_spilled_table_is_the_same_each_time(call):
    arguments = (BLOCK, *[MISSING] * 4)
    first, *later = [call("SMO_AGREEMENT_TABLE", *arguments) for _ in range(3)]
    assert len(first) > 1
    assert later == [first, first]


@pytest.mark.parametrize("described", CATALOG, ids=[described.excel_name for described in CATALOG])
def test_no_function_is_declared_volatile(server, described):
    udfs = importlib.import_module("excel_addin.udfs")
    assert getattr(udfs, described.excel_name).__xlfunc__["volatile"] is False


def test_no_vba_makes_a_function_volatile():
    assert len(VBA) > 2
    for text in (functions_module(), *(source.read_text() for source in VBA)):
        assert "volatile" not in text.lower()


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(answers).attempted == 2
    assert doctest.testmod(answers).failed == 0
