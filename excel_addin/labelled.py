"""Which labels a formula means: parallel columns of labels, items, annotators and more, or one block of labels.

Columns become the labels table that the readers make of an export, by the same checks, so that a formula and the
shell compute from the same rows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from excel_addin.cells import DAY_ZERO, Block, Columns, read_block, read_values, used_rows
from excel_addin.first_row import is_label_header, rows_above_data
from excel_addin.parallel import is_left_out, parallel_columns
from smo_metrics.errors import SmoError

if TYPE_CHECKING:
    import pandas as pd

    from smo_metrics.agreement import Ratings

_CARRIED = {
    "labels": "label", "gold": "gold_label", "groups": "queue", "times": "labelled_at_utc",
    "seconds": "duration_seconds",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """First submissions of a labels table, and the category order that the formula gave (None: as found)."""

    frame: pd.DataFrame
    categories: list[Any] | None


def ratings(labels: Block | None, items: Block | None, annotators: Block | None, categories: Block | None) -> Ratings:
    """Ratings from columns, or from a block with an item a row and an annotator a column, without a header row.

    Raises
    ------
    SmoError
        Ranges that do not fit together, error cells, and whatever the checks of the labels table find.
    """
    import pandas as pd

    from smo_metrics.agreement import Ratings

    if _are_one_block(labels, items, annotators):
        block = _block(labels)
        *annotated, order = _one_kind([*block, _order(categories, block)])
        numbered = pd.DataFrame(dict(enumerate(annotated, 1)), index=range(1, len(block[0]) + 1), dtype=object)
        return Ratings.from_wide(numbered, categories=order or None)
    table = labelled({"labels": labels, "items": items, "annotators": annotators}, categories)
    return Ratings.from_long(
        table.frame, item="unit", annotator="annotator_id", label="label", categories=table.categories
    )


def texts(labels: Block | None, items: Block | None, annotators: Block | None) -> pd.DataFrame:
    """One row a label, as text, from columns or a block, for labels that hold several names each.

    Returns
    -------
    pandas.DataFrame
        Columns `unit`, `annotator_id`, `label`; a missing label is None, or has no row.

    Raises
    ------
    SmoError
        As `ratings`.
    """
    import pandas as pd

    if _are_one_block(labels, items, annotators):
        cells = [(row, who, cell) for who, column in enumerate(_block(labels), 1) for row, cell in enumerate(column, 1)]
        frame = pd.DataFrame(cells, columns=["unit", "annotator_id", "label"], dtype=object)
    else:
        frame = labelled({"labels": labels, "items": items, "annotators": annotators}).frame
    return frame.assign(label=[cell if cell is None else _as_text(cell) for cell in frame["label"].tolist()])


def labelled(
    arguments: dict[str, Block | None],
    categories: Block | None = None,
    *,
    needed: Collection[str] = ("labels", "gold", "groups", "times"),
) -> Labelled:
    """Put parallel columns together as a labels table and keep what agreement and quality may use.

    Parameters
    ----------
    arguments : dict
        `labels` and, where given, `gold`, `items`, `annotators`, `groups`, `times`, `seconds`, all of one height;
        `items` may be several columns (the item, then its policy version). Without items or annotators every row has
        its own. A header, and what stands above it, is left out (`rows_above_data`). Times without a zone are UTC.
    categories : list of list, optional
        The category order.
    needed : collection of str
        Which of the arguments must hold something.

    Returns
    -------
    Labelled
        Its frame has the columns `unit`, `annotator_id`, `label` and, as far as given, `gold_label`, `group`,
        `labelled_at`, `duration_seconds`.

    Raises
    ------
    SmoError
        Ranges that do not fit together, error cells, and whatever the checks of the labels table find.
    """
    import pandas as pd

    from smo_metrics.tables import check_labels, first_submissions

    columns = parallel_columns(arguments, needed, several="items")
    above = rows_above_data(columns)
    columns = {name: [cells[above:] for cells in block] for name, block in columns.items()}
    if all(cell is None for cell in columns["labels"][0]):
        raise SmoError("labels holds a header and nothing below it. Select the labels too.")
    answers = {name: columns[name][0] for name in ("labels", "gold") if name in columns}
    *alike, order = _one_kind([*answers.values(), _order(categories, [*answers.values()])])
    columns |= {name: [cells] for name, cells in zip(answers, alike, strict=True)}
    if "times" in columns:
        columns["times"] = [list(map(_moment, columns["times"][0]))]
    own = [list(range(len(alike[0])))]
    item, *version = columns.get("items", own)
    data = {"item_id": item, "annotator_id": columns.get("annotators", own)[0]}
    data |= {theirs: columns[name][0] for name, theirs in _CARRIED.items() if name in columns}
    if version:
        data["policy_version"] = list(map(_version, zip(*version, strict=True)))
    checked = check_labels(pd.DataFrame(data, dtype=object), first_row=1 + above)
    return Labelled(first_submissions(checked).frame.rename(columns={"queue": "group"}), order or None)


def _are_one_block(labels: Block | None, items: Block | None, annotators: Block | None) -> bool:
    """Tell a block from columns.

    Raises
    ------
    SmoError
        Items without annotators, or annotators without items.
    """
    if is_left_out(items) == is_left_out(annotators):
        return is_left_out(items)
    for name, column in (("labels", labels), ("items", items), ("annotators", annotators)):
        read_values(name, column)  # an error cell is told first
    absent = "items" if is_left_out(items) else "annotators"
    raise SmoError(
        f"{absent} is left out. Give a column of items and one of annotators, or leave out both and select a "
        "block with an item a row and an annotator a column."
    )


def _block(labels: Block | None) -> Columns:
    """Check a block with an item a row and give its annotators' columns."""
    if not labels or not (height := used_rows(labels)):
        raise SmoError("labels is empty. Select the cells that hold the labels.")
    columns = read_block("labels", labels[:height])
    if len(columns) == 1:
        raise SmoError(
            "labels is one column. Give items and annotators as columns beside it, or select a block with an item a "
            "row and an annotator a column."
        )
    return columns


def _order(categories: Block | None, labels: Columns) -> list[Any]:
    """List the categories, without a header: a first one that names the column, and that no label bears."""
    listed = read_values("categories", categories)
    named = listed and is_label_header(listed[0]) and not any(listed[0] in column for column in labels)
    return listed[1:] if named else listed


def _moment(cell: Any) -> Any:
    """Read a date that arrives as Excel's number of days; anything else is left for the check."""
    try:
        return DAY_ZERO + timedelta(days=cell) if isinstance(cell, float) else cell
    except OverflowError:
        return cell


def _version(cells: tuple[Any, ...]) -> str | None:
    filled = max((place for place, cell in enumerate(cells, 1) if cell is not None), default=0)
    return " | ".join("" if cell is None else _as_text(cell) for cell in cells[:filled]) or None


def _one_kind(parts: list[list[Any]]) -> list[list[Any]]:
    """Make every label text where any is no number, so that 1 and "1" are one category."""
    if all(cell is None or isinstance(cell, float) for part in parts for cell in part):
        return parts
    return [[cell if cell is None or type(cell) is str else _as_text(cell) for cell in part] for part in parts]


def _as_text(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
