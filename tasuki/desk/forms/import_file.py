"""How an uploaded file is to be read: the choices of a page, and the mapping that they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from django.utils.translation import gettext

from tasuki.desk.forms.field import Field, Option, options
from tasuki.desk.words import IMPORT_KINDS, spoken, word
from tasuki.platform.refusals import Invalid
from tasuki.rules.reading import Problem
from tasuki.rules.wording import N_, Sentence
from tasuki.stages.intake.importing.fields import field_called
from tasuki.stages.intake.importing.kinds import KINDS
from tasuki.stages.intake.importing.looking import Look, look_at
from tasuki.stages.intake.importing.plan import CUSTOM, LEAVE_OUT, ColumnMapping, Plan
from tasuki.stages.intake.models import Upload

ENCODINGS: Mapping[str, str] = {
    "utf-8": "UTF-8",
    "utf-8-sig": N_("UTF-8 with a mark"),
    "cp932": N_("Shift-JIS (CP932)"),
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "utf-32": "UTF-32",
    "euc_jp": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP (JIS)",
    "cp1252": N_("Western European (CP1252)"),
    "gb18030": N_("Chinese (GB18030)"),
    "big5": N_("Chinese (Big5)"),
    "cp949": N_("Korean (CP949)"),
}
DELIMITERS: Mapping[str, str] = {
    ",": N_("comma"),
    ";": N_("semicolon"),
    "\t": N_("tab"),
    "|": N_("vertical bar"),
}
DAY_ORDERS: Mapping[str, str] = {
    "mdy": N_("month first (3/4 is 4 March)"),
    "dmy": N_("day first (3/4 is 3 April)"),
}
HEADER_LINES = 5
NEW_NAME = CUSTOM
"""The choice of a custom field whose name is typed beside it."""


def encoding_called(encoding: str) -> str:
    return gettext(ENCODINGS[encoding]) if encoding in ENCODINGS else encoding


def delimiter_called(delimiter: str) -> str:
    return gettext(DELIMITERS.get(delimiter, delimiter))


def reading_fields(upload: Upload, look: Look | None, asked: ColumnMapping, kind: str) -> tuple[Field, ...]:
    """What the file is, and how its bytes become rows."""
    delimiter = look.delimiter if look is not None else upload.delimiter
    found = gettext("found out: %(name)s")
    encodings = [(code, gettext(name)) for code, name in ENCODINGS.items()]
    delimiters = [(code, gettext(name)) for code, name in DELIMITERS.items()]
    lines = [(str(n), gettext("line %(n)s") % {"n": n}) for n in range(1, HEADER_LINES + 1)]
    orders = [(code, gettext(name)) for code, name in DAY_ORDERS.items()]
    order = look.plan.day_order if look is not None else "mdy"
    return (
        Field(
            "kind", gettext("What is in the file"), "choice", kind,
            options([(name, word(name, IMPORT_KINDS)) for name in KINDS], kind, None),
        ),
        Field(
            "encoding", gettext("Encoding"), "choice", asked.encoding,
            options(encodings, asked.encoding, found % {"name": encoding_called(upload.encoding)}),
        ),
        Field(
            "delimiter", gettext("What separates the columns"), "choice", asked.delimiter,
            options(delimiters, asked.delimiter, found % {"name": delimiter_called(delimiter)}),
        ),
        Field(
            "header", gettext("The names of the columns"), "choice", str(asked.header),
            options([*lines, ("0", gettext("none: the first line is a row"))], str(asked.header), None),
            help=gettext("Lines that say nothing are not counted."),
        ),
        Field(
            "dates", gettext("Dates with slashes"), "choice" if _has_dates(look) else "hidden", asked.dates,
            options(orders, asked.dates, found % {"name": gettext(DAY_ORDERS[order])}),
        ),
    )  # fmt: skip


def _has_dates(look: Look | None) -> bool:
    return look is not None and bool(look.plan.dated)


def reading_of(typed: Mapping[str, Any], asked: ColumnMapping) -> ColumnMapping:
    """The mapping with what the page says about bytes and rows. Raises `Invalid`."""
    header = str(typed.get("header", "1"))
    wrong = [
        Problem(f"/{name}", "not_allowed", Sentence(N_("This cannot be chosen.")))
        for name, value, known in (
            ("delimiter", typed.get("delimiter", ""), {"", *DELIMITERS}),
            ("dates", typed.get("dates", ""), {"", *DAY_ORDERS}),
            ("header", header, {str(n) for n in range(HEADER_LINES + 1)}),
        )
        if value not in known
    ]
    if wrong:
        raise Invalid(wrong)
    return replace(
        asked, encoding=str(typed.get("encoding", "")), delimiter=cast(Any, typed.get("delimiter", "")),
        dates=cast(Any, typed.get("dates", "")), header=int(header),
    )  # fmt: skip


def without_strangers(asked: ColumnMapping, upload: Upload, kind: str) -> ColumnMapping:
    """The mapping for a file that is read in another way now: what is said about columns that are gone is forgotten."""
    bare = replace(asked, columns={})
    headers = look_at(upload, bare, kind).plan.headers
    known = KINDS[kind].converters if kind in KINDS else {}
    kept = {
        header: target
        for header, target in asked.columns.items()
        if header in headers and (target in known or target in ("", LEAVE_OUT) or target.startswith(CUSTOM))
    }
    return replace(asked, columns=kept)


def columns_of(typed: Mapping[str, Any], upload: Upload) -> ColumnMapping:
    """The mapping that the page's choices make: only what is not understood by itself is said.

    Raises `Invalid` at the column where two become one field, or where a custom field has no name.
    """
    look = look_at(upload)
    asked = replace(look.asked, columns={})
    plain = look.read_as(asked).plan
    chosen = {header: _chosen(typed, at, now) for at, (header, now) in enumerate(targets_of(plain).items())}
    _require_each_once(plain, chosen)
    said = {header: target for header, target in chosen.items() if target != targets_of(plain)[header]}
    plan = look.read_as(replace(asked, columns=said)).plan
    said |= {
        header: chosen[header] for header, target in targets_of(plan).items() if target != chosen[header]
    }
    return replace(asked, columns=said)


def targets_of(plan: Plan) -> dict[str, str]:
    """Header → what it becomes, of every column that is read; “” where it keeps its own name."""
    return {
        header: plan.columns.get(header, "") for at, header in enumerate(plan.headers) if at != plan.reason_at
    }


def _chosen(typed: Mapping[str, Any], at: int, now: str) -> str:
    choice = str(typed.get(f"column/{at}", now))
    if choice != NEW_NAME:
        return choice
    return CUSTOM + " ".join(str(typed.get(f"name/{at}", "")).split())


def _require_each_once(plan: Plan, chosen: Mapping[str, str]) -> None:
    problems, taken = [], set[str]()
    for at, (header, target) in enumerate(chosen.items()):
        if target == CUSTOM:
            nameless = Sentence(N_("Give the custom field a name."))
            problems.append(Problem(f"/name/{at}", "missing", nameless))
        elif target in taken:
            text = N_("“%(header)s” and another column become the same field: %(field)s.")
            values = {"header": header, "field": target_called(plan.kind.name, target)}
            fix = Sentence(N_("Leave one of them out, or keep it under its own name."))
            problems.append(Problem(f"/column/{at}", "mapping", Sentence(text, values), fix))
        taken |= {target} - {"", LEAVE_OUT}
    if problems:
        raise Invalid(problems)


def target_called(kind: str, target: str) -> Sentence:
    """What a column becomes."""
    if target == LEAVE_OUT:
        return Sentence(N_("leave it out"))
    if target.startswith(CUSTOM):
        return Sentence(N_("custom field “%(name)s”"), {"name": target.removeprefix(CUSTOM)})
    return field_called(kind, target)


def target_said(kind: str, target: str) -> str:
    return spoken(target_called(kind, target))


def target_options(
    plan: Plan, chosen: str, custom: tuple[str, ...]
) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    """What a column can become, in groups: the kind's fields, the company's own fields, and nothing."""
    fields = [(name, spoken(field_called(plan.kind.name, name))) for name in plan.kind.converters]
    names = dict.fromkeys((*custom, *([chosen.removeprefix(CUSTOM)] if chosen.startswith(CUSTOM) else [])))
    own = [
        ("", gettext("its own name")),
        *((CUSTOM + name, name) for name in names),
        (NEW_NAME, gettext("another name …")),
    ]
    return (
        (gettext("Fields of the record"), options(fields, chosen, None)),
        (gettext("Keep as a custom field under"), options(own, chosen, None)),
        (gettext("Nothing"), options([(LEAVE_OUT, gettext("leave it out"))], chosen, None)),
    )
