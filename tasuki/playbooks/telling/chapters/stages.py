"""The stages of an opportunity, what keeps it clean, and the published yardsticks."""

from __future__ import annotations

from collections.abc import Mapping

from tasuki.playbooks.telling.chapter import Chapter, Entry, Table, cell, entry, filled
from tasuki.playbooks.telling.values import days_told, share_told
from tasuki.rules.playbook import Benchmark, Hygiene, Playbook, Stage
from tasuki.rules.wording import N_, Sentence

KINDS: Mapping[str, str] = {
    "open": N_("open"),
    "won": N_("closed won"),
    "lost": N_("closed lost"),
    "void": N_("voided"),
    "pending": N_("pending approval"),
}
DIMENSIONS: Mapping[str, str] = {
    "overall": N_("Overall"),
    "source": N_("By source"),
    "segment": N_("By segment"),
    "industry": N_("By industry"),
}
EVERY: Mapping[str, str] = {
    "week": N_("every week"),
    "two_weeks": N_("every two weeks"),
    "month": N_("every month"),
    "quarter": N_("every quarter"),
}
SOURCES: Mapping[str, str] = {
    "inbound": N_("inbound"),
    "outbound": N_("outbound"),
    "referral": N_("referral"),
    "event": N_("event"),
    "other": N_("other"),
}


def stages(book: Playbook) -> Chapter:
    headings = (Sentence(N_("Stage")), Sentence(N_("Probability")), Sentence(N_("What it is")))
    path = Table(Sentence(N_("Stages in their order")), headings, tuple(_stage(one) for one in book.stage))
    clean = Table(
        Sentence(N_("What is flagged on an open opportunity")),
        (Sentence(N_("Flag")), Sentence(N_("From"))),
        tuple(_hygiene(one) for one in book.hygiene),
    )
    introduction = N_("Where an opportunity may stand, and what makes the forecast unreliable.")
    return Chapter("stages", Sentence(N_("The opportunity")), Sentence(introduction), filled((path, clean)))


def _stage(stage: Stage) -> Entry:
    begins = Sentence(N_("An opportunity may begin here."))
    stays = Sentence(N_("Stands here at most %(n)s days."), {"n": stage.cap_days})
    what = cell(
        Sentence(KINDS[stage.kind]),
        begins if stage.entry else None,
        stays if stage.cap_days is not None else None,
    )
    return entry(stage.key, stage.label, share_told(stage.probability), what)


def _hygiene(row: Hygiene) -> Entry:
    label = Sentence(N_("%(id)s %(text)s"), {"id": row.id, "text": row.label})
    threshold = Sentence(N_("threshold %(n)s"), {"n": row.threshold})
    return entry(
        row.id,
        label,
        cell(days_told(row.days) if row.days else None, threshold if row.threshold is not None else None),
    )


def benchmarks(book: Playbook) -> Chapter:
    introduction = N_(
        "Lead to opportunity, from a vendor's article, not measured: a yardstick to be replaced by your own figures."
    )
    headings = (Sentence(N_("For")), Sentence(N_("From – to")), Sentence(N_("Note")))
    tables = (
        Table(
            Sentence(title),
            headings,
            tuple(_benchmark(one) for one in book.benchmark if one.dimension == dimension),
        )
        for dimension, title in DIMENSIONS.items()
    )
    return Chapter("benchmarks", Sentence(N_("The benchmarks")), Sentence(introduction), filled(tables))


def _benchmark(row: Benchmark) -> Entry:
    band = Sentence(N_("%(low)s to %(high)s"), {"low": share_told(row.low), "high": share_told(row.high)})
    return entry(row.key, row.label, band, row.note)
