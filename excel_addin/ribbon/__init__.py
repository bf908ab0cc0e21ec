"""The tab SMO: what it shows, and what its buttons do to an open workbook."""
