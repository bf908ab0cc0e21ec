"""What alpha cannot measure, and the sentence that says what to do."""

from __future__ import annotations

import math

import numpy as np
import pytest

from smo_metrics.agreement import Ratings, krippendorff_alpha
from smo_metrics.errors import SmoError

WORDS = Ratings.from_wide([["x", "y"], ["y", "y"], ["x", "x"]])
NUMBERS = Ratings.from_wide([[1, 2], [-3, 2], [1, 1]])


@pytest.mark.parametrize(
    ("ratings", "options", "message"),
    [
        (WORDS, {"level": "cyclic"}, "level must be one of nominal, ordinal, interval, ratio, circular; 'cyclic'"),
        (WORDS, {"level": "ratio"}, "level 'ratio' needs numbers as labels"),
        (WORDS, {"level": "circular"}, "level 'circular' needs numbers as labels"),
        (WORDS, {"level": "ordinal"}, "needs the order of the categories"),
        (WORDS, {"weights": "linear"}, "needs? the order of the categories"),
        (WORDS, {"weights": "cubic"}, "'cubic' arrived"),
        (NUMBERS, {"level": "ratio"}, "0 or more; the smallest is -3"),
        (NUMBERS, {"level": "circular"}, "give period"),
        (Ratings.from_wide([[1, 2], [3, 2]]), {"level": "circular"}, "declare all categories"),
        (NUMBERS, {"level": "circular", "period": 0}, "period must be a number above 0"),
        (NUMBERS, {"level": "circular", "period": "week"}, "period must be a number above 0"),
        (NUMBERS, {"period": 7}, "period belongs to level 'circular'"),
        (NUMBERS, {"level": "interval", "weights": "linear"}, "give one of level, weights and distance"),
        (NUMBERS, {"weights": "linear", "distance": np.zeros((3, 3))}, "give one of level, weights and distance"),
        (WORDS, {"distance": [[0, 1, 2]]}, "1 x 3 arrived for 2 categories"),
        (WORDS, {"distance": 3}, "a single value arrived for 2 categories"),
        (WORDS, {"distance": [[0, "far"], ["far", 0]]}, "must be a number of 0 or more"),
        (WORDS, {"distance": [[0, -1], [-1, 0]]}, "must be a number of 0 or more"),
        (WORDS, {"distance": [[0, math.nan], [math.nan, 0]]}, "must be a number of 0 or more"),
        (WORDS, {"distance": [[0, 1], [2, 0]]}, "symmetric with 0 on the diagonal"),
        (WORDS, {"distance": [[1, 1], [1, 1]]}, "symmetric with 0 on the diagonal"),
        (Ratings.from_codes([0, 0], [0, 1], [0, 5000]), {"weights": "linear"}, "5,001 categories; 4,096 are the most"),
    ],
)  # fmt: skip
def test_what_cannot_be_measured_is_refused_with_what_to_do(ratings, options, message) -> None:
    with pytest.raises(SmoError, match=message):
        krippendorff_alpha(ratings, **options)


def test_a_matrix_of_zeros_finds_no_disagreement_to_expect() -> None:
    result = krippendorff_alpha(WORDS, distance=np.zeros((2, 2)))
    assert math.isnan(result.value)
    assert result.status == "one_category"
