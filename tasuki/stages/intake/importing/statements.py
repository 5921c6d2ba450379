"""The statements that land a chunk, put together once per import from the kind's columns and the table's model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from tasuki.stages.intake.importing.kinds.kind import Kind
from tasuki.stages.intake.importing.staging import STAGING

_TABLES = {
    "lead": "records.Lead", "account": "records.Account", "contact": "records.Contact", "campaign": "records.Campaign",
    "opportunity": "records.Opportunity", "task": "records.Task", "roles": "records.ContactRole",
    "imported": "intake.ImportedRow", "changes": "intake.ImportChange", "journal": "journal.Event",
}  # fmt: skip
_ACCOUNT_BY_REF = (
    "UPDATE {staging} s SET account_id = a.id FROM {account} a WHERE a.external_id = s.account_ref"
)
# Of several companies with one folded name, the one that is written the same.
_ACCOUNT_BY_NAME = """UPDATE {staging} s SET account_id = f.id FROM (
        SELECT DISTINCT ON (o.line) o.line, a.id FROM {staging} o
        JOIN {account} a ON replace(a.name_key, ' ', '') = o.account_key AND a.merged_into_id IS NULL
        WHERE o.account_id IS NULL AND o.account_key IS NOT NULL
        ORDER BY o.line, (a.name = o.account_name) DESC, a.created_at
    ) f WHERE f.line = s.line"""
_BY_EXTERNAL_ID = """UPDATE {staging} s SET match = {survivor}, how = 'external_id' FROM {table} t
    WHERE t.external_id = s.external_id AND s.action = 'create'"""
_BY_ALIAS = """UPDATE {staging} s SET match = i.record_id, how = 'alias' FROM {imported} i
    WHERE s.match IS NULL AND s.external_id IS NOT NULL AND i.subject IN ('{subject}', 'task')
      AND i.external_id = s.external_id AND s.action = 'create'"""
_BY_DIGEST = """UPDATE {staging} s SET match = i.record_id, how = 'digest' FROM {imported} i
    WHERE s.match IS NULL AND i.digest = s.digest AND s.action = 'create'"""
# What a row was before may have been merged since: the row is about the record that stayed.
_BY_SURVIVOR = """UPDATE {staging} s SET match = t.merged_into_id FROM {table} t
    WHERE t.id = s.match AND t.merged_into_id IS NOT NULL AND s.action = 'create'"""
# A later row of the same file is about the record that the first one makes or was found to be.
_TWINS = """UPDATE {staging} s SET match = coalesce(f.match, f.id), how = CASE WHEN f.external_id = s.external_id
        THEN 'external_id' ELSE 'twin' END FROM {staging} f
    WHERE s.match IS NULL AND f.id = s.twin AND f.problem IS NULL"""
_ACTIONS = """UPDATE {staging} s SET
        action = CASE WHEN %(duplicates)s = 'update' THEN 'update'
                      WHEN %(duplicates)s = 'create' AND how NOT IN ('external_id', 'alias', 'digest') THEN 'create'
                      ELSE 'skip' END,
        turn = o.turn
    FROM (SELECT line, row_number() OVER (PARTITION BY match ORDER BY line) AS turn FROM {staging}
          WHERE match IS NOT NULL AND problem IS NULL) o
    WHERE o.line = s.line"""
_JOURNAL = """INSERT INTO {journal} (code, at, subject, subject_id, lead_id, opportunity_id, data, actor_id, door,
        playbook, reason, origin)
    SELECT q.*, %(actor)s::uuid, 'import', %(playbook)s, '', 'import' FROM ({events}) q"""
_REMEMBER = """INSERT INTO {imported} (imported_id, subject, record_id, action, line, digest, external_id, extra)
    SELECT %(import)s, {remembered_as}, CASE action WHEN 'create' THEN id ELSE match END,
           CASE action WHEN 'create' THEN 'created' WHEN 'updated' THEN 'updated' ELSE 'skipped' END, line, digest,
           CASE WHEN action = 'create' AND {lands} OR how = 'external_id' THEN NULL ELSE {external_id} END, extra
    FROM {staging} s WHERE action IN ('create', 'updated')
        OR action = 'skip' AND how NOT IN ('external_id', 'digest', 'alias', 'rival')"""


_SAME_NAME = r"""lower(regexp_replace(t.name, '\s', '', 'g'))
    = lower(regexp_replace(coalesce(s.name, ''), '\s', '', 'g'))"""


@dataclass(frozen=True, slots=True)
class Statements:
    """Everything that happens to a chunk after it was copied, in order."""

    resolve: tuple[str, ...]
    refuse: tuple[str, ...]
    certain: tuple[str, ...]
    by_looks: tuple[str, ...]
    twins: str
    actions: str
    insert: str
    update: str
    journal: tuple[str, ...]
    remember: str
    afterwards: tuple[str, ...]
    account_by_name: str


def statements_for(kind: Kind) -> Statements:
    names = _names(kind)

    def filled(template: str) -> str:
        return template.format_map(names)

    by_name = filled(_ACCOUNT_BY_NAME)
    names = {**names, "account_by_ref": filled(_ACCOUNT_BY_REF), "account_by_name": by_name}
    return Statements(
        resolve=(*map(filled, kind.resolve), *_survivors(kind)),
        refuse=tuple(map(filled, kind.refuse)),
        certain=tuple(
            map(
                filled,
                (
                    *((_BY_EXTERNAL_ID, _BY_ALIAS) if "external_id" in _landing(kind) else ()),
                    _BY_DIGEST,
                    *((_BY_SURVIVOR,) if _can_be_merged(kind) else ()),
                ),
            )
        ),
        by_looks=tuple(map(filled, kind.matches)),
        twins=filled(_TWINS),
        actions=filled(_ACTIONS),
        insert=_insert(kind, names),
        update=_update(kind, names),
        journal=tuple(_JOURNAL.format_map({**names, "events": filled(events)}) for events in kind.events),
        remember=filled(_REMEMBER),
        afterwards=tuple(map(filled, kind.afterwards)),
        account_by_name=by_name,
    )


def _names(kind: Kind) -> dict[str, str]:
    fields = {field.name for field in kind.model._meta.concrete_fields}
    is_task_otherwise = kind.lands_when != "true"
    return {
        "staging": STAGING,
        "table": kind.model._meta.db_table,
        "subject": kind.subject,
        "survivor": "coalesce(t.merged_into_id, t.id)" if "merged_into" in fields else "t.id",
        "lands": kind.lands_when,
        "remembered_as": f"CASE WHEN {kind.lands_when} THEN '{kind.subject}' ELSE 'task' END"
        if is_task_otherwise
        else f"'{kind.subject}'",
        "external_id": "external_id" if "external_id" in _landing(kind) else "NULL",
        "same_name": _SAME_NAME,
        "same_key": "replace(t.name_key, ' ', '') = replace(s.name_key, ' ', '')",
        **{name: apps.get_model(label)._meta.db_table for name, label in _TABLES.items()},
    }


def _survivors(kind: Kind) -> tuple[str, ...]:
    """What a row refers to may have been merged since: the row refers to the record that stayed."""
    staged = {column.name for column in (*kind.lands, *kind.stages)}
    tables = {one: apps.get_model(_TABLES[one])._meta.db_table for one in ("lead", "account", "contact")}
    return tuple(
        f"""UPDATE {STAGING} s SET {subject}_id = t.merged_into_id FROM {table} t
            WHERE t.id = s.{subject}_id AND t.merged_into_id IS NOT NULL"""
        for subject, table in tables.items()
        if f"{subject}_id" in staged
    )


def _can_be_merged(kind: Kind) -> bool:
    return any(field.name == "merged_into" for field in kind.model._meta.concrete_fields)


def _landing(kind: Kind) -> Mapping[str, str]:
    return {column.name: column.type for column in kind.lands}


def _insert(kind: Kind, names: Mapping[str, str]) -> str:
    """Every column of the table: the staged value, else the model's default. A record that appeared meanwhile stays."""
    landing = _landing(kind)
    columns, values = ["id"], ["s.id"]
    for field in kind.model._meta.concrete_fields:
        if field.primary_key:
            continue
        columns.append(f'"{field.column}"')
        default = _default(field)
        staged = f'coalesce(s."{field.column}", {default})' if default != "NULL" else f's."{field.column}"'
        values.append(staged if field.column in landing else default)
    return f"""INSERT INTO {names["table"]} ({", ".join(columns)}) SELECT {", ".join(values)} FROM {STAGING} s
        WHERE s.action = 'create' AND {kind.lands_when} ORDER BY s.line ON CONFLICT DO NOTHING"""


