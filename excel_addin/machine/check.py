"""One thing that the doctor looked at, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at and what came of it.

    Attributes
    ----------
    name : str
        What was looked at.
    ok : bool or None
        None: it could not be told; `found` says why.
    found : str
        What is there.
    mend : str
        What to do, ``""`` where nothing is to be done.
    """

    name: str
    ok: bool | None
    found: str
    mend: str = ""
