"""Do we keep what was promised? The share of tasks within their target, with those still open counted rightly.

Sources: Kaplan & Meier (1958); Kalbfleisch & Prentice (2002), The Statistical Analysis of Failure Time Data, 2nd ed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from smo_metrics._intervals import Share
from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics.errors import SettingsError
from smo_metrics.flow.events._counted import counted
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.sla.clock.policy import TARGETS_BY, SlaPolicy
from smo_metrics.sla.clock.task_clocks import task_clocks
from smo_metrics.sla.outcomes._attained_figures import attained_figures, followed
from smo_metrics.sla.outcomes._attained_lines import MOST_COMPARED, attained_by_group, attained_by_period
from smo_metrics.sla.outcomes._attainment_words import (
    attainment_sentences,
    attainment_warnings,
    open_task_warnings,
)
from smo_metrics.sla.outcomes._open_before import usually_open
from smo_metrics.sla.outcomes._quiet_days import quiet_names
from smo_metrics.sla.survival._checked import check_confidence

if TYPE_CHECKING:
    import pandas as pd

_PERIODS = {"D": "day", "W": "week"}


@dataclass(frozen=True, slots=True, eq=False)
class Attainment:
    """The share of tasks within their target: of all, by period and by group.

    The tables share these columns: `tasks` whose clock has started, on how many `days`; of these `closed` (late:
    `closed_late`) and `open` (already late: `overdue`; not yet: `undecided`); `attained`, the share within the target,
    `low` and `high`; `standard_error`, which counts days, and `greenwood_error`, as if tasks were independent;
    `at_least` and `at_most`, the share if all undecided tasks come late, or in time; `closed_only`, the share of closed
    tasks; `mature_tasks`, begun so long ago that the target has passed since, and `mature_share`, their share;
    `these_tasks`, whether they meet the goal themselves (``met``, ``missed``, or ``open`` while undecided ones matter);
    `such_tasks`, whether the interval lies above the goal (``met``), below (``missed``) or on it (``cannot be said``;
    so where there is none); `status`, ``ok``, ``thin`` (no interval), ``too_young`` (no share, but `at_least` and
    `at_most`) or ``no_tasks``. What is not known is NaN.

    Attributes
    ----------
    policy : SlaPolicy
    attained : Share
        That of all tasks, with its interval.
    total : pandas.DataFrame
        One row.
    periods : pandas.DataFrame
        One row a week or day in which clocks started, in order: `period_start`, `period_end`, then the columns above.
    groups : pandas.DataFrame
        One row a group, lowest share first: `group`, the columns above, `others` (the share of all other groups) and
        `gap` = attained - others with `gap_low` and `gap_high`, NaN for more than 50 groups. Without `by` no rows.
    confidence : float
        Nominal coverage of each interval by itself.
    warnings : tuple of str
    """

    policy: SlaPolicy
    attained: Share
    total: pd.DataFrame
    periods: pd.DataFrame
    groups: pd.DataFrame
    confidence: float
    warnings: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the line of all tasks says."""
        (total,) = self.total.to_dict(orient="records")
        return attainment_sentences({str(name): figure for name, figure in total.items()}, self.policy.goal)

    def to_frame(self) -> pd.DataFrame:
        """Give one row a period."""
        return self.periods

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {
            "schema": SCHEMA,
            "policy": self.policy.to_dict(),
            "attained": to_json(asdict(self.attained)),
            **{name: records(getattr(self, name)) for name in ("total", "periods", "groups")},
            "confidence": self.confidence,
            "sentences": list(self.sentences),
            "warnings": list(self.warnings),
        }


