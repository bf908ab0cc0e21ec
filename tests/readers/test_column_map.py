import pytest

from smo_metrics._headers import used_columns
from smo_metrics.errors import SettingsError
from smo_metrics.readers import parse_columns
from smo_metrics.tables import LABELS


def test_pairs_are_read_with_blanks_line_breaks_and_equal_signs_in_headers():
    text = " item_id = Task ID ;label=a=b;\nqueue=Source; "
    assert parse_columns(text) == {"item_id": "Task ID", "label": "a=b", "queue": "Source"}


def test_empty_text_is_an_empty_map():
    assert parse_columns("  ") == {}


@pytest.mark.parametrize("text", ["Task ID", "=Task ID"])
def test_half_a_pair_is_refused_with_an_example(text):
    with pytest.raises(SettingsError, match=r"is not a pair ours=theirs\. Write it as: item_id=Task ID;"):
        parse_columns(text)


def test_an_empty_header_keeps_any_column_from_serving():
    assert parse_columns("duration_seconds=; label=A") == {"duration_seconds": "", "label": "A"}
    used = used_columns(["item_id", "lead_time", "A"], LABELS, {"duration_seconds": "", "label": "A"})
    assert used == {"item_id": "item_id", "label": "A"}


def test_a_column_named_twice_is_refused():
    with pytest.raises(SettingsError, match="'label' stands in it twice"):
        parse_columns("label=A; label=B")


def test_the_map_comes_before_names_and_a_mapped_header_serves_nothing_else():
    used = used_columns(["id", "worker", "label", "verdict"], LABELS, {"label": "verdict", "project": "label"})
    assert used == {"item_id": "id", "annotator_id": "worker", "label": "verdict", "project": "label"}


def test_a_header_that_the_map_gives_away_is_not_found_by_name():
    used = used_columns(["id", "worker", "label", "verdict"], LABELS, {"project": "label"})
    assert (used["label"], used["project"]) == ("verdict", "label")


def test_a_mapped_header_that_is_missing_leaves_the_column_out():
    assert used_columns(["item_id", "label"], LABELS, {"label": "verdict"}) == {"item_id": "item_id"}
