"""One setting of Excel or of the organisation that can keep the add-in from running."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Barrier:
    """What is set, and how to mend it.

    Attributes
    ----------
    found : str
        The setting in words.
    mend : str
        What to click, or to ask of IT.
    """

    found: str
    mend: str
