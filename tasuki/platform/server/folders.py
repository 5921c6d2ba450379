"""Where the server's files are, and whose folders we are willing to use.

Everything is in ``<home>/postgres``. Two things may have to live elsewhere, and ``<home>/postgres.json`` says
so: the server's folder, when we are root and the server's account cannot enter the home (we never open a
folder that we did not make); and the socket's folder, when its path would be too long for a socket address.
"""

from __future__ import annotations

import json
import os
import stat
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from .account import Account, account_of, choose_account
from .errors import AccountUnavailable, FolderRefused
from .programs import chosen_major

LONGEST_SOCKET_PATH = 107 if os.uname().sysname == "Linux" else 103
SOCKET_FILE = ".s.PGSQL.5432"
# libpq reads a comma as the next host and PostgreSQL reads quotes and a leading @ in its own way.
AWKWARD_IN_SOCKET_PATHS = ',"\\'
SHARED_STATE = Path("/var/lib/tasuki")
OTHERS_MAY_ENTER, ONLY_OWNER = 0o711, 0o700


@dataclass(frozen=True)
class Folders:
    """The places of one embedded server. ``major`` is the PostgreSQL version that the data was made with."""

    home: Path
    server: Path
    socket: Path
    major: int

    @property
    def data(self) -> Path:
        return self.server / f"data-{self.major}"

    @property
    def log(self) -> Path:
        return self.server / "log"

    @property
    def programs(self) -> Path:
        return self.server / "programs"

    @property
    def start_lock(self) -> Path:
        """Held by whoever is starting or stopping the server."""
        return start_lock_of(self.home)

    @property
    def users_lock(self) -> Path:
        """Shared by every process that uses the server."""
        return self.home / "postgres.users"

    @property
    def running_lock(self) -> Path:
        """Held by the server's own processes, all of them, while any is alive."""
        return self.home / "postgres.running"


def start_lock_of(home: Path) -> Path:
    return home / "postgres.lock"


def record_of(home: Path) -> Path:
    return home / "postgres.json"


def open_home(home: Path) -> Path:
    """Make the home folder, or check that the one we find is ours and nobody else may write to it.

    The server's account has to pass through a home of root's, so a secret in it needs a mode of 0600 itself.
    Raises FolderRefused.
    """
    home = home.absolute()
    try:
        home.mkdir(parents=True)
        home.chmod(OTHERS_MAY_ENTER if os.geteuid() == 0 else ONLY_OWNER)
        return home
    except FileExistsError:
        pass
    except OSError as error:
        raise FolderRefused(f"Tasuki's home folder {home} cannot be made: {error.strerror}.") from error
    found = home.stat()
    if not stat.S_ISDIR(found.st_mode):
        raise FolderRefused(f"Tasuki's home {home} is not a folder. Set TASUKI_HOME to a folder of your own.")
    if found.st_uid != os.geteuid():
        raise FolderRefused(
            f"Tasuki's home folder {home} belongs to {_owner(found.st_uid)}, not to you. "
            "Run as that user, or set TASUKI_HOME to a folder of your own."
        )
    if found.st_mode & stat.S_IWOTH:
        raise FolderRefused(
            f"Everybody may write to {home}, so the database would not be safe there. "
            "Set TASUKI_HOME to a folder of your own."
        )
    return home


def find_folders(home: Path) -> Folders | None:
    """The folders recorded in a home, or None when no server was ever made there."""
    try:
        record = json.loads(record_of(home).read_text())
    except FileNotFoundError:
        return None
    server = Path(record["server"] or home / "postgres")
    return Folders(home, server, Path(record["socket"] or server / "socket"), record["major"])


def prepare_folders(home: Path) -> tuple[Folders, Account]:
    """Find or make the server's folders, and the account that owns them. Raises FolderRefused."""
    folders = find_folders(home)
    if folders is None:
        account = choose_account()
        folders = _make(home, account)
    else:
        account = account_of(_owner_of_data(folders))
    _check_server_folder(folders, account)
    for folder in (folders.data.parent, folders.programs):
        _make_folder(folder, OTHERS_MAY_ENTER if not account.is_ours else ONLY_OWNER)
    _make_folder(folders.log, ONLY_OWNER, account)
    return _with_usable_socket_folder(folders, account), account


