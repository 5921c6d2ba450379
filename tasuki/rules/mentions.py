"""Where an agreement names a person rather than a role (RT-8): such a row has to change before they leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tasuki.rules.playbook import Playbook


def rows_naming(book: Playbook, *names: str) -> tuple[str, ...]:
    """The rows that name somebody called so, as ``table/key``; each row once, in the order of the file."""
    wanted = frozenset(names)
    return tuple(place for place, named in _people_named(book) if wanted & set(named))


def _people_named(book: Playbook) -> Iterator[tuple[str, Iterable[str]]]:
    for route in book.route:
        yield f"route/{route.key}", (route.target,)
    for sla in book.sla:
        yield f"sla/{sla.id}", (sla.owner, *sla.then)
    for approval in book.approval:
        yield f"approval/{approval.key}", (approval.approver,)
    for notice in book.notice:
        yield f"notice/{notice.key}", notice.to
    for commitment in book.commitment:
        yield f"commitment/{commitment.key}", (commitment.owner,)
