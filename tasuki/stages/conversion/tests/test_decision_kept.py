"""A decision is kept in no language, and read in everybody's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

from tasuki.platform.access.actor import Actor
from tasuki.platform.language import translator
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.rules.kept import kept_sentence, sentence_of
from tasuki.rules.wording import Sentence, Text
from tasuki.stages.conversion.actions import convert, preview
from tasuki.stages.conversion.input import ConvertInput
from tasuki.stages.conversion.keeping import spoken
from tasuki.stages.conversion.models import Conversion

Ready = Callable[..., Lead]
As = Callable[[Person], Actor]


def test_a_decision_reads_in_each_language_as_it_did_on_the_day(
    ready: Ready, asked: ConvertInput, ren: Person, as_: As, at: datetime
) -> None:
    lead = ready()
    then = preview(lead.pk, asked, by=as_(ren), at=at).decision
    outcome = convert(lead.pk, asked, by=as_(ren), at=at)
    held = Conversion.objects.get(pk=outcome.conversion_id).decision
    assert spoken(held, "en") == then.spoken("en")
    assert spoken(held, "ja", translator("ja")) == then.spoken("ja", translator("ja"))
    assert outcome.spoken("ja", translator("ja"))["decision"] != outcome.spoken("en")["decision"]


def test_every_kind_of_value_survives() -> None:
    said = Sentence(
        "%(who)s %(n)s %(share)s %(amount)s %(on)s %(at)s %(label)s %(why)s %(names)s %(none)s",
        {
            "who": "Ren",
            "n": 3,
            "share": 0.5,
            "amount": Decimal("11500000.00"),
            "on": date(2026, 11, 20),
            "at": datetime(2026, 11, 20, 6, 0, tzinfo=UTC),
            "label": Text("Need", "課題"),
            "why": Sentence("because of %(x)s", {"x": Text("this", "これ")}),
            "names": ("a", Text("b", "ビー")),
            "none": None,
        },
    )
    again = sentence_of(json.loads(json.dumps(kept_sentence(said))))
    assert again.spoken("en") == said.spoken("en")
    assert again.spoken("ja") == said.spoken("ja")
