"""Two leads are one: handoffs follow, and one that is with an AE must find a lead that can be handed over."""

from __future__ import annotations

from collections.abc import Iterator

from tasuki.records.merging.following import Rows, object_to, register
from tasuki.records.merging.pair import Pair
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.handoff.models import Handoff

OPEN = ("draft", "submitted")
# What was sent back is the story of the lead that it was about. An open one moves where the lead that stays has none;
# one that is with the AE, where that lead is sales-qualified.
_MOVES = """(t.state = 'accepted' OR (t.state IN ('draft', 'submitted')
    AND NOT EXISTS (SELECT FROM handoff_handoff o WHERE o.lead_id = %(survivor)s AND o.state IN ('draft', 'submitted'))
    AND (t.state = 'draft' OR EXISTS (SELECT FROM records_lead l WHERE l.id = %(survivor)s AND l.state = 'sql'))))"""


def _the_aes_word_is_awaited(pair: Pair) -> Iterator[Problem]:
    survivor, gone = pair.leads
    if not Handoff.objects.filter(lead=gone, state="submitted").exists():
        return
    if survivor.state == "sql" and not Handoff.objects.filter(lead=survivor, state__in=OPEN).exists():
        return
    because = Sentence(
        N_("A handoff of the lead that goes is with the AE, and the lead that stays cannot take it over.")
    )
    fix = Sentence(N_("Let the AE decide on it first, or merge the other way round."))
    yield Problem("/lead", "AR-5", because, fix)


register(Rows("lead", "handoff.Handoff", "lead_id", N_("handoffs"), only=_MOVES))
object_to("lead", _the_aes_word_is_awaited)
