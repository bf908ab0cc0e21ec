import pytest

from smo_metrics.errors import ReadError
from smo_metrics.readers.label_control import choose_control, label_of

CHOICES = {"from_name": "policy", "type": "choices", "value": {"choices": ["spam"]}}
RATING = {"from_name": "severity", "type": "rating", "value": {"rating": 3}}
BOX = {"from_name": "area", "type": "rectanglelabels", "value": {"x": 1, "rectanglelabels": ["Car"]}}


def refusal(*results, wanted=None):
    with pytest.raises(ReadError) as error:
        choose_control([{"result": list(results)}], wanted, "export.json")
    return str(error.value)


def test_the_only_readable_control_is_taken():
    assert choose_control([{"result": [BOX]}, {"result": [CHOICES]}], None, "export.json") == "policy"


def test_several_controls_are_asked_about_by_name_and_kind():
    assert refusal(CHOICES, RATING) == (
        "export.json holds several controls: policy (choices), severity (rating). "
        "Say which one is the label: label=policy."
    )
    assert choose_control([{"result": [CHOICES, RATING]}], "severity", "export.json") == "severity"


def test_an_export_with_bounding_boxes_only_says_what_can_be_read():
    assert refusal(BOX) == (
        "export.json holds only area (rectanglelabels). Only choices, rating and number can be read as a label: "
        "export a project that has such a control."
    )


def test_a_control_that_is_not_there_is_answered_with_those_that_are():
    assert "no control 'verdict' that holds choices, a rating or a number; there is policy (choices)." in refusal(
        CHOICES, wanted="verdict"
    )


def test_an_export_of_empty_annotations_is_refused():
    assert "every annotation is empty" in refusal()


def test_choices_made_for_several_regions_of_one_item_are_one_set():
    other = {**CHOICES, "value": {"choices": ["hate", "spam"]}}
    assert label_of({"result": [CHOICES, other, RATING]}, "policy") == ("hate", "spam")


def test_two_numbers_in_one_control_are_joined_as_short_text():
    other = {**RATING, "value": {"rating": 2.5}}
    assert label_of({"result": [RATING, other]}, "severity") == ("2.5", "3")


@pytest.mark.parametrize(
    "results", [None, [], [BOX], [{**BOX, "from_name": "policy"}], [{**CHOICES, "value": {"choices": ["  ", None]}}]]
)
def test_an_annotation_without_a_word_in_the_control_has_no_label(results):
    assert label_of({"result": results}, "policy") is None


def test_a_number_too_large_for_arithmetic_is_text():
    assert label_of({"result": [{**RATING, "value": {"rating": 10**400}}]}, "severity") == "1" + "0" * 400


def test_a_line_break_in_the_name_of_a_control_cannot_break_the_sentence():
    assert "\n" not in refusal({**BOX, "from_name": "a\nb"})
