"""What people wrote down about the sample project: its settings, milestones and records. Nothing here is measured.

The records tell of ordinary weeks and hint at no story: those are for the figures to find.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from templates.samples.sample_team import AS_OF, FIRST_MONDAY

ZONE = "Europe/Warsaw"
SCOPE_TASKS = 2000
SETTINGS: dict[str, Any] = {
    "project": "Harmful content 2026",
    "timezone": ZONE,
    "as_of": AS_OF.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None),
    "sla_hours": 24,
    "sla_clock": "work",
    "sla_goal": 0.9,
    "sla_minimum": 0.8,
    "start_date": FIRST_MONDAY.date(),
    "due_date": date(2026, 9, 11),
    "scope_tasks": SCOPE_TASKS,
    "gaps": "zero",
    "sensitive_tiers": ["graphic", "severe"],
    "exposure_cap_hours": 5,
    "break_after_hours": 1,
    "break_minutes": 10,
    "exposure_cutoff": "none",
    "hourly_cost": 24,
    "budget": 100_000,
    "currency": "EUR",
}
_MILESTONES = (
    ("Pilot batch", date(2026, 6, 16), 0.1, "Agnieszka Mazur", "First 200 tasks, read by the client's policy team."),
    ("A quarter delivered", date(2026, 7, 1), 0.25, "Jakub Krol", ""),
    ("Half delivered", date(2026, 7, 21), 0.5, "Jakub Krol", "Interim training run of the client."),
    ("Three quarters delivered", date(2026, 8, 14), 0.75, "Olena Tkach", ""),
    ("All delivered", date(2026, 9, 11), 1.0, "Agnieszka Mazur", "Contract date."),
)
RAID = pd.DataFrame(
    [
        ("R1", date(2026, 6, 9), "risk", "people", "high", "Holiday season: several labellers away in August.",
         "Jakub Krol", "open", date(2026, 8, 7)),
        ("R2", date(2026, 6, 22), "risk", "policy", "medium", "A further policy version may come before the end.",
         "Agnieszka Mazur", "open", date(2026, 8, 21)),
        ("A1", date(2026, 6, 8), "assumption", "volume", "medium", "The client sends 175 tasks a week.",
         "Olena Tkach", "open", date(2026, 8, 28)),
        ("I1", date(2026, 6, 30), "issue", "tool", "medium", "Subtitles of long videos load slowly.",
         "Jakub Krol", "closed", date(2026, 7, 10)),
        ("D1", date(2026, 6, 8), "dependency", "client", "high", "Right answers for gold items come from the client.",
         "Agnieszka Mazur", "open", date(2026, 8, 14)),
        ("O1", date(2026, 7, 20), "opportunity", "people", "low", "Two labellers asked to be trained as reviewers.",
         "Olena Tkach", "open", date(2026, 8, 31)),
    ],
    columns=["id", "created", "type", "area", "priority", "description", "owner", "status", "due"],
)  # fmt: skip
DECISIONS = pd.DataFrame(
    [
        ("E1", date(2026, 6, 5), "Leads in Warsaw approve every task before delivery.", "Agnieszka Mazur",
         "One standard for three regions."),
        ("E2", date(2026, 6, 8), "A break of ten minutes after each item.", "Agnieszka Mazur",
         "Some items are hard to watch."),
        ("E3", date(2026, 6, 8), "Every labeller labels three items of others blind each day.", "Olena Tkach",
         "Agreement can be measured every week."),
    ],
    columns=["id", "date", "decision", "made_by", "reason"],
)  # fmt: skip
CHANGES = pd.DataFrame(
    [
        ("C1", date(2026, 6, 22), "Scope in tasks", "1800", "2000", "Client", "Agnieszka Mazur"),
        ("C2", date(2026, 6, 24), "Due date", "2026-08-28", "2026-09-11", "Agnieszka Mazur", "Client"),
        ("C3", date(2026, 7, 13), "Policy version", "v2.0", "v2.1", "Client", "Agnieszka Mazur"),
    ],
    columns=["id", "date", "what", "before", "after", "requested_by", "approved_by"],
)
OUTCOMES = pd.DataFrame(
    [
        ("U1", date(2026, 6, 26), "Briefing of all labellers on spam in threads", "Fewer questions in the chat",
         "Two questions a week, five before", "Kept for newcomers."),
        ("U2", date(2026, 7, 10), "Faster subtitles (issue I1)", "Labelling takes less time",
         "Not measured yet", "Look at it in August."),
    ],
    columns=["id", "date", "finding_or_action", "expected", "observed", "note"],
)  # fmt: skip


def milestones(volumes: pd.DataFrame) -> pd.DataFrame:
    """Give the milestones, each reached on the day on which so many tasks were done."""
    done = volumes.groupby("date")["completed"].sum().cumsum()
    reached = [done.index[done >= share * SCOPE_TASKS] for _, _, share, _, _ in _MILESTONES]
    table = pd.DataFrame(_MILESTONES, columns=["milestone", "baseline_date", "planned_share", "owner", "note"])
    table.insert(2, "forecast_date", None)
    table.insert(3, "actual_date", [days[0] if len(days) else None for days in reached])
    return table


def settings_text() -> str:
    """Give the settings as TOML."""
    return "".join(f"{name} = {_toml(value)}\n" for name, value in SETTINGS.items())


def _toml(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return value.isoformat() if isinstance(value, date | datetime) else f"{value}"
