"""The functions that Excel offers, by the question they answer; `excel_addin.udfs` gathers them."""
