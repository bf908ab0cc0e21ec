"""The built add-in at work in LibreOffice: formulas go through our VBA to the Python functions and back."""
