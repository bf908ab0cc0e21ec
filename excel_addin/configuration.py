"""Which Python does Excel start, and where is xlwings' DLL? The user's own file that the add-in reads.

The add-in (``vba/SmoSettings.bas``, ``vba/SmoServer.bas``) reads it with VBA's file functions and hands the values to
Windows calls that take text in the machine's ANSI code page, so that is how it is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from smo_metrics.errors import SmoError

FILE_NAME = "smo_metrics.conf"
COMMAND_LIMIT = 2047  # xlwings' DLL copies the command into an array of 2,048 bytes (src/xlwingsdll/config.cpp)
_COMMAND = """"{interpreter}" -P -c "import xlwings; xlwings.serve('$(CLSID)')\""""
_CLSID_LENGTH = 38


@dataclass(frozen=True, slots=True)
class Configuration:
    """The two values that the add-in needs before it can start Python.

    Attributes
    ----------
    interpreter : str
        Full path of pythonw.exe.
    dll_folder : str
        Folder of xlwings64-<version>.dll and xlwings32-<version>.dll.
    """

    interpreter: str
    dll_folder: str


def configuration_file(appdata: Path) -> Path:
    """Give the place of the user's file below %APPDATA%."""
    return appdata / "smo_metrics" / FILE_NAME


def start_command(interpreter: str) -> str:
    """Give the command with which Excel starts Python; xlwings' DLL puts an id in the place of ``$(CLSID)``."""
    return _COMMAND.format(interpreter=interpreter)


def encode(configuration: Configuration, code_page: str) -> bytes:
    """Give the content of the user's file.

    Parameters
    ----------
    configuration : Configuration
        The values.
    code_page : str
        Name of the encoding of the machine's ANSI code page.

    Raises
    ------
    SmoError
        A value that the add-in could not read back, or could not start Python with.
    """
    lines = (f"INTERPRETER={configuration.interpreter}", f"DLL_FOLDER={configuration.dll_folder}")
    for value in (configuration.interpreter, configuration.dll_folder):
        check_path(value, code_page)
    length = command_length(configuration.interpreter, code_page)
    if length > COMMAND_LIMIT:
        raise SmoError(
            f"the command that starts Python has {length} characters; xlwings' DLL takes {COMMAND_LIMIT}. "
            "Install Python in a folder with a shorter path."
        )
    return ("\r\n".join(lines) + "\r\n").encode(code_page)


def check_path(path: str, code_page: str) -> None:
    """Refuse a path that would reach Excel changed.

    Raises
    ------
    SmoError
        A line end, a ``$(``, or a letter that the code page lacks.
    """
    if "\n" in path or "\r" in path or "$(" in path:
        raise SmoError(f"{path!r} holds a line end or $(, which xlwings' DLL does not take. Rename the folder.")
    try:
        path.encode(code_page)
    except UnicodeEncodeError as error:
        letter = path[error.start]
        raise SmoError(
            f"{path} holds the letter {letter!r}, which is not in this Windows' code page, so that Excel's add-in "
            "cannot use the path. Install Python in a folder with plain letters that only you can write to (your IT "
            "can name one), and run this again from there."
        ) from None


def check_appdata(appdata: Path, code_page: str) -> None:
    """Refuse an AppData folder in which VBA would not find the user's file.

    Raises
    ------
    SmoError
        A letter that the code page lacks.
    """
    try:
        str(appdata).encode(code_page)
    except UnicodeEncodeError:
        raise SmoError(
            f"your AppData folder ({appdata}) has letters that are not in this Windows' code page, so that the "
            'add-in cannot find its settings there. Ask your IT to switch on "Use Unicode UTF-8 for worldwide language '
            'support" (Region > Administrative), or use smo-metrics in the shell.'
        ) from None


def command_length(interpreter: str, code_page: str) -> int:
    """Count the bytes of the command as the DLL holds it, the id included."""
    command = start_command(interpreter).encode(code_page, errors="replace")
    return len(command) - len(b"$(CLSID)") + _CLSID_LENGTH


def read(file: Path, code_page: str) -> Configuration | None:
    """Read the user's file as the add-in does: None where there is none; a value that is missing is empty."""
    if not file.is_file():
        return None
    found = {"INTERPRETER": "", "DLL_FOLDER": ""}
    for line in file.read_bytes().decode(code_page, errors="replace").splitlines():
        name, equals, value = line.partition("=")
        if equals and name in found:
            found[name] = value.strip()
    return Configuration(found["INTERPRETER"], found["DLL_FOLDER"])
