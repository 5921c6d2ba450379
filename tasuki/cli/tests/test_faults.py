"""A fault is called what it is: no database, none set up, a value that cannot be stored, or something that broke."""

from __future__ import annotations

import orjson
import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection, transaction

from tasuki.cli.problems import FAULT, USAGE, told
from tasuki.cli.session import Session
from tasuki.platform.people.models import Person

SESSION = Session("en", as_json=False)


def told_of(statement: str) -> tuple[str, int]:
    """What the command says about the database's own refusal of a statement."""
    with pytest.raises(DatabaseError) as failed, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    problem = told(failed.value, SESSION)
    return problem.payload["code"], problem.exit_code


def signalled(sqlstate: str) -> str:
    return f"DO $$ BEGIN RAISE EXCEPTION 'as the server says it' USING ERRCODE = '{sqlstate}'; END $$"


@pytest.mark.parametrize("statement", ["SELECT 1 FROM not_there", "SELECT not_there FROM people_person"])
def test_a_missing_table_or_column_asks_to_migrate(db: None, statement: str) -> None:
    assert told_of(statement) == ("not_set_up", FAULT)


@pytest.mark.parametrize("sqlstate", ["08006", "57P01", "57P03"])
def test_a_connection_that_breaks_is_a_database_that_does_not_answer(db: None, sqlstate: str) -> None:
    assert told_of(signalled(sqlstate)) == ("no_database", FAULT)


@pytest.mark.parametrize(
    "sqlstate",
    [
        pytest.param("40P01", id="a deadlock"),
        pytest.param("57014", id="a statement that was cancelled"),
        pytest.param("53100", id="a full disk"),
        pytest.param("XX000", id="an internal error"),
        pytest.param("42501", id="a missing right"),
        pytest.param("42601", id="wrong syntax"),
    ],
)
def test_a_statement_that_the_server_refuses_is_a_fault_and_no_missing_database(
    db: None, sqlstate: str
) -> None:
    assert told_of(signalled(sqlstate)) == ("fault", FAULT)


def test_a_row_that_may_not_be_is_a_fault_of_ours(aoi: Person) -> None:
    with pytest.raises(IntegrityError) as failed, transaction.atomic():
        Person.objects.create(handle=aoi.handle, name="もう一人の葵")
    problem = told(failed.value, SESSION)
    assert (problem.payload["code"], problem.exit_code) == ("fault", FAULT)
    assert "duplicate key" in problem.lines[0]


def test_a_value_beyond_its_limits_is_the_inputs_fault(db: None) -> None:
    assert told_of("SELECT 99999999999::int") == ("not_storable", USAGE)


def test_a_text_in_another_encoding_is_the_inputs_fault() -> None:
    half = b"a\xff".decode("utf-8", "surrogateescape")
    for write in (orjson.dumps, str.encode):
        with pytest.raises((TypeError, UnicodeEncodeError)) as failed:
            write(half)
        problem = told(failed.value, SESSION)
        assert (problem.payload["code"], problem.exit_code) == ("not_storable", USAGE)


@pytest.mark.parametrize("error", [OperationalError("connection refused"), InterfaceError("it is closed")])
def test_without_a_connection_the_database_does_not_answer(error: Exception) -> None:
    problem = told(error, SESSION)
    assert problem.payload["code"] == "no_database"
    assert str(error) in problem.lines[0]


@pytest.mark.parametrize("message", ["", " \n"])
def test_an_error_without_a_word_is_called_by_its_name(message: str) -> None:
    assert "RuntimeError" in told(RuntimeError(message), SESSION).lines[0]
