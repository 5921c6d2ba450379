"""Read the product's own source: its modules, what they import, what they call, and which texts they carry."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "tasuki"


@dataclass(frozen=True)
class Module:
    """One Python file of the product."""

    path: Path
    name: str
    tree: ast.Module

    @property
    def place(self) -> str:
        """Its path inside the repository, with slashes."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def is_test(self) -> bool:
        return "tests" in self.path.parts[len(ROOT.parts) :] or self.path.name == "conftest.py"

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every dotted name that is imported, with its line; ``from a import b`` counts as both a and a.b."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield alias.name, node.lineno
            elif isinstance(node, ast.ImportFrom):
                source = self._absolute(node)
                yield source, node.lineno
                for alias in node.names:
                    yield f"{source}.{alias.name}", node.lineno

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.name.split(".")
        depth = node.level - (self.path.name == "__init__.py")
        return ".".join([*package[: len(package) - depth], *([node.module] if node.module else [])])

    def calls(self) -> Iterator[ast.Call]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node

    def texts(self) -> Iterator[tuple[str, int]]:
        """Every string in the code except docstrings, with its line; of an f-string its literal parts."""
        explained = {id(text) for text in _docstrings(self.tree)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explained:
                yield node.value, node.lineno


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


@cache
def modules(below: str = "") -> tuple[Module, ...]:
    """Every module of the product, or those below a folder such as ``rules``."""
    files = sorted((PACKAGE / below).rglob("*.py"))
    return tuple(Module(file, _name_of(file), ast.parse(file.read_text(encoding="utf-8"))) for file in files)


def product(below: str = "") -> Iterator[Module]:
    """The modules that run in production: no tests, no migrations."""
    return (one for one in modules(below) if not one.is_test and "migrations" not in one.path.parts)


def dotted(node: ast.expr) -> str:
    """``a.b.c`` as it is written, or “” where it is not a plain name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return ""


def literal(node: ast.expr | None) -> str | None:
    """The text of a string constant; None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """An argument of a call, however it was handed over."""
    named = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    return call.args[position] if named is None and len(call.args) > position else named


def _name_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
