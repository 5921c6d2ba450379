"""Activities become touchpoints of the lead, contact, account or opportunity they name; an open task becomes a task.

Campaign members come this way too: a member is a touch of its campaign.
"""

from __future__ import annotations

import re
from typing import Any

from tasuki.records.models import Touchpoint
from tasuki.rules.matching import company_key
from tasuki.rules.wording import N_
from tasuki.stages.intake.importing.cells import as_email, as_id, as_moment, as_text
from tasuki.stages.intake.importing.kinds.kind import Column, Kind, Staged
from tasuki.stages.intake.importing.terms import Terms, slug

_KINDS = (
    ("call", re.compile(r"call|phone|電話|コール|架電", re.IGNORECASE)),
    ("email", re.compile(r"mail|メール", re.IGNORECASE)),
    ("meeting", re.compile(r"meeting|event|demo|visit|会議|商談|面談|訪問|打ち?合", re.IGNORECASE)),
    ("webinar", re.compile(r"webinar|seminar|ウェビナー|セミナー", re.IGNORECASE)),
    ("form", re.compile(r"form|フォーム|問い?合わ?せ", re.IGNORECASE)),
)
_STILL_OPEN = re.compile(
    r"not started|in progress|waiting|deferred|planned|open|scheduled|未着手|未完了|進行中|予定|待ち",
    re.IGNORECASE,
)
_FROM_THEM = re.compile(r"inbound|incoming|received|受信|着信|インバウンド", re.IGNORECASE)
LEADS_NOWHERE = N_(
    "No id, address or name in this row belongs to a lead, contact, account or opportunity here. "
    "Import those first."
)


def assemble(values: dict[str, Any], extras: dict[str, Any], terms: Terms) -> Staged:
    get = values.get
    words = get("kind", "") or ("campaign" if get("campaign") else "") or get("content", "")
    kind = next(
        (kind for kind, pattern in _KINDS if pattern.search(words)), slug(get("kind", ""))[:30] or "other"
    )
    if get("campaign") and not get("kind"):
        kind = "campaign"
    from_them = bool(_FROM_THEM.search(get("direction", ""))) or kind in ("form", "webinar")
    if get("owner") and terms.person(get("owner", "")) is None:
        extras["owner_name"] = get("owner")
    company = get("account_name", "")
    return {
        **values, "kind": kind, "at": get("at") or terms.at, "direction": "inbound" if from_them else "outbound",
        "two_way": kind == "meeting", "content": get("content", ""),
        "done": not (get("status") and _STILL_OPEN.search(get("status", ""))),
        "by_id": terms.person(get("owner", "")) if get("owner") else None,
        "lead_ref": get("lead_ref") or get("who_ref"), "contact_ref": get("contact_ref") or get("who_ref"),
        "account_ref": get("account_ref") or get("what_ref"),
        "opportunity_ref": get("opportunity_ref") or get("what_ref"),
        "account_key": company_key(company).core.replace(" ", "") if company else None,
    }  # fmt: skip


def identities(row: Staged) -> tuple[str, ...]:
    return ()


def _by_ref(column: str, table: str, ref: str, subject: str) -> tuple[str, str]:
    return (
        f"UPDATE {{staging}} s SET {column} = t.id FROM {{{table}}} t WHERE t.external_id = s.{ref}",
        f"""UPDATE {{staging}} s SET {column} = i.record_id FROM {{imported}} i
            WHERE s.{column} IS NULL AND s.{ref} IS NOT NULL AND i.subject = '{subject}' AND i.external_id = s.{ref}""",
    )


ACTIVITIES = Kind(
    name="activities",
    subject="touchpoint",
    model=Touchpoint,
    converters={
        "external_id": as_id, "who_ref": as_id, "lead_ref": as_id, "contact_ref": as_id, "what_ref": as_id,
        "account_ref": as_id, "opportunity_ref": as_id, "email": as_email, "account_name": as_text,
        "campaign": as_text, "kind": as_text, "direction": as_text, "content": as_text, "note": as_text,
        "at": as_moment, "status": as_text, "owner": as_text,
    },
    keeps=frozenset({"status", "kind", "campaign", "account_ref"}),
    needs=frozenset({
        "who_ref", "lead_ref", "contact_ref", "what_ref", "account_ref", "opportunity_ref", "email", "account_name",
    }),
    lands=(
        Column("external_id"), Column("kind"), Column("at", "timestamptz"), Column("direction"),
        Column("two_way", "boolean"), Column("content"), Column("note"), Column("by_id", "uuid"),
        Column("lead_id", "uuid"), Column("contact_id", "uuid"), Column("account_id", "uuid"),
        Column("opportunity_id", "uuid"),
    ),
    stages=(
        Column("lead_ref"), Column("contact_ref"), Column("account_ref"), Column("opportunity_ref"), Column("email"),
        Column("account_name"), Column("account_key"), Column("done", "boolean"),
    ),
    assemble=assemble,
    identities=identities,
    lands_when="s.done",
    resolve=(
        *_by_ref("lead_id", "lead", "lead_ref", "lead"),
        *_by_ref("contact_id", "contact", "contact_ref", "contact"),
        *_by_ref("opportunity_id", "opportunity", "opportunity_ref", "opportunity"),
        *_by_ref("account_id", "account", "account_ref", "account"),
        """UPDATE {staging} s SET lead_id = t.id FROM {lead} t
           WHERE s.lead_id IS NULL AND s.contact_id IS NULL AND t.email = s.email AND t.email <> ''""",
        """UPDATE {staging} s SET contact_id = t.id FROM {contact} t
           WHERE s.lead_id IS NULL AND s.contact_id IS NULL AND t.email = s.email AND t.email <> ''""",
        "{account_by_name}",
        """UPDATE {staging} s SET account_id = t.account_id FROM {contact} t
           WHERE s.account_id IS NULL AND t.id = s.contact_id""",
        """UPDATE {staging} s SET lead_id = coalesce(s.lead_id, t.lead_id),
                  account_id = coalesce(s.account_id, t.account_id)
           FROM {opportunity} t WHERE t.id = s.opportunity_id""",
    ),
    refuse=(
        """UPDATE {staging} s SET action = 'reject', problem = 'leads_nowhere'
           WHERE num_nonnulls(s.lead_id, s.contact_id, s.account_id, s.opportunity_id) = 0""",
    ),
    afterwards=(
        """INSERT INTO {task} (id, kind, title, owner_id, due_on, lead_id, opportunity_id, account_id,
             contact_id, created_at)
           SELECT s.id, 'imported', left(coalesce(s.content, s.kind), 300), s.by_id, (s.at AT TIME ZONE %(zone)s)::date,
                  s.lead_id, s.opportunity_id, s.account_id, s.contact_id, %(at)s
           FROM {staging} s WHERE s.action = 'create' AND NOT s.done""",
        """UPDATE {lead} t SET last_touch_at = greatest(t.last_touch_at, s.at)
           FROM (SELECT lead_id, max(at) AS at FROM {staging} WHERE action = 'create' AND done AND lead_id IS NOT NULL
                 GROUP BY lead_id) s WHERE t.id = s.lead_id""",
    ),
)  # fmt: skip
