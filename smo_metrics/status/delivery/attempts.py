"""Which parts of a review do the data allow? Each is computed, or the reason why it cannot be is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from smo_metrics.errors import SmoError

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Attempts:
    """Reasons of the parts that are not there.

    Attributes
    ----------
    missing : dict of str to str
        Name of a part -> why it cannot be computed, and what to mend.

    Examples
    --------
    >>> tries = Attempts()
    >>> tries.part("share", lambda: 0.5), tries.missing
    (0.5, {})
    """

    missing: dict[str, str] = field(default_factory=dict)

    def part(self, name: str, compute: Callable[[], Part]) -> Part | None:
        """Compute a part; where the data or the settings do not allow it, keep the reason."""
        try:
            return compute()
        except SmoError as error:
            self.missing[name] = str(error)
            return None
