"""What a workbook's checks look at: sheets, cells, formulas, formats and drawings, each read once."""
