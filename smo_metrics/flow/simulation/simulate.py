"""How would work flow through a network? Tasks simulated one by one: waiting, lead times, how busy people are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._json import SCHEMA, records
from smo_metrics.flow.simulation._engine import Run, run
from smo_metrics.flow.simulation.network import Network
from smo_metrics.flow.simulation.workload import Workload

if TYPE_CHECKING:
    import pandas as pd

_HOUR = 3_600_000


@dataclass(frozen=True, slots=True, eq=False)
class SimulationResult:
    """One simulated run.

    Attributes
    ----------
    network : Network
    workload : Workload
    run : Run
        When each step could begin, began and ended, and how long each task took, in ms.
    lead_mean_hours, lead_p90_hours : float
        From arrival to the end of the last step, by the clock.
    """

    network: Network
    workload: Workload
    run: Run
    lead_mean_hours: float
    lead_p90_hours: float

    def to_frame(self) -> pd.DataFrame:
        """Give a row a stage.

        Returns
        -------
        pandas.DataFrame
            `stage`, `steps`; `waiting_mean_hours` and `waiting_p90_hours`, from when a step could begin, and
            `lead_mean_hours`, to when it ended, by the clock; `service_mean_hours`, its work alone, in open hours.
        """
        import pandas as pd

        waiting, passing = self.run.started - self.run.enabled, self.run.ended - self.run.enabled
        rows = []
        for code, stage in enumerate(self.network.stages):
            here = self.workload.stage == code
            if not here.any():
                continue
            rows.append({
                "stage": stage,
                "steps": int(here.sum()),
                "waiting_mean_hours": waiting[here].mean() / _HOUR,
                "waiting_p90_hours": np.quantile(waiting[here], 0.9) / _HOUR,
                "lead_mean_hours": passing[here].mean() / _HOUR,
                "service_mean_hours": self.workload.service[here].mean() / _HOUR,
            })  # fmt: skip
        return pd.DataFrame(rows)

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary."""
        return {
            "schema": SCHEMA,
            "tasks": len(self.workload.arrival),
            "lead_mean_hours": self.lead_mean_hours,
            "lead_p90_hours": self.lead_p90_hours,
            "stages": records(self.to_frame()),
        }


def simulate(workload: Workload, network: Network) -> SimulationResult:
    """Follow every task of a workload through a network, from an empty start until all are done.

    Parameters
    ----------
    workload : Workload
        From `FlowModel`, or `Workload.of_one_stage` for a plain queue. Nothing is random here: arrivals, work and ways
        are given.
    network : Network

    Returns
    -------
    SimulationResult

    Raises
    ------
    SettingsError
        The open hours are so few that the work would take decades.
    SmoError
        A workload whose steps do not follow one another.

    Notes
    -----
    A task's steps become possible one after the other, those of a group together; each waits out its delay, then joins
    the queue of its stage, or the batch that is filling there. Whoever is free, in open hours, takes the work that the
    rule of the network puts first, of all stages that they serve. Work pauses when their hours close, and goes on with
    the same person. A last batch that cannot fill any more is released when its last task has come; where tasks come
    back, those still to come may be held up by the batch itself, and all batches are released when nothing else can
    happen. Where no task comes back to a stage, nobody serves two and work is taken first come, first served, the
    stages are computed one after the other by the recursion of Kiefer and Wolfowitz (1955) in the clock of their open
    hours; else event by event. Both give the same moments.

    References
    ----------
    Kiefer & Wolfowitz (1955), On the theory of queues with many servers, Trans. AMS 78. Lindley (1952),
    The theory of queues with a single server, Proc. Camb. Phil. Soc. 48. Law (2015), Simulation Modeling
    and Analysis, 5th ed., ch. 1 (next-event time advance).

    Examples
    --------
    >>> import numpy as np
    >>> hour = 3_600_000
    >>> work = Workload.of_one_stage(np.array([0, 1, 1]) * hour, np.array([2, 2, 2]) * hour)
    >>> from smo_metrics.flow.simulation.network import Pool
    >>> simulate(work, Network(("label",), (Pool(("label",), people=1),))).lead_mean_hours
    3.3333333333333335
    """
    done = run(workload, network)
    lead = done.lead / _HOUR
    return SimulationResult(network, workload, done, float(lead.mean()), float(np.quantile(lead, 0.9)))
