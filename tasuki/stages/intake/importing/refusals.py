"""What is wrong with a file as a whole, and with one row of it."""

from __future__ import annotations

from tasuki.platform.refusals import Refusal
from tasuki.rules.reading import Problem
from tasuki.rules.wording import Sentence


class UnusableFile(Refusal):
    """The file cannot be imported at all; nothing was written. The sentence says why and what to do."""

    code = "unusable_file"
    status = 422
    exit_code = 2


def unusable(template: str, /, **values: object) -> UnusableFile:
    sentence = Sentence(template, values)
    return UnusableFile(sentence, [Problem("/file", "unusable_file", sentence)])


class Unfit(ValueError):
    """A cell that cannot become what its column is; ``sentence`` says why."""

    def __init__(self, template: str, /, **values: object) -> None:
        self.sentence = Sentence(template, values)
        super().__init__(self.sentence.spoken("en"))
