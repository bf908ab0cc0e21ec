"""Annotator quality: every column against a literal loop, coverage of intervals, and thin or hostile input."""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import median

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from smo_metrics.quality._choice_bias import choice_bias
from smo_metrics.quality._pace import medians, ratio_to_others
from smo_metrics.quality._reference import Choices
from smo_metrics.quality.annotator_quality import annotator_quality


def team(
    seed: int, items: int = 60, annotators: int = 5, each: int = 3, shares: tuple[float, ...] = (0.5, 0.3, 0.2),
    accuracy: float = 0.8, gold_every: int = 1,
) -> pd.DataFrame:  # fmt: skip
    """Give a random `each` of the team's labels on every item; errors fall on any other category alike."""
    rng, q = np.random.default_rng(seed), len(shares)
    true = rng.choice(q, items, p=shares)
    who = np.argsort(rng.random((items, annotators)), axis=1)[:, :each]
    wrong = (true[:, None] + rng.integers(1, q, who.shape)) % q
    label = np.where(rng.random(who.shape) < accuracy, true[:, None], wrong)
    gold = np.where(np.arange(items) % gold_every == 0, true, -1)
    names = np.array([*"uvwxyz"[:q], None], dtype=object)
    return pd.DataFrame(
        {
            "item_id": np.repeat(np.arange(items), each),
            "annotator_id": np.array(list("abcdefgh"))[who.ravel()],
            "label": names[label.ravel()],
            "gold_label": np.repeat(names[gold], each),
            "duration_seconds": rng.lognormal(3, 0.8, who.size),
        }
    )


def reference_literally(table: pd.DataFrame, gold: bool) -> dict[tuple[object, object], object]:
    found: dict[tuple[object, object], object] = {}
    for row in table.itertuples():
        if gold:
            if isinstance(row.gold_label, str):
                found[row.item_id, row.annotator_id] = row.gold_label
            continue
        others = table[(table["item_id"] == row.item_id) & (table["annotator_id"] != row.annotator_id)]["label"]
        counts = others.value_counts()
        if len(counts) and (counts == counts.max()).sum() == 1:
            found[row.item_id, row.annotator_id] = counts.idxmax()
    return found


@given(st.integers(0, 10_000), st.booleans(), st.integers(1, 5))
@settings(max_examples=12, deadline=None)
def test_accuracy_and_shares_equal_a_literal_loop(seed, with_gold, each) -> None:
    table = team(seed, items=25, each=each, gold_every=2)
    frame = annotator_quality(table, gold="gold_label" if with_gold else None).to_frame().set_index("annotator")
    reference = reference_literally(table, with_gold)
    for name, part in table.groupby("annotator_id"):
        judged = [(row, reference.get((row.item_id, name))) for row in part.itertuples()]
        if with_gold and not part["gold_label"].notna().any():
            continue
        held = [(row.label, right) for row, right in judged if right is not None]
        row = frame.loc[name]
        assert row["items"] == len(held)
        assert row["labels"] == len(part)
        if not held:
            assert math.isnan(row["accuracy"])
            continue
        right = sum(label == wanted for label, wanted in held)
        assert row["accuracy"] == pytest.approx(right / len(held))
        if len(held) >= 2:
            wilson = stats.binomtest(right, len(held)).proportion_ci(method="wilson")
            assert (row["low"], row["high"]) == pytest.approx((wilson.low, wilson.high))


@given(st.integers(0, 10_000), st.booleans())
@settings(max_examples=6, deadline=None)
def test_bias_is_the_largest_difference_of_shares_over_the_same_items(seed, with_gold) -> None:
    table = team(seed, items=25)
    frame = annotator_quality(table, gold="gold_label" if with_gold else None).to_frame().set_index("annotator")
    for name, part in table.groupby("annotator_id"):
        differences = {}
        for category in "uvw":
            values = []
            for row in part.itertuples():
                others = table[(table["item_id"] == row.item_id) & (table["annotator_id"] != name)]["label"]
                share = float(row.gold_label == category) if with_gold else (others == category).mean()
                values.append(float(row.label == category) - share)
            differences[category] = float(np.mean(values))
        if max(differences.values()) < 1e-9:
            assert frame.loc[name, "too_often"] is None
            continue
        assert frame.loc[name, "too_often_by"] == pytest.approx(max(differences.values()))
        assert frame.loc[name, "too_seldom_by"] == pytest.approx(min(differences.values()))
        assert differences[frame.loc[name, "too_often"]] == pytest.approx(max(differences.values()))


def one(chosen: float, contested: float, expected: float, items: float = 100) -> Choices:
    """One annotator, one category, with a reference that is a single label."""
    net = 2 * chosen - contested
    parts = (np.array([items]), *(np.array([[x]]) for x in (net, contested, contested, chosen, expected)))
    return Choices(*parts)


