"""What does the checklist find in a workbook, where, and how is it mended?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smo_metrics._json import SCHEMA, to_json


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that breaks a rule: the check's number (1 to 25) and name, where, what is wrong, how to mend it."""

    check: int
    name: str
    where: str
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Undecided:
    """One check that the file does not decide: its number, its name, and why."""

    check: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class LintReport:
    """What the checklist of 25 finds in one workbook.

    Attributes
    ----------
    path : Path
        The workbook.
    findings : tuple of Finding
        In the order of the checklist, then of the sheets.
    undecided : tuple of Undecided
        Checks that neither passed nor failed.
    """

    path: Path
    findings: tuple[Finding, ...]
    undecided: tuple[Undecided, ...]

    @property
    def broken(self) -> tuple[int, ...]:
        """Numbers of the checks that found something."""
        return tuple(dict.fromkeys(one.check for one in self.findings))

    @property
    def not_decided(self) -> tuple[int, ...]:
        """Numbers of the checks that found nothing, but could not see all they look for."""
        return tuple(one.check for one in self.undecided if one.check not in self.broken)

    @property
    def passed(self) -> tuple[int, ...]:
        """Numbers of the checks that found nothing and could be decided."""
        others = (*self.broken, *self.not_decided)
        return tuple(number for number in range(1, 26) if number not in others)

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary."""
        columns = ("check", "name", "where", "what", "mend")
        return {
            "schema": SCHEMA,
            "workbook": str(self.path),
            "passed": to_json(self.passed),
            "findings": [{column: getattr(one, column) for column in columns} for one in self.findings],
            "undecided": [{"check": one.check, "name": one.name, "why": one.why} for one in self.undecided],
        }
