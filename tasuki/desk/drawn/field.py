"""A field as HTML: written here and not as a template, because a page may have a hundred of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, Kind, Option

_WIDE: frozenset[Kind] = frozenset({"area", "lines", "checks"})
_TYPES: Mapping[str, str] = {
    "moment": 'type="datetime-local"',
    "number": 'type="text" inputmode="decimal"',
}


def drawn(field: Field) -> SafeString:
    """The field with its label, its help and what is wrong with it."""
    if field.kind == "hidden":
        return SafeString(f'<input type="hidden"{_named(field)}{_valued(field)}>')
    classes = (
        "field" + (" field-wrong" if field.problem else "") + (" field-wide" if field.kind in _WIDE else "")
    )
    reasons = f' data-only-for="{escape(" ".join(field.only_for))}"' if field.only_for else ""
    body = _KINDS.get(field.kind, _input)(field)
    return SafeString(f'<div class="{classes}"{reasons}>{body}{_help(field)}{_problem(field)}</div>')


def all_drawn(fields: Iterable[Field]) -> SafeString:
    return SafeString("".join(map(drawn, fields)))


def radios(options: Iterable[Option], name: str) -> SafeString:
    """One of several, each with its value in front."""
    return SafeString("".join(_tick("radio", name, one, f"{one.value} · {one.label}") for one in options))


def ticks(options: Iterable[Option], name: str) -> SafeString:
    """Any of several."""
    return SafeString("".join(_tick("checkbox", name, one, one.label) for one in options))


def _tick(kind: str, name: str, option: Option, label: str) -> str:
    return (
        f'<label class="form-check"><input class="form-check-input" type="{kind}" name="{escape(name)}"'
        f' value="{escape(option.value)}"{" checked" if option.chosen else ""}>'
        f' <span class="form-check-label">{escape(label)}</span></label>'
    )


def _check(field: Field) -> str:
    return (
        f'<label class="form-check"><input class="form-check-input" type="checkbox"{_identified(field)}{_named(field)}'
        f'{" checked" if field.ticked else ""}> <span class="form-check-label">{escape(field.label)}</span></label>'
    )


def _checks(field: Field) -> str:
    return (
        f'<fieldset class="ticks-field"{_identified(field)}{_described(field)}>'
        f"<legend>{_label(field)}</legend>{ticks(field.options, field.name)}</fieldset>"
    )


def _area(field: Field) -> str:
    rows = 3 if field.kind == "lines" else 2
    return (
        f'{_label_for(field)}<textarea class="form-control"{_identified(field)}{_named(field)} rows="{rows}"'
        f"{_asked(field)}>{escape(field.value)}</textarea>"
    )


def _choice(field: Field) -> str:
    return (
        f'{_label_for(field)}<select class="form-select"{_identified(field)}{_named(field)}{_asked(field)}>'
        f"{_options(field.options)}</select>"
    )


def _input(field: Field) -> str:
    kind = _TYPES.get(field.kind, f'type="{field.kind}"')
    more = "".join(
        f' {name}="{escape(value)}"'
        for name, value in (("placeholder", field.placeholder), ("autocomplete", field.autocomplete))
        if value
    )
    offers = f"{field.id}-offers"
    listed = f' list="{escape(offers)}"' if field.options else ""
    offered = f'<datalist id="{escape(offers)}">{_offered(field.options)}</datalist>' if field.options else ""
    return (
        f'{_label_for(field)}<input class="form-control"{_identified(field)}{_named(field)}{_valued(field)}'
        f" {kind}{more}{listed}{_asked(field)}>{offered}"
    )


_KINDS: Mapping[Kind, Callable[[Field], str]] = {
    "check": _check,
    "checks": _checks,
    "area": _area,
    "lines": _area,
    "choice": _choice,
}


def _options(options: Iterable[Option]) -> str:
    return "".join(
        f'<option value="{escape(option.value)}"{" selected" if option.chosen else ""}>{escape(option.label)}</option>'
        for option in options
    )


def _offered(options: Iterable[Option]) -> str:
    return "".join(
        f'<option value="{escape(option.value)}">{escape(option.label)}</option>' for option in options
    )


def _label_for(field: Field) -> str:
    return f'<label for="{escape(field.id)}">{_label(field)}</label>'


def _label(field: Field) -> str:
    required = f' <span class="field-required">{escape(gettext("required"))}</span>' if field.required else ""
    return f"{escape(field.label)}{required}"


def _identified(field: Field) -> str:
    return f' id="{escape(field.id)}"'


def _named(field: Field) -> str:
    return f' name="{escape(field.name)}"'


def _valued(field: Field) -> str:
    return f' value="{escape(field.value)}"'


def _asked(field: Field) -> str:
    """What a browser and a screen reader should know: whether it is needed, what describes it, whether it is wrong."""
    wrong = ' aria-invalid="true"' if field.problem else ""
    return f"{' required' if field.required else ''}{_described(field)}{wrong}"


def _described(field: Field) -> str:
    return f' aria-describedby="{escape(field.described_by)}"' if field.described_by else ""


def _help(field: Field) -> str:
    return (
        f'<p class="field-help" id="{escape(field.id)}-help">{escape(field.help)}</p>' if field.help else ""
    )


def _problem(field: Field) -> str:
    if not field.problem:
        return ""
    return f'<p class="field-problem" id="{escape(field.id)}-problem">{escape(field.problem)}</p>'