_OURS = {"origin": "'import'", "import_id": "%(import)s", "created_at": "%(at)s", "captured_at": "%(at)s"}


def _default(field: models.Field[Any, Any]) -> str:
    if field.column in _OURS:
        return _OURS[field.column]
    if isinstance(field, ArrayField):
        return f"'{{}}'::{field.db_type(_connection())}"
    if isinstance(field, models.JSONField) and not field.null:
        return "'[]'::jsonb" if field.get_default() == [] else "'{}'::jsonb"
    if field.null:
        return "NULL"
    if field.has_default():
        value = field.get_default()
        return f"'{value}'" if isinstance(value, str) else str(value).lower()
    return "''" if isinstance(field, models.CharField | models.TextField) else "NULL"


def _connection() -> Any:
    from django.db import connection

    return connection


def _update(kind: Kind, names: Mapping[str, str]) -> str:
    """What the file says wins where it says something; before and after are kept for the revert, only what changed."""
    columns = [column for column in kind.lands if column.updates]
    changes = [column for column in columns if column.name not in UNITED]
    settings = [f'"{column.name}" = {_new_value(column.name)}' for column in columns]
    if any(field.name == "version" for field in kind.model._meta.concrete_fields):
        settings.append("version = t.version + 1")
    now = ", ".join(f't."{column.name}"' for column in changes)
    then = ", ".join(_new_value(column.name) for column in changes)
    kept = ", ".join(f"'{column.name}'" for column in columns)
    edited = _edited(kind, names)
    return f"""WITH was AS MATERIALIZED (
            SELECT s.line, t.id, to_jsonb(t) AS body FROM {STAGING} s JOIN {names["table"]} t ON t.id = s.match
            WHERE s.action = 'update' AND s.turn = %(turn)s AND {kind.guard} AND ({now}) IS DISTINCT FROM ({then})
            FOR UPDATE OF t
        ), now AS (
            UPDATE {names["table"]} t SET {", ".join(settings)} FROM {STAGING} s, was
            WHERE t.id = was.id AND s.line = was.line RETURNING t.id, to_jsonb(t) AS body
        ), kept AS (
            INSERT INTO {names["changes"]} (imported_id, subject, record_id, before, after)
            SELECT %(import)s, '{kind.subject}', was.id,
                   (SELECT jsonb_object_agg(b.key, b.value) FROM jsonb_each(was.body) b
                    WHERE b.key IN ({kept}) AND b.value IS DISTINCT FROM now.body -> b.key),
                   (SELECT jsonb_object_agg(a.key, a.value) FROM jsonb_each(now.body) a
                    WHERE a.key IN ({kept}) AND a.value IS DISTINCT FROM was.body -> a.key)
            FROM was JOIN now USING (id)
        ){edited}
        UPDATE {STAGING} s SET action = 'updated' FROM was WHERE s.line = was.line"""


