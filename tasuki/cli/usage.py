"""How the command was not meant to be typed: click's errors and our own, as problems in the reader's language.

Click words its errors in English and keeps no parts of most of them; what it says is read back here, by the tables
below. An error that they do not know keeps click's own words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

import click

from tasuki.rules.problem import Problem, not_among, of_another_kind
from tasuki.rules.wording import N_, Sentence


class Misused(click.UsageError):
    """A command typed in a way that cannot be meant; ``where`` is the option or argument that is wrong, if one is."""

    def __init__(self, template: str, /, fix: str = "", where: str = "", **values: object) -> None:
        self.sentence = Sentence(template, values)
        self.fix = Sentence(fix, values) if fix else None
        self.where = where
        context = click.get_current_context(silent=True)
        named = (one for one in (context.command.params if context else ()) if as_typed(one) == where)
        self.param = next(named, None)
        super().__init__(self.sentence.spoken("en"), context)


def problem_of(error: click.ClickException) -> Problem:
    """What is wrong, at the pointer of the option or argument, and what to do."""
    if isinstance(error, Misused):
        return Problem(_pointer(error.param or error.where), "usage", error.sentence, error.fix)
    if isinstance(error, click.NoSuchOption) and error.option_name in _OF_COMMANDS and _choose_command(error):
        message = Sentence(N_("“%(name)s” stands after the command."), {"name": error.option_name})
        return Problem(_pointer(error.option_name), "usage", message, _choose_command(error))
    if isinstance(error, click.NoSuchOption):
        message = Sentence(N_("There is no option “%(name)s”."), {"name": error.option_name})
        return Problem(_pointer(error.option_name), "unknown_option", message, _meant(error.possibilities))
    if isinstance(error, click.exceptions.NoSuchCommand):
        message = Sentence(N_("There is no command “%(name)s”."), {"name": error.command_name})
        return Problem("", "unknown_command", message, _meant(error.possibilities) or _choose_command(error))
    if isinstance(error, click.BadOptionUsage):
        return Problem(_pointer(error.option_name), "usage", _of_option(error))
    if isinstance(error, click.MissingParameter):
        return _missing(error)
    if isinstance(error, click.BadParameter):
        return _bad_value(error)
    return _otherwise(error)


def where_of(error: click.ClickException) -> str:
    """The option or argument as it is typed; nothing where none is to blame."""
    if isinstance(error, Misused):
        return error.where
    return as_typed(error.param) if isinstance(error, click.BadParameter) else ""


def as_typed(param: click.Parameter | str | None) -> str:
    """``--reason``, or ``LEAD``."""
    if not isinstance(param, click.Parameter):
        return param or ""
    return max(param.opts, key=len) if isinstance(param, click.Option) else param.human_readable_name


def usage_line(context: click.Context) -> str:
    """``tasuki lead accept [OPTIONS] LEAD``."""
    return " ".join([context.command_path, *context.command.collect_usage_pieces(context)])


def _missing(error: click.MissingParameter) -> Problem:
    is_option = isinstance(error.param, click.Option)
    message = N_("This option is required.") if is_option else N_("This argument is required.")
    allowed = _choices(error.param)
    return Problem(_pointer(error.param), "missing", Sentence(message), _one_of(allowed) if allowed else None)


def _bad_value(error: click.BadParameter) -> Problem:
    pointer, said = _pointer(error.param), error.message
    if allowed := _choices(error.param):
        return _bad_choice(pointer, said, allowed)
    for pattern, kind in _KINDS:
        if found := pattern.fullmatch(said):
            return of_another_kind(pointer, kind, _unquoted(found["found"]))
    for pattern, code, template, fix in _VALUES:
        if found := pattern.fullmatch(said):
            values = {name: _unquoted(text) for name, text in found.groupdict().items()}
            return Problem(pointer, code, Sentence(template, values), Sentence(fix, values))
    return Problem(pointer, "usage", Sentence("%(error)s", {"error": said}))


def _bad_choice(pointer: str, said: str, allowed: list[str]) -> Problem:
    typed = said.partition(" is not ")[0].strip("'\"")
    near = get_close_matches(typed, allowed, n=1)
    return not_among(pointer, typed, allowed, near[0] if near else "")


def _otherwise(error: click.ClickException) -> Problem:
    said = error.format_message()
    if isinstance(error, click.exceptions.NoArgsIsHelpError) or said == "Missing command.":
        return Problem("", "missing", Sentence(N_("A command is missing.")), _choose_command(error))
    if found := _TOO_MUCH.fullmatch(said):
        fix = N_("Leave it out; a text with spaces stands in quotation marks.")
        text = Sentence(N_("There is more than this command takes: %(found)s."), {"found": found["found"]})
        return Problem("", "usage", text, Sentence(fix))
    return Problem("", "usage", Sentence("%(error)s", {"error": said}))


def _of_option(error: click.BadOptionUsage) -> Sentence:
    takes_none = "does not take a value" in error.message
    text = (
        N_("The option “%(name)s” takes no value.")
        if takes_none
        else N_("The option “%(name)s” takes a value.")
    )
    return Sentence(text, {"name": error.option_name})


def _meant(possibilities: Sequence[str] | None) -> Sentence | None:
    if not possibilities:
        return None
    return Sentence(N_("Did you mean “%(near)s”?"), {"near": possibilities[0]})


def _choose_command(error: click.ClickException) -> Sentence | None:
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None or not isinstance(context.command, click.Group):
        return None
    return _one_of(context.command.list_commands(context))


def _one_of(allowed: Sequence[str]) -> Sentence:
    return Sentence(N_("Choose one of: %(allowed)s."), {"allowed": list(allowed)})


def _choices(param: click.Parameter | None) -> list[str]:
    kind = param.type if param is not None else None
    return [str(one) for one in kind.choices] if isinstance(kind, click.Choice) else []


def _pointer(where: click.Parameter | str | None) -> str:
    name = (where.name or "") if isinstance(where, click.Argument) else as_typed(where)
    return f"/{name.lstrip('-').replace('-', '_').lower()}" if name else ""


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


_OF_COMMANDS = ("--json", "--lang", "--as")
# Click's English → the kind of value that was expected.
_KINDS: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"(?P<found>.+) is not a valid integer(?: range)?\."), "whole_number"),
    (re.compile(r"(?P<found>.+) is not a valid float(?: range)?\."), "number"),
    (re.compile(r"(?P<found>.+) is not a valid boolean\..*"), "truth"),
    (re.compile(r"(?P<found>.+) is not a valid UUID\."), "id"),
)
_THERE = N_("Check the path; name a file that is there.")
_READABLE = N_("Name a file that this user may read.")
# Click's English → code, what is wrong, what to do.
_VALUES: Sequence[tuple[re.Pattern[str], str, str, str]] = (
    (
        re.compile(r"(?P<found>.+) is not in the range (?P<range>.+)\."),
        "out_of_range",
        N_("%(found)s is outside the limits."),
        N_("Enter a value inside %(range)s."),
    ),
    (
        re.compile(r"\w+ (?P<found>.+) does not exist\."),
        "not_found",
        N_("There is no file “%(found)s”."),
        _THERE,
    ),
    (
        re.compile(r"(?P<found>.+): No such file or directory"),
        "not_found",
        N_("There is no file “%(found)s”."),
        _THERE,
    ),
    (
        re.compile(r"\w+ (?P<found>.+) is a directory\."),
        "not_a_file",
        N_("“%(found)s” is a folder."),
        _THERE,
    ),
    (
        re.compile(r"\w+ (?P<found>.+) is not (?:readable|executable)\."),
        "unreadable",
        N_("“%(found)s” cannot be read."),
        _READABLE,
    ),
    (
        re.compile(r"\w+ (?P<found>.+) is not writable\."),
        "not_writable",
        N_("“%(found)s” cannot be written."),
        N_("Name a place that this user may write to."),
    ),
    (
        re.compile(r"(?P<found>.+): (?:Permission denied|Is a directory)"),
        "unreadable",
        N_("“%(found)s” cannot be read."),
        _READABLE,
    ),
)
_TOO_MUCH = re.compile(r"Got unexpected extra arguments? \((?P<found>.*)\)")
