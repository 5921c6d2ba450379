"""An uploaded file in the database, in compressed pieces, where every web and worker process finds it (decision 0015).

It is written and read piece by piece: no process ever holds a whole file.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from tasuki.stages.intake.importing.opening import BLOCK, Opened, decoder_of, delimiter_of, does_not_fit
from tasuki.stages.intake.importing.plan import ColumnMapping
from tasuki.stages.intake.models import Upload, UploadedPart

FAST = 1
BEGINNING = 4 * BLOCK
"""How much of a file is looked at while somebody decides how to read it."""


def keep_parts(upload: Upload, path: Path) -> None:
    with path.open("rb") as file:
        for number, block in enumerate(iter(lambda: file.read(BLOCK), b"")):
            UploadedPart.objects.create(upload=upload, number=number, body=zlib.compress(block, FAST))


@contextmanager
def on_disk(upload_id: UUID) -> Iterator[Path]:
    """The file as it was brought, which the import reads as often as it needs."""
    with NamedTemporaryFile(suffix=".csv") as file:
        for block in _blocks(upload_id):
            file.write(block)
        file.flush()
        yield Path(file.name)


@contextmanager
def beginning_on_disk(upload: Upload, asked: ColumnMapping) -> Iterator[Opened]:
    """The file's first lines as they read in the encoding that was found or asked for; what does not fit is �.

    Raises `UnusableFile` for an encoding that nobody knows.
    """
    with NamedTemporaryFile(suffix=".csv") as file:
        file.write(_whole_lines(upload, asked.encoding or upload.encoding).encode())
        file.flush()
        opened = Opened(Path(file.name), "utf-8", asked.delimiter, upload.digest, upload.size)
        yield opened if asked.delimiter else replace(opened, delimiter=delimiter_of(opened))


def _whole_lines(upload: Upload, encoding: str) -> str:
    """Without the last line where the file goes on after it."""
    decoder, text, read = decoder_of(encoding)(errors="replace"), io.StringIO(), 0
    for block in _blocks(upload.pk):
        try:
            text.write(decoder.decode(block))
        except UnicodeError as error:
            raise does_not_fit(encoding, read, error) from None
        read += len(block)
        if read >= BEGINNING:
            break
    lines = text.getvalue()
    whole = lines.rfind("\n") + 1 if read < upload.size else len(lines)
    return lines[: whole or len(lines)]


def _blocks(upload_id: UUID) -> Iterator[bytes]:
    number = 0
    parts = UploadedPart.objects.filter(upload=upload_id)
    while (body := parts.filter(number=number).values_list("body", flat=True).first()) is not None:
        yield zlib.decompress(body)
        number += 1
