"""Has a figure changed, or is it chance? Control charts."""
