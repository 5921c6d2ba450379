"""Mail over SMTP, by the server that TASUKI_SMTP names."""

from __future__ import annotations

from email.utils import parseaddr
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override

from tasuki.platform.ports.channel import Busy, Letter, Reader, Undeliverable
from tasuki.rules.wording import N_

PERMANENT = range(500, 600)
"""The replies of a mail server that do not change by trying again (RFC 5321)."""


class Email:
    """``key`` of the letter becomes the Message-ID, so that a mail which is sent again is seen as the same one."""

    key = "email"
    label = N_("Mail")
    address = ""

    def is_ready(self) -> bool:
        return bool(settings.EMAIL_HOST)

    def reaches(self, reader: Reader) -> bool:
        return bool(reader.email)

    def send(self, letter: Letter) -> None:
        """Raises `Undeliverable` for this letter, `Busy` for every letter, OSError where it may be taken later."""
        try:
            self._mail(letter).send()
        except SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            raise _trouble(code, said, refused) from refused
        except (SMTPSenderRefused, SMTPDataError) as refused:
            raise _trouble(refused.smtp_code, refused.smtp_error, refused) from refused
        except OSError as away:
            raise Busy(f"{type(away).__name__}: {away}") from away

    def _mail(self, letter: Letter) -> EmailMultiAlternatives:
        with override(letter.to.language):
            shown = {"letter": letter, "language": letter.to.language, "many": len(letter.lines) > 1}
            text = render_to_string("email/notices.txt", shown)
            html = render_to_string("email/notices.html", shown)
        mail = EmailMultiAlternatives(
            " ".join(letter.subject.split()),
            text,
            to=[letter.to.email],
            headers={
                "Message-ID": f"<{letter.key}@{_domain()}>",
                "Auto-Submitted": "auto-generated",
                "List-Unsubscribe": f"<{letter.preferences}>",
            },
        )
        mail.attach_alternative(html, "text/html")
        return mail


def _trouble(code: int, said: bytes | str, refused: Exception) -> Exception:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return Undeliverable(f"{code} {text}") if code in PERMANENT else refused


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
