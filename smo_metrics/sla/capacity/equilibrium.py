"""How long do tasks wait where load and people stay as they are? Waits, queue and service level in equilibrium."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from smo_metrics._json import SCHEMA, to_json
from smo_metrics.sla.capacity._erlang_input import Floats, numbers, over_work, together, whole_servers
from smo_metrics.sla.capacity.erlang import blocking, waiting

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class EquilibriumQueue:
    """A queue that has settled; arrays of one shape, NaN where the input is missing.

    Attributes
    ----------
    servers, offered : ndarray of float
        People at work; hours of work that arrive an hour.
    utilisation : ndarray of float
        Share of their time that people work; 1 where the queue grows without end, NaN where nobody is at work.
    erlang_b, erlang_c : ndarray of float
        Share turned away where nothing can wait; share that waits where everything can.
    waiting_hours, stay_hours : ndarray of float
        Mean wait before work begins, and mean time until it is done; infinite where the queue grows without end.
    queue_length, in_system : ndarray of float
        Mean number of tasks that wait, and that wait or are worked on; infinite likewise.
    begun_in_time, done_in_time : ndarray of float
        Share of tasks begun, and done, within the target; 0 where the queue grows without end. The first is the
        service level of call centres; an agreement on finished work needs the second.
    """

    servers: Floats
    offered: Floats
    utilisation: Floats
    erlang_b: Floats
    erlang_c: Floats
    waiting_hours: Floats
    stay_hours: Floats
    queue_length: Floats
    in_system: Floats
    begun_in_time: Floats
    done_in_time: Floats

    def to_frame(self) -> pd.DataFrame:
        """Give a row a queue."""
        import pandas as pd

        return pd.DataFrame({name: np.ravel(values) for name, values in asdict(self).items()})

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined or infinite number is None."""
        return {"schema": SCHEMA, **to_json({name: values.tolist() for name, values in asdict(self).items()})}


def erlang_c_waiting(
    servers: ArrayLike, offered: ArrayLike, *, handling_hours: ArrayLike, target_hours: ArrayLike
) -> EquilibriumQueue:
    """Tell how long tasks wait, and how many are begun and done in time, with a number of people.

    Parameters
    ----------
    servers, offered
        As in `erlang_b`.
    handling_hours : float or array of float
        Mean hours of work a task, above 0; NaN where missing.
    target_hours : float or array of float
        Hours within which a task is to be begun, or done; 0 or more; NaN where missing.

    Returns
    -------
    EquilibriumQueue
        Arrays of the shape that all four have together.

    Raises
    ------
    SmoError
        As in `erlang_b`; hours below their bound.

    Notes
    -----
    Tasks arrive by chance (Poisson), work takes exponential times (standard deviation = mean), first come, first
    served. See `allen_cunneen` for other times.

    References
    ----------
    Cooper (1981), Introduction to Queueing Theory, 2nd ed., ch. 3: P(wait > t) = C exp(-(c - a) t / h). The time
    until done is that wait plus an independent exponential time of work.

    Examples
    --------
    >>> queue = erlang_c_waiting(14, 10, handling_hours=0.05, target_hours=20 / 3600)
    >>> round(float(queue.begun_in_time), 5), round(float(queue.waiting_hours * 3600), 3)
    (0.88835, 7.836)
    """
    from scipy.special import exprel

    people, load, work, target = together(
        whole_servers(servers),
        numbers(offered, "offered"),
        numbers(handling_hours, "handling_hours", above_zero=True),
        numbers(target_hours, "target_hours"),
    )
    waits = waiting(people, load)
    spare = people - load
    stable = spare > 0
    missing = np.isnan(spare + work + target)
    free = np.where(stable, spare, 1.0)
    wait = np.where(stable, waits * work / free, np.inf)
    passed = over_work(target, work)
    late_start = waits * np.exp(-free * passed)
    late_end = np.exp(-passed) + waits * passed * exprel(-np.abs(free - 1) * passed) * np.exp(
        -np.minimum(free, 1) * passed
    )
    in_queue = np.where(stable, waits * load / free, np.inf)

    def known(values: Floats) -> Floats:
        return np.where(missing, np.nan, values)

    return EquilibriumQueue(
        servers=people,
        offered=load,
        utilisation=known(np.where(people > 0, np.minimum(load / np.where(people > 0, people, 1.0), 1.0), np.nan)),
        erlang_b=known(blocking(people, load)),
        erlang_c=known(waits),
        waiting_hours=known(wait),
        stay_hours=known(wait + work),
        queue_length=known(in_queue),
        in_system=known(in_queue + load),
        begun_in_time=known(np.where(stable, 1 - late_start, 0.0)),
        done_in_time=known(np.where(stable, 1 - late_end, 0.0)),
    )


def allen_cunneen(
    servers: ArrayLike,
    offered: ArrayLike,
    *,
    handling_hours: ArrayLike,
    arrival_variation: ArrayLike = 1.0,
    handling_variation: ArrayLike = 1.0,
) -> float | Floats:
    """Tell roughly how long tasks wait where arrivals or work vary more, or less, than Erlang C takes for granted.

    Parameters
    ----------
    servers, offered, handling_hours
        As in `erlang_c_waiting`.
    arrival_variation, handling_variation : float or array of float
        Standard deviation over mean, of the time between arrivals and of the work a task; 1 as in Erlang C.

    Returns
    -------
    float or ndarray of float
        Mean wait in hours; exact for one server with Poisson arrivals and where both variations are 1, an approximation
        else. Infinite where the queue grows without end.

    Raises
    ------
    SmoError
        As in `erlang_b`; a variation below 0.

    References
    ----------
    Allen (1990), Probability, Statistics and Queueing Theory, 2nd ed., ch. 5; for one server it is Kingman's (1961).

    Examples
    --------
    >>> round(allen_cunneen(1, 0.9583333, handling_hours=1 / 3, handling_variation=2.5), 2)
    27.79
    """
    people, load, work, arrivals, tasks = together(
        whole_servers(servers),
        numbers(offered, "offered"),
        numbers(handling_hours, "handling_hours", above_zero=True),
        numbers(arrival_variation, "arrival_variation"),
        numbers(handling_variation, "handling_variation"),
    )
    spare = people - load
    stable = spare > 0
    mean = waiting(people, load) * work / np.where(stable, spare, 1.0) * (arrivals**2 + tasks**2) / 2
    wait = np.where(np.isnan(mean), np.nan, np.where(stable, mean, np.inf))
    return wait if wait.ndim else float(wait)
