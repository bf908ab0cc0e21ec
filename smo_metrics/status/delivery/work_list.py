"""Which open tasks should be taken up first? Those most likely to be late, with the reason for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.sla import BreachRisk
from smo_metrics.sla.outcomes.breach_check import BreachCheck
from smo_metrics.status.basis.wording import count

if TYPE_CHECKING:
    import pandas as pd

LIKELY = 0.5
STATES = {"ok": "in time so far", "late": "late", "too_few": "not known", "closed_hours": "due in closed hours"}


def work_list(risk: BreachRisk, timezone: str) -> pd.DataFrame:
    """Give one row an open task, those most likely to be late first.

    Parameters
    ----------
    risk : BreachRisk
    timezone : str
        IANA zone in which due times are shown.

    Returns
    -------
    pandas.DataFrame
        `task_id`; `stage` where it is or was last; `region`, `queue` and `priority`, None where the events have none;
        `age_hours`, `target_hours` and `hours_left` on the clock of the agreement; `due_local`, without a zone;
        `late_probability`, 0 to 1, NaN where too little is known; `at_risk`, late already or more likely late than not;
        `state` in words; `why`, a sentence.
    """
    tasks = risk.tasks
    at_risk = (tasks["probability"] > LIKELY).to_numpy(dtype=bool)
    named = {name: tasks.get(name) for name in ("region", "queue", "priority")}
    return tasks[["task_id", "stage"]].assign(
        **named,
        age_hours=tasks["age_hours"],
        target_hours=tasks["target_hours"],
        due_local=tasks["due_at"].dt.tz_convert(timezone).dt.tz_localize(None).dt.floor("s"),
        hours_left=tasks["hours_left"],
        late_probability=tasks["probability"],
        at_risk=at_risk,
        state=np.where(at_risk & (tasks["status"] == "ok"), "likely late", tasks["status"].map(STATES)),
        why=tasks["reason"],
    )


def risk_check_words(check: BreachCheck) -> str:
    """Say how such risks did in this log's own past, so that nobody acts on untried ones."""
    if not check.forecasts:
        return "These risks could not be tried on the past: too few finished tasks."
    better = "nearer to what came than" if check.brier < check.base_rate_brier else "no better than"
    return (
        f"Tried on {count(check.forecasts, 'past risk')}: {better} giving every task the usual share of late ones "
        f"(mean squared error {check.brier:.3f} against {check.base_rate_brier:.3f}; lower is better)."
    )
