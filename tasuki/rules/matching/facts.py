"""What the matcher may know of a person or a company. Every field may be empty: empty is unknown and weighs nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person. ``phones`` are E.164, ``domain`` registrable.

    ``born_on`` is text, ISO where known: a date with a typing slip must still compare.
    Either ``name`` or ``given_name`` and ``family_name``; ``reading`` is the name in kana or rōmaji.
    ``external_ids`` are pairs of kind and value, such as ``("salesforce", "00Q…")`` or a national number.
    """

    name: str = ""
    given_name: str = ""
    family_name: str = ""
    reading: str = ""
    email: str = ""
    phones: tuple[str, ...] = ()
    company: str = ""
    domain: str = ""
    address: str = ""
    postcode: str = ""
    born_on: str = ""
    external_ids: tuple[tuple[str, str], ...] = ()

    @property
    def full_name(self) -> str:
        return self.name or f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """A company or one of its sites. ``phones`` are E.164, ``domain`` registrable, ``reading`` the name in kana.

    ``external_ids`` are pairs such as ``("corporate_number", "1234567890123")``.
    """

    name: str = ""
    reading: str = ""
    domain: str = ""
    phones: tuple[str, ...] = ()
    address: str = ""
    postcode: str = ""
    external_ids: tuple[tuple[str, str], ...] = ()
