"""How long do tasks take when some are not finished yet? Survival curves and their comparison."""
