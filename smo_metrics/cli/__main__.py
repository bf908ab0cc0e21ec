"""``python -m smo_metrics.cli``, for machines where the command itself is not on the path."""

from smo_metrics.cli import main

main()
