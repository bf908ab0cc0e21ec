"""A region called `all` would be taken for the whole project: every review refuses it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smo_metrics.errors import TableError
from smo_metrics.event_table import check_events
from smo_metrics.settings import Project
from smo_metrics.status import bottleneck_review, delivery_review, exposure, quality_review
from smo_metrics.tables import check_labels

LABELS = check_labels(
    pd.DataFrame({"item_id": list("aabb"), "annotator_id": [1, 2] * 2, "label": list("xxxy"), "region": ["All"] * 4})
)
EVENTS = check_events(
    pd.DataFrame(
        {"task_id": ["a"], "stage": ["label"], "started_at": ["2026-03-02T09:00Z"], "ended_at": ["2026-03-02T10:00Z"],
         "region": ["ALL"]}
    )
)  # fmt: skip


@pytest.mark.parametrize(
    "review",
    [
        lambda rng: quality_review(LABELS, Project()),
        lambda rng: exposure(LABELS, Project()),
        lambda rng: delivery_review(EVENTS, Project(), rng=rng),
        lambda rng: bottleneck_review(EVENTS, Project(), rng=rng, replications=0),
    ],
    ids=["quality", "exposure", "delivery", "bottlenecks"],
)
def test_a_region_called_all_is_refused(review) -> None:
    with pytest.raises(TableError, match="which means the whole project here"):
        review(np.random.default_rng(0))
