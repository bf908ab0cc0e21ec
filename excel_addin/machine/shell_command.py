"""What does this machine's user type to run the shell or this Python, where neither may be on PATH?"""

from __future__ import annotations

import re
import sys
from pathlib import PureWindowsPath


def shell_command(arguments: str) -> str:
    r"""Give a command that can be typed as it stands; on Windows it names this Python, as Excel starts it too.

    Parameters
    ----------
    arguments : str
        What follows smo-metrics, as ``"excel doctor"``.

    Returns
    -------
    str
        ``C:\...\python.exe -m smo_metrics.cli excel doctor`` on Windows, ``smo-metrics excel doctor`` elsewhere.
    """
    if sys.platform != "win32":
        return f"smo-metrics {arguments}"
    return python_command(f"-m smo_metrics.cli {arguments}")


def python_command(arguments: str) -> str:
    """Give the command that runs this Python, of an environment or the bundle, with these arguments."""
    if sys.platform != "win32":
        return f"python {arguments}"
    python = str(PureWindowsPath(sys.executable).with_name("python.exe"))
    # PowerShell takes a quoted path for a text, not a command: quotes only where the command prompt needs them.
    if not re.fullmatch(r"[\w:\\.-]+", python):
        python = f'"{python}"'
    return f"{python} {arguments}"
