"""Changing one key of a TOML text leaves every other line as it was written."""

from __future__ import annotations

import copy
import tomllib
from datetime import date, time
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasuki.rules.layering import name_of, toml_of
from tasuki.rules.toml_text import Path, line_of, with_item, with_item_moved, with_values, without_item

ARTICLE = files("tasuki.playbooks.presets").joinpath("article.toml").read_text(encoding="utf-8")
TABLES = tomllib.loads(ARTICLE)
LISTS = [
    (key, len(rows)) for key, rows in TABLES.items() if isinstance(rows, list) and isinstance(rows[0], dict)
]
SMALL = """\
# Ours.
free = ["a", "b"]  # two

[limits]
days = 180   # O-4
amount = "5"

# Monday to Friday.
[[calendar]]
key = "office"

[calendar.hours]
0 = [{ start = 09:00:00 }]
1 = [{ start = 09:00:00 }]

# All the time.
[[calendar]]
key = "always"
hours.0 = [{ start = 00:00:00 }]

[[gate]]
key = "sql"
require = [
    { criterion = "need", level = 2 },  # the problem
    { criterion = "budget", level = 1 },
]
"""


def test_a_changed_value_keeps_its_comment_and_its_neighbours() -> None:
    changed = with_values(SMALL, ("limits",), {"days": 120})
    assert changed == SMALL.replace("180", "120")


def test_a_new_key_joins_its_table_and_one_without_a_value_leaves() -> None:
    changed = with_values(SMALL, ("limits",), {"days": None, "tiers": ["strategic"]})
    assert changed == SMALL.replace("days = 180   # O-4\n", "").replace(
        'amount = "5"\n', 'amount = "5"\ntiers = ["strategic"]\n'
    )


def test_a_table_that_is_not_there_is_added_at_the_end() -> None:
    changed = with_values(SMALL, ("targets",), {"acceptance": 0.8})
    assert changed == f"{SMALL}\n[targets]\nacceptance = 0.8\n"


@pytest.mark.parametrize("number", [0, 1])
def test_a_table_written_in_parts_is_changed_as_a_whole(number: int) -> None:
    hours = {"2": [{"start": time(8)}]}
    changed = tomllib.loads(with_values(SMALL, ("calendar", number), {"hours": hours}))
    assert changed["calendar"][number]["hours"] == hours
    assert changed["calendar"][1 - number] == tomllib.loads(SMALL)["calendar"][1 - number]


def test_a_key_above_all_tables_is_changed_where_it_stands() -> None:
    assert with_values(SMALL, (), {"free": ["c"]}) == SMALL.replace('["a", "b"]', '["c"]')
    assert tomllib.loads(with_values(SMALL, (), {"more": 1}))["more"] == 1


def test_an_item_leaves_with_the_comment_above_it() -> None:
    changed = without_item(SMALL, "calendar", 1)
    assert "All the time" not in changed
    assert "Monday to Friday" in changed
    assert [one["key"] for one in tomllib.loads(changed)["calendar"]] == ["office"]


def test_an_item_moves_with_all_that_belongs_to_it() -> None:
    changed = with_item_moved(SMALL, "calendar", 0, 1)
    assert changed.index("# All the time.") < changed.index("# Monday to Friday.") < changed.index("[[gate]]")
    assert [one["key"] for one in tomllib.loads(changed)["calendar"]] == ["always", "office"]


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("/limits/days", 5),
        ("limits/nothing", 4),
        ("/calendar/always/hours", 19),
        ("calendar/0/hours/1", 14),
        ("/calendar/office", 9),
        ("gate/sql/require/budget/level", 25),
        ("gate/0/require/0", 24),
        ("free", 2),
        ("/nothing/at/all", None),
    ],
)
def test_a_problem_finds_its_line(pointer: str, line: int | None) -> None:
    assert line_of(SMALL, pointer) == line


def test_a_name_with_a_slash_finds_its_line() -> None:
    line = line_of(ARTICLE, "/required/opportunity/use_case/any_of")
    assert line is not None
    assert ARTICLE.splitlines()[line - 1] == 'any_of = ["opportunity.use_case"]'


@pytest.mark.parametrize(("table", "count"), LISTS)
def test_every_item_of_the_article_can_be_changed_moved_and_taken_out(table: str, count: int) -> None:
    rows, number = TABLES[table], count // 2
    key, others = next(iter(rows[number])), [*rows[:number], *rows[number + 1 :]]
    changed = [*rows[:number], {**rows[number], key: "ours"}, *rows[number + 1 :]]
    assert tomllib.loads(with_values(ARTICLE, (table, number), {key: "ours"})) == {**TABLES, table: changed}
    assert tomllib.loads(without_item(ARTICLE, table, number)) == {**TABLES, table: others}
    for to in (0, count - 1):
        moved = [*others[:to], rows[number], *others[to:]]
        assert tomllib.loads(with_item_moved(ARTICLE, table, number, to)) == {**TABLES, table: moved}
    added = {"key": "ours", "label": {"en": "Ours", "ja": "当社"}}
    assert tomllib.loads(with_item(ARTICLE, table, added)) == {**TABLES, table: [*rows, added]}


plain = st.one_of(
    st.text(max_size=12), st.integers(-9, 999), st.booleans(), st.dates(date(2000, 1, 1)), st.just(time(9)),
    st.lists(st.text(max_size=5), max_size=3), st.just({"en": 'a "b" # c\n', "ja": "あ"}),
)  # fmt: skip
keys = st.sampled_from(["key", "label", "when", "days", "a b", "é"])
table = st.dictionaries(keys, plain, max_size=4)
documents = st.fixed_dictionaries(
    {"limits": table, "sla": st.lists(table.filter(bool), min_size=1, max_size=3)},
    optional={"free": st.lists(st.text(max_size=4), max_size=3)},
)


@given(documents, st.dictionaries(keys, st.one_of(st.none(), plain), max_size=3), st.data())
def test_any_change_of_any_document_is_what_was_meant(
    document: dict[str, Any], change: dict[str, Any], data: st.DataObject
) -> None:
    text = toml_of(document)
    numbers = [None, *range(len(document["sla"]))]
    number = data.draw(st.sampled_from(numbers))
    path: Path = ("limits",) if number is None else ("sla", number)
    wanted = copy.deepcopy(document)
    target = wanted["limits"] if number is None else wanted["sla"][number]
    for key, value in change.items():
        target.pop(key, None) if value is None else target.update({key: value})
    assert tomllib.loads(with_values(text, path, change)) == wanted


def test_decimals_and_names_are_written_as_toml_reads_them() -> None:
    changed = tomllib.loads(with_values(SMALL, ("limits",), {"share": Decimal("0.20"), "a b": "c"}))
    assert (changed["limits"]["share"], changed["limits"]["a b"]) == (0.2, "c")
    assert name_of(changed["gate"][0]) == "sql"
