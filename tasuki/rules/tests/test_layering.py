"""A playbook that lists only what differs says the same as one written out."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasuki.rules.layering import layer, toml_of
from tasuki.rules.reading import Unreadable

AGREED = tomllib.loads(
    """
    [playbook]
    name = "agreed"
    title = { en = "Agreed", ja = "合意" }

    [limits]
    close_within_days = 180
    void_hours = 24

    [placeholders]
    texts = ["TBD", "未定"]

    [[gate]]
    key = "sql"
    require = [{ criterion = "need", level = 2 }, { criterion = "budget", level = 1 }]
    enforcement = { "O-5" = "warn" }

    [[sla]]
    id = "SL-2"
    within = "24 h"
    when = { field = "lead.state", is = "mql" }

    [[sla]]
    id = "SL-4"
    within = "48 h"

    [[required]]
    gate = "mql"
    key = "company"
    any_of = ["lead.company.name"]

    [[required]]
    gate = "sal"
    key = "company"
    any_of = ["lead.company.name"]
    """
)


def changed(toml: str) -> dict[str, Any]:
    return layer(AGREED, tomllib.loads(toml))


def test_a_change_that_says_nothing_leaves_the_agreement_as_it_was() -> None:
    assert layer(AGREED, {}) == AGREED
    assert layer(AGREED, {"base": "agreed"}) == AGREED


def test_a_number_is_replaced_and_its_neighbours_stay() -> None:
    limits = changed("[limits]\nclose_within_days = 120")["limits"]
    assert limits == {"close_within_days": 120, "void_hours": 24}


def test_an_item_is_found_by_its_name_and_changed_in_its_place() -> None:
    slas = changed('[[sla]]\nid = "SL-2"\nwithin = "4 h"')["sla"]
    assert slas == [
        {"id": "SL-2", "within": "4 h", "when": {"field": "lead.state", "is": "mql"}},
        {"id": "SL-4", "within": "48 h"},
    ]


def test_a_new_item_is_added_at_the_end() -> None:
    slas = changed('[[sla]]\nid = "SL-99"\nwithin = "1 h"')["sla"]
    assert [sla["id"] for sla in slas] == ["SL-2", "SL-4", "SL-99"]


def test_an_item_is_taken_out_on_request() -> None:
    assert [sla["id"] for sla in layer(AGREED, {"sla": [{"id": "SL-2", "remove": True}]})["sla"]] == ["SL-4"]


def test_items_inside_an_item_are_changed_in_the_same_way() -> None:
    change = {"gate": [{"key": "sql", "require": [{"criterion": "budget", "level": 2}]}]}
    assert layer(AGREED, change)["gate"][0]["require"] == [
        {"criterion": "need", "level": 2},
        {"criterion": "budget", "level": 2},
    ]


def test_an_enforcement_is_added_beside_those_that_stand() -> None:
    change = {"gate": [{"key": "sql", "enforcement": {"O-7": "warn"}}]}
    assert layer(AGREED, change)["gate"][0]["enforcement"] == {"O-5": "warn", "O-7": "warn"}


def test_a_condition_is_replaced_whole_and_never_mixed_with_the_old_one() -> None:
    condition = {"any": [{"field": "lead.state", "is": "sal"}]}
    assert layer(AGREED, {"sla": [{"id": "SL-2", "when": condition}]})["sla"][0]["when"] == condition


def test_a_new_sentence_does_not_keep_the_old_translation() -> None:
    title = layer(AGREED, {"playbook": {"title": {"en": "Stricter"}}})["playbook"]["title"]
    assert title == {"en": "Stricter"}


def test_a_list_of_plain_values_is_replaced_whole() -> None:
    assert layer(AGREED, {"placeholders": {"texts": ["?"]}})["placeholders"]["texts"] == ["?"]


def test_the_same_field_may_be_required_at_two_gates_and_changed_at_one() -> None:
    change = {"required": [{"gate": "sal", "key": "company", "enforcement": "warn"}]}
    first, second = layer(AGREED, change)["required"]
    assert "enforcement" not in first
    assert second["enforcement"] == "warn"


def test_a_table_that_the_agreement_lacks_is_taken_over() -> None:
    assert layer(AGREED, {"targets": {"acceptance": 0.8}})["targets"] == {"acceptance": 0.8}
    assert layer(AGREED, {"stage": [{"key": "discovery"}]})["stage"] == [{"key": "discovery"}]


def test_items_without_names_are_replaced_as_one_list() -> None:
    base = {"agreement": {"sign_offs": [{"side": "sales"}, {"side": "marketing"}]}}
    change = {"agreement": {"sign_offs": [{"side": "sales", "on": date(2026, 4, 1)}]}}
    assert layer(base, change) == change


def test_removing_what_is_not_there_names_the_table_and_what_was_probably_meant() -> None:
    with pytest.raises(Unreadable) as refused:
        layer(AGREED, {"sla": [{"id": "SL-22", "remove": True}]})
    assert refused.value.problems[0].pointer == "sla/SL-22"
    assert "did you mean “SL-2”" in str(refused.value)


def test_all_wrong_changes_are_told_at_once() -> None:
    change = {
        "sla": [{"id": "XY", "remove": True}, {"within": "1 h"}],
        "gate": [{"key": "sq", "remove": True}],
    }
    with pytest.raises(Unreadable) as refused:
        layer(AGREED, change)
    assert [problem.pointer for problem in refused.value.problems] == ["sla/XY", "sla/1", "gate/sq"]


def test_neither_the_agreement_nor_the_change_is_altered() -> None:
    base = deepcopy(AGREED)
    change = {
        "gate": [{"key": "sql", "require": [{"criterion": "need", "level": 3}], "enforcement": {"A": "warn"}}]
    }
    before = deepcopy(change)
    layer(base, change)
    assert base == AGREED
    assert change == before


def test_what_is_written_as_toml_reads_back_the_same() -> None:
    assert tomllib.loads(toml_of(AGREED)) == AGREED


_PLAIN = (
    st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.dates()
    | st.times(timezones=st.none()).filter(lambda moment: moment.fold == 0)
)
_VALUES = st.recursive(
    _PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=8).filter(lambda key: "\x00" not in key), _VALUES, max_size=5))
def test_any_tables_survive_being_written_and_read(tables: dict[str, object]) -> None:
    assert tomllib.loads(toml_of(tables)) == tables


def test_times_and_dates_are_written_as_toml_writes_them() -> None:
    assert toml_of({"start": time(9), "on": date(2026, 1, 1)}) == "start = 09:00:00\non = 2026-01-01\n"
