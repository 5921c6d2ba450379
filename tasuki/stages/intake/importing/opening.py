"""Which bytes are these? Encoding, delimiter and digest of a file, found before anything is read from it."""

from __future__ import annotations

import codecs
import hashlib
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tasuki.rules.wording import N_
from tasuki.stages.intake.importing.refusals import UnusableFile, unusable

BLOCK = 1 << 20
LONGEST_LINE = 8_000_000
LINES_ASKED = 1_000
SAMPLE = 200_000
_DELIMITERS = ",;\t|"
_SIGNATURES = {
    b"PK\x03\x04": N_("This is an Excel workbook or a zip archive, not CSV. In Excel choose “Save as… CSV UTF-8”."),
    b"\xd0\xcf\x11\xe0": N_("This is an old Excel workbook, not CSV. In Excel choose “Save as… CSV UTF-8”."),
    b"%PDF": N_("This is a PDF, not a CSV file. Export the table as CSV from the system that made it."),
    b"\x1f\x8b": N_("This file is compressed (gzip). Unpack it first."),
}  # fmt: skip
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_JAPANESE_RUN = re.compile("[\u3001-\u30ff\u4e00-\u9fff\uff01-\uff9f]{2,}")
_LONELY = re.compile("(?<=[A-Za-z])[\u4e00-\u9fff\uff61-\uff9f](?=[A-Za-z ,;\t])|[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that can be read. ``tolerant``: a few bytes do not fit the encoding; their rows will be rejected."""

    path: Path
    encoding: str
    delimiter: str
    digest: str
    size: int
    tolerant: bool = False


def open_file(path: Path, encoding: str = "", delimiter: str = "") -> Opened:
    """Look at the whole file once. Raises `UnusableFile` naming the byte where no known encoding fits."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(4)
    for signature, sentence in _SIGNATURES.items():
        if head.startswith(signature):
            raise unusable(sentence)
    if size == 0:
        raise unusable(N_("The file is empty."))
    digest, valid_utf8 = _read_through(path)
    tolerant = False
    if encoding:
        _check_asked_for(path, encoding)
    else:
        encoding, tolerant = _encoding_of(path, valid_utf8)
    opened = Opened(path, encoding, delimiter, digest, size, tolerant)
    if delimiter:
        return opened
    return Opened(path, encoding, delimiter_of(opened), digest, size, tolerant)


def _read_through(path: Path) -> tuple[str, bool]:
    digest, decoder, valid = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), True
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            if valid:
                valid = _decodes(decoder.decode, block, final=False)
    return digest.hexdigest(), valid and _decodes(decoder.decode, b"", final=True)


def _decodes(decode: Callable[[bytes, bool], str], block: bytes, *, final: bool) -> bool:
    try:
        decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def decoder_of(encoding: str) -> Callable[..., codecs.IncrementalDecoder]:
    """Raises `UnusableFile` for an encoding that nobody knows, or that is none of text (compression, base64)."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)
        is_text = isinstance(decoder().decode(b"", True), str)
    except Exception:  # whatever such a codec makes of nothing
        is_text = False
    if not is_text:
        raise unusable(N_("There is no encoding “%(encoding)s”."), encoding=encoding)
    return decoder


def does_not_fit(encoding: str, start: int, error: UnicodeError) -> UnusableFile:
    """``start`` is where the block stands in the file; UTF-16 without a mark names no byte."""
    offset = start + error.start if isinstance(error, UnicodeDecodeError) else start
    return unusable(
        N_("The file is not %(encoding)s: see byte %(offset)s."), encoding=encoding, offset=offset
    )


def _check_asked_for(path: Path, encoding: str) -> None:
    decoder = decoder_of(encoding)()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            start = file.tell() - len(block) - len(decoder.getstate()[0])
            try:
                decoder.decode(block)
            except UnicodeError as error:
                raise does_not_fit(encoding, start, error) from None


def _encoding_of(path: Path, valid_utf8: bool) -> tuple[str, bool]:
    with path.open("rb") as file:
        sample = file.read(BLOCK)
    for bom, encoding in _BOMS:
        if sample.startswith(bom):
            if encoding == "utf-8-sig" and not valid_utf8:
                return _least_broken(path, ("utf-8-sig",))
            return encoding, False
    if wide := _utf_16_without_mark(sample):
        return wide, False
    if valid_utf8:
        return "utf-8", False
    if _is_japanese_throughout(path):
        return "cp932", False
    return _least_broken(path, ("utf-8", "cp932"))


def _utf_16_without_mark(sample: bytes) -> str:
    """Latin letters in UTF-16 have a NUL in every second place."""
    pairs = len(sample[:4096]) // 2
    if not pairs:
        return ""
    even, odd = sample[0:4096:2].count(0), sample[1:4096:2].count(0)
    if odd > pairs * 0.4 > even * 4:
        return "utf-16-le"
    return "utf-16-be" if even > pairs * 0.4 > odd * 4 else ""


def _is_japanese_throughout(path: Path) -> bool:
    """Whether all of it is Shift-JIS, and reads as Japanese: asked block by block, much faster than by line."""
    decoder, japanese = codecs.getincrementaldecoder("cp932")(), ""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError:
                return False
            if len(japanese) < SAMPLE:
                japanese += "".join(line for line in text.splitlines(keepends=True) if not line.isascii())
    return _decodes(decoder.decode, b"", final=True) and _reads_as_japanese(japanese[:SAMPLE])


def _least_broken(path: Path, candidates: tuple[str, ...]) -> tuple[str, bool]:
    """The encoding that fits all lines, or all but a few (one in a hundred): those come back as rejects."""
    broken: Counter[str] = Counter()
    first_at: dict[str, int] = {}
    japanese, lines, offset = "", 0, 0
    with path.open("rb") as file:
        for line in file:
            lines += 1
            for encoding in candidates:
                try:
                    text = line.decode(encoding.removesuffix("-sig"))
                except UnicodeDecodeError as error:
                    broken[encoding] += 1
                    first_at.setdefault(encoding, offset + error.start)
                else:
                    if encoding == "cp932" and len(japanese) < SAMPLE and not text.isascii():
                        japanese += text
            offset += len(line)
    plausible = [one for one in candidates if one != "cp932" or _reads_as_japanese(japanese)]
    best = min(plausible, key=lambda one: broken[one])
    if broken[best] and (broken[best] > max(3, lines // 100) or broken[best] * 2 >= lines):
        raise unusable(
            N_(
                "The text is neither UTF-8 nor Shift-JIS (CP932): byte %(offset)s does not fit. "
                "Save the file as UTF-8, or name its encoding in the mapping."
            ),
            offset=first_at.get("utf-8", first_at.get("utf-8-sig", 0)),
        )  # fmt: skip
    return best, bool(broken[best])


def _reads_as_japanese(text: str) -> bool:
    """Western text in another encoding decodes as Shift-JIS too, as lonely kanji between Latin letters."""
    together = sum(len(run) for run in _JAPANESE_RUN.findall(text))
    return together > 4 * len(_LONELY.findall(text)) and together > 0


def lines_of(opened: Opened, progress: Callable[[int], None] | None = None) -> Iterator[str]:
    """The file's lines, each with its newline, line ends made one, NULs removed; never more than a block in memory.

    What does not fit the encoding of a tolerant file is �.
    """
    errors = "replace" if opened.tolerant else "strict"
    decoder = io.IncrementalNewlineDecoder(
        codecs.getincrementaldecoder(opened.encoding)(errors), translate=True
    )
    pending = ""
    with opened.path.open("rb") as file:
        while True:
            block = file.read(BLOCK)
            text = _decoded(decoder, block, opened, file.tell())
            if "\0" in text:
                text = text.replace("\0", "")
            pieces = (pending + text).split("\n")
            pending = pieces.pop()[:LONGEST_LINE]
            for piece in pieces:
                yield piece + "\n"
            if progress:
                progress(file.tell())
            if not block:
                break
    if pending:
        yield pending


def _decoded(decoder: io.IncrementalNewlineDecoder, block: bytes, opened: Opened, position: int) -> str:
    try:
        return decoder.decode(block, final=not block)
    except UnicodeError as error:
        raise does_not_fit(opened.encoding, position - len(block), error) from None


def delimiter_of(opened: Opened) -> str:
    """The delimiter that occurs most in the header outside quotes; ``sep=;`` on the first line decides.

    A title above the header has none: then the next lines are asked.
    """
    says_something = False
    for line in islice(lines_of(opened), LINES_ASKED):
        if stated := stated_delimiter(line):
            return stated
        says_something = says_something or bool(line.strip())
        unquoted = re.sub(r'"[^"]*"', "", line)
        most = max(_DELIMITERS, key=unquoted.count)
        if most in unquoted:
            return most
    if says_something:
        return _DELIMITERS[0]
    raise unusable(N_("The file is empty."))


def stated_delimiter(line: str) -> str:
    """Excel's ``sep=;`` line, which is not a row."""
    found = re.fullmatch(r'"?sep=([,;\t|])"?', line.strip("\n"), re.IGNORECASE)
    return found[1] if found else ""
