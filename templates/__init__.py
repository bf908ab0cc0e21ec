"""What each workbook contains, one file per workbook, built with XlsxWriter; not installed with the library."""
