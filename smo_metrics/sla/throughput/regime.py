"""Since when has work gone at its present level? The last lasting change, by the CUSUM of weekday-adjusted days.

References: Ploberger & Kraemer (1992), Econometrica 60, 271-285 (CUSUM of deviations from the mean, whose largest
value has Kolmogorov's distribution); Montgomery (2020), Introduction to Statistical Quality Control, 8th ed., ch. 9,
for CUSUM in use; Vostrikova (1981), Soviet Mathematics Doklady 24, 55-59, for several changes, one after another.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics._json import SCHEMA
from smo_metrics.sla.throughput._weekday_levels import weekday_levels
from smo_metrics.sla.throughput.daily_history import TWO_WEEKS, DailyHistory

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
_LIMIT = 1.63  # exceeded by Kolmogorov's distribution once in 100
_MOST_ALIKE = 0.9
_FEWEST_AT_WORK = 5
_JUMP_COSTS = 1


@dataclass(frozen=True, slots=True)
class Regime:
    """The last lasting change of level.

    Attributes
    ----------
    start : int
        Number of the first day of the present level, where the history's first day has 0.
    before, after : float
        Tasks that the usual team finished on an average day at work, in the level before and since.
    sentence : str
        The change in words. Its day is about that of the change: a change within the last two weeks is told of from
        two weeks ago on.
    """

    start: int
    before: float
    after: float
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary."""
        return {
            "schema": SCHEMA,
            "start": self.start,
            "before": self.before,
            "after": self.after,
            "sentence": self.sentence,
        }


def last_regime(history: DailyHistory) -> Regime | None:
    """Decide which past days still tell how work goes: those since the last lasting change of level.

    Parameters
    ----------
    history : DailyHistory
        Days without anybody at work, without a figure or of quiet weekdays are passed over.

    Returns
    -------
    Regime or None
        None where the level held, where it drifted along a line rather than jumped, and where there are fewer than two
        weeks, or five days at work, before or since.

    Notes
    -----
    Each day is taken relative to its weekday and its planned team. The largest sum of deviations from the mean, over
    the long-run standard deviation (which grows with how alike successive days are) and the root of the number of
    days, signals beyond 1.63; the days after the change are then searched again.

    Examples
    --------
    >>> from datetime import date
    >>> from smo_metrics.sla.throughput.daily_history import daily_history
    >>> weeks = [41, 40, 42, 43, 39, 0, 0] * 6 + [27, 28, 26, 27, 28, 0, 0] * 4
    >>> last_regime(daily_history(weeks, first_day=date(2026, 1, 5))).sentence
    'Since about 16 Feb 2026, 34 % fewer tasks a day are finished (41 -> 27.2): the forecast uses the days since then.'
    """
    weekdays = weekday_levels(history)
    levels, days = weekdays.relative, weekdays.days
    place = _last_jump(levels, days, history.days)
    if not place:
        return None
    start = int(days[place])
    earlier = _last_jump(levels[:place], days[:place], start)
    usual = float(weekdays.usual[weekdays.busy].mean())
    before, after = usual * float(levels[earlier:place].mean()), usual * float(levels[place:].mean())
    planned = bool((history.capacity[days[earlier:]] != 1).any())
    day = history.first_day + timedelta(days=start)
    return Regime(start, before, after, _sentence(day, before, after, planned))


def _last_jump(levels: FloatArray, days: IntArray, end: int) -> int:
    """Find the place from which the level holds until day number `end`; 0 if it always did."""
    place = 0
    while further := _jump(levels[place:], days[place:], end):
        place += further
    return place


def _jump(levels: FloatArray, days: IntArray, end: int) -> int:
    """Find the place where levels jumped; 0 if they did not."""
    n = len(levels)
    places = np.arange(1, n)
    long_enough = (days[1:] - days[:1] >= TWO_WEEKS) & (end - days[1:] >= TWO_WEEKS)
    allowed = places[long_enough & (np.minimum(places, n - places) >= _FEWEST_AT_WORK)]
    if not allowed.size:
        return 0
    walk = np.abs(np.cumsum(levels - levels.mean()))[allowed - 1]
    at = int(allowed[np.argmax(walk)])
    steps = np.concatenate([levels[:at] - levels[:at].mean(), levels[at:] - levels[at:].mean()])
    if walk.max() <= _LIMIT * math.sqrt(n) * _long_run_deviation(steps):
        return 0
    time = np.arange(n) - (n - 1) / 2
    line = levels - levels.mean() - time * (time @ levels) / (time @ time)
    # Schwarz (1978): besides its size a jump has a place, one number more than a line.
    return at if steps @ steps * n ** (_JUMP_COSTS / n) < line @ line else 0


def _long_run_deviation(residual: FloatArray) -> float:
    """Give the standard deviation of sums of n days over the root of n, by how alike successive days are (AR(1))."""
    n, power = len(residual), float(residual @ residual)
    if power == 0:
        return 0.0
    alike = float(residual[1:] @ residual[:-1]) / power
    alike = min(max(alike + (1 + 4 * alike) / n, 0.0), _MOST_ALIKE)  # what fitting two means takes away
    return math.sqrt(power / (n - 2) * (1 + alike) / (1 - alike))


def _sentence(day: date, before: float, after: float, planned: bool) -> str:
    share = f"{abs(after / before - 1):.0%} ".replace("%", " %") if before > 0 else ""
    change = f"{share}{'fewer' if after < before else 'more'} tasks a day are finished"
    team, usual = (" for the team planned", " by a team of the usual size") if planned else ("", "")
    return (
        f"Since about {day.day} {day:%b %Y}, {change}{team} ({before:.3g} -> {after:.3g}{usual}): the forecast uses "
        "the days since then."
    )
