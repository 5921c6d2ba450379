"""One thing wrong with the input or the moment: a stable code, where it stands, what is wrong and what to do.

Whoever finds a problem may word its fix; otherwise the code has one. `spoken` is the public shape at every door.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tasuki.rules.wording import N_, Language, Sentence

_RULE_ID = re.compile(r"[A-Z]{1,3}-\d{1,2}[a-z]?")

NOT_STORABLE = N_("The input has a value that cannot be stored: a character or a number beyond its limits.")

# What to do about a code, where whoever found the problem did not say it more precisely.
FIXES: Mapping[str, str] = {
    "missing": N_("Fill it in."),
    "unknown_field": N_("Leave it out, or write it as the field is called."),
    "not_a_list": N_("Write a list, even of one."),
    "not_a_table": N_("Write a table of fields."),
    "not_allowed": N_("Choose one of the allowed values."),
    "too_short": N_("Write more."),
    "too_long": N_("Shorten it."),
    "no_change": N_("Name somebody else."),
    "too_many": N_("Send fewer at once."),
    "too_large": N_("Check the number and its currency."),
    "out_of_range": N_("Enter a value inside the limits."),
    "future": N_("Enter a moment that has passed."),
    "past": N_("Enter a moment that lies ahead."),
    "order": N_("Correct one of the two days."),
    "taken": N_("Choose another one, or change the record that has it."),
    "unknown": N_("Check the spelling; name one that is here."),
    "unknown_record": N_("Check the id; name a record that is here."),
    "unknown_person": N_("Name an active person by handle or id."),
    "unknown_campaign": N_("Check the code, or add the campaign first."),
    "not_found": N_("Check the id; if it is right, ask somebody who may see the record."),
    "ambiguous": N_("Type more of it."),
    "cannot_take_over": N_("Name another active person."),
    "wrong_role": N_("Name somebody with the right role."),
    "not_editable": N_("Leave this field out of the change."),
    "not_an_email": N_("Enter an address such as aoi@example.com."),
    "not_a_domain": N_("Enter a domain such as example.co.jp."),
    "not_storable": N_("Take out control characters and shorten what is very long."),
    "blocker": N_("Settle this first."),
    "bad_cursor": N_("Begin again without a cursor."),
    "bad_reference": N_("Write a name that this file defines, or define it."),
    "bad_change": N_("Name an item of the base, or add it in full."),
    "bad_condition": N_("Write the condition as the playbook's reference shows it."),
    "not_toml": N_("Mend the file at this place and read it again."),
    "not_utf8": N_("Save the file as UTF-8 and read it again."),
    "unreadable": N_("Mend the file and try again."),
    "unusable_file": N_("Export the file again, or mend it, and import it anew."),
    "no_account": N_("Give it an account first."),
    "other_account": N_("Leave the account out, or name the one that it has."),
    "mapping": N_("Correct this line of the mapping."),
    "mismatch": N_("Write the same in both places, or leave it out here."),
    "usage": N_("Add --help to see how the command is called."),
    "not_possible_now": N_("Open the record: it shows what is possible now."),
    "clash": N_("Look at what is there now, then decide whether yours is still wanted."),
    "outdated": N_("Load the record again, look at what has changed, and send your change with its version."),
    "too_many_attempts": N_("Wait as long as it says, then try again."),
    "not_signed_in": N_("Name a person who works here, or send a valid token."),
    "forbidden": N_("Ask somebody who has this permission."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """``message`` says what is wrong at ``pointer`` (JSON pointer), ``fix`` what to do; ``code`` may be a rule's id."""

    pointer: str
    code: str
    message: Sentence
    fix: Sentence | None = None

    @property
    def remedy(self) -> Sentence | None:
        """What to do: as whoever found the problem says it, else what helps with every problem of this code."""
        if self.fix is not None:
            return self.fix
        return Sentence(FIXES[self.code]) if self.code in FIXES else None

    @property
    def rule_id(self) -> str | None:
        return self.code if _RULE_ID.fullmatch(self.code) else None

    @property
    def field(self) -> str:
        """The pointer as programs write a field: ``person.email``."""
        return self.pointer.strip("/").replace("/", ".")

    def spoken(self, language: Language, translate: Callable[[str], str] = str) -> dict[str, str | None]:
        """The public shape of one entry of ``errors``, worded in ``language``."""
        remedy = self.remedy
        return {
            "code": self.code,
            "message": self.message.spoken(language, translate),
            "field": self.field,
            "pointer": self.pointer,
            "rule_id": self.rule_id,
            "fix": remedy.spoken(language, translate) if remedy else None,
        }


KINDS: Mapping[str, tuple[str, str]] = {
    "text": (N_("text"), N_("text in quotation marks")),
    "whole_number": (N_("a whole number"), N_("a whole number such as 30")),
    "number": (N_("a number"), N_("a number such as 0.5")),
    "decimal": (N_("a decimal number"), N_("a decimal number such as 1000.00")),
    "truth": (N_("true or false"), N_("true or false")),
    "date": (N_("a date"), N_("a date such as 2026-11-20")),
    "moment": (N_("a moment with its zone"), N_("a moment with its zone such as 2026-11-20T06:00:00Z")),
    "time": (N_("a time of day"), N_("a time of day such as 09:00")),
    "id": (N_("an id"), N_("an id as this product gives them")),
    "list": (N_("a list"), N_("a list, even of one")),
    "table": (N_("a table of fields"), N_("a table of fields")),
}
"""Kind of value → what it is called, and how it is written."""


def of_another_kind(pointer: str, kind: str, found: object) -> Problem:
    """A value that is not of this kind (a key of `KINDS`): “Expected a date, found 'soon'.”"""
    name, form = (Sentence(template) for template in KINDS[kind])
    code = {"list": "not_a_list", "table": "not_a_table"}.get(kind, "wrong_type")
    message = Sentence(
        N_("Expected %(expected)s, found %(found)s."), {"expected": name, "found": shown(found)}
    )
    return Problem(pointer, code, message, Sentence(N_("Write %(form)s."), {"form": form}))


def not_among(pointer: str, found: object, allowed: object, near: str = "") -> Problem:
    """A value outside a closed list; ``near`` is the allowed one that was probably meant."""
    values = {"allowed": allowed, "near": near}
    fix = N_("Did you mean “%(near)s”? Allowed: %(allowed)s.") if near else N_("Choose one of: %(allowed)s.")
    message = Sentence(N_("%(found)s is not one of the allowed values."), {"found": shown(found)})
    return Problem(pointer, "not_allowed", message, Sentence(fix, values))


def no_such_field(pointer: str, name: str, known: object, near: str = "") -> Problem:
    """A name that the schema does not know."""
    values = {"known": known, "near": near}
    fix = N_("Did you mean “%(near)s”? Known here: %(known)s.") if near else N_("Known here: %(known)s.")
    message = Sentence(N_("There is no field “%(name)s” here."), {"name": name})
    return Problem(pointer, "unknown_field", message, Sentence(fix, values))


def shown(value: object) -> str:
    """A value as it is quoted in a sentence; of a long one its type."""
    text = repr(value)
    return text if len(text) < 60 else type(value).__name__
