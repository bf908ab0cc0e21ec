"""Plays xlwings Lite in a fresh Python: runs a folder's main.py with only what its requirements.txt brings.

``python -m tests.excel_addin.lite_stand_in FOLDER`` reads formulas from standard input, as JSON
``[[name, argument, ...], ...]`` with an argument as Excel hands it over (rows of cells, or null), and prints what Excel
would be told and shown. What crosses the border follows the source of xlwings 0.37.8: numbers are what JSON makes of
them, a date is its serial number, an error cell a dictionary, an empty cell null; an argument of one empty cell counts
as left out.
"""

from __future__ import annotations

import inspect
import json
import math
import re
import sys
import types
from importlib import metadata
from pathlib import Path
from typing import Any


def installed(requirements: str) -> set[str]:
    """Name the distributions that the requirements bring here, with all that those require."""
    wanted = [line for line in requirements.splitlines() if not line.startswith(("#", "https:", "xlwings"))]
    found: set[str] = set()
    while wanted:
        name = plain(wanted.pop())
        if name not in found:
            found.add(name)
            wanted += [line for line in metadata.requires(name) or [] if "extra ==" not in line]
    return found


def plain(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-")


class Absent:
    """Finds, and refuses, the modules of every distribution that the requirements do not bring."""

    def __init__(self, present: set[str]) -> None:
        homes = metadata.packages_distributions().items()
        self.modules = {module for module, names in homes if not present.intersection(map(plain, names))}

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.partition(".")[0] in self.modules - {"smo_metrics", "excel_addin"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def xlwings() -> types.ModuleType:
    """Give a module with the decorators, which keep what they are told."""
    module = types.ModuleType("xlwings")

    def arg(name: str, doc: str, **options: Any) -> Any:
        def keep(function: Any) -> Any:
            function.__dict__.setdefault("declared", {})[name] = {"help": doc, "options": options}
            return function

        return keep

    def func(function: Any, volatile: bool = False, name: str | None = None, **ignored: Any) -> Any:
        function.offered = name or function.__name__.upper()
        return function

    module.arg, module.func = arg, func
    return module


def told(function: Any) -> dict[str, Any]:
    """Give the description of a function that Excel is told."""
    parameters = inspect.signature(function).parameters.values()
    optional = {p.name: p.default is not p.empty for p in parameters}
    arguments = [[name, function.declared[name]["help"], optional[name]] for name in optional]
    return {"summary": function.__doc__, "arguments": arguments}


def arrive(rows: Any, parameter: inspect.Parameter, options: dict[str, Any]) -> object:
    if rows in (None, [[None]]):
        return None if parameter.default is parameter.empty else parameter.default
    assert options == {"ndim": 2, "err_to_str": True}
    return [[arriving(cell) for cell in row] for row in rows]


def arriving(cell: object) -> object:
    if isinstance(cell, dict):
        return cell["basicValue"]
    return None if cell == "" else cell


def leave(value: object) -> object:
    if value is None:
        return ""
    if value == "#N/A" or (isinstance(value, float) and math.isnan(value)):
        return {"type": "Error", "errorType": "NotAvailable" if value == "#N/A" else "Num"}
    return value


def shown(function: Any, arguments: list[Any]) -> list[list[Any]]:
    parameters = list(inspect.signature(function).parameters.values())[: len(arguments)]
    values = [
        arrive(rows, parameter, function.declared[parameter.name]["options"])
        for parameter, rows in zip(parameters, arguments, strict=True)
    ]
    value = function(*values)
    return [[leave(cell) for cell in row] for row in (value if isinstance(value, list) else [[value]])]


def main(folder: Path) -> None:
    sys.meta_path.insert(0, Absent(installed((folder / "requirements.txt").read_text(encoding="utf-8"))))
    sys.modules["xlwings"] = xlwings()
    module = types.ModuleType("main")
    exec((folder / "main.py").read_text(encoding="utf-8"), module.__dict__)
    offered = {name: value for name, value in inspect.getmembers(module) if hasattr(value, "offered")}
    formulas = json.loads(sys.stdin.read())
    cells = [shown(offered[name], arguments) for name, *arguments in formulas]
    loaded = sorted({name.partition(".")[0] for name in sys.modules})
    print(json.dumps({"told": {f.offered: told(f) for f in offered.values()}, "cells": cells, "loaded": loaded}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
