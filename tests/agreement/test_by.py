"""Agreement by a column: each group against a coefficient of its own rows, gaps, Holm's p, and split items."""

from __future__ import annotations

import math
import time

import numpy as np
import pandas as pd
import pytest

from smo_metrics.agreement import AgreementResult, Ratings, krippendorff_alpha, percent_agreement
from smo_metrics.agreement._difference import difference
from smo_metrics.agreement.by import _holm, agreement_by
from smo_metrics.agreement.compare import compare_agreement
from smo_metrics.errors import TableError


def rows(seed: int, *, items: int = 120, annotators: int = 4, noise: float = 0.3, first: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    truth = np.repeat(rng.choice(3, items), annotators)
    label = np.where(rng.random(len(truth)) < noise, rng.choice(3, len(truth)), truth)
    item = np.repeat(np.arange(first, first + items), annotators)
    annotator = np.tile(np.arange(annotators), items)
    return pd.DataFrame({"item_id": item, "annotator_id": annotator, "label": label})


def queues() -> pd.DataFrame:
    parts = [
        rows(1, noise=0.2).assign(queue="spam"),
        rows(2, noise=0.3, first=200).assign(queue="nudity"),
        rows(3, noise=0.6, first=400).assign(queue="hate"),
    ]
    return pd.concat(parts, ignore_index=True)


def test_each_group_has_the_values_of_its_own_rows_and_the_gap_to_all_others() -> None:
    table = queues()
    found = agreement_by(table, "queue", confidence=0.9).to_frame().set_index("group")
    assert found.index.tolist() == ["hate", "nudity", "spam"]
    for name, row in found.iterrows():
        own, rest = (
            Ratings.from_long(table[mine], categories=[0, 1, 2])
            for mine in (table["queue"] == name, table["queue"] != name)
        )
        alpha, pairs = krippendorff_alpha(own, confidence=0.9), percent_agreement(own, confidence=0.9)
        assert row[["value", "low", "high"]].tolist() == pytest.approx([alpha.value, alpha.low, alpha.high])
        shown = row[["agreement", "agreement_low", "agreement_high"]].tolist()
        assert shown == pytest.approx([pairs.value, pairs.low, pairs.high])
        gap = compare_agreement(own, rest, confidence=0.9)
        shown = row[["others", "gap", "gap_low", "gap_high", "p_value"]].tolist()
        assert shown == pytest.approx([gap.second.value, gap.difference, gap.low, gap.high, gap.p_value])
        assert (row["items"], row["labels"], row["annotators"], row["status"]) == (120, 480, 4, "ok")


def test_p_is_adjusted_for_looking_at_every_group() -> None:
    found = agreement_by(queues(), "queue").to_frame()
    p = found["p_value"].sort_values().to_numpy()
    expected = [min(1, 3 * p[0]), max(3 * p[0], 2 * p[1]), max(3 * p[0], 2 * p[1], p[2])]
    assert found["p_adjusted"].sort_values().tolist() == pytest.approx(np.minimum(expected, 1))


def test_holms_adjustment_is_that_of_his_paper() -> None:
    """Holm (1979), p. 66-67: the i-th smallest of n is compared with alpha / (n + 1 - i), until one fails."""
    p = np.array([0.01, 0.04, 0.03, math.nan, 0.005])
    np.testing.assert_allclose(_holm(p, 5), [0.04, 0.09, 0.09, math.nan, 0.025])
    np.testing.assert_allclose(_holm(np.array([0.6, 0.7]), 2), [1, 1])


def test_two_groups_are_one_comparison() -> None:
    table = queues()
    found = agreement_by(table[table["queue"] != "nudity"], "queue").to_frame()
    assert found["p_adjusted"].tolist() == found["p_value"].tolist()
    assert found["gap"].tolist() == pytest.approx((-found["gap"][::-1]).tolist())


def split_by_region(seed: int, noise: tuple[float, ...], items: int = 200) -> pd.DataFrame:
    """Items that two annotators of each region label; half of the items are much harder than the others."""
    rng = np.random.default_rng(seed)
    truth, hard = rng.choice(3, items), rng.random(items) < 0.5
    parts = []
    for region, more in enumerate(noise):
        for annotator in range(2):
            wrong = rng.random(items) < np.where(hard, 0.7, 0.0) + more
            label = np.where(wrong, rng.choice(3, items), truth)
            parts.append(
                pd.DataFrame(
                    {"item_id": np.arange(items), "annotator_id": 2 * region + annotator, "label": label}
                ).assign(region=f"R{region}")
            )
    return pd.concat(parts, ignore_index=True)


def test_labels_of_one_item_in_several_groups_make_pairs_only_within_a_group() -> None:
    table = split_by_region(1, (0.0, 0.1, 0.3))
    found = agreement_by(table, "region")
    assert found.warnings == ("200 items have labels in several groups: only pairs within one group count.",)
    for _, row in found.to_frame().iterrows():
        mine = table["region"] == row["group"]
        assert row["value"] == pytest.approx(krippendorff_alpha(Ratings.from_long(table[mine])).value)
        rest = table[~mine].assign(item_id=table["item_id"].astype(str) + table["region"])
        assert row["others"] == pytest.approx(krippendorff_alpha(Ratings.from_long(rest)).value)


def test_a_gap_over_split_items_has_the_error_of_leaving_out_each_item_from_both_sides() -> None:
    table = split_by_region(2, (0.0, 0.1, 0.2), items=150)
    found = agreement_by(table, "region").to_frame().set_index("group")

    def gap(part: pd.DataFrame) -> float:
        unit = part.assign(item_id=part["item_id"].astype(str) + part["region"])
        mine = unit["region"] == "R2"
        own, rest = (krippendorff_alpha(Ratings.from_long(unit[m], categories=range(3))).value for m in (mine, ~mine))
        return own - rest

    left_out = np.array([gap(table[table["item_id"] != item]) for item in range(150)])
    error = math.sqrt(149 / 150 * ((left_out - left_out.mean()) ** 2).sum())
    row = found.loc["R2"]
    assert (row["gap_high"] - row["gap_low"]) / 2 == pytest.approx(1.96 * error, rel=0.05)
    unit = table.assign(item_id=table["item_id"].astype(str) + table["region"])
    mine = table["region"] == "R2"
    apart = compare_agreement(*(Ratings.from_long(unit[m]) for m in (mine, ~mine)))
    assert apart.standard_error != pytest.approx(error, rel=0.05)


def test_equal_regions_on_shared_items_are_told_apart_in_one_of_twenty_cases() -> None:
    """150 projects of three equal regions; 5 % +- three binomial errors for the first region's gap."""
    claims = sum(
        agreement_by(split_by_region(seed, (0.1, 0.1, 0.1), items=60), "region").to_frame().set_index("group")
        .loc["R0", "p_value"] < 0.05
        for seed in range(150)
    )  # fmt: skip
    assert claims / 150 <= 0.105
    assert claims >= 1


def test_labels_without_a_group_are_counted_and_left_out() -> None:
    table = queues()
    table.loc[table["queue"] == "hate", "queue"] = None
    table.loc[0, "queue"] = " "
    found = agreement_by(table, "queue")
    assert found.to_frame()["group"].tolist() == ["nudity", "spam"]
    assert found.warnings == ("481 labels have no queue and are left out.",)


def test_a_group_too_thin_for_an_interval_has_a_value_and_its_status() -> None:
    table = pd.concat([queues(), rows(5, items=4, first=900).assign(queue="new")], ignore_index=True)
    found = agreement_by(table, "queue").to_frame().set_index("group").loc["new"]
    assert found["status"] == "too_few_minority_items"
    assert not math.isnan(found["value"])
    assert math.isnan(found["gap_low"])
    assert math.isnan(found["p_adjusted"])


def test_one_group_alone_has_nobody_to_be_compared_with() -> None:
    found = agreement_by(rows(1).assign(queue="all"), "queue").to_frame().iloc[0]
    assert found["status"] == "ok"
    assert math.isnan(found["others"])


def test_measurements_have_alpha_but_no_share_of_equal_pairs() -> None:
    table = queues()
    table["label"] = table["label"] + np.random.default_rng(1).normal(size=len(table)).round(3)
    found = agreement_by(table, "queue", level="interval").to_frame().set_index("group")
    assert found["agreement"].isna().all()
    own = Ratings.from_long(table[table["queue"] == "spam"])
    assert found.loc["spam", "value"] == pytest.approx(krippendorff_alpha(own, level="interval").value)


def test_groups_of_mixed_kinds_and_any_order_of_rows_give_the_same_table() -> None:
    table = queues().replace({"queue": {"spam": 7}})
    found = agreement_by(table, "queue").to_frame()
    mixed = agreement_by(table.sample(frac=1, random_state=3), "queue").to_frame()
    pd.testing.assert_frame_equal(found, mixed, rtol=1e-12)


def test_one_annotator_may_label_an_item_again_under_another_policy_but_not_under_the_same() -> None:
    table = pd.concat([rows(1).assign(policy_version="1"), rows(2).assign(policy_version="2")], ignore_index=True)
    assert len(agreement_by(table, "policy_version").to_frame()) == 2
    with pytest.raises(TableError, match="0 in '1'"):
        agreement_by(pd.concat([table, table.head(1)]), "policy_version")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(TableError, match="no column region; the columns are item_id"):
        agreement_by(rows(1), "region")


def test_by_policy_version_no_version_is_said_to_be_mixed_with_another() -> None:
    table = pd.concat([rows(1).assign(policy_version="1"), rows(1).assign(policy_version="2")], ignore_index=True)
    table["annotator_id"] = table["annotator_id"].astype(str) + table["policy_version"]
    assert not any("policy version" in warning for warning in agreement_by(table, "policy_version").warnings)
    assert any("policy version" in warning for warning in agreement_by(table.assign(queue="q"), "queue").warnings)


def measured_by_region(seed: int, items: int) -> pd.DataFrame:
    """Measurements by two annotators of each of three regions, of items that are hard to measure in all or in none."""
    rng = np.random.default_rng(seed)
    item, annotator = np.divmod(np.arange(items * 6), 6)
    size, hard = rng.normal(size=items) * 2, rng.random(items) * 2
    label = (size[item] + rng.normal(size=len(item)) * hard[item]).round(4)
    rows = {"item_id": item, "annotator_id": annotator, "label": label}
    return pd.DataFrame(rows).assign(region=(annotator // 2).astype(str))


def test_a_gap_of_measurements_on_split_items_counts_how_the_two_sides_vary_together() -> None:
    table = measured_by_region(1, 150)
    row = agreement_by(table, "region", level="interval").to_frame().set_index("group").loc["2"]
    unit = table.assign(item_id=table["item_id"].astype(str) + table["region"])
    sides = [unit[mine] for mine in (unit["region"] == "2", unit["region"] != "2")]

    def alpha(part: pd.DataFrame) -> AgreementResult:
        return krippendorff_alpha(Ratings.from_long(part), level="interval")

    left_out = np.array(
        [[alpha(side[side["item_id"].str[:-1] != str(item)]).value for side in sides] for item in range(150)]
    )
    variance = 149**2 / 150 * np.diff(left_out).var(ddof=1)
    own, rest = map(alpha, sides)
    errors = own.standard_error, rest.standard_error
    together = (errors[0] ** 2 + errors[1] ** 2 - variance) / (2 * errors[0] * errors[1])
    assert together > 0.2
    expected = difference(own, rest, together)
    assert row[["gap", "gap_low", "gap_high"]].tolist() == pytest.approx(
        [expected.value, expected.low, expected.high], abs=0.02 * (expected.high - expected.low)
    )


def test_measurements_of_20000_split_items_take_seconds() -> None:
    table, start = measured_by_region(2, 20_000), time.perf_counter()
    found = agreement_by(table, "region", level="interval").to_frame()
    assert time.perf_counter() - start < 10
    assert found["p_value"].notna().all()


def test_items_that_nobody_measured_belong_to_no_group() -> None:
    table = measured_by_region(3, 60)
    unlabelled = pd.DataFrame({"item_id": [900], "annotator_id": [0], "label": [math.nan], "region": ["2"]})
    expected = agreement_by(table, "region", level="interval").to_frame()
    found = agreement_by(pd.concat([table, unlabelled]), "region", level="interval").to_frame()
    pd.testing.assert_frame_equal(found, expected)


def test_rows_without_an_item_are_refused_with_their_number() -> None:
    table = queues().astype({"item_id": object})
    table.loc[[3, 8], "item_id"] = None
    with pytest.raises(TableError, match="2 rows have no item_id"):
        agreement_by(table, "queue")
