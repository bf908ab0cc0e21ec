"""Is the labelling good, and who or which policy disagrees since when?"""
