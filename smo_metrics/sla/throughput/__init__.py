"""When will it be done, and how much by when: futures drawn from the days that were."""
