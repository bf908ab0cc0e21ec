"""Every Label Studio sample either reads or says in a sentence why not; other tools' samples get a sentence too."""

from pathlib import Path

import pytest

from smo_metrics.errors import ReadError
from smo_metrics.readers import read

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "refs" / "exports"

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample exports are not beside this checkout")


@pytest.mark.parametrize(
    ("name", "label", "control"),
    [
        ("csv_test2.json", 'Yes " "" \n \t \t а б в', "uri_selection"),
        ("csv_test_history.json", "Positive", "sentiment"),
    ],
)
def test_samples_with_choices_are_read(name, label, control):
    tables = read(SAMPLES / "label_studio" / name)
    assert tables.labels["label"].tolist() == [label]
    assert tables.report.columns["label"] == control
    assert tables.labels["annotator_id"].str.endswith(("@heartex.com", "@heartex.test")).all()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("csv_test.json", "holds only label (rectanglelabels)."),
        ("evalme_bbox.json", "holds only label (rectanglelabels)."),
        ("json_min_input.json", "holds only label (polygonlabels)."),
        ("csv_test2_result.csv", "labels: no column 'label' (the category chosen; empty = none)"),
    ],
)
def test_samples_without_a_label_say_what_they_hold(name, sentence):
    with pytest.raises(ReadError) as error:
        read(SAMPLES / "label_studio" / name)
    assert str(error.value).startswith(name)
    assert sentence in str(error.value)


def test_every_label_studio_sample_is_named_above():
    named = {"csv_test2.json", "csv_test_history.json", "csv_test.json", "evalme_bbox.json"}
    named |= {"json_min_input.json", "csv_test2_result.csv"}
    assert {path.name for path in (SAMPLES / "label_studio").iterdir()} == named


@pytest.mark.parametrize(
    "path",
    sorted(path for path in SAMPLES.glob("*/*") if path.parent.name != "label_studio"),
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_other_tools_exports_are_refused_in_one_line_that_names_the_file(path):
    with pytest.raises(ReadError) as error:
        read(path)
    assert path.name in str(error.value)
    assert "\n" not in str(error.value)
