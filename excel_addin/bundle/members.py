"""Which files does a zip from elsewhere hold, once it is known to be harmless to unpack on Windows?"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smo_metrics.errors import SmoError

_MOST_BYTES = 2**30
_MOST_FILES = 50_000
_LEAVES_ITS_FOLDER = re.compile(r"^[/\\]|(^|[/\\])\.\.([/\\]|$)|:")
# What Windows cannot store under this very name: it would be written elsewhere, or to a device.
_NOT_A_WINDOWS_NAME = re.compile(
    r'[<>"|?*\\\x00-\x1f]|//|[. ](/|$)|(^|/)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³]) *(\.[^/]*)?(/|$)',
    re.IGNORECASE,
)
# A path ends at 259 characters, and some 87 of them come before: C:\Users\NAME\AppData\Local\smo_metrics\program.new\…
_LONGEST_NAME = 170


class Members:
    """The files of a zip by name, read one at a time.

    Parameters
    ----------
    archive : zipfile.ZipFile
        Open and checked by :func:`open_members`.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names = tuple(sorted(info.filename for info in archive.infolist() if not info.is_dir()))

    def read(self, name: str) -> bytes:
        """Read one file.

        Raises
        ------
        SmoError
            The file is damaged.
        """
        try:
            return self._archive.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise SmoError(f"{_name_of(self._archive)} is damaged at {name} ({error}). Download it again.") from None


@contextmanager
def open_members(path: Path) -> Iterator[Members]:
    """Open a zip (a wheel is one) after looking at all its names and sizes.

    Parameters
    ----------
    path : Path
        The zip. Nothing is unpacked to the disk.

    Yields
    ------
    Members
        Its files; closed at the end of the block.

    Raises
    ------
    SmoError
        No zip, or one with names that lead out of its folder, links, encrypted files or more than fits.
    """
    try:
        archive = zipfile.ZipFile(path)
    except OSError as error:
        raise SmoError(f"{path} cannot be opened: {error.strerror}. Check its name and folder.") from None
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise SmoError(f"{path.name} cannot be read as a zip: {error}. Download it again.") from None
    with archive:
        infos = archive.infolist()
        _check_size(path, infos)
        seen: set[str] = set()
        for info in infos:
            reason = _objection(info)
            if reason is None and info.filename.casefold() in seen:
                reason = "stands there twice"
            if reason is not None:
                raise SmoError(f"{path.name}: the file {info.filename!r} in it {reason}. Do not use this zip.")
            seen.add(info.filename.casefold())
        yield Members(archive)


def _check_size(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(info.file_size for info in infos)
    if unpacked > _MOST_BYTES or len(infos) > _MOST_FILES:
        raise SmoError(
            f"{path.name} would unpack to {len(infos):,} files of {unpacked / 2**20:,.0f} MB in all, more than any "
            "Python or package needs. Do not use this zip."
        )


def _objection(info: zipfile.ZipInfo) -> str | None:
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link"
    if info.flag_bits & 1:
        return "is encrypted"
    # orig_filename: on Windows zipfile itself turns backslashes into slashes
    if _LEAVES_ITS_FOLDER.search(info.orig_filename):
        return "would be written outside its folder"
    if _NOT_A_WINDOWS_NAME.search(info.orig_filename.rstrip("/")):
        return "has a name that Windows cannot store"
    if len(info.orig_filename) > _LONGEST_NAME:
        return "has a name that is too long for Windows"
    return None


def _name_of(archive: zipfile.ZipFile) -> str:
    return Path(archive.filename or "").name
