"""Files that people send: to disk as they arrive, from those who are known, and no more of them than is allowed.

What arrives beyond the limit is read and dropped, so that the sender gets an answer and not a broken connection.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

from tasuki.platform.refusals import invalid
from tasuki.rules.wording import N_

MEGABYTE = 1 << 20


class KnownSendersUploadHandler(TemporaryFileUploadHandler):
    """Keeps at most the limit of a file, and tells its whole size; what strangers send goes nowhere."""

    file: TemporaryUploadedFile

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        request = self.request
        if request is None or not (getattr(request, "auth", None) or request.user.is_authenticated):
            raise SkipFile
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) <= most_bytes():
            self.file.write(raw_data)


def most_bytes() -> int:
    """How large an uploaded file may be."""
    limit: int = settings.TASUKI_UPLOAD_BYTES
    return limit


def path_of(file: UploadedFile[Any] | None) -> Path:
    """Where the uploaded file lies until the request ends. Raises `Invalid` where there is none, or too much of it."""
    if not isinstance(file, TemporaryUploadedFile):
        raise invalid("/file", N_("Choose a file."), "missing")
    if (file.size or 0) > most_bytes():
        raise invalid(
            "/file", N_("The file has %(found)s MB; at most %(most)s MB can be sent."), "file_too_large",
            fix=N_("Split it, or let whoever runs this product import it with the command: tasuki import."),
            found=-(-(file.size or 0) // MEGABYTE), most=most_bytes() // MEGABYTE,
        )  # fmt: skip
    return Path(file.temporary_file_path())
