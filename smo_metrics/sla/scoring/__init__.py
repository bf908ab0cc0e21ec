"""How good was a forecast, now that the figure is known? Scores of samples, ranges and probabilities."""
