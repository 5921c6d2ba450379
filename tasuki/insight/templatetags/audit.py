"""Which block of an audit is which, and a drawing as it is: the charts escape their own words."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from tasuki.insight.audit.telling.parts import Block, Drawing, Grid

register = template.Library()


@register.filter
def is_drawing(block: Block) -> bool:
    return isinstance(block, Drawing)


@register.filter
def is_grid(block: Block) -> bool:
    return isinstance(block, Grid)


@register.filter
def is_figures(block: Block) -> bool:
    return isinstance(block, tuple)


@register.filter
def drawn(block: Drawing) -> SafeString:
    return mark_safe(block.svg)
