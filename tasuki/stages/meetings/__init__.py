"""A meeting booked, held or missed, with people and time."""
