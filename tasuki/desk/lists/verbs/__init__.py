"""What can be done with many records at once."""
