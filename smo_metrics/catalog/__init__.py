"""The functions offered in Excel: the one list from which the add-in, its help and the README rows are checked."""

from smo_metrics.catalog.coefficients import COEFFICIENTS
from smo_metrics.catalog.decisions import DECISIONS
from smo_metrics.catalog.entry import Argument, Entry
from smo_metrics.catalog.flow import FLOW
from smo_metrics.catalog.gold import GOLD
from smo_metrics.catalog.people import PEOPLE
from smo_metrics.catalog.sla import SLA
from smo_metrics.catalog.tables import TABLES

__all__ = ["CATALOG", "Argument", "Entry", "entry"]

CATALOG: tuple[Entry, ...] = (*COEFFICIENTS, *TABLES, *DECISIONS, *GOLD, *PEOPLE, *FLOW, *SLA)

_BY_NAME = {entry.excel_name: entry for entry in CATALOG}


def entry(excel_name: str) -> Entry:
    """Find a function by its Excel name.

    Raises
    ------
    KeyError
        The catalogue has no such function (a defect of the caller, not of a user's input).
    """
    return _BY_NAME[excel_name]
