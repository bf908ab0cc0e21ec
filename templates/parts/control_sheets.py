"""The sheets that keep a workbook honest: its checks, its orphans, and what the library needs to know of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from xlsxwriter import Workbook

from templates.parts.style import Styles, colour_marks
from templates.parts.table_sheet import Column, TableSheet, add_table_sheet

CHECKS = TableSheet(
    name="Checks",
    table="Checks",
    role="control",
    title="Checks",
    purpose="Do the numbers in this workbook add up? Each row compares two ways to the same figure.",
    note="Overall:",
    columns=(
        Column("check", 44, "note"),
        Column("expected", 18, "figure"),
        Column("found", 18, "figure"),
        Column("result", 18),
        Column("explanation", 70, "note"),
    ),
    marked=("result",),
)

ORPHANS = TableSheet(
    name="Orphans",
    table="Orphans",
    role="control",
    title="Orphans",
    purpose="What people wrote beside rows that are no longer in the data; nothing of it is thrown away.",
    note="Delete a row here when you no longer need it.",
    columns=(Column("sheet", 16), Column("key", 44), Column("where", 16), Column("content", 80, "note")),
)

KEYS = {"Sources": "path,table", "Roster": "annotator_id", "Checks": "check"}


def library_version() -> str:
    """Give the version of smo-metrics that the workbooks are built with."""
    project = Path(__file__).parents[2] / "pyproject.toml"
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


def add_checks(workbook: Workbook, styles: Styles) -> None:
    """Add the sheet of reconciliations, with one flag for all of them."""
    sheet = add_table_sheet(workbook, CHECKS, styles)
    sheet.write_string(2, 0, "Overall", styles["overall"])
    sheet.write_string(2, 1, "not available", styles["overall"])
    workbook.define_name("checks_overall", f"={CHECKS.name}!$B$3")
    colour_marks(sheet, "B3", styles)
    for column in ("expected", "found"):
        cell = CHECKS.cells(column).split(":")[0]
        whole = {"type": "formula", "criteria": f"={cell}=INT({cell})", "format": styles.whole}
        sheet.conditional_format(CHECKS.cells(column), whole)


def add_meta(workbook: Workbook, styles: Styles, template: str, schema: int, keys: Mapping[str, str]) -> None:
    """Add the hidden sheet that says which template this is, and which columns name each table's rows.

    Parameters
    ----------
    workbook, styles, template, schema
    keys : mapping of str to str
        Managed table -> its key columns, with commas between; those of Sources, Roster and Checks are known.
    """
    facts = {"template": template, "schema": str(schema), "library_version": library_version()}
    facts |= {f"key:{table}": columns for table, columns in {**keys, **KEYS}.items()}
    meta = TableSheet(
        name="_meta",
        table="Meta",
        role="control",
        title="_meta",
        purpose="What the library needs to know about this workbook.",
        note="Leave it as it is.",
        columns=(Column("name", 28), Column("value", 40)),
        rows=tuple(facts.items()),
    )
    add_table_sheet(workbook, meta, styles).hide()
