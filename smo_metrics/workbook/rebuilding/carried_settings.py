"""Which settings of an old workbook still hold in a new one?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from smo_metrics.errors import SettingsError
from smo_metrics.settings import load_project

if TYPE_CHECKING:
    import pandas as pd

_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")


def carried_settings(fresh: pd.DataFrame, old: Mapping[str, Any]) -> tuple[pd.DataFrame, list[str]]:
    """Put old values into the rows of a new Settings table, and say which could not be taken.

    Parameters
    ----------
    fresh : pandas.DataFrame
        The new table, with `setting` and `value`.
    old : mapping of str to value
        Setting -> value, as the old workbook has them.
    """
    sentences = []
    values = dict(zip(fresh["setting"], fresh["value"], strict=True))
    for name, given in old.items():
        value = _number(given) if isinstance(given, str) else given
        if name not in values:
            sentences.append(f"Setting {name} ({given}) has no place in this template and was left out.")
        elif value is not None and (problem := _problem(name, value)):
            sentences.append(f"Setting {name} was left at its default: {problem}")
        else:
            values[name] = value
    return fresh.assign(value=[values[name] for name in fresh["setting"]]), sentences


def _problem(name: str, value: Any) -> str:
    # Alone, so that one wrong value does not cost the others; limits of one figure are compared at the next refresh.
    try:
        load_project({name: value})
    except SettingsError as error:
        text = str(error)
        return "" if " must not be " in text else text
    return ""


def _number(text: str) -> Any:
    """Read 0,8 as a program with decimal commas writes it; nothing else is guessed."""
    return float(text.replace(",", ".")) if _DECIMAL_COMMA.fullmatch(text.strip()) else text
