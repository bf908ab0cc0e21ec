"""What changes in the workbook itself: names, the order to recalculate, and the chain of formulas."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from smo_metrics.workbook.xlsx.addresses import parse_cell
from smo_metrics.workbook.xlsx.layout import Layout
from smo_metrics.workbook.xlsx.markup import CONTENT_TYPES, PACKAGE_RELATIONSHIPS, main, parse, serialise
from smo_metrics.workbook.xlsx.package import relationships_part
from smo_metrics.workbook.xlsx.plan import TablePlan
from smo_metrics.workbook.xlsx.ranges import resize_names

_TYPES = "[Content_Types].xml"
_OF_A_SHEET = ("table", "comments", "threadedComment", "vmlDrawing")
_BEFORE_CALCULATION = tuple(main(tag) for tag in ("definedNames", "externalReferences", "functionGroups", "sheets"))


def book_part(layout: Layout, plans: Sequence[TablePlan]) -> bytes:
    """Write the workbook part: names resized, everything recalculated when it is next opened."""
    root = parse(layout.package.read(layout.part), layout.part)
    resize_names(root, plans)
    calculation = root.find(main("calcPr"))
    if calculation is None:
        calculation = root.makeelement(main("calcPr"))
        before = next(element for tag in _BEFORE_CALCULATION if (element := root.find(tag)) is not None)
        before.addnext(calculation)
    calculation.set("fullCalcOnLoad", "1")
    return serialise(root)


def broken_chain(
    layout: Layout, formulas: Mapping[str, Collection[tuple[int, int]]]
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Drop the calculation chain when a cell it lists no longer holds a formula.

    Parameters
    ----------
    layout : Layout
        The workbook.
    formulas : mapping of str to collection
        Name of a rewritten sheet -> (row, column) of its formulas.

    Returns
    -------
    tuple of dict and tuple
        Parts that no longer mention the chain, and the parts to drop.
    """
    chains = layout.package.related(layout.part, "calcChain")
    ids = {sheet.get("sheetId"): sheet.get("name", "") for sheet in layout.root.iter(main("sheet"))}
    if not any(_is_broken(layout, chain, ids, formulas) for chain in chains):
        return {}, ()
    changed = {}
    for part, tag, attribute in (
        (_TYPES, f"{{{CONTENT_TYPES}}}Override", "PartName"),
        (relationships_part(layout.part), f"{{{PACKAGE_RELATIONSHIPS}}}Relationship", "Target"),
    ):
        root = parse(layout.package.read(part), part)
        for element in list(root.iter(tag)):
            if element.get(attribute, "").rpartition("/")[2] in {chain.rpartition("/")[2] for chain in chains}:
                root.remove(element)
        changed[part] = serialise(root)
    return changed, tuple(chains)


def allowed_parts(layout: Layout, sheets: Collection[str], charts: Collection[str]) -> set[str]:
    """List every part that a refresh of these sheets may change or drop."""
    package = layout.package
    allowed = {layout.part, _TYPES, relationships_part(layout.part), *charts}
    allowed.update(package.related(layout.part, "calcChain"))
    for name in sheets:
        part = layout.sheets[name]
        allowed.add(part)
        for kind in _OF_A_SHEET:
            allowed.update(package.related(part, kind))
    return allowed


def _is_broken(
    layout: Layout, chain: str, ids: Mapping[str | None, str], formulas: Mapping[str, Collection[tuple[int, int]]]
) -> bool:
    sheet: str | None = None
    for cell in parse(layout.package.read(chain), chain).iter(main("c")):
        sheet = cell.get("i", sheet)
        name = ids.get(sheet, "")
        if name in formulas and parse_cell(cell.get("r", "")) not in formulas[name]:
            return True
    return False
