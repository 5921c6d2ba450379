"""The database keeps `Milestone` itself: set-based for new leads, and only for changes that a report can see."""

from django.db import migrations

COLUMNS = (
    "lead_id", "origin", "state", "source", "campaign_id", "segment", "industry", "country", "tier", "owner_id", "ae_id",
    "captured_at", "state_since", "mql_at", "sal_at", "sql_at", "discovery_at", "converted_at", "disqualified_at",
    "recycled_at", "archived_at", "merged_at", "times_recycled", "exit_reason", "exit_cause", "exit_state",
    "opportunity_id", "deal_state", "won_at", "lost_at", "amount", "currency", "overridden", "playbook",
)  # fmt: skip
VALUES = """
l.id, l.origin, l.state, l.source, l.campaign_id, l.segment, l.industry, l.country, l.tier, l.owner_id, l.ae_id,
l.captured_at, l.state_since, l.entered_mql_at, l.entered_sal_at, l.entered_sql_at, l.entered_discovery_at,
l.entered_converted_at, l.entered_disqualified_at, l.entered_recycled_at, l.entered_archived_at, l.entered_merged_at,
l.times_recycled, l.exit_reason, l.exit_cause, l.exit_state, l.opportunity_id, coalesce(o.state, ''),
CASE WHEN o.state = 'closed_won' THEN o.closed_at END, CASE WHEN o.state = 'closed_lost' THEN o.closed_at END,
CASE WHEN o.lead_id = l.id THEN o.amount END, coalesce(o.currency, ''), coalesce(o.overridden, false),
coalesce(o.playbook, '')
"""
SEEN = (
    "origin", "state", "source", "campaign_id", "segment", "industry", "country", "tier", "owner_id", "ae_id",
    "captured_at", "state_since", "entered_mql_at", "entered_sal_at", "entered_sql_at", "entered_discovery_at",
    "entered_converted_at", "entered_disqualified_at", "entered_recycled_at", "entered_archived_at",
    "entered_merged_at", "times_recycled", "exit_reason", "exit_cause", "exit_state", "opportunity_id",
)  # fmt: skip
DEAL = ("state", "closed_at", "lead_id", "amount", "currency", "overridden", "playbook")


def _changed(columns: tuple[str, ...]) -> str:
    old, new = (", ".join(f"{side}.{name}" for name in columns) for side in ("old", "new"))
    return f"({old}) IS DISTINCT FROM ({new})"


NAMES = ", ".join(COLUMNS)
FOLLOW = f"""
CREATE VIEW records_milestone_due ({NAMES}) AS
SELECT {VALUES} FROM records_lead l LEFT JOIN records_opportunity o ON o.id = l.opportunity_id;

CREATE FUNCTION milestones_of_new_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO records_milestone ({NAMES})
    SELECT {VALUES} FROM arrived l LEFT JOIN records_opportunity o ON o.id = l.opportunity_id;
    RETURN NULL;
END $$;
CREATE TRIGGER milestones_of_new_leads AFTER INSERT ON records_lead
    REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION milestones_of_new_leads();

CREATE FUNCTION milestone_of_changed_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE records_milestone m SET ({NAMES}) = (SELECT {VALUES}
        FROM (SELECT new.*) l LEFT JOIN records_opportunity o ON o.id = l.opportunity_id)
    WHERE m.lead_id = new.id;
    RETURN NULL;
END $$;
CREATE TRIGGER milestone_of_changed_lead AFTER UPDATE ON records_lead
    FOR EACH ROW WHEN ({_changed(SEEN)}) EXECUTE FUNCTION milestone_of_changed_lead();

CREATE FUNCTION milestones_of_gone_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM records_milestone m USING gone WHERE m.lead_id = gone.id;
    RETURN NULL;
END $$;
CREATE TRIGGER milestones_of_gone_leads AFTER DELETE ON records_lead
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION milestones_of_gone_leads();

CREATE FUNCTION milestones_of_changed_deal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE records_milestone m SET ({NAMES}) = (SELECT {NAMES} FROM records_milestone_due d WHERE d.lead_id = m.lead_id)
    WHERE m.opportunity_id = new.id;
    RETURN NULL;
END $$;
CREATE TRIGGER milestones_of_changed_deal AFTER UPDATE ON records_opportunity
    FOR EACH ROW WHEN ({_changed(DEAL)}) EXECUTE FUNCTION milestones_of_changed_deal();
"""
FORGET = """
DROP TRIGGER milestones_of_changed_deal ON records_opportunity;
DROP FUNCTION milestones_of_changed_deal();
DROP TRIGGER milestones_of_gone_leads ON records_lead;
DROP FUNCTION milestones_of_gone_leads();
DROP TRIGGER milestone_of_changed_lead ON records_lead;
DROP FUNCTION milestone_of_changed_lead();
DROP TRIGGER milestones_of_new_leads ON records_lead;
DROP FUNCTION milestones_of_new_leads();
DROP VIEW records_milestone_due;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunSQL(FOLLOW, FORGET)]
