"""Which conditional formats, validations and sparklines grow with a table, and which follow the row they stand on?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smo_metrics.workbook.xlsx.addresses import Area, parse_area, parse_reference, reference
from smo_metrics.workbook.xlsx.cells import Formula, translate
from smo_metrics.workbook.xlsx.markup import EXCEL_MAIN, main, take_out
from smo_metrics.workbook.xlsx.moves import RowMoves
from smo_metrics.workbook.xlsx.plan import TablePlan
from smo_metrics.workbook.xlsx.ranges import covered, resized

if TYPE_CHECKING:
    from lxml import etree

_PLACES = tuple(main(tag) for tag in ("conditionalFormatting", "dataValidation", "ignoredError", "protectedRange"))
_EXTENDED_PLACE, _EXTENDED_FORMULA = f"{{{EXCEL_MAIN}}}sqref", f"{{{EXCEL_MAIN}}}f"
_FORMULAS = (main("formula"), main("formula1"), main("formula2"), _EXTENDED_FORMULA)
_NAMES = {
    "conditionalFormatting": "conditional format",
    "dataValidation": "validation",
    "protectedRange": "protected range",
    "sparkline": "sparkline",
}


@dataclass(frozen=True, slots=True)
class LostRule:
    """A rule or sparkline all of whose rows are gone: where it stood, what it is, and its formulas."""

    area: Area
    kind: str
    content: str


def take_lost_rules(root: etree._Element, plans: Sequence[TablePlan], moves: RowMoves) -> list[LostRule]:
    """Take out, and return, the rules and sparklines all of whose rows are gone.

    Parameters
    ----------
    root : lxml element
        The sheet, changed in place.
    plans : sequence of TablePlan
        Its managed tables.
    moves : RowMoves
        Where its rows go.
    """
    lost = []
    for rule, old in list(_rules(root)):
        if not any(_moved(area, plans, moves) for area in old):
            kind = _NAMES.get(_local(rule))
            if kind is not None:
                lost.append(LostRule(old[0], kind, "; ".join(f.text for f in rule.iter(*_FORMULAS) if f.text)))
            take_out(_whole(rule))
    return lost


def move_rules(root: etree._Element, plans: Sequence[TablePlan], moves: RowMoves) -> None:
    """Bring every rule of a sheet to its new cells.

    An area that covers a table's rows grows and shrinks with it, one within them follows its rows, and every other
    (reaching beyond the table, or a whole column) stays. Formulas shift as when a row is copied.

    Parameters
    ----------
    root : lxml element
        The sheet, changed in place.
    plans : sequence of TablePlan
        Its managed tables.
    moves : RowMoves
        Where its rows go.
    """
    for rule, old in _rules(root):
        new = sorted((to for area in old for to in _moved(area, plans, moves)), key=lambda to: (to.top, to.left))
        if new and set(new) != set(old):
            _put(rule, " ".join(area.text for area in new))
            if _local(rule) != "sparkline":
                _shift(rule, _corner(old), _corner(new))


def move_sparkline_data(
    root: etree._Element, sheet: str, plans: Sequence[TablePlan], moves: RowMoves, others: Sequence[TablePlan]
) -> None:
    """Let each sparkline go on drawing what it drew: a table's rows as they grow, or the cells of one row.

    Parameters
    ----------
    root : lxml element
        The sheet, changed in place.
    sheet : str
        Its name.
    plans : sequence of TablePlan
        Its managed tables.
    moves : RowMoves
        Where its rows go.
    others : sequence of TablePlan
        The managed tables of the whole workbook, of which a sparkline may draw whole columns.
    """
    for element in root.iter(_EXTENDED_FORMULA):
        place = parse_reference(element.text or "")
        owner = element.getparent()
        if place is None or owner is None or _local(owner) not in ("sparkline", "sparklineGroup"):
            continue
        name, area = place
        if name == sheet:
            new = _moved(area, plans, moves)
        else:
            new = [resized(area, [plan for plan in others if plan.table.sheet == name])]
        if len(new) == 1 and new[0] != area:
            element.text = f"{reference(name, new[0]).rpartition('!')[0]}!{new[0].text}"


def _rules(root: etree._Element) -> Iterator[tuple[etree._Element, list[Area]]]:
    """Give each rule with its areas; one that holds a whole column or row is left out, as it stays."""
    found = [(rule, rule.get("sqref", "")) for rule in root.iter(*_PLACES)]
    for place in root.iter(_EXTENDED_PLACE):
        owner = place.getparent()
        if owner is not None:
            found.append((owner, place.text or ""))
    for rule, text in found:
        areas = [parse_area(piece) for piece in text.split()]
        if areas and None not in areas:
            yield rule, [area for area in areas if area is not None]


def _whole(rule: etree._Element) -> etree._Element:
    """Give what goes with a rule: of the last sparkline of a group the group, which cannot be without one."""
    line = rule.getparent()
    group = line.getparent() if line is not None else None
    is_last = line is not None and len(line) == 1 and _local(rule) == "sparkline"
    return group if is_last and group is not None else rule


def _put(rule: etree._Element, place: str) -> None:
    extended = rule.find(_EXTENDED_PLACE)
    if extended is not None:
        extended.text = place
    else:
        rule.set("sqref", place)


def _moved(area: Area, plans: Sequence[TablePlan], moves: RowMoves) -> list[Area]:
    return [resized(area, plans)] if covered(area, plans) else moves.areas(area)


def _corner(areas: Sequence[Area]) -> tuple[int, int]:
    return min(area.top for area in areas), min(area.left for area in areas)


def _shift(rule: etree._Element, old: tuple[int, int], new: tuple[int, int]) -> None:
    for element in rule.iter(*_FORMULAS):
        try:
            element.text = translate(Formula(element.text or "", *old), *new)
        except ValueError:
            continue  # a reference would leave the sheet


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
