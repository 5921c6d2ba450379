"""Leads from a file: which milestones each has come to, by dates, flags and the words of its status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from tasuki.insight.audit.reading import Sheet, amounts, counts, currencies, flags, moments, texts
from tasuki.insight.audit.rows import ORDER, LeadRow, segment_of
from tasuki.insight.audit.states import state_of

DATED = ("mql", "sal", "sql", "discovery", "converted", "won", "lost", "disqualified")
_ENDS = ("lost", "disqualified", "recycled")
_STATE_IN_FACTS = {"won": "converted", "lost": "converted"}


@dataclass(slots=True)
class Words:
    """What the words of a column were taken for, with how many rows say them; "" where nobody knows."""

    state: dict[str, str] = field(default_factory=dict)
    n: Counter[str] = field(default_factory=Counter)

    def read(self, kind: str, word: str, said: Mapping[str, str]) -> str:
        if not word:
            return ""
        self.n[word] += 1
        if word not in self.state:
            self.state[word] = said.get(word) or state_of(kind, word)
        return self.state[word]


def key_of(kind: int, file: int, line: int) -> UUID:
    """An id that says where the row stands, so that every number can be followed into the file."""
    return UUID(int=(kind << 96) | (file << 64) | line)


def leads_of(sheet: Sheet, zone: ZoneInfo, words: Words) -> Iterator[LeadRow]:
    """The rows of a file, in its order."""
    texts_of: Mapping[str, list[str]] = {name: texts(sheet, name) for name in _TEXTS}
    dates: Mapping[str, list[datetime | None]] = {
        f"{one}_at": moments(sheet, f"{one}_at", zone) for one in DATED
    }
    captured, active = moments(sheet, "captured_at", zone), moments(sheet, "last_activity_at", zone)
    closed = moments(sheet, "closed_at", zone)
    said_flags = {name: flags(sheet, name) for name in ("is_converted", "converted_flag", "is_won")}
    denies = _denials(said_flags["is_converted"])
    money, currency, employees = amounts(sheet, "amount"), currencies(sheet), counts(sheet, "employees")
    for at, line in enumerate(sheet.lines):
        text = {name: column[at] for name, column in texts_of.items()}
        row = LeadRow(
            key_of(1, sheet.number, line),
            sheet.number,
            line,
            external_id=text["external_id"],
            email=text["email"].casefold(),
            name=text["name"] or f"{text['family_name']} {text['given_name']}".strip(),
            company=text["company_name"],
            account_ref=text["account_ref"],
            contact_ref=text["contact_ref"],
            opportunity_ref=text["opportunity_ref"],
            source=text["source"],
            campaign=text["campaign"],
            segment=text["segment"] or segment_of(employees[at]),
            industry=text["industry"],
            country=text["country"],
            owner=text["sdr"] or text["owner"],
            captured_at=captured[at],
            last_activity_at=active[at],
            exit_reason=text["exit_reason"],
            currency=currency[at],
        )
        amount = money[at]
        if amount is not None:
            row.amount, row.currency = amount[0], row.currency or amount[1]
        for one in DATED:
            moment = dates[f"{one}_at"][at]
            if moment is not None:
                row.at[one] = moment
                row.reached.add(one)
        if said_flags["is_converted"][at] or said_flags["converted_flag"][at] or row.opportunity_ref:
            row.reached.add("converted")
        if said_flags["is_won"][at]:
            row.reached.add("won")
        _by_words(row, text, words, sheet.said.states)
        _close(row, closed[at])
        if denies[at] and not row.opportunity_ref:
            never_converted(row)
        if (
            denies[at]
            and "converted" in row.reached
            and not row.opportunity_ref
            and "converted" not in row.at
        ):
            row.reached.discard("converted")
            row.contradicts = True
        yield row


def _denials(said: Sequence[bool | None]) -> list[bool]:
    """A flag says no where it is no, in a column that says yes somewhere: else nobody keeps it."""
    return [one is False for one in said] if any(said) else [False] * len(said)


_TEXTS = (
    "external_id", "email", "name", "family_name", "given_name", "company_name", "account_ref", "contact_ref",
    "opportunity_ref", "source", "campaign", "segment", "industry", "country", "owner", "sdr", "exit_reason",
    "lifecycle", "status", "outcome",
)  # fmt: skip


def _by_words(row: LeadRow, text: Mapping[str, str], words: Words, said: Mapping[str, str]) -> None:
    """Lifecycle, status and outcome together: the further milestone counts, and the end that either names."""
    for name in ("lifecycle", "status", "outcome"):
        state = words.read("leads", text[name], said)
        if state and state != "captured":
            row.reached.add(state)


def _close(row: LeadRow, closed_at: datetime | None) -> None:
    """The day of the end belongs to whichever end it was, where no column of its own says so."""
    ended = next((one for one in ("won", "lost", "disqualified") if one in row.reached), "")
    if closed_at and ended:
        row.at.setdefault(ended, closed_at)


def never_converted(row: LeadRow) -> None:
    """A lead called lost was lost as a lead where it has no opportunity, as a file of them or its own flag says."""
    if "lost" in row.reached and "converted" not in row.reached and not row.deals:
        row.reached = (row.reached - {"lost"}) | {"disqualified"}
        if moment := row.at.pop("lost", None):
            row.at.setdefault("disqualified", moment)


def settle(row: LeadRow) -> None:
    """The one state that follows from what a lead has come to, once its opportunities are known too."""
    if "won" in row.reached or "lost" in row.reached:
        row.reached.add("converted")
    if "won" in row.reached:
        row.reached.discard("lost")
        row.at.pop("lost", None)
    ended = next((one for one in _ENDS[1:] if one in row.reached), "")
    if "converted" in row.reached:
        row.reached -= {"disqualified", "recycled"}
        ended = ""
    furthest = next((one for one in reversed(ORDER) if one in row.reached), "captured")
    row.state = ended or _STATE_IN_FACTS.get(furthest, furthest)


def values_of(sheets: list[Sheet], name: str) -> Counter[str]:
    """How often each value stands in a column, over several files."""
    counted: Counter[str] = Counter()
    for sheet in sheets:
        counted.update(value for value in texts(sheet, name) if value)
    return counted
