"""What is a formula made of: its functions, its constants, and the cells it refers to?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from smo_metrics.workbook.xlsx.addresses import column_number

if TYPE_CHECKING:
    from openpyxl.formula.tokenizer import Token

LONGEST_FORMULA = 8192
_HIDDEN_PREFIX = re.compile(r"_xl(?:fn|ws|pm|udf)\.")
_THIS_ROW = re.compile(r"[\w.\\]*\[\[#This Row\],(\[[^\]]*\])\]")
_PIECES = re.compile(
    r'"[^"]*"|\'[^\']*\'!|\[[^\]]*\]|(?<![\w.$\\])(\$?)([A-Z]{1,3})(\$?)([1-9]\d{0,6})(?![\w.(!])', re.IGNORECASE
)
_CELL = r"\$?[A-Za-z]{1,3}\$?\d{1,7}"
_ADDRESS = re.compile(
    rf"(?:(?P<sheet>'(?:[^']|'')+'|[^'!\[\]]+)!)?"
    rf"(?P<cells>{_CELL}(?::{_CELL})?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?\d+:\$?\d+)"
)


@dataclass(frozen=True, slots=True)
class Address:
    """A reference by address: the sheet it names (None: its own), and the cells as written."""

    sheet: str | None
    cells: str

    @property
    def is_one_relative_cell(self) -> bool:
        """Say whether it names one cell of its own sheet that moves as the formula is copied."""
        return self.sheet is None and "$" not in self.cells and ":" not in self.cells


def shown(text: str) -> str:
    """Write a formula as Excel shows it: with = in front, without the prefixes that only the file has.

    Examples
    --------
    >>> shown("_xlfn.XLOOKUP(Labels[[#This Row],[item id]],A:A,B:B)")
    '=XLOOKUP([@[item id]],A:A,B:B)'
    """
    plain = _HIDDEN_PREFIX.sub("", text)
    return "=" + _THIS_ROW.sub(lambda m: f"[@{m[1][1:-1]}]" if m[1][1:-1].isidentifier() else f"[@{m[1]}]", plain)


def relative(text: str, row: int, column: int) -> str:
    """Write a formula with its relative references as distances, so that copies of it read alike.

    Examples
    --------
    >>> relative("B5*$C$1", 5, 3) == relative("B6*$C$1", 6, 3)
    True
    """

    def distance(match: re.Match[str]) -> str:
        if match[4] is None:
            return match[0]
        down = match[4] if match[3] else f"({int(match[4]) - row})"
        right = match[2] if match[1] else f"({column_number(match[2]) - column})"
        return f"\x00{right},{down}"

    return _PIECES.sub(distance, text)


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[Token, ...]:
    """Split a formula; one that is longer than Excel allows, or no formula at all, has no parts."""
    from openpyxl.formula.tokenizer import Tokenizer, TokenizerError

    if len(text) > LONGEST_FORMULA:
        return ()
    try:
        return tuple(Tokenizer(f"={text}").items)
    except (TokenizerError, IndexError):
        return ()


def functions(text: str) -> tuple[str, ...]:
    """List the functions a formula calls, in upper case, as often as it calls them."""
    opened = (token.value for token in tokens(text) if token.type == "FUNC" and token.subtype == "OPEN")
    return tuple(_HIDDEN_PREFIX.sub("", value.rstrip("(")).lstrip("@").upper() for value in opened)


def nesting(text: str, function: str) -> int:
    """Count how deep a function stands within itself: 1 for a single call."""
    stack: list[bool] = []
    deepest = 0
    for token in tokens(text):
        if token.subtype == "OPEN":
            stack.append(token.type == "FUNC" and token.value.upper() == f"{function}(")
            deepest = max(deepest, sum(stack))
        elif token.subtype == "CLOSE" and stack:
            stack.pop()
    return deepest


def numbers(text: str) -> tuple[str, ...]:
    """List the numbers typed into a formula, as written."""
    return tuple(token.value for token in tokens(text) if token.type == "OPERAND" and token.subtype == "NUMBER")


def addresses(text: str) -> Iterator[Address]:
    """List a formula's references by address; names and structured references are none."""
    for token in tokens(text):
        if token.type == "OPERAND" and token.subtype == "RANGE":
            match = _ADDRESS.fullmatch(token.value)
            if match is not None:
                sheet = match["sheet"]
                yield Address(sheet.strip("'").replace("''", "'") if sheet else None, match["cells"])
