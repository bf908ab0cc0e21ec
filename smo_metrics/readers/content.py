"""What a file really is, whatever its name says: an Excel workbook, text, or a sentence why neither."""

from __future__ import annotations

import codecs
import io
import zipfile

from smo_metrics.errors import ReadError

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_of(data: bytes, name: str) -> str | None:
    """Decode a file that is text, or give None for an Excel workbook.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its name, for the sentences.

    Raises
    ------
    ReadError
        Empty, encrypted, an archive, a web page, another encoding, or binary.
    """
    if data.startswith(_OLE):
        raise ReadError(
            f"{name} is a workbook with a password or in the old .xls format. "
            "Save it as an .xlsx workbook without a password."
        )
    if data.startswith(_ZIP):
        _refuse_archive(data, name)
        return None
    text = _decode(data, name)
    if "\0" in text:
        raise ReadError(f"{name} is a binary file. Export the labels as JSON, CSV or XLSX.")
    start = text.lstrip()[:1]
    if not start:
        raise ReadError(f"{name} is empty. The export or its download probably failed: export it again.")
    if start == "<":
        raise ReadError(
            f"{name} is a web page or XML. The download probably asked for a sign-in: "
            "sign in and export the labels as JSON, CSV or XLSX."
        )
    return text


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise ReadError(f"{name} is a binary file. Export the labels as JSON, CSV or XLSX.") from None
        line = data.count(b"\n", 0, error.start) + 1
        raise ReadError(
            f"{name} is not in UTF-8 (line {line} holds the byte 0x{data[error.start]:02x}). "
            "Save it as UTF-8; in Excel: Save As, CSV UTF-8."
        ) from None


def _refuse_archive(data: bytes, name: str) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, RuntimeError, ValueError):
        raise ReadError(
            f"{name} ends in the middle or is damaged. The download was probably cut off: export it again."
        ) from None
    if not any(part.startswith("xl/") for part in parts):
        raise ReadError(f"{name} is a zip archive. Unpack it and give the export that is inside.")