def sla_attainment(
    events: pd.DataFrame | EventLog,
    policy: SlaPolicy,
    *,
    calendars: Calendars = None,
    as_of: datetime | None = None,
    by: Literal["region", "queue", "priority"] | None = None,
    freq: Literal["D", "W"] = "W",
    timezone: str = "UTC",
    confidence: float = 0.95,
) -> Attainment:
    """Tell whether an agreement is kept, when tasks that are still open may yet break it.

    Parameters
    ----------
    events : pandas.DataFrame or EventLog
        Events, as `event_log` takes them.
    policy : SlaPolicy
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        As `task_clocks` takes them; needed for the clock ``"work"``.
    as_of : datetime, optional
        The moment at which open tasks are looked at, aware. Left out: the latest time in the table.
    by : {"region", "queue", "priority"}, optional
        What groups are. Tasks without one belong to no group, with a warning.
    freq : {"D", "W"}
        Days, or weeks from Monday, in which the clock started.
    timezone : str
        IANA zone of those days and weeks.
    confidence : float
        Nominal coverage.

    Returns
    -------
    Attainment
        Tasks are followed on the policy's clock in shares of their target; open ones are censored at their age, and
        the share done by 1 is Kaplan-Meier's, each target by its own curve. Where nothing is undecided it is a plain
        count, certain for these tasks (`these_tasks`); the interval is then about work like it (`such_tasks`).

        Open tasks are taken to go on as fast as tasks as old as they are went on before. While a backlog grows, they do
        not, and the share is too high (a warning says so where clearly more are open than usual). On the wall clock
        tasks before a weekend do not either: there those with unlike numbers of quiet days ahead (weekdays on which
        few tasks end) have curves apart, so that on a Friday the week has bounds only; nights and holidays are not
        told apart and can still make a share a point too high. The work clock leaves all of these out.

        `closed_only` is no estimate of the share: overdue tasks are missing, and of recent tasks it holds the quick
        ones only, so that it is too high. `mature_share` has no such bias, but leaves out the latest tasks, and so
        shows a change later; it leaves out tasks that a pause has kept from their target, and more of those with
        a long target than of those with a short one.

        The interval is log-log, on a standard error that counts days instead of tasks and lets days be like the days
        before. Where all were in time, it begins where it would with one task late, or at Wilson's limit of as many
        tasks as days. At 95 % it covers 94 to 99 % of the time where days are independent, 90 to 99 % where
        neighbouring days correlate by 0.4, but 81 to 87 % (up to 20 days) or 91 to 93 % (60 days) where 40 tasks a day
        correlate by 0.7 (tests/studies/attainment_coverage.txt: 6 to 60 days, 80 or 93 % in time, a target of a day).
        Outside that, at 40 tasks a day: 94 to 99 % for 98 or 99 % in time; for 20 or 50 % in time 96 to 97 %, and 90 to
        93 % at 0.4; for targets of 5 and 14 days 95 to 97 %, and 88 to 95 % at 0.4.

        No interval below 10 tasks or 5 days, or where tasks are undecided and the target has passed for those of fewer
        than 5 days; no share where the undecided tasks of targets that fewer than 10 tasks have been followed to are
        more than 1 % of all (below that they count as late), or where more than 1 % rests on tasks older than any that
        was followed. Groups that share days have shares that rise and fall together, which the interval of the gap
        ignores: it is wider than need be.

    Raises
    ------
    TableError
        The events break their contract.
    SettingsError
        As `task_clocks`; an unknown `by`, `freq` or zone.
    SmoError
        A confidence outside 0 to 1.

    References
    ----------
    Kaplan & Meier (1958); Greenwood (1926); Kalbfleisch & Prentice (2002), section 1.4; Lin & Wei (1989), Journal of
    the American Statistical Association 84, for errors from the influence of clusters; Newcombe (1998), Statistics in
    Medicine 17, method 10, for the gap.

    Examples
    --------
    >>> import pandas as pd
    >>> from smo_metrics.sla.clock.policy import SlaPolicy
    >>> log = pd.DataFrame({"task_id": range(4), "stage": "label", "started_at": pd.Timestamp("2026-03-02T09:00Z"),
    ...     "ended_at": pd.to_datetime(["2026-03-02T10:00Z", "2026-03-02T12:00Z", "2026-03-02T17:00Z", None])})
    >>> result = sla_attainment(log, SlaPolicy(4, clock="wall"))
    >>> result.attained.value, result.total[["closed_late", "overdue", "these_tasks"]].values.tolist()
    (0.5, [[1, 1, 'missed']])
    """
    import pandas as pd

    check_confidence(confidence)
    if by not in (None, *TARGETS_BY):
        raise SettingsError(f"by must be one of {', '.join(TARGETS_BY)}; {by!r} arrived.")
    if freq not in tuple(_PERIODS):
        raise SettingsError(f"freq must be 'D' (days) or 'W' (weeks); {freq!r} arrived.")
    clocks = task_clocks(events, policy, calendars=calendars, as_of=as_of)
    tasks = followed(clocks, timezone)
    total = attained_figures(tasks, policy.goal, confidence)
    periods = attained_by_period(clocks, tasks, freq, timezone, confidence)
    groups = attained_by_group(clocks, tasks, by, confidence)
    warnings = (
        *attainment_warnings(total, {_PERIODS[freq]: periods, "group": groups}),
        *open_task_warnings(total, quiet_names(clocks, timezone), total["open"], usually_open(clocks)),
    )
    if len(groups) > MOST_COMPARED:
        warnings = (*warnings, f"More than {MOST_COMPARED} groups: none is compared with all others.")
    nameless = total["tasks"] - int(groups["tasks"].sum()) if by else 0
    if nameless:
        warnings = (f"{counted(nameless, 'task')} without {by} are in no group.", *warnings)
    return Attainment(
        policy=policy,
        attained=Share(total["attained"], total["low"], total["high"]),
        total=pd.DataFrame([total]),
        periods=periods,
        groups=groups,
        confidence=float(confidence),
        warnings=(*clocks.log.notes, *clocks.notes, *warnings),
    )
