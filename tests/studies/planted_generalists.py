"""Specialists label; generalists in another city both review and adjudicate; urgent tasks go first.

label -> review -> done, or adjudicate, or back to label. Arrivals fall from Monday to Sunday.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tests.studies.planted_floor import FIRST_DAY, Extra, Job, Run, Team, run

_WORST = ("generalists", "rework", "label", "tie", "hours", "shared", "rework", "label", "even", "hours")
_ROUNDS = 6
_DAY_ZERO = int(np.datetime64(FIRST_DAY, "s").astype(np.int64))


@dataclass(frozen=True)
class Parameters:
    """Team 0 labels; team 1 reviews and adjudicates."""

    weeks: int
    tasks: float  # expected
    weekdays: tuple[float, ...]  # share of the week's arrivals, Monday first
    teams: tuple[Team, Team]
    means: dict[str, float]  # seconds
    back_to_label: float
    disputed: float
    extra: tuple[Extra, ...] = ()


def draw(seed: int) -> Parameters:
    """Draw a project; what is worst there goes round with the seed."""
    rng = np.random.default_rng([2, seed])
    worst = _WORST[seed % len(_WORST)]
    weeks = int(rng.integers(3, 6))
    tasks = rng.uniform(6500, 8500)
    weights = np.array([1.4, 1.2, 1.0, 0.9, 0.7, 0.2, 0.1]) * rng.uniform(0.8, 1.2, 7)
    back = rng.uniform(0.3, 0.4) if worst == "rework" else rng.uniform(0.03, 0.1)
    disputed = rng.uniform(0.1, 0.25)
    labellers = int(rng.integers(3, 6) if worst == "label" else rng.integers(9, 15))
    generalists = int(rng.integers(4, 8))
    if worst == "tie":  # another labeller and half the rework relieve the labellers by about as much
        back = 1.6 / (labellers + 2)
    begin = float(rng.integers(24, 32) if worst == "hours" else rng.integers(16, 18)) / 2
    teams = (
        Team("specialist", ("label",), "Bogota", "America/Bogota", (1.0,) * labellers, ((8.0, 12.5), (13.5, 17.0))),
        Team(
            "generalist", ("review", "adjudicate"), "Lima", "America/Lima", (1.0,) * generalists, ((begin, begin + 8),)
        ),
    )
    low, high = (0.55, 0.6) if worst == "even" else (0.7, 0.8)
    load = {"label": rng.uniform(low, high), "generalists": rng.uniform(low, high)}
    if worst not in ("hours", "even"):
        load["generalists" if worst in ("generalists", "shared") else "label"] = rng.uniform(0.9, 0.96)
    a_week, passes = tasks / weeks, 1 / (1 - back)
    label = 3600 * load["label"] * teams[0].weekly_hours / (a_week * passes)
    share = 0.5 if worst == "shared" else rng.uniform(0.6, 0.8)  # of the generalists' time that goes into reviews
    time = 3600 * load["generalists"] * teams[1].weekly_hours / a_week
    means = {"label": label, "review": share * time / passes, "adjudicate": (1 - share) * time / disputed}
    return Parameters(weeks, tasks, tuple(weights / weights.sum()), teams, means, back, disputed)


def fixes(project: Parameters) -> dict[tuple[str, ...], Parameters]:
    """One more person for each stage alone, generalists in the labellers' hours, half the rework."""
    found = {
        ("people", stage): replace(project, extra=(Extra(number, stage),))
        for number, team in enumerate(project.teams)
        for stage in team.stages
    }
    moved = project.teams[1].moved_to(project.teams[0])
    if moved.hours != project.teams[1].hours:
        found["align_hours", "review"] = replace(project, teams=(project.teams[0], moved))
    found["rework", "label"] = replace(project, back_to_label=project.back_to_label / 2)
    return found


def simulate(project: Parameters, rng: np.random.Generator) -> Run:
    """Run the project once; every draw belongs to a task, so that a fix changes nothing else."""
    tasks = rng.poisson(project.tasks)
    days = 7 * rng.integers(0, project.weeks, tasks) + rng.choice(7, tasks, p=project.weekdays)
    hours = 11 + 14 * rng.beta(2, 3, tasks)  # UTC: from 6 in the morning to 8 in the evening over there
    arrivals = np.sort(_DAY_ZERO + 86_400 * days + (3600 * hours).astype(np.int64))
    size = (_ROUNDS, tasks)
    spread = {"label": 1.5, "review": 2.0, "adjudicate": 1.0}
    work = {
        stage: (project.means[stage] * rng.gamma(shape, 1 / shape, size)).tolist() for stage, shape in spread.items()
    }
    sent_back = (rng.random(size) < project.back_to_label).tolist()
    disputed = (rng.random(tasks) < project.disputed).tolist()
    urgent = rng.random(tasks) < 0.2

    def after(job: Job, now: int) -> list[Job]:
        task, turn = job.task, job.round
        if job.stage == "label":
            return [Job(task, "review", work["review"][turn - 1][task], now, now, turn)]
        if job.stage == "review" and turn < _ROUNDS and sent_back[turn - 1][task]:
            return [Job(task, "label", work["label"][turn][task], now, now, turn + 1)]
        if job.stage == "review" and disputed[task]:
            return [Job(task, "adjudicate", work["adjudicate"][0][task], now, now)]
        return []

    return run(
        [Job(task, "label", work["label"][0][task], at, at) for task, at in enumerate(arrivals.tolist())],
        arrivals,
        project.teams,
        project.extra,
        project.weeks,
        after,
        urgent=frozenset(np.flatnonzero(urgent).tolist()),
        columns={"priority": np.where(urgent, "urgent", "normal").tolist()},
    )
