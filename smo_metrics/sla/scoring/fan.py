"""How sure is a forecast, day by day? Quantiles of sampled futures, as a table for Excel and as a picture."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from smo_metrics.errors import SmoError
from smo_metrics.sla.scoring.forecast_scores import sample_quantiles

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
QUANTILES = {
    "p2_5": 0.025,
    "p10": 0.1,
    "p25": 0.25,
    "p50": 0.5,
    "p75": 0.75,
    "p90": 0.9,
    "p97_5": 0.975,
}
_ENDS = ("p2_5", "p10", "p25", "p75", "p90", "p97_5")


def fan_table(values: FloatArray, first_day: date) -> pd.DataFrame:
    """Decide what to promise by each day: the ranges that half, 80 % and 95 % of the futures lie in.

    Parameters
    ----------
    values : numpy.ndarray of shape (paths, days)
        A figure of each future on each day, such as the running total of finished tasks.
    first_day : datetime.date
        Day of the first column; the others follow day by day.

    Returns
    -------
    pandas.DataFrame
        One row a day: `date`; `p2_5`, `p10`, `p25`, `p50`, `p75`, `p90`, `p97_5`; then what a stacked area chart
        stacks: `base` (drawn without fill, up to `p2_5`), `band_2_5_to_10`, `band_10_to_25`, `band_25_to_75`,
        `band_75_to_90` and `band_90_to_97_5`, the widths of the bands above it.

    References
    ----------
    Britton, Fisher & Whitley (1998), Bank of England Quarterly Bulletin 38, 30-37, for fan charts.

    Examples
    --------
    >>> fan = fan_table(np.cumsum(np.tile([[3.0], [4.0], [5.0]], (1, 2)), axis=1), date(2026, 3, 2))
    >>> fan[["p50", "base", "band_25_to_75"]].values.tolist()
    [[4.0, 3.0, 2.0], [8.0, 6.0, 4.0]]
    """
    import pandas as pd

    found = sample_quantiles(np.sort(values, axis=0).T, list(QUANTILES.values()))
    days = pd.date_range(first_day, periods=values.shape[1], name="date")
    return with_bands(pd.DataFrame({"date": days, **dict(zip(QUANTILES, found, strict=True))}))


def with_bands(quantiles: pd.DataFrame) -> pd.DataFrame:
    """Add to a table of quantiles what a stacked area chart stacks, as `fan_table` gives it."""
    bands = {f"band_{low[1:]}_to_{high[1:]}": quantiles[high] - quantiles[low] for low, high in pairwise(_ENDS)}
    return quantiles.assign(base=quantiles["p2_5"], **bands)


def plot_fan(fan: pd.DataFrame, *, ax: Any = None, title: str = "", unit: str = "tasks finished") -> Any:
    """Show how sure a forecast is: the median and the ranges of 50, 80 and 95 % of the futures.

    Parameters
    ----------
    fan : pandas.DataFrame
        As `fan_table` gives it; where no date is known, days are told by their column `day`. Days without quantiles
        (NaN) are passed over. What came, where there is a column
        `observed`, is drawn as a line beside the ranges.
    ax : matplotlib.axes.Axes, optional
        Where to draw; without it on a new figure.
    title, unit : str
        Text above the chart and on its value axis.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    SmoError
        matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as missing:
        raise SmoError("plot needs matplotlib, which is not installed: pip install matplotlib.") from missing

    ax = Figure(figsize=(8, 4.5), layout="constrained").add_subplot() if ax is None else ax
    when = "date" if fan["date"].notna().any() else "day"
    ahead = fan.dropna(subset=list(QUANTILES))
    for low, high, share, shade in (("p2_5", "p97_5", 95, 0.15), ("p10", "p90", 80, 0.2), ("p25", "p75", 50, 0.3)):
        ax.fill_between(ahead[when], ahead[low], ahead[high], alpha=shade, color="tab:blue", lw=0, label=f"{share} %")
    ax.plot(ahead[when], ahead["p50"], color="tab:blue", label="median")
    if "observed" in fan:
        came = fan.dropna(subset=["observed"])
        ax.plot(came[when], came["observed"], color="black", label="observed")
    ax.set(title=title, ylabel=unit)
    ax.figure.autofmt_xdate()
    ax.legend()
    return ax
