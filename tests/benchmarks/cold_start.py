"""How long from a cold Python to the first SMO_ value, and whose time is it?

Each run starts a new interpreter that does what Excel's first formula does: import xlwings and the functions, call one
through `XLPython.CallUDF` (with pywin32 played). Wall times come from plain runs; shares from runs under
``-X importtime``, where a module counts for the nearest owner above it in the import tree: its own package, else the
one that imported it. numpy, pandas and scipy count as ours: xlwings takes numpy and pandas whenever they are installed.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

RUNS = 5
ROOT = Path(__file__).parents[2]
CHILD = """
import sys, time
sys.path.insert(0, sys.argv[1])
from tests.excel_addin.excel_objects import MISSING, WORKBOOK, ExcelRange, column
from tests.excel_addin.pywin32_stand_in import start_server
server = start_server()
annotators, items = column(*"ab" * 50), column(*(float(row // 2) for row in range(100)))
def value(labels):
    arguments = (column(*labels * 10), items, annotators, MISSING, MISSING, MISSING)
    return server.CallUDF("excel_addin.udfs", "SMO_KRIPPENDORFF_ALPHA", arguments, WORKBOOK, ExcelRange(((None,),)))
first = value("xxxyyyxyyy")
assert isinstance(first, float), first
print(first, flush=True)
for labels in ("xxxyyyxyyx", "xxxyyyxyyy"):
    start = time.perf_counter()
    value(labels)
    print(time.perf_counter() - start)
"""
OWNERS = {
    "smo_metrics": "ours: smo_metrics, excel_addin",
    "excel_addin": "ours: smo_metrics, excel_addin",
    "numpy": "ours: numpy",
    "pandas": "ours: pandas",
    "scipy": "ours: scipy",
    "xlwings": "xlwings",
    "tests": "the stand-in for pywin32",
}
PYTHON = "Python itself"
LINE = re.compile(r"import time:\s*(\d+) \|\s*\d+ \| ( *)(\S+)")


def wall_milliseconds() -> list[float]:
    """Time from starting Python to the first value, of a second call on other values, of a third on the first ones."""
    start = time.perf_counter()
    command = [sys.executable, "-c", CHILD, str(ROOT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        child.stdout.readline()
        first = time.perf_counter() - start
        later = [float(child.stdout.readline()) for _ in range(2)]
    return [1000 * seconds for seconds in (first, *later)]


def import_milliseconds() -> Counter[str]:
    """Import time by owner, in one run."""
    command = [sys.executable, "-X", "importtime", "-c", CHILD, str(ROOT)]
    report = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    spent: Counter[str] = Counter()
    above: list[tuple[int, str]] = []
    for own, indent, module in reversed(LINE.findall(report)):
        while above and above[-1][0] >= len(indent):
            above.pop()
        owner = OWNERS.get(module.partition(".")[0], above[-1][1] if above else PYTHON)
        above.append((len(indent), owner))
        spent[owner] += int(own) / 1000
    return spent


def main() -> None:
    """Print medians of five runs."""
    first, other, same = map(statistics.median, zip(*(wall_milliseconds() for _ in range(RUNS)), strict=True))
    shares = [import_milliseconds() for _ in range(RUNS)]
    print(f"cold Python to the first SMO_ value: {first:7.0f} ms (medians of {RUNS})")
    print(f"a call on other values:              {other:7.1f} ms")
    print(f"a call on the first values again:    {same:7.1f} ms")
    print("imports, by owner (under -X importtime):")
    for owner in [*dict.fromkeys(OWNERS.values()), PYTHON]:
        print(f"  {owner:35}{statistics.median(share[owner] for share in shares):7.0f} ms")


if __name__ == "__main__":
    main()
