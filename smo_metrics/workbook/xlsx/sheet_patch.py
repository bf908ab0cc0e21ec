"""One sheet on its way from old to new: what moves, what is lost with its row, and which parts change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from smo_metrics.workbook.xlsx.addresses import Area, address
from smo_metrics.workbook.xlsx.assemble import sheet_xml, write_blocks, write_table
from smo_metrics.workbook.xlsx.content import Value
from smo_metrics.workbook.xlsx.layout import Layout
from smo_metrics.workbook.xlsx.markup import RELATIONSHIPS
from smo_metrics.workbook.xlsx.notes import Place, move_notes, place_notes, read_notes
from smo_metrics.workbook.xlsx.orphans import Orphan, orphan, orphaned_cells
from smo_metrics.workbook.xlsx.placement import Placement, pinned_areas, place
from smo_metrics.workbook.xlsx.plan import TablePlan
from smo_metrics.workbook.xlsx.ranges import move_hyperlinks, move_merges, resize_sheet, table_part
from smo_metrics.workbook.xlsx.rows import Sheet
from smo_metrics.workbook.xlsx.values import ValueWriter


@dataclass(slots=True)
class SheetPatch:
    """One sheet, the plans of its managed tables, and the values of its named areas.

    Parameters
    ----------
    layout : Layout
        The workbook.
    sheet : Sheet
        The sheet, taken apart.
    plans : list of TablePlan
        Its managed tables.
    blocks : mapping of Area to 2-D sequence
        Its named areas and their new values.
    """

    layout: Layout
    sheet: Sheet
    plans: list[TablePlan]
    blocks: Mapping[Area, Sequence[Sequence[Value]]]
    pinned: list[Area] = field(init=False)
    notes: dict[Place, str] = field(init=False)

    def __post_init__(self) -> None:
        self.pinned = pinned_areas(self.layout, self.sheet)
        self.notes = read_notes(self.layout.package, self.sheet.part)

    def take_orphans(self) -> list[Orphan]:
        """Collect what a user had put on rows that are gone; links among it leave the sheet."""
        found = [item for plan in self.plans for item in orphaned_cells(plan, self.pinned)]
        gone = {row: plan for plan in self.plans for row in plan.vanished}
        for (row, column), text in sorted(self.notes.items()):
            if row in gone and not self._is_pinned(row, column):
                found.append(orphan(gone[row], row, f"note on {address(row, column)}", text))
        targets = {link.id: link.target for link in self.layout.package.relationships(self.sheet.part)}
        moves = self._moves()
        lost = move_hyperlinks(self.sheet.root, lambda row: None if row in gone else moves.get(row, row))
        for area, link in lost:
            target = targets.get(link.get(f"{{{RELATIONSHIPS}}}id", ""), "") or link.get("location", "")
            found.append(orphan(gone[area.top], area.top, f"link on {area.text}", target))
        return found

    def parts(self, writer: ValueWriter) -> tuple[dict[str, bytes], Placement]:
        """Write the sheet, its tables and the places of its notes."""
        placement = place(self.sheet, self.plans, self.pinned)
        written = [write_table(plan, self.sheet, placement, writer) for plan in self.plans]
        write_blocks(self.blocks, self.sheet, placement, writer)
        moves, gone = self._moves(), {row for plan in self.plans for row in plan.vanished}
        resize_sheet(self.sheet.root, self.plans)
        move_merges(self.sheet.root, lambda row: None if row in gone else moves.get(row, row))
        changed = {self.sheet.part: sheet_xml(self.sheet, written, placement)}
        changed |= {plan.table.part: table_part(self.layout, plan) for plan in self.plans}
        changed |= move_notes(self.layout.package, self.sheet.part, self._note_places(placement))
        return changed, placement

    def _note_places(self, placement: Placement) -> dict[Place, Place]:
        moves, gone = self._moves(), {row for plan in self.plans for row in plan.vanished}
        full_rows = {row for row, _ in placement.full}
        areas = [plan.area for plan in self.plans]

        def moved(note: Place) -> Place | None:
            row, column = note
            if self._is_pinned(row, column):
                return note
            if row in gone or any(_grows_over(plan, row, column) for plan in self.plans):
                return None
            return moves.get(row, row), column

        def is_free(cell: Place) -> bool:
            return cell[0] not in full_rows and not any(area.holds(*cell) for area in areas)

        def first_row_below(note: Place) -> int:
            bottoms = [
                plan.area.bottom
                for plan in self.plans
                if plan.table.area.top <= note[0] <= max(plan.table.area.bottom, plan.area.bottom)
            ]
            return max(bottoms) + 1

        return place_notes(self.notes, moved, is_free, first_row_below)

    def _moves(self) -> dict[int, int]:
        return {row: to for plan in self.plans for row, to in plan.moves.items()}

    def _is_pinned(self, row: int, column: int) -> bool:
        return any(area.holds(row, column) for area in self.pinned)


def _grows_over(plan: TablePlan, row: int, column: int) -> bool:
    return row > plan.table.area.bottom and plan.area.holds(row, column)
