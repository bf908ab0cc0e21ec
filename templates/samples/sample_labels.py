"""What the sample project's labellers chose: in the label stage, and blind, after hours, on each other's items.

How a labeller judges an item is drawn once for each pair of them, so that an item is judged alike whatever else
happens. Under the new policy version of the story, everybody is as unsure about two categories as everybody else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from smo_metrics.flow.hours.calendar_text import parse_calendars
from templates.samples.sample_events import MINUTE, Turn, utc_moments
from templates.samples.sample_tasks import END, START
from templates.samples.sample_team import CALENDARS, DRIFTING_VERSION, LABELLER, POLICY_DRIFTS, Person

EASE = {"none": 0.98, "spam": 0.97, "harassment": 0.96, "hate": 0.96, "graphic_violence": 0.98}
EASE_WHEN_DRIFTING = EASE | {"harassment": 0.55, "hate": 0.7}
MISTAKEN_FOR = {
    "none": ("spam", "harassment"),
    "spam": ("none", "none"),
    "harassment": ("hate", "none"),
    "hate": ("harassment", "harassment"),
    "graphic_violence": ("none", "hate"),
}
BLIND_MINUTES = (10, 35, 60)  # after closing: items of a person and day, a break before each
BLIND_SECONDS = (600, 840)
GOLD_COPIES, OTHER_COPIES, CANCELLED = 2, 1, 0.01


@dataclass(frozen=True, slots=True)
class Label:
    """One label as given."""

    task: int
    person: Person
    ended: int
    seconds: int
    round: int
    label: str


def labels_table(
    turns: list[Turn],
    tasks: pd.DataFrame,
    staff: tuple[Person, ...],
    stories: frozenset[str],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Give the labels as exported, in order of time."""
    labellers = [person for person in staff if person.role == LABELLER]
    seen = _judgements(tasks, POLICY_DRIFTS in stories, len(labellers), rng)
    place = {person.id: number for number, person in enumerate(labellers)}
    done = [turn for turn in turns if turn.stage == "label" and turn.ended is not None and turn.ended <= END]
    given = []
    for turn in done:
        label = tasks["truth"][turn.task] if turn.visit else seen[turn.task, place[turn.person.id]]
        given.append(Label(turn.task, turn.person, turn.ended, turn.work // 1000, turn.visit + 1, label))
    first = [label for label in given if label.round == 1]
    for task, person, begun in _blind(first, tasks["is_gold"].tolist(), labellers, rng):
        seconds = int(rng.integers(*BLIND_SECONDS))
        label = "" if rng.random() < CANCELLED else seen[task, place[person.id]]
        given.append(Label(task, person, begun + seconds * 1000, seconds, 1, label))
    given.sort(key=lambda label: (label.ended, label.task))
    about = tasks.iloc[[label.task for label in given]].reset_index(drop=True)
    chosen = pd.Series([label.label for label in given], dtype=object)
    return pd.DataFrame(
        {
            "item_id": about["task_id"],
            "annotator_id": [label.person.id for label in given],
            "label": chosen,
            "round": [label.round for label in given],
            "status": np.where(chosen == "", "cancelled", "submitted"),
            "gold_label": about["truth"].where(about["is_gold"], ""),
            "labelled_at": utc_moments(pd.Series([label.ended for label in given])),
            "duration_seconds": [label.seconds for label in given],
            "queue": about["queue"],
            "region": [label.person.region for label in given],
            "language": about["language"],
            "policy_version": about["policy_version"],
            "exposure": about["exposure"],
        }
    )


def _judgements(tasks: pd.DataFrame, drifts: bool, labellers: int, rng: np.random.Generator) -> np.ndarray:
    """Give what each labeller chooses for each task, whether they are ever asked or not."""
    clear, which = rng.random((2, len(tasks), labellers))
    drifting = (tasks["policy_version"] == DRIFTING_VERSION) & drifts
    ease = tasks["truth"].map(EASE).where(~drifting, tasks["truth"].map(EASE_WHEN_DRIFTING)).to_numpy()
    truth = tasks["truth"].to_numpy()
    wrong = [np.array([MISTAKEN_FOR[name][side] for name in truth])[:, None] for side in (0, 1)]
    return np.where(clear < ease[:, None], truth[:, None], np.where(which < 0.5, *wrong))


def _blind(
    first: list[Label], is_gold: list[bool], labellers: list[Person], rng: np.random.Generator
) -> Iterator[tuple[int, Person, int]]:
    """Hand each evening's items of a region to others of it: gold ones first, then any, nobody's own or twice."""
    calendars = parse_calendars(CALENDARS)
    for region in dict.fromkeys(person.region for person in labellers):
        here = [person for person in labellers if person.region == region]
        labels = [label for label in first if label.person.region == region]
        closes = calendars[region].windows(START, END).closes
        for opened, closed in pairwise(closes.tolist()):
            of_day = [label for label in labels if opened < label.ended <= closed]
            yield from _evening(of_day, closed, is_gold, here, rng)


def _evening(
    of_day: list[Label], closed: int, is_gold: list[bool], people: list[Person], rng: np.random.Generator
) -> Iterator[tuple[int, Person, int]]:
    order = [of_day[place] for place in rng.permutation(len(of_day))]
    order.sort(key=lambda label: not is_gold[label.task])
    left = {label.task: GOLD_COPIES if is_gold[label.task] else OTHER_COPIES for label in order}
    seen: Mapping[str, set[int]] = {person.id: set() for person in people}
    for label in order:
        seen[label.person.id].add(label.task)
    for minutes in BLIND_MINUTES:
        for person in people:
            task = next((task for task, copies in left.items() if copies and task not in seen[person.id]), None)
            if task is not None:
                left[task] -= 1
                seen[person.id].add(task)
                yield task, person, closed + minutes * MINUTE
