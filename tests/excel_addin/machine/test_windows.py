"""The Windows-only calls against stand-ins of winreg, COM and xlwings' list of running Excels."""

from __future__ import annotations

import ctypes
import ntpath
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from excel_addin.machine.windows import Windows, this_windows
from smo_metrics.errors import SmoError

NOT_REGISTERED = -2147221164


class Key:
    """An open key of the registry that `winreg_stand_in` plays."""

    def __init__(self, path: tuple[int, str]) -> None:
        self.path = path

    def __enter__(self) -> Key:
        return self

    def __exit__(self, *error: object) -> None:
        pass


def winreg_stand_in(tree: dict[tuple[int, str], dict[str, tuple[Any, int]]]) -> types.ModuleType:
    """The part of winreg in use, as a 32-bit Python has it: another HKEY_LOCAL_MACHINE, unless it asks for both."""
    module = types.ModuleType("winreg")

    def below(path: tuple[int, str]) -> list[str]:
        start = f"{path[1]}\\"
        return sorted({key.removeprefix(start).split("\\")[0] for hive, key in tree if key.startswith(start)})

    def open_key(hive: int, key: str, reserved: int = 0, access: int = 1) -> Key:
        of_32_bit = hive == module.HKEY_LOCAL_MACHINE and not access & module.KEY_WOW64_64KEY
        if of_32_bit or ((hive, key) not in tree and not below((hive, key))):
            raise FileNotFoundError(key)
        return Key((hive, key))

    module.__dict__.update(
        HKEY_CURRENT_USER=1,
        HKEY_LOCAL_MACHINE=2,
        KEY_READ=1,
        KEY_WOW64_64KEY=256,
        REG_EXPAND_SZ=2,
        OpenKey=open_key,
        ExpandEnvironmentStrings=ntpath.expandvars,
        QueryInfoKey=lambda key: (len(below(key.path)), len(tree.get(key.path, {})), 0),
        EnumKey=lambda key, i: below(key.path)[i],
        EnumValue=lambda key, i: [(name, *pair) for name, pair in tree[key.path].items()][i],
    )
    return module


@pytest.fixture
def tree() -> dict[tuple[int, str], dict[str, tuple[Any, int]]]:
    return {(1, r"A\B"): {"text": ("%USER%", 1), "number": (7, 4), "list": (["a"], 7)}, (2, "M"): {"": ("default", 1)}}


@pytest.fixture
def windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Any, tree: Any) -> Windows:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("APPDATA", str(tmp_path))
    monkeypatch.setitem(sys.modules, "winreg", winreg_stand_in(tree))
    return this_windows()


def test_appdata_and_the_code_page_are_windows_own(windows: Windows, tmp_path: Path) -> None:
    assert (windows.appdata, windows.code_page) == (tmp_path, "mbcs")


