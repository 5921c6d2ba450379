"""Tasuki: from a marketing lead to a sales opportunity, through gates that both sides have agreed on.

The packages are described in ``docs/`` and in the README of each stage. ``tasuki.rules`` holds every decision
and can be imported alone; everything else gathers facts for it or carries out what it decided.
"""

__version__ = "0.1.0"
