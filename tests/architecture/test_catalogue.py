"""Everything that people read is in the catalogue, in Japanese, with the same placeholders."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

REPOSITORY = Path(__file__).parents[2]
CATALOGUE = REPOSITORY / "locale" / "ja" / "LC_MESSAGES" / "django.po"
KEYWORDS = {"N_": None, "gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)")
Marked = str | tuple[str, ...]


def marked() -> Iterator[tuple[Path, int, Marked]]:
    """Every sentence marked for the catalogue in the product's code and templates."""
    for path in sorted((REPOSITORY / "tasuki").rglob("*")):
        if "tests" in path.parts or path.suffix not in (".py", ".html"):
            continue
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            source = templatize(source)
        for line, found, _, _ in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
            yield (
                path.relative_to(REPOSITORY),
                line,
                tuple(found) if isinstance(found, list | tuple) else found,
            )


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="ja", abort_invalid=True)


def test_every_sentence_has_its_japanese(catalogue: Catalog) -> None:
    known = {message.id: message.string for message in catalogue if message.id}
    missing = sorted(
        {
            f"{path}:{line}: {sentence}"
            for path, line, sentence in marked()
            if not _is_told(known.get(sentence))
        }
    )
    assert not missing, "\n".join(missing)


def test_the_japanese_says_the_same_values(catalogue: Catalog) -> None:
    wrong = []
    for message in catalogue:
        if not message.id:
            continue
        english = message.id if isinstance(message.id, str) else message.id[-1]
        japanese = message.string if isinstance(message.string, str) else message.string[0]
        if set(PLACEHOLDER.findall(english)) != set(PLACEHOLDER.findall(japanese)):
            wrong.append(f"{english} → {japanese}")
    assert not wrong, "\n".join(wrong)


def test_the_catalogue_holds_nothing_that_nobody_says(catalogue: Catalog) -> None:
    said = {sentence for _, _, sentence in marked()}
    left_over = [message.id for message in catalogue if message.id and message.id not in said]
    assert not left_over


def _is_told(japanese: object) -> bool:
    return bool(japanese) if isinstance(japanese, str) else bool(japanese and all(japanese))
