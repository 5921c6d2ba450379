"""Time for people and machines: holidays, calendars, and the one place that reads the clock."""
