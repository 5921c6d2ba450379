"""One question per file. Each defines ``REPORT``; page, API, command line, CSV and documentation follow from it."""

ORDER = ("funnel", "flow", "benchmarks", "acceptance", "approvals", "endings", "promises", "attainment")
"""In the order of the process, as the pages list them."""
