"""A form that is sent as it was shown changes nothing, whatever row it is about; what is typed becomes TOML."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tasuki.desk.forms.field import Field
from tasuki.desk.forms.playbook.conditions import ConditionField, condition_field, condition_typed
from tasuki.desk.forms.playbook.rows import Asked, fields_of_row, row_typed
from tasuki.desk.forms.shapes import typed_tree
from tasuki.playbooks.presets import complete_toml, preset_toml
from tasuki.playbooks.shape import TABLES, is_list_of_rows, is_plain_list
from tasuki.rules.layering import name_of
from tasuki.rules.playbook import Playbook, read_playbook

EXAMPLES = sorted((Path(__file__).parents[3] / "examples" / "playbooks").glob("*.toml"))
TEXTS = {
    "article": preset_toml("article"),
    **{path.stem: complete_toml(path.read_text()) for path in EXAMPLES},
}
BOOKS = {name: (tomllib.loads(text), read_playbook(text)) for name, text in TEXTS.items()}
ARTICLE = BOOKS["article"][1]


def sent(fields: tuple[Asked, ...]) -> dict[str, str]:
    """What a browser sends for these fields, untouched."""
    said: dict[str, str] = {}
    for one in fields:
        if isinstance(one, ConditionField):
            said |= sent_of_condition(one)
        elif one.kind != "check":
            said[one.name] = one.value
        elif one.ticked:
            said[one.name] = "on"
    return said


def sent_of_condition(one: ConditionField) -> dict[str, str]:
    if one.is_nested:
        return {f"{one.name}/toml": one.toml}
    said = {f"{one.name}/join": next(join.value for join in one.joins if join.chosen)}
    for row in one.rows:
        said[f"{one.name}/{row.number}/field"] = row.field
        said[f"{one.name}/{row.number}/operator"] = next(op.value for op in row.operators if op.chosen)
        said[f"{one.name}/{row.number}/value"] = row.value
    return said


def typed(table: str, before: dict[str, Any], book: Playbook, **changed: str) -> dict[str, Any]:
    fields = fields_of_row(table, before, book)
    said = {**sent(fields), **{name.replace("__", "/"): text for name, text in changed.items()}}
    tree = typed_tree({f"row/{name}": text for name, text in said.items()}, "row")
    return row_typed(table, tree, before)


@pytest.mark.parametrize("name", BOOKS)
def test_a_form_sent_as_it_was_shown_changes_nothing(name: str) -> None:
    tables, book = BOOKS[name]
    for table in TABLES:
        held = tables.get(table)
        if held is None or is_plain_list(table):
            continue
        for row in held if is_list_of_rows(table) else [held]:
            as_text = plain(row)
            assert plain(typed(table, row, book)) == as_text, (table, name_of(row))


def plain(value: Any) -> Any:
    """Dates and times as the text that the reader takes as well."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return (
        value.strftime("%H:%M")
        if hasattr(value, "hour")
        else (str(value) if hasattr(value, "year") else value)
    )


def row(table: str, name: str) -> dict[str, Any]:
    return next(one for one in BOOKS["article"][0][table] if name_of(one) == name)


@pytest.mark.parametrize(
    ("table", "name", "changed", "key", "value"),
    [
        ("sla", "SL-2", {"within": "4 h"}, "within", "4 h"),
        ("sla", "SL-2", {"warn_at": "50, 80"}, "warn_at", [0.5, 0.8]),
        ("sla", "SL-2", {"calendar": "office"}, "calendar", "office"),
        ("stage", "proposal", {"probability": "65"}, "probability", 0.65),
        ("stage", "proposal", {"cap_days": ""}, "cap_days", None),
        ("stage", "proposal", {"entry": "on"}, "entry", True),
        ("gate", "opportunity", {"require__champion": "1"}, "require", [
            {"criterion": "need", "level": 2}, {"criterion": "timeline", "level": 2},
            {"criterion": "budget", "level": 2}, {"criterion": "authority", "level": 2},
            {"criterion": "decision_process", "level": 2}, {"criterion": "champion", "level": 1}]),
        ("gate", "sql", {"require__budget": ""}, "require", [
            {"criterion": "need", "level": 2}, {"criterion": "authority", "level": 1}]),
        ("gate", "handoff", {"enforcement__SL-4": ""}, "enforcement", None),
        ("gate", "sql", {"enforcement__G-02": "warn"}, "enforcement", {"G-02": "warn"}),
        ("reason", "price", {"used_for__void": "on"}, "used_for", ["lose", "void"]),
        ("reason", "price", {"label__ja": "価格面"}, "label", {"en": "Price", "ja": "価格面"}),
        ("calendar", "office", {"hours__5": "10:00-12:00, 13:00〜15:00"}, "hours", None),
        ("route", "territory", {"when__0__field": "lead.segment", "when__0__operator": "in",
                                "when__0__value": "smb, mid_market"}, "when",
         {"field": "lead.segment", "in": ["smb", "mid_market"]}),
        ("benchmark", "smb", {"low": "4.5"}, "low", 0.045),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_what_the_file_says(
    table: str, name: str, changed: dict[str, str], key: str, value: Any
) -> None:
    found = typed(table, row(table, name), ARTICLE, **changed)
    if key == "hours":
        assert found["hours"]["5"] == [{"start": "10:00", "end": "12:00"}, {"start": "13:00", "end": "15:00"}]
    else:
        assert found.get(key) == value


def test_limits_keep_their_decimals_as_text_and_shares_are_per_cent() -> None:
    limits = BOOKS["article"][0]["limits"]
    found = typed("limits", limits, ARTICLE, notify_amount="12,000,000", discount_review="15")
    assert (found["notify_amount"], found["discount_review"]) == ("12000000", "0.15")


@pytest.mark.parametrize(
    "source",
    [
        {"field": "lead.country", "not_in": ["KP", "IR"]},
        {"all": [{"field": "lead.fit", "at_least": 10}, {"field": "lead.fields.vip", "is": True}]},
        {"any": [{"field": "lead.country", "present": False}, {"field": "lead.intent", "below": 2.5}]},
        {"not": {"field": "lead.country", "is": "JP"}},
        {"any": [{"field": "lead.country", "is": "JP"}, {"all": [{"field": "lead.fit", "above": 1}]}]},
    ],
)
def test_a_condition_goes_through_its_form_unharmed(source: dict[str, Any]) -> None:
    shown = condition_field("when", "when", source, ARTICLE)
    tree = typed_tree(sent_of_condition(shown), "when")
    assert condition_typed(tree) == source


def test_a_condition_that_cannot_be_read_stays_as_it_was_typed() -> None:
    assert condition_typed({"toml": "{ field = "}) == "{ field ="
    assert condition_typed({"toml": " "}) is None


def test_every_key_of_every_table_can_be_asked_for() -> None:
    for table in TABLES:
        if not is_plain_list(table):
            assert all(isinstance(one, Field | ConditionField) for one in fields_of_row(table, {}, ARTICLE))


def test_a_half_day_is_typed_as_a_line_and_sent_back_as_it_was() -> None:
    office = next(row for row in BOOKS["article"][0]["calendar"] if row["key"] == "office")
    half = typed("calendar", office, ARTICLE, half_days="2026-12-30 09:00-12:00, 13:00-15:00")
    spans = [{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "15:00"}]
    assert half["half_days"] == [{"on": "2026-12-30", "hours": spans}]
    assert typed("calendar", half, ARTICLE)["half_days"] == half["half_days"]
