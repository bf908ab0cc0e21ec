"""The quality review as its source builds it now: the file, and the same opened."""

import openpyxl
import pytest

from templates import quality_review


@pytest.fixture(scope="session")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("built") / "quality_review.xlsx"
    quality_review.build(path)
    return path


@pytest.fixture(scope="session")
def book(path):
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="session")
def tables(book):
    return {table.name: (sheet, table) for sheet in book for table in sheet.tables.values()}
