"""A failure at any step of writing leaves the old workbook whole and no temporary file."""

import os
import shutil
import tempfile
import zipfile

import pytest

from smo_metrics.errors import WorkbookError
from smo_metrics.workbook.xlsx import save as save_module
from smo_metrics.workbook.xlsx.patch import patch


def out_of_space(*_, **__):
    raise OSError(28, "No space left on device")


@pytest.fixture
def failing(make, labels):
    """Refresh a workbook while something fails, and say what is left."""
    path = make()
    before = path.read_bytes()

    def run(error=WorkbookError):
        with pytest.raises(error) as caught:
            patch(path, labels("xyz"))
        assert path.read_bytes() == before
        return str(caught.value), {file.name for file in path.parent.iterdir()}

    return run


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (tempfile, "mkstemp"),
        (zipfile.ZipFile, "writestr"),
        (zipfile.ZipFile, "_write_end_record"),
        (os, "fsync"),
        (shutil, "copymode"),
        (shutil, "copy2"),
        (os, "replace"),
    ],
)
def test_a_full_disk_at_any_step_leaves_the_old_file(failing, monkeypatch, owner, name):
    monkeypatch.setattr(owner, name, out_of_space)
    message, left = failing()
    assert left == {"book.xlsx"}
    assert "No space left on device" in message
    assert "is as it was" in message


def test_a_failure_of_the_last_step_leaves_the_old_file(failing, monkeypatch):
    replace = os.replace

    def last_fails(source, target):
        if os.fspath(target).endswith("book.xlsx"):
            raise PermissionError(13, "Permission denied")
        replace(source, target)

    monkeypatch.setattr(os, "replace", last_fails)
    message, left = failing()
    assert left == {"book.xlsx"}
    assert "Permission denied" in message


def test_a_file_that_reads_back_differently_is_not_used(failing, monkeypatch):
    monkeypatch.setattr(save_module, "digest", lambda data: b"")
    message, left = failing()
    assert left == {"book.xlsx"}
    assert "did not read back" in message


def test_an_interruption_leaves_no_temporary_file(failing, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    _, left = failing(KeyboardInterrupt)
    assert left == {"book.xlsx"}


def test_a_part_that_may_not_change_stops_the_write(failing, monkeypatch):
    monkeypatch.setattr("smo_metrics.workbook.xlsx.patch.allowed_parts", lambda *_: set())
    message, left = failing(AssertionError)
    assert left == {"book.xlsx"}
    assert "not to be changed" in message


def test_a_workbook_saved_by_another_program_meanwhile_is_not_overwritten(make, labels, monkeypatch):
    path = make()
    fsync = os.fsync

    def other_saves(handle):
        fsync(handle)
        path.write_bytes(b"saved by somebody else")

    monkeypatch.setattr(os, "fsync", other_saves)
    with pytest.raises(WorkbookError, match="changed by another program"):
        patch(path, labels("xyz"))
    assert path.read_bytes() == b"saved by somebody else"
