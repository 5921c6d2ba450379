"""What can go wrong with the embedded server, in words for the person at the keyboard."""

from __future__ import annotations


class EmbeddedServerError(Exception):
    """The embedded server cannot be used. The message says why and what to do."""


class FolderRefused(EmbeddedServerError):
    """A folder belongs to someone else, or holds something that we did not put there."""


class AccountUnavailable(EmbeddedServerError):
    """There is no unprivileged account that the server could run as."""


class ServerDidNotStart(EmbeddedServerError):
    """The server ended, or did not get ready in time."""


class ServerDidNotStop(EmbeddedServerError):
    """The server is still there after an immediate shutdown."""
