"""What an empty database needs before anybody can work: the article's agreement in force, and one person, admin."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tasuki.platform.access.roles import Role
from tasuki.platform.people.models import Person
from tasuki.playbooks.models import PlaybookVersion, SignOff
from tasuki.playbooks.presets import load_preset, preset_toml


@transaction.atomic
def install(at: datetime) -> bool:
    """Put the article's playbook in force and make ``admin``; does nothing where a playbook is in force already."""
    if PlaybookVersion.objects.filter(state="in_force").exists():
        return False
    book = load_preset("article")
    version = PlaybookVersion(
        name=book.playbook.name,
        number=book.playbook.version,
        state="in_force",
        toml=preset_toml("article"),
        drafted_at=at,
        in_force_at=at,
    )
    version.note_placeholders(book)
    version.save()
    for signed in book.agreement.sign_offs:
        SignOff.objects.create(version=version, side=signed.side, name=signed.name, at=at)
    if not Person.objects.exists():
        Person.objects.create(handle="admin", name="admin", roles=[Role.ADMIN.value], created_at=at)
    return True
