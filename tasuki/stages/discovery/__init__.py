"""The AE's discovery call and what it found out."""
