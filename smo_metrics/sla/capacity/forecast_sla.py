"""Will the agreement be kept in the weeks to come? Open tasks and those to come, simulated with the team's hours."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._json import SCHEMA, records
from smo_metrics.errors import SettingsError
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.flow.hours._periods import period_edges
from smo_metrics.sla.capacity._changed_people import changed_people
from smo_metrics.sla.capacity._day_figures import FIGURES, day_figures
from smo_metrics.sla.capacity._forecast_tables import days_table, history_table, local_dates, weeks_table
from smo_metrics.sla.capacity._forecast_words import sentence, warnings
from smo_metrics.sla.capacity._future_log import begin_futures
from smo_metrics.sla.capacity._project import project
from smo_metrics.sla.capacity._refusals import refuse_misfit, refuse_worse_than_last_week
from smo_metrics.sla.capacity._sla_backtest import SlaBacktest, sla_backtest
from smo_metrics.sla.clock.policy import SlaPolicy
from smo_metrics.sla.scoring.fan import QUANTILES, plot_fan, with_bands

if TYPE_CHECKING:
    import pandas as pd

_DAY = 86_400_000
_MOST_DAYS, _FEWEST = 366, 20


@dataclass(frozen=True, slots=True, eq=False)
class SlaForecast:
    """Attainment, open tasks and their age in the days to come, with ranges.

    Attributes
    ----------
    policy : SlaPolicy
    days : pandas.DataFrame
        A row a figure and day: `date`, the local day; `figure`; `p2_5`, `p10`, `p25`, `p50`, `p75`, `p90`, `p97_5`, so
        that half of the futures lie from `p25` to `p75`, 80 % from `p10` to `p90`, 95 % from `p2_5` to `p97_5`.
        Figures: ``attainment``, the share in time of the tasks whose target runs out on that day; ``tasks_due``, how
        many these are; ``backlog``, tasks on the clock at the end of the day; ``age_median_hours`` and
        ``age_p95_hours``, their hours on the policy's clock; ``past_target_share``, the share of them past their
        target. NaN where most futures have no such task.
    weeks : pandas.DataFrame
        A row for every seven days: `week`, 1 for the next; `first_day`, `last_day`; `tasks_due`, the median; the
        attainment as in `days`; `goal_probability`, of at least the policy's goal.
    history : pandas.DataFrame
        The same figures as they came on up to 28 past days: `date`, `figure`, `observed`.
    backtest : SlaBacktest
        Past forecasts against what came. Where their ranges held too little, those of `days` and `weeks` are wider.
    replications : int
        Simulated futures.
    timezone : str
        Zone of the days.
    sentence : str
    warnings : tuple of str
    """

    policy: SlaPolicy
    days: pd.DataFrame
    weeks: pd.DataFrame
    history: pd.DataFrame
    backtest: SlaBacktest
    replications: int
    timezone: str
    sentence: str
    warnings: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """Give the figures by day."""
        return self.days

    def fan(self, figure: str = "attainment") -> pd.DataFrame:
        """Give what a fan chart in Excel takes.

        Parameters
        ----------
        figure : str
            One of `days`.

        Returns
        -------
        pandas.DataFrame
            A row a day, past days first: `date`; `observed`, NaN from now on; `p2_5` to `p97_5`, NaN before; `base`
            and `band_2_5_to_10`, `band_10_to_25`, `band_25_to_75`, `band_75_to_90`, `band_90_to_97_5`, which a stacked
            area chart puts on one another, `base` without a fill.

        Raises
        ------
        SettingsError
            An unknown figure.
        """
        import pandas as pd

        known = list(dict.fromkeys(self.days["figure"]))
        if figure not in known:
            raise SettingsError(f"figure: {figure!r} arrived; give one of {', '.join(known)}.")
        parts = [part[part["figure"] == figure].drop(columns="figure") for part in (self.history, self.days)]
        return with_bands(pd.concat(parts, ignore_index=True)[["date", "observed", *QUANTILES]])

    def plot(self, figure: str = "attainment", *, ax: Any = None) -> Any:
        """Show where a figure goes: past days, then the median and the ranges of 50, 80 and 95 % of the futures.

        Parameters
        ----------
        figure : str
            One of `days`.
        ax : matplotlib.axes.Axes, optional
            Where to draw; without it on a new figure.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        SettingsError
            An unknown figure.
        SmoError
            matplotlib is not installed.
        """
        fan = self.fan(figure)
        return plot_fan(fan, ax=ax, unit=FIGURES[figure])

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {
            "schema": SCHEMA,
            "policy": self.policy.to_dict(),
            "sentence": self.sentence,
            "weeks": records(self.weeks),
            "days": records(self.days),
            "history": records(self.history),
            "backtest": {"origins": self.backtest.origins, "figures": records(self.backtest.table)},
            "replications": self.replications,
            "timezone": self.timezone,
            "warnings": list(self.warnings),
        }


def forecast_sla(
    events: pd.DataFrame | EventLog,
    policy: SlaPolicy,
    *,
    rng: np.random.Generator,
    horizon_days: int = 28,
    calendars: Calendars = None,
    timezone: str | Mapping[str, str] = "UTC",
    as_of: datetime | None = None,
    people: Mapping[str, int] | None = None,
    arrivals: float = 1.0,
    replications: int = 200,
    progress: Callable[[str], None] | None = None,
) -> SlaForecast:
    """Decide now whether the team can keep the agreement: attainment and open tasks for the days and weeks to come.

    Parameters
    ----------
    events : pandas.DataFrame or EventLog
        With starts and ends, and 14 whole days or more before `as_of`; `actor_id` and `enabled_at` make it far better.
    policy : SlaPolicy
    rng : numpy.random.Generator
        The same seed gives the same forecast, and the same tasks to come whatever `people` says.
    horizon_days : int
        Whole local days to look ahead, 1 to 366; the day that holds `as_of` is simulated but not shown.
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        Hours of the people, with the holidays to come: one for all, or region -> calendar, ``""`` for the rest. The
        clock ``"work"`` needs them. Left out on the wall clock, weekly hours are inferred from the log.
    timezone : str or mapping of str to str
        IANA zone of the days and of inferred hours, one for all or region -> zone; days are those of the region with
        most events.
    as_of : datetime, optional
        As in `event_log`.
    people : mapping of str to int, optional
        Stage, or ``"review in Dublin"``, -> how many more (or, below 0, fewer) people from now on.
    arrivals : float
        How many times as many tasks arrive as usual, 0 or more.
    replications : int
        Futures to simulate, 20 or more.
    progress : callable, optional
        Told, in a few words, what is being done.

    Returns
    -------
    SlaForecast
        With its backtest, for which 14 days must have passed a week or more ago; without one, the warnings say so.

    Raises
    ------
    TableError
        The events break their contract, span less than 14 whole days, or have no finished task or no durations.
    SettingsError
        What `SlaPolicy`'s clock, the calendars, or the options cannot be.
    SmoError
        The simulation, given the log's own tasks, takes half as long again for them, or half as long; or, in three past
        forecasts or more, the attainment of a week was off by over 10 points on average and by over twice as much as
        the same as last week would have been. Such a forecast is not shown.

    Notes
    -----
    A task counts on the day on which its target runs out, whenever it is finished: late and open tasks count, and those
    overdue at `as_of` are in the backlog only. Open tasks go first, from the stage where they are: each takes the work,
    and then the way, of a past task at that stage which took longer there than it has so far. Tasks arrive as many as
    usual on such a weekday, with what is usual not known exactly and deviations as on runs of past days; their times,
    ways and work are those of a past date of the weekday. On holidays of the calendars, arrivals are those of past
    holidays, else of any such weekday. The network is that of `flow_model`, its people as many as on average in the log
    or, where a stage has clearly had more or fewer people for two weeks or longer, since then; near full load it is
    optimistic (at a load of .95 its 80 % range of the backlog held 67 %). Past forecasts, each from what was known
    then, are laid beside what came; where their 80 % ranges held too little to be chance, all ranges are moved apart by
    the distance that would have held 80 %. On simulated logs, cut after about three weeks, the 80 % ranges held 79 to
    90 % of what came on the days after, and 81 % of weekly attainments; those of the median age are too narrow, at 66 %
    (tests/studies/sla_forecasts.txt).

    References
    ----------
    Whitt (2002), Stochastic models for the design and management of customer contact centers, sec. 4, for forecasts
    conditional on the present state. Romano, Patterson & Candes (2019), Conformalized quantile regression, NeurIPS 32.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from smo_metrics.sla import SlaPolicy
    >>> days = pd.bdate_range("2026-03-02", periods=20, tz="UTC")
    >>> starts = pd.DatetimeIndex([day + pd.Timedelta(minutes=m) for day in days for m in range(540, 1020, 20)])
    >>> events = pd.DataFrame({"task_id": range(480), "stage": "label", "actor_id": "ann", "enabled_at": starts,
    ...     "started_at": starts, "ended_at": starts + pd.Timedelta(minutes=15)})
    >>> policy = SlaPolicy(target_hours=4, clock="wall")
    >>> forecast = forecast_sla(events, policy, horizon_days=7, replications=20, rng=np.random.default_rng(1))
    >>> float(forecast.weeks["goal_probability"][0])
    1.0
    """
    _check(rng, horizon_days, arrivals, replications, people)
    tell = progress or (lambda _: None)
    log = event_log(events, as_of=as_of)
    tell("reading how the project runs")
    known = project(log, policy, calendars, timezone)
    refuse_misfit(known.model)
    network = changed_people(known.model.network, known.model.workload, people or {})
    past = period_edges(int(log.enabled.min()), log.as_of, "D", known.model.timezone)
    past = past[past <= log.as_of]
    ahead = period_edges(log.as_of, log.as_of + (horizon_days + 2) * _DAY, "D", known.model.timezone)
    ahead = ahead[ahead >= log.as_of][: horizon_days + 1]
    begin = begin_futures(known, network, arrivals, int(ahead[-1]))
    drawn = begin.figures(ahead, replications, rng, tell)
    observed = day_figures(known.clocks, past)
    backtest = sla_backtest(log, policy, calendars, timezone, past, observed, horizon_days, rng, tell)
    refuse_worse_than_last_week(backtest)
    dates = local_dates(ahead, known.model.timezone)
    days = days_table(drawn, backtest.widening, dates)
    weeks = weeks_table(drawn, backtest.widening, policy.goal, dates)
    return SlaForecast(
        policy=policy,
        days=days,
        weeks=weeks,
        history=history_table(observed, local_dates(past, known.model.timezone)),
        backtest=backtest,
        replications=replications,
        timezone=known.model.timezone,
        sentence=sentence(policy, days, weeks, int(known.clocks.running.sum()), replications),
        warnings=warnings(begin, backtest, people or {}, arrivals),
    )


def _check(
    rng: object, horizon_days: object, arrivals: object, replications: object, people: object
) -> None:
    if not isinstance(rng, np.random.Generator):
        raise SettingsError(f"rng: {type(rng).__name__} arrived. Give a numpy.random.Generator.")
    for name, given, least, most in (
        ("horizon_days", horizon_days, 1, _MOST_DAYS),
        ("replications", replications, _FEWEST, math.inf),
    ):
        whole = isinstance(given, int | np.integer) and not isinstance(given, bool)
        if not whole or not least <= given <= most:  # type: ignore[operator]
            limits = f"{least} to {most}" if most < math.inf else f"{least} or more"
            raise SettingsError(f"{name}: {given!r} arrived. Give a whole number, {limits}.")
    number = isinstance(arrivals, int | float) and not isinstance(arrivals, bool)
    if not number or not 0 <= arrivals < math.inf:  # type: ignore[operator]
        raise SettingsError(f"arrivals: {arrivals!r} arrived. Give how many times as many as usual: 1 is as usual.")
    if people is not None and not isinstance(people, Mapping):
        raise SettingsError(f"people: {people!r} arrived. Give stages and changes, such as {{'review': 1}}.")
