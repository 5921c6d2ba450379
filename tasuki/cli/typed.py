"""What somebody types, as values: moments, days, files of JSON."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import orjson

from tasuki.cli.usage import Misused, as_typed
from tasuki.rules.wording import N_


class Moment(click.ParamType[datetime]):
    """A moment; without a zone it is meant in the reader's own (`Session.instant`)."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            raise Misused(
                N_("“%(value)s” is no moment."),
                N_("Write 2026-11-24T14:00+09:00, or “2026-11-24 14:00” in your zone."),
                where=as_typed(param),
                value=value,
            ) from None


class Day(click.ParamType[date]):
    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            text, fix = N_("“%(text)s” is no date."), N_("Enter a date such as 2026-11-20.")
            raise Misused(text, fix, where=as_typed(param), text=value) from None


class Pair(click.ParamType[tuple[str, str]]):
    """``name=value``."""

    name = "pair"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        name, equals, text = str(value).partition("=")
        if not (name.strip() and equals):
            text, fix = N_("“%(value)s” is no pair."), N_("Write NAME=VALUE.")
            raise Misused(text, fix, where=as_typed(param), value=value)
        return name.strip(), text.strip()


class JsonFile(click.ParamType[Any]):
    """A file of JSON, or ``-`` for standard input; already parsed."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        try:
            text = sys.stdin.read() if value == "-" else Path(value).read_bytes().decode("utf-8-sig")
            return orjson.loads(text.removeprefix("\ufeff"))
        except OSError as error:
            text, fix = (
                N_("“%(file)s” cannot be read: %(why)s."),
                N_("Check the path; name a file that is there."),
            )
            why: object = error.strerror
        except UnicodeDecodeError as error:
            text, fix = (
                N_("“%(file)s” is not UTF-8: %(why)s."),
                N_("Save the file as UTF-8 and read it again."),
            )
            why = error.reason
        except ValueError as error:
            text, fix = (
                N_("“%(file)s” is not JSON: %(why)s."),
                N_("Mend the file at this place and read it again."),
            )
            why = error
        raise Misused(text, fix, where=as_typed(param), file=value, why=why)


MOMENT, DAY, PAIR, JSON_FILE = Moment(), Day(), Pair(), JsonFile()
