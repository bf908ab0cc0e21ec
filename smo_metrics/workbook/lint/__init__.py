"""Is a workbook fit to be handed on? 25 checks, each with where and how to mend.

``facts`` reads the workbook once, ``checks`` holds the rules, ``check_list`` numbers them, ``run`` applies them.
"""

from smo_metrics.workbook.lint.report import Finding, LintReport, Undecided
from smo_metrics.workbook.lint.run import lint

__all__ = ["Finding", "LintReport", "Undecided", "lint"]
