"""What a conversion returns, the first time and every time after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tasuki.rules.wording import Language
from tasuki.stages.conversion.keeping import spoken
from tasuki.stages.conversion.models import Conversion


@dataclass(frozen=True, slots=True)
class Outcome:
    """``created`` is false when an earlier call had already converted the lead; the ids are the same either way.

    ``joined``: the opportunity stood before. ``decision`` is as it is kept (`keeping`).
    """

    conversion_id: UUID
    lead_id: UUID
    account_id: UUID
    contact_id: UUID | None
    opportunity_id: UUID
    state: str
    created: bool
    decision: Mapping[str, Any]
    unmapped: tuple[str, ...]
    approval_id: UUID | None
    joined: bool = False

    @property
    def pending(self) -> bool:
        """Somebody else's yes is missing; an opportunity that was joined stays open meanwhile."""
        return self.state == "pending_approval" or (self.created and self.approval_id is not None)

    def spoken(self, language: Language = "en", translate: Callable[[str], str] = str) -> dict[str, Any]:
        """The public shape of a conversion (API and command line), worded in ``language``."""
        decision = spoken(self.decision, language, translate)
        troubles = [finding for finding in decision["findings"] if finding["standing"] != "met"]
        return {
            "conversion_id": str(self.conversion_id),
            "lead_id": str(self.lead_id),
            "account_id": str(self.account_id),
            "contact_id": str(self.contact_id) if self.contact_id else None,
            "opportunity_id": str(self.opportunity_id),
            "success": True,
            "created": self.created,
            "joined": self.joined,
            "state": self.state,
            "approval_id": str(self.approval_id) if self.approval_id else None,
            "unmapped_fields": list(self.unmapped),
            "warnings": troubles,
            "decision": decision,
            "errors": [],
        }


def outcome_of(conversion: Conversion, *, created: bool) -> Outcome:
    """The outcome of a conversion as it stands in the database."""
    approval = conversion.approvals.order_by("-asked_at").values_list("pk", flat=True).first()
    return Outcome(
        conversion_id=conversion.pk,
        lead_id=conversion.lead_id,
        account_id=conversion.account_id,
        contact_id=conversion.contact_id,
        opportunity_id=conversion.opportunity_id,
        state=conversion.opportunity.state,
        created=created,
        decision=conversion.decision,
        unmapped=tuple(conversion.unmapped),
        approval_id=approval,
        joined=conversion.joined,
    )
