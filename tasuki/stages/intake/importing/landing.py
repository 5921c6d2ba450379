"""Land one chunk: look up what it refers to, find the records it is about, create, update, remember."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tasuki.platform.ids import new_id
from tasuki.records.matching import stored_keys
from tasuki.records.models import Account, Campaign
from tasuki.rules.matching import CompanyFacts, company_key
from tasuki.rules.wording import Sentence
from tasuki.stages.intake.importing.kinds.activities import LEADS_NOWHERE
from tasuki.stages.intake.importing.parsing import Chunk, Reject
from tasuki.stages.intake.importing.plan import Plan
from tasuki.stages.intake.importing.staging import STAGING, copy_in, make_staging
from tasuki.stages.intake.importing.statements import Statements, statements_for
from tasuki.stages.intake.importing.terms import Terms
from tasuki.stages.intake.models import Import, ImportedRow

_PROBLEMS = {"leads_nowhere": LEADS_NOWHERE}


class Landing:
    """One import's landing; `land` is called with each chunk, inside the import's one transaction."""

    def __init__(self, cursor: Any, plan: Plan, terms: Terms, imported: Import, playbook: str) -> None:
        self._cursor = cursor
        self._plan = plan
        self._terms = terms
        self._imported = imported
        self._do: Statements = statements_for(plan.kind)
        self._params: dict[str, Any] = {
            "import": imported.pk,
            "at": terms.at,
            "zone": str(terms.zone),
            "actor": imported.by_id,
            "playbook": playbook,
            "duplicates": imported.duplicates,
        }
        self._campaigns: dict[str, Any] | None = None
        self.counts: Counter[str] = Counter()
        make_staging(cursor, plan.kind)

    def land(self, chunk: Chunk) -> list[Reject]:
        """Counts what became of each row and returns the rows that the database had to refuse."""
        if not chunk.rows:
            return []
        copy_in(self._cursor, self._plan, chunk)
        self._run(*self._do.resolve, *self._do.refuse)
        self._match(chunk)
        self._make_what_is_named()
        if self._run(self._do.insert) < chunk.rows:
            self._notice_rivals()
        turn = 1
        while self._imported.duplicates == "update" and self._run(self._do.update, turn=turn):
            turn += 1
        self._run(*self._do.journal, self._do.remember, *self._do.afterwards)
        return self._count(chunk)

    def _match(self, chunk: Chunk) -> None:
        found = self._run(*self._do.certain)
        if self._imported.duplicates != "create":
            found += self._run(*self._do.by_looks)
        if chunk.has_twins:
            found += self._run(self._do.twins)
        if found:
            self._run(self._do.actions)

    def _notice_rivals(self) -> None:
        """A record that somebody else created meanwhile is not created twice; its row counts as skipped."""
        table, lands = self._plan.kind.model._meta.db_table, self._plan.kind.lands_when
        self._run(
            f"""UPDATE {STAGING} s SET action = 'skip', how = 'rival' WHERE s.action = 'create' AND {lands}
                AND NOT EXISTS (SELECT FROM {table} t WHERE t.id = s.id)"""
        )

    def _make_what_is_named(self) -> None:
        if "campaigns" in self._plan.kind.makes:
            self._join_campaigns()
        if "accounts" in self._plan.kind.makes:
            self._make_accounts()

    def _join_campaigns(self) -> None:
        """A campaign that only a row names comes into being; campaigns are few, so they are looked up in memory."""
        self._cursor.execute(
            f"SELECT DISTINCT campaign FROM {STAGING} WHERE campaign IS NOT NULL AND action IN ('create', 'update')"
        )
        words = [word for (word,) in self._cursor.fetchall()]
        if not words:
            return
        if self._campaigns is None:
            self._campaigns = _known_campaigns()
        for word in words:
            if word.casefold() not in self._campaigns:
                made = Campaign.objects.create(
                    code=word[:100], name=word[:200], currency=self._terms.currency, import_id=self._imported.pk,
                    created_at=self._terms.at,
                )  # fmt: skip
                self._campaigns[word.casefold()] = made.pk
                self._remember("campaign", made.pk)
        pairs = [(word, self._campaigns[word.casefold()]) for word in words]
        self._cursor.execute(
            f"""UPDATE {STAGING} s SET campaign_id = c.id FROM unnest(%s::text[], %s::uuid[]) AS c (word, id)
                WHERE s.campaign = c.word""",
            [[word for word, _ in pairs], [pk for _, pk in pairs]],
        )

    def _make_accounts(self) -> None:
        """A company that only a row names comes into being with its name; a later file of accounts fills it in."""
        self._cursor.execute(
            f"""SELECT DISTINCT ON (account_key) account_name FROM {STAGING} WHERE account_id IS NULL
                AND account_key IS NOT NULL AND action IN ('create', 'update') ORDER BY account_key, line"""
        )
        names = [name for (name,) in self._cursor.fetchall()]
        if not names:
            return
        made = Account.objects.bulk_create([self._bare_account(name) for name in names])
        ImportedRow.objects.bulk_create([self._made("account", account.pk) for account in made])
        self._run(self._do.account_by_name)

    def _bare_account(self, name: str) -> Account:
        read = company_key(name)
        keys = stored_keys(CompanyFacts(name=name), self._terms.free_mail)
        return Account(
            id=new_id(), name=name[:255], name_key=read.core[:255], legal_form=read.legal_form, match_keys=keys,
            import_id=self._imported.pk, created_at=self._terms.at,
        )  # fmt: skip

    def _remember(self, subject: str, pk: Any) -> None:
        self._made(subject, pk).save()

    def _made(self, subject: str, pk: Any) -> ImportedRow:
        return ImportedRow(imported=self._imported, subject=subject, record_id=pk, action="made", line=0)

    def _count(self, chunk: Chunk) -> list[Reject]:
        self._cursor.execute(f"SELECT action, count(*) FROM {STAGING} GROUP BY action")
        for action, number in self._cursor.fetchall():
            self.counts["skip" if action == "update" else action] += number
        if not self._plan.kind.refuse:
            return []
        self._cursor.execute(f"SELECT line, problem FROM {STAGING} WHERE action = 'reject' ORDER BY line")
        return [
            Reject(line, chunk.cells[line], [("", Sentence(_PROBLEMS[problem]))])
            for line, problem in self._cursor.fetchall()
        ]

    def _run(self, *statements: str, **more: Any) -> int:
        """Runs the statements and returns how many rows they touched."""
        touched = 0
        for statement in statements:
            self._cursor.execute(statement, {**self._params, **more})
            touched += max(self._cursor.rowcount, 0)
        return touched


def _known_campaigns() -> dict[str, Any]:
    known: dict[str, Any] = {}
    for pk, code, external_id, name in Campaign.objects.order_by("-created_at").values_list(
        "pk", "code", "external_id", "name"
    ):
        for word in (name, external_id, code):
            if word:
                known[word.casefold()] = pk
    return known