def test_a_session_without_appdata_is_refused(windows: Windows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("APPDATA")
    with pytest.raises(SmoError, match="Sign in as yourself"):
        this_windows()


def test_values_are_read_and_a_missing_key_has_none(windows: Windows) -> None:
    assert windows.user_values(r"A\B") == {"text": "%USER%", "number": 7}
    assert windows.machine_values("M") == {"": "default"}
    assert windows.user_values("nowhere") == {}
    assert windows.user_keys("A") == ("B",)
    assert windows.user_keys("nowhere") == ()


def test_a_value_with_the_users_folders_in_it_has_them_filled_in(
    windows: Windows, monkeypatch: pytest.MonkeyPatch, tree: Any
) -> None:
    monkeypatch.setenv("APPDATA", r"C:\me\Roaming")
    tree[1, r"A\B"] = {"Path": (r"%APPDATA%\Microsoft\Excel\XLSTART", 2)}
    assert windows.user_values(r"A\B") == {"Path": r"C:\me\Roaming\Microsoft\Excel\XLSTART"}


@pytest.mark.parametrize("window", [0, 4711])
def test_excel_runs_when_it_has_a_window(windows: Windows, monkeypatch: pytest.MonkeyPatch, window: int) -> None:
    user32 = types.SimpleNamespace(FindWindowW=lambda name, title: window if name == "XLMAIN" else 1)
    monkeypatch.setattr(ctypes, "windll", types.SimpleNamespace(user32=user32), raising=False)
    assert windows.excel_is_running() is bool(window)


@pytest.mark.parametrize("answer", [0, 1])
def test_administrator_rights_are_asked_of_windows(
    windows: Windows, monkeypatch: pytest.MonkeyPatch, answer: int
) -> None:
    shell32 = types.SimpleNamespace(IsUserAnAdmin=lambda: answer)
    monkeypatch.setattr(ctypes, "windll", types.SimpleNamespace(shell32=shell32), raising=False)
    assert windows.is_administrator() is bool(answer)


def _running(monkeypatch: pytest.MonkeyPatch, addins: Any) -> None:
    import xlwings

    monkeypatch.setattr(xlwings, "apps", [types.SimpleNamespace(api=types.SimpleNamespace(AddIns2=addins))])


@pytest.mark.parametrize(("name", "is_open"), [("SMO_Metrics.xlam", True), ("smo_metrics.xlam", False)])
def test_an_addin_is_loaded_when_excel_says_it_is_open(
    windows: Windows, monkeypatch: pytest.MonkeyPatch, name: str, is_open: bool
) -> None:
    other = types.SimpleNamespace(Name="b.xlam", IsOpen=True)
    _running(monkeypatch, [other, types.SimpleNamespace(Name=name, IsOpen=is_open)])
    assert windows.addin_is_open("smo_metrics.xlam") is is_open


def test_an_excel_that_does_not_answer_is_unknown(windows: Windows, monkeypatch: pytest.MonkeyPatch) -> None:
    class Busy:
        def __iter__(self) -> Any:
            raise sys.modules["pywintypes"].com_error("call was rejected")

    _running(monkeypatch, Busy())
    assert windows.addin_is_open("smo_metrics.xlam") is None


class Com:
    """pythoncom and win32com.client: a class that is registered after some tries, with xlwings' object behind it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, server: Any, errors: list[int]) -> None:
        self.errors = errors
        self.asked: list[str] = []
        pythoncom = sys.modules["pythoncom"]
        monkeypatch.setattr(pythoncom, "CreateGuid", lambda: "{ID}", raising=False)
        monkeypatch.setattr(pythoncom, "CLSCTX_LOCAL_SERVER", 4, raising=False)
        monkeypatch.setattr(pythoncom, "CoCreateInstance", self.create, raising=False)
        self.server = server

    def create(self, clsid: str, outer: None, context: int, interface: str) -> Any:
        self.asked.append(clsid)
        if self.errors:
            error = sys.modules["pythoncom"].com_error("not yet")
            error.hresult = self.errors.pop(0)
            raise error
        return self.server


def _ask(windows: Windows, script: str, seconds: float = 30) -> Any:
    command = subprocess.list2cmdline([sys.executable, "-c", script])
    return windows.ask_server(
        command, "excel_addin.udfs", "SMO_PERCENT_AGREEMENT", ((("yes", "yes"), ("no", "yes")),), seconds
    )


@pytest.fixture(autouse=True)
def as_windows_starts_processes(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """On Windows a command is one text; elsewhere it has to be taken apart."""
    import shlex

    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def popen(command: str) -> subprocess.Popen[bytes]:
        started.append(real(shlex.split(command)))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", popen)
    return started


def test_the_server_is_waited_for_asked_and_ended(
    windows: Windows, monkeypatch: pytest.MonkeyPatch, server: Any, as_windows_starts_processes: Any
) -> None:
    com = Com(monkeypatch, server, [NOT_REGISTERED, NOT_REGISTERED])
    assert _ask(windows, "import time; time.sleep(60) # $(CLSID)") == 0.5
    assert com.asked == ["{ID}"] * 3
    (process,) = as_windows_starts_processes
    assert "{ID}" in process.args[-1]
    assert process.returncode not in (None, 0)


def test_a_python_that_ends_at_once_is_told(windows: Windows, monkeypatch: pytest.MonkeyPatch, server: Any) -> None:
    Com(monkeypatch, server, [NOT_REGISTERED] * 1000)
    with pytest.raises(SmoError, match=r"ended before it answered \(exit code 3\)"):
        _ask(windows, "raise SystemExit(3)")


def test_a_python_that_never_answers_is_given_up(
    windows: Windows, monkeypatch: pytest.MonkeyPatch, server: Any
) -> None:
    Com(monkeypatch, server, [NOT_REGISTERED] * 1000)
    with pytest.raises(SmoError, match=r"ended before it answered \(exit code -?[1-9]"):
        _ask(windows, "import time; time.sleep(60)", seconds=0.5)


def test_another_error_of_com_is_told_at_once(windows: Windows, monkeypatch: pytest.MonkeyPatch, server: Any) -> None:
    com = Com(monkeypatch, server, [-2147024891])
    with pytest.raises(SmoError, match="did not answer"):
        _ask(windows, "import time; time.sleep(60)")
    assert len(com.asked) == 1


def test_without_pywin32_the_server_cannot_be_asked(windows: Windows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pythoncom", None)
    with pytest.raises(SmoError, match="pywin32 cannot be imported"):
        _ask(windows, "pass")
