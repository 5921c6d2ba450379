"""Deal registration: partners register companies, and keep them for a while."""
