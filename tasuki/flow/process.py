"""The process on one page: when this happens, if that is so, then this follows, now or soon.

NOW is the transaction of the event itself: both happen or neither. SOON is a job enqueued in that transaction. LATER is
a worker that reads the event in the journal, within seconds and once, and costs the transaction nothing. Rows are
carried out from top to bottom. This table is the only place where one stage makes another act; a picture of it is in
docs/explanation/process.md.
"""

from __future__ import annotations

from tasuki.flow import conditions as it
from tasuki.flow.row import EVERYTHING, LATER, NOW, SOON, Row
from tasuki.flow.wording import (
    about_the_lead,
    about_the_survivor,
    as_an_ae_refuses,
    as_an_sdr_refuses,
    as_it_is,
    as_it_was_ruled,
    as_nobody_came,
    as_the_call_was,
    assign_its_ae,
    assign_its_sdr,
    because_of_this,
    hold_the_meeting,
    its_rows,
    nothing_to_say,
    the_conversation,
    to_its_approver,
    to_whoever_may_overrule,
    when_it_was,
    whoever_has_it,
)

# fmt: off
PROCESS: tuple[Row, ...] = (
    Row(EVERYTHING,                 NOW,  "sla.on_event",                     as_it_is),
    Row(EVERYTHING,                 LATER, "notices.tell",                    as_it_is),
    Row(EVERYTHING,                 LATER, "webhooks.tell",                   as_it_is),

    Row("lead.captured",            NOW,  "qualification.try_market_qualify", about_the_lead,   it.is_native),
    Row("lead.marketing_qualified", NOW,  "routing.watch_committee",          about_the_lead),
    Row("lead.marketing_qualified", NOW,  "flow.confirm_owner",               about_the_lead,   it.has_its_sdr),
    Row("lead.reengaged",           NOW,  "flow.confirm_owner",               about_the_lead,   it.has_its_sdr),
    Row("lead.reopened",            NOW,  "flow.confirm_owner",               about_the_lead,   it.has_its_sdr),
    Row("lead.marketing_qualified", NOW,  "routing.assign",                   assign_its_sdr,   it.has_no_sdr),
    Row("lead.reengaged",           NOW,  "routing.assign",                   assign_its_sdr,   it.has_no_sdr),
    Row("lead.reopened",            NOW,  "routing.assign",                   assign_its_sdr,   it.has_no_sdr),

    Row("opportunity.voided",       NOW,  "routing.assign",                   assign_its_sdr,   it.has_no_sdr),
    Row("opportunity.left",         NOW,  "routing.assign",                   assign_its_sdr,   it.has_no_sdr),
    Row("opportunity.voided",       NOW,  "routing.assign",                   assign_its_ae,    it.has_no_ae),
    Row("opportunity.left",         NOW,  "routing.assign",                   assign_its_ae,    it.has_no_ae),

    Row("touch.logged",             NOW,  "intake.rescore",                   about_the_lead),
    Row("touch.logged",             NOW,  "qualification.try_market_qualify", about_the_lead,   it.is_still_captured),
    Row("touch.logged",             NOW,  "handoff.review_brief",             about_the_lead,   it.has_a_draft),
    Row("touch.logged",             NOW,  "routing.watch_committee",          about_the_lead,   it.is_from_the_buyer),
    Row("touch.logged",             NOW,  "pipeline.note_activity",           when_it_was,        it.has_a_deal),
    Row("answer.recorded",          NOW,  "handoff.review_brief",             about_the_lead,   it.has_a_draft),
    Row("answer.recorded",          NOW,  "pipeline.settle_waiver",           because_of_this,  it.was_waived),

    Row("approval.requested",       NOW,  "sla.reassign_owner",               to_its_approver),
    Row("approval.delegated",       NOW,  "sla.reassign_owner",               to_its_approver),

    Row("registration.escalated",   NOW,  "sla.hand_to",                      to_whoever_may_overrule),

    Row("meeting.booked",           NOW,  "routing.assign",                   assign_its_ae,    it.has_no_ae),
    Row("handoff.submitted",        NOW,  "routing.assign",                   assign_its_ae,    it.has_no_ae),
    Row("meeting.held",             NOW,  "qualification.log_touch",          the_conversation, it.is_with_the_buyer),
    Row("discovery.held",           NOW,  "meetings.hold",                    hold_the_meeting, it.is_not_marked),
    Row("discovery.held",           NOW,  "meetings.hold_unbooked",           as_the_call_was,  it.was_not_booked),
    Row("discovery.held",           NOW,  "pipeline.settle_waiver",           because_of_this,  it.was_waived),

    Row("lead.disqualified",        NOW,  "routing.credit_back",              as_an_sdr_refuses, it.was_never_accepted),
    Row("handoff.rejected",         NOW,  "routing.credit_back",              as_an_ae_refuses),
    Row("meeting.missed",           NOW,  "routing.credit_back",              as_nobody_came,   it.is_with_the_buyer),

    Row("lead.disqualified",        NOW,  "handoff.follow_lead",              about_the_lead),
    Row("lead.recycled",            NOW,  "handoff.follow_lead",              about_the_lead),
    Row("lead.merged",              NOW,  "handoff.follow_lead",              about_the_lead),
    Row("lead.merged",              NOW,  "intake.rescore",                   about_the_survivor),
    Row("lead.unmerged",            NOW,  "intake.rescore",                   about_the_survivor),
    Row("lead.unmerged",            NOW,  "intake.rescore",                   about_the_lead),
    Row("lead.unmerged",            NOW,  "routing.assign",                   assign_its_sdr,   it.has_lost_its_sdr),
    Row("lead.unmerged",            NOW,  "routing.assign",                   assign_its_ae,    it.has_lost_its_ae),

    Row("dispute.ruled",            NOW,  "qualification.reopen",             as_it_was_ruled,  it.opens_it_again),
    Row("dispute.ruled",            NOW,  "qualification.reengage",           about_the_lead,   it.brings_it_back),

    Row("sla.escalated",            SOON, "routing.relieve",                  whoever_has_it,   it.reaches_the_manager),
    Row("sla.escalated",            NOW,  "sla.ask_for_review",               as_it_is,         it.reaches_the_leaders),

    Row("import.finished",          SOON, "intake.score_import",              its_rows),
    Row("playbook.published",       SOON, "sla.reckon_anew",                  nothing_to_say),
)
# fmt: on
