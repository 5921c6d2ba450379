"""A company's name as core and legal form: 株式会社山田製作所 and (有)山田製作所 share a core and are not the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from tasuki.rules.matching.spelling import close_up, compact, fold, fold_width_and_case

FormPosition = Literal["before", "after", ""]

# Code of the legal form → its spellings after width and case are folded. Longer spellings are tried first.
LEGAL_FORMS: dict[str, tuple[str, ...]] = {
    "kk": ("株式会社", "株式會社", "(株)", "kabushiki kaisha", "kabushiki gaisha", "k.k.", "kk"),
    "yk": ("有限会社", "有限會社", "(有)", "yugen kaisha", "y.k."),
    "gk": ("合同会社", "(同)", "(合)", "godo kaisha", "g.k."),
    "goshi": ("合資会社", "(資)"),
    "gomei": ("合名会社", "(名)"),
    "ippan_shadan": ("一般社団法人", "(一社)"),
    "koeki_shadan": ("公益社団法人", "(公社)"),
    "ippan_zaidan": ("一般財団法人", "(一財)"),
    "koeki_zaidan": ("公益財団法人", "(公財)"),
    "shadan": ("社団法人", "(社)"),
    "zaidan": ("財団法人", "(財)"),
    "npo": ("特定非営利活動法人", "npo法人", "(特非)"),
    "gakko": ("学校法人", "(学)"),
    "iryo": ("医療法人社団", "医療法人財団", "医療法人", "(医)"),
    "shakai_fukushi": ("社会福祉法人", "(福)", "(社福)"),
    "shukyo": ("宗教法人", "(宗)"),
    "dokuritsu": ("独立行政法人", "国立研究開発法人", "(独)"),
    "daigaku": ("国立大学法人", "公立大学法人", "(大)"),
    "kumiai": ("協同組合", "事業協同組合"),
    "inc": ("incorporated", "inc"),
    "corp": ("corporation", "corp"),
    "co_ltd": ("co ltd", "company limited", "co limited", "company ltd"),
    "co": ("company", "co"),
    "ltd": ("limited", "ltd"),
    "pty_ltd": ("pty ltd", "pty limited", "proprietary limited", "pty"),
    "pte_ltd": ("pte ltd", "pte limited", "private limited", "pvt ltd", "pvt limited"),
    "sdn_bhd": ("sdn bhd", "berhad", "bhd"),
    "plc": ("public limited company", "plc"),
    "llc": ("limited liability company", "l.l.c.", "llc"),
    "llp": ("limited liability partnership", "l.l.p.", "llp"),
    "lp": ("limited partnership", "l.p."),
    "gmbh": ("gmbh and co kg", "gmbh", "mbh"),
    "ug": ("ug haftungsbeschrankt",),
    "ag": ("aktiengesellschaft", "ag"),
    "kg": ("kommanditgesellschaft", "kg"),
    "se": ("societas europaea", "se"),
    "sa": ("s.a.", "sa", "societe anonyme", "sociedad anonima"),
    "sas": ("s.a.s.", "sas"),
    "sarl": ("s.a.r.l.", "sarl"),
    "srl": ("s.r.l.", "srl"),
    "spa": ("s.p.a.", "spa"),
    "sl": ("s.l.", "sl"),
    "bv": ("b.v.", "bv"),
    "nv": ("n.v.", "nv"),
    "ab": ("aktiebolag", "ab"),
    "as": ("a.s.", "aps"),
    "oy": ("oyj", "oy"),
}
# Forms that translate one another: a Japanese company signs abroad as "Co., Ltd.", "Inc." or "Corporation".
_TRANSLATIONS: tuple[frozenset[str], ...] = (
    frozenset({"kk", "co_ltd"}),
    frozenset({"kk", "inc"}),
    frozenset({"kk", "corp"}),
    frozenset({"kk", "ltd"}),
    frozenset({"kk", "co"}),
    frozenset({"gk", "llc"}),
    frozenset({"yk", "ltd"}),
    frozenset({"yk", "co_ltd"}),
    frozenset({"ltd", "co_ltd"}),
    frozenset({"ltd", "pty_ltd"}),
    frozenset({"ltd", "pte_ltd"}),
    frozenset({"co", "co_ltd"}),
)
# Words that half of all company names carry: sharing one of them tells nothing.
_COMMON = (
    "the of and de la le for group groupe holding holdings global international national world american america "
    "japan nippon nihon tokyo europe asia china india usa uk technology technologies tech systems system solutions "
    "solution services service consulting partners associates management industries industry industrial enterprises "
    "software digital media data network networks energy capital bank center centre school association society "
    "institute university college house community first new united general advanced"
)
COMMON_WORDS = frozenset(_COMMON.split())
_READING = re.compile(r"[((\[〔【]\s*([ぁ-ゖァ-ヺー・･\sｦ-ﾟ]+)\s*[))\]〕】]")


@dataclass(frozen=True, slots=True)
class CompanyName:
    """``core`` is what tells companies apart; ``legal_form`` is a code of ``LEGAL_FORMS`` or empty when not written."""

    core: str
    legal_form: str = ""
    form_position: FormPosition = ""
    reading: str = ""


def _japanese_spellings() -> dict[str, str]:
    return {s: code for code, spellings in LEGAL_FORMS.items() for s in spellings if not s.isascii()}


def _western_spellings() -> dict[tuple[str, ...], str]:
    return {
        tuple(fold(spelling).split()): code
        for code, spellings in LEGAL_FORMS.items()
        for spelling in spellings
        if spelling.isascii()
    }


_JAPANESE = _japanese_spellings()
_WESTERN = _western_spellings()
_LONGEST_WESTERN = max(len(words) for words in _WESTERN)
_ANY_JAPANESE = "|".join(re.escape(s) for s in sorted(_JAPANESE, key=len, reverse=True))
_JAPANESE_BEFORE = re.compile(rf"^\s*({_ANY_JAPANESE})\s*(?=\S)")
_JAPANESE_AFTER = re.compile(rf"(?<=\S)\s*({_ANY_JAPANESE})(?=\s*$|\s*[(,・/])")


@lru_cache(maxsize=65_536)
def company_key(name: str) -> CompanyName:
    """Read a company's name: its core folded to one spelling, its legal form as a field of its own.

    The core of a core is itself, and a name that is nothing but a legal form keeps it as its core.
    """
    text = fold_width_and_case(name).strip()
    reading = ""
    if (found := _READING.search(text)) and text.replace(found[0], "").strip():
        reading = compact(fold(found[1]))
        text = text.replace(found[0], " ").strip()
    text, form, position = _without_japanese_form(text)
    words = fold(text).split()
    words, western, western_position = _without_western_form(words)
    core = close_up(" ".join(words)) or fold(name)
    inner = CompanyName(core) if core == name else company_key(core)
    return CompanyName(
        inner.core,
        form or western or inner.legal_form,
        position or western_position or inner.form_position,
        reading or inner.reading,
    )


def _without_japanese_form(text: str) -> tuple[str, str, FormPosition]:
    form, position = "", ""
    while found := _JAPANESE_BEFORE.search(text):
        text, form, position = text[found.end() :], form or _JAPANESE[found[1]], position or "before"
    while (found := _JAPANESE_AFTER.search(text)) and text[: found.start()].strip():
        text = text[: found.start()] + " " + text[found.end() :].strip()
        form, position = form or _JAPANESE[found[1]], position or "after"
    return text, form, "before" if position == "before" else "after" if position else ""


def _without_western_form(words: list[str]) -> tuple[list[str], str, FormPosition]:
    form = ""
    stripped = True
    while stripped:
        stripped = False
        for length in range(min(_LONGEST_WESTERN, len(words) - 1), 0, -1):
            if code := _WESTERN.get(tuple(words[-length:])):
                words, form, stripped = words[:-length], form or code, True
                break
    return words, form, "after" if form else ""


def forms_agree(ours: str, theirs: str) -> bool:
    """May two legal forms belong to one company? Yes when equal, when one is not written, or as translations."""
    return not ours or not theirs or ours == theirs or frozenset({ours, theirs}) in _TRANSLATIONS
