import pytest

from smo_metrics.errors import ReadError
from smo_metrics.readers import read
from smo_metrics.tables import first_submissions


def rows(labels, *columns):
    return labels[list(columns)].astype(object).where(labels[list(columns)].notna(), None).values.tolist()


def test_an_annotation_becomes_a_row_with_its_item_annotator_label_time_and_effort(export, task, annotation):
    labels = read(export(task(4, annotation(7, "spam")))).labels
    assert rows(labels, "item_id", "annotator_id", "label", "duration_seconds") == [["4", "7", "spam", 12.5]]
    assert labels["labelled_at"].iloc[0].isoformat() == "2026-03-02T09:00:00+00:00"


@pytest.mark.parametrize(
    ("completed_by", "expected"),
    [(7, "7"), ({"id": 7, "email": "ann@example.com"}, "ann@example.com"), ({"id": 7, "email": ""}, "7")],
)
def test_an_annotator_is_the_email_where_there_is_one_else_the_id(export, task, annotation, completed_by, expected):
    labels = read(export(task(1, annotation(completed_by, "spam")))).labels
    assert labels["annotator_id"].tolist() == [expected]


def test_several_choices_are_one_label_in_alphabetical_order(export, task, annotation):
    labels = read(export(task(1, annotation(1, ["spam", "hate"]), annotation(2, ["hate", "spam"])))).labels
    assert labels["label"].tolist() == ["hate|spam", "hate|spam"]


@pytest.mark.parametrize("kind", ["rating", "number"])
def test_ratings_and_numbers_are_numbers(export, task, annotation, kind):
    labels = read(export(task(1, annotation(1, 4, kind=kind), annotation(2, 2.5, kind=kind)))).labels
    assert labels["label"].tolist() == [4.0, 2.5]


def test_a_ground_truth_sets_the_gold_label_of_every_row_of_its_item_and_is_no_row(export, task, annotation):
    truth = annotation(9, "hate", ground_truth=True)
    tables = read(export(task(1, annotation(1, "spam"), truth, annotation(2, "hate")), task(2, annotation(1, "spam"))))
    assert rows(tables.labels, "item_id", "annotator_id", "gold_label") == [
        ["1", "1", "hate"],
        ["1", "2", "hate"],
        ["2", "1", None],
    ]
    assert tables.report.counts["ground_truth"] == 1
    assert "used as gold labels" in tables.report.notes[0]


def test_an_empty_ground_truth_says_nothing(export, task, annotation):
    truths = [annotation(9, label, ground_truth=True) for label in (None, "hate")]
    assert read(export(task(1, annotation(1, "spam"), *truths))).labels["gold_label"].tolist() == ["hate"]


def test_ground_truths_that_disagree_give_no_gold_label_and_a_note(export, task, annotation):
    truths = [annotation(9, label, ground_truth=True) for label in ("hate", "spam")]
    agreed = annotation(9, "spam", ground_truth=True)
    tables = read(export(task(1, annotation(1, "spam"), *truths), task(2, annotation(1, "spam"), agreed)))
    assert rows(tables.labels, "gold_label") == [[None], ["spam"]]
    assert tables.report.notes[1].endswith("their ground truths disagree: 1.")


def test_a_cancelled_ground_truth_is_a_cancelled_row(export, task, annotation):
    undone = annotation(9, "hate", ground_truth=True, was_cancelled=True)
    labels = read(export(task(1, annotation(1, "spam"), undone))).labels
    assert labels["status"].tolist() == ["submitted", "cancelled"]
    assert "gold_label" not in labels


def test_cancelled_and_empty_annotations_are_counted_and_left_out_of_agreement(export, task, annotation):
    path = export(
        task(1, annotation(1, "spam"), annotation(2, None, was_cancelled=True), annotation(3, None)),
        task(2, annotation(1, "spam"), drafts=[{"result": []}], predictions=[{}, {}]),
    )
    tables = read(path)
    assert tables.labels["status"].tolist() == ["submitted", "cancelled", "empty", "submitted"]
    assert tables.report.counts == {
        "items": 2,
        "annotators": 3,
        "submitted": 2,
        "later_rounds": 0,
        "cancelled": 1,
        "drafts": 1,
        "empty": 1,
        "tasks": 2,
        "annotations": 4,
        "ground_truth": 0,
        "predictions": 2,
    }
    assert len(first_submissions(tables.labels).frame) == 2


def test_a_second_submission_is_round_two_by_time_and_not_by_place_in_the_file(export, task, annotation):
    late = annotation(1, "hate", created_at="2026-03-02T09:00:00-02:00")
    early = annotation(1, "spam", created_at="2026-03-02T09:30:00Z")
    tables = read(export(task(1, late, early, annotation(2, "spam"))))
    assert rows(tables.labels, "label", "round") == [["hate", 2], ["spam", 1], ["spam", 1]]
    assert tables.report.counts["later_rounds"] == 1


