"""One module a template: where each figure of a review stands in its workbook."""

from __future__ import annotations

import importlib

from smo_metrics.workbook.books.book import Book, BookData, Progress, Sheets

BOOKS = ("weekly_status", "quality_review", "delivery_forecast", "bottleneck_review", "exposure_log")

__all__ = ["BOOKS", "Book", "BookData", "Progress", "Sheets", "book_of"]


def book_of(template: str) -> Book | None:
    """Give what a template's workbooks compute and show; None where they compute nothing."""
    if template not in BOOKS:
        return None
    book: Book = importlib.import_module(f"smo_metrics.workbook.books.{template}").BOOK
    return book
