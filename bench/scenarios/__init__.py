"""What is measured, in this order: first in an empty company, then among 100,000 leads, in the end among a million.

A scenario is one function that yields figures; ``what`` names the work as somebody who waits for it would.
"""
