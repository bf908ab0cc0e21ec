"""What a check says of a workbook, before it is numbered and named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One place that breaks a rule: where, what is wrong there, and how to mend it."""

    where: str
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class CannotTell:
    """Why the file does not decide a check."""

    why: str


Outcome = Iterator[Problem | CannotTell]
