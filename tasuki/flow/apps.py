from __future__ import annotations

from functools import partial

from django.apps import AppConfig


class FlowConfig(AppConfig):
    name = "tasuki.flow"
    label = "flow"

    def ready(self) -> None:
        """From here on, what happens has its consequences."""
        from tasuki.flow.following import follow_the_journal
        from tasuki.flow.moments import start_of_the_meeting
        from tasuki.flow.process import PROCESS
        from tasuki.flow.row import hear
        from tasuki.platform.jobs.pulse import on_beat
        from tasuki.platform.journal.append import listen
        from tasuki.sla.moments import tell

        listen(partial(hear, PROCESS))
        on_beat(follow_the_journal)
        tell("meeting.booked_for", start_of_the_meeting)
