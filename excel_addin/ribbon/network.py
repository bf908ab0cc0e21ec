"""May a button read what a workbook lists? Not where that names another server: Windows would sign in there at once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePath

from excel_addin.machine.shell_command import shell_command
from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx.read import read_tables


def check_sources(copy: Path, path: PurePath, added: Iterable[str] = ()) -> None:
    """Refuse a source on a server that is not the workbook's own.

    Parameters
    ----------
    copy : Path
        The workbook as it is now, to be read.
    path : Path
        The workbook's file.
    added : iterable of str
        Paths that are to be added to its sources.

    Raises
    ------
    WorkbookError
        A path on another server.
    """
    listed = [str(source) for table in read_tables(copy, ["Sources"]).values() for source in table.get("path", ())]
    for source in (*listed, *added):
        server = _server(source)
        if server and server != _server(str(path)):
            command = shell_command(f'refresh "{path}"')
            raise WorkbookError(
                f"{source} is on the server {server}, where a button does not go for a workbook's sake: who made the "
                "workbook could have any server named. Map that folder to a drive letter and import the file from "
                f"there; or, if you know the server, close the workbook and run: {command}"
            )


def is_on_another_drive(file: PurePath, folder: PurePath) -> bool:
    """Tell whether a file must be listed as the user named it; followed, a drive letter becomes its server's name."""
    return file.drive.lower() != folder.drive.lower()


def _server(path: str) -> str:
    r"""Name the server of a network path.

    Examples
    --------
    >>> _server(r"\\Files\exports\week.csv"), _server("S:/exports/week.csv")
    ('files', '')
    """
    plain = path.strip().replace("\\", "/")
    return plain.lstrip("/").partition("/")[0].lower() if plain.startswith("//") else ""
