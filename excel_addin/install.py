"""Put the add-in where this user's Excel loads it, or take all of it back. Neither needs administrator rights."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from excel_addin.build import build, installed_xlwings
from excel_addin.configuration import Configuration, check_appdata, configuration_file, encode
from excel_addin.machine.addin import addin_file, built_for
from excel_addin.machine.barrier import Barrier
from excel_addin.machine.office import Excel, find_excel
from excel_addin.machine.shell_command import shell_command
from excel_addin.machine.this_python import dll_folder, interpreter
from excel_addin.machine.trust_center import barriers
from excel_addin.machine.windows import Windows, this_windows
from smo_metrics.errors import SmoError

# No refusal: where Windows never asks for these rights, its only user always has them.
_AS_ADMINISTRATOR = (
    "This ran with administrator rights: the add-in is there for the user in whose folder it lies, and nobody else. "
    "If you start Excel as somebody else, uninstall here and install again without these rights."
)


@dataclass(frozen=True, slots=True)
class InstallReport:
    """What was installed, and what may still keep it from running.

    Attributes
    ----------
    addin, configuration : Path
        The two files written.
    interpreter : Path
        The pythonw.exe that Excel will start.
    xlwings : str
        The release of xlwings that the add-in was built for.
    excel : Excel
        The Excel that will load it.
    excel_is_open : bool
        It was started before, and loads the add-in at its next start only.
    as_administrator : bool
        It was run with administrator rights, so perhaps for another user than the one who starts Excel.
    barriers : tuple of Barrier
        Settings of Excel's Trust Center that may block it.
    """

    addin: Path
    configuration: Path
    interpreter: Path
    xlwings: str
    excel: Excel
    excel_is_open: bool
    as_administrator: bool
    barriers: tuple[Barrier, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Say what was done and what to do next, a sentence a line."""
        start = "Close all of Excel and start it again" if self.excel_is_open else "Start Excel"
        return (
            f"Installed for Excel {self.excel.release or self.excel.version}: {self.addin}",
            f"It starts {self.interpreter} (xlwings {self.xlwings}), as {self.configuration} says.",
            *([_AS_ADMINISTRATOR] if self.as_administrator else []),
            *(f"May be blocked: {barrier.found}. {barrier.mend}" for barrier in self.barriers),
            f"{start}: there is a tab SMO. If not, run: {shell_command('excel doctor')}",
        )


@dataclass(frozen=True, slots=True)
class UninstallReport:
    """What was taken back.

    Attributes
    ----------
    lines : tuple of str
        A sentence for each thing; one that says so where there was nothing.
    """

    lines: tuple[str, ...]


def install(*, addin: Path | None = None, windows: Windows | None = None) -> InstallReport:
    """Install the add-in for this user and this Python; again after every update. All of it or nothing.

    Parameters
    ----------
    addin : Path, optional
        An add-in that was built before (the bundle carries one); built here by default.
    windows : Windows, optional
        This machine by default.

    Raises
    ------
    SmoError
        Not Windows, no Excel, a Python or a folder that Excel cannot use, an add-in that is built for another xlwings,
        a place that cannot be written, as the file of an add-in that Excel has loaded. Nothing has changed then.
    """
    windows = windows or this_windows()
    excel = find_excel(windows)
    if excel is None:
        raise SmoError("no Excel is registered on this machine. Install desktop Excel, start it once, and try again.")
    version = installed_xlwings()
    python = interpreter()
    check_appdata(windows.appdata, windows.code_page)
    settings = encode(Configuration(str(python), str(dll_folder(version, excel.bits))), windows.code_page)

    target, configuration = addin_file(windows.appdata), configuration_file(windows.appdata)
    with ExitStack() as undo:
        try:
            content = _built(version) if addin is None else _prebuilt(addin, version)
            _put(target, content, undo)
            _put(configuration, settings, undo)
        except OSError as error:
            raise SmoError(
                f"the add-in could not be installed: {error.strerror} ({error.filename2 or error.filename}). "
                f"Nothing was changed. {_mend(windows, error)}"
            ) from None
        undo.pop_all()
    is_open, as_administrator = windows.excel_is_running(), windows.is_administrator()
    found = barriers(windows, excel.version, target)
    return InstallReport(target, configuration, python, version, excel, is_open, as_administrator, found)


def uninstall(windows: Windows | None = None) -> UninstallReport:
    """Take back all that `install` did; what else lies in its folders stays.

    Parameters
    ----------
    windows : Windows, optional
        This machine by default.

    Returns
    -------
    UninstallReport
        What there was to take back.

    Raises
    ------
    SmoError
        Not Windows, or a file that cannot be removed, as that of an add-in that Excel has loaded; trying again goes on
        where it stopped.
    """
    windows = windows or this_windows()
    target, configuration = addin_file(windows.appdata), configuration_file(windows.appdata)
    done = []
    try:
        # Of an installation that was ended while it wrote, a temporary file is left.
        for file in (target, configuration, _temporary(target), _temporary(configuration)):
            if file.exists():
                file.unlink()
                done.append(f"Removed {file}.")
        if configuration.parent.is_dir() and not any(configuration.parent.iterdir()):
            configuration.parent.rmdir()
    except OSError as error:
        raise SmoError(
            f"not all of the add-in could be removed: {error.strerror} ({error.filename}). {_mend(windows, error)}"
        ) from None
    return UninstallReport(tuple(done) or ("Nothing of the add-in is installed for this user.",))


def _mend(windows: Windows, error: OSError) -> str:
    if isinstance(error, PermissionError) and windows.excel_is_running():
        return (
            "Excel is open, and holds the file of an add-in that it has loaded: close all of Excel (if you see none, "
            "end Microsoft Excel in the Task Manager) and try again."
        )
    return "Try again; if it stays, show this to your IT."


def _built(version: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return build(Path(folder) / "smo_metrics.xlam", xlwings_version=version).read_bytes()


def _prebuilt(addin: Path, version: str) -> bytes:
    if not addin.is_file():
        raise SmoError(f"{addin} is not there. Unpack the whole zip first, or leave the add-in out to build it here.")
    other = built_for(addin)
    if other is None:
        raise SmoError(f"{addin.name} is no add-in of ours, or is damaged. Leave it out; one is built here.")
    if other != version:
        raise SmoError(
            f"{addin.name} is built for xlwings {other}, and here is {version}. Leave it out; one that fits is built."
        )
    return addin.read_bytes()


def _put(path: Path, content: bytes, undo: ExitStack) -> None:
    """Write a file whole, with its folders. The new file carries no mark of the web, whatever it was copied from."""
    for folder in reversed([folder for folder in path.parents if not folder.exists()]):
        folder.mkdir()
        undo.callback(folder.rmdir)
    before = path.read_bytes() if path.exists() else None
    temporary = _temporary(path)
    undo.callback(temporary.unlink, missing_ok=True)
    temporary.write_bytes(content)
    os.replace(temporary, path)
    if before is None:
        undo.callback(path.unlink)
    else:
        undo.callback(path.write_bytes, before)


def _temporary(path: Path) -> Path:
    # Not in the folder itself: Excel opens whatever lies in its start-up folder, half a file too.
    return path.parent.with_name(f"{path.name}.new")
