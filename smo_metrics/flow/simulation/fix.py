"""What could be changed: one change to how a project runs, written as a coordinator would say it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from smo_metrics.errors import SettingsError

Kind = Literal["people", "align_hours", "batch", "rework", "handoff", "longer_hours", "rule"]

USUAL: dict[str, float] = {
    "people": 1, "align_hours": 1, "batch": 0.5, "rework": 0.5, "handoff": 0, "longer_hours": 1, "rule": 1,
}  # fmt: skip
_WITHOUT_SIZE = ("align_hours", "rule")
_FORMS = (
    "people STAGE 1 | align_hours STAGE | batch STAGE 0.5 | rework STAGE 0.5 | handoff STAGE 0 | "
    "longer_hours STAGE 1 | rule fifo, priority or oldest_task"
)


@dataclass(frozen=True, slots=True)
class Fix:
    """One change.

    Attributes
    ----------
    kind : str
        ``people``: `size` more people at the stage. ``align_hours``: its hours moved to those of the stage that feeds
        it, as long as before. ``batch``: batches of `size` times as many tasks. ``rework``: tasks sent back to the
        stage `size` times as often. ``handoff``: `size` times the delay of handing over to the stage.
        ``longer_hours``: every shift at the stage `size` hours longer. ``rule``: what is taken first (`target` is
        ``fifo``, ``priority`` or ``oldest_task``).
    target : str
        The stage, or the rule.
    size : float
        See `kind`.

    Raises
    ------
    SettingsError
        An unknown kind or rule, or a size that makes no sense for the kind.
    """

    kind: Kind
    target: str
    size: float

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise SettingsError(f"what-if: {self.kind!r} is unknown. Write one of: {_FORMS}.")
        whole = self.kind != "people" or float(self.size).is_integer()
        most = 1 if self.kind in ("batch", "rework", "handoff") else 24 if self.kind == "longer_hours" else 1_000
        least = 0 if self.kind in ("rework", "handoff") else 1e-9
        if not whole or not least <= self.size <= most:
            raise SettingsError(f"what-if: {self.size} makes no sense for {self.kind}. Write one of: {_FORMS}.")
        if self.kind == "rule" and self.target not in ("fifo", "priority", "oldest_task"):
            raise SettingsError(f"what-if: the rule {self.target!r} is unknown. Use fifo, priority or oldest_task.")

    @classmethod
    def parse(cls, text: str) -> Fix:
        """Read a change from text such as ``people review 2``; the size may be left out, but not of ``phase 2``.

        A last number is the size, except of kinds that have none (``align_hours phase 2``), so that what `str` gives is
        read as the same change.

        Examples
        --------
        >>> Fix.parse("people second review 2")
        Fix(kind='people', target='second review', size=2.0)
        >>> Fix.parse("rework label").size
        0.5
        """
        found = re.fullmatch(r"\s*(\w+)\s+(.+?)(\s+[0-9.]+)?\s*", text) if isinstance(text, str) else None
        if not found:
            raise SettingsError(f"what-if: {text!r} is no change. Write one of: {_FORMS}.")
        kind, target, size = found.groups()
        if kind in _WITHOUT_SIZE and size is not None:
            target, size = target + size, None
        try:
            number = USUAL.get(kind, 1) if size is None else float(size)
        except ValueError:
            raise SettingsError(f"what-if: {size.strip()!r} is no number. Write one of: {_FORMS}.") from None
        return cls(kind, target, number)  # type: ignore[arg-type]

    def __str__(self) -> str:
        size = "" if self.kind in _WITHOUT_SIZE else " " + np.format_float_positional(self.size, trim="-")
        return f"{self.kind} {self.target}{size}"
