"""Below how many gold items a figure is said to be thin, and below how many a category has no interval."""

FEW_ITEMS = 30
FEW_IN_CATEGORY = 5  # with fewer, intervals of F1 cover too seldom: tests/studies/gold_coverage.txt
