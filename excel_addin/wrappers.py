"""The VBA module that Excel lists the functions from, written from the catalogue: signatures, help, category."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smo_metrics.catalog import CATALOG, Entry

CATEGORY = "SMO Metrics"
_HEAD = """Attribute VB_Name = "SmoFunctions"
' Written from the catalogue of functions; every line of work is in SmoBridge.
Option Explicit
"""


def functions_module(catalog: Sequence[Entry] = CATALOG) -> str:
    """Write the module of the functions that cells can call.

    Returns
    -------
    str
        A public VBA function for each entry, and `SmoDescribe`, which gives Excel the help of all of them.

    Raises
    ------
    ValueError
        A help text that a VBA source cannot hold: it would show as other characters in another country's Windows.
    """
    text = "\n".join([_HEAD, *map(_function, catalog), *_describe(catalog)]) + "\n"
    if not text.isascii():
        raise ValueError(f"VBA sources are ASCII; {next(c for c in text if not c.isascii())!r} is not")
    return text


def _function(entry: Entry) -> str:
    name = entry.excel_name
    declared = ", ".join(("Optional " if a.optional else "") + f"{a.name} As Variant" for a in entry.arguments)
    given = ", ".join(argument.name for argument in entry.arguments)
    return (
        f"Public Function {name}({declared}) As Variant\n"
        f"Attribute {name}.VB_Description = {_quoted(entry.summary)}\n"
        f'    {name} = SmoCall("{name}", Array({given}))\n'
        "End Function\n"
    )


def _describe(catalog: Sequence[Entry]) -> Iterator[str]:
    """Give a Sub for each function and one that runs all: VBA compiles no procedure of more than 64 KB."""
    yield "Public Sub SmoDescribe()"
    yield from (f"    Describe_{entry.excel_name}" for entry in catalog)
    yield "End Sub"
    for entry in catalog:
        yield f"\nPrivate Sub Describe_{entry.excel_name}()"
        yield "    On Error Resume Next"
        yield f'    Application.MacroOptions Macro:="{entry.excel_name}", Category:="{CATEGORY}", _'
        yield f"        Description:={_quoted(entry.summary)}, _"
        yield "        ArgumentDescriptions:=Array( _"
        yield ", _\n".join(f"            {_quoted(argument.help)}" for argument in entry.arguments) + ")"
        yield "End Sub"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
