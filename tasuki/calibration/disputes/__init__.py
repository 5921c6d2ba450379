"""Disputes: a decision about a lead is called wrong, RevOps rules, and what was learned is kept (DS-1)."""
