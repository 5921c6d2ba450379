"""What a draft has to be before anybody is asked to sign it: complete, consistent, nothing protected left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from decimal import Decimal

from tasuki.platform.journal.catalogue import EVENT_CODES
from tasuki.platform.refusals import Invalid, NotFound
from tasuki.playbooks.presets import complete_toml, load_text
from tasuki.playbooks.queries import in_force
from tasuki.playbooks.telling.chapters.limits import CREDITS
from tasuki.rules.playbook import Limits, Playbook, Targets
from tasuki.rules.problem import Problem, not_among
from tasuki.rules.reading import Unreadable
from tasuki.rules.routing import STRATEGIES
from tasuki.rules.wording import N_, Sentence

WEEKDAYS = "0123456"
SHARES = ("discount_review", "judges_differ", "unreal_effort_least", "unreal_effort_most")
"""The limits that are shares besides those that say so in their name."""
ORDERED = (
    ("amount_low", "amount_high"),
    ("protection_least_days", "protection_days"),
    ("protection_days", "protection_most_days"),
    ("unreal_effort_least", "unreal_effort_most"),
)
"""Limits of which the first is not above the second."""
SCORES = ("fit_min", "intent_min")
"""Below zero they let everything through."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """A draft that can be signed: what it says, and the complete text that says it."""

    book: Playbook
    toml: str


def agreed(toml: str) -> Agreed:
    """Raises `Invalid` with every problem at its table and key (``/sla/SL-4/within``)."""
    try:
        found = Agreed(load_text(toml), complete_toml(toml))
    except Unreadable as unreadable:
        raise Invalid([_at_its_key(problem) for problem in unreadable.problems]) from None
    problems = [*_unknown_names(found.book), *_impossible_figures(found.book), *_lost(found.book)]
    if problems:
        raise Invalid(problems)
    return found


def _at_its_key(problem: Problem) -> Problem:
    _, _, place = problem.pointer.partition(":")
    return replace(problem, pointer=f"/{place.strip()}")


def _unknown_names(book: Playbook) -> Iterator[Problem]:
    """A name that nothing answers to would be found out when the first lead meets it."""
    for route in book.route:
        if route.to not in STRATEGIES:
            yield not_among(f"/route/{route.key}/to", route.to, list(STRATEGIES))
    for why in book.limits.credit_back:
        if why not in CREDITS:
            yield not_among("/limits/credit_back", why, list(CREDITS))
    for sla in book.sla:
        yield from _unknown_events(f"/sla/{sla.id}/starts_on", sla.starts_on)
        yield from _unknown_events(f"/sla/{sla.id}/stops_on", sla.stops_on)
    for notice in book.notice:
        yield from _unknown_events(f"/notice/{notice.key}/on", notice.on)
    for calendar in book.calendar:
        for day in calendar.hours:
            if day not in WEEKDAYS:
                yield not_among(f"/calendar/{calendar.key}/hours", day, list(WEEKDAYS))


def _unknown_events(pointer: str, codes: Iterable[str]) -> Iterator[Problem]:
    return (
        Problem(pointer, "unknown", Sentence(N_("No event is called “%(code)s”."), {"code": code}))
        for code in codes
        if code not in EVENT_CODES
    )


def _impossible_figures(book: Playbook) -> Iterator[Problem]:
    shares: list[tuple[str, float | Decimal]] = [("/targets/acceptance", book.targets.acceptance)]
    shares += [(f"/limits/{name}", value) for name, value in _numbers(book.limits) if _is_share(name)]
    shares += [(f"/stage/{one.key}/probability", one.probability) for one in book.stage]
    for one in book.benchmark:
        shares += [(f"/benchmark/{one.key}/low", one.low), (f"/benchmark/{one.key}/high", one.high)]
        if one.low > one.high:
            text = Sentence(N_("The band ends below its beginning."))
            yield Problem(f"/benchmark/{one.key}/high", "order", text)
    for sla in book.sla:
        shares += [(f"/sla/{sla.id}/warn_at", share) for share in sla.warn_at]
    for pointer, share in shares:
        if not 0 <= share <= 1:
            text = Sentence(N_("A share lies between 0 and 1, and is not %(share)s."), {"share": share})
            yield Problem(pointer, "out_of_range", text)
    for pointer, number in _amounts_and_spans(book):
        if not number >= 0:
            text = Sentence(N_("This cannot be below zero, and is %(number)s."), {"number": number})
            yield Problem(pointer, "out_of_range", text)
    limits = dict(_numbers(book.limits))
    for least, most in ORDERED:
        if limits[least] > limits[most]:
            yield Problem(f"/limits/{most}", "order", Sentence(N_("The band ends below its beginning.")))
    for gate in book.gate:
        for requirement in gate.require:
            if not 0 <= requirement.level <= 3:
                text = Sentence(N_("Levels go from 0 to 3."))
                pointer = f"/gate/{gate.key}/require/{requirement.criterion}/level"
                yield Problem(pointer, "out_of_range", text)


def _amounts_and_spans(book: Playbook) -> Iterator[tuple[str, float | Decimal]]:
    """Counts, amounts, days and hours: what somebody may want to be nothing, and never less."""
    yield from ((f"/targets/{name}", value) for name, value in _numbers(book.targets) if name != "acceptance")
    for name, value in _numbers(book.limits):
        if not _is_share(name) and name not in SCORES:
            yield f"/limits/{name}", value
    spans = [(f"/stage/{one.key}/cap_days", one.cap_days) for one in book.stage]
    spans += [(f"/reason/{one.code}/recycle_after_days", one.recycle_after_days) for one in book.reason]
    spans += [(f"/hygiene/{one.id}/days", one.days) for one in book.hygiene]
    yield from ((pointer, days) for pointer, days in spans if days is not None)


def _is_share(limit: str) -> bool:
    return limit.endswith("_share") or limit in SHARES


def _numbers(table: Limits | Targets) -> Iterator[tuple[str, float | Decimal]]:
    for one in fields(table):
        value = getattr(table, one.name)
        if isinstance(value, int | float | Decimal):
            yield one.name, value


def _lost(book: Playbook) -> Iterator[Problem]:
    """AR-2: reasons that the agreement in force protects stay, and stay protected."""
    try:
        protected = [reason for reason in in_force().reason if reason.protected]
    except NotFound:
        return
    kept = {reason.code for reason in book.reason if reason.protected}
    for reason in protected:
        if reason.code not in kept:
            text = N_("The reason “%(label)s” is protected: it stays in the agreement, and stays protected.")
            fix = N_("Put it back as it was.")
            said = Sentence(text, {"label": reason.label})
            yield Problem(f"/reason/{reason.code}", "AR-2", said, Sentence(fix))
