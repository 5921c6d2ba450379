"""The dossier: every fact that a gate may look at, frozen (contract/dossier.json).

Live records, an import, a replayed history and a JSON file on the command line all become a dossier first; that is
why one engine judges them all. Nothing here has behaviour beyond naming a fact. A criterion's level follows §3:
0 unknown, 1 identified by us, 2 confirmed by the buyer, 3 documented and independently corroborated or quantified.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from tasuki.rules.reading import read

EvidenceKind = Literal["call", "email", "note", "document", "meeting", "recording", "chat", "form"]
ContactRole = Literal["economic_buyer", "champion", "influencer", "technical_evaluator", "signer", "user"]
ForcingFunction = Literal[
    "business_event", "contract_renewal", "compliance_deadline", "strategic_initiative", "other"
]
BudgetStatus = Literal["confirmed", "allocated", "path_identified", "estimated", "none", "unknown"]


@dataclass(frozen=True, slots=True)
class Money:
    """An amount and its ISO 4217 currency."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if len(self.currency) != 3 or not self.currency.isalpha() or not self.currency.isupper():
            raise ValueError(f"“{self.currency}” is not an ISO 4217 currency code such as JPY or USD.")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an answer comes from: a call, an e-mail, a note or a document, with its reference."""

    id: str
    kind: EvidenceKind
    at: datetime | None = None
    by: Literal["buyer", "seller", "third_party"] = "buyer"
    ref: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    name: str = ""
    domain: str = ""
    employees: int | None = None
    industry: str = ""
    segment: str = ""
    country: str = ""
    region: str = ""
    technologies: tuple[str, ...] = ()
    business_model: str = ""
    tier: str = ""
    background: str = ""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    name: str = ""
    family_name: str = ""
    given_name: str = ""
    title: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Touch:
    """One touchpoint: a call, e-mail, form, webinar …; ``direction`` is seen from us."""

    kind: str
    at: datetime
    direction: Literal["inbound", "outbound"] = "outbound"
    two_way: bool = False
    content: str = ""
    signal: str = ""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Sales' acceptance of the lead with its rationale (G-01, X-15)."""

    by: str = ""
    at: datetime | None = None
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class LeadFacts:
    id: str = ""
    state: str = "captured"
    source: str = ""
    campaign: str = ""
    message: str = ""
    segment: str = ""
    industry: str = ""
    country: str = ""
    region: str = ""
    company: CompanyFacts = CompanyFacts()
    person: PersonFacts = PersonFacts()
    fit: float | None = None
    intent: float | None = None
    intent_tier: int | None = None
    why_now: str = ""
    captured_at: datetime | None = None
    recycled_at: datetime | None = None
    origin: Literal["native", "import"] = "native"
    touches: tuple[Touch, ...] = ()
    duplicate_of: str | None = None
    acceptance: Acceptance = Acceptance()
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NamedPerson:
    name: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """C-1 and C-1b: funds allocated, or a path with its process, controller and cycle."""

    level: int = 0
    status: BudgetStatus = "unknown"
    context: str = ""
    amount: Money | None = None
    approval_process: str = ""
    budget_controller: str = ""
    next_cycle_on: date | None = None
    funding_available_on: date | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Authority:
    """C-2: who can sign, or the decision-making unit by name; and what our contact is in it."""

    level: int = 0
    decision_maker: NamedPerson | None = None
    decision_unit: tuple[str, ...] = ()
    path_to_decision_maker: str = ""
    contact_role: ContactRole | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """C-3: a specific business problem, the cost of not solving it, and why now."""

    level: int = 0
    problem: str = ""
    cost_of_inaction: str = ""
    why_now: str = ""
    tried_before: str = ""
    current_process: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """C-4 and C-7: a date and the event that forces it."""

    level: int = 0
    target_on: date | None = None
    forcing_function: ForcingFunction | None = None
    forcing_event: str = ""
    forcing_on: date | None = None
    priority_rank: int | None = None
    competing_initiatives: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionProcess:
    """C-5: steps, people, criteria, evaluation timeline and competing vendors."""

    level: int = 0
    steps: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    evaluation_until: date | None = None
    other_vendors: tuple[str, ...] = ()
    no_other_vendors_checked_how: str = ""
    paper_process: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Competition:
    """The competitive landscape; “none found” with how it was checked is an answer (G-04)."""

    level: int = 0
    landscape: str = ""
    none_found: bool = False
    checked_how: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueAlignment:
    """How our value proposition answers the need (CH-13)."""

    level: int = 0
    statement: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metrics:
    """MEDDIC's M: the quantified result the buyer expects."""

    level: int = 0
    statement: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Champion:
    """MEDDIC's C: who sells for us inside, and how we tested it."""

    level: int = 0
    person: NamedPerson | None = None
    tested_how: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    budget: Budget = Budget()
    authority: Authority = Authority()
    need: Need = Need()
    timeline: Timeline = Timeline()
    decision_process: DecisionProcess = DecisionProcess()
    competition: Competition = Competition()
    value_alignment: ValueAlignment = ValueAlignment()
    metrics: Metrics = Metrics()
    champion: Champion = Champion()
    custom: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A discovery question that was asked without an answer, with a note (C-9)."""

    question: str
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    kind: str = "discovery"
    booked_for: datetime | None = None
    booked_at: datetime | None = None
    held_at: datetime | None = None
    missed_at: datetime | None = None
    attendees: tuple[str, ...] = ()
    ae: str = ""


@dataclass(frozen=True, slots=True)
class Handoff:
    state: Literal["none", "draft", "submitted", "accepted", "rejected", "recycled"] = "none"
    brief_completeness: float | None = None
    ae: str = ""
    ae_notified_at: datetime | None = None
    submitted_at: datetime | None = None
    recommended_next_step: str = ""
    sdr_assessment: str = ""
    likelihood: Literal["low", "medium", "high", ""] = ""
    red_flags: str = ""
    red_flags_checked_how: str = ""
    response_pattern: str = ""
    engagement_level: str = ""
    org_chart: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact of the opportunity. One person may appear several times with different roles."""

    name: str = ""
    person: Literal["lead", ""] = ""
    id: str = ""
    role: ContactRole | None = None
    primary: bool = False
    title: str = ""
    email: str = ""
    phone: str = ""
    stance: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    action: str = ""
    owner: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Discount:
    """Discount or special pricing; ``none`` is a true answer when it says how it was checked (HB-3)."""

    kind: Literal["none", "percent", "amount", "special_pricing"]
    fraction: Decimal | None = None
    amount: Money | None = None
    note: str = ""
    checked_how: str = ""


