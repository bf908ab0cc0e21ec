"""Plays pywin32, so that the machinery of xlwings that Excel calls on Windows runs here unchanged.

`start_server` imports the real xlwings, completes its Windows side and returns the object behind the COM class that
the VBA wrappers call. Converters, argument handling and dispatch are xlwings' own; only pywin32 is played.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import datetime as dt
import sys
import types
from collections.abc import Iterator
from typing import Any


class ComError(Exception):
    """pywintypes.com_error."""


class TimeType(dt.datetime):
    """The datetime that pywin32 makes of a date cell; it carries a zone that means nothing."""


class IDispatchPointer:
    """The bare COM pointer that a VBA object arrives as, before `Dispatch` gives it attributes."""

    def __init__(self, target: Any) -> None:
        self.target = target

    def GetTypeInfo(self) -> Any:
        return self.target._oleobj_.GetTypeInfo()


def dispatch(pointer: Any, *args: Any, **options: Any) -> Any:
    """win32com.client.Dispatch: the attributes behind a pointer; an object that has them already stays as it is."""
    return pointer.target if isinstance(pointer, IDispatchPointer) else pointer


def unwrap(pointer: Any) -> Any:
    """win32com.server.util.unwrap: none of our arguments is a Python object handed out earlier."""
    raise ComError("not a wrapped Python object")


def empty_class(name: str) -> type:
    return type(name, (), {})


def modules() -> dict[str, dict[str, Any]]:
    """The pywin32 modules that xlwings imports, each with the names that it uses."""
    cdispatch = empty_class("CDispatch")
    return {
        "pywintypes": {"com_error": ComError, "error": ComError, "TimeType": TimeType, "IID": str},
        "pythoncom": {
            "__file__": "pythoncom.dll",
            "com_error": ComError,
            "ole_error": ComError,
            "IID_IDispatch": "IDispatch",
            "IID_IEnumVARIANT": "IEnumVARIANT",
            "TypeIIDs": {"IDispatch": IDispatchPointer},
            "CoInitialize": lambda: None,
        },
        "win32api": {},
        "win32con": {},
        "win32event": {},
        "win32gui": {},
        "win32process": {"GetWindowThreadProcessId": lambda window: (1, 2)},
        "win32timezone": {"TimeZoneInfo": types.SimpleNamespace(utc=lambda: dt.UTC)},
        "win32com": {"__path__": []},
        "win32com.client": {
            "Dispatch": dispatch,
            "DispatchEx": dispatch,
            "CDispatch": cdispatch,
            "DispatchBaseClass": empty_class("DispatchBaseClass"),
            "CoClassBaseClass": empty_class("CoClassBaseClass"),
        },
        "win32com.server": {"__path__": []},
        "win32com.server.dispatcher": {},
        "win32com.server.policy": {"DefaultPolicy": object},
        "win32com.server.util": {"wrap": lambda target, iid=None: target, "unwrap": unwrap},
    }


def install_modules() -> None:
    """Put the played modules where `import` finds them, each bound to its parent package."""
    for name, content in modules().items():
        module = types.ModuleType(name)
        module.__dict__.update(content)
        sys.modules[name] = module
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, module)


class AnyLibrary:
    """A Windows DLL of which every function exists and does nothing."""

    def __getattr__(self, name: str) -> Any:
        return AnyLibrary()

    def __call__(self, *args: Any) -> int:
        return 0


@contextlib.contextmanager
def windows_ctypes() -> Iterator[None]:
    """The names that ctypes has on Windows only, while xlwings binds them."""
    played = {"windll": AnyLibrary(), "oledll": AnyLibrary(), "PyDLL": lambda path: AnyLibrary()}
    real = {name: getattr(ctypes, name) for name in played if hasattr(ctypes, name)}
    ctypes.__dict__.update(played)
    try:
        yield
    finally:
        for name in played.keys() - real.keys():
            delattr(ctypes, name)
        ctypes.__dict__.update(real)


def start_server() -> Any:
    """Complete xlwings' Windows side and give the XLPython object that Excel's VBA talks to.

    Modules of ours that were imported before hold xlwings' no-op decorators; import them after this.
    """
    import xlwings

    install_modules()
    with windows_ctypes():
        from xlwings import _xlwindows
    atexit.unregister(_xlwindows.cleanup)
    from xlwings import com_server, udfs

    xlwings.func, xlwings.arg, xlwings.ret, xlwings.script = udfs.xlfunc, udfs.xlarg, udfs.xlret, udfs.xlsub
    engine = xlwings.Engine(impl=_xlwindows.engine)
    xlwings.engines.add(engine)
    xlwings.engines.active = engine
    return com_server.XLPython()
