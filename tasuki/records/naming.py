"""What an opportunity is called (O-1): stored once, and so in the language of the agreement."""

from __future__ import annotations

from tasuki.platform.language import translator
from tasuki.rules.dossier import Dossier
from tasuki.rules.labels import INDUSTRIES
from tasuki.rules.naming import name_for
from tasuki.rules.playbook import Playbook


def called(dossier: Dossier, book: Playbook) -> str:
    """Company, product and use case; where no use case is said, the industry in words stands for it."""
    translate = translator(book.playbook.language)

    def industry(key: str) -> str:
        return translate(INDUSTRIES[key]) if key in INDUSTRIES else key

    return name_for(dossier, book, industry)
