"""Each template, opened and saved by LibreOffice, is refreshed all the same."""

import shutil
import subprocess
from importlib import resources

import pandas as pd
import pytest

from smo_metrics.settings import Source
from smo_metrics.workbook import create, refresh
from smo_metrics.workbook.books import BOOKS, book_of
from smo_metrics.workbook.xlsx.patch import patch
from smo_metrics.workbook.xlsx.read import read_meta, read_tables
from tests.workbook.loss_list import KEYS, write_loss_list

pytestmark = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not on PATH (apt install libreoffice-calc)"
)
TASKS = 60


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A folder with every template as LibreOffice saves it, and the first tasks of the sample project."""
    folder = tmp_path_factory.mktemp("libreoffice")
    books = [create(template, folder / f"{template}.xlsx") for template in BOOKS]
    write_loss_list(folder / "loss_list.xlsm")
    out = folder / "saved"
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx"]
    files = [*books, folder / "loss_list.xlsm"]
    subprocess.run([*command, "--outdir", str(out), *map(str, files)], check=True, capture_output=True, timeout=180)
    sample = resources.files("smo_metrics.demo") / "sample"
    for name in ("labels", "events", "volumes", "roster"):
        rows = pd.read_csv(str(sample / f"{name}.csv"), dtype=str)
        first = next((column for column in ("item_id", "task_id") if column in rows), None)
        kept = rows if first is None else rows[rows[first].isin(sorted(rows[first].unique())[:TASKS])]
        kept.to_csv(out / f"{name}.csv", index=False)
    return out


@pytest.mark.parametrize("template", BOOKS)
def test_a_template_that_libreoffice_saved_is_refreshed(saved, template):
    path = saved / f"{template}.xlsx"
    assert read_meta(path)["template"] == template
    sources = [Source(path=f"{table}.csv", table=table) for table in book_of(template).data]
    report = refresh(path, data=sources, remember=True)
    assert report.patch.warnings == ()
    for read in report.reads:
        name = read.name.removesuffix(".csv").capitalize()
        assert len(read_tables(path, [name])[name]) == report.patch.rows[name] == read.rows
    again = refresh(path)
    assert again.patch.rows == report.patch.rows
    assert again.patch.orphans == 0


def test_what_libreoffice_kept_of_a_workbook_stays_beside_its_key(saved, labels):
    path = saved / "loss_list.xlsx"
    patch(path, labels(["x", *reversed(KEYS)]))
    held = pd.DataFrame(_grid(path))
    beside = dict(zip(held[0], held[5], strict=True))
    assert {key: beside[key] for key in KEYS} == {key: f"mine on {key}" for key in KEYS}


def _grid(path):
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(path).get_sheet_by_name("Data").to_python(skip_empty_area=False)[4:13]
