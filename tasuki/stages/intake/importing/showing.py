"""How far a run has come, written beside its transaction so that others see it before the end."""

from __future__ import annotations

from types import TracebackType
from typing import Self
from uuid import UUID

from django.db import Error, connection

# Whoever holds the row goes first: an import never waits for its own progress to be shown.
_SHOW = "UPDATE intake_import SET rows_done = %s, bytes_read = %s, bytes_in_all = %s WHERE id = %s"


class Showing:
    """``showing(rows, read, of)`` through a connection of its own, which the ``with`` opens and closes."""

    def __init__(self, import_id: UUID) -> None:
        self._import_id = import_id
        self._beside = connection.copy()

    def __enter__(self) -> Self:
        with self._beside.cursor() as cursor:
            cursor.execute("SET lock_timeout = '500ms'")
        return self

    def __call__(self, rows: int, read: int, of: int) -> None:
        try:
            with self._beside.cursor() as cursor:
                cursor.execute(_SHOW, [rows, read, of, self._import_id])
        except Error:
            self._beside.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._beside.close()
