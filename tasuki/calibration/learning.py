"""What had been learned about a lead by a moment: walked forwards through its events, one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Row = Mapping[str, Any]


@dataclass(slots=True)
class Learned:
    """What the events so far have told. Raises nothing: where words were erased, that is what is known."""

    _events: Sequence[Row]
    _meetings: Sequence[Row]
    answers: dict[str, Row] = field(default_factory=dict)
    asked: dict[str, Row] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    meetings: dict[str, dict[str, Any]] = field(default_factory=dict)
    fit: int | None = None
    intent: int | None = None
    scored_at: datetime | None = None
    accepted: Row | None = None
    first_accepted_at: str | None = None
    recycled_at: str | None = None
    override: str = ""
    erased: bool = False

    @property
    def rationale(self) -> str:
        """Why the lead was accepted, as it was said last."""
        return str(((self.accepted or {}).get("words") or {}).get("rationale", ""))

    def overridden_at(self, gate: str, moment: str) -> Row | None:
        """The event by which this gate was overridden at this very moment."""
        for event in self._events:
            if (event["code"], event["data"].get("gate"), event["at"]) == ("gate.overridden", gate, moment):
                return event
        return None

    def meetings_so_far(self) -> list[Row]:
        """In the order of their moments."""
        return sorted(self.meetings.values(), key=lambda one: instant(one["booked_for"]))

    def learn(self, event: Row) -> None:
        """Go on past this event."""
        learn = _LEARNED.get(event["code"])
        if learn is not None:
            learn(self, event, event["data"], event["words"] or {})

    def _learn_an_answer(self, event: Row, data: Row, words: Row) -> None:
        if "criterion" in data:
            if "answer" not in words:
                self.erased = True
                return
            self.answers[data["criterion"]] = {
                "criterion": data["criterion"],
                "level": data["level"],
                "body": words["answer"],
                "evidence": data["evidence"],
            }
        elif "question" in data:
            note = words.get("note", "")
            self.asked[data["question"]] = {"question": data["question"], "at": event["at"], "note": note}

    def _learn_a_touch(self, event: Row, data: Row, words: Row) -> None:
        self.touched.add(data["touch"])

    def _learn_scores(self, event: Row, data: Row, words: Row) -> None:
        self.fit, self.intent, self.scored_at = data["fit"], data["intent"], instant(event["at"])

    def _learn_of_acceptance(self, event: Row, data: Row, words: Row) -> None:
        self.accepted = event
        self.first_accepted_at = self.first_accepted_at or event["at"]

    def _learn_of_qualification(self, event: Row, data: Row, words: Row) -> None:
        given = self.overridden_at("sql", event["at"])
        self.override = said_in(given) if given else ""

    def _learn_of_recycling(self, event: Row, data: Row, words: Row) -> None:
        self.recycled_at = event["at"]

    def _learn_of_a_return(self, event: Row, data: Row, words: Row) -> None:
        self.intent, self.scored_at = data["intent"], instant(event["at"])

    def _learn_of_a_meeting(self, event: Row, data: Row, words: Row) -> None:
        """The meeting as it stood after this event: its row, with what came later left out."""
        row = next((one for one in self._meetings if one["id"] == event["subject"]), None)
        if row is None:
            return
        met = self.meetings.setdefault(
            row["id"], {**row, "held_at": None, "missed_at": None, "attendees": ()}
        )
        if "booked_for" in data:
            met["booked_for"] = data["booked_for"]
        met["attendees"] = words.get("attendees", met["attendees"])
        met["held_at"] = data.get("held_at") if event["code"] == "meeting.held" else None
        met["missed_at"] = event["at"] if event["code"] == "meeting.missed" else None


_LEARNED = {
    "answer.recorded": Learned._learn_an_answer,
    "touch.logged": Learned._learn_a_touch,
    "lead.scored": Learned._learn_scores,
    "lead.accepted": Learned._learn_of_acceptance,
    "lead.sales_qualified": Learned._learn_of_qualification,
    "lead.recycled": Learned._learn_of_recycling,
    "handoff.recycled": Learned._learn_of_recycling,
    "lead.reengaged": Learned._learn_of_a_return,
    "meeting.booked": Learned._learn_of_a_meeting,
    "meeting.rescheduled": Learned._learn_of_a_meeting,
    "meeting.held": Learned._learn_of_a_meeting,
    "meeting.missed": Learned._learn_of_a_meeting,
}


def said_in(event: Row) -> str:
    """The rationale among the event's words; empty where they were erased."""
    return str((event["words"] or {}).get("rationale", ""))


def instant(moment: str) -> datetime:
    """The moment as JSON has it."""
    return datetime.fromisoformat(moment)
