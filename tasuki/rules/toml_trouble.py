"""Why a text is no TOML, and on which line: Python's reader says it in English, people read their own language."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

from tasuki.rules.wording import N_, Sentence

_PLACE = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")
# Words of the reader → what it means for whoever writes a playbook; the first that fits.
_TOLD = (
    ("Expected '=' after a key", N_("after a key comes “=” and its value")),
    ("Invalid initial character for a key", N_("a key is made of letters, digits, “_” and “-”, or stands in quotes")),
    ("at the end of a table declaration", N_("the heading of a table ends with “]”")),
    ("at the end of an array declaration", N_("the heading of a row ends with “]]”")),
    ("Cannot declare", N_("this table stands here twice")),
    ("Cannot redefine", N_("this table stands here twice")),
    ("Cannot overwrite a value", N_("this key has a value already")),
    ("Duplicate inline table key", N_("this key has a value already")),
    ("Cannot mutate", N_("this table was closed before")),
    ("Unclosed array", N_("a list ends with “]”")),
    ("Unclosed inline table", N_("a table in one line ends with “}”")),
    ("Unterminated string", N_("a text ends with its quotation mark")),
    ("Illegal character", N_("a text in one line cannot hold a line break or a control character")),
    ("Unescaped", N_("a backslash in a text is written twice")),
    ("Invalid hex", N_("this sign after a backslash is none")),
    ("not a Unicode scalar", N_("this sign after a backslash is none")),
    ("Invalid date", N_("there is no such date or time")),
    ("Expected newline", N_("after a value the line ends")),
    ("Invalid value", N_("this is no value: texts stand in quotation marks, dates are written 2026-11-20")),
    ("", N_("this is neither a table nor a key with its value")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TomlTrouble:
    """``line`` counts from 1."""

    line: int
    why: Sentence


def trouble_of(error: tomllib.TOMLDecodeError, text: str) -> TomlTrouble:
    said = str(error)
    place = _PLACE.search(said)
    last = text.rstrip("\n").count("\n") + 1
    line = int(place[1]) if place and place[1] else last
    why = next(told for words, told in _TOLD if words in said)
    return TomlTrouble(line, Sentence(why))
