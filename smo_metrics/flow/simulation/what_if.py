"""What would a change gain? The project's days drawn again and simulated, each time with and without every change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from smo_metrics._json import SCHEMA, records
from smo_metrics.errors import SettingsError
from smo_metrics.flow.simulation._changes import fixed_network, fixed_workload
from smo_metrics.flow.simulation._engine import run
from smo_metrics.flow.simulation._resampling import days
from smo_metrics.flow.simulation.fix import Fix
from smo_metrics.flow.simulation.flow_model import FlowModel

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
_HOUR = 3_600_000
_FEWEST_DATES = 5
MEASURES = ("mean_hours", "p90_hours", "attainment")


@dataclass(frozen=True, slots=True, eq=False)
class WhatIfResult:
    """Lead times of a project as it is and with each change, over the same drawn days.

    Attributes
    ----------
    fixes : tuple of Fix
    base : ndarray of float, shape (replications, 3)
        Mean and P90 of the lead time, in hours, and the share of tasks within the target (NaN without one).
    gains : ndarray of float, shape (fixes, replications, 3)
        What each change takes off the lead times and adds to the share.
    dates : int
        Dates on which tasks arrived; below 5 there are no standard errors, as one date cannot stand in for another.
    target_hours : float or None
    warnings : tuple of str
    """

    fixes: tuple[Fix, ...]
    base: Floats
    gains: Floats
    dates: int
    target_hours: float | None
    warnings: tuple[str, ...]

    def gain(self, measure: str = "mean_hours") -> tuple[Floats, Floats]:
        """Give each change's gain and its standard error, which includes that the log is one draw of its kind.

        The standard error is the spread of the gain between replications, as each is as long as the log, together with
        what is left of it in their mean.
        """
        gains = self.gains[:, :, MEASURES.index(measure)]
        replications = gains.shape[1]
        error = gains.std(axis=1, ddof=1) * np.sqrt(1 + 1 / replications)
        return gains.mean(axis=1), error if self.dates >= _FEWEST_DATES else np.full(len(gains), np.nan)

    def interval(self, measure: str = "mean_hours") -> tuple[Floats, Floats]:
        """Give the 95 % interval of each gain, on the logarithmic scale where every replication gains.

        Not where gains differ by more than a factor of e between replications: there that scale has no upper limit to
        speak of. No interval reaches above the longest lead time of a replication: more cannot be gained.
        """
        gain, error = self.gain(measure)
        low, high = gain - self.quantile * error, gain + self.quantile * error
        spread = self.log_spread(self.gains[:, :, MEASURES.index(measure)])
        sure = (spread < 1) & np.isfinite(error)
        low[sure] = gain[sure] * np.exp(-self.quantile * spread[sure])
        high[sure] = gain[sure] * np.exp(self.quantile * spread[sure])
        most = 1.0 if measure == "attainment" else self.base[:, MEASURES.index(measure)].max()
        return low, np.minimum(high, most)

    @staticmethod
    def log_spread(gains: Floats) -> Floats:
        """Give the error of each row's logarithms; NaN for a row that is not positive throughout."""
        logs = np.log(np.where(gains > 0, gains, np.nan))
        return np.asarray(logs.std(axis=1, ddof=1) * np.sqrt(1 + 1 / gains.shape[1]))

    def of(self, numbers: Sequence[int]) -> WhatIfResult:
        """Give the result for some of the changes."""
        chosen = list(numbers)
        fixes = tuple(self.fixes[number] for number in chosen)
        return replace(self, fixes=fixes, gains=self.gains[chosen])

    @property
    def quantile(self) -> float:
        """Give the number of standard errors in half a 95 % interval: Student's, as replications are few."""
        from scipy.special import stdtrit

        return float(stdtrit(len(self.base) - 1, 0.975))

    def to_frame(self) -> pd.DataFrame:
        """Give a row a change: `fix`, and for each measure its gain, standard error and 95 % interval."""
        import pandas as pd

        columns: dict[str, object] = {"fix": [str(fix) for fix in self.fixes]}
        for measure in MEASURES[: 2 + (self.target_hours is not None)]:
            gain, error = self.gain(measure)
            low, high = self.interval(measure)
            columns |= {
                f"gain_{measure}": gain,
                f"gain_{measure}_se": error,
                f"gain_{measure}_low": low,
                f"gain_{measure}_high": high,
            }
        return pd.DataFrame(columns)

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary."""
        base = dict(zip(MEASURES, self.base.mean(axis=0).tolist(), strict=True))
        return {
            "schema": SCHEMA,
            "lead": {name: value for name, value in base.items() if value == value},
            "target_hours": self.target_hours,
            "replications": len(self.base),
            "fixes": records(self.to_frame()),
            "warnings": list(self.warnings),
        }


def what_if(
    model: FlowModel,
    fixes: Sequence[Fix | str],
    *,
    rng: np.random.Generator,
    replications: int = 20,
    target_hours: float | None = None,
    progress: Callable[[str], None] | None = None,
) -> WhatIfResult:
    """Tell what each of some changes would do to the lead time of tasks.

    Parameters
    ----------
    model : FlowModel
        From `flow_model`.
    fixes : sequence of Fix or str
        A text is read by `Fix.parse`.
    rng : numpy.random.Generator
    replications : int
        How many times the project's days are drawn again, 5 or more.
    target_hours : float, optional
        A lead time by the clock; with it, the share of tasks within it is compared too.
    progress : callable, optional
        Told, in a few words, what is being done.

    Returns
    -------
    WhatIfResult
        Every replication draws the days anew, weekday by weekday, with their tasks and the work on them. The project as
        it is and with each change are given the same draw, task by task, so that they differ by the change only.

    Raises
    ------
    SettingsError
        A text that is no change, a change that the project has nothing for; replications that are no whole number or
        fewer than 5; a target that is no finite number of hours above 0.
    """
    if not isinstance(replications, int | np.integer) or replications < 5:
        raise SettingsError(f"replications: {replications!r} arrived; give a whole number; 5 is the least that shows a "
                            "spread.")  # fmt: skip
    if target_hours is not None and not 0 < target_hours < np.inf:
        raise SettingsError(f"target_hours: {target_hours!r} arrived; give a number of hours above 0.")
    asked = tuple(fix if isinstance(fix, Fix) else Fix.parse(fix) for fix in fixes)
    fixes = [fixes] if isinstance(fixes, Fix | str) else fixes
    tell = progress or (lambda _: None)
    drawn_days = days(model.workload, model.unfinished, model.timezone)
    networks = [fixed_network(fix, model.network, model.workload) for fix in asked]
    base = np.empty((replications, len(MEASURES)))
    gains = np.empty((len(asked), replications, len(MEASURES)))
    for replication in range(replications):
        tell(f"simulating {len(asked)} changes: {replication + 1} of {replications}")
        work = drawn_days.draw(rng)
        coins = rng.random(len(work.arrival))
        base[replication] = _measured(run(work, model.network).lead, target_hours)
        for number, (fix, network) in enumerate(zip(asked, networks, strict=True)):
            after = _measured(run(fixed_workload(fix, network, work, coins), network).lead, target_hours)
            gains[number, replication] = (base[replication] - after) * (1, 1, -1)
    dates = int((drawn_days.count > 0).sum())
    few = f"Tasks arrived on {dates} dates only; {_FEWEST_DATES} are the least to say how sure a gain is."
    warnings = (*model.warnings, *([few] if dates < _FEWEST_DATES else []))
    return WhatIfResult(asked, base, gains, dates, target_hours, warnings)


def _measured(lead: npt.NDArray[np.int64], target_hours: float | None) -> tuple[float, float, float]:
    within = np.nan if target_hours is None else float((lead <= target_hours * _HOUR).mean())
    return float(lead.mean()) / _HOUR, float(np.quantile(lead, 0.9)) / _HOUR, within

