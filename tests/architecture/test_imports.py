"""Who may import whom, where import-linter's contracts cannot say it."""

from __future__ import annotations

import sys

from tests.architecture.source import modules, product

STAGES = (
    "intake",
    "registration",
    "routing",
    "qualification",
    "meetings",
    "handoff",
    "discovery",
    "conversion",
    "pipeline",
)
# Beside a stage's own modules, only flow and the front doors carry something out.
MAY_ACT = ("tasuki.flow", "tasuki.cli", "tasuki.desk", "tasuki.integrations", "tasuki.config")


def test_the_rules_import_the_standard_library_and_each_other_only() -> None:
    foreign = [
        f"{module.place}:{line} imports {name}"
        for module in modules("rules")
        if not module.is_test
        for name, line in module.imports()
        if name.partition(".")[0] not in sys.stdlib_module_names
        and name.partition(".")[0] != "__future__"
        and not (name == "tasuki" or name.startswith("tasuki.rules"))
    ]
    assert not foreign


def test_a_stage_is_acted_on_by_itself_by_flow_and_by_the_front_doors_only() -> None:
    trespasses = {
        f"{module.place}:{line} imports {name}"
        for module in product()
        for name, line in module.imports()
        if (stage := _stage_acted_on(name)) and not _may_act_on(stage, module.name)
    }
    assert not sorted(trespasses)


def _stage_acted_on(name: str) -> str | None:
    parts = name.split(".")
    if parts[:2] == ["tasuki", "stages"] and len(parts) > 3 and parts[3] == "actions":
        return parts[2]
    return None


def _may_act_on(stage: str, importer: str) -> bool:
    own = f"tasuki.stages.{stage}"
    is_front_door = importer.startswith("tasuki.stages.") and importer.endswith(".api")
    doors = (own, *MAY_ACT)
    return is_front_door or any(importer == door or importer.startswith(f"{door}.") for door in doors)


def test_a_stage_reads_earlier_stages_only() -> None:
    backwards = [
        f"{module.place}:{line} imports {name}"
        for position, stage in enumerate(STAGES)
        for module in product(f"stages/{stage}")
        for name, line in module.imports()
        if name.startswith(tuple(f"tasuki.stages.{later}" for later in STAGES[position + 1 :]))
    ]
    assert not backwards