def test_the_p_value_of_one_category_is_mcnemars_exact_one() -> None:
    """Agresti (2013), Categorical Data Analysis, 3rd ed., table 11.1 has 150 and 86 discordant pairs."""
    columns = choice_bias(one(150, 236, 118, 1600), ["approve"], 0.95)
    assert columns["too_often_p"][0] == pytest.approx(stats.binomtest(150, 236, 0.5).pvalue)
    assert bool(columns["biased"][0])


def test_the_interval_is_bonett_and_prices() -> None:
    """Bonett & Price (2012), eq. 5, written out; Agresti (2013), table 11.1: 1,600 people, 150 and 86 discordant."""
    columns = choice_bias(one(150, 236, 118, 1600), ["approve"], 0.95)
    p12, p21 = 151 / 1602, 87 / 1602
    half = stats.norm.ppf(0.975) * math.sqrt((p12 + p21 - (p12 - p21) ** 2) / 1602)
    limits = columns["too_often_low"][0], columns["too_often_high"][0]
    assert limits == pytest.approx((p12 - p21 - half, p12 - p21 + half))


def test_a_habit_is_found_and_named() -> None:
    table = team(3, items=400)
    lazy = (table["annotator_id"] == "a") & (np.random.default_rng(1).random(len(table)) < 0.35)
    table.loc[lazy, "label"] = "w"
    for gold in ("gold_label", None):
        row = annotator_quality(table, gold=gold).to_frame().set_index("annotator").loc["a"]
        assert row["too_often"] == "w"
        assert row["biased"]
        assert row["too_often_low"] > 0.1


@pytest.mark.parametrize("gold", ["gold_label", None])
def test_equals_are_seldom_called_biased(gold) -> None:
    """200 seeded teams of five equals whose errors leave the shares as they are; at most .05 a team, by Holm."""
    called = sum(
        annotator_quality(team(seed, 90, shares=(0.5, 0.5), accuracy=0.85), gold=gold).frame["biased"].any()
        for seed in range(200)
    )
    assert called <= 17


def test_a_majority_that_smooths_rare_labels_makes_nobody_biased() -> None:
    """Held against the majority of four, everybody would choose the rare category too often."""
    called = sum(
        annotator_quality(team(seed, 120, each=5, shares=(0.9, 0.1)), gold=None).frame["biased"].any()
        for seed in range(60)
    )
    assert called <= 8


def test_informedness_is_youdens_index_for_two_categories() -> None:
    """Youden (1950), Cancer 3: sensitivity + specificity - 1; 30 of 40 and 45 of 60 right give .5."""
    table = pd.DataFrame({"item_id": range(100), "annotator_id": "a", "gold_label": ["x"] * 40 + ["y"] * 60})
    table["label"] = ["x"] * 30 + ["y"] * 10 + ["y"] * 45 + ["x"] * 15
    row = annotator_quality(table, duration=None).to_frame().iloc[0]
    assert row["informedness"] == pytest.approx(0.5)
    assert row["accuracy"] == 0.75
    assert row["informedness_low"] < 0.5 < row["informedness_high"]


def test_choosing_the_commonest_category_always_is_accurate_and_uninformed() -> None:
    table = pd.DataFrame({"item_id": range(100), "annotator_id": "a", "gold_label": ["x"] * 90 + ["y"] * 10})
    row = annotator_quality(table.assign(label="x"), duration=None).to_frame().iloc[0]
    assert (row["accuracy"], row["informedness"], row["too_often"], row["too_seldom"]) == (0.9, 0, "x", "y")


def test_informedness_needs_gold_and_five_items_of_each_category_for_an_interval() -> None:
    table = pd.DataFrame({"item_id": range(44), "annotator_id": "a", "gold_label": ["x"] * 40 + ["y"] * 4})
    row = annotator_quality(table.assign(label=table["gold_label"]), duration=None).to_frame().iloc[0]
    assert row["informedness"] == 1
    assert math.isnan(row["informedness_low"])
    assert annotator_quality(team(1), gold=None).frame["informedness"].isna().all()


@pytest.mark.parametrize(("shares", "accuracy"), [((0.5, 0.5), 0.9), ((0.85, 0.15), 0.8), ((0.6, 0.2, 0.2), 0.85)])
def test_the_interval_of_informedness_covers_about_as_often_as_it_says(shares, accuracy) -> None:
    """Some 400 annotators with 60 to 80 gold items; a 95 % interval misses 8 to 33 of 400."""
    true = accuracy - (1 - accuracy) / (len(shares) - 1)
    rows = pd.concat(
        annotator_quality(team(seed, 120, shares=shares, accuracy=accuracy), duration=None).frame for seed in range(80)
    ).dropna(subset="informedness_low")
    assert len(rows) > 350
    covered = (rows["informedness_low"] <= true) & (rows["informedness_high"] >= true)
    assert covered.mean() == pytest.approx(0.955, abs=0.03)


