from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.excel_addin.excel_objects import WORKBOOK, ExcelRange, as_range, as_values
from tests.excel_addin.pywin32_stand_in import start_server

Call = Callable[..., Any]


@pytest.fixture(scope="session")
def server() -> Iterator[Any]:
    """xlwings' own XLPython object, with our function modules yet to be imported by it."""
    running = start_server()
    for name in [name for name in sys.modules if name.startswith(("excel_addin.udfs", "excel_addin.functions"))]:
        del sys.modules[name]
    yield running
    sys.modules["xlwings.com_server"].loop.close()


@pytest.fixture(scope="session", params=[as_values, as_range], ids=["arrays", "ranges"])
def call(server: Any, request: pytest.FixtureRequest) -> Call:
    """`call("SMO_...", *arguments)`: what Excel shows in the cell, with blocks played as arrays and as ranges."""

    def call(function: str, *arguments: Any) -> Any:
        played = tuple(request.param(argument) for argument in arguments)
        return server.CallUDF("excel_addin.udfs", function, played, WORKBOOK, ExcelRange(((None,),)))

    return call
