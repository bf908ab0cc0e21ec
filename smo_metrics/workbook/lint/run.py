"""Is a workbook fit to be handed on? Runs the checklist."""

from __future__ import annotations

from pathlib import Path

from smo_metrics.workbook.lint.check_list import CHECKS
from smo_metrics.workbook.lint.facts.book import read_book
from smo_metrics.workbook.lint.outcome import Problem
from smo_metrics.workbook.lint.report import Finding, LintReport, Undecided


def lint(path: str | Path) -> LintReport:
    """Decide whether a workbook can be handed to others, and what to mend first.

    Parameters
    ----------
    path : str or Path
        A workbook (.xlsx or .xlsm), made by this library or not; it is only read. Macros are not looked at.

    Returns
    -------
    LintReport
        What each of the 25 checks finds, where, and how to mend it. A check that the file does not decide is listed
        as undecided with its reason; it neither passes nor fails. What each check tests, and what it cannot see,
        stands in the docstrings of `smo_metrics.workbook.lint.checks`.

    Raises
    ------
    WorkbookError
        No workbook, a damaged, encrypted or signed one, or one that unpacks to more than memory should hold.

    References
    ----------
    FAST Standard Organisation (2019), The FAST Standard 02c. ICAEW (2015), Twenty principles for good spreadsheet
    practice, 2nd ed. Microsoft, "Make your Excel documents accessible to people with disabilities". W3C (2018), Web
    Content Accessibility Guidelines 2.1.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from smo_metrics.workbook import create
    >>> with TemporaryDirectory() as folder:
    ...     report = lint(create("quality_review", f"{folder}/review.xlsx"))
    >>> report.findings
    ()
    """
    book = read_book(Path(path))
    findings: list[Finding] = []
    undecided: list[Undecided] = []
    for check in CHECKS:
        for outcome in check.test(book):
            if isinstance(outcome, Problem):
                findings.append(Finding(check.number, check.name, outcome.where, outcome.what, outcome.mend))
            else:
                undecided.append(Undecided(check.number, check.name, outcome.why))
    return LintReport(Path(path), tuple(findings), tuple(undecided))
