"""Which header of a file holds which column of ours, written as text by a user."""

from __future__ import annotations

import re

from smo_metrics.errors import SettingsError

_EXAMPLE = "item_id=Task ID; label=Verdict"


def parse_columns(text: str) -> dict[str, str]:
    """Read a column map from one line of text, as it stands in a Sources table or on a command line.

    Parameters
    ----------
    text : str
        Pairs ``ours=theirs``, separated by semicolons or line breaks; ``ours=`` means: do not use any column for it.

    Returns
    -------
    dict of str to str
        Our column name -> the header in the file.

    Raises
    ------
    SettingsError
        A pair without ``=`` or without our column, or a column named twice.

    Examples
    --------
    >>> parse_columns("item_id=Task ID; label=Verdict")
    {'item_id': 'Task ID', 'label': 'Verdict'}
    """
    columns: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
        ours, _, theirs = (side.strip() for side in pair.partition("="))
        if not ours or "=" not in pair:
            raise SettingsError(f"column map: {pair!r} is not a pair ours=theirs. Write it as: {_EXAMPLE}.")
        if ours in columns:
            raise SettingsError(f"column map: {ours!r} stands in it twice. Keep one of the two headers.")
        columns[ours] = theirs
    return columns
