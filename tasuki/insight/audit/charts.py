"""Charts as SVG that needs nothing beside it: the same picture on the page, on paper and in a mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import floor as rounded_down
from math import log10
from unicodedata import east_asian_width

from tasuki.rules.statistics import Step

INK, FAINT, FIRST, SECOND, BAND = "#1f2937", "#9ca3af", "#1d4ed8", "#d97706", "#bfdbfe"
FONT = "Noto Sans JP, Hiragino Sans, Yu Gothic, system-ui, sans-serif"
WIDTH, LABELS, ROW = 720, 210, 26
LONGEST = 28


@dataclass(frozen=True, slots=True)
class Bar:
    """``low`` and ``high`` are its interval, where there is one; ``told`` stands beside it."""

    label: str
    value: float
    told: str
    low: float | None = None
    high: float | None = None
    marked: bool = False


def bars(title: str, items: Sequence[Bar]) -> str:
    """Lying bars, each with its interval as a whisker."""
    most = max([*(one.value for one in items), *(one.high or 0 for one in items)], default=0) or 1
    room = WIDTH - LABELS - 150
    height = ROW * len(items) + 8
    drawn = []
    for place, one in enumerate(items):
        y = place * ROW + 4
        wide = one.value / most * room
        colour = SECOND if one.marked else FIRST
        drawn.append(_text(LABELS - 8, y + 15, _short(one.label), "end"))
        drawn.append(_box(LABELS, y + 4, wide, ROW - 10, colour))
        end = wide
        if one.low is not None and one.high is not None:
            low, high = LABELS + one.low / most * room, LABELS + one.high / most * room
            middle = y + 4 + (ROW - 10) / 2
            drawn.append(_line([(low, middle), (high, middle)], INK))
            drawn += [_line([(x, middle - 4), (x, middle + 4)], INK) for x in (low, high)]
            end = max(wide, high - LABELS)
        drawn.append(_text(LABELS + end + 8, y + 15, one.told))
    return _svg(title, height, drawn)


def columns(title: str, items: Sequence[tuple[str, float, float]], keys: tuple[str, str]) -> str:
    """Standing columns of two things on top of each other, such as won and lost by quarter."""
    most = max((one + other for _, one, other in items), default=0) or 1
    height, floor, left = 250, 200, 50
    wide = (WIDTH - left - 10) / max(len(items), 1)
    every = max(1, round(46 / wide + 0.49))
    drawn = [_line([(left, floor), (WIDTH - 10, floor)], FAINT)]
    for mark in marks(most, least=1):
        y = floor - mark / most * 160
        drawn += [
            _line([(left, y), (WIDTH - 10, y)], "#e5e7eb"),
            _text(left - 6, y + 4, f"{mark:,.0f}", "end"),
        ]
    for place, (label, one, other) in enumerate(items):
        x, tall, more = left + place * wide + wide * 0.15, one / most * 160, other / most * 160
        drawn.append(_box(x, floor - tall, wide * 0.7, tall, FIRST))
        drawn.append(_box(x, floor - tall - more, wide * 0.7, more, BAND))
        if place % every == 0:
            drawn.append(_text(x + wide * 0.35, floor + 16, label, "middle"))
    drawn += [_box(left, 228, 12, 12, FIRST), _text(left + 18, 238, keys[0])]
    if any(other for _, _, other in items):
        drawn += [_box(left + 150, 228, 12, 12, BAND), _text(left + 168, 238, keys[1])]
    return _svg(title, height, drawn)


def curve(title: str, steps: Sequence[Step], axis: str, until: int) -> str:
    """The share to which it has happened by each day, with its band."""
    height, floor, left, right = 270, 220, 60, WIDTH - 20
    shown = [step for step in steps if step.after <= until]
    most = max((step.high for step in shown), default=0) or 1

    def x(day: float) -> float:
        return left + day / max(until, 1) * (right - left)

    def y(share: float) -> float:
        return floor - share / most * 190

    drawn = [_line([(left, floor), (right, floor)], FAINT)]
    for mark in marks(most):
        drawn.append(_line([(left, y(mark)), (right, y(mark))], "#e5e7eb"))
        drawn.append(_text(left - 6, y(mark) + 4, f"{mark:.4%}".rstrip("0%").rstrip(".") + "%", "end"))
    for day in marks(until, least=1, of=(1, 3, 6, 10)):
        drawn.append(_text(x(day), floor + 16, f"{day:.0f}", "middle"))
    path, upper, lower = [(x(0), y(0))], [(x(0), y(0))], [(x(0), y(0))]
    for step in shown:
        for points, share in ((path, step.share), (upper, step.high), (lower, step.low)):
            points += [(x(step.after), points[-1][1]), (x(step.after), y(share))]
    for points in (path, upper, lower):
        points.append((right, points[-1][1]))
    area = " ".join(f"{one:.1f},{other:.1f}" for one, other in (*upper, *reversed(lower)))
    drawn += [f'<polygon points="{area}" fill="{BAND}" opacity="0.7"/>', _line(path, FIRST, 2)]
    drawn.append(_text((left + right) / 2, height - 10, axis, "middle"))
    return _svg(title, height, drawn)


def marks(most: float, least: float = 0, of: Sequence[int] = (1, 2, 5, 10)) -> list[float]:
    """Round numbers along an axis, at most five of them, none beyond what is drawn and none closer than ``least``."""
    wanted = max(most / 5.5, least)
    power = 10.0 ** rounded_down(log10(wanted) + 1e-9)
    step = next(one * power for one in of if one * power >= wanted * (1 - 1e-9))
    return [place * step for place in range(1, int(most / step + 1e-9) + 1)]


def _svg(title: str, height: float, drawn: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f'aria-label="{escape(title)}" font-family="{FONT}" font-size="12">'
        f"<title>{escape(title)}</title>{''.join(drawn)}</svg>"
    )


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}">{escape(text)}</text>'


def _box(x: float, y: float, wide: float, tall: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(wide, 0):.1f}" height="{max(tall, 0):.1f}" fill="{colour}"/>'


def _line(points: Sequence[tuple[float, float]], colour: str, thick: float = 1.2) -> str:
    listed = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{listed}" fill="none" stroke="{colour}" stroke-width="{thick}"/>'


def _short(text: str) -> str:
    """At most so wide that it fits beside the bars; a Japanese character is two Latin ones wide."""
    wide = 0
    for place, one in enumerate(text):
        wide += 2 if east_asian_width(one) in "WF" else 1
        if wide > LONGEST:
            return text[:place] + "…"
    return text
