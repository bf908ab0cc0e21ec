"""The work list: items in dispute, most divided first, without those that are settled."""

from __future__ import annotations

import pandas as pd

from smo_metrics.settings import Project
from smo_metrics.status import quality_review
from smo_metrics.status.labelling import work_list
from smo_metrics.tables import check_labels

VOTES = {"agreed": "aaaa", "split": "aabb", "thin": "ab", "led": "aabc", "most": "aaab", "alone": "b"}


def voted(votes: dict[str, str] = VOTES, **columns: object) -> pd.DataFrame:
    rows = [(item, f"p{place}", label) for item, labels in votes.items() for place, label in enumerate(labels)]
    return pd.DataFrame(rows, columns=["item_id", "annotator_id", "label"]).assign(**columns)


def listed(table: pd.DataFrame) -> pd.DataFrame:
    return quality_review(check_labels(table), Project()).adjudicate


def test_the_most_divided_items_come_first_with_their_votes_and_why() -> None:
    table = listed(voted(queue="video", exposure="graphic", policy_version="v1"))
    assert table["item_id"].tolist() == ["led", "thin", "split", "most"]
    assert table["votes"].tolist() == ["a 2, b 1, c 1", "a 1, b 1", "a 2, b 2", "a 3, b 1"]
    why = ["no majority: a leads with 2 of 4", "tied: a, b", "tied: a, b", "only 3 of 4 chose a"]
    assert table["why"].tolist() == why
    assert table["share"].tolist() == [0.5, 0.5, 0.5, 0.75]
    assert table["leading"].isna().tolist() == [False, True, True, False]
    assert (table[["queue", "exposure", "policy_version"]] == ["video", "graphic", "v1"]).all(axis=None)
    assert table["language"].isna().all()


def test_an_item_with_a_gold_label_is_settled() -> None:
    table = voted()
    table["gold_label"] = None
    table.loc[table["item_id"].eq("split").idxmax(), "gold_label"] = "a"
    assert "split" not in listed(table)["item_id"].tolist()


def test_an_item_that_somebody_else_labelled_in_a_later_round_is_settled_but_not_by_an_own_second_thought() -> None:
    later = pd.DataFrame(
        {"item_id": ["split", "thin", "led"], "annotator_id": ["expert", "p0", "expert"], "label": ["a", "b", None],
         "round": [2, 2, 2], "status": ["submitted", "submitted", "cancelled"]}
    )  # fmt: skip
    table = pd.concat([voted(round=1, status="submitted"), later], ignore_index=True)
    assert listed(table)["item_id"].tolist() == ["led", "thin", "most"]


def test_an_item_is_in_dispute_under_each_policy_version_on_its_own() -> None:
    table = pd.concat([voted(policy_version="v1"), voted({"split": "aaab", "thin": "aa"}, policy_version="v2")])
    found = listed(table)
    split = found[found["item_id"] == "split"]
    assert split[["policy_version", "votes"]].to_numpy().tolist() == [["v1", "a 2, b 2"], ["v2", "a 3, b 1"]]
    assert found.loc[found["item_id"] == "thin", "policy_version"].tolist() == ["v1"]


def test_numbers_read_as_they_were_written() -> None:
    found = listed(voted({"x": "112", "y": "11"}).astype({"label": float}))
    assert found["votes"].tolist() == ["1 2, 2 1"]
    assert found["why"].tolist() == ["only 2 of 3 chose 1"]


def test_a_long_list_is_cut_and_the_review_says_how_much_is_left(monkeypatch) -> None:
    monkeypatch.setattr(work_list, "MOST_ITEMS", 2)
    review = quality_review(check_labels(voted()), Project())
    assert review.adjudicate["item_id"].tolist() == ["led", "thin"]
    assert "Adjudicate lists the first 2 of 4 items in dispute." in review.notes
    assert "4 items in dispute" in review.headlines[2]


def test_where_all_agree_nothing_is_to_be_settled() -> None:
    review = quality_review(check_labels(voted({"x": "aa", "y": "bb"})), Project())
    assert len(review.adjudicate) == 0
    assert list(review.adjudicate.columns) == list(work_list.COLUMNS)
    assert "dispute" not in review.headlines[2]
