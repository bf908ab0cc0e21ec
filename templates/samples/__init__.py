"""The generators of the files that the demo ships, each from a fixed seed."""