def _make(home: Path, account: Account) -> Folders:
    server = home / "postgres"
    if server.exists():
        raise FolderRefused(
            f"{server} is already there, and Tasuki did not make it. "
            "Move it away, or set TASUKI_HOME to another folder."
        )
    if not account.can_enter(home):
        try:
            SHARED_STATE.mkdir(mode=OTHERS_MAY_ENTER, exist_ok=True)
            server = Path(tempfile.mkdtemp(prefix="home-", dir=SHARED_STATE))
            server.chmod(OTHERS_MAY_ENTER)
        except OSError:
            server = home / "postgres"
        if not account.can_enter(server):
            raise FolderRefused(
                f"The database runs as {account.name}, which may not enter {home}. "
                "Set TASUKI_HOME to a folder that every user may pass through."
            )
    folders = Folders(home, server, server / "socket", chosen_major())
    _make_folder(server, OTHERS_MAY_ENTER if not account.is_ours else ONLY_OWNER)
    _write_record(folders)
    return folders


def _write_record(folders: Folders) -> None:
    """Only what lies outside the home is written as a path, so that a home can be moved."""
    record = {
        "major": folders.major,
        "server": None if folders.server == folders.home / "postgres" else str(folders.server),
        "socket": None if folders.socket == folders.server / "socket" else str(folders.socket),
    }
    unfinished = record_of(folders.home).with_suffix(".new")
    unfinished.write_text(json.dumps(record, indent=2) + "\n")
    unfinished.replace(record_of(folders.home))


def _owner_of_data(folders: Folders) -> int:
    for folder in (folders.data, folders.log):
        if folder.exists():
            return folder.stat().st_uid
    return choose_account().uid


def _check_server_folder(folders: Folders, account: Account) -> None:
    if folders.server.exists() and (uid := folders.server.stat().st_uid) != os.geteuid():
        raise FolderRefused(f"The database's folder {folders.server} belongs to {_owner(uid)}, not to you.")
    if folders.data.exists() and os.geteuid() != 0 and not account.is_ours:
        raise FolderRefused(f"The data in {folders.data} belongs to {account.name}, not to you.")


def _make_folder(folder: Path, mode: int, account: Account | None = None) -> None:
    """Make a folder and set its mode, whatever the umask. One that exists is left as it is."""
    try:
        folder.mkdir(mode=mode)
    except FileExistsError:
        return
    folder.chmod(mode)
    if account:
        account.own(folder)


def _with_usable_socket_folder(folders: Folders, account: Account) -> Folders:
    socket = folders.server / "socket"
    if _fits_a_socket_address(socket):
        _make_folder(socket, ONLY_OWNER, account)
    else:
        socket = folders.socket
        if not _is_private_folder_of(socket, account):
            socket = _short_folder()
            account.own(socket)
    folders = replace(folders, socket=socket)
    if folders != find_folders(folders.home):
        _write_record(folders)
    return folders


def _fits_a_socket_address(folder: Path) -> bool:
    path = os.fsencode(folder / SOCKET_FILE)
    return len(path) <= LONGEST_SOCKET_PATH and not set(AWKWARD_IN_SOCKET_PATHS) & set(str(folder))


def _short_folder() -> Path:
    for parent in (tempfile.gettempdir(), "/tmp"):
        folder = Path(tempfile.mkdtemp(prefix="tasuki-", dir=parent))
        if _fits_a_socket_address(folder):
            return folder
        folder.rmdir()
    raise FolderRefused("No folder's path is short enough for a socket. Set TMPDIR to a short path.")


def _is_private_folder_of(folder: Path, account: Account) -> bool:
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    is_private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == ONLY_OWNER
    return is_private and found.st_uid == account.uid


def _owner(uid: int) -> str:
    try:
        return account_of(uid).name
    except AccountUnavailable:
        return f"user id {uid}"
