"""A formula, and what its cells are to show."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

NA = "error #N/A"


@dataclass(frozen=True)
class Case:
    """A formula as Excel writes it, and the value or table that its cells show."""

    formula: str
    expected: Callable[[], Any]

    @functools.cached_property
    def shown(self) -> list[list[Any]]:
        value = self.expected()
        table = value if isinstance(value, list) else [[value]]
        return [list(map(_cell, row)) for row in table]


def _cell(value: Any) -> Any:
    if value == "#N/A":
        return NA
    return value if isinstance(value, str) else float(value)
