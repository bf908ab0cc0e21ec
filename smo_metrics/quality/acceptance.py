"""How many items of a delivery must be checked, and how many errors may they hold, to accept it? Single sampling."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smo_metrics._coding import IntArray
from smo_metrics._intervals import FloatArray
from smo_metrics._json import SCHEMA, to_json
from smo_metrics.errors import SmoError

if TYPE_CHECKING:
    import pandas as pd

_ROUNDING = 1e-9
_MOST_ITEMS = 10**7
_FIRST_BLOCK = 64
_LARGE_LOT = 100_000
_LARGEST_LOT = 10**15
_FAR = 12.0  # standard deviations beyond which a hypergeometric tail is below rounding


@dataclass(frozen=True, slots=True)
class AcceptancePlan:
    """Check `n` items drawn at random; accept the lot if at most `c` of them are wrong.

    Any published plan can be examined by writing it down: ``AcceptancePlan(n=89, c=2)``.

    Attributes
    ----------
    n, c : int
        Sample size and acceptance number.
    lot_size : int or None
        Items in the lot; None for a lot so large, or a process so long, that its size does not matter.
    aql, rql : float
        Shares of wrong items at which the plan was asked to accept, and to reject; NaN for a plan written down.
    producer_risk, consumer_risk : float
        What the plan achieves: the probability to reject a lot at `aql`, and to accept one at `rql`.
    """

    n: int
    c: int
    lot_size: int | None = None
    aql: float = math.nan
    rql: float = math.nan
    producer_risk: float = math.nan
    consumer_risk: float = math.nan

    def __post_init__(self) -> None:
        """Refuse a plan that nobody can carry out."""
        for name, value in (("n", self.n), ("c", self.c), ("lot_size", self.lot_size)):
            if value is not None and not _is_whole(value):
                raise SmoError(f"{name} must be a whole number; {value!r} arrived.")
        if not 0 <= self.c < self.n:
            raise SmoError(f"a plan needs 0 <= c < n; c = {self.c} and n = {self.n} arrived.")
        if self.lot_size is not None and self.n > self.lot_size:
            raise SmoError(f"the sample of {self.n:,} exceeds the lot of {self.lot_size:,}. Check the whole lot.")

    def operating_characteristic(self, defect_shares: ArrayLike) -> pd.DataFrame:
        """Tell how often lots of each quality pass, what then goes out, and how much is checked.

        Parameters
        ----------
        defect_shares : array-like of shape (m,)
            Shares of wrong items, 0 to 1.

        Returns
        -------
        pandas.DataFrame
            `defect_share`; `accept`, the probability to accept: of a lot that holds this share, to the nearest whole
            item (hypergeometric, type A; of a lot above 100,000 items as of an endless one), or without a lot size of
            lots of a process with this share (binomial, type B); `outgoing_share`, the average share of wrong items
            after rejected lots were checked in full and mended; `inspected`, the average number of items checked a lot
            (NaN without a lot size). The last two are averages over many lots of a process, so binomial always.

        Raises
        ------
        SmoError
            A share outside 0 to 1.

        Examples
        --------
        >>> AcceptancePlan(n=89, c=2).operating_characteristic([0.01, 0.06])["accept"].round(4).tolist()
        [0.9397, 0.0919]
        """
        import pandas as pd

        try:
            shares = np.asarray(defect_shares, dtype=float)
        except (TypeError, ValueError):
            shares = np.array(math.nan)
        if shares.ndim != 1 or not np.all((shares >= 0) & (shares <= 1)):
            raise SmoError(f"defect_shares must be a list of shares from 0 to 1; {defect_shares!r} arrived.")
        by_process = _accept(np.full(shares.shape, self.n), np.full(shares.shape, self.c), shares, None)
        inspected = np.full(shares.shape, math.nan)
        accept, unchecked = by_process, 1.0
        if self.lot_size is not None:
            wrong = np.rint(shares * self.lot_size) / self.lot_size
            accept = _accept(np.full(shares.shape, self.n), np.full(shares.shape, self.c), wrong, self.lot_size)
            unchecked = 1 - self.n / self.lot_size
            inspected = self.n + (1 - by_process) * (self.lot_size - self.n)
        outgoing = shares * by_process * unchecked
        return pd.DataFrame(
            {"defect_share": shares, "accept": accept, "outgoing_share": outgoing, "inspected": inspected}
        )

    @property
    def outgoing_limit(self) -> float:
        """Highest average share of wrong items that can go out, whatever comes in (AOQL)."""
        low, high, best = 0.0, 1.0, 0.0
        while high - low > _ROUNDING:
            shares = np.linspace(low, high, 101)
            outgoing = self.operating_characteristic(shares)["outgoing_share"].to_numpy()
            peak = int(np.argmax(outgoing))
            best = float(outgoing[peak])
            low, high = float(shares[max(peak - 1, 0)]), float(shares[min(peak + 1, 100)])
        return best

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {"schema": SCHEMA, **to_json(asdict(self)), "outgoing_limit": self.outgoing_limit}


def acceptance_plan(
    *,
    aql: float,
    rql: float,
    producer_risk: float = 0.05,
    consumer_risk: float = 0.10,
    lot_size: int | None = None,
) -> AcceptancePlan:
    """Decide how many labelled items to check before a delivery is accepted, and how many errors to let pass.

    Parameters
    ----------
    aql : float
        Acceptable quality level: a share of wrong items, 0 to 1, that is good enough to be accepted nearly always.
    rql : float
        Rejectable quality level (LTPD): a share that should nearly never be accepted.
    producer_risk : float
        Highest probability to reject a lot at `aql`.
    consumer_risk : float
        Highest probability to accept a lot at `rql`.
    lot_size : int, optional
        Items in the lot. Without it the sample is taken as a small part of the lot (binomial, type B); with it one
        lot of just this size is judged (hypergeometric, type A), which takes fewer checks. The lot at `aql` then holds
        ``aql * lot_size`` wrong items rounded down, the one at `rql` rounded up. Above 100,000 items the sample is
        counted as from an endless lot, which takes the same checks or a few more.

    Returns
    -------
    AcceptancePlan
        The smallest `n` that meets both risks, with its `c`; both risks are met, not merely approached, so that `n`
        may exceed that of a nomograph.

    Raises
    ------
    SmoError
        Levels or risks outside 0 to 1 or the wrong way round; levels so close that more than 10 million checks are
        needed.

    Notes
    -----
    For a given c the consumer's risk asks for n or more and the producer's for n or fewer, so the smallest c whose
    least n satisfies the producer gives the smallest plan (Guenther 1969). A check that is itself wrong at times
    changes both risks; the plan takes checks as right.

    References
    ----------
    Guenther (1969), Journal of Quality Technology 1; Hald (1981), Statistical Theory of Sampling Inspection by
    Attributes, ch. 2; Montgomery (2009), Introduction to Statistical Quality Control, 6th ed., sec. 15.2.

    Examples
    --------
    >>> plan = acceptance_plan(aql=0.015, rql=0.10)
    >>> plan.n, plan.c
    (52, 2)
    """
    for name, value in (("aql", aql), ("rql", rql), ("producer_risk", producer_risk), ("consumer_risk", consumer_risk)):
        if not isinstance(value, Real) or not 0 < value < 1:
            raise SmoError(f"{name} must lie between 0 and 1, for example 0.05 for 5 %; {value!r} arrived.")
    if aql >= rql:
        raise SmoError(f"aql must be below rql; {aql} and {rql} arrived. Swap them, or move them apart.")
    if producer_risk + consumer_risk >= 1:
        raise SmoError(f"the risks must add up to less than 1; {producer_risk} and {consumer_risk} arrived.")
    if lot_size is not None and not (_is_whole(lot_size) and lot_size >= 2):
        raise SmoError(f"lot_size must be a whole number of 2 or more; {lot_size!r} arrived.")
    if lot_size is not None and lot_size > _LARGEST_LOT:
        raise SmoError(f"lot_size is above {_LARGEST_LOT:,}. Leave it out: so large a lot is as good as endless.")
    good, bad, most = aql, rql, _MOST_ITEMS
    if lot_size is not None:
        lot_size = int(lot_size)
        most = min(lot_size, _MOST_ITEMS)
        good, bad = math.floor(aql * lot_size + _ROUNDING) / lot_size, math.ceil(rql * lot_size - _ROUNDING) / lot_size

    def tried(start: int, stop: int) -> tuple[IntArray, IntArray, FloatArray, NDArray[np.bool_]]:
        c = np.arange(start, min(stop, most))
        n = _least_sample(c, bad, consumer_risk, lot_size, most)
        rejected = 1 - _accept(n, c, np.full(len(c), good), lot_size)
        return c, n, rejected, (n > most) | (rejected <= producer_risk + _ROUNDING)

    start, stop = 0, _FIRST_BLOCK
    if not tried(start, stop)[-1].any():
        start, stop = _around_the_first(lambda c: bool(tried(c, c + 1)[-1].any()), most)
    c, n, rejected, enough = tried(start, stop)
    possible = enough & (n <= most)
    if not possible.any():
        raise SmoError(f"aql {aql} and rql {rql} are too close to tell apart with {most:,} checks. Move them apart.")
    first = int(np.argmax(possible))
    accepted = _accept(n[[first]], c[[first]], np.array([bad]), lot_size)
    risks = float(rejected[first]), float(accepted[0])
    return AcceptancePlan(int(n[first]), int(c[first]), lot_size, float(aql), float(rql), *risks)


def _around_the_first(is_enough: Callable[[int], bool], most: int) -> tuple[int, int]:
    """Range of c that holds the first that is enough: doubling, halving, and then as far back as rounding reaches.

    Which c are enough is monotone but for the rounding of n, which moves a risk by about what 0.7 share sqrt(c) steps
    of c move it.
    """
    low, high = _FIRST_BLOCK - 1, 2 * _FIRST_BLOCK
    while high < most and not is_enough(high):
        low, high = high, 2 * high
    high = min(high, most - 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return max(high - 2 * math.isqrt(high), 0), high + 1


def _is_whole(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and value % 1 == 0


def _least_sample(
    c: IntArray, bad: float, consumer_risk: float, lot_size: int | None, most: int
) -> NDArray[np.int64]:
    """Smallest n for each c that accepts a bad lot no more often than allowed; ``most + 1`` where none does."""
    low, high = c, np.full(len(c), most + 1)
    shares = np.full(len(c), bad)
    while np.any(high - low > 1):
        middle = (low + high) // 2
        enough = _accept(middle, c, shares, lot_size) <= consumer_risk + _ROUNDING
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def _accept(n: IntArray, c: IntArray, shares: FloatArray, lot_size: int | None) -> FloatArray:
    """Probability of at most c wrong items among n; assumes ``c <= n``; NaN or 0 beyond the lot."""
    from scipy.special import bdtr

    if lot_size is None or lot_size > _LARGE_LOT:
        return np.asarray(bdtr(c.astype(float), n, shares))
    wrong = np.rint(shares * lot_size)
    return np.array([_hypergeometric(*each, lot_size) for each in zip(c, np.minimum(n, lot_size), wrong, strict=True)])


def _hypergeometric(c: float, n: float, wrong: float, lot_size: int) -> float:
    """Probability of at most c wrong items among n of a lot, summed where it is more than rounding."""
    from scipy.special import betaln

    share = wrong / lot_size
    mean, reach = n * share, _FAR * math.sqrt(n * share * (1 - share) * (1 - n / lot_size)) + _FAR
    least = max(0, n - (lot_size - wrong), math.floor(mean - reach))
    most = min(wrong, n, math.ceil(mean + reach))
    if c >= most:
        return 1.0
    k = np.arange(least, c + 1)

    def log_ways(of: float, chosen: ArrayLike) -> FloatArray:
        taken = np.asarray(chosen, dtype=float)
        return np.asarray(-betaln(of - taken + 1, taken + 1) - math.log(of + 1), dtype=np.float64)

    logs = log_ways(wrong, k) + log_ways(lot_size - wrong, n - k) - log_ways(lot_size, n)
    return min(1.0, float(np.exp(logs).sum()))
