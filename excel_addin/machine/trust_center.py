"""Does a policy or a setting of Excel's Trust Center keep the add-in from running, and what can be clicked?

The meaning of the values is Microsoft's (``docs/install_windows.md`` names the pages); what Excel makes of them with
this add-in was not tried.
"""

from __future__ import annotations

from pathlib import Path

from excel_addin.machine.barrier import Barrier
from excel_addin.machine.security import CLICK, GREY, settings
from excel_addin.machine.trusted_locations import distrust
from excel_addin.machine.windows import Windows


def barriers(windows: Windows, version: str, addin: Path) -> tuple[Barrier, ...]:
    """List what can keep the add-in from running; empty where nothing is known to."""
    security, common, resiliency = (
        settings(windows, version, name) for name in (r"excel\security", r"common\security", r"excel\resiliency")
    )
    untrusted = distrust(windows, version, addin.parent)
    strict = security.get("vbawarnings") in (3, 4) or common.get("enablemacrotrustlevel") == 1
    listed = settings(windows, version, r"excel\resiliency\addinlist").get(addin.name)
    checks = (
        (
            settings(windows, version, "common").get("vbaoff") == 1,
            "VBA is switched off for all of Office",
            "Ask your IT to allow VBA, or refresh the workbooks without the add-in (smo-metrics refresh).",
        ),
        (
            security.get("disablealladdins") == 1,
            "all application add-ins are disabled",
            f'In {CLICK} > Add-ins, take the tick off "Disable all Application Add-ins". {GREY}',
        ),
        (
            security.get("requireaddinsig") == 1,
            "add-ins must be signed by a trusted publisher, and this one is not signed",
            f'In {CLICK} > Add-ins, take the tick off "Require Application Add-ins to be signed". {GREY}',
        ),
        (
            str(listed) == "0" or (resiliency.get("restricttolist") == 1 and str(listed) not in ("1", "2")),
            "only add-ins on your organisation's list may load",
            f'Ask your IT to put {addin.name} with the value 1 on the policy "List of managed add-ins".',
        ),
        (
            common.get("requirealwaysonmacrosig") == 1 and untrusted is not None,
            "macros that are always loaded must be signed, and these are not",
            f'Ask your IT to lift "Require trusted publisher signatures" for {addin.name}, or to sign it.',
        ),
    )
    found = [Barrier(text, mend) for applies, text, mend in checks if applies]
    if untrusted and (strict or security.get("vbawarnings") != 1):
        effect = "unsigned macros are disabled" if strict else "Excel asks at each start before it runs unsigned macros"
        found.append(Barrier(f"{untrusted.found}, so that {effect}", untrusted.mend))
    return tuple(found)
