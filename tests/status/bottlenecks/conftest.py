"""One review of the demo's events, computed once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smo_metrics.demo import EVENTS
from smo_metrics.settings import Project, load_project
from smo_metrics.status.bottlenecks.bottleneck_review import BottleneckReview, bottleneck_review

SEED, REPLICATIONS = 4, 5


@pytest.fixture(scope="package")
def events() -> pd.DataFrame:
    return pd.read_csv(EVENTS)


@pytest.fixture(scope="package")
def project() -> Project:
    return load_project({"project": "Demo", "timezone": "Asia/Singapore"})[0]


@pytest.fixture(scope="package")
def review(events: pd.DataFrame, project: Project) -> BottleneckReview:
    return bottleneck_review(events, project, rng=np.random.default_rng(SEED), replications=REPLICATIONS)
