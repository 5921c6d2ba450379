"""What was known about leads when their gates decided: told again from the journal, beside the rows as they stand.

The journal is walked forwards, event by event, up to the decision: answers, touches, scores, meetings, recyclings. The
lead's own columns are walked backwards from today, taking each edit back. What cannot be walked (words that were
erased, records that were merged, a brief that was changed after it was handed over) makes what is known `Lost`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from tasuki.calibration.decisions import Decided
from tasuki.calibration.learning import Learned, instant, said_in
from tasuki.platform.sql import run
from tasuki.rules.dossier import Dossier, Override, Surroundings, read_dossier
from tasuki.rules.reading import Unreadable
from tasuki.rules.wording import N_
from tasuki.stages.handoff.dossier import handoff_from
from tasuki.stages.intake.dossier import lead_facts, touches_from
from tasuki.stages.meetings.dossier import meetings_from
from tasuki.stages.qualification.dossier import answers_from, asked_from, evidence_from

Row = Mapping[str, Any]
BATCH = 500
MOST_TOUCHES = 200
"""So many of the latest a gate looks at."""

# All that leads leave behind, one JSON document each; every part is found by the lead.
ABOUT_LEADS = """
SELECT lead.id, jsonb_build_object(
  'lead', to_jsonb(lead),
  'events', (SELECT coalesce(jsonb_agg(jsonb_build_object('seq', e.seq, 'code', e.code, 'at', e.at,
        'actor', e.actor_id, 'subject', e.subject_id, 'data', e.data, 'words', p.words) ORDER BY e.seq), '[]')
      FROM journal_event e LEFT JOIN journal_payload p ON p.event_id = e.seq
      WHERE e.lead_id = lead.id AND e.code = ANY(%(codes)s)),
  'touches', (SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.at DESC), '[]') FROM (
      SELECT id, kind, at, direction, two_way, content, signal FROM records_touchpoint
      WHERE lead_id = lead.id) t),
  'evidence', (SELECT coalesce(jsonb_agg(to_jsonb(e)), '[]') FROM qualification_evidence e WHERE e.lead_id = lead.id),
  'meetings', (SELECT coalesce(jsonb_agg(to_jsonb(m) || jsonb_build_object('ae_handle', p.handle)
        ORDER BY m.booked_for), '[]')
      FROM meetings_meeting m LEFT JOIN people_person p ON p.id = m.ae_id WHERE m.lead_id = lead.id),
  'handoffs', (SELECT coalesce(jsonb_object_agg(h.id, to_jsonb(h) || jsonb_build_object('ae_handle', p.handle)), '{}')
      FROM handoff_handoff h LEFT JOIN people_person p ON p.id = h.ae_id WHERE h.lead_id = lead.id),
  'conversions', (SELECT coalesce(jsonb_object_agg(c.id, c.dossier), '{}') FROM conversion_conversion c
      WHERE c.lead_id = lead.id),
  'suspects', (SELECT coalesce(jsonb_agg(jsonb_build_object('found', s.found_at, 'settled', s.settled_at)), '[]')
      FROM intake_suspect s WHERE s.standing = 'exact' AND (s.lead_id = lead.id OR s.other_id = lead.id)),
  'merges', (SELECT coalesce(jsonb_agg(greatest(m.at, m.undone_at)), '[]') FROM records_merge m
      WHERE m.subject = 'lead' AND (m.survivor_id = lead.id OR m.gone_id = lead.id)),
  'overwritten', (SELECT coalesce(jsonb_agg(i.finished_at), '[]') FROM intake_importchange c
      JOIN intake_import i ON i.id = c.imported_id WHERE c.subject = 'lead' AND c.record_id = lead.id))
