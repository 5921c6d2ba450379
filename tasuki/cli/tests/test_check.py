"""`tasuki check`: a gate asked about a dossier, without a database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from tasuki.cli.tests.conftest import Tasuki
from tasuki.rules.dossier import Dossier
from tasuki.rules.schema import json_schema

WORKED = Path(__file__).parents[3] / "examples" / "worked" / "base.json"
STRICT = Path(__file__).parents[3] / "examples" / "playbooks" / "strict.toml"


@pytest.fixture
def ready() -> dict[str, Any]:
    """The worked examples' base: a lead whose opportunity gate is open."""
    dossier: dict[str, Any] = json.loads(WORKED.read_text())
    return dossier


def test_a_dossier_that_has_everything_is_let_through(tasuki: Tasuki) -> None:
    told = tasuki("check", WORKED)
    assert told.exit_code == 0
    assert "The opportunity gate is open. (article@1)" in told.stdout


def test_a_dossier_that_lacks_something_is_refused_with_every_finding_at_once(
    tasuki: Tasuki, ready: dict[str, Any]
) -> None:
    del ready["answers"]["need"]
    ready["opportunity"]["amount_basis"] = "guess"
    told = tasuki("check", "-", "--json", stdin=ready)
    assert told.exit_code == 1
    assert told.json["verdict"] == "refused"
    troubled = [finding for finding in told.json["findings"] if finding["standing"] != "met"]
    assert {"C-3", "O-6"} <= {finding["rule"] for finding in troubled}
    assert all(finding["pointer"] and finding["because"] and finding["fix"] for finding in troubled)


def test_for_people_a_refusal_names_rule_field_reason_and_fix(tasuki: Tasuki, ready: dict[str, Any]) -> None:
    del ready["answers"]["authority"]
    told = tasuki("check", "-", stdin=ready)
    assert told.exit_code == 1
    lines = told.stdout.splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith("  C-2 authority:"))
    assert "/answers/authority" in lines[at]
    assert lines[at + 1].strip()
    assert lines[at + 2].strip().startswith("→")


def test_the_gate_is_the_one_that_the_lead_stands_before(tasuki: Tasuki, ready: dict[str, Any]) -> None:
    ready["lead"]["state"] = "mql"
    assert tasuki("check", "-", "--json", stdin=ready).json["gate"] == "sal"
    assert tasuki("check", "-", "--json", "--gate", "sql", stdin=ready).json["gate"] == "sql"


def test_the_dossier_says_when_it_is_judged_and_the_caller_may_say_otherwise(tasuki: Tasuki) -> None:
    assert tasuki("check", WORKED, "--json").json["at"] == "2026-11-20T06:00:00Z"
    late = tasuki("check", WORKED, "--json", "--at", "2027-04-01T00:00+09:00")
    assert late.exit_code == 1
    assert "O-3" in {one["rule"] for one in late.json["findings"] if one["standing"] == "unmet"}


def test_a_playbook_may_be_a_file_or_a_preset_and_nothing_else(tasuki: Tasuki) -> None:
    assert tasuki("check", WORKED, "--json", "--playbook", STRICT).json["playbook"] == "strict@1"
    assert tasuki("check", WORKED, "--json", "--playbook", "article").json["playbook"] == "article@1"
    assert tasuki("check", WORKED, "--playbook", "nobodys").exit_code == 2


def test_an_unknown_field_is_named_with_its_nearest_neighbour(tasuki: Tasuki) -> None:
    told = tasuki("check", "-", "--json", stdin={"lead": {"stat": "sql"}})
    assert told.exit_code == 2
    assert [(one["pointer"], one["code"]) for one in told.json["errors"]] == [("/lead/stat", "unknown_field")]
    assert "Did you mean “state”?" in told.json["errors"][0]["fix"]


@pytest.mark.parametrize(
    "words", [("no-such-file.json",), (), ("-", "--gate", "closing"), ("-", "--as", "aoi")]
)
def test_what_cannot_be_asked_is_bad_usage(tasuki: Tasuki, words: tuple[str, ...]) -> None:
    told = tasuki("check", *words, "--json", stdin="not json")
    assert told.exit_code == 2
    assert told.json["code"] == "usage"


def test_the_schema_accepts_what_the_reader_accepts(tasuki: Tasuki, ready: dict[str, Any]) -> None:
    schema = tasuki("check", "--schema").json
    assert not list(Draft202012Validator(schema).iter_errors(ready))


def test_the_schema_refuses_what_the_reader_refuses(ready: dict[str, Any]) -> None:
    validator = Draft202012Validator(json_schema(Dossier))
    for pointer, value in (
        (("lead", "stat"), "sql"),
        (("answers", "need", "level"), "high"),
        (("answers", "budget", "status"), "plenty"),
        (("opportunity", "contacts"), {"name": "佐藤 健"}),
        (("opportunity", "amount"), {"amount": "1"}),
        (("evidence",), [{"kind": "call"}]),
    ):
        broken = deepcopy(ready)
        place: Any = broken
        for step in pointer[:-1]:
            place = place[step]
        place[pointer[-1]] = value
        assert list(validator.iter_errors(broken)), pointer


def test_checking_never_touches_django_or_a_database(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom tasuki.cli import main\n"
        f"code = main(['check', {str(WORKED)!r}], standalone_mode=False)\n"
        "sys.exit(code or int(any(name in sys.modules for name in ('django', 'psycopg', 'ninja'))))"
    )
    home = {**os.environ, "TASUKI_HOME": str(tmp_path / "home")}
    assert subprocess.run([sys.executable, "-c", program], env=home, check=False).returncode == 0
    assert not (tmp_path / "home").exists()
