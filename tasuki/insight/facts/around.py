"""Who is meant, and what was spent."""

from __future__ import annotations

from tasuki.insight.facts.shape import Facts

PEOPLE = Facts(
    "person_facts",
    "person_id",
    "",
    (),
    {"person_id": "uuid", "name": "text", "team": "text", "roles": "text[]"},
)

CAMPAIGNS = Facts(
    "campaign_facts",
    "campaign_id",
    "listed_on",
    (),
    {
        "campaign_id": "uuid",
        "code": "text",
        "name": "text",
        "source": "text",
        "message": "text",
        "offer": "text",
        "audience": "text",
        "spend": "numeric",
        "currency": "text",
        "starts_on": "date",
        "ends_on": "date",
        "listed_on": "date",
    },
)
