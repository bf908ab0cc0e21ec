"""Which security setting applies: what the user chose, or what a policy laid over it?"""

from __future__ import annotations

from excel_addin.machine.windows import Values, Windows

CLICK = "File > Options > Trust Center > Trust Center Settings"
GREY = "If it is greyed out, your organisation has set it: ask your IT."
USER = r"Software\Microsoft\Office"
POLICIES = (r"Software\Policies\Microsoft\Office", r"Software\Policies\Microsoft\Cloud\Office")


def settings(windows: Windows, version: str, name: str) -> Values:
    """Join the settings of a key with the policies over them; a policy wins, and the machine's wins over all."""
    below = rf"{version}\{name}"
    places = (
        windows.machine_values(rf"{USER}\{below}"),
        windows.user_values(rf"{USER}\{below}"),
        *(windows.user_values(rf"{root}\{below}") for root in POLICIES),
        windows.machine_values(rf"{POLICIES[0]}\{below}"),
    )
    return {key.lower(): value for values in places for key, value in values.items()}
