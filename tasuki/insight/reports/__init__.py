"""One question per file. Each defines ``REPORT``; page, API, command line, CSV and documentation follow from it."""

ORDER = (
    "funnel", "flow", "durations", "benchmarks", "acceptance", "approvals", "deals", "endings", "too_late", "promises",
    "attainment",
)  # fmt: skip
"""In the order of the process, as the pages list them."""
