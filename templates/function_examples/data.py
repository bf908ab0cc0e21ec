"""Which labels the example formulas read: 24 invented posts, four annotators; their scores, and sets of labels."""

from __future__ import annotations

from datetime import datetime, timedelta

Cell = str | float | datetime | None

ANNOTATORS = ("aoife", "arjun", "mei", "tomas")
POSTS: tuple[tuple[str | None, tuple[str | None, ...]], ...] = (
    ("none", ("none", "none", "none", "none")),
    (None, ("spam", "spam", "spam", "spam")),
    ("hate", ("hate", "hate", "harassment", "hate")),
    (None, ("none", "none", None, "none")),
    ("spam", ("spam", "spam", "spam", "none")),
    (None, ("harassment", "hate", "harassment", "harassment")),
    ("none", ("none", "none", "none", "none")),
    ("violence", ("violence", "violence", "violence", None)),
    (None, ("none", "none", "none", "spam")),
    ("harassment", ("harassment", "harassment", "hate", "none")),
    (None, ("spam", None, "spam", "spam")),
    ("none", ("none", "none", "none", "none")),
    (None, ("hate", "hate", "hate", "harassment")),
    ("spam", ("spam", "spam", "spam", "spam")),
    (None, ("none", "none", "none", "none")),
    ("harassment", ("harassment", "harassment", "harassment", "hate")),
    (None, (None, "none", "none", "none")),
    ("hate", ("hate", "hate", "hate", "hate")),
    (None, ("spam", "spam", "spam", "spam")),
    ("none", ("none", "none", "none", "harassment")),
    (None, ("violence", "violence", "none", "violence")),
    ("spam", ("spam", "none", "spam", "spam")),
    (None, ("harassment", "harassment", "harassment", None)),
    ("none", ("none", "none", "none", "none")),
)  # fmt: skip
# Severity from 1 to 5: a text a post, a digit an annotator.
SCORES = (
    "1112", "4544", "5545", "1211", "3343", "4454", "1111", "5555", "2132", "4334", "3233", "1121",
    "5544", "3323", "1111", "4445", "2211", "5455", "3333", "2122", "4344", "3232", "4555", "1112",
)  # fmt: skip
SETS: tuple[tuple[str | None, ...], ...] = (
    ("|", "|", "|", "|"),
    ("hate", "hate", "hate|harassment", "hate"),
    ("spam", "spam", "spam", "spam"),
    ("violence|hate", "violence|hate", "violence", "violence|hate"),
    ("|", "spam", "|", "|"),
    ("harassment", "harassment|hate", "harassment", None),
    ("spam|harassment", "spam", "spam|harassment", "spam|harassment"),
    ("|", "|", "|", "|"),
    ("hate|harassment", "hate|harassment", "hate", "harassment"),
    ("violence", "violence", "violence", "violence|harassment"),
)
LABEL_COLUMNS = (
    "unit", "annotator_id", "counted_label", "gold_label", "queue", "labelled_at_utc", "duration_seconds",
)  # fmt: skip
_QUEUES = ("comments", "images")
_START = datetime(2026, 3, 2, 9)
_POSTS_A_WEEK = 6
_SECONDS = (14, 9, 21, 12)


def label_rows() -> list[tuple[Cell, ...]]:
    """List the posts a label a row, in the order of `LABEL_COLUMNS`; a label that was not given is an empty cell."""
    return [
        (unit, who, label, gold, _QUEUES[post % 2], _labelled_at(post, place), float(_SECONDS[place] + post * 7 % 11))
        for post, (unit, gold, labels) in enumerate(_numbered())
        for place, (who, label) in enumerate(zip(ANNOTATORS, labels, strict=True))
    ]


def wide_rows() -> list[tuple[Cell, ...]]:
    """List the posts an item a row: its unit, then the annotators' labels."""
    return [(unit, *labels) for unit, _, labels in _numbered()]


def score_rows() -> list[tuple[Cell, ...]]:
    """List the posts an item a row: its unit, then how severe each annotator finds it."""
    return [(unit, *map(float, scores)) for (unit, _, _), scores in zip(_numbered(), SCORES, strict=True)]


def set_rows() -> list[tuple[Cell, ...]]:
    """List ten posts an item a row: its unit, then the set of labels that each annotator gave."""
    return [(unit, *sets) for (unit, _, _), sets in zip(_numbered(), SETS, strict=False)]


def _numbered() -> list[tuple[str, str | None, tuple[str | None, ...]]]:
    return [(f"post {number:02}", gold, labels) for number, (gold, labels) in enumerate(POSTS, start=1)]


def _labelled_at(post: int, annotator: int) -> datetime:
    week, day = divmod(post, _POSTS_A_WEEK)
    return _START + timedelta(weeks=week, days=day, minutes=20 * annotator)
