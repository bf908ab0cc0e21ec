"""How does a message of the library read to somebody who wrote a formula? With the names that formulas have."""

from __future__ import annotations

import re

from smo_metrics.catalog import CATALOG

_NAMES = {entry.function.rpartition(":")[2]: entry.excel_name for entry in reversed(CATALOG)}
_FUNCTIONS = {name: shown for name, shown in _NAMES.items() if "_" in name}  # "consensus" is a word of sentences too
_WORDS = {
    rf"\b({'|'.join(_FUNCTIONS)})\b": lambda found: _FUNCTIONS[found[0]],
    r"\bitem_id\b": "item",
    r"\bannotator_id\b": "annotator",
    r"\bgold_label\b": "gold label",
    r"\blabelled_at\b": "time",
    r"\bduration_seconds\b": "seconds",
    r"\btask_id\b": "task",
    r"\bactor_id\b": "actor",
    r"\b(started|ended|enabled)_at\b": r"\1 time",
    r'Write it like "Asia/Singapore; [^"]*"\.': 'Write hours like "mon-fri 09:00-18:00; sat 09:00-13:00".',
    r"^servers\b": "people",
    r"gaps='(\w+)'": r'gaps "\1"',
    r"level='(\w+)'": r'the level "\1"',
    r" \(shell: --categories; workbook: the sheet Category order\)": "",
    r" \(in a workbook: the sheet Category order\), or mark it as missing": ", or empty its cell",
    r", or number them in a column 'round' \(1 = first pass\)": "",
    r"\((rows? \d[\d, .]*)\)": r"(\1 of the selection)",
}


def in_a_formula(message: str) -> str:
    """Put a message of the library into the words of formulas.

    Examples
    --------
    >>> in_a_formula("labels: 2 rows have no item_id (rows 1, 2). Fill or remove them.")
    'labels: 2 rows have no item (rows 1, 2 of the selection). Fill or remove them.'
    """
    for words, ours in _WORDS.items():
        message = re.sub(words, ours, message)
    return message
