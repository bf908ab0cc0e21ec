"""How label quality reads in the shell: a few tables with intervals, and what to know before acting on them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from smo_metrics.quality import GoldAccuracyResult, LabelQuality
from smo_metrics.status.basis.wording import coefficient, count, percent

Shown = tuple[str, tuple[str, ...], list[tuple[Any, ...]]]


def quality_tables(found: LabelQuality, top: int) -> list[Shown]:
    """Give title, header and rows of each table that has something to say; at most `top` items to adjudicate."""
    tables = [] if found.gold is None else [_averages(found.gold), _classes(found.gold)]
    return [*tables, _people(found), _spam(found), _adjudicate(found, top)]


def quality_lines(found: LabelQuality) -> tuple[str, ...]:
    """Say how the consensus came about and what the figures cannot tell."""
    settled = found.consensus
    how = f"Consensus by {settled.method}: {count(len(settled.items), 'item')}, {count(settled.ties, 'tie')}"
    if settled.iterations:
        how += f", {count(settled.iterations, 'iteration')}" + ("" if settled.converged else ", not converged")
    one_label = [
        f"{row['annotator']} gave {row['commonest']!r} for every one of {count(row['labels'], 'label')} (others "
        f"{percent(row['others_share'])}): look at the items."
        for row in found.spam.frame.to_dict("records")
        if row["status"] == "one_label"
    ]
    parts = (found.gold, found.people, found.spam, settled, found.adjudicate)
    warnings = [warning for part in parts if part is not None for warning in part.warnings]
    return (f"{how}.", *one_label, *dict.fromkeys(warnings))


def _averages(gold: GoldAccuracyResult) -> Shown:
    share = gold.accuracy
    rows: list[tuple[Any, ...]] = [("accuracy", _with_limits(share.value, share.low, share.high), "", "")]
    for row in gold.averages.to_dict("records"):
        rows.append((f"{row['average']} average", *(_of(row, name) for name in ("precision", "recall", "f1"))))
    title = f"Gold: {count(gold.labels, 'label')} on {count(gold.items, 'item')}"
    return title, ("figure", "accuracy or precision", "recall", "F1"), rows


def _classes(gold: GoldAccuracyResult) -> Shown:
    rows = [
        (row["category"], row["gold_items"], *(_of(row, name) for name in ("precision", "recall", "f1")))
        for row in gold.classes.to_dict("records")
    ]
    return "By category", ("category", "gold items", "precision", "recall", "F1"), rows


def _people(found: LabelQuality) -> Shown:
    rows = [
        (
            row["annotator"], row["labels"], row["basis"], row["items"],
            _with_limits(row["accuracy"], row["low"], row["high"]),
            _seconds(row["median_seconds"]), _ratio(row["speed_ratio"]), _enough(row),
        )
        for row in found.people.frame.to_dict("records")
    ]  # fmt: skip
    header = ("annotator", "labels", "held against", "items", "accuracy", "median", "pace", "enough items?")
    return "Annotators (pace: 0.50 is twice as fast as the others on the same items)", header, rows


def _spam(found: LabelQuality) -> Shown:
    rows = [
        (
            row["annotator"], coefficient(row["beyond_chance"]), _probability(row["p_value"]),
            f"{row['commonest']}: {percent(row['commonest_share'])} (others {percent(row['others_share'])})",
            row["status"].replace("_", " "),
        )
        for row in found.spam.frame.to_dict("records")
    ]  # fmt: skip
    header = ("annotator", "beyond chance", "p", "label used most", "figures")
    return "Does anybody label without looking? A small p says that they look, no p that nobody can tell", header, rows


def _adjudicate(found: LabelQuality, top: int) -> Shown:
    voted = found.consensus.method in ("majority", "weighted_majority")
    unanimous = set(found.consensus.items[found.consensus.agreement == 1])
    disputed = [row for row in found.adjudicate.frame.to_dict("records") if row["item"] not in unanimous]
    rows = [
        (
            row["item"], row["tied"] or row["label"], _below_all(row["probability"]),
            "" if row["runner_up"] is None else row["runner_up"], row["labels"],
        )
        for row in disputed[:top]
    ]  # fmt: skip
    title = f"Items to adjudicate first: {min(top, len(disputed))} of the {count(len(disputed), 'item')} in dispute"
    return title, ("item", "consensus", "its votes" if voted else "probability", "runner-up", "labels"), rows


def _of(row: Mapping[Any, Any], name: str) -> str:
    return _with_limits(row[name], row[f"{name}_low"], row[f"{name}_high"])


def _with_limits(value: float, low: float, high: float) -> str:
    return percent(value) if math.isnan(low) else f"{percent(value)} ({100 * low:.1f} to {100 * high:.1f})"


def _enough(row: Mapping[Any, Any]) -> str:
    words = {"ok": "yes", "too_few_items": f"{row['items_needed']} more needed", "no_reference": "nothing to compare"}
    return words[row["status"]]


def _below_all(share: float) -> str:
    return "> 99.9 %" if share > 0.999 else percent(share)


def _seconds(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.0f} s"


def _ratio(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.2f}"


def _probability(value: float) -> str:
    if math.isnan(value):
        return ""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"
