"""How leads come in: by form, API and CSV; matched, scored, never half-imported."""
