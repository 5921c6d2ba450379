"""Who calls: invented companies and the people in them, the same ones for the same dice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from tasuki.cli.demo.words import Spelled, Tongue, one_of, spelled, words_about

SHARE_ABROAD = 0.18
TRIES = 80
MAILBOXES = ("{given}.{family}", "{family}.{given}", "{initial}.{family}", "{family}", "{given}-{family}")
EMPLOYEES: Mapping[str, tuple[int, int]] = {
    "smb": (12, 190),
    "mid_market": (200, 1900),
    "enterprise": (2000, 24000),
}
COUNTRY_CODES: Mapping[str, str] = {
    "US": "+1415555",
    "GB": "+44207946",
    "SG": "+6565550",
    "AU": "+612555",
    "DE": "+493055",
}


@dataclass(frozen=True, slots=True)
class Company:
    """An invented company. ``domain`` ends in .example, the top level that belongs to nobody."""

    name: str
    domain: str
    industry: str
    segment: str
    employees: int
    country: str
    region: str
    tongue: Tongue


@dataclass(frozen=True, slots=True)
class Buyer:
    """The person at the company who becomes a lead, and the one who signs."""

    company: Company
    name: str
    family_name: str
    given_name: str
    kana: str
    title: str
    email: str
    phone: str
    maker: str
    maker_title: str

    @property
    def tongue(self) -> Tongue:
        return self.company.tongue

    def elsewhere(self) -> Buyer:
        """The same person, come in a second time under another address."""
        local, _, host = self.email.partition("@")
        return replace(self, email=f"{local}.2@{host}")


class Market:
    """Draws companies and buyers; a company comes back for a second or third person now and then."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self._known: dict[tuple[str, str], list[Company]] = {}
        self._domains: set[str] = set()
        self._mailboxes: set[str] = set()
        self._names: set[tuple[Spelled, Spelled]] = set()

    def buyer(self, segment: str, industry: str, *, at_home: bool = False) -> Buyer:
        """Somebody at a company of this kind; ``at_home``: in the Kanto region."""
        return self.person_at(self.company(segment, industry, at_home=at_home))

    def company(self, segment: str, industry: str, *, at_home: bool = False) -> Company:
        known = self._known.setdefault((segment, industry), [])
        if known and not at_home and self.dice.random() < (0.45 if segment == "enterprise" else 0.15):
            return self.dice.choice(known)
        made = self._new_company(segment, industry, at_home)
        known.append(made)
        return made

    def person_at(self, company: Company) -> Buyer:
        dice, tongue = self.dice, company.tongue
        family, given = self._new_name(tongue)
        maker = self._name(tongue)
        mailbox = dice.choice(MAILBOXES).format(
            given=given.latin, family=family.latin, initial=given.latin[0]
        )
        mailbox = f"{mailbox}@{company.domain}"
        while mailbox in self._mailboxes:
            mailbox = f"{given.latin}.{family.latin}{dice.randint(2, 99_999)}@{company.domain}"
        self._mailboxes.add(mailbox)
        return Buyer(
            company=company,
            name=_full(family, given, tongue),
            family_name=family.written,
            given_name=given.written,
            kana=f"{family.kana} {given.kana}".strip(),
            title=one_of(dice, "people", tongue, "titles"),
            email=mailbox,
            phone=self._phone(company.country) if dice.random() < 0.7 else "",
            maker=_full(*maker, tongue),
            maker_title=one_of(dice, "people", tongue, "makers"),
        )

    def _new_company(self, segment: str, industry: str, at_home: bool) -> Company:
        dice = self.dice
        tongue: Tongue = "english" if not at_home and dice.random() < SHARE_ABROAD else "japanese"
        stem, trade = self._new_trade_name(tongue, industry)
        place = one_of(dice, "companies", tongue, "regions")
        join = " " if tongue == "english" else ""
        name = one_of(dice, "companies", tongue, "forms") % f"{stem.written}{join}{trade.written}"
        domain = f"{stem.latin}-{trade.latin}.example"
        while domain in self._domains:
            domain = f"{stem.latin}-{trade.latin}{dice.randint(2, 99_999)}.example"
        self._domains.add(domain)
        return Company(
            name=name.replace("株式会社 ", "株式会社").replace(" 株式会社", "株式会社"),
            domain=domain,
            industry=industry,
            segment=segment,
            employees=round(dice.triangular(*EMPLOYEES[segment], EMPLOYEES[segment][0] * 2)),
            country="JP" if tongue == "japanese" else place,
            region="関東" if at_home else place if tongue == "japanese" else "海外",
            tongue=tongue,
        )

    def _new_trade_name(self, tongue: Tongue, industry: str) -> tuple[Spelled, Spelled]:
        """What the company is called, a new name where one is left."""
        for _ in range(TRIES):
            stem = spelled(one_of(self.dice, "companies", tongue, "stems"))
            trade = spelled(one_of(self.dice, "companies", tongue, f"trades.{industry}"))
            if f"{stem.latin}-{trade.latin}.example" not in self._domains:
                break
        return stem, trade

    def _new_name(self, tongue: Tongue) -> tuple[Spelled, Spelled]:
        """A name that nobody has yet, as long as there are some: namesakes would all be suspected of being one."""
        for _ in range(TRIES):
            found = self._name(tongue)
            if found not in self._names:
                break
        self._names.add(found)
        return found

    def _name(self, tongue: Tongue) -> tuple[Spelled, Spelled]:
        names = words_about("people", tongue)
        return spelled(self.dice.choice(names["family"])), spelled(self.dice.choice(names["given"]))

    def _phone(self, country: str) -> str:
        if country == "JP":
            return f"+8150{self.dice.randint(10**7, 10**8 - 1)}"
        prefix = COUNTRY_CODES[country]
        return prefix + str(self.dice.randint(0, 9999)).zfill(4)


def _full(family: Spelled, given: Spelled, tongue: Tongue) -> str:
    if tongue == "japanese":
        return f"{family.written} {given.written}"
    return f"{given.written} {family.written}"
