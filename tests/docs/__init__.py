"""The documentation under test, and the generator of its reference pages."""