FROM records_lead lead WHERE lead.id = ANY(%(leads)s)
"""
CAMPAIGNS = "SELECT id::text, code FROM records_campaign WHERE id = ANY(%(ids)s)"
HANDLES = "SELECT id::text, handle FROM people_person WHERE id = ANY(%(ids)s)"
CODES = [
    "lead.captured", "lead.edited", "lead.scored", "lead.marketing_qualified", "lead.accepted", "lead.sales_qualified",
    "lead.disqualified", "lead.recycled", "lead.reengaged", "answer.recorded", "touch.logged", "meeting.booked",
    "meeting.rescheduled", "meeting.held", "meeting.missed", "handoff.submitted", "handoff.rejected",
    "handoff.recycled", "brief.completed", "gate.overridden",
]  # fmt: skip
STATE_BEFORE = {"mql": "captured", "sal": "mql", "sql": "sal", "handoff": "sql"}


class Lost(Exception):
    """What was known cannot be put together again; the template says why."""

    def __init__(self, because: str) -> None:
        self.because = because
        super().__init__(because)


@dataclass(frozen=True, slots=True)
class Known:
    """The facts that a decision was made on, and when the lead had last been scored. Lost facts have their reason."""

    decided: Decided
    dossier: Dossier | None = None
    scored_at: datetime | None = None
    lost: str = ""


def known_at(decided: Sequence[Decided], at: datetime) -> Iterator[Known]:
    """What was known at each decision; those of one lead together, leads in no order."""
    by_lead: dict[UUID, list[Decided]] = defaultdict(list)
    for one in decided:
        by_lead[one.lead_id].append(one)
    leads = list(by_lead)
    for begin in range(0, len(leads), BATCH):
        rows = run(ABOUT_LEADS, {"leads": leads[begin : begin + BATCH], "codes": CODES})
        documents = {lead_id: orjson.loads(document) for lead_id, document in rows}
        names = _names(documents.values())
        for lead_id, document in documents.items():
            yield from Story(document, names).told(by_lead[lead_id], at)


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called: campaigns by their codes, people by their handles."""

    campaigns: Mapping[str, str]
    people: Mapping[str, str]


def _names(documents: Iterable[Row]) -> Names:
    campaigns: set[str | None] = set()
    people: set[str | None] = set()
    for one in documents:
        campaigns.add(one["lead"]["campaign_id"])
        for event in one["events"]:
            if event["code"] == "lead.edited":
                campaigns.add(((event["words"] or {}).get("before") or {}).get("campaign_id"))
            elif event["code"] == "handoff.submitted":
                people.add(event["data"]["ae"])
    return Names(
        dict(run(CAMPAIGNS, {"ids": [one for one in campaigns if one]})),
        dict(run(HANDLES, {"ids": [one for one in people if one]})),
    )


