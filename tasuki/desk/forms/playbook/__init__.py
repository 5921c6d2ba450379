"""Forms for the tables of a playbook: fields from the schema of a table, and what was typed back into its TOML."""
