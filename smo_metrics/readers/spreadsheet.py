"""Which sheet of a workbook holds the table, and its cells: numbers as numbers, dates as dates."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from smo_metrics._xlsx_bounds import claims_too_many_texts, grid, is_oversize
from smo_metrics.errors import ReadError
from smo_metrics.readers.grid import clean, fits, raw_table

if TYPE_CHECKING:
    from smo_metrics._headers import Column
    from smo_metrics.readers.report import RawTable

_HEADER_WITHIN = 20
_MOST_BYTES = 2**31


def read_spreadsheet(data: bytes, name: str, contract: Sequence[Column], columns: Mapping[str, str]) -> RawTable:
    """Read the first visible sheet that has the required columns in one of its first rows.

    Parameters
    ----------
    data : bytes
        The workbook.
    name : str
        The file's name, for the sentences.
    contract : sequence of Column
        The columns of the table.
    columns : mapping of str to str
        The user's map, ours -> theirs.

    Raises
    ------
    ReadError
        The workbook is damaged, too large, or no visible sheet has the columns.
    """
    sheets = _sheets(data, name)
    for sheet, rows in sheets.items():
        for position, row in enumerate(rows[:_HEADER_WITHIN]):
            if fits(row, contract, columns):
                note = f"Read from the sheet {sheet!r}."
                return raw_table(row, rows[position + 1 :], position + 2, contract, columns, (note,))
    raise ReadError(_no_sheet(name, sheets, contract, columns))


def _sheets(data: bytes, name: str) -> dict[str, list[list[Any]]]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        _refuse_oversize(data, name)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {
            sheet.name: book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        }
    except (CalamineError, zipfile.BadZipFile, EOFError, RuntimeError, zlib.error) as error:
        raise ReadError(
            f"{name} is a damaged workbook ({error}). Open it in Excel and save it again, or export it again."
        ) from None


def _refuse_oversize(workbook: bytes, name: str) -> None:
    """Refuse what would not fit into memory: the cell reader lays out every cell up to the last one used."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        if sum(part.file_size for part in archive.infolist()) > _MOST_BYTES:
            raise ReadError(f"{name} unpacks to more than 2 GB. Export the labels as CSV.")
        for part in archive.namelist():
            data = archive.read(part) if part.startswith("xl/") and part.endswith(".xml") else b""
            if part.startswith("xl/worksheets/") and is_oversize(data):
                rows, width = grid(data)
                raise ReadError(
                    f"{name} has a sheet of {rows:,} rows and {width:,} columns. "
                    "Delete the stray cells right of and below the table, or export it as CSV."
                )
            if "sharedStrings" in part and claims_too_many_texts(data):
                raise ReadError(f"{name} is a damaged workbook. Open it in Excel, save it and try again.")


def _no_sheet(
    name: str, sheets: Mapping[str, list[list[Any]]], contract: Sequence[Column], columns: Mapping[str, str]
) -> str:
    needed = ", ".join(columns.get(column.name, column.name) for column in contract if column.required)
    seen = []
    for sheet, rows in sheets.items():
        header = next((clean(row) for row in rows if any(clean(row))), [])
        seen.append(f"{sheet!r} has {', '.join(map(repr, filter(None, header)))}" if header else f"{sheet!r} is empty")
    found = "; ".join(seen) or "there is no visible sheet"
    return (
        f"{name}: no sheet has the columns {needed} ({found}). "
        f"Rename the headers, or map them: {contract[0].name}=YOUR COLUMN."
    )
