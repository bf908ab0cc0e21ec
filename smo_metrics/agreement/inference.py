"""How sure is an agreement value? The choices that turn an error over items into an interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from smo_metrics.errors import SmoError


@dataclass(frozen=True, slots=True)
class Inference:
    """How an agreement coefficient's error is estimated and made an interval; the defaults are right for most.

    Attributes
    ----------
    interval : {"wilson", "t", "normal"}
        ``"wilson"``: Wilson's interval on the effective number of items, between the lowest value that the coefficient
        can take on such labels and 1, with the degrees of freedom that the items' contributions allow. It covers better
        than the others where one category is common (tests/studies/coverage.txt).
        ``"t"``: value and error with Student's t (Gwet; R irrCAC). ``"normal"``: with the normal distribution (SAS).
        These two are given however few the minority items are, as published: to compare with other software.
    ddof : int, optional
        The variance over n items is divided by ``n - ddof``; left out, as published for the coefficient. 0 gives R
        irrCAC's two-annotator table functions.
    population : int, optional
        Number of items that the labelled ones were drawn from; the variance is multiplied by 1 - n / population, n
        being the items with two labels or more. Left out: endless. Where all are labelled, nothing is left to chance,
        and the interval is the value itself.
    annotators : {"given", "drawn"}
        ``"given"``: the error is that over items, for these annotators. ``"drawn"``: it also counts that other
        annotators might have labelled, by leaving out each in turn (Gwet 2014, ch. 5); three or more are needed.
    single_labels : {"neutral", "gwet"}
        What an item with one label does to the error of observed agreement: nothing, or what Gwet's formula and R
        irrCAC do, which take it for an item that disagrees. Alpha leaves such items out anyway.
    """

    interval: Literal["wilson", "t", "normal"] = "wilson"
    ddof: int | None = None
    population: int | None = None
    annotators: Literal["given", "drawn"] = "given"
    single_labels: Literal["neutral", "gwet"] = "neutral"

    def __post_init__(self) -> None:
        if self.interval not in ("wilson", "t", "normal"):
            raise SmoError(f"interval must be 'wilson', 't' or 'normal'; {self.interval!r} arrived.")
        if self.ddof not in (None, 0, 1):
            raise SmoError(f"ddof must be 0 or 1; {self.ddof!r} arrived.")
        if self.population is not None and not _is_count(self.population):
            raise SmoError(f"population must be a whole number of 1 or more; {self.population!r} arrived.")
        if self.annotators not in ("given", "drawn"):
            raise SmoError(f"annotators must be 'given' or 'drawn'; {self.annotators!r} arrived.")
        if self.single_labels not in ("neutral", "gwet"):
            raise SmoError(f"single_labels must be 'neutral' or 'gwet'; {self.single_labels!r} arrived.")


DEFAULT = Inference()


def _is_count(number: object) -> bool:
    return isinstance(number, int | np.integer) and not isinstance(number, bool) and bool(number >= 1)


def check_confidence(confidence: float) -> None:
    """Refuse what is no share between 0 and 1."""
    if not isinstance(confidence, float | int | np.number) or not 0 < confidence < 1:
        raise SmoError(f"confidence must lie between 0 and 1, for example 0.95; {confidence} arrived.")


def check_inference(inference: object) -> None:
    """Refuse what is no `Inference`."""
    if not isinstance(inference, Inference):
        raise SmoError(f"inference must be an Inference, for example Inference(interval='t'); {inference!r} arrived.")