def _edited(kind: Kind, names: Mapping[str, str]) -> str:
    """A changed lead or opportunity says so in its history."""
    if kind.subject not in ("lead", "opportunity"):
        return ""
    lead_id = "was.id" if kind.subject == "lead" else "NULL::uuid"
    opportunity_id = "was.id" if kind.subject == "opportunity" else "NULL::uuid"
    return f""", told AS (
            INSERT INTO {names["journal"]} (code, at, subject, subject_id, lead_id, opportunity_id, data, actor_id,
                door, playbook, reason, origin)
            SELECT '{kind.subject}.edited', %(at)s, '{kind.subject}', was.id, {lead_id}, {opportunity_id},
                   jsonb_build_object('import', %(import)s::text), %(actor)s::uuid, 'import', %(playbook)s, '', 'import'
            FROM was
        )"""


# What a record is found by: it stays found by what it was called before.
UNITED = {
    "match_keys": "(SELECT array_agg(DISTINCT k) FROM unnest(t.match_keys || s.match_keys::varchar[]) k)",
    "search_text": """(SELECT coalesce(string_agg(' ' || word, '' ORDER BY word), '') FROM (
        SELECT DISTINCT unnest(string_to_array(concat(t.search_text, s.search_text), ' ')) AS word) w
        WHERE word <> '')""",
}


def _new_value(column: str) -> str:
    if (
        column == "external_id"
    ):  # a row found by its id is about this record, or about one that was merged into it
        return "CASE WHEN s.how = 'external_id' THEN t.external_id ELSE coalesce(s.external_id, t.external_id) END"
    if column == "fields":
        return "t.fields || coalesce(s.fields, '{}'::jsonb)"
    return UNITED.get(column) or f'coalesce(s."{column}", t."{column}")'