@dataclass(frozen=True, slots=True)
class Dismissed:
    """A person named somewhere in the record who is deliberately not linked, and why (O-17)."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class OpportunityFacts:
    """What is going to be created (O-1 … O-19)."""

    company: str = ""
    product: str = ""
    product_line: str = ""
    solution_category: str = ""
    use_case: str = ""
    industry_vertical: str = ""
    owner: str = ""
    account: str = ""
    contacts: tuple[Contact, ...] = ()
    amount: Money | None = None
    amount_basis: Literal["discovery", "pricing_calc", "guess", ""] = ""
    close_on: date | None = None
    close_date_basis: Literal["buyer_stated", "forcing_function", "procurement_plan", "guess", ""] = ""
    close_date_evidence: str = ""
    stage: str = ""
    probability: float | None = None
    next_steps: tuple[NextStep, ...] = ()
    follow_up_plan: str = ""
    decision_criteria: str = ""
    evaluation_factors: str = ""
    competitive_landscape: str = ""
    risks: str = ""
    deal_blockers: str = ""
    discount: Discount | None = None
    qualification_notes: str = ""
    source: str = ""
    campaign: str = ""
    dismissed: tuple[Dismissed, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AmountHistory:
    """Natural-log statistics of past deal sizes in the lead's segment, in the opportunity's currency (O-7, AP-1)."""

    n: int = 0
    median_ln: float | None = None
    mad_ln: float | None = None
    p90: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AccountMatch:
    """An existing account that the company matches, and how surely (O-10).

    ``choose``: nothing proves that it is the company and nothing speaks against it (one name and legal form, or a
    contact in common), so that somebody has to say which. ``clues`` are the codes of what they have in common.
    """

    id: str
    name: str
    standing: Literal["exact", "choose", "likely", "possible"]
    because: str = ""
    clues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the records around the lead say, gathered for the rules: history, matches and the converter's own record."""

    amounts: AmountHistory = AmountHistory()
    accounts: tuple[AccountMatch, ...] = ()
    open_duplicates: tuple[str, ...] = ()
    converter_premature_index: float | None = None
    team_premature_p75: float | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """Going ahead with criteria missing: a rationale and the day by which the gap closes (G-05)."""

    rationale: str = ""
    expires_on: date | None = None
    approver: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """All facts about one lead on its way, at one moment (``at``, UTC)."""

    lead: LeadFacts = LeadFacts()
    answers: Answers = Answers()
    evidence: tuple[Evidence, ...] = ()
    asked: tuple[Asked, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    handoff: Handoff = Handoff()
    opportunity: OpportunityFacts = OpportunityFacts()
    surroundings: Surroundings = Surroundings()
    override: Override | None = None
    at: datetime | None = None
    playbook: str = ""


def read_dossier(source: object) -> Dossier:
    """A dossier from parsed JSON. Raises `tasuki.rules.reading.Unreadable` naming every field that is wrong."""
    return read(Dossier, source)
