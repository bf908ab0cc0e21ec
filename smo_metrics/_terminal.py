"""What the shell prints: tables, lines and JSON, in one way for every command."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console


def console(stderr: bool = False) -> Console:
    """Give the terminal without styles in what it is handed: text of an export is never markup."""
    from rich.console import Console

    return Console(stderr=stderr, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Show what is being done and for how long, on standard error, with a bar that moves while it is done."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    terminal, step = console(stderr=True), TextColumn("{task.description}", markup=False)
    if not terminal.is_terminal:
        yield lambda words: None
        return
    with Progress(BarColumn(20), TimeElapsedColumn(), step, console=terminal, transient=True) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda words: bar.update(task, description=printable(words))


def show_lines(lines: Iterable[str]) -> None:
    """Print a line each."""
    for line in lines:
        console().print(printable(line))


def show_table(header: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """Print a table."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in header:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(printable(cell) for cell in row))
    console().print(table, soft_wrap=False)


def shown_number(value: float) -> str:
    """Give a number for people; undefined is said in words."""
    return "not available" if value != value else f"{value:.3f}"


def print_json(result: dict[str, Any]) -> None:
    """Print JSON."""
    print(json.dumps(result, indent=2))


def printable(text: object) -> str:
    """Give one line without control characters: names in an export cannot steer the terminal."""
    return "".join(c if c.isprintable() else " " for c in str(text))
