"""The cells that the formulas read."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.excel_addin.flow_in_python import sample


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that computes something itself."""

    text: str


Row = tuple[Any, ...]


def labelled_rows() -> list[Row]:
    """12 posts, three annotators, gold on every second post, one label missing; two queues, two weeks, scores, sets."""
    draw = random.Random(3)
    rows = []
    for i in range(12):
        true = draw.choice(["graphic", "hate", "none", "spam"])
        rows += [
            (f"post {i}", who, true if draw.random() < 0.7 else draw.choice(["hate", "spam"]), true if i % 2 else None)
            for who in ("ana", "ben", "cem")
        ]
    rows[4] = (*rows[4][:2], None, rows[4][3])
    return [(*row, *_more(number)) for number, row in enumerate(rows)]


def _more(number: int) -> Row:
    post, annotator = divmod(number, 3)
    time = datetime(2026, 3, 2, 9) + timedelta(days=post, minutes=30 * annotator)
    score = float(1 + (post * 7 + (annotator == 1) * (post % 2)) % 5)
    sets = ("|", "hate", "hate|spam", "spam")[(post + (annotator == 2) * (post % 3 == 0)) % 4]
    return ("comments", "images")[post % 2], time, float(8 + number * 5 % 17), score, sets


HEADER = [
    "item_id", "annotator_id", "label", "gold_label", "queue", "labelled_at_utc", "duration_seconds", "score", "sets",
]  # fmt: skip
ROWS = labelled_rows()
ORDER = ["spam", "none", "hate", "graphic", "unused"]
PAIR = [row for row in ROWS if row[1] != "cem"]
SCALE: list[list[float | None]] = [
    [1.0, 1.0, 2.0], [2.0, 2.0, 2.0], [3.0, 4.0, 3.0], [4.0, 4.0, None], [5.0, 5.0, 4.0],
    [1.0, 2.0, 1.0], [2.0, 2.0, 3.0], [3.0, None, 3.0], [4.0, 3.0, 4.0], [2.0, 1.0, 2.0],
]  # fmt: skip
FIRST, SECOND = datetime(2026, 1, 5, 9), datetime(2026, 3, 31, 14, 5)
DATES = [[FIRST, FIRST], [SECOND, FIRST], [SECOND, SECOND], [FIRST, SECOND]]
ANSWERS = [[True, False], [True, True], [False, False], [True, True]]
TEXTS = [["=1+1", "=1+1"], ["hôte 中文 😀", "=1+1"], ["007", " 007 "], ["#N/A?", None], ["007", "hôte 中文 😀"]]
SETS = [["hate|spam", "spam|hate"], ["|", "|"], ["spam", "spam|hate"], ["hate", None], ["|", "spam"]]
ACROSS = [["a", "b", "a", "b", "b", "b"], ["1", "1", "2", "2", "3", "3"], ["x", "y", "x", "y", "x", "y"]]

EVENTS = sample()
TEAMS = [
    ("Singapore", "Asia/Singapore", "mon-fri 09:00-18:00"), ("Dublin", "Europe/Dublin", "mon-fri 08:30-17:00"),
    ("Austin", "America/Chicago", "mon-thu 07:00-16:00; holidays 2026-03-03"),
]  # fmt: skip
CHECKED = [(4.0, 90.0), (6.0, 97.0), (None, 104.0), (5.0, 111.0), (17.0, 93.0), (3.0, 100.0), (4.0, 95.0)]
WEEKS = [
    (datetime(2026, 2, 2) + timedelta(days=day), float(9 + day * 5 % 7), float(8 + day * 4 % 11)) for day in range(28)
]
WEEK = [[0.0] * 7] * 9 + [[3.0 + hour % 3] * 5 + [0.0] * 2 for hour in range(9)] + [[0.0] * 7] * 6

SHEETS: dict[str, list[list[Any]]] = {
    "Data": [HEADER, *map(list, ROWS)],
    "Pair": [HEADER, *map(list, PAIR)],
    "Scale": [*SCALE],
    "Dates": DATES,
    "Answers": ANSWERS,
    "Texts": TEXTS,
    "Across": ACROSS,
    "Errors": [["a", "a"], ["b", Formula("=NA()")], [Formula("=1/0"), "a"], ["a", "b"], [Formula("=NA()"), "b"]],
    # The gold labels of Data, above and beside cells that make this sheet's used part longer and wider.
    "Far": [["gold_label"], *[[row[3]] for row in ROWS], *[[None]] * 20, [None] * 8 + ["note"]],
    # A title in C4 and the table of Data below it: nothing stands at the top or the left of the sheet.
    "Low": [
        [],
        [],
        [],
        [None, None, "Labels of May"],
        [],
        *[[None, None, *row[:4]] for row in ([*HEADER[:2], "Verdict", "gold"], *ROWS)],
    ],
    "Sets": SETS,
    "Order": [["category"], *[[category] for category in ORDER]],
    "Same": [["a", "a"], ["a", "a"]],
    "Chosen": [["items"], [5.0], [4.0], [3.0], [2.0], [1.0]],
    "Empty": [],
    "Events": [
        ["Task", "Stage", "Started", "Ended", "Actor", "Enabled", "Region"],
        *map(list, zip(*EVENTS.values(), strict=True)),
    ],
    "Teams": [["region", "timezone", "hours"], *map(list, TEAMS)],
    "Days": [["errors", "checked"], *map(list, CHECKED)],
    "Volumes": [["day", "arrived", "completed"], *map(list, WEEKS)],
    "Arrivals": [["mon", "tue", "wed", "thu", "fri", "sat", "sun"], *WEEK],
}
