"""Excel's side of smo_metrics: the functions in cells and what lies between a cell and the library."""
