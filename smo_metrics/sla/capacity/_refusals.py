"""When is no forecast better than this one? Where the simulation is not the project, or past forecasts were far off."""

from __future__ import annotations

from smo_metrics.errors import SmoError
from smo_metrics.flow.events._counted import counted
from smo_metrics.flow.simulation._candidates import fits
from smo_metrics.flow.simulation.flow_model import FlowModel
from smo_metrics.sla.capacity._sla_backtest import WEEKLY, SlaBacktest

_HOUR = 3_600_000
_FEWEST_ORIGINS, _TIMES, _POINTS = 3, 2.0, 0.1


def refuse_misfit(model: FlowModel) -> None:
    """Refuse a model that, given the log's own tasks, takes half as long again, or half as long, for them.

    Raises
    ------
    SmoError
        The model does not fit: its open tasks and attainment would be those of another project.
    """
    if fits(model):
        return
    regions = model.log.names["region"]
    name = f" (this log has {', '.join(regions)})" if 1 < len(regions) <= 5 else ""
    raise SmoError(
        f"The simulation does not fit the log: its tasks took {model.observed.mean() / _HOUR:,.1f} h on average, in "
        f"the simulation {model.replayed.mean() / _HOUR:,.1f} h. Give calendars with the hours that people keep, one a "
        f"region where these differ{name}, and check that actor_id says who worked."
    )


def refuse_worse_than_last_week(backtest: SlaBacktest) -> None:
    """Refuse a forecast whose past ones were far worse than saying that the week will be as the last one was.

    That is, in three past forecasts or more, the attainment of a week was off by over 10 points on average, and by
    over twice as much as last week's. Of forecasts that are as good as last week's, few are so far off by chance.

    Raises
    ------
    SmoError
        So it was.
    """
    for week in backtest.table[backtest.table["figure"] == WEEKLY].to_dict("records"):
        error, naive = week["mean_error"], week["same_as_last_week_error"]
        if backtest.origins >= _FEWEST_ORIGINS and error > _POINTS and error > _TIMES * naive:
            raise SmoError(
                f"Past forecasts were far off: {counted(backtest.origins, 'forecast')} from past weeks missed the "
                f"attainment of a week by {100 * error:.1f} points on average, the same as last week would have missed "
                f"it by {100 * naive:.1f}. Check the calendars, and where the team has changed lately, give the events "
                "since then only."
            )
