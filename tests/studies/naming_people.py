"""How often does a review of a team of equals name somebody to talk to, and how often does it find a weak annotator?

Run: python -m tests.studies.naming_people

Five annotators who are right 9 times in 10, three of them on each item, gold on some items. `agreement` and `gold`
are the two rules in use, each on the gap between a person and the others; `gold below median` is a rule that was tried
first: the whole interval of a person's gold accuracy, widened likewise, lies below the median person's. `weak found`:
the same team with one person who is right 7 times in 10.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from smo_metrics.quality import gold_accuracy
from smo_metrics.settings import Project
from smo_metrics.status import quality_review
from smo_metrics.tables import check_labels

TEAM, REVIEWS = ("ana", "ben", "cho", "dee", "eli"), 300


def labels(items: int, gold_every: int, weak: float, seed: int) -> pd.DataFrame:
    """Make one team's labels; `weak` is ana's share of right answers."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(["none", "spam", "hate"], items, p=[0.6, 0.3, 0.1])
    rows = [
        (
            f"i{item}",
            person,
            truth[item]
            if rng.random() < (weak if person == "ana" else 0.9)
            else rng.choice(["none", "spam", "hate"]),
            truth[item] if item % gold_every == 0 else None,
        )
        for item in range(items)
        for person in rng.choice(TEAM, 3, replace=False)
    ]
    return check_labels(pd.DataFrame(rows, columns=["item_id", "annotator_id", "label", "gold_label"]))


def main() -> None:
    """Print the table."""
    print(f"{REVIEWS} reviews a row; shares of reviews in per cent")
    print("items  gold labels each   equals named: agreement  gold   gold below median     weak found")
    for items, gold_every in ((90, 3), (240, 3), (240, 1)):
        named = {"agreement": 0, "gold": 0, "median": 0, "found": 0}
        for seed in range(REVIEWS):
            equals = labels(items, gold_every, 0.9, seed)
            why = quality_review(equals, Project()).annotators["why"]
            named["agreement"] += why.str.contains("agrees with the others").any()
            named["gold"] += why.str.contains("right on gold").any()
            people = gold_accuracy(equals, confidence=1 - 0.05 / len(TEAM)).per_annotator
            named["median"] += (people["high"] < people["accuracy"].median()).any()
            team = labels(items, gold_every, 0.7, 10_000 + seed)
            named["found"] += quality_review(team, Project()).to_talk_to == ["ana"]
        share = {rule: 100 * n / REVIEWS for rule, n in named.items()}
        each = items * 3 // len(TEAM) // gold_every
        print(
            f"{items:5d}  {each:16d}   {share['agreement']:23.1f} {share['gold']:5.1f}   {share['median']:17.1f}   "
            f"{share['found']:12.1f}"
        )


if __name__ == "__main__":
    main()
