"""The settings: one's own, and the company's people and hours."""
