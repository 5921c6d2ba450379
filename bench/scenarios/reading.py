"""Lists, single leads and possible duplicates, when there are a million leads."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from bench.figure import Figure, Must, at_most
from bench.measuring import quantile
from bench.scenarios.load import Load
from bench.stage import Stage
from bench.web import Ask
from tasuki.playbooks.queries import in_force
from tasuki.records.models import Lead
from tasuki.stages.intake.queries import find_duplicates, person_facts_of

LIMIT = 80
WARMING = 8  # as many requests at once as the web server has threads
LONGEST_SECONDS = 6.0  # what is slow is not asked for ever
SDR = "sdr-1-1"
# What people ask of the list; the same words serve the API and the page.
EVERYBODYS: tuple[Mapping[str, str], ...] = (
    {},
    {"state": "mql"},
    {"source": "webinar"},
    {"owner": SDR},
    {"owner": SDR, "state": "sql"},
    {"state": "disqualified", "source": "event"},
)
ONES_OWN: tuple[Mapping[str, str], ...] = ({}, {"state": "mql"}, {"owner": "me"}, {"owner": "nobody"})
# What else a list is asked for: other orders, promises, groups.
ORDERED: tuple[Mapping[str, str], ...] = (
    {"sort": "due"},
    {"sla": "overdue"},
    {"sort": "company"},
    {"sort": "since", "state": "mql"},
    {"owner": SDR, "sort": "-intent"},
    {"group": "state"},
    {"group": "source"},
    {"captured": "30d"},
)
Kinds = Mapping[str, Sequence[Ask]]


def lists_of_leads(stage: Stage) -> Iterator[Figure]:
    """First pages as RevOps, who sees all, and as an SDR, who sees the team's."""
    leads = f"{stage.crowd:,} leads"
    tokens, sessions = _doors(stage)
    api = {
        f"{who} {urlencode(asked)}".strip(): [
            Ask(f"/api/v1/leads?{urlencode({**asked, 'limit': LIMIT})}", headers=tokens[who])
        ]
        for who, asked in _asked()
    }
    pages = {
        f"{who} {urlencode(asked)}".strip(): [Ask(f"/leads?{urlencode(asked)}", headers=sessions[who])]
        for who, asked in _asked()
    }
    yield from _quantiles(stage, f"list of {LIMIT} of {leads}, API", api, at_most(50))
    yield from _quantiles(stage, f"list of {leads}, page", pages, at_most(150))
    ordered = {
        f"{who} {urlencode(asked)}": [Ask(f"/leads?{urlencode(asked)}", headers=sessions[who])]
        for who in sessions
        for asked in ORDERED
    }
    yield from _quantiles(stage, f"orders, promises and groups of {leads}, page", ordered, at_most(150))
    some = Lead.objects.filter(pk__in=_some_leads(stage, 4)).values_list("name", flat=True)
    searches = {
        name: [Ask(f"/leads?{urlencode({'q': name})}", headers=sessions["kei"])] for name in [*some, "製作所"]
    }
    yield from _quantiles(stage, f"search {leads} by name, page", searches, at_most(150))


def one_lead(stage: Stage) -> Iterator[Figure]:
    """Single leads: some of the crowd, some with answers, evidence, meetings and a brief."""
    leads = f"{stage.crowd:,}"
    tokens, sessions = _doors(stage)
    crowd = _some_leads(stage, stage.size.requests // 4)
    rich = [one.lead_id for one in stage.ready(stage.size.requests // 8)]
    for what, address, headers, must in (
        ("API", "/api/v1/leads/", tokens["kei"], at_most(25)),
        ("page", "/leads/", sessions["kei"], at_most(100)),
    ):
        kinds = {
            name: [Ask(f"{address}{one}", headers=headers) for one in ids]
            for name, ids in (("crowd", crowd), ("with answers and brief", rich))
        }
        yield from _quantiles(stage, f"open one of {leads} leads, {what}", kinds, must)


def possible_duplicates(stage: Stage) -> Iterator[Figure]:
    """Who else may this person be? As typed; with nothing but name and company; and with a misspelt name."""
    leads = f"{stage.crowd:,}"
    free_mail = in_force().free_mail
    columns = (
        "id", "name", "family_name", "given_name", "kana", "email", "phone", "company_name", "company_domain",
    )  # fmt: skip
    rows = Lead.objects.filter(pk__in=_some_leads(stage, stage.size.requests)).values(*columns)
    taken: dict[str, list[float]] = {"as typed": [], "name and company": [], "misspelt": []}
    for row in rows:
        facts = person_facts_of(row)
        for kind, asked in (
            ("as typed", facts),
            ("name and company", replace(facts, email="", phones=())),
            ("misspelt", replace(facts, family_name=facts.family_name[:-1], name="", email="")),
        ):
            began = time.perf_counter()
            find_duplicates(asked, free_mail=free_mail, apart_from=row["id"])
            taken[kind].append((time.perf_counter() - began) * 1000)
    yield _slowest(f"duplicates of one of {leads} leads, p95", taken, at_most(10))


def _doors(stage: Stage) -> tuple[Mapping[str, Mapping[str, str]], Mapping[str, Mapping[str, str]]]:
    """The headers of tokens and of browsers, by person."""
    who = ("kei", SDR)
    return {one: stage.token(one) for one in who}, {one: stage.session(one) for one in who}


def _asked() -> Iterator[tuple[str, Mapping[str, str]]]:
    yield from (("kei", asked) for asked in EVERYBODYS)
    yield from ((SDR, asked) for asked in ONES_OWN)


def _some_leads(stage: Stage, count: int) -> list[UUID]:
    """Leads from all over the table, the same in every run."""
    step = max(stage.crowd // count, 1)
    keys = Lead.objects.order_by("pk").values_list("pk", flat=True)
    return list(keys)[::step][:count]


def _quantiles(stage: Stage, what: str, kinds: Kinds, must: Must) -> Iterator[Figure]:
    """The p95 over all kinds of requests in turn, and which kind is the slowest."""
    rounds = max(stage.size.requests // sum(len(asks) for asks in kinds.values()), 1)
    for asks in kinds.values():
        stage.web.answer([asks[0]] * WARMING, WARMING)  # the workers' threads have seen it
    load = Load(stage)
    taken = {
        kind: load.answer([*asks] * rounds, LONGEST_SECONDS).milliseconds for kind, asks in kinds.items()
    }
    yield _slowest(f"{what}, p95", taken, must, load.told_of_cpu())


def _slowest(what: str, taken: Mapping[str, Sequence[float]], must: Must, more: str = "") -> Figure:
    everything = [one for each in taken.values() for one in each]
    slowest = max(taken, key=lambda kind: quantile(taken[kind], 0.95))
    parts = (
        f"p50 {quantile(everything, 0.5):.1f}",
        f"slowest “{slowest}” {quantile(taken[slowest], 0.95):.1f} ms",
        more,
    )
    note = "; ".join(filter(None, parts))
    return Figure(what, quantile(everything, 0.95), "ms", musts=(must,), note=note)
