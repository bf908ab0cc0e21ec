"""How long does a formula take, and whose time is it? Prints one run's figures; nothing here passes or fails.

Run: python -m tests.benchmarks.excel_speed

Cohen's kappa of columns of labels, items and annotators, called as Excel calls it (`XLPython.CallUDF`, with pywin32
played: what COM itself takes is not in it). CPU seconds, medians. "ours" is the function; the rest of the call is
xlwings' conversion of the cells. The limits, at 100,000 rows: 1 s of ours, and a multiple of one plain pass over the
same cells, a list of each column. "again" is a second call on the same values, answered from the kept answers.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import itertools
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from tests.excel_addin.excel_objects import MISSING, WORKBOOK, ExcelRange, Rows, as_range, as_values, column
from tests.excel_addin.pywin32_stand_in import start_server

FUNCTION = "SMO_COHEN_KAPPA"
SHEET_ROWS = 1_048_576
LIMIT = 60
SEEDS = itertools.count()
CATEGORIES = ["hate", "none", "spam", "violence"]


class Stopwatch:
    """CPU seconds of one call, and those that passed inside our function."""

    def __init__(self) -> None:
        self.server, self.ours = start_server(), 0.0
        udfs = importlib.import_module("excel_addin.udfs")
        function = getattr(udfs, FUNCTION)

        @functools.wraps(function)
        def timed(*arguments: Any) -> Any:
            start = time.process_time()
            answer = function(*arguments)
            self.ours = time.process_time() - start
            return answer

        setattr(udfs, FUNCTION, timed)

    def call(self, columns: list[Any]) -> tuple[float, float]:
        """Give the time of the call, and ours in it."""
        arguments = (*columns, MISSING, MISSING)
        start = time.process_time()
        answer = self.server.CallUDF("excel_addin.udfs", FUNCTION, arguments, WORKBOOK, ExcelRange(((None,),)))
        total = time.process_time() - start
        assert isinstance(answer, float), answer
        return total, self.ours


def columns(rows: int, header: bool, empty: int, seed: int) -> list[Rows]:
    """Labels of two annotators on half as many posts, other labels for each seed."""
    draw = random.Random(seed)
    cells = {
        "label": draw.choices(CATEGORIES, k=rows),
        "item_id": [f"post {row // 2}" for row in range(rows)],
        "annotator_id": [f"annotator {row % 2}" for row in range(rows)],
    }
    return [column(*[name] * header, *values, *[None] * empty) for name, values in cells.items()]


def one_pass(blocks: list[Rows]) -> float:
    """Give the time of listing the cells of each column."""
    start = time.process_time()
    listed = [[row[0] for row in block] for block in blocks]
    taken = time.process_time() - start
    assert len(listed) == len(blocks)
    return taken


def measure(watch: Stopwatch, play: Callable[[Any], Any], runs: int, *shape: int) -> list[float]:
    """Medians: the call, ours, the plain pass, the second call and ours in it."""
    figures = []
    for _ in range(runs + 1):
        blocks = columns(*shape, seed=next(SEEDS))
        arriving = [play(block) for block in blocks]
        figures.append([*watch.call(arriving), one_pass(blocks), *watch.call(arriving)])
    return [statistics.median(values) for values in zip(*figures[1:], strict=True)]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    watch, most = Stopwatch(), 100_000
    cases = [
        *[(f"{rows:,} rows, {kind}", play, runs, (rows, 0, 0))
          for rows in (1_000, 10_000, most) for kind, play in (("ranges", as_range), ("arrays", as_values))],
        (f"A:A, cut to {most:,} used rows", as_values, runs, (most - 1, 1, 0)),
        (f"A:A, uncut, {most:,} used rows", as_values, max(1, runs // 2), (most - 1, 1, SHEET_ROWS - most)),
    ]  # fmt: skip
    print(f"{FUNCTION}; CPU seconds, medians of {runs} runs; our limit at {most:,} rows: 1 s, {LIMIT} plain passes\n")
    print(f"{'what arrives':32}{'call':>9}{'xlwings':>9}{'ours':>9}{'passes':>8}{'again':>9}{'ours':>9}")
    for name, play, times, shape in cases:
        total, ours, plain, again, kept = measure(watch, play, times, *shape)
        print(f"{name:32}{total:9.4f}{total - ours:9.4f}{ours:9.4f}{ours / plain:8.1f}{again:9.4f}{kept:9.4f}")


if __name__ == "__main__":
    main()
