"""Whatever fails or ends a refresh, and wherever, the workbook is the old or the new one, whole; so is the backup."""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile

import pytest

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx.patch import patch

STEPS = (
    (tempfile, "mkstemp"),
    (zipfile.ZipFile, "writestr"),
    (zipfile.ZipFile, "_write_end_record"),
    (os, "fsync"),
    (os, "utime"),
    (os, "replace"),
    (shutil, "copymode"),
    (shutil, "copy2"),
)


class Steps:
    """Count every step of writing, and let the one numbered `fails_at` (or all from it on) fail."""

    def __init__(self, monkeypatch, fails_at, error, stays_broken=False):
        self.count, self.fails_at, self.error, self.stays_broken = 0, fails_at, error, stays_broken
        for owner, name in STEPS:
            monkeypatch.setattr(owner, name, self.counted(getattr(owner, name)))

    def counted(self, step):
        def run(*arguments, **options):
            self.count += 1
            if self.count == self.fails_at or (self.stays_broken and 0 < self.fails_at < self.count):
                raise self.error()
            return step(*arguments, **options)

        return run


@pytest.fixture
def refreshed_once(make, labels):
    """A workbook with a backup of an earlier refresh beside it, and both files' bytes."""
    path = make()
    backup = patch(path, labels("ab")).backup
    return path, backup, path.read_bytes(), backup.read_bytes()


@pytest.mark.parametrize(
    ("error", "caught"),
    [(lambda: OSError(28, "No space left on device"), WorkbookError), (KeyboardInterrupt, KeyboardInterrupt)],
    ids=["full disk", "interrupted"],
)
@pytest.mark.parametrize("stays_broken", [False, True])
def test_a_failure_of_any_step_changes_neither_file(refreshed_once, labels, error, caught, stays_broken):
    path, backup, old, former = refreshed_once
    failed = 0
    for number in range(1, 100):
        with pytest.MonkeyPatch.context() as monkeypatch:
            steps = Steps(monkeypatch, number, error, stays_broken)
            try:
                patch(path, labels("xyz"))
            except caught:
                failed += 1
        if steps.count < number:
            break
        done = path.read_bytes() != old
        assert not done or zipfile.ZipFile(path).testzip() is None
        if done:
            assert backup.read_bytes() == old
            path.write_bytes(old)
            backup.write_bytes(former)
        elif not stays_broken:
            assert backup.read_bytes() == former
        else:
            assert backup.read_bytes() in (former, old)
        assert {file.name for file in path.parent.iterdir()} == {path.name, backup.name}
    assert failed >= 20


KILLED = """
import os, random, signal, sys, time, zipfile
from pathlib import Path
import pandas as pd
from smo_metrics.workbook.xlsx.content import Content, ManagedTable
from smo_metrics.workbook.xlsx.patch import patch
from smo_metrics.workbook.xlsx.read import read_tables

path = Path(sys.argv[1])
def content(ids):
    return Content({"Labels": ManagedTable(pd.DataFrame({"id": list(ids), "label": ids, "score": 1.5}), ("id",))})
def held():
    return "".join(read_tables(path, ["Labels"])["Labels"]["id"])
patch(path, content("abc"))
states, random_ = ["abc" * 20, "xyz" * 30], random.Random(7)
started = time.perf_counter()
for ids in states:
    patch(path, content(ids))
takes = (time.perf_counter() - started) / 2
seen = set()
for _ in range(16):
    child = os.fork()
    if child == 0:
        while True:
            for ids in states:
                patch(path, content(ids))
    time.sleep(random_.uniform(0, 3 * takes))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    for file in (path, path.with_name("book.before-refresh.xlsx")):
        assert zipfile.ZipFile(file).testzip() is None
    assert held() in states, held()
    seen.add(held())
patch(path, content("end"))
assert held() == "end"
assert sorted(os.listdir(path.parent)) == ["book.before-refresh.xlsx", "book.xlsx"], os.listdir(path.parent)
print(len(seen))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that forks processes")
def test_a_refresh_killed_at_any_moment_leaves_whole_files_and_the_next_one_cleans_up(make):
    path = make()
    run = subprocess.run([sys.executable, "-W", "ignore", "-c", KILLED, str(path)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "2"
