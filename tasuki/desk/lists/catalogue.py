"""All lists, by their names: what stands in `kinds`."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from tasuki.desk.lists import kinds
from tasuki.desk.lists.description import RecordList


def _found() -> Mapping[str, RecordList]:
    modules = (import_module(f"{kinds.__name__}.{one.name}") for one in iter_modules(kinds.__path__))
    return {module.LIST.name: module.LIST for module in modules}


LISTS: Mapping[str, RecordList] = _found()
