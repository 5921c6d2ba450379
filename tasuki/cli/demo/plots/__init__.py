"""How people go about it: which deed comes when, told from one moment to the next (`agenda.Plot`)."""
