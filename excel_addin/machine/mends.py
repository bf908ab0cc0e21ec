"""What can this machine's user do when a package or the installation is missing?"""

from __future__ import annotations

import sys
from pathlib import Path

from excel_addin.machine.shell_command import python_command, shell_command

BUNDLES_OWN = "smo-metrics.cmd"  # lies beside python.exe in the bundle only, which has no pip


def install_package(arguments: str) -> str:
    """Say how a package gets into this Python.

    Parameters
    ----------
    arguments : str
        What pip is given: the package, after its options.

    Returns
    -------
    str
        A sentence; a command stands at its end.
    """
    if (Path(sys.executable).parent / BUNDLES_OWN).is_file():
        return "Extract the zip of SMO Metrics again, and run its install.cmd."
    return f"Run: {python_command(f'-m pip install {arguments}')}"


def install_addin() -> str:
    """Say how the add-in is installed, again or for the first time; the command stands at the end."""
    return f"Close Excel and run: {shell_command('excel install')}"
