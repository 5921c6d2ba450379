"""Bodies that the rules read: the dataclass is the schema, for the reader, for its errors and for the docs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import WithJsonSchema

from tasuki.rules.schema import json_schema


def shaped_like(kind: type[Any], example: object = None) -> WithJsonSchema:
    """How the docs show a body with the shape of ``kind``: ``Annotated[dict[str, Any], shaped_like(Asked), Body()]``.

    It arrives as parsed JSON. The endpoint or its action hands it to `tasuki.rules.reading.read`, which names every
    wrong field by its JSON pointer (422).
    """
    schema = json_schema(kind)
    shape = {name: part for name, part in schema.items() if name not in ("$schema", "$defs")}
    told = _in_place(shape, schema["$defs"])
    return WithJsonSchema(told | ({"examples": [example]} if example is not None else {}))


def _in_place(part: Any, definitions: Mapping[str, Any]) -> Any:
    """A schema with each definition where it is used: an OpenAPI document has no ``$defs`` of ours to point to."""
    if isinstance(part, list):
        return [_in_place(one, definitions) for one in part]
    if not isinstance(part, Mapping):
        return part
    if "$ref" in part:
        return _in_place(definitions[part["$ref"].rpartition("/")[2]], definitions)
    return {name: _in_place(one, definitions) for name, one in part.items()}


def example_beside(module_file: str, name: str) -> Any:
    """The example ``examples/<name>.json`` beside the module whose ``__file__`` is given."""
    place = Path(module_file).with_name("examples") / f"{name}.json"
    return json.loads(place.read_text(encoding="utf-8"))
