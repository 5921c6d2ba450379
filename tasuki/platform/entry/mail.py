"""The mail that lets somebody choose a password: in both languages, the person's own first."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage

from tasuki.platform.language import as_language, translator
from tasuki.platform.people.models import Person
from tasuki.rules.wording import N_, Language, Sentence

SUBJECT = N_("Choose a new password")
LINES = (
    N_("Somebody asked for a new password for %(name)s at Tasuki."),
    N_("Choose it here; the link is good once, for %(hours)s hours:"),
    "%(link)s",
    N_("If it was not you, do nothing: the old password stays."),
)


def can_send() -> bool:
    return bool(settings.EMAIL_HOST)


def send_link(person: Person, link: str, hours: int) -> None:
    """Raises OSError where the mail server cannot be reached; the job tries again."""
    own = as_language(person.language)
    both: tuple[Language, Language] = (own, "en" if own == "ja" else "ja")
    values = {"name": person.name, "link": link, "hours": hours}
    parts = ["\n\n".join(_said(line, language, values) for line in LINES) for language in both]
    subject = " / ".join(_said(SUBJECT, language, {}) for language in both)
    EmailMessage(subject, "\n\n----\n\n".join(parts) + "\n", to=[person.email]).send()


def _said(template: str, language: Language, values: dict[str, object]) -> str:
    return Sentence(template, values).spoken(language, translator(language))
