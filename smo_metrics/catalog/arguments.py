"""The arguments that several functions share, and the columns that their examples read."""

from __future__ import annotations

from smo_metrics.catalog.entry import Argument

LABELS = Argument(
    "labels",
    "One column of labels (with items and annotators beside it), or a block with an item a row and an annotator a "
    "column, selected without its header row. Empty cells are missing labels.",
)
NUMBERS = Argument(
    "labels",
    "Numbers: one column (with items and annotators beside it), or a block with an item a row and an annotator a "
    "column, selected without its header row. Empty cells are missing.",
)
ITEMS = Argument(
    "items", "The item of each label: one column, or several (item, policy version). Leave out for a block.", True
)
ANNOTATORS = Argument("annotators", "The annotator of each label: one column. Leave out for a block.", True)
LEVEL = Argument(
    "level",
    'What labels are: "nominal" (names, the default), "ordinal" (an order), "interval" (numbers), "ratio" (numbers of '
    '0 or more whose ratio matters) or "circular" (hours, weekdays).',
    True,
)
CATEGORIES = Argument(
    "categories", "All categories in order, also unused ones. Left out: the labels found, A to Z or by size.", True
)
STATISTIC = Argument(
    "statistic",
    '"value" (default), "low", "high" (95 % interval), "standard_error", "p_value", "observed", "expected", "items", '
    '"labels" or "status".',
    True,
)
WEIGHTS = Argument(
    "weights",
    'How near a near miss is: "identity" (default), "linear", "quadratic", "ordinal", "radical", "ratio", "circular", '
    '"bipolar", or a square range of your own in the order of the categories, 1 on its diagonal, 0 to 1 elsewhere.',
    True,
)
COEFFICIENT = Argument(
    "coefficient",
    '"krippendorff_alpha" (default), "gwet_ac", "fleiss_kappa", "cohen_kappa", "scott_pi", "conger_kappa", '
    '"light_kappa", "brennan_prediger" or "percent_agreement".',
    True,
)
COLUMN = Argument("labels", "One column of labels. Empty cells are missing labels. A header row is recognised.")
GOLD_COLUMN = Argument(
    "gold", "The gold (known right) label of each label's item: one column. Empty where there is none."
)
GROUPS = Argument("groups", "The group of each label: one column, such as its queue, region or policy version.")
ITEM_COLUMN = Argument("items", "The item of each label: one column, or several (item, policy version).")
ANNOTATOR_COLUMN = Argument("annotators", "The annotator of each label: one column.")
TIMEZONE = Argument(
    "timezone",
    'The zone whose local times the dates are, such as "Asia/Singapore" (an IANA name): a date in a cell has none. A '
    "text with a zone of its own keeps it. Results that are dates are in this zone, too.",
)
HOLIDAYS = Argument("holidays", 'Days off: a country\'s code, such as "SG" or "US-CA", or a range of dates.', True)
TASKS = Argument("tasks", "The task of each event: one column, an event a row. A header row is recognised.")
STAGES = Argument("stages", "What was done in each event, such as label or review: one column.")
STARTED = Argument(
    "started", "When each event's work began: one column of dates with their time, or of texts. Empty: it still waits."
)
ENDED = Argument("ended", "When it ended. Empty: it is open. One empty cell for all: a log with one time an event.")
ENABLED = Argument("enabled", "When the work could begin. Left out: when the task's stage before had ended.", True)
EVENT_GROUPS = Argument(
    "groups", "The region, queue or team of each event: one column. The table has a row for each.", True
)

RATED = "Labels[counted_label], Labels[unit], Labels[annotator_id]"
CHECKED = "Labels[counted_label], Labels[gold_label], Labels[unit], Labels[annotator_id]"
SCORED = "Scores[[aoife]:[tomas]]"
