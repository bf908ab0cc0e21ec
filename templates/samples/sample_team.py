"""Who works on the sample project, where and when, and which stories can happen to it.

Nobody here is real. Teams are small enough to know by name and large enough that no stage hangs on one person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

POLICY_DRIFTS, REGION_LATE, STAGE_STARVED = "policy drifts", "region late", "stage starved"
STORIES = frozenset({POLICY_DRIFTS, REGION_LATE, STAGE_STARVED})

FIRST_MONDAY, WEEKS = datetime(2026, 6, 8, tzinfo=UTC), 8
AS_OF = datetime(2026, 8, 3, tzinfo=UTC)  # the night's export: Monday 02:00 in Warsaw, 08:00 in Singapore

SINGAPORE, WARSAW, SAO_PAULO = "Singapore", "Warsaw", "Sao Paulo"
LATE_REGION, STARVED_STAGE, DRIFTING_VERSION = SAO_PAULO, "review", "v2.1"
CALENDARS = (
    "Singapore = Asia/Singapore; mon-fri 08:00-16:00; holidays SG\n"
    "Warsaw = Europe/Warsaw; mon-fri 09:00-17:00; holidays PL\n"
    "Sao Paulo = America/Sao_Paulo; mon-fri 09:00-17:00; holidays BR\n"
)
HOURS_A_DAY = 8  # of every team, and none has a holiday in these weeks
LABELLER, REVIEWER, LEAD = "labeller", "reviewer", "lead"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone on the roster."""

    name: str
    region: str
    role: str

    @property
    def id(self) -> str:
        """The invented address, which is also the annotator's id."""
        return f"{self.name}@example.com"


def people(stories: frozenset[str]) -> tuple[Person, ...]:
    """Give the roster; a starved stage has half of its reviewers."""
    starved = REVIEWER if STAGE_STARVED in stories else None
    return tuple(
        Person(name, region, role)
        for (role, region), names in _NAMES.items()
        for name in (names[: len(names) // 2] if role == starved else names)
    )


_NAMES = {
    (LABELLER, SINGAPORE): ("mei.tan", "arjun.nair", "siti.rahman"),
    (LABELLER, WARSAW): ("zofia.nowak", "piotr.zielinski", "hanna.wojcik", "adam.kowal"),
    (LABELLER, SAO_PAULO): ("ana.souza", "bruno.lima", "carla.rocha"),
    (REVIEWER, WARSAW): (
        "marta.kaminska", "tomasz.lis", "ewa.dudek", "noor.haddad", "oleh.bondar", "klara.zima", "igor.sowa",
        "lena.wilk",
    ),
    (LEAD, WARSAW): ("agnieszka.mazur", "jakub.krol", "olena.tkach"),
}  # fmt: skip