@given(st.integers(0, 10_000), st.integers(1, 6))
@settings(max_examples=30, deadline=None)
def test_pace_is_held_against_the_median_of_the_others_on_the_item(seed, most) -> None:
    rng = np.random.default_rng(seed)
    item = rng.permutation(np.repeat(np.arange(8), rng.integers(1, most + 1, 8)))
    seconds = rng.choice([1.0, 2.0, 5.0, 7.5, 30.0], len(item))
    found = ratio_to_others(item, seconds)
    for row in range(len(item)):
        others = [math.log(seconds[k]) for k in range(len(item)) if item[k] == item[row] and k != row]
        expected = math.log(seconds[row]) - median(others) if others else math.nan
        assert found[row] == pytest.approx(expected, nan_ok=True)


def test_the_interval_of_a_median_lies_between_published_order_statistics() -> None:
    """Conover (1999), Practical Nonparametric Statistics, sec. 3.2: ranks 1 and 6, 2 and 9 of 10, 6 and 15 of 20."""
    for size, low, high in ((6, 1, 6), (10, 2, 9), (20, 6, 15)):
        values = np.arange(1.0, size + 1)
        assert medians(np.zeros(size, dtype=int), values, 1, 0.95)[:, 0].tolist() == [(size + 1) / 2, low, high]
    assert np.isnan(medians(np.zeros(5, dtype=int), np.arange(5.0), 1, 0.95)[1:]).all()


@given(st.integers(1, 300), st.sampled_from([0.8, 0.95, 0.999]))
@settings(max_examples=60, deadline=None)
def test_the_interval_of_a_median_is_the_narrowest_that_holds(size, confidence) -> None:
    _, low, high = medians(np.zeros(size, dtype=int), np.arange(float(size)), 1, confidence)[:, 0]
    tail = (1 - confidence) / 2
    if math.isnan(low):
        assert 0.5**size > tail
        return
    assert low + high == size - 1
    assert stats.binom.cdf(low, size, 0.5) <= tail * (1 + 1e-9) < stats.binom.cdf(low + 1, size, 0.5) * (1 + 2e-9)


def test_somebody_twice_as_fast_has_half_the_ratio_and_the_interval_covers() -> None:
    covered, ratios = 0, []
    for seed in range(100):
        table = team(seed, 100)
        table["duration_seconds"] *= np.where(table["annotator_id"] == "a", 0.5, 1.0)
        pair = table[table["annotator_id"].isin(["a", "b"])]
        row = annotator_quality(pair).to_frame().set_index("annotator").loc["a"]
        covered += row["speed_low"] <= 0.5 <= row["speed_high"]
        ratios.append(row["speed_ratio"])
    assert covered >= 89
    assert np.median(ratios) == pytest.approx(0.5, abs=0.05)


def test_fast_and_wrong_and_slow_and_right_are_shares_of_the_labels_with_both() -> None:
    table = pd.DataFrame({"item_id": [1, 2, 3, 4] * 2, "annotator_id": list("aaaabbbb"), "gold_label": "x"})
    table["label"] = list("yyxx") + ["x"] * 4
    table["duration_seconds"] = [1, 1, 9, 1, 5, 5, 5, 5]
    row = annotator_quality(table).to_frame().set_index("annotator").loc["a"]
    assert (row["fast_and_wrong"], row["slow_and_right"]) == (0.5, 0.25)
    assert row["median_seconds"] == 1


def test_gold_and_others_are_never_mixed() -> None:
    table = team(5, items=80)
    table["gold_label"] = table["gold_label"].where(table["item_id"] < 60)
    frame = annotator_quality(table[(table["item_id"] >= 60) | (table["annotator_id"] != "a")]).to_frame()
    assert frame["basis"].tolist() == ["gold"] * 4 + ["others"]
    assert frame["annotator"].iloc[-1] == "a"


def test_whoever_has_gold_stands_first_even_with_too_few_items() -> None:
    table = team(5, items=150)
    table["gold_label"] = table["gold_label"].where(table["item_id"] < 30)
    frame = annotator_quality(table[(table["item_id"] >= 30) | (table["annotator_id"] == "b")]).to_frame()
    assert (frame["annotator"][0], frame["basis"][0], frame["status"][0]) == ("b", "gold", "too_few_items")
    assert (frame["status"][1:] == "ok").all()


def test_the_worst_come_first_and_the_thin_last_with_what_they_need() -> None:
    table = team(6, items=200)
    thin = table[(table["annotator_id"] != "e") | (table["item_id"] < 12)]
    result = annotator_quality(thin)
    frame = result.to_frame()
    assert frame["annotator"].iloc[-1] == "e"
    assert frame["status"].tolist() == ["ok"] * 4 + ["too_few_items"]
    assert frame["items_needed"].iloc[-1] == 30 - frame["items"].iloc[-1]
    assert all(a <= b for a, b in pairwise(frame["accuracy"].iloc[:-1]))


def test_the_order_of_rows_does_not_matter() -> None:
    table = team(7)
    for gold in ("gold_label", None):
        first, second = (
            annotator_quality(t, gold=gold).to_frame().sort_values("annotator").reset_index(drop=True)
            for t in (table, table.sample(frac=1, random_state=2))
        )
        pd.testing.assert_frame_equal(first, second, rtol=1e-12, check_exact=False)
