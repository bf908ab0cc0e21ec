"""Who works where: the stages of a simulation, and the pools of people who serve them in their hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from smo_metrics.errors import SettingsError

if TYPE_CHECKING:
    from smo_metrics.flow.hours._windows import Windows

Rule = Literal["fifo", "priority", "oldest_task"]


class Hours(Protocol):
    """When people are at work: a `WorkCalendar`, or one changed by a fix."""

    def windows(self, low: int, high: int) -> Windows:
        """Give the open windows of at least all moments from `low` to `high`, in ms."""


@dataclass(frozen=True, slots=True)
class Pool:
    """People who can stand in for one another.

    Attributes
    ----------
    stages : tuple of str
        The stages that they serve; the work that could begin first is taken first, whichever its stage.
    people : int
        On how many tasks they work at the same time.
    calendar : Hours or None
        Their hours; None: always open. Work pauses when they close.
    region : str
        Where they are; empty: not known.
    at_once : float
        On how many tasks each of them works at the same time.
    """

    stages: tuple[str, ...]
    people: int
    calendar: Hours | None = None
    region: str = ""
    at_once: float = 1.0

    @property
    def persons(self) -> int:
        """Count the persons."""
        return max(1, round(self.people / self.at_once))

    def tasks_of(self, persons: int) -> int:
        """Give on how many tasks so many of them work at the same time."""
        return persons * max(1, round(self.at_once))


@dataclass(frozen=True, slots=True)
class Network:
    """Stages, the pools that serve them, and how work is released and chosen.

    Attributes
    ----------
    stages : tuple of str
    pools : tuple of Pool
    batches : mapping of str to int
        Stage -> how many tasks wait for one another before any is released; 1 where it is not named.
    rule : {"fifo", "priority", "oldest_task"}
        Which waiting task is taken first: the one that could begin first; the lowest rank, then first come; the one
        that arrived in the project first.

    Raises
    ------
    SettingsError
        No stage, a stage that nobody serves, a pool of nobody or of an unknown stage, a batch below 1.
    """

    stages: tuple[str, ...]
    pools: tuple[Pool, ...]
    batches: Mapping[str, int] = field(default_factory=dict)
    rule: Rule = "fifo"

    def __post_init__(self) -> None:
        problems = [f"nobody serves the stage {stage!r}." for stage in self.stages if not self._served(stage)]
        for pool in self.pools:
            problems += [f"a pool serves {s!r}, which is no stage." for s in pool.stages if s not in self.stages]
            if pool.people < 1:
                problems.append(f"the pool of {', '.join(pool.stages)} has {pool.people} people. Give 1 or more.")
        small = [stage for stage, size in self.batches.items() if size < 1]
        problems += [f"the batch of {stage!r} is {self.batches[stage]}. Give 1 or more." for stage in small]
        if problems or not self.stages:
            raise SettingsError("network: " + " ".join(problems or ["it has no stage."]))

    def _served(self, stage: str) -> bool:
        return any(stage in pool.stages for pool in self.pools)

    def serving(self, stage: str, region: str | None = None) -> tuple[Pool, ...]:
        """Give the pools that serve a stage, in all regions or in one."""
        here = (pool for pool in self.pools if stage in pool.stages)
        return tuple(pool for pool in here if region is None or pool.region == region)

    def place(self, target: str) -> tuple[str, str | None]:
        """Read ``review`` or ``review in Dublin`` as a stage and a region.

        Raises
        ------
        SettingsError
            There is no such stage, or nobody of that region serves it.
        """
        stage, _, region = target.rpartition(" in ")
        if target in self.stages:
            return target, None
        if stage in self.stages and self.serving(stage, region):
            return stage, region
        apart = [name for name in self.stages if name.startswith(f"{target} in ")]
        if apart:
            raise SettingsError(
                f"what-if: tasks stay in their region, so that {target!r} is several stages: name one of "
                f"{', '.join(apart)}."
            )
        places = [
            f"{name} in {pool.region}"
            for name in self.stages
            for pool in self.serving(name)
            if pool.region and not name.endswith(f" in {pool.region}")
        ]
        known = ", ".join([*self.stages, *dict.fromkeys(places)])
        raise SettingsError(f"what-if: there is no stage {target!r}. There is {known}.")
