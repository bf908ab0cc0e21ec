"""What is asked of Windows: its registry, Excel's process, and a Python started the way Excel starts it.

Everything that runs on Windows only is in this file; install, uninstall and doctor work on the protocol.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Protocol

from smo_metrics.errors import SmoError

Values = dict[str, int | str | bytes]
_CLASS_NOT_REGISTERED = -2147221164


class Windows(Protocol):
    """What install, uninstall and doctor need to know and to do."""

    appdata: Path
    code_page: str

    def user_values(self, key: str) -> Values:
        """Give the values of a key of HKEY_CURRENT_USER, %…% filled in; none where there is no such key."""

    def user_keys(self, key: str) -> tuple[str, ...]:
        """Give the names of the keys below a key of HKEY_CURRENT_USER."""

    def machine_values(self, key: str) -> Values:
        """Give the values of a key of HKEY_LOCAL_MACHINE; the default value has the name ""."""

    def is_administrator(self) -> bool:
        """Tell whether this was started with administrator rights, perhaps under another user's name."""

    def excel_is_running(self) -> bool:
        """Tell whether this user has Excel open, with or without a window on the screen."""

    def addin_is_open(self, name: str) -> bool | None:
        """Tell whether a running Excel has loaded the add-in; None when Excel does not answer."""

    def ask_server(self, command: str, module: str, function: str, arguments: tuple[Any, ...], seconds: float) -> Any:
        """Start Python as Excel does, call one function, end Python; SmoError when there is no answer."""


def this_windows() -> Windows:
    """Give the Windows this runs on.

    Raises
    ------
    SmoError
        On another system, with what works there.
    """
    if sys.platform != "win32":
        raise SmoError(
            "Excel's add-in is installed on Windows only. Here you can build it (smo-metrics excel build), pack it for "
            "a Windows machine (excel bundle), or serve Excel for Mac and on the web (excel lite)."
        )
    return _ThisWindows()


class _ThisWindows:
    def __init__(self) -> None:
        appdata = os.environ.get("APPDATA")
        if not appdata:
            raise SmoError("this Windows session has no APPDATA folder. Sign in as yourself, not as a service.")
        self.appdata = Path(appdata)
        self.code_page = "mbcs"

    def user_values(self, key: str) -> Values:
        import winreg

        return _values(winreg.HKEY_CURRENT_USER, key)

    def user_keys(self, key: str) -> tuple[str, ...]:
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
                return tuple(winreg.EnumKey(opened, i) for i in range(winreg.QueryInfoKey(opened)[0]))
        except FileNotFoundError:
            return ()

    def machine_values(self, key: str) -> Values:
        import winreg

        return _values(winreg.HKEY_LOCAL_MACHINE, key)

    def is_administrator(self) -> bool:
        import ctypes

        return bool(ctypes.windll.shell32.IsUserAnAdmin())  # type: ignore[attr-defined]

    def excel_is_running(self) -> bool:
        import ctypes

        # Every Excel of this session has such a window, hidden or not; other people's sessions are not seen.
        return bool(ctypes.windll.user32.FindWindowW("XLMAIN", None))  # type: ignore[attr-defined]

    def addin_is_open(self, name: str) -> bool | None:
        try:
            import pywintypes
            import xlwings
        except ImportError:
            return None
        try:
            listed = [(addin.Name, addin.IsOpen) for app in xlwings.apps for addin in app.api.AddIns2]
        except pywintypes.com_error:
            return None
        return any(is_open and listed_name.lower() == name.lower() for listed_name, is_open in listed)

    def ask_server(self, command: str, module: str, function: str, arguments: tuple[Any, ...], seconds: float) -> Any:
        try:
            import pythoncom
            import win32com.client
        except ImportError as error:
            raise SmoError(f"pywin32 cannot be imported ({error})") from None

        clsid = pythoncom.CreateGuid()
        process = subprocess.Popen(command.replace("$(CLSID)", str(clsid)))
        limit = threading.Timer(seconds, process.kill)
        limit.start()
        try:
            while True:
                try:
                    server = pythoncom.CoCreateInstance(
                        clsid, None, pythoncom.CLSCTX_LOCAL_SERVER, pythoncom.IID_IDispatch
                    )
                    break
                except pythoncom.com_error as error:
                    if error.hresult != _CLASS_NOT_REGISTERED:
                        raise
                if process.poll() is not None:
                    raise SmoError(f"Python ended before it answered (exit code {process.returncode})")
                time.sleep(0.1)
            return win32com.client.Dispatch(server).CallUDF(module, function, arguments, None, None)
        except pythoncom.com_error as error:
            raise SmoError(f"Python was started but did not answer ({error})") from None
        finally:
            limit.cancel()
            process.kill()
            process.wait()


def _values(hive: int, key: str) -> Values:
    import winreg

    try:
        # Without the flag a 32-bit Python would be shown another part of HKEY_LOCAL_MACHINE.
        with winreg.OpenKey(hive, key, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as opened:
            triples = [winreg.EnumValue(opened, i) for i in range(winreg.QueryInfoKey(opened)[1])]
    except FileNotFoundError:
        return {}
    return {
        name: winreg.ExpandEnvironmentStrings(value) if kind == winreg.REG_EXPAND_SZ else value
        for name, value, kind in triples
        if isinstance(value, int | str | bytes)
    }
