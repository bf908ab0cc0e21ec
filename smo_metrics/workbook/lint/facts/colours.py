"""Which colour does a style name, and does text in it stand out from its ground?"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

BLACK, WHITE = "#000000", "#FFFFFF"
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_THEME_ORDER = (
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink",
)  # fmt: skip


def theme_colours(root: etree._Element) -> tuple[str, ...]:
    """List a theme's colours in the order in which styles number them; a missing one is black.

    Parameters
    ----------
    root : lxml element
        The theme part.
    """
    scheme = root.find(f".//{_DRAWING}clrScheme")
    found = {}
    for entry in scheme if scheme is not None else ():
        for colour in entry:
            found[str(entry.tag).rpartition("}")[2]] = colour.get("lastClr") or colour.get("val") or ""
    return tuple(f"#{found[name].upper()}" if _is_hex(found.get(name)) else BLACK for name in _THEME_ORDER)


def rgb(element: etree._Element | None, theme: Sequence[str]) -> str | None:
    """Give a style's colour as ``#RRGGBB``; None where it has none, or the automatic one.

    Parameters
    ----------
    element : lxml element or None
        ``color``, ``fgColor``, ``bgColor`` or ``tabColor``.
    theme : sequence of str
        From `theme_colours`; empty for a workbook without a theme.
    """
    from openpyxl.styles.colors import COLOR_INDEX

    if element is None:
        return None
    base = None
    explicit, numbered, indexed = element.get("rgb"), element.get("theme", ""), element.get("indexed", "")
    if explicit is not None:
        base = f"#{explicit[-6:].upper()}" if _is_hex(explicit[-6:]) else None
    elif numbered.isdigit() and int(numbered) < len(theme):
        base = theme[int(numbered)]
    elif indexed.isdigit() and int(indexed) < len(COLOR_INDEX):
        base = f"#{COLOR_INDEX[int(indexed)][-6:].upper()}"
    return base and _tinted(base, element.get("tint", "0"))


def contrast(ink: str, ground: str) -> float:
    """Tell text from its ground: the ratio of their luminances, from 1 (the same) to 21 (black on white).

    Parameters
    ----------
    ink, ground : str
        ``#RRGGBB``.

    References
    ----------
    W3C, Web Content Accessibility Guidelines 2.1, "relative luminance" and "contrast ratio"; 4.5 is its level AA.

    Examples
    --------
    >>> round(contrast("#000000", "#FFFFFF"), 1), round(contrast("#767676", "#FFFFFF"), 2)
    (21.0, 4.54)
    """
    dark, light = sorted((_luminance(ink), _luminance(ground)))
    return (light + 0.05) / (dark + 0.05)


def _is_hex(text: str | None) -> bool:
    return text is not None and _HEX.fullmatch(text) is not None


def _tinted(colour: str, tint: str) -> str:
    """Lighten (above 0) or darken (below 0) a colour: ECMA-376 part 1, 18.8.19."""
    try:
        share = max(-1.0, min(1.0, float(tint)))
    except ValueError:
        return colour
    if share == 0:
        return colour
    hue, light, saturation = colorsys.rgb_to_hls(*_shares(colour))
    light = light * (1 + share) if share < 0 else light * (1 - share) + share
    return "#" + "".join(f"{round(255 * part):02X}" for part in colorsys.hls_to_rgb(hue, light, saturation))


def _luminance(colour: str) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _shares(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _shares(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue
