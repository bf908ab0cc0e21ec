"""Write the export that `smo-metrics demo` imports: invented people, neutral texts, a story worth finding.

Two regional teams label posts for eight weeks. `harassment` is the category they disagree on (it is taken for
`hate`), one annotator is clearly weaker than the rest, and agreement drops when a new version of the policy
arrives in the last two weeks. One seed gives the same bytes each time; `--check` fails when a file differs.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

FOLDER = Path(__file__).resolve().parents[2] / "smo_metrics" / "demo"
SEED = 20260302
ITEMS = 360
FIRST_MONDAY, WEEKS, NEW_POLICY_WEEK = date(2026, 3, 2), 8, 6

CATEGORIES = {"none": 0.50, "spam": 0.21, "harassment": 0.13, "hate": 0.10, "graphic_violence": 0.06}
EASE = {"none": 1.0, "spam": 0.99, "harassment": 0.86, "hate": 0.96, "graphic_violence": 0.99}
MISTAKEN_FOR = {
    "none": {"spam": 0.6, "harassment": 0.3, "graphic_violence": 0.1},
    "spam": {"none": 0.9, "harassment": 0.1},
    "harassment": {"hate": 0.65, "none": 0.3, "spam": 0.05},
    "hate": {"harassment": 0.8, "none": 0.2},
    "graphic_violence": {"none": 0.7, "hate": 0.3},
}
NEW_POLICY_EASE = 0.93
GOLD_SHARE, SKIP_SHARE, REDO_SHARE, DRAFT_SHARE, PREDICTED_SHARE = 0.20, 0.08, 0.015, 0.02, 0.4
QUEUES = {"comments": 0.5, "video": 0.3, "profiles": 0.2}
LANGUAGES = {"en": 0.7, "zh": 0.15, "ms": 0.1, "ga": 0.05}
HOSTILE_ITEMS = {57: "=1+1 ", 214: '=HYPERLINK("http://example.com","open") '}


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who labels: where, when, how fast and how well."""

    id: int
    first_name: str
    last_name: str
    region: str
    zone: str
    role: str = "annotator"
    hours_per_day: float = 7.5
    skill: float = 0.97
    median_seconds: float = 38.0
    share: float = 1.0

    @property
    def email(self) -> str:
        """The invented address, which is also the annotator's id in the roster."""
        return f"{self.first_name}.{self.last_name}@example.com".lower()

    def profile(self) -> dict[str, Any]:
        """Give what Label Studio writes under ``completed_by``."""
        names = {"first_name": self.first_name, "last_name": self.last_name}
        return {"id": self.id, "email": self.email, **names}


ANNOTATORS = (
    Person(11, "Mei", "Tan", "Singapore", "Asia/Singapore", skill=0.99, median_seconds=41),
    Person(12, "Arjun", "Nair", "Singapore", "Asia/Singapore", skill=0.985, median_seconds=35),
    Person(13, "Siti", "Rahman", "Singapore", "Asia/Singapore", skill=0.98, median_seconds=44),
    Person(21, "Aoife", "Byrne", "Dublin", "Europe/Dublin", skill=0.99, median_seconds=39),
    Person(22, "Liam", "Walsh", "Dublin", "Europe/Dublin", skill=0.76, median_seconds=19, share=0.6),
    Person(23, "Marta", "Nowak", "Dublin", "Europe/Dublin", skill=0.98, median_seconds=46, hours_per_day=6),
)
REVIEWER = Person(31, "Noor", "Haddad", "Singapore", "Asia/Singapore", role="reviewer", skill=1.0)


