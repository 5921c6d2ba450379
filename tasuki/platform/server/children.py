"""Processes that a supervisor keeps alive, and the signals that tell it to stop."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Self

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0
HEALTHY_AFTER_SECONDS = 60.0
STOP_SECONDS = 15.0
POLL_SECONDS = 0.05
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


class Signals:
    """Inside the block SIGTERM and SIGINT only set a flag, and ``wait`` ends early when one comes."""

    CAUGHT = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)

    def __init__(self) -> None:
        self.requests = 0

    @property
    def asked_to_stop(self) -> bool:
        return self.requests > 0

    @property
    def asked_to_hurry(self) -> bool:
        return self.requests > 1

    def __enter__(self) -> Self:
        self._ear, self._mouth = os.pipe()
        os.set_blocking(self._ear, False)
        os.set_blocking(self._mouth, False)
        self._earlier_wakeup = signal.set_wakeup_fd(self._mouth, warn_on_full_buffer=False)
        self._earlier = {number: signal.signal(number, self._note) for number in self.CAUGHT}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, earlier in self._earlier.items():
            signal.signal(number, earlier)
        signal.set_wakeup_fd(self._earlier_wakeup)
        os.close(self._ear)
        os.close(self._mouth)

    def wait(self, seconds: float) -> None:
        if select.select([self._ear], [], [], seconds)[0]:
            os.read(self._ear, 4096)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if number != signal.SIGCHLD:
            self.requests += 1


class Child:
    """One command that should always run. Each child leads a process group, so that Ctrl-C in the terminal
    reaches the supervisor alone and the order of stopping is the supervisor's.
    """

    def __init__(self, name: str, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self.name = name
        self.command = command
        self.environ = environ
        self.process: subprocess.Popen[bytes] | None = None
        self.pause_seconds = FIRST_PAUSE_SECONDS
        self.started_at = 0.0
        self.due_at: float | None = None

    def start(self) -> None:
        self.due_at = None
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.environ),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent if sys.platform == "linux" else None,
        )

    def revive_if_due(self, say: Callable[[str], None]) -> None:
        """Start it again some time after it died: at once at first, then ever later while it keeps dying."""
        if self.is_alive():
            return
        now = time.monotonic()
        if self.due_at is None:
            self.kill()
            if now - self.started_at > HEALTHY_AFTER_SECONDS:
                self.pause_seconds = FIRST_PAUSE_SECONDS
            self.due_at = now + self.pause_seconds
            say(f"The {self.name} ended; starting it again in {self.pause_seconds:g} s.")
            self.pause_seconds = min(2 * self.pause_seconds, LONGEST_PAUSE_SECONDS)
        elif now >= self.due_at:
            self.start()

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        if self.process is not None and self.is_alive():
            self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it and all it has started: a killed web server leaves workers behind that hold the port."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def stop_in_reverse(children: Sequence[Child], signals: Signals, seconds: float = STOP_SECONDS) -> bool:
    """Stop the last one started first; a second Ctrl-C kills. Returns whether all stopped by themselves."""
    clean = True
    for child in reversed(children):
        child.ask_to_stop()
        deadline = time.monotonic() + seconds
        while child.is_alive() and time.monotonic() < deadline and not signals.asked_to_hurry:
            signals.wait(POLL_SECONDS)
        clean = clean and not child.is_alive()
        child.kill()
    return clean


def end_with_parent() -> None:
    """Ask the kernel for SIGTERM when the parent dies, however it dies."""
    ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
