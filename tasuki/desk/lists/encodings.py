"""The encodings in which a file is written for spreadsheets, old and new."""

from __future__ import annotations

import codecs
from collections.abc import Mapping

from tasuki.rules.wording import N_

ENCODINGS: Mapping[str, str] = {
    "utf-8-sig": N_("UTF-8 with a mark for Excel"),
    "cp932": N_("Shift-JIS (CP932) for older Excel"),
    "utf-8": N_("UTF-8"),
}
# What Japanese text has and CP932 writes with another sign that looks the same.
_LOOKS_THE_SAME = str.maketrans("〜−—‖¢£¬", "～－―∥￠￡￢")
_MISSING = "〓"


def _marked(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return _MISSING * (error.end - error.start), error.end


codecs.register_error("tasuki_missing", _marked)


def encoded(text: str, encoding: str, *, is_first: bool = False) -> bytes:
    """A piece of the file. What CP932 does not have is replaced by the sign that looks like it, or by 〓."""
    if encoding == "cp932":
        return text.translate(_LOOKS_THE_SAME).encode("cp932", "tasuki_missing")
    mark = codecs.BOM_UTF8 if encoding == "utf-8-sig" and is_first else b""
    return mark + text.encode("utf-8", "backslashreplace")
