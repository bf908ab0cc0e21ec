"""What is in a wheel, what does it need, and where does each file of it go beside an embeddable Python?"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import TYPE_CHECKING

from excel_addin.bundle.members import Members, open_members
from smo_metrics.errors import SmoError

if TYPE_CHECKING:
    from email.message import Message

    from packaging.requirements import Requirement
    from packaging.specifiers import SpecifierSet

SITE_PACKAGES = "Lib/site-packages/"
_DATA = re.compile(r"[^/]+\.data/(?P<scheme>[^/]+)/(?P<rest>.+)")
_DATA_PLACES = {"purelib": SITE_PACKAGES, "platlib": SITE_PACKAGES, "data": ""}
_METADATA = re.compile(r"[^/]+\.dist-info/METADATA")
_LICENCE_TEXT = re.compile(r"[^/]+\.dist-info/(licenses/.+|(licen[cs]e|copying|notice)[^/]*)", re.IGNORECASE)
# xlwings' folder pro needs a paid licence for commercial use. The rest is BSD and runs without it.
_PAID = re.compile(r"xlwings/pro/|xlwings-[^/]+/licenses/LICENSE_PRO\.txt")


@dataclass(frozen=True, slots=True)
class Wheel:
    """A package as its wheel describes it.

    Attributes
    ----------
    path : Path
        The wheel.
    name, version : str
        As in its metadata; the name in its normal form (``python-dateutil``).
    licence : str
        As its metadata states it, ``not stated`` without.
    places : dict of str to str
        Where each of its files goes, relative to Python's folder, and its name in the wheel.
    requires : tuple of Requirement
        With their markers, not yet judged.
    requires_python : SpecifierSet
        Such as ``>=3.11``; empty for any.
    """

    path: Path
    name: str
    version: str
    licence: str
    places: dict[str, str]
    requires: tuple[Requirement, ...]
    requires_python: SpecifierSet

    @property
    def sha256(self) -> str:
        """Of the wheel, to compare with the one that the package index states."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @property
    def licence_texts(self) -> tuple[str, ...]:
        """Where its licence texts stand, relative to Python's folder."""
        return tuple(place for place, name in self.places.items() if _LICENCE_TEXT.fullmatch(name))


def read_wheel(path: Path) -> Wheel:
    """Read what a wheel says of itself.

    Raises
    ------
    SmoError
        It is damaged, hostile, or no wheel.
    """
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.utils import canonicalize_name
    from packaging.version import InvalidVersion, Version

    with open_members(path) as members:
        described = _metadata(path, members)
        places = {place: name for name in members.names if (place := _place(name)) is not None}
    try:
        version = str(Version(described.get("Version", "")))
        requires = tuple(Requirement(text) for text in described.get_all("Requires-Dist", []))
        requires_python = SpecifierSet(described.get("Requires-Python", ""))
    except (InvalidVersion, InvalidRequirement, InvalidSpecifier) as error:
        reason = str(error).splitlines()[0]
        raise SmoError(
            f"{path.name} describes itself in words that cannot be read: {reason}. Download it again."
        ) from None
    return Wheel(
        path=path,
        name=canonicalize_name(described.get("Name", "")),
        version=version,
        licence=_licence(described),
        places=places,
        requires=requires,
        requires_python=requires_python,
    )


def _metadata(path: Path, members: Members) -> Message:
    found = [name for name in members.names if _METADATA.fullmatch(name)]
    if len(found) != 1:
        raise SmoError(f"{path.name} is no wheel: it has no METADATA. Download it again.")
    return BytesHeaderParser().parsebytes(members.read(found[0]))


def _licence(described: Message) -> str:
    expression = described.get("License-Expression")
    classified = [
        text.rpartition(" :: ")[2]
        for text in described.get_all("Classifier", [])
        if text.startswith("License :: ") and text != "License :: OSI Approved"
    ]
    written = described.get("License", "").strip().splitlines()
    return expression or ", ".join(classified) or (written[0] if written else "not stated")


def _place(name: str) -> str | None:
    """Where an installer would put it; scripts and headers serve command lines and compilers, which are not there."""
    if _PAID.match(name):
        return None
    data = _DATA.fullmatch(name)
    if data is None:
        return SITE_PACKAGES + name
    folder = _DATA_PLACES.get(data["scheme"])
    return None if folder is None else folder + data["rest"]
