"""How is a function offered to Excel? In the catalogue's words, positionally, and computed once for the same values."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import xlwings as xw

from excel_addin.answers import Answers
from excel_addin.cell_words import in_a_formula
from excel_addin.cells import Block, write_value
from excel_addin.options import read_choice
from smo_metrics.catalog import entry
from smo_metrics.errors import SmoError

Range = Block | None

_ANSWERS = Answers()


def offered(function: Callable[..., Any]) -> Callable[..., Any]:
    """Declare a function to Excel; it is computed where its answer is not known yet."""
    described = entry(function.__name__)

    @functools.wraps(function, assigned=("__module__", "__name__", "__qualname__"))
    def cell(*arguments):
        return _ANSWERS.answer(function.__name__, arguments, lambda: _shown(function, arguments))

    cell.__doc__ = described.summary
    for argument in described.arguments:
        xw.arg(argument.name, doc=argument.help, ndim=2, err_to_str=True)(cell)
    return xw.func(cell, category="SMO Metrics")


def write_statistic(result: object, statistic: Range, choices: tuple[str, ...]) -> object:
    """Show the figure of a result that the formula asks for; without a word the first of the choices."""
    return write_value(getattr(result, read_choice("statistic", statistic, choices, choices[0])))


def _shown(function: Callable[..., Any], arguments: tuple[Range, ...]) -> object:
    """Compute what the cell shows; bad input becomes its text."""
    try:
        return function(*arguments)
    except SmoError as error:
        return write_value(f"SMO: {in_a_formula(str(error))}")
