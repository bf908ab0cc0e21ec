"""Put a text where the user can paste it from."""

from __future__ import annotations

from smo_metrics.errors import WorkbookError

_UNICODE_TEXT = 13


def put_on_clipboard(text: str) -> None:
    """Replace what is on the clipboard by a text.

    Raises
    ------
    WorkbookError
        Another program keeps the clipboard to itself.
    """
    import win32clipboard

    try:
        win32clipboard.OpenClipboard()
        try:
            win32clipboard.EmptyClipboard()
            win32clipboard.SetClipboardData(_UNICODE_TEXT, text)
        finally:
            win32clipboard.CloseClipboard()
    except win32clipboard.error as error:
        raise WorkbookError(
            "another program keeps the clipboard to itself. Close it or wait a moment, and try again; "
            "SMO > Save update writes the same text to a file."
        ) from error
