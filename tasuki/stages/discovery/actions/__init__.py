"""Record a discovery call."""

from tasuki.stages.discovery.actions.record import record

__all__ = ["record"]
