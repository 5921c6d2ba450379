"""The tables know each other in one direction, like the folders."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Field, Model

# From the ground up; a foreign key points down this list, or stays inside one line of it.
LAYERS = (
    "tasuki.platform",
    "tasuki.playbooks",
    "tasuki.records",
    "tasuki.sla",
    "tasuki.stages.intake",
    "tasuki.stages.registration",
    "tasuki.stages.routing",
    "tasuki.stages.qualification",
    "tasuki.stages.meetings",
    "tasuki.stages.handoff",
    "tasuki.stages.discovery",
    "tasuki.stages.conversion",
    "tasuki.stages.pipeline",
    "tasuki.notices",
    "tasuki.flow",
    "tasuki.integrations",
    "tasuki.insight",
    "tasuki.calibration",
    "tasuki.desk",
    "tasuki.cli",
    "tasuki.config",
)


def test_every_foreign_key_points_down_the_list() -> None:
    upwards = [
        f"{model.__module__}.{model.__name__}.{field.name} → {target.__module__}.{target.__name__}"
        for model, field, target in foreign_keys()
        if height(target) > height(model)
    ]
    assert not upwards


def test_every_model_of_the_product_stands_in_a_layer() -> None:
    homeless = [model.__module__ for model in apps.get_models() if is_ours(model) and height(model) < 0]
    assert not homeless


def foreign_keys() -> Iterator[tuple[type[Model], Field[object, object], type[Model]]]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if isinstance(field, Field) and isinstance(field.related_model, type) and is_ours(model):
                yield model, field, field.related_model


def is_ours(model: type[Model]) -> bool:
    return model.__module__.startswith("tasuki.")


def height(model: type[Model]) -> int:
    """The layer's number; −1 for a model of a library, which is below everything."""
    module = model.__module__
    return next((at for at, one in enumerate(LAYERS) if module == one or module.startswith(f"{one}.")), -1)
