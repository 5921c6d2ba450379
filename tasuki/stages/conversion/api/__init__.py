"""/leads/{id}/convert, /leads/convert, /conversions and /approvals."""
