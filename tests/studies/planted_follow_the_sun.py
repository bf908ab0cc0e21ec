"""Manila and Dublin share one queue of labels and one of reviews; uploads come in bursts, on weekends too.

label -> review -> done, or audit (a share of the tasks, by one site only), or back to label.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from tests.studies.planted_floor import FIRST_DAY, Extra, Job, Run, Team, run

STAGES = ("label", "review", "audit")
_WORST = ("label", "review", "hours", "rework", "tie", "audit", "review", "hours", "label", "tie")
_ROUNDS = 6  # the sixth review lets everything through
_DAY_ZERO = int(np.datetime64(FIRST_DAY, "s").astype(np.int64))


@dataclass(frozen=True)
class Parameters:
    """Teams 0 and 1 label, 2 and 3 review (Manila, Dublin), 4 audits."""

    weeks: int
    uploads: float  # a wave
    waves: tuple[float, float]  # hours of the day, UTC
    weekend: float  # uploads of a Saturday or Sunday, relative to a weekday
    teams: tuple[Team, ...]
    means: dict[str, float]  # seconds
    back_to_label: float
    audited: float
    extra: tuple[Extra, ...] = ()


def draw(seed: int) -> Parameters:
    """Draw a project; what is worst there goes round with the seed."""
    rng = np.random.default_rng([1, seed])
    worst = _WORST[seed % len(_WORST)]
    weeks = int(rng.integers(4, 7))
    weekend = rng.uniform(0.2, 0.6)
    a_week = rng.uniform(6000, 8000) / weeks
    back, audited = rng.uniform(0.03, 0.12), rng.uniform(0.08, 0.2)
    sizes = rng.integers([5, 3, 2, 1, 2], [9, 6, 4, 3, 4])
    if worst == "label":
        sizes[:2] = rng.integers(2, 5, 2)
    elif worst == "rework":
        back, sizes[:2] = rng.uniform(0.3, 0.4), sizes[:2] + 4
    elif worst == "hours":
        audited, sizes[2:4] = rng.uniform(0.5, 0.8), (6, 1)
    elif worst == "audit":
        audited, sizes[4] = rng.uniform(0.5, 0.7), 3
    elif worst == "tie":  # another labeller and half the rework relieve the labellers by about as much
        back = 1.6 / (sizes[:2].sum() + 2)
    speeds = [tuple(np.exp(rng.normal(0, 0.15, size))) for size in sizes]
    manila = ("Manila", "Asia/Manila")
    dublin = ("Dublin", "Europe/Dublin")
    asia = ((9.0, 13.0), (14.0, 18.0))
    auditors = dublin if worst != "hours" and rng.random() < 0.5 else manila
    office = ((9.0, 17.0),) if auditors is dublin else asia
    audit_hours = ((20.0, 30.0),) if worst == "hours" else office  # by night
    teams = (
        Team("mnl_label", ("label",), *manila, speeds[0], asia, (0, 1, 2, 3, 4, 5)),
        Team("dub_label", ("label",), *dublin, speeds[1], ((8.5, 16.5),)),
        Team("mnl_review", ("review",), *manila, speeds[2], asia, (0, 1, 2, 3, 4, 5)),
        Team("dub_review", ("review",), *dublin, speeds[3], ((8.5, 16.5),)),
        Team("audit", ("audit",), *auditors, speeds[4], audit_hours),
    )
    high = {"rework": "label", "tie": "label"}.get(worst, worst)
    loads = {stage: rng.uniform(0.88, 0.95) if stage == high else rng.uniform(0.65, 0.75) for stage in STAGES}
    passes = {"label": 1 / (1 - back), "review": 1 / (1 - back), "audit": audited}
    capacity = {s: sum(t.weekly_hours for t in teams if s in t.stages) for s in STAGES}
    means = {s: 3600 * loads[s] * capacity[s] / (a_week * passes[s]) for s in STAGES}
    uploads = a_week / (40 * 2 * (5 + 2 * weekend))
    waves = (rng.uniform(0, 4), rng.uniform(10, 16))
    return Parameters(weeks, uploads, waves, weekend, teams, means, back, audited)


def fixes(project: Parameters) -> dict[tuple[str, ...], Parameters]:
    """One more person at each stage and site, the audit in the hours of the site that reviews more, half the rework."""
    teams = project.teams
    found: dict[tuple[str, ...], Parameters] = {}
    for number, team in enumerate(teams):
        stage = team.stages[0]
        fix = ("people", stage) if stage == "audit" else ("people", stage, team.region)
        found[fix] = replace(project, extra=(Extra(number, stage),))
    moved = teams[4].moved_to(max(teams[2:4], key=lambda team: team.weekly_hours))
    if moved != teams[4]:
        found["align_hours", "audit"] = replace(project, teams=(*teams[:4], moved))
    found["rework", "label"] = replace(project, back_to_label=project.back_to_label / 2)
    return found


def simulate(project: Parameters, rng: np.random.Generator) -> Run:
    """Run the project once; every draw belongs to a task, so that a fix changes nothing else."""
    arrivals = _uploads(project, rng)
    size = (_ROUNDS, len(arrivals))
    seconds = {
        "label": project.means["label"] * np.exp(rng.normal(-0.18, 0.6, size)),
        "review": project.means["review"] * rng.gamma(2.0, 0.5, size),
        "audit": project.means["audit"] * rng.gamma(3.0, 1 / 3, size),
    }
    work = {stage: drawn.tolist() for stage, drawn in seconds.items()}
    sent_back = (rng.random(size) < project.back_to_label).tolist()
    audited = (rng.random(len(arrivals)) < project.audited).tolist()

    def after(job: Job, now: int) -> list[Job]:
        task, turn = job.task, job.round
        if job.stage == "label":
            return [Job(task, "review", work["review"][turn - 1][task], now, now, turn)]
        if job.stage == "review" and turn < _ROUNDS and sent_back[turn - 1][task]:
            return [Job(task, "label", work["label"][turn][task], now, now, turn + 1)]
        if job.stage == "review" and audited[task]:
            return [Job(task, "audit", work["audit"][0][task], now, now)]
        return []

    jobs = [Job(task, "label", work["label"][0][task], at, at) for task, at in enumerate(arrivals.tolist())]
    return run(jobs, arrivals, project.teams, project.extra, project.weeks, after)


def _uploads(project: Parameters, rng: np.random.Generator) -> np.ndarray:
    """Tasks arrive 20 to 60 at a time, a second apart, around two hours of each day."""
    moments: list[np.ndarray] = []
    for day in range(7 * project.weeks):
        for hour in project.waves:
            expected = project.uploads * (project.weekend if day % 7 > 4 else 1)
            for _ in range(math.floor(expected + rng.random())):
                begin = _DAY_ZERO + 86_400 * day + round(3600 * (hour + rng.uniform(0, 2)))
                moments.append(begin + np.arange(rng.integers(20, 61)))
    return np.sort(np.concatenate(moments))
