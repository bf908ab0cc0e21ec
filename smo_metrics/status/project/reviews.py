"""The four reviews behind a project's status: each where the tables allow it, else the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics.event_table import check_events
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.settings import Project
from smo_metrics.status.basis.kpi import Kpi
from smo_metrics.status.bottlenecks.bottleneck_review import BottleneckReview, bottleneck_review
from smo_metrics.status.delivery.attempts import Attempts
from smo_metrics.status.delivery.delivery_review import DeliveryReview, delivery_review
from smo_metrics.status.labelling.quality_review import QualityReview, quality_review
from smo_metrics.status.project.project_tables import ProjectTables
from smo_metrics.status.wellness.exposure import ExposureReview, exposure

if TYPE_CHECKING:
    import pandas as pd

_NO_LABELS = "no labels arrived; give a source of them"
_NO_EVENTS = "no events arrived; give a source of them"
_NO_DAYS = "neither events nor volumes arrived; give a source of one of them"


@dataclass(frozen=True, slots=True, eq=False)
class Reviews:
    """What the tables allow.

    Attributes
    ----------
    quality : QualityReview or None
    delivery : DeliveryReview or None
    bottlenecks : BottleneckReview or None
    exposure : ExposureReview or None
    missing : dict of str to str
        Name of a review that is None -> why.
    """

    quality: QualityReview | None
    delivery: DeliveryReview | None
    bottlenecks: BottleneckReview | None
    exposure: ExposureReview | None
    missing: dict[str, str]

    def named(self) -> Iterator[tuple[str, Any]]:
        """Give the reviews that are there, with their names."""
        for name in ("quality", "delivery", "bottlenecks", "exposure"):
            review = getattr(self, name)
            if review is not None:
                yield name, review

    @property
    def kpis(self) -> tuple[Kpi, ...]:
        """Give all their key figures."""
        return tuple(kpi for _, review in self.named() for kpi in review.kpis)


def make_reviews(
    tables: ProjectTables,
    project: Project,
    *,
    calendars: Calendars,
    as_of: datetime,
    rng: np.random.Generator,
    replications: int,
    progress: Callable[[str], None],
) -> Reviews:
    """Make the reviews, all of the same moment; one that the data or the settings forbid does not stop the others."""
    tries = Attempts()
    roster = tables.roster
    drawing, simulating = rng.spawn(2)
    quality = delivery = bottlenecks = exposed = None
    if tables.labels is None:
        tries.missing.update(quality=_NO_LABELS, exposure=_NO_LABELS)
    else:
        labels = tables.labels
        progress("reviewing the labels")
        quality = tries.part("quality", lambda: quality_review(labels, project, roster))
        progress("adding up exposure")
        exposed = tries.part(
            "exposure", lambda: exposure(labels, project, calendars=calendars, roster=roster, as_of=as_of)
        )
    events, log = _events_and_log(tables, as_of)
    if events is None and tables.volumes is None:
        tries.missing["delivery"] = _NO_DAYS
    else:
        delivery = tries.part(
            "delivery",
            lambda: delivery_review(
                events, project, volumes=tables.volumes, calendars=calendars, roster=roster, as_of=as_of,
                log=log, staffed=False, rng=drawing, progress=progress,
            ),
        )  # fmt: skip
    if events is None:
        tries.missing["bottlenecks"] = _NO_EVENTS
    else:
        bottlenecks = tries.part(
            "bottlenecks",
            lambda: bottleneck_review(
                events, project, calendars=calendars, roster=roster, as_of=as_of, log=log, rng=simulating,
                replications=replications, progress=progress,
            ),
        )  # fmt: skip
    return Reviews(quality, delivery, bottlenecks, exposed, tries.missing)


def _events_and_log(tables: ProjectTables, as_of: datetime) -> tuple[pd.DataFrame | None, EventLog | None]:
    """Give the events with their people's regions, and their log; None where a review has to say what is wrong."""
    given = tables.events
    if given is None:
        return None, None
    events = Attempts().part("events", lambda: check_events(given, roster=tables.roster))
    if events is None:
        return given, None
    return events, Attempts().part("log", lambda: event_log(events, as_of=as_of))
