"""What the catalogue knows of a function: its name, where it is computed, its help and an example.

Arguments are positional. Help texts are at most 255 characters: Excel cuts longer ones.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of an Excel function."""

    name: str
    help: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One Excel function.

    Attributes
    ----------
    excel_name : str
        As typed in a cell.
    function : str
        The library function that computes it, ``module:name``.
    pillar : str
        ``agreement``, ``quality``, ``flow`` or ``sla``.
    summary : str
        What it answers, for Excel's function wizard.
    arguments : tuple of Argument
    example : str
        A formula of the example workbook (``smo-metrics new function_examples``). Its table Labels has the columns of a
        quality review, so that the formula works there too; other tables are the example's own.
    """

    excel_name: str
    function: str
    pillar: str
    summary: str
    arguments: tuple[Argument, ...]
    example: str
