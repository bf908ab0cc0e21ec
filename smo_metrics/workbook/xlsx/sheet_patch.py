"""One sheet on its way from old to new: what moves, what is lost with its row, and which parts change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from smo_metrics.workbook.xlsx.addresses import Area, address
from smo_metrics.workbook.xlsx.assemble import sheet_xml, write_blocks, write_table
from smo_metrics.workbook.xlsx.content import Value
from smo_metrics.workbook.xlsx.layout import Layout
from smo_metrics.workbook.xlsx.markup import RELATIONSHIPS
from smo_metrics.workbook.xlsx.moves import RowMoves, row_moves
from smo_metrics.workbook.xlsx.notes import Place, move_notes, place_notes, read_notes
from smo_metrics.workbook.xlsx.orphans import Orphan, orphan, orphaned_cells
from smo_metrics.workbook.xlsx.placement import Placement, pinned_areas, place
from smo_metrics.workbook.xlsx.plan import TablePlan
from smo_metrics.workbook.xlsx.ranges import move_one_row_areas, resize_filters, table_part, take_lost_links
from smo_metrics.workbook.xlsx.rows import Sheet
from smo_metrics.workbook.xlsx.rules import move_rules, move_sparkline_data, take_lost_rules
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
        """Collect what a user had put on rows that are gone; links and rules among it leave the sheet."""
        moves = row_moves(self.plans, self.pinned)
        gone = {row: plan for plan in self.plans for row in plan.vanished}
        found = [item for plan in self.plans for item in orphaned_cells(plan, self.pinned)]
        for (row, column), text in sorted(self.notes.items()):
            if moves.row(row, column) is None:
                found.append(orphan(gone[row], row, f"note on {address(row, column)}", text))
        targets = {link.id: link.target for link in self.layout.package.relationships(self.sheet.part)}
        for area, link in take_lost_links(self.sheet.root, moves):
            target = targets.get(link.get(f"{{{RELATIONSHIPS}}}id", ""), "") or link.get("location", "")
            found.append(orphan(gone[area.top], area.top, f"link on {area.text}", target))
        for rule in take_lost_rules(self.sheet.root, self.plans, moves):
            found.append(orphan(gone[rule.area.top], rule.area.top, f"{rule.kind} on {rule.area.text}", rule.content))
        return found

    def parts(self, writer: ValueWriter, plans: Sequence[TablePlan]) -> tuple[dict[str, bytes], Placement]:
        """Write the sheet, its tables and the places of its notes; `plans` are those of the whole workbook."""
        root, moves = self.sheet.root, row_moves(self.plans, self.pinned)
        placement = place(self.sheet, self.plans, moves)
        written = [write_table(plan, self.sheet, placement, writer) for plan in self.plans]
        write_blocks(self.blocks, self.sheet, placement, writer)
        resize_filters(root, self.plans)
        move_one_row_areas(root, moves)
        move_rules(root, self.plans, moves)
        move_sparkline_data(root, self.sheet.name, self.plans, moves, plans)
        changed = {self.sheet.part: sheet_xml(self.sheet, written, placement)}
        changed |= {plan.table.part: table_part(self.layout, plan) for plan in self.plans}
        changed |= move_notes(self.layout.package, self.sheet.part, self._note_places(placement, moves))
        return changed, placement

    def _note_places(self, placement: Placement, moves: RowMoves) -> dict[Place, Place]:
        full_rows = {row for row, _ in placement.full}
        areas = [plan.area for plan in self.plans]

        def moved(note: Place) -> Place | None:
            row, column = note
            if not moves.is_pinned(row, column) and any(_grows_over(plan, row, column) for plan in self.plans):
                return None
            to = moves.row(row, column)
            return None if to is None else (to, column)

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


def _grows_over(plan: TablePlan, row: int, column: int) -> bool:
    return row > plan.table.area.bottom and plan.area.holds(row, column)