class Story:
    """One lead, walked from event to event."""

    def __init__(self, document: Row, names: Names) -> None:
        self.document = document
        self.names = names
        self.learned = Learned(document["events"], document["meetings"])

    def told(self, decisions: Iterable[Decided], at: datetime) -> Iterator[Known]:
        """The decisions with what was known, in the order in which they were made; the waiting lead comes last."""
        by_event = {one.seq: one for one in decisions if one.seq is not None}
        for event in self.document["events"]:
            if event["seq"] in by_event:
                yield self._known(by_event[event["seq"]], event["at"], event["seq"], event)
            self.learned.learn(event)
        for one in decisions:
            if one.kind == "waiting":
                yield self._known(replace(one, at=at), at.isoformat(), None, None)
            elif one.seq is None:
                yield self._converted(one)

    def _known(self, one: Decided, moment: str, seq: int | None, event: Row | None) -> Known:
        try:
            return Known(one, self._dossier(one, moment, seq, event), self.learned.scored_at)
        except Lost as lost:
            return Known(one, lost=lost.because)
        except Unreadable:
            return Known(one, lost=N_("What is kept has another shape than facts have today."))

    def _converted(self, one: Decided) -> Known:
        """A conversion keeps its facts whole."""
        try:
            return Known(one, read_dossier(self.document["conversions"][str(one.key)]), None)
        except Unreadable:
            return Known(one, lost=N_("What is kept has another shape than facts have today."))

    def _dossier(self, one: Decided, moment: str, seq: int | None, event: Row | None) -> Dossier:
        self._check_nothing_is_lost(one, moment)
        row = self._columns_at(seq)
        row |= {
            "state": STATE_BEFORE[one.gate],
            "fit": self.learned.fit,
            "intent": self.learned.intent,
            "score_reasons": (),
            "merged_into_id": None,
            "recycled_at": self.learned.recycled_at,
            "accepted_by_id": self.learned.accepted["actor"] if self.learned.accepted else None,
            "entered_sal_at": self.learned.first_accepted_at,
            "accepted_rationale": self.learned.rationale,
        }
        known = Dossier(
            lead=lead_facts(
                row, self._touches(moment), self.names.campaigns.get(row["campaign_id"] or "", "")
            ),
            answers=answers_from(self.learned.answers.values()),
            evidence=evidence_from(
                proof for proof in self.document["evidence"] if instant(proof["added_at"]) <= instant(moment)
            ),
            asked=asked_from(self.learned.asked.values()),
            surroundings=Surroundings(),
            override=self._override(one, moment),
        )
        return self._with_handoff(known, one, event) if one.gate == "handoff" else known

    def _check_nothing_is_lost(self, one: Decided, moment: str) -> None:
        if self.learned.erased:
            raise Lost(N_("What was said about the lead has been erased."))
        then = instant(moment)
        if any(instant(merged) > then for merged in self.document["merges"]):
            raise Lost(N_("The lead was merged with another since, or parted from it."))
        if any(written is None or instant(written) > then for written in self.document["overwritten"]):
            raise Lost(N_("An import wrote over the lead since."))
        if one.kind != "passed" and one.gate == "sal" and self._is_suspected(then):
            raise Lost(
                N_("It was suspected of being a duplicate, and what became of the other is not told again.")
            )

    def _is_suspected(self, then: datetime) -> bool:
        return any(
            instant(pair["found"]) <= then and (pair["settled"] is None or instant(pair["settled"]) > then)
            for pair in self.document["suspects"]
        )

    def _columns_at(self, seq: int | None) -> dict[str, Any]:
        """The lead's columns, with the edits after this event taken back."""
        row = dict(self.document["lead"])
        if seq is None:
            return row
        for event in reversed(self.document["events"]):
            if event["seq"] <= seq:
                return row
            if event["code"] == "lead.edited" and set(event["data"].get("fields", ())) - {"account"}:
                before = (event["words"] or {}).get("before")
                if before is None:
                    raise Lost(N_("What was said about the lead has been erased."))
                row |= before
        return row

    def _touches(self, moment: str) -> tuple[Any, ...]:
        """Those logged so far, and of those that no event tells of, such as imported ones, those that lie before."""
        then = instant(moment)
        told = {
            event["data"]["touch"] for event in self.document["events"] if event["code"] == "touch.logged"
        }
        found = [
            touch
            for touch in self.document["touches"]
            if (touch["id"] in self.learned.touched if touch["id"] in told else instant(touch["at"]) <= then)
        ]
        return touches_from(found[:MOST_TOUCHES])

    def _override(self, one: Decided, moment: str) -> Override | None:
        """The one that this very decision was made with; for the handoff, the one that opened the gate before (X-9)."""
        if one.gate == "handoff":
            return Override(rationale=self.learned.override) if self.learned.override else None
        if one.gate != "sql" or one.kind != "passed":
            return None
        given = self.learned.overridden_at("sql", moment)
        if given is None:
            return None
        day = given["data"].get("expires_on")
        return Override(said_in(given), date.fromisoformat(day) if day and day != "None" else None)

    def _with_handoff(self, known: Dossier, one: Decided, event: Row | None) -> Dossier:
        handoffs = self.document["handoffs"]
        key = event["subject"] if event and event["code"] == "handoff.submitted" else None
        if key is None:
            begun = [row for row in handoffs.values() if instant(row["created_at"]) <= one.at]
            row = max(begun, key=lambda found: str(found["created_at"]), default=None)
            if row is not None and row["state"] not in ("draft",):
                raise Lost(N_("The brief that stood when the lead left is no longer the one that is kept."))
            ae = ""
        else:
            row = handoffs[key]
            ae = self.names.people.get((event or {})["data"]["ae"] or "", "")
            if self._was_amended(key):
                raise Lost(N_("The brief was changed after it was handed over."))
        drafted = {"state": "draft", "completeness": None, "ae_notified_at": None, "submitted_at": None}
        facts = handoff_from({**row, **drafted, "ae_handle": ae}) if row else known.handoff
        return replace(known, meetings=meetings_from(self.learned.meetings_so_far()), handoff=facts)

    def _was_amended(self, handoff: str) -> bool:
        return any(
            event["code"] == "brief.completed" and event["subject"] == handoff and "amended" in event["data"]
            for event in self.document["events"]
        )
