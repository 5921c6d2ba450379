"""Changing one field of many records, and changing it back where nobody has changed it since."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import Model

from tasuki.desk.forms.field import Field
from tasuki.desk.lists.description import Change, Column, Edit, Kept, Seen, Typed, Verb
from tasuki.platform.refusals import NotPossibleNow
from tasuki.playbooks.queries import in_force
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence

CHANGE_A_FIELD = N_("Change a field")


def edit_verb(
    model: type[Model], column: str, label: str, edit: Edit, *, key: str = "", group: str = CHANGE_A_FIELD
) -> Verb:
    """A cell's edit for many records."""

    def values(record_id: UUID, change: Change) -> Mapping[str, str]:
        record = model._default_manager.filter(pk=record_id).first()
        return {one.name: one.value for one in edit.fields(record, _seen(change))}

    def fields(seen: Seen) -> tuple[Field, ...]:
        return (*edit.fields(None, seen), *edit.beside(seen))

    def act(record_id: UUID, typed: Typed, change: Change) -> Kept:
        before = values(record_id, change)
        edit.act(record_id, typed, change)
        return {"before": before, "after": values(record_id, change)}

    def undo(record_id: UUID, kept: Kept, typed: Typed, change: Change) -> object:
        if values(record_id, change) != kept["after"]:
            raise _changed_since()
        if kept["before"] == kept["after"]:
            return None
        if any(one.required and not kept["before"].get(one.name) for one in edit.fields(None, _seen(change))):
            raise _was_empty()
        return edit.act(record_id, {**typed, **kept["before"]}, change)

    return Verb(
        key or f"edit:{column}", label, edit.permission, fields, act, undo,
        N_("The value before comes back, unless somebody has changed it since."), group=group,
    )  # fmt: skip


def edit_verbs(
    model: type[Model], columns: Sequence[Column], edits: Mapping[str, Edit], *, but: Collection[str] = ()
) -> tuple[Verb, ...]:
    """One verb per column whose cells can be changed."""
    return tuple(
        edit_verb(model, column.key, column.label, edits[column.key])
        for column in columns
        if column.key in edits and column.key not in but
    )


def _seen(change: Change) -> Seen:
    return Seen(change.by, change.at, in_force())


def _was_empty() -> NotPossibleNow:
    text = Sentence(N_("It was empty before, and cannot be emptied."))
    fix = Sentence(N_("Choose another value on the record's own page."))
    return NotPossibleNow(text, [Problem("", "was_empty", text, fix)])


def _changed_since() -> NotPossibleNow:
    text = Sentence(N_("Somebody has changed it since."))
    fix = Sentence(N_("Look at the record, and change it there if it should be as before."))
    return NotPossibleNow(text, [Problem("", "changed_since", text, fix)])
