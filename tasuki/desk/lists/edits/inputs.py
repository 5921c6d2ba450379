"""The inputs of a cell."""

from __future__ import annotations

from tasuki.desk.forms.field import Field, Kind, options
from tasuki.desk.forms.labels import label_of

FORM = "cell"


def field(
    name: str,
    value: str,
    kind: Kind = "text",
    choices: list[tuple[str, str]] | None = None,
    *,
    label: str = "",
    required: bool = False,
    empty: str = "—",
) -> Field:
    """An input of a cell; a value that is none of the choices stands among them."""
    said = label or label_of(name)
    if choices is None:
        return Field(name, said, kind, value, required=required, form=FORM)
    known = choices if not value or value in dict(choices) else [*choices, (value, value)]
    return Field(name, said, "choice", value, options(known, value, empty), required=required, form=FORM)
