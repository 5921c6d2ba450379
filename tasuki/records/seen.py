"""What every change of a lead through the API minds: who may see it, and which version they have seen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction

from tasuki.platform.http.call import Call
from tasuki.platform.http.etag import expected_version, require_version
from tasuki.platform.http.hiding import hiding
from tasuki.records.queries import lead_for, locked_lead


@contextmanager
def lead_as_seen(request: Call, lead_id: UUID) -> Iterator[None]:
    """Run an action on the lead as the caller knows it: with If-Match, only while it is at that version (412).

    Somebody who may not see the lead is told that there is none (404), whatever they wanted.
    """
    expected = expected_version(request)
    with hiding(lambda: lead_for(request.auth, lead_id)):
        if expected is None:
            yield
            return
        lead_for(request.auth, lead_id)
        with transaction.atomic():
            require_version(expected, locked_lead(lead_id).version)
            yield
