"""What do the cells of a sheet hold, summed up so that it does not grow with the sheet's rows?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from smo_metrics.workbook.xlsx.addresses import Area

if TYPE_CHECKING:
    from lxml import etree

Kind = Literal["empty", "number", "text", "truth", "error"]
Part = Literal["header", "data", "totals"]
Place = tuple[str, Part] | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its style's number, what it holds, and that as text."""

    style: str
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Cells that are alike: in one column, in one part of a table (None: in none), of one style and one kind.

    `row` is the first of them.
    """

    place: Place
    column: int
    style: str
    kind: Kind
    is_formula: bool
    row: int
    count: int


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and its copies in one column and part of a table: the first cell, their number, the area it fills.

    Copies differ only as Excel changes a formula that is copied; `like` is what they share.
    """

    text: str
    like: str
    row: int
    column: int
    count: int
    place: Place
    area: Area | None


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring rows of one column that hold typed values, or only `numbers`, outside tables and named areas."""

    column: int
    top: int
    bottom: int
    numbers: bool


@dataclass(frozen=True, slots=True)
class CellError:
    """Cells of one column that show one error: the first of them, their number, and the formula that gave it."""

    error: str
    row: int
    column: int
    count: int
    formula: str


@dataclass(frozen=True, slots=True)
class SheetCells:
    """A sheet's cells, summed up.

    Attributes
    ----------
    first : mapping of (int, int) to Cell
        (row, column) -> cell, of the first 200 rows.
    groups, formulas, errors, runs : tuple
    uncalculated : int
        Formulas without a stored result.
    root : lxml element
        The sheet without its rows.
    """

    first: Mapping[tuple[int, int], Cell]
    groups: tuple[Group, ...]
    formulas: tuple[Formula, ...]
    errors: tuple[CellError, ...]
    runs: tuple[Run, ...]
    uncalculated: int
    root: etree._Element
