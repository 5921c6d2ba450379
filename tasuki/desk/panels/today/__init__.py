"""Today: the decisions that wait for one person, each with its clock and one key or click to act."""