class DemoExport:
    """One run of the generator: draws from one seeded stream and hands out ids in order."""

    def __init__(self, seed: int = SEED) -> None:
        self._rng = np.random.default_rng(seed)
        self._last_annotation = 70_000

    def tasks(self) -> list[dict[str, Any]]:
        """Make every task with its annotations, in order of arrival."""
        return [self._task(number) for number in range(1, ITEMS + 1)]

    def _task(self, number: int) -> dict[str, Any]:
        working_day = (number - 1) * WEEKS * 5 // ITEMS
        week, weekday = divmod(working_day, 5)
        day = FIRST_MONDAY + timedelta(weeks=week, days=weekday)
        new_policy = week >= NEW_POLICY_WEEK
        truth = self._pick(CATEGORIES)
        count = int(self._rng.integers(3, 6))
        shares = np.array([person.share for person in ANNOTATORS])
        order = self._rng.choice(len(ANNOTATORS), size=count + 1, replace=False, p=shares / shares.sum())
        *labelling, spare = (ANNOTATORS[int(i)] for i in order)
        annotations = []
        for person in labelling:
            label = self._judge(person, truth, new_policy)
            annotations.append(self._annotation(number, person, day, label))
            if self._chance(REDO_SHARE):
                later = day + timedelta(days=3 if weekday > 2 else 1)
                annotations.append(self._annotation(number, person, later, truth))
        if self._chance(SKIP_SHARE):
            annotations.append(self._annotation(number, spare, day, None))
        if self._chance(GOLD_SHARE):
            annotations.append(self._annotation(number, REVIEWER, day, truth) | {"ground_truth": True})
        drafts = [self._draft(spare, day)] if self._chance(DRAFT_SHARE) else []
        predictions = [self._prediction(number, truth, day)] if self._chance(PREDICTED_SHARE) else []
        skipped = sum(a["was_cancelled"] for a in annotations)
        return {
            "id": 4000 + number,
            "annotations": annotations,
            "file_upload": "demo_posts.json",
            "drafts": drafts,
            "predictions": predictions,
            "data": {
                "text": f"{HOSTILE_ITEMS.get(number, '')}Post {number:04d} (demo text)",
                "language": self._pick(LANGUAGES),
                "queue": self._pick(QUEUES),
                "policy_version": "v4" if new_policy else "v3",
            },
            "meta": {},
            "created_at": _utc(datetime.combine(day, time(0, 30), UTC)),
            "updated_at": max(a["updated_at"] for a in annotations),
            "inner_id": number,
            "total_annotations": len(annotations) - skipped,
            "cancelled_annotations": skipped,
            "total_predictions": len(predictions),
            "comment_count": 0,
            "project": 7,
        }

    def _annotation(self, task: int, person: Person, day: date, label: str | None) -> dict[str, Any]:
        self._last_annotation += 1
        seconds = float(self._rng.lognormal(np.log(person.median_seconds), 0.55))
        created = self._moment(person, day)
        return {
            "id": self._last_annotation,
            "completed_by": person.profile(),
            "result": [] if label is None else [_choice(label, self._last_annotation)],
            "was_cancelled": label is None,
            "ground_truth": False,
            "created_at": _utc(created),
            "updated_at": _utc(created + timedelta(milliseconds=1)),
            "lead_time": round(seconds, 3),
            "task": 4000 + task,
            "project": 7,
        }

    def _draft(self, person: Person, day: date) -> dict[str, Any]:
        created = _utc(self._moment(person, day))
        result = [_choice(self._pick(CATEGORIES), 0)]
        return {"user": person.email, "result": result, "created_at": created, "lead_time": 6.5}

    def _prediction(self, task: int, truth: str, day: date) -> dict[str, Any]:
        label = truth if self._chance(0.8) else self._pick(MISTAKEN_FOR[truth])
        return {
            "model_version": "demo-model-1",
            "score": round(float(self._rng.uniform(0.4, 0.99)), 3),
            "result": [_choice(label, 0)],
            "created_at": _utc(datetime.combine(day, time(0, 31), UTC)),
            "task": 4000 + task,
        }

    def _judge(self, person: Person, truth: str, new_policy: bool) -> str:
        right = person.skill * EASE[truth] * (NEW_POLICY_EASE if new_policy else 1.0)
        return truth if self._chance(right) else self._pick(MISTAKEN_FOR[truth])

    def _moment(self, person: Person, day: date) -> datetime:
        opening = datetime.combine(day, time(9), ZoneInfo(person.zone)).astimezone(UTC)
        return opening + timedelta(milliseconds=int(self._rng.integers(5 * 60_000, 8 * 3_600_000)))

    def _pick(self, shares: dict[str, float]) -> str:
        edges = np.cumsum(list(shares.values()))
        position = int(np.searchsorted(edges, self._rng.random() * edges[-1], side="right"))
        return list(shares)[position]

    def _chance(self, probability: float) -> bool:
        return bool(self._rng.random() < probability)


def export_text(seed: int = SEED) -> str:
    """Give the Label Studio export as text, one task a line."""
    lines = (json.dumps(task, separators=(",", ":")) for task in DemoExport(seed).tasks())
    return "[\n" + ",\n".join(lines) + "\n]\n"


def roster_text() -> str:
    """Give the roster as CSV: who is in which regional team."""
    header = "annotator_id,region,role,hours_per_day"
    people = (*ANNOTATORS, REVIEWER)
    return "\n".join([header, *(f"{p.email},{p.region},{p.role},{p.hours_per_day:g}" for p in people)]) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Write both files, or with ``--check`` say which of them are out of date (exit 1)."""
    parser = argparse.ArgumentParser(description="Write the demo export and its roster.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is out of date")
    check = parser.parse_args(arguments).check
    texts = {"label_studio_export.json": export_text(), "roster.csv": roster_text()}
    stale = [name for name, text in texts.items() if not _holds(FOLDER / name, text)]
    for name in stale:
        if check:
            print(f"{name} is out of date. Run: python -m templates.samples.demo_export", file=sys.stderr)
        else:
            (FOLDER / name).write_bytes(texts[name].encode())
    return 1 if check and stale else 0


def _choice(label: str, number: int) -> dict[str, Any]:
    return {
        "id": f"r{number:06d}",
        "type": "choices",
        "value": {"choices": [label]},
        "origin": "manual",
        "to_name": "text",
        "from_name": "policy",
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


if __name__ == "__main__":
    raise SystemExit(main())
