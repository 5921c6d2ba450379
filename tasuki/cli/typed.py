"""What somebody types, as values: moments, days, files of JSON."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click


class Moment(click.ParamType[datetime]):
    """A moment; without a zone it is meant in the reader's own (`Session.instant`)."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            self.fail(
                f"“{value}” is no moment; write 2026-11-24T14:00+09:00, or “2026-11-24 14:00” in your zone.",
                param,
                ctx,
            )


class Day(click.ParamType[date]):
    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” is no date; write 2026-11-24.", param, ctx)


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
            self.fail(f"“{value}” is not NAME=VALUE.", param, ctx)
        return name.strip(), text.strip()


class JsonFile(click.ParamType[Any]):
    """A file of JSON, or ``-`` for standard input; already parsed."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        try:
            text = sys.stdin.read() if value == "-" else Path(value).read_bytes().decode("utf-8-sig")
            return json.loads(text.removeprefix("\ufeff"))
        except OSError as error:
            self.fail(f"{value} cannot be read: {error.strerror}.", param, ctx)
        except UnicodeDecodeError:
            self.fail(f"{value} is not UTF-8.", param, ctx)
        except ValueError as error:
            self.fail(f"{value} is not JSON: {error}.", param, ctx)


MOMENT, DAY, PAIR, JSON_FILE = Moment(), Day(), Pair(), JsonFile()
