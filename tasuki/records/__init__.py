"""The records everybody works on: leads, accounts, contacts, opportunities, campaigns, touchpoints and tasks."""
