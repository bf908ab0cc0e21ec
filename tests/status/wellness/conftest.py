"""Labels written by hand: who finished what when, after how many minutes, of which tier."""

import pandas as pd
import pytest

from smo_metrics.settings import load_project
from smo_metrics.status.wellness.exposure import exposure
from smo_metrics.tables import check_labels


@pytest.fixture
def labels():
    """Give checked labels of (person, end, minutes, tier) rows; other columns by name, one value or one a row."""

    def build(*rows, **columns):
        frame = pd.DataFrame(rows, columns=["annotator_id", "labelled_at", "minutes", "exposure"])
        frame = frame.assign(item_id=[f"i{n}" for n in range(len(rows))], label="x", **columns)
        frame["duration_seconds"] = 60 * frame.pop("minutes").astype(float)
        return check_labels(frame, timezone="UTC")

    return build


@pytest.fixture
def review():
    """Review labels under settings given by name."""

    def run(labels, *, calendars=None, roster=None, as_of=None, **settings):
        return exposure(labels, load_project(settings)[0], calendars=calendars, roster=roster, as_of=as_of)

    return run
