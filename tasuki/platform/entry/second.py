"""The second factor: a code of an authenticator app (TOTP, RFC 6238), or one of ten recovery codes.

The codes and what is kept of them are allauth's; the moment they are judged at is handed in, like everywhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode
from uuid import UUID

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.db import transaction
from django.utils.crypto import constant_time_compare

from tasuki.platform.access.actor import Actor, ask_any, ask_for_the_admins_role
from tasuki.platform.access.roles import Role
from tasuki.platform.entry import attempts, sessions
from tasuki.platform.entry.models import Demand, SignedIn
from tasuki.platform.journal.append import Entry, append
from tasuki.platform.people.models import Person
from tasuki.platform.refusals import Invalid, NotFound, NotPossibleNow, invalid
from tasuki.platform.time.now import on_other_clocks
from tasuki.rules.problem import Problem
from tasuki.rules.wording import N_, Sentence

PERIOD = 30
TOLERANCE = 1
"""How many periods a telephone's clock may be off, either way."""
ISSUER = "Tasuki"
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Factors:
    """What somebody has: an authenticator app since when, and how many recovery codes are left."""

    since_at: datetime | None
    codes_left: int

    @property
    def is_there(self) -> bool:
        return self.since_at is not None


def factors_of(person: Person) -> Factors:
    rows = {row.type: row for row in Authenticator.objects.filter(user=person)}
    app, codes = rows.get(Authenticator.Type.TOTP), rows.get(Authenticator.Type.RECOVERY_CODES)
    left = len(RecoveryCodes(codes).get_unused_codes()) if codes and _opens(codes) else 0
    return Factors(app.created_at if app else None, left)


def is_demanded_of(person: Person) -> bool:
    """Whether one of their roles must have a second factor."""
    return Demand.objects.filter(role__in=person.roles).exists()


def demanded_roles() -> tuple[str, ...]:
    return tuple(Demand.objects.order_by("role").values_list("role", flat=True))


@transaction.atomic
def demand_of(roles: Sequence[str], *, by: Actor, at: datetime) -> None:
    """People with these roles must have a second factor; their sessions without one end. Raises `Forbidden`, `Invalid`.

    When they come back they are asked to set one up before anything else.
    """
    ask_any(by, "sign_in.rule")
    wanted, before = set(roles), set(demanded_roles())
    unknown = sorted(wanted - {role.value for role in Role})
    if unknown:
        raise invalid("/roles", N_("There is no role “%(role)s”."), "unknown", role=unknown[0])
    if wanted == before:
        return
    Demand.objects.exclude(role__in=wanted).delete()
    Demand.objects.bulk_create([Demand(role=role) for role in sorted(wanted - before)])
    weak = SignedIn.objects.exclude(how__contains="+").filter(person__roles__overlap=sorted(wanted - before))
    for person in set(weak.exclude(person=by.person_id).values_list("person_id", flat=True)):
        end_weak_sessions(person)
    data = {"roles": sorted(wanted)}
    append(Entry("sign_in.rule_changed", at, by, "person", by.person_id or NOBODY, data=data))


