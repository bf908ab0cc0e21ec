"""What `smo-metrics quality` says: figures with their intervals, and nothing where there is nothing."""

from __future__ import annotations

import pandas as pd

from smo_metrics.quality import label_quality
from smo_metrics.status.labelling.quality_words import quality_lines, quality_tables

SPAM = "Does anybody label without looking? A small p says that they look, no p that nobody can tell"
LABELS = pd.DataFrame(
    {
        "item_id": [f"i{n:02}" for n in range(40) for _ in range(3)],
        "annotator_id": ["a", "b", "c"] * 40,
        "label": [label for n in range(40) for label in ("xy"[n % 2], "xy"[n % 2], "xy"[n % 2 if n % 5 else 0])],
        "duration_seconds": [30.0, 60.0, 15.0] * 40,
    }
)
GOLD = LABELS.assign(gold_label=[("xy"[n % 2] if n < 35 else None) for n in range(40) for _ in range(3)])


def titles(found, top=10) -> list[str]:
    return [title.partition(" (")[0].partition(":")[0] for title, _, _ in quality_tables(found, top)]


def test_with_gold_every_table_is_there_and_without_it_those_that_need_none() -> None:
    with_gold = ["Gold", "By category", "Annotators", SPAM]
    assert titles(label_quality(GOLD)) == [*with_gold, "Items to adjudicate first"]
    assert titles(label_quality(LABELS)) == [*with_gold[2:], "Items to adjudicate first"]


def test_the_figures_are_those_of_the_result_with_their_intervals() -> None:
    found = label_quality(GOLD)
    _, _, rows = quality_tables(found, 10)[0]
    share = found.gold.accuracy
    assert rows[0][1] == f"{100 * share.value:.1f} % ({100 * share.low:.1f} to {100 * share.high:.1f})"
    assert [row[0] for row in rows[1:]] == ["macro average", "micro average", "weighted average"]
    people = {row[0]: row for row in quality_tables(found, 10)[2][2]}
    assert people["c"][4].startswith("91.4 %")
    assert people["c"][5:7] == ("15 s", "0.35")


def test_each_column_holds_what_its_header_says() -> None:
    found = label_quality(GOLD)
    tables = {title.partition(" (")[0].partition(":")[0]: (header, rows) for title, header, rows in
              quality_tables(found, 10)}  # fmt: skip

    def shown(row, name: str) -> str:
        return f"{100 * row[name]:.1f} % ({100 * row[f'{name}_low']:.1f} to {100 * row[f'{name}_high']:.1f})"

    header, rows = tables["By category"]
    assert header == ("category", "gold items", "precision", "recall", "F1")
    for row, told in zip(found.gold.classes.to_dict("records"), rows, strict=True):
        assert row["precision"] != row["recall"]
        shares = (shown(row, name) for name in ("precision", "recall", "f1"))
        assert told == (row["category"], row["gold_items"], *shares)
    header, rows = tables["Gold"]
    assert header == ("figure", "accuracy or precision", "recall", "F1")
    for row, told in zip(found.gold.averages.to_dict("records"), rows[1:], strict=True):
        assert told == (f"{row['average']} average", *(shown(row, name) for name in ("precision", "recall", "f1")))


def test_whoever_labels_blindly_is_told_by_the_share_of_the_others_and_p() -> None:
    blind = GOLD.assign(label=[("yxyyx"[n % 5] if who == "c" else label) for n, who, label in
                               zip([n for n in range(40) for _ in range(3)], GOLD["annotator_id"], GOLD["label"],
                                   strict=True)])  # fmt: skip
    found = label_quality(blind)
    frame = found.spam.to_frame().set_index("annotator")
    rows = {row[0]: row for title, _, rows in quality_tables(found, 10) if title.startswith(SPAM) for row in rows}
    for name, row in frame.iterrows():
        shares = f"(others {100 * row['others_share']:.1f} %)"
        most = f"{row['commonest']}: {100 * row['commonest_share']:.1f} % {shares}"
        p = "< 0.001" if row["p_value"] < 0.001 else f"{row['p_value']:.3f}"
        assert rows[name] == (name, f"{row['beyond_chance']:.2f}", p, most, row["status"])
    assert rows["a"][2] == "< 0.001"
    assert float(rows["c"][2]) > 0.01
    assert frame.loc["c", "commonest_share"] != frame.loc["c", "others_share"]


def test_a_runner_up_of_zero_is_shown_and_none_is_empty() -> None:
    found = label_quality(pd.DataFrame({"item_id": [1, 1, 1, 2], "annotator_id": list("abca"), "label": [1, 1, 0, 1]}),
                          method="majority")  # fmt: skip
    title, _, rows = quality_tables(found, 10)[-1]
    assert rows == [(1, 1, "66.7 %", 0, 3)]
    assert title == "Items to adjudicate first: 1 of the 1 item in dispute"


def test_annotators_who_give_one_label_only_are_named_with_what_others_give() -> None:
    constant = LABELS.assign(label=LABELS["label"].where(LABELS["annotator_id"] != "c", "x"))
    found = label_quality(constant)
    assert "c gave 'x' for every one of 40 labels (others 50.0 %): look at the items." in quality_lines(found)
    assert not any("gave 'x'" in line for line in quality_lines(label_quality(LABELS)))


def test_an_annotator_with_too_few_items_is_told_how_many_more_it_takes() -> None:
    people = {row[0]: row[-1] for row in quality_tables(label_quality(LABELS[:60]), 10)[0][2]}
    assert people["a"] == "12 more needed"  # 20 items, of which 2 are tied among the others
    assert {row[-1] for row in quality_tables(label_quality(LABELS), 10)[0][2]} == {"yes"}


def test_a_model_never_says_that_an_item_is_certain() -> None:
    rows = quality_tables(label_quality(LABELS, method="one_coin"), 40)[-1][2]
    assert rows
    assert all(row[2] != "100.0 %" for row in rows)


def test_what_adjudication_cannot_tell_is_said() -> None:
    lines = quality_lines(label_quality(LABELS, method="majority"))
    assert any("shares of votes" in line for line in lines)


def test_items_with_gold_need_no_expert_and_the_table_is_cut_to_the_top() -> None:
    found = label_quality(GOLD)
    assert set(found.adjudicate.frame["item"]) == {f"i{n}" for n in range(35, 40)}
    assert len(quality_tables(label_quality(LABELS), 2)[-1][2]) == 2
    assert len(label_quality(LABELS).adjudicate.frame) == 40


def test_one_line_says_how_the_consensus_came_about_and_no_warning_comes_twice() -> None:
    for method in ("majority", "one_coin"):
        lines = quality_lines(label_quality(LABELS, method=method))
        assert lines[0].startswith(f"Consensus by {method}: 40 items, 0 ties")
        assert ("iteration" in lines[0]) == (method == "one_coin")
        assert len(set(lines)) == len(lines)


def test_the_result_is_ready_for_json() -> None:
    import json

    for table in (LABELS, GOLD):
        told = json.loads(json.dumps(label_quality(table).to_dict()))
        assert (told["gold"] is None) == (table is LABELS)
        assert {"people", "spam", "consensus", "adjudicate"} <= set(told)