def test_a_skipped_or_empty_first_try_does_not_make_the_label_a_later_round(export, task, annotation):
    tries = [annotation(1, "hate", was_cancelled=True), annotation(1, None), annotation(1, "spam")]
    tries[2]["created_at"] = "2026-03-03T09:00:00Z"
    labels = read(export(task(1, *tries))).labels
    assert rows(labels, "status", "round") == [["cancelled", None], ["empty", None], ["submitted", 1]]


def test_rounds_start_again_under_a_new_policy_version(export, task, annotation):
    tasks = [
        task(number, annotation(1, "spam"), data={"post": "p1", "policy_version": version})
        for number, version in ((1, "v1"), (2, "v2"))
    ]
    labels = read(export(*tasks), columns={"item_id": "post"}).labels
    assert rows(labels, "item_id", "policy_version", "round") == [["p1", "v1", 1], ["p1", "v2", 1]]


def test_fields_of_data_and_meta_with_our_names_become_columns_and_data_wins(export, task, annotation):
    made = task(1, annotation(1, "spam"), data={"queue": "video"}, meta={"queue": "old", "region": "Dublin"})
    tables = read(export(made))
    assert rows(tables.labels, "queue", "region") == [["video", "Dublin"]]
    assert tables.report.columns["queue"] == "queue"


def test_updated_at_stands_in_for_a_missing_created_at(export, task, annotation):
    made = annotation(1, "spam", created_at=None, updated_at="2026-03-05T10:00:00Z")
    assert read(export(task(1, made))).labels["labelled_at"].iloc[0].day == 5


def test_a_label_that_was_changed_later_keeps_the_time_of_its_creation(export, task, annotation):
    made = annotation(1, "spam", updated_at="2026-03-05T10:00:00Z")
    assert read(export(task(1, made))).labels["labelled_at"].iloc[0].isoformat() == "2026-03-02T09:00:00+00:00"


def test_a_column_map_names_the_control_and_the_fields(export, task, annotation):
    made = annotation(1, "spam")
    made["result"] += [{"from_name": "severity", "value": {"rating": 3}}]
    path = export(task(1, made, data={"post": "p1", "source": "video"}))
    tables = read(path, columns={"label": "severity", "item_id": "post", "queue": "source"})
    assert rows(tables.labels, "item_id", "label", "queue") == [["p1", 3.0, "video"]]


def test_the_map_of_a_report_can_be_given_back(export, task, annotation):
    truth = annotation(9, "hate", ground_truth=True)
    path = export(task(1, annotation(1, "spam"), truth, data={"queue": "video"}))
    first = read(path).report
    assert read(path, columns=first.columns).report == first


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"gold": "x"}, "the column map names 'gold'. In a Label Studio export it can name label, item_id"),
        ({"queue": "sorce"}, "expects a field 'sorce' for queue. The tasks' data has 'source', 'text'."),
        ({"label": "verdict"}, "no control 'verdict' that holds choices"),
    ],
)
def test_a_map_that_names_what_is_not_there_is_refused(export, task, annotation, columns, sentence):
    path = export(task(1, annotation(1, "spam"), data={"text": "x", "source": "video"}))
    with pytest.raises(ReadError, match=r"^export\.json") as error:
        read(path, columns=columns)
    assert sentence in str(error.value)


def test_tasks_without_an_annotation_are_refused(export, task):
    with pytest.raises(ReadError, match="holds 2 tasks and no annotation"):
        read(export(task(1), task(2)))


def test_an_export_of_ground_truths_alone_is_refused(export, task, annotation):
    with pytest.raises(ReadError, match="holds only ground truths"):
        read(export(task(1, annotation(9, "hate", ground_truth=True))))


def test_naive_times_are_refused_without_a_zone_and_read_with_one(export, task, annotation):
    path = export(task(1, annotation(1, "spam", created_at="2026-03-02T09:00:00")))
    with pytest.raises(ReadError, match=r"export.json: labels: .* without a time zone"):
        read(path)
    labelled_at = read(path, timezone="Asia/Singapore").labels["labelled_at"].iloc[0]
    assert labelled_at.isoformat() == "2026-03-02T01:00:00+00:00"


def test_hostile_text_arrives_unchanged_and_odd_values_as_text(export, task, annotation):
    formula = '=HYPERLINK("http://x","y")'
    path = export(task(1, annotation("@x", formula), data={"queue": ["+1", "\ud800"], "language": 10**400}))
    labels = read(path).labels
    assert rows(labels, "annotator_id", "label", "queue") == [["@x", formula, '["+1", "?"]']]
    assert labels["language"].iloc[0] == "1" + "0" * 400