def end_weak_sessions(person_id: UUID) -> None:
    """Sessions that were begun without a second factor."""
    for row in SignedIn.objects.exclude(how__contains="+").filter(person=person_id).select_related("person"):
        sessions.end(row.person, row.pk)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app needs: the secret to type, and the same as a picture to scan (SVG)."""

    secret: str
    picture: str


def new_secret() -> str:
    return str(generate_totp_secret())


def enrolment_of(person: Person, secret: str) -> Enrolment:
    adapter = get_adapter()
    picture = adapter.build_totp_svg(_address(person, secret))
    return Enrolment(secret, picture[picture.index("<svg") :])


def _address(person: Person, secret: str) -> str:
    """What the picture says (Key URI format)."""
    label = quote(f"{ISSUER}:{person.handle}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': ISSUER})}"


def add(person: Person, secret: str, code: str, *, at: datetime) -> tuple[str, ...]:
    """The app is theirs from now on, and these are the recovery codes. Raises `Invalid`, `TooManyAttempts`."""
    attempts.count(at, second_factor=(str(person.pk),))
    counter = _counter_of(secret, _digits(code), at)
    if counter is None:
        raise _wrong_code()
    attempts.forgive(second_factor=(str(person.pk),))
    with transaction.atomic():
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists():
            title = Sentence(N_("There is a second factor already."))
            raise NotPossibleNow(title, fix=Sentence(N_("Take it away first to set up another app.")))
        adapter = get_adapter()
        data = {"secret": adapter.encrypt(secret), "counter": counter}
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data=data, created_at=at)
        codes = _new_codes(person, at)
        append(Entry("second_factor.added", at, Actor.of(person, "web"), "person", person.pk))
    return codes


def renew_codes(person: Person, code: str, *, at: datetime) -> tuple[str, ...]:
    """Ten new recovery codes; the old ones open nothing any more. Raises `Invalid`, `TooManyAttempts`."""
    check(person, code, at=at)
    with transaction.atomic():
        return _new_codes(person, at)


def check(person: Person, code: str, *, at: datetime) -> str:
    """Which kind of second factor this code is: “totp” or “recovery”. Each is good once.

    Raises `Invalid` for a wrong or used one, `TooManyAttempts`.
    """
    attempts.count(at, second_factor=(str(person.pk),))
    with transaction.atomic():
        kind = _used(person, _digits(code), at)
    if not kind:
        raise _wrong_code()
    attempts.forgive(second_factor=(str(person.pk),))
    return kind


def _digits(typed: str) -> str:
    """A code as people type it: in groups, and in full width by an input method."""
    return "".join(one for one in unicodedata.normalize("NFKC", typed) if one not in " -")


def _used(person: Person, code: str, at: datetime) -> str:
    rows = Authenticator.objects.select_for_update().filter(user=person)
    for row in rows.order_by("-type"):  # totp before recovery_codes
        if row.type == Authenticator.Type.TOTP:
            secret = get_adapter().decrypt(row.data["secret"])
            counter = _counter_of(secret, code, at, after=row.data.get("counter", 0)) if secret else None
            if counter is not None:
                row.data["counter"] = counter
                row.last_used_at = at
                row.save(update_fields=["data", "last_used_at"])
                return "totp"
        elif _opens(row) and RecoveryCodes(row).validate_code(code):
            Authenticator.objects.filter(pk=row.pk).update(last_used_at=at)
            return "recovery"
    return ""


def remove(person: Person, code: str, *, at: datetime) -> None:
    """One's own second factor goes, by a code of it. Raises `Invalid`, `TooManyAttempts`, `NotPossibleNow`."""
    if is_demanded_of(person):
        title = Sentence(N_("Your role must have a second factor."))
        raise NotPossibleNow(
            title, fix=Sentence(N_("Ask an admin to take it away if you change the device."))
        )
    check(person, code, at=at)
    with transaction.atomic():
        _take_away(person, Actor.of(person, "web"), at)


@transaction.atomic
def take_away(person_id: UUID, *, by: Actor, at: datetime) -> None:
    """Somebody lost their device: the factor goes, and all their sessions end. Raises `Forbidden`, `NotFound`."""
    ask_any(by, "person.edit")
    person = Person.objects.select_for_update(of=("self",)).filter(pk=person_id).first()
    if person is None:
        raise NotFound("person", person_id)
    if person.has_role(Role.ADMIN):
        ask_for_the_admins_role(by, "person.edit")
    _take_away(person, by, at)
    sessions.end_all(person.pk)


def _take_away(person: Person, by: Actor, at: datetime) -> None:
    gone, _ = Authenticator.objects.filter(user=person).delete()
    person.devices.all().delete()
    if gone:
        append(Entry("second_factor.removed", at, by, "person", person.pk))


def _new_codes(person: Person, at: datetime) -> tuple[str, ...]:
    Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).delete()
    made = RecoveryCodes.activate(person)
    Authenticator.objects.filter(pk=made.instance.pk).update(created_at=at)
    return tuple(made.generate_codes())


def _counter_of(secret: str, code: str, at: datetime, after: int = 0) -> int | None:
    """The period that the code belongs to, if it is one of the present ones and later than ``after``."""
    now = int(on_other_clocks(at).timestamp()) // PERIOD
    for counter in range(now - TOLERANCE, now + TOLERANCE + 1):
        fits = constant_time_compare(format_hotp_value(hotp_value(secret, counter)), code.strip())
        if fits and counter > after:
            return counter
    return None


def _opens(codes: Authenticator) -> bool:
    return bool(get_adapter().decrypt(codes.data["seed"]))


def _wrong_code() -> Invalid:
    fix = Sentence(N_("Type the code that the app shows now, or a recovery code that you have not used."))
    return Invalid(
        [Problem("/code", "wrong_code", Sentence(N_("The code is not right, or was used already.")), fix)]
    )
