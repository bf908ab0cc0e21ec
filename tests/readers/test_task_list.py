import json

import pytest

from smo_metrics.errors import ReadError
from smo_metrics.readers.task_list import load_tasks

TASKS = [
    {"id": 1, "annotations": [{"completed_by": 1, "result": [{"value": {"choices": ["a"]}}], "ok": True}]},
    {"id": 2, "annotations": [{"completed_by": 2, "result": None, "lead_time": 1.25}]},
]


def refusal(text):
    with pytest.raises(ReadError) as error:
        load_tasks(text, "export.json")
    return str(error.value)


def test_a_whole_export_gives_its_tasks():
    assert load_tasks(json.dumps(TASKS), "export.json") == TASKS


def test_a_file_cut_off_anywhere_says_that_it_ends_in_the_middle_and_on_which_line():
    text = json.dumps(TASKS, indent=1)
    for end in range(1, len(text)):
        cut = text[:end]
        line = cut.rstrip().count("\n") + 1
        assert refusal(cut) == (
            f"export.json ends in the middle (line {line}). The download was probably cut off: export it again."
        )


def test_a_mistake_inside_the_file_is_shown_with_its_place():
    assert refusal('[\n {"id": 1,, "annotations": []}]') == (
        "export.json is not valid JSON (line 2, column 11: Expecting property name enclosed in double quotes). "
        "Export it again."
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("hello, world", "is not JSON: it begins with 'hello, world'."),
        ('"text"', "holds no list of tasks."),
        ('{"id": 1}', "holds one JSON object, not a list of tasks. In Label Studio choose Export, then JSON."),
        ('{"id": 1}\n{"id": 2}', "goes on after its first object (line 2), like JSONL."),
        ("[]", "is an empty list of tasks. Check the export's filter"),
        ('[{"id": 1, "policy": "spam", "annotator": 1}]', "task 1 has no list of annotations, as in a JSON-MIN"),
        ('[{"id": 1, "annotations": []}, 5]', "task 2 has no list of annotations"),
        ('[{"id": 1, "annotations": [17]}]', "task 1 has an annotation without a list of results."),
        ('[{"id": 1, "annotations": [{"result": {}}]}]', "task 1 has an annotation without a list of results."),
        ('[{"id": 1, "annotations": [{"result": [3]}]}]', "task 1 has an annotation without a list of results."),
        ("[" * 200_000, "is nested too deeply"),
        ("[" + "9" * 5000 + "]", "holds a number of more than 4,000 digits."),
    ],
)
def test_what_is_no_export_gets_one_sentence_that_says_what_it_is(text, sentence):
    message = refusal(text)
    assert message.startswith("export.json")
    assert sentence in message
    assert "\n" not in message


def test_nan_counts_as_missing():
    assert load_tasks('[{"id": NaN, "annotations": []}]', "export.json")[0]["id"] is None


def test_half_of_a_surrogate_pair_becomes_a_question_mark_and_a_whole_pair_stays():
    text = '[{"id": "\\ud83d\\ude00 \\ud83d", "annotations": []}]'
    assert load_tasks(text, "export.json")[0]["id"] == "\U0001f600 ?"
