"""Whom we want, whom not, and what speaks for a lead."""

from __future__ import annotations

from tasuki.playbooks.telling.chapter import Chapter, Entry, Table, cell, entry, filled
from tasuki.playbooks.telling.conditions import when_told
from tasuki.playbooks.telling.values import enforcement_told
from tasuki.rules.playbook import IcpItem, Playbook, Score
from tasuki.rules.wording import N_, Sentence


def profile(book: Playbook) -> Chapter:
    wanted = Table(
        Sentence(N_("The ideal customer profile")),
        (Sentence(N_("What fits")), Sentence(N_("Condition")), Sentence(N_("Otherwise"))),
        tuple(entry(item.key, item.label, when_told(item.when, book), _otherwise(item)) for item in book.icp),
    )
    unwanted = Table(
        Sentence(N_("Exclusions")),
        (Sentence(N_("Who is not wanted")), Sentence(N_("Condition"))),
        tuple(entry(one.code, one.label, when_told(one.when, book)) for one in book.exclusion),
    )
    introduction = N_("What makes a company fit, and what rules a lead out whatever else it brings.")
    return Chapter(
        "profile", Sentence(N_("Whom we want")), Sentence(introduction), filled((wanted, unwanted))
    )


def _otherwise(item: IcpItem) -> tuple[Sentence, ...]:
    return (
        Sentence(N_("Not met: %(then)s"), {"then": enforcement_told(item.enforcement_unmet)}),
        Sentence(N_("Not known: %(then)s"), {"then": enforcement_told(item.enforcement_unknown)}),
    )


def scores(book: Playbook) -> Chapter:
    tables = (
        Table(title, headings, tuple(_score(one, book) for one in book.score if one.kind == kind))
        for kind, title in (("fit", Sentence(N_("Fit"))), ("intent", Sentence(N_("Intent"))))
        for headings in [(Sentence(N_("Signal")), Sentence(N_("Points")), Sentence(N_("Condition")))]
    )
    introduction = N_("Fit and intent are two scores from 0 to 100; neither replaces the other.")
    return Chapter("scores", Sentence(N_("What speaks for a lead")), Sentence(introduction), filled(tables))


def _score(score: Score, book: Playbook) -> Entry:
    signal = Sentence(N_("A touch carries the signal “%(signal)s”."), {"signal": score.signal})
    fades = Sentence(N_("Fades by %(n)s points a week."), {"n": score.fades_per_week})
    tier = Sentence(N_("Tier of intent: %(n)s."), {"n": score.intent_tier})
    points = f"{score.points:+d}"
    when = cell(
        signal if score.signal else when_told(score.when, book),
        fades if score.fades_per_week else None,
        tier if score.intent_tier else None,
    )
    return entry(score.key, score.label, points, when)
