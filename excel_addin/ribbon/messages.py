"""What may one message box of Excel say? Plain characters, at most what it holds, and mends that the ribbon offers."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

from excel_addin.machine.shell_command import shell_command
from smo_metrics.errors import SmoError

MARK = "SMO: "
LONGEST = 1_000
_END = 300
_IN_RIBBON = {
    r"smo-metrics import EXPORT BOOK --table \S+": "SMO > Import export (or Import events, ...).",
    r"Name it: smo-metrics rebuild (.*?\.xls[xm]|\S+) ?": (
        "Create a new workbook of it with SMO > New from template, and import its exports there "
    ),
    "--template NAME ": "",
    r"smo-metrics rebuild( .*?\.xls[xm]| \S+)?": "SMO > Rebuild",
    r"[:;]? ?smo-metrics new( TEMPLATE NEW\.xlsx)?": " SMO > New from template",
    r"add --table roster": "press SMO > Import roster",
    r"for example --timezone Asia/Singapore": (
        "for example Asia/Singapore in the column timezone of the sheet Sources (write the file's path there too), "
        "and press SMO > Refresh"
    ),
}


def shown(text: str) -> str:
    """Fit a text into VBA's MsgBox, which cuts long texts and has only the characters of the country's Windows.

    Examples
    --------
    >>> shown("● On target: alpha is 0.84.")
    'On target: alpha is 0.84.'
    """
    plain = re.sub("[●▲■] ", "", text)
    if len(plain) <= LONGEST:
        return plain
    # What to do, and that nothing was changed, stands at the end.
    end = plain[-_END:]
    return f"{plain[: LONGEST - _END - 3]}…\n…{end}"


def refusal(error: SmoError) -> str:
    """Say what was wrong, with the mends of the shell in the ribbon's words."""
    text = str(error)
    for words, ours in _IN_RIBBON.items():
        text = re.sub(words, ours, text)
    return shown(MARK + text)


def defect(error: Exception) -> str:
    """Name the place of a defect of the add-in, without its traceback or the error's text, which may hold data."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
    return (
        f"{MARK}Something went wrong that the add-in did not expect ({where}). Save your work and try again; "
        f"if it stays, run {shell_command('excel doctor')} and report this line."
    )
