"""Who is asked to take over sensitive content: only who has room, knows it, and is near."""

import numpy as np
import pytest

DAY = "2026-03-02"
OVER = [("ann", f"{DAY} {hour}:00", 60, "severe") for hour in (10, 11, 12)]
CAP = 3.5
SETTINGS = {"exposure_cap_hours": 2, "exposure_cutoff": "none", "break_after_hours": 24}


def suggested(found):
    rows = found.rotation[["from_person", "to_person", "hours_per_day"]].itertuples(index=False, name=None)
    return [(giver, taker if taker == taker else None, round(hours, 6)) for giver, taker, hours in rows]


def test_who_is_over_hands_what_is_above_nine_tenths_of_the_cap_to_who_has_room(labels, review):
    found = review(labels(*OVER, ("bob", f"{DAY} 10:30", 30, "severe")), **SETTINGS)
    assert suggested(found) == [("ann", "bob", 1.2)]
    move = found.rotation.iloc[0]
    assert move[["from_before_hours", "from_after_hours", "to_before_hours", "to_after_hours"]].tolist() == [
        3.0, pytest.approx(1.8), 0.5, pytest.approx(1.7),
    ]  # fmt: skip
    assert found.headlines[2] == "To even it out: ann hands 1.2 h a day to bob."


def test_nobody_is_pushed_beyond_their_room_and_the_rest_is_told(labels, review):
    found = review(labels(*OVER, ("bob", f"{DAY} 10:30", 78, "severe")), **SETTINGS)
    assert [(giver, taker) for giver, taker, _ in suggested(found)] == [("ann", "bob"), ("ann", None)]
    assert found.rotation["hours_per_day"].tolist() == [pytest.approx(0.5), pytest.approx(0.7)]
    assert found.rotation["to_after_hours"].iloc[0] == pytest.approx(1.8)


@pytest.mark.parametrize(
    ("column", "values"),
    [("region", ["A", "A", "A", "B"]), ("queue", ["q", "q", "q", "r"]), ("language", ["de", "de", "de", "zh"])],
)
def test_another_region_queue_or_language_takes_nothing(labels, review, column, values):
    found = review(labels(*OVER, ("bob", f"{DAY} 10:30", 30, "severe"), **{column: values}), **SETTINGS)
    assert suggested(found) == [("ann", None, 1.2)]
    assert found.headlines[2].startswith("Nobody with room has labelled such content")


def test_who_has_never_labelled_sensitive_content_is_not_asked_to_begin(labels, review):
    found = review(labels(*OVER, ("bob", f"{DAY} 10:30", 30, "none")), **SETTINGS)
    assert suggested(found) == [("ann", None, 1.2)]


def test_who_missed_a_break_takes_nothing(labels, review):
    rows = [*OVER, ("bob", f"{DAY} 10:30", 30, "severe")]
    found = review(labels(*rows), exposure_cap_hours=2, exposure_cutoff="10:00", break_after_hours=24)
    assert found.people.set_index("person").loc["bob", "status"] == "▲ break or cut-off missed"
    assert suggested(found) == [("ann", None, 1.2)]


def test_no_suggestion_lets_anybody_reach_the_cap_and_none_moves_more_than_the_giver_has(labels, review):
    rng = np.random.default_rng(3)
    rows = [
        (f"p{rng.integers(12)}", f"2026-03-{rng.integers(2, 7):02d} {rng.integers(8, 20):02d}:{rng.integers(60):02d}",
         int(rng.integers(10, 60)), str(rng.choice(["none", "severe"])))
        for _ in range(400)
    ]  # fmt: skip
    table = labels(*rows, queue=[f"q{n}" for n in rng.integers(3, size=400)])
    found = review(table, exposure_cap_hours=CAP, exposure_cutoff="none", break_after_hours=24)
    moves = found.rotation.dropna(subset="to_person")
    assert len(moves) > 2
    assert (moves["to_after_hours"] <= 0.9 * CAP + 1e-9).all()
    highest = found.people.set_index("person")["highest_hours"]
    for taker, after in moves.groupby("to_person")["to_after_hours"].last().items():
        assert after == pytest.approx(highest[taker] + moves.loc[moves["to_person"] == taker, "hours_per_day"].sum())
    handed = found.rotation.groupby("from_person")["hours_per_day"].sum()
    assert (handed <= highest[handed.index] - 0.9 * CAP + 1e-9).all()
