"""Two people label each task independently; where they disagree somebody adjudicates; QA checks every task.

label x 2 -> (adjudicate) -> qa -> done, or back to label (once more, by one person) and to qa. One of adjudicate and qa
is released in batches, the other waits for a handoff: each may be slight or absent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tests.studies.planted_floor import FIRST_DAY, Extra, Job, Run, Team, run

STAGES = ("label", "adjudicate", "qa")
_WORST = ("batch adjudicate", "handoff qa", "rework", "people qa", "people label", "hours")
_WORST += ("batch qa", "handoff adjudicate", "people adjudicate", "even")
_ROUNDS = 6
_DAY_ZERO = int(np.datetime64(FIRST_DAY, "s").astype(np.int64))


@dataclass(frozen=True)
class Parameters:
    """Team 0 labels, 1 adjudicates, 2 does QA."""

    weeks: int
    tasks: float  # expected
    teams: tuple[Team, Team, Team]
    means: dict[str, float]  # seconds; texts take less, images more
    disagreed: float
    back_to_label: float
    batched: str  # the stage that begins when `batch` tasks are together
    batch: int
    delayed: str  # the stage that begins `delay_hours`, give or take a tenth, after the stage before
    delay_hours: float
    extra: tuple[Extra, ...] = ()


def draw(seed: int) -> Parameters:
    """Draw a project; what is worst there goes round with the seed."""
    rng = np.random.default_rng([3, seed])
    worst, _, place = _WORST[seed % len(_WORST)].partition(" ")
    weeks = int(rng.integers(3, 7))
    tasks = rng.uniform(5000, 5800)
    a_week = tasks / weeks
    disagreed = rng.uniform(0.4, 0.6) if place == "adjudicate" else rng.uniform(0.15, 0.35)
    back = rng.uniform(0.3, 0.4) if worst == "rework" else rng.uniform(0.03, 0.1)
    batched, delayed = ("adjudicate", "qa") if rng.random() < 0.5 or worst == "hours" else ("qa", "adjudicate")
    if (worst, place) in (("batch", delayed), ("handoff", batched)):
        batched, delayed = delayed, batched
    small = {stage: int(rng.integers(2, 4)) for stage in STAGES[1:]}
    sizes = {"label": int(rng.integers(4, 6) if place == "label" else rng.integers(9, 14)), **small}
    late = float(rng.integers(12, 18) / 2 if worst == "hours" else rng.integers(0, 2))
    teams = (
        Team("labeller", ("label",), "Nairobi", "Africa/Nairobi", (1.0,) * sizes["label"], ((7.0, 15.0),)),
        Team("adjudicator", ("adjudicate",), "Nairobi", "Africa/Nairobi", (1.0,) * sizes["adjudicate"], ((7.0, 15.0),)),
        Team("checker", ("qa",), "Nairobi", "Africa/Nairobi", (1.0,) * sizes["qa"], ((7 + late, 15 + late),)),
    )
    passes = {"label": 2 + back / (1 - back), "adjudicate": disagreed, "qa": 1 / (1 - back)}
    high = {"rework": ("label", "qa"), "people": (place,)}.get(worst, ())
    loads = {stage: rng.uniform(0.9, 0.95) if stage in high else rng.uniform(0.65, 0.75) for stage in STAGES}
    means = {
        team.stages[0]: 3600 * loads[team.stages[0]] * team.weekly_hours / (a_week * passes[team.stages[0]])
        for team in teams
    }
    an_hour = a_week * passes[batched] / 40
    batch = round(an_hour * (rng.uniform(5, 10) if worst == "batch" else rng.uniform(0.1, 0.8)))
    delay = rng.uniform(2, 5) if worst == "handoff" else 0.25 * rng.integers(0, 2)
    return Parameters(weeks, tasks, teams, means, disagreed, back, batched, max(batch, 2), delayed, float(delay))


def fixes(project: Parameters) -> dict[tuple[str, ...], Parameters]:
    """One more person at each stage, QA in the labellers' hours, half the rework, half the batch, no delay."""
    found = {("people", stage): replace(project, extra=(Extra(number, stage),)) for number, stage in enumerate(STAGES)}
    label, adjudicate, qa = project.teams
    if qa.hours != label.hours:
        found["align_hours", "qa"] = replace(project, teams=(label, adjudicate, qa.moved_to(label)))
    found["rework", "label"] = replace(project, back_to_label=project.back_to_label / 2)
    found["batch", project.batched] = replace(project, batch=project.batch // 2)
    if project.delay_hours:
        found["handoff", project.delayed] = replace(project, delay_hours=0.0)
    return found


def simulate(project: Parameters, rng: np.random.Generator) -> Run:
    """Run the project once; every draw belongs to a task, so that a fix changes nothing else."""
    tasks = rng.poisson(project.tasks)
    days = 7 * rng.integers(0, project.weeks, tasks) + rng.integers(0, 6, tasks)
    arrivals = np.sort(_DAY_ZERO + 86_400 * days + rng.integers(3 * 3600, 15 * 3600, tasks))
    image = rng.random(tasks) < 0.4
    size, kind = (_ROUNDS, tasks), np.where(image, 1.3, 0.8)
    spread = {"label": 1.2, "second label": 1.2, "adjudicate": 2.0, "qa": 4.0}
    work = {
        stage: (project.means[stage.split()[-1]] * kind * rng.gamma(shape, 1 / shape, size)).tolist()
        for stage, shape in spread.items()
    }
    disagreed = (rng.random(tasks) < project.disagreed).tolist()
    sent_back = (rng.random(size) < project.back_to_label).tolist()
    delay = (3600 * project.delay_hours * rng.uniform(0.9, 1.1, size)).astype(np.int64).tolist()
    halves: set[int] = set()  # tasks of which one label is there
    gathered: list[Job] = []
    still = tasks  # tasks that are not done

    def follow(stage: str, job: Job, turn: int, now: int) -> list[Job]:
        task = job.task
        wait = delay[turn - 1][task] if stage == project.delayed else 0
        return [Job(task, stage, work[stage][turn - 1][task], now, now + wait, turn)]

    def released(now: int) -> list[Job]:
        if not gathered or len(gathered) < min(project.batch, still):
            return []
        batch = [job._replace(ready=now) for job in gathered]
        gathered.clear()
        return batch

    def after(job: Job, now: int) -> list[Job]:
        nonlocal still
        task, turn = job.task, job.round
        if job.stage == "label" and turn == 1 and task not in halves:
            halves.add(task)
            return []
        if job.stage == "qa" and (turn == _ROUNDS or not sent_back[turn - 1][task]):
            still -= 1
            return released(now)
        if job.stage == "qa":
            return follow("label", job, turn + 1, now)
        disputed = job.stage == "label" and turn == 1 and disagreed[task]
        following = follow("adjudicate" if disputed else "qa", job, turn, now)
        if following[0].stage != project.batched:
            return following
        gathered.extend(following)
        return released(now)

    jobs = []
    for task, at in enumerate(arrivals.tolist()):
        barred: set[int] = set()  # nobody gives both labels
        jobs += [Job(task, "label", work[copy][0][task], at, at, 1, barred) for copy in ("label", "second label")]
    columns = {"queue": np.where(image, "image", "text").tolist()}
    return run(jobs, arrivals, project.teams, project.extra, project.weeks, after, columns=columns)
