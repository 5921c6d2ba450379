"""Answers with evidence; accepted, qualified, disqualified or recycled with reasons."""
