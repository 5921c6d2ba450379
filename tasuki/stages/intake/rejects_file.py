"""The rejects of an import as an answer to a browser or a program."""

from __future__ import annotations

from io import StringIO

from django.http import HttpResponse

from tasuki.stages.intake.importing.rejects import Speak
from tasuki.stages.intake.models import Import
from tasuki.stages.intake.queries import write_rejects


def rejects_file(imported: Import, speak: Speak) -> HttpResponse:
    """The rows that did not land, each with its reasons, ready to be mended and imported again."""
    text = StringIO(newline="")
    write_rejects(imported, text, speak)
    answer = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rejects-{imported.pk}.csv"'
    return answer
