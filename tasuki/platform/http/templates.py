"""Templates are kept per language, with what is the same on every page in that language written out beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.template import Context, Template
from django.template.base import FilterExpression, Node, NodeList, TextNode
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.loaders import cached
from django.template.loaders.base import Loader
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.translation import get_language


class WrittenOut(Loader):
    """A phrase to translate, or the address of a page or file that needs no argument, is worked out when a template is
    read and not each time it is shown: half of what most templates consist of.
    """

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template = super().get_template(template_name, skip)
        write_out(template.nodelist)
        return template


class PerLanguage(cached.Loader, WrittenOut):
    """Django's cached loader, with a copy of each template per language, written out before it is kept."""

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        return f"{get_language()}-{super().cache_key(template_name, skip)}"


def write_out(nodes: NodeList) -> None:
    """Put what always comes out the same in place of what works it out, here and in everything inside."""
    written: list[Node] = []
    for node in nodes:
        if _is_always_the_same(node):
            node = TextNode(node.render(Context()))
        if isinstance(node, TextNode) and written and isinstance(written[-1], TextNode):
            written[-1] = TextNode(written[-1].s + node.s)
        else:
            written.append(node)
        for inside in _inside(node):
            write_out(inside)
    nodes[:] = written


def _is_always_the_same(node: Node) -> bool:
    if isinstance(node, TranslateNode):
        return _is_literal(node.filter_expression) and not (node.asvar or node.message_context)
    if isinstance(node, URLNode):
        return _is_literal(node.view_name) and not (node.args or node.kwargs or node.asvar)
    if isinstance(node, StaticNode):
        return _is_literal(node.path) and not node.varname
    return isinstance(node, LoadNode | CommentNode)


def _is_literal(expression: FilterExpression) -> bool:
    return not expression.filters and getattr(expression.var, "lookups", None) is None


def _inside(node: Node) -> Iterator[NodeList]:
    if isinstance(node, IfNode):
        yield from (nodes for _, nodes in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        if isinstance(nodes := getattr(node, name, None), NodeList):
            yield nodes
