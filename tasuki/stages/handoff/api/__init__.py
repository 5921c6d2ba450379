"""/handoffs, and what the later gates say of a lead."""
