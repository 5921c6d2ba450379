"""How a word in Latin letters sounds, roughly: its first letter and its consonants, alike ones as one."""

from __future__ import annotations

from functools import lru_cache

_ALIKE = {
    **dict.fromkeys("bp", "p"),
    **dict.fromkeys("fv", "f"),
    **dict.fromkeys("ckqgj", "k"),
    **dict.fromkeys("szx", "s"),
    **dict.fromkeys("dt", "t"),
    **dict.fromkeys("mn", "n"),
    **dict.fromkeys("lr", "l"),
}


@lru_cache(maxsize=65_536)
def sound_of(word: str) -> str:
    """``Smith`` and ``Smyth`` sound alike; so do ``Ohno`` and ``Ono``. At most five sounds."""
    sounds = word[:1]
    last = _ALIKE.get(word[:1], "")
    for letter in word[1:].replace("ph", "f"):
        sound = _ALIKE.get(letter, "")
        if sound and sound != last:
            sounds += sound
        last = sound or ("" if letter in "aeiouy" else last)
    return sounds[:6]
