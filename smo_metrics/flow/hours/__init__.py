"""When are teams at work? Calendars, hours shared between regions, hours read from a log."""
