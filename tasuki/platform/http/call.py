"""The request as an endpoint sees it: who asks, and when."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from tasuki.platform.access.actor import Actor


class Call(HttpRequest):
    """What the authenticators leave on a request: ``auth`` is the actor (``by=``), ``at`` the moment (``at=``)."""

    auth: Actor
    at: datetime
