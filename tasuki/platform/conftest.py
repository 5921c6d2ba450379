"""What the tests of the platform's own API share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tasuki.platform.http.testing import ApiClient
from tasuki.platform.people.models import Person


@pytest.fixture
def api(at: datetime) -> Callable[..., ApiClient]:
    """``api(kei)``: Kei at the API with a token for everything; ``api(kei, "read", language="ja")`` narrower."""
    return lambda person, *scopes, language="en": ApiClient.of(person, at, *scopes, language=language)


@pytest.fixture
def admin(cast: Callable[..., Person]) -> Person:
    """The person that every installation begins with."""
    found: Person = Person.objects.get(handle="admin")
    return found
