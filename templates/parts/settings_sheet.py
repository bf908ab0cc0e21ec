"""The sheet of thresholds and choices: one row a setting, whose yellow cell says what it accepts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter import Workbook

from templates.parts.setting_rows import SETTINGS
from templates.parts.style import Styles
from templates.parts.table_sheet import Column, TableSheet, add_table_sheet

QUALITY = (
    "project", "timezone", "level", "confidence", "alpha_target", "alpha_minimum", "gold_target", "gold_minimum",
    "category_target", "category_minimum",
)  # fmt: skip
SLA = ("sla_hours", "sla_clock", "sla_goal", "sla_minimum", "start_stage", "stop_stage", "pause_stages")
DELIVERY = ("start_date", "due_date", "scope_tasks", "gaps")
EXPOSURE = (
    "sensitive_tiers", "exposure_cap_hours", "break_after_hours", "break_minutes", "exposure_cutoff", "pseudonyms",
)  # fmt: skip


def settings_table(names: Sequence[str]) -> TableSheet:
    """Give the sheet of some settings, in the order of `names`."""
    return TableSheet(
        name="Settings",
        table="Settings",
        role="input",
        title="Settings",
        purpose="Thresholds and choices of this project. Change the yellow cells, then refresh.",
        note="Where a yellow cell is left empty, its default is used.",
        columns=(Column("setting", 22), Column("value", 24, "threshold"), Column("unit", 18), Column("meaning", 92)),
        rows=[(name, SETTINGS[name].default, SETTINGS[name].unit, SETTINGS[name].meaning) for name in names],
    )


def add_settings(workbook: Workbook, styles: Styles, names: Sequence[str]) -> None:
    """Add the sheet of some settings; each value's cell bears the setting's name, is unlocked and says what it takes.

    Parameters
    ----------
    workbook, styles
    names : sequence of str
        Keys of `templates.parts.setting_rows.SETTINGS`, in their order on the sheet.
    """
    spec = settings_table(names)
    sheet = add_table_sheet(workbook, spec, styles)
    sheet.print_area(0, 0, spec.last_row, len(spec.columns) - 1)
    cell = {name: f"$B${spec.first_row + 1 + offset}" for offset, name in enumerate(names)}
    for name in names:
        setting = SETTINGS[name]
        sheet.write(cell[name], setting.default, styles[f"{setting.style}_setting"])
        sheet.data_validation(cell[name], _in_this_book(setting.rule, cell))
        workbook.define_name(name, f"={spec.name}!{cell[name]}")


def _in_this_book(rule: dict[str, Any], cell: dict[str, str]) -> dict[str, Any]:
    """Replace the names of settings in a rule's bounds by their cells."""
    bounds = {end: rule[end] for end in ("minimum", "maximum") if isinstance(rule.get(end), str)}
    return rule | {end: f"={cell[name.removeprefix('=')]}" for end, name in bounds.items()}
