import json

import pytest

from smo_metrics.demo import EXPORT, ROSTER
from smo_metrics.readers import read
from smo_metrics.tables import check_labels, first_submissions
from templates.samples import demo_export


@pytest.fixture(scope="module")
def demo():
    return read(EXPORT)


@pytest.fixture(scope="module")
def first(demo):
    roster = read(ROSTER, table="roster").roster
    return first_submissions(check_labels(demo.labels, roster=roster)).frame


def test_the_committed_files_are_what_their_source_writes():
    assert demo_export.main(["--check"]) == 0
    assert EXPORT.stat().st_size < 1_500_000


def test_an_outdated_file_fails_the_check_and_is_written_anew_without_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(demo_export, "FOLDER", tmp_path)
    assert demo_export.main(["--check"]) == 1
    assert "roster.csv is out of date. Run: python -m templates.samples.demo_export" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
    assert demo_export.main([]) == 0
    assert (tmp_path / EXPORT.name).read_bytes() == EXPORT.read_bytes()


def test_one_seed_gives_one_text_and_another_seed_another():
    assert demo_export.export_text(1) == demo_export.export_text(1) != demo_export.export_text(2)


def test_the_demo_holds_what_a_real_export_holds(demo, first):
    counts = demo.report.counts
    assert counts["items"] >= 300
    assert counts["annotators"] == 6
    assert all(counts[name] > 0 for name in ("cancelled", "later_rounds", "drafts", "predictions"))
    assert 0.15 < counts["ground_truth"] / counts["items"] < 0.25
    assert sorted(first["region"].unique()) == ["Dublin", "Singapore"]
    assert set(first.groupby("item_id")["annotator_id"].nunique()) == {3, 4, 5}
    assert first["label"].nunique() == 5
    assert first["label"].value_counts(normalize=True).max() > 0.4
    assert first["duration_seconds"].notna().all()
    assert first["labelled_at"].dt.isocalendar().week.nunique() == 8


def test_the_weak_annotator_the_hard_category_and_the_late_drop_can_be_found(first):
    gold = first[first["gold_label"].notna()]
    right = gold["label"] == gold["gold_label"]
    by_annotator = right.groupby(gold["annotator_id"]).mean().sort_values()
    assert by_annotator.index[0] == "liam.walsh@example.com"
    assert by_annotator.iloc[0] + 0.15 < by_annotator.iloc[1]
    pairs = first.merge(first, on="unit").query("annotator_id_x < annotator_id_y")
    same = pairs["label_x"] == pairs["label_y"]
    by_category = same.groupby(pairs["label_x"]).mean()
    assert by_category.idxmin() == "harassment"
    by_policy = same.groupby(pairs["policy_version_x"]).mean()
    assert by_policy["v4"] < by_policy["v3"] - 0.05


def test_texts_that_look_like_formulas_are_in_the_demo():
    texts = [task["data"]["text"] for task in json.loads(EXPORT.read_text(encoding="utf-8"))]
    assert sum(text.startswith("=") for text in texts) == 2
