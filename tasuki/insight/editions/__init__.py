"""Editions: reports frozen when they are issued, in both languages, comparable with the last one (RP-1)."""
