"""A playbook named at the command line: a preset or a file, where no database is asked, else a version."""

from __future__ import annotations

from pathlib import Path

from tasuki.cli.session import Session
from tasuki.cli.usage import Misused
from tasuki.playbooks.presets import complete_toml, load_file, load_preset, preset_names, preset_toml
from tasuki.rules.playbook import Playbook
from tasuki.rules.wording import N_

IN_FORCE = "in_force"


def preset_or_file(named: str) -> Playbook:
    """The playbook of a preset, which its stamp (“article@1”) names as well, or of a file.

    Raises `Unreadable` for a file that is none, and a usage error where there is no such thing.
    """
    name, _, version = named.partition("@")
    if name in preset_names() and not _is_file(named) and (not version or load_preset(name).stamp == named):
        return load_preset(name)
    return load_file(_file(named))


def toml_called(named: str, session: Session) -> str:
    """The complete TOML of a preset, a file, or, for somebody who may read it, a version of the database.

    Raises `Unreadable`, `NotFound`, `Forbidden`, `NotSignedIn`, OSError.
    """
    if needs_no_database(named):
        return file_toml(Path(named)) if _is_file(named) else preset_toml(named)
    from tasuki.cli.product import acting

    by = acting(session).by
    from tasuki.platform.access.actor import ask_any
    from tasuki.playbooks.queries import version_stamped

    ask_any(by, "playbook.read")
    return version_stamped(named).toml


def file_toml(path: Path) -> str:
    """The complete TOML of a file that is a playbook. Raises `Unreadable`."""
    load_file(path)
    return complete_toml(path.read_text(encoding="utf-8-sig"), path.name)


def needs_no_database(named: str) -> bool:
    return _is_file(named) or named in preset_names()


def _is_file(named: str) -> bool:
    return Path(named).is_file()


def _file(named: str) -> Path:
    if not _is_file(named):
        text = N_("“%(named)s” is neither a file nor a preset.")
        fix = N_("Name a file that is there, or one of the presets: %(presets)s.")
        raise Misused(text, fix, where="--playbook", named=named, presets=preset_names())
    return Path(named)
