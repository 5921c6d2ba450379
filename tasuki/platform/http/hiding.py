"""A stranger learns nothing: what one may not see does not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tasuki.platform.refusals import Forbidden


@contextmanager
def hiding(look: Callable[[], object]) -> Iterator[None]:
    """Turn “you may not do this” into “there is no such record” for somebody who may not even see the record.

    ``look`` is the query that raises `NotFound` for them. It runs only after a refusal, so that whoever may do it pays
    nothing.
    """
    try:
        yield
    except Forbidden:
        look()
        raise
