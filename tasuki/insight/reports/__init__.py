"""One question per file. Each defines ``REPORT``; page, API, command line, CSV and documentation follow from it."""

ORDER = (
    "diagnosis", "leak", "targets", "completeness", "funnel", "flow", "meetings", "recycled", "time_to_convert",
    "durations", "benchmarks", "acceptance", "handoffs", "coaching", "approvals", "overrides", "deals",
    "traits",    "forecast", "hygiene", "endings", "too_late", "promises", "attainment", "closed_loop", "messages",
    "planned",
)  # fmt: skip
"""In the order of the process, as the pages list them."""
