"""A small version of tests/studies/breach_calibration: risks on held-back later halves of real and planted logs."""

from __future__ import annotations

import numpy as np
import pytest

from smo_metrics.flow import event_log
from smo_metrics.sla.clock.policy import SlaPolicy
from smo_metrics.sla.clock.task_clocks import task_clocks
from smo_metrics.sla.outcomes.breach_check import past_forecasts
from smo_metrics.sla.scoring.calibration import brier_score, calibration_line
from tests.studies.breach_calibration import REFERENCES, Case, cases, moments_of, target_of

pytestmark = pytest.mark.skipif(not REFERENCES.is_dir(), reason="reference data not beside the project")


@pytest.fixture(scope="module")
def logs() -> dict[str, Case]:
    """Give the logs of the study up to the planted one with shifted hours."""
    found = {}
    for case in cases():
        found[case.name] = case
        if case.name == "planted calendar_mismatch":
            return found
    return found


# The study's own figures, on 60 moments: slopes 0.96 and 1.06, Brier 0.168 and 0.138, base rate 0.220 and 0.214.
@pytest.mark.parametrize(("name", "every"), [("patients", 2), ("planted calendar_mismatch", 6)])
def test_risks_come_true_on_the_later_half_of_a_log(logs: dict[str, Case], name: str, every: int) -> None:
    case = logs[name]
    log = event_log(case.events)
    half = int(np.median(log.started))
    clock = "wall" if case.calendar is None else "work"
    target = target_of(case, log, SlaPolicy(1.0, clock, stop_stage=case.stop), half)
    clocks = task_clocks(log, SlaPolicy(target, clock, stop_stage=case.stop), calendars=case.calendar)
    past = past_forecasts(clocks, moments_of(case, log, half)[::every], case.by, case.calendar)
    line = calibration_line(past.probability, past.was_late, past.task)
    assert line.slope == pytest.approx(1, abs=0.25)
    assert past.probability.mean() == pytest.approx(past.was_late.mean(), abs=0.05)
    assert brier_score(past.probability, past.was_late) < 0.85 * brier_score(past.base_rate, past.was_late)
