"""How alike two short strings are, 0 to 1. The platform passes a faster function of the same meaning."""

from __future__ import annotations

from collections.abc import Callable

Similarity = Callable[[str, str], float]


def jaro_winkler(ours: str, theirs: str) -> float:
    """Jaro-Winkler similarity: matching letters within half a length, less transpositions, plus a common beginning."""
    if ours == theirs:
        return 1.0
    jaro = _jaro(ours, theirs)
    if jaro <= 0.7:
        return jaro
    beginning = 0
    for our_letter, their_letter in zip(ours[:4], theirs[:4], strict=False):
        if our_letter != their_letter:
            break
        beginning += 1
    return jaro + 0.1 * beginning * (1 - jaro)


def _jaro(ours: str, theirs: str) -> float:
    if not ours or not theirs:
        return 0.0
    reach = max(max(len(ours), len(theirs)) // 2 - 1, 0)
    taken = [False] * len(theirs)
    matched: list[str] = []
    for position, letter in enumerate(ours):
        for candidate in range(max(0, position - reach), min(len(theirs), position + reach + 1)):
            if not taken[candidate] and theirs[candidate] == letter:
                taken[candidate] = True
                matched.append(letter)
                break
    if not matched:
        return 0.0
    in_their_order = [letter for letter, was_taken in zip(theirs, taken, strict=True) if was_taken]
    transposed = sum(ours_ != theirs_ for ours_, theirs_ in zip(matched, in_their_order, strict=True)) // 2
    count = len(matched)
    return (count / len(ours) + count / len(theirs) + (count - transposed) / count) / 3


def is_one_slip_away(ours: str, theirs: str) -> bool:
    """Is one a typing slip of the other: one character wrong, missing, extra, or two neighbours swapped?"""
    if abs(len(ours) - len(theirs)) > 1 or ours == theirs:
        return False
    start = 0
    shortest = min(len(ours), len(theirs))
    while start < shortest and ours[start] == theirs[start]:
        start += 1
    ours, theirs = ours[start:], theirs[start:]
    if len(ours) == len(theirs):
        swapped = ours[:2] == theirs[1::-1] and ours[2:] == theirs[2:]
        return ours[1:] == theirs[1:] or swapped
    longer, shorter = (ours, theirs) if len(ours) > len(theirs) else (theirs, ours)
    return longer[1:] == shorter
