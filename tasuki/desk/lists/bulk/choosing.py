"""Which records a change of many is about: those that were ticked, or all that match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from tasuki.desk.lists.asking import asked_of
from tasuki.desk.lists.choosing import as_uuid, chosen_rows, in_one
from tasuki.desk.lists.description import RecordList, Seen, Verb
from tasuki.platform.refusals import invalid
from tasuki.rules.wording import N_

MOST = 5000
"""So many records are changed at once, not more."""
MOST_TOGETHER = 250_000
"""So many where it is done to many in one go."""


def ticked(listed: RecordList, ids: Sequence[str], seen: Seen) -> list[UUID]:
    """The ticked records that this person may see, in the order of the ticks. Raises `Invalid` where none was."""
    keys = [key for one in ids if (key := as_uuid(one))]
    visible = set(listed.rows(seen.by).filter(pk__in=keys[:MOST]).values_list("pk", flat=True))
    found = [key for key in dict.fromkeys(keys) if key in visible]
    if not found:
        raise invalid("/id", N_("Tick the rows that are meant, or choose all that match."), "missing")
    return found


def matching(listed: RecordList, given: Mapping[str, Sequence[str]], seen: Seen, verb: Verb) -> list[UUID]:
    """All that the address asks for. Raises `Invalid` where they are none, or too many for the verb."""
    most = MOST_TOGETHER if verb.together else MOST
    rows, either = chosen_rows(asked_of(listed, given), seen)
    found = list(in_one(rows, either).order_by("pk").values_list("pk", flat=True)[: most + 1])
    if len(found) > most:
        text, fix = (
            N_("More than %(most)s records match."),
            N_("Narrow the list until it has at most %(most)s."),
        )
        raise invalid("/which", text, "too_many", fix=fix, most=most)
    if not found:
        raise invalid("/which", N_("Nothing matches."), "missing")
    return found
