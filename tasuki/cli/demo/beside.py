"""A hand in a process of its own: it is given its part of the lives, and then one moment after the other.

``python -m tasuki.cli.demo.beside`` reads pickles from standard input and answers each on standard output.
"""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any, Self, cast

if TYPE_CHECKING:
    from tasuki.cli.demo.scenes import Life
    from tasuki.cli.demo.world import World


class HandBeside:
    """Tells one part of the lives in another process, which ends with the block. Raises RuntimeError if that fails."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", __name__]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is not None:
            self._process.kill()
        for end in (self._process.stdin, self._process.stdout):
            if end is not None:
                end.close()
        self._process.wait()

    def take(self, world: World, lives: Sequence[Life]) -> Self:
        """These are the lives to tell."""
        self._tell((world.begins_at, world.ends_at, world.part, list(lives)))
        return self

    def go_on(self, until: datetime) -> None:
        self._tell(until)

    def wait(self) -> None:
        self._hear()

    def refused(self) -> Counter[str]:
        self._tell(None)
        return cast("Counter[str]", self._hear())

    def _tell(self, something: object) -> None:
        try:
            _write(something, cast(IO[bytes], self._process.stdin))
        except BrokenPipeError:
            raise self._has_failed() from None

    def _hear(self) -> Any:
        try:
            return pickle.load(cast(IO[bytes], self._process.stdout))
        except EOFError:
            raise self._has_failed() from None

    def _has_failed(self) -> RuntimeError:
        return RuntimeError(f"Another part of the demo company failed: exit code {self._process.wait()}.")


def main() -> None:
    """Until the end of what is asked, or until whoever asks has gone."""
    with suppress(EOFError, BrokenPipeError):
        _answer(sys.stdin.buffer, sys.stdout.buffer)


def _answer(questions: IO[bytes], answers: IO[bytes]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks hears it too, and then asks no more
    sys.stdout = sys.stderr
    from tasuki.cli.product import open_product

    open_product()
    from tasuki.cli.demo.hand import OwnHand, writing_fast
    from tasuki.cli.demo.world import World

    begins_at, ends_at, part, lives = pickle.load(questions)
    hand = OwnHand((World(begins_at, ends_at, part), lives))
    with writing_fast():
        while (until := pickle.load(questions)) is not None:
            hand.go_on(until)
            _write(until, answers)
    _write(hand.refused(), answers)


def _write(something: object, to: IO[bytes]) -> None:
    pickle.dump(something, to)
    to.flush()


if __name__ == "__main__":
    main()
