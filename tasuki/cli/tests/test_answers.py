"""How every command answers: who acts, exit codes, problems and languages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from tasuki.cli import main
from tasuki.cli.reference import PAGE, reference
from tasuki.cli.root import COMMANDS
from tasuki.cli.tables import table, width
from tasuki.cli.tests.conftest import Tasuki
from tasuki.platform.people.models import Person

LEAD = {
    "external_id": "web-1",
    "person": {"name": "高橋 美咲", "email": "m@sample.example"},
    "company": {"name": "サンプル"},
}


def test_nobody_named_is_bad_usage(tasuki: Tasuki, aoi: Person) -> None:
    told = tasuki("lead", "list")
    assert told.exit_code == 2
    assert "--as" in told.stderr
    assert told.stdout == ""


def test_somebody_unknown_or_gone_is_bad_usage(tasuki: Tasuki, aoi: Person) -> None:
    assert tasuki("lead", "list", "--json", as_="nobody").json["code"] == "not_signed_in"
    Person.objects.filter(pk=aoi.pk).update(is_active=False)
    assert tasuki("lead", "list", as_="aoi").exit_code == 2


def test_the_environment_may_say_who_acts(
    tasuki: Tasuki, aoi: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TASUKI_PERSON", "aoi")
    assert tasuki("lead", "list").exit_code == 0


def test_somebody_without_the_grant_is_refused_and_told_who_has_it(tasuki: Tasuki, aoi: Person) -> None:
    told = tasuki("person", "add", "haru", "--name", "春", "--role", "sdr", "--json", as_="aoi")
    assert told.exit_code == 1
    assert told.json["code"] == "forbidden"
    (error,) = told.json["errors"]
    assert ("person.edit" in error["message"], "admin" in error["fix"]) == (True, True)
    assert not Person.objects.filter(handle="haru").exists()


def test_a_strangers_lead_does_not_exist(tasuki: Tasuki, aoi: Person, stranger: Person) -> None:
    lead = tasuki("lead", "create", "--input", "-", "--json", as_="aoi", stdin=LEAD).json["id"]
    tasuki("lead", "assign", lead, "--to", "aoi", "--reason", "She called first", as_="mio")
    assert tasuki("lead", "show", lead, as_="aoi").exit_code == 0
    told = tasuki("lead", "show", lead, "--json", as_="stranger")
    assert told.exit_code == 2
    assert told.json["code"] == "not_found"


def test_a_lead_is_named_by_id_by_external_id_or_by_the_beginning_of_its_id(
    tasuki: Tasuki, sora: Person
) -> None:
    lead = tasuki("lead", "create", "--input", "-", "--json", as_="sora", stdin=LEAD).json["id"]
    for key in (lead, "web-1", lead[:13], lead.replace("-", "")[:20]):
        assert tasuki("lead", "show", key, "--json", as_="sora").json["id"] == lead


def test_a_beginning_that_two_ids_have_is_not_a_name(tasuki: Tasuki, sora: Person) -> None:
    first, _ = (
        tasuki("lead", "create", "--name", name, "--email", email, "--json", as_="sora").json["id"]
        for name, email in (("高橋", "a@one.example"), ("鈴木", "b@two.example"))
    )
    told = tasuki("lead", "show", first[:4], "--json", as_="sora")
    assert told.exit_code == 2
    assert told.json["errors"][0]["code"] == "ambiguous"


def test_json_is_one_document_also_when_the_command_is_wrong(tasuki: Tasuki) -> None:
    for words in (("lead", "create", "--nothing"), ("nothing",), ("handoff", "rate", "x", "9"), ("convert",)):
        told = tasuki(*words, "--json")
        assert (told.exit_code, told.json["code"]) == (2, "usage"), words


@pytest.mark.parametrize(
    ("words", "label"), [(("--lang", "ja"), "予算"), (("--lang", "en"), "udget"), ((), "udget")]
)
def test_texts_follow_the_language_asked_for(tasuki: Tasuki, words: tuple[str, ...], label: str) -> None:
    told = tasuki("playbook", "show", "article", "--json", *words).json
    assert label in next(one["label"] for one in told["reasons"] if one["code"] == "no_budget")


def test_the_terminals_own_language_is_the_default(tasuki: Tasuki, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert "予算" in tasuki("playbook", "show", "article").stdout
    monkeypatch.setenv("TASUKI_LANGUAGE", "en")
    assert "予算" not in tasuki("playbook", "show", "article").stdout


def test_help_needs_neither_django_nor_a_database(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom tasuki.cli import main\n"
        "for words in (['--help'], ['lead', '--help'], ['convert', '--help']):\n"
        "    main(words, standalone_mode=False)\n"
        "sys.exit(int('django' in sys.modules))"
    )
    assert (
        subprocess.run([sys.executable, "-c", program], stdout=subprocess.DEVNULL, check=False).returncode
        == 0
    )


def test_the_command_runs_as_a_module_too() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tasuki.cli", "playbook", "show", "article", "--json"],
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout)["stamp"] == "article@1"


def test_every_command_is_there_with_help_an_example_and_json() -> None:
    def leaves(command: object, path: str) -> None:
        import click

        assert isinstance(command, click.Command)
        if isinstance(command, click.Group):
            for name in command.list_commands(click.Context(command)):
                leaves(command.get_command(click.Context(command), name), f"{path} {name}")
            return
        assert "Example:" in (command.help or ""), path
        assert "--json" in {option for one in command.params for option in one.opts}, path

    assert set(COMMANDS) == set(
        main.list_commands(main.make_context("tasuki", ["--help"], resilient_parsing=True))
    )
    leaves(main, "tasuki")


def test_the_choices_offered_are_the_products_own(db: None) -> None:
    """They stand in the commands as well because help has to start without Django."""
    from tasuki.cli.commands import importing, meeting, person, touch
    from tasuki.cli.commands.lead import looking
    from tasuki.cli.commands.opportunity import contacts
    from tasuki.cli.commands.opportunity import looking as deals
    from tasuki.platform.access.roles import Role
    from tasuki.rules.dossier import ContactRole
    from tasuki.rules.lifecycle import LeadState, OpportunityState
    from tasuki.rules.meeting_kinds import KINDS as MEETINGS
    from tasuki.stages.intake.importing.kinds import KINDS as IMPORTED
    from tasuki.stages.qualification.actions.touch import KINDS as TOUCHES

    assert set(looking.STATES) == {state.value for state in LeadState}
    assert set(deals.STATES) == {state.value for state in OpportunityState}
    assert set(contacts.ROLES.choices) == set(get_args(ContactRole))
    assert set(person.ROLES) == {role.value for role in Role}
    assert set(importing.KINDS) == set(IMPORTED)
    assert set(touch.KINDS) == set(TOUCHES)
    assert set(meeting.KINDS) == set(MEETINGS)


def test_the_reference_page_is_the_commands_own_help() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), "run: python -m tasuki.cli.reference"


def test_a_japanese_character_is_two_columns_wide() -> None:
    lines = table(("Name", "SDR"), [("高橋 美咲", "aoi"), ("Ann", None)])
    assert [
        width(line[: line.index(last)]) for line, last in zip(lines, ("SDR", "aoi", "—"), strict=True)
    ] == [11] * 3
