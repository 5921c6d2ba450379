"""A list as a CSV file: what the page shows, all of it, written while it is read.

People get words in their language; programs (``codes``) get the columns' names and the codes, dates and numbers behind
the words, which are the same in every language. A cell that a spreadsheet would run as a formula is made harmless.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext

from tasuki.desk.lists.asking import Asked, asked_of
from tasuki.desk.lists.description import Column, RecordList, Row, Seen
from tasuki.desk.lists.encodings import ENCODINGS, encoded
from tasuki.desk.lists.page import columns_of, read_page
from tasuki.platform.access.actor import Actor
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.refusals import invalid
from tasuki.playbooks.queries import in_force
from tasuki.rules.wording import N_, Language
from tasuki.stages.intake.importing.rejects import harmless

AT_A_TIME = 1000


@dataclass(frozen=True, slots=True)
class Shape:
    """How the file is written: for whom, in which encoding, in which language, in whose time zone."""

    encoding: str = "utf-8-sig"
    codes: bool = False
    language: Language = "en"
    zone: ZoneInfo = ZoneInfo("UTC")

    def __post_init__(self) -> None:
        """Raises `Invalid` for an encoding that is not one of ours."""
        if self.encoding not in ENCODINGS:
            text, known = N_("“%(found)s” is none of %(known)s."), tuple(ENCODINGS)
            raise invalid("/encoding", text, found=self.encoding, known=known)


def exported(
    listed: RecordList, given: Mapping[str, Iterable[str]], shape: Shape, *, by: Actor, at: datetime
) -> Iterator[bytes]:
    """The file, piece by piece: every row that the address asks for and this person may see.

    Who took what out is journalled. Raises `Forbidden` at once, before the first piece.
    """
    asked, seen = replace(asked_of(listed, given), cursor="", group=""), Seen(by, at, in_force())
    listed.rows(by)
    if by.person_id:
        told = {"list": listed.name, "columns": list(asked.columns), "encoding": shape.encoding}
        words = {"query": asked.query()}
        with transaction.atomic():
            append(Entry("list.exported", at, by, "person", by.person_id, data=told, words=words))
    return _pieces(asked, seen, shape)


def _pieces(asked: Asked, seen: Seen, shape: Shape) -> Iterator[bytes]:
    columns = columns_of(asked)
    with _speaking(shape):
        heading = _written([_headings(columns, shape)])
    yield encoded(heading, shape.encoding, is_first=True)
    following: str | None = None
    while following != "":
        with _speaking(shape):
            page = replace(asked, cursor=following or "")
            (rows, gathered), following = read_page(page, seen, columns, AT_A_TIME)
            lines = _written(_cells(row, columns, gathered, shape) for row in rows)
        yield encoded(lines, shape.encoding)


@contextmanager
def _speaking(shape: Shape) -> Iterator[None]:
    """Put on the language and the zone; between two pieces the thread belongs to others."""
    with translation.override(shape.language), timezone.override(shape.zone):
        yield


def _headings(columns: Sequence[Column], shape: Shape) -> list[str]:
    if shape.codes:
        return ["id", *(column.key for column in columns)]
    return [gettext(column.label) for column in columns]


def _cells(row: Row, columns: Sequence[Column], seen: Seen, shape: Shape) -> list[str]:
    if shape.codes:
        return [str(row["id"]), *(column.code(row, seen) for column in columns)]
    return [(column.sheet or column.tell)(row, seen) for column in columns]


def _written(lines: Iterable[Sequence[str]]) -> str:
    file = StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows([harmless(cell) for cell in line] for line in lines)
    return file.getvalue()


def csv_answer(pieces: Iterator[bytes], name: str, shape: Shape, on: date) -> StreamingHttpResponse:
    """The file as an answer that is sent while it is made."""
    charset = "Shift_JIS" if shape.encoding == "cp932" else "utf-8"
    answer = StreamingHttpResponse(pieces, content_type=f"text/csv; charset={charset}; header=present")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{on.isoformat()}.csv"'
    return answer
