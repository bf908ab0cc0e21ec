"""What was promised: the service-level agreement of a project, as a clock, a target and a goal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import Any, Literal

from smo_metrics._json import SCHEMA, to_json
from smo_metrics.errors import SettingsError

TARGETS_BY = ("priority", "queue", "region")
_MOST_HOURS = 876_600  # 100 years, as far as calendars are asked


@dataclass(frozen=True, slots=True)
class SlaPolicy:
    """What was promised for each task, and for what share of them: the yardstick of every figure of `sla`.

    Parameters
    ----------
    target_hours : float
        Hours, above 0 and at most 876,600 (100 years), within which a task has to be finished; exactly so many is in
        time.
    clock : {"work", "wall"}
        Hours in the team's calendar, or by the clock on the wall.
    goal : float
        The share of tasks to finish in time, above 0 and at most 1.
    start_stage : str, optional
        The clock starts when the task can first begin here. Left out: when the task arrives.
    stop_stage : str or sequence of str, optional
        The clock stops when the task first ends one of these stages. Left out: when none of its events is open or
        waiting, at its last end.
    pause_stages : sequence of str
        Waiting and work at these stages does not count: time with the client, for example.
    targets : mapping of str to mapping of str to float
        Other targets, in hours, by ``priority``, ``queue`` or ``region``: ``{"priority": {"high": 4}}``. The tightest
        that applies to a task goes before `target_hours`.

    Raises
    ------
    SettingsError
        Everything that is wrong, in one message.

    Examples
    --------
    >>> policy = SlaPolicy(target_hours=24, clock="wall", targets={"priority": {"high": 4}})
    >>> policy.goal, policy.stop_stages
    (0.95, ())
    """

    target_hours: float
    clock: Literal["work", "wall"] = "work"
    goal: float = 0.95
    start_stage: str | None = None
    stop_stage: str | Sequence[str] | None = None
    pause_stages: Sequence[str] = ()
    targets: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problems = []
        if not _is_positive(self.target_hours):
            problems.append(f"target_hours must be a number above 0; {self.target_hours!r} arrived.")
        elif self.target_hours > _MOST_HOURS:
            problems.append(
                f"target_hours must be at most {_MOST_HOURS:,} (100 years); {self.target_hours!r} arrived. Give hours."
            )
        if self.clock not in ("work", "wall"):
            problems.append(f"clock must be 'work' (hours of the calendar) or 'wall'; {self.clock!r} arrived.")
        if not _is_positive(self.goal) or self.goal > 1:
            problems.append(f"goal must be a share above 0 and at most 1, such as 0.95; {self.goal!r} arrived.")
        if self.start_stage is not None and not _is_name(self.start_stage):
            problems.append(f"start_stage must be the name of a stage; {self.start_stage!r} arrived.")
        for name in ("stop_stage", "pause_stages"):
            given = getattr(self, name)
            if isinstance(given, Mapping) or not all(map(_is_name, _several(given))):
                problems.append(f"{name} must name stages; {given!r} arrived.")
        problems += _target_problems(self.targets)
        if problems:
            raise SettingsError("policy: " + " ".join(problems))

    @property
    def stop_stages(self) -> tuple[str, ...]:
        """Give the stages that stop the clock; none: when all work has ended."""
        return _several(self.stop_stage)

    @property
    def paused_at(self) -> tuple[str, ...]:
        """Give the stages at which time does not count."""
        return _several(self.pause_stages)

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary."""
        return {
            "schema": SCHEMA,
            "target_hours": to_json(self.target_hours),
            "clock": self.clock,
            "goal": to_json(self.goal),
            "start_stage": self.start_stage,
            "stop_stages": list(self.stop_stages),
            "pause_stages": list(self.paused_at),
            "targets": to_json(self.targets),
        }


def _several(given: str | Sequence[str] | None) -> tuple[str, ...]:
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(given) if isinstance(given, Sequence) else (given,)


def _is_name(given: object) -> bool:
    return isinstance(given, str) and bool(given.strip())


def _is_positive(given: object) -> bool:
    return isinstance(given, Real) and not isinstance(given, bool) and 0 < given < math.inf  # type: ignore[operator]


def _is_hours(given: object) -> bool:
    return _is_positive(given) and given <= _MOST_HOURS  # type: ignore[operator]


def _target_problems(targets: object) -> list[str]:
    if not isinstance(targets, Mapping):
        return [f"targets must be a mapping such as {{'priority': {{'high': 4}}}}; {targets!r} arrived."]
    problems = []
    for column, hours in targets.items():
        if column not in TARGETS_BY:
            problems.append(f"targets: {column!r} cannot be used; give some of {', '.join(TARGETS_BY)}.")
        elif not isinstance(hours, Mapping) or not all(map(_is_hours, hours.values())):
            problems.append(
                f"targets[{column!r}] must map each {column} to hours above 0 and at most {_MOST_HOURS:,}; {hours!r} "
                "arrived."
            )
    return problems
