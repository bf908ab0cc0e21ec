"""Put new content into a workbook and change nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx.addresses import Area
from smo_metrics.workbook.xlsx.book_part import allowed_parts, book_part, broken_chain
from smo_metrics.workbook.xlsx.charts import chart_parts
from smo_metrics.workbook.xlsx.content import Content, PatchReport, Value
from smo_metrics.workbook.xlsx.layout import Layout
from smo_metrics.workbook.xlsx.orphans import ORPHANS, Orphan, begin_orphans
from smo_metrics.workbook.xlsx.package import digest, open_package
from smo_metrics.workbook.xlsx.pivots import stale_pivots
from smo_metrics.workbook.xlsx.placement import Placement
from smo_metrics.workbook.xlsx.plan import begin, plan_appended, plan_table
from smo_metrics.workbook.xlsx.rows import TableRows, read_sheet
from smo_metrics.workbook.xlsx.save import check_writable, save
from smo_metrics.workbook.xlsx.sheet_patch import SheetPatch
from smo_metrics.workbook.xlsx.values import LONGEST_TEXT, ValueWriter

Blocks = dict[str, dict[Area, Sequence[Sequence[Value]]]]


def patch(path: str | Path, content: Content) -> PatchReport:
    """Bring an existing workbook up to date in place, keeping everything a user made.

    Parameters
    ----------
    path : str or pathlib.Path
        The workbook. It is replaced at once or not at all; the old file stays beside it as ``….before-refresh.xlsx``.
    content : Content
        New rows of tables and new values of named areas.

    Returns
    -------
    PatchReport
        What was written. With content that the workbook already holds, nothing is, and `backup` is None.

    Raises
    ------
    WorkbookError
        The file cannot be changed without losing something, or cannot be read or written; it is as it was.
    """
    path = Path(path).resolve()
    layout = Layout(open_package(path))
    check_writable(path)
    blocks = _blocks_by_sheet(layout, content)
    tables = {name: begin(layout, name, managed) for name, managed in content.tables.items()}
    patches, orphans = _plan(layout, content, tables, blocks)
    plans = [plan for sheet in patches for plan in sheet.plans]

    changed: dict[str, bytes] = {}
    placements: dict[str, Placement] = {}
    warnings = _missing_columns(content, tables)
    for sheet in patches:
        writer = ValueWriter(sheet.sheet.prefix, layout.date1904)
        parts, placement = sheet.parts(writer, plans)
        changed |= parts
        placements[sheet.sheet.name] = placement
        warnings += _cell_warnings(sheet.sheet.name, writer, placement)
    charts = chart_parts(layout, plans, content.chart_rows)
    before = layout.package.digests
    changed = {part: data for part, data in (changed | charts).items() if digest(data) != before[part]}
    warnings += [
        f"{plan.table.name}: a filter is set; choose Data > Reapply in Excel to filter the new rows."
        for plan in plans
        if plan.table.part in changed and plan.table.is_filtered
    ]

    backup: Path | None = None
    dropped: tuple[str, ...] = ()
    if changed:
        unchained, dropped = broken_chain(layout, {name: p.formulas for name, p in placements.items()})
        changed |= unchained
        changed[layout.part] = book_part(layout, plans)
        backup = save(layout.package, changed, dropped, allowed_parts(layout, list(placements), list(charts)))
    return PatchReport(
        rows={name: len(managed.frame) for name, managed in content.tables.items()},
        orphans=len(orphans),
        changed_parts=tuple(sorted({*changed, *dropped})),
        backup=backup,
        pivots=stale_pivots(layout, [rows.table for rows in tables.values()]),
        warnings=tuple(warnings),
    )


def _plan(
    layout: Layout, content: Content, tables: Mapping[str, TableRows], blocks: Blocks
) -> tuple[list[SheetPatch], list[Orphan]]:
    """Plan every sheet; that of the Orphans table last, when it is known what it must take in."""
    keeper = layout.tables.get(ORPHANS)
    names = [name for name in layout.sheets if name in {*blocks, *(rows.table.sheet for rows in tables.values())}]
    names.sort(key=lambda name: keeper is not None and name == keeper.sheet)
    patches: list[SheetPatch] = []
    orphans: list[Orphan] = []
    for name in names:
        if keeper is None or name != keeper.sheet:
            patches.append(_sheet_patch(layout, content, name, tables, blocks, None))
            orphans += patches[-1].take_orphans()
    kept = begin_orphans(layout, orphans)
    if keeper is not None and (kept is not None or keeper.sheet in names):
        kept = kept or TableRows(keeper, frozenset(), ())
        last = _sheet_patch(layout, content, keeper.sheet, tables, blocks, kept)
        orphans += last.take_orphans()
        rows = [item.row() for item in orphans]
        last.plans.append(plan_appended(kept, rows, ValueWriter(last.sheet.prefix, layout.date1904)))
        patches.append(last)
    return patches, orphans


def _sheet_patch(
    layout: Layout,
    content: Content,
    name: str,
    tables: Mapping[str, TableRows],
    blocks: Blocks,
    kept: TableRows | None,
) -> SheetPatch:
    here = {table: rows for table, rows in tables.items() if rows.table.sheet == name}
    sheet = read_sheet(layout, name, (*here.values(), *([kept] if kept else [])))
    plans = [plan_table(rows, content.tables[table], layout.date1904) for table, rows in here.items()]
    for plan in plans:
        for area in blocks.get(name, {}):
            if area.meets(plan.area):
                raise WorkbookError(
                    f"table {plan.table.name} would grow over the named area {name}!{area.text}. "
                    "Create a new workbook with smo-metrics new and refresh that."
                )
    return SheetPatch(layout, sheet, plans, blocks.get(name, {}))


def _blocks_by_sheet(layout: Layout, content: Content) -> Blocks:
    found: Blocks = {}
    for name, values in content.blocks.items():
        if name not in layout.names or layout.names[name][0] not in layout.sheets:
            raise WorkbookError(
                f"{layout.package.path.name} has no named area {name}; it was renamed or deleted. "
                "Create a new workbook with smo-metrics new and refresh that."
            )
        sheet, area = layout.names[name]
        height, width = area.bottom - area.top + 1, area.right - area.left + 1
        widest = max(map(len, values), default=0)
        if len(values) > height or widest > width:
            raise WorkbookError(
                f"the named area {name} has room for {height} x {width} values and {len(values)} x {widest} arrived. "
                "Create a new workbook with smo-metrics new and refresh that."
            )
        found.setdefault(sheet, {})[area] = values
    return found


def _missing_columns(content: Content, tables: Mapping[str, TableRows]) -> list[str]:
    warnings = []
    for name, rows in tables.items():
        missing = [str(h) for h in content.tables[name].frame.columns if rows.table.column(str(h)) is None]
        if missing:
            warnings.append(f"{name}: the workbook's table has no column {', '.join(missing)}; left out.")
    return warnings


def _cell_warnings(sheet: str, writer: ValueWriter, placement: Placement) -> list[str]:
    warnings = []
    if writer.cut:
        warnings.append(f"{sheet}: {writer.cut} text(s) longer than {LONGEST_TEXT:,} characters were cut.")
    if writer.infinite:
        warnings.append(f"{sheet}: {writer.infinite} infinite number(s) were left empty.")
    if placement.stuck:
        cells = ", ".join(placement.stuck[:5])
        warnings.append(f"{sheet}: formulas that moved kept their references as they were; check {cells}.")
    return warnings
