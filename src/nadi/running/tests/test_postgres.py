"""The embedded database, with real servers: started, killed, refused, swept away."""

import contextlib
import os
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

import nadi
from nadi.running import binaries
from nadi.running.binaries import DatabaseProblem, find_binaries
from nadi.running.postgres import APP, OWNER, SUPERUSER, Cluster, ephemeral
from nadi.running.unprivileged import Account, can_enter, database_account

pytestmark = pytest.mark.slow
SOURCE = Path(nadi.__file__).parents[1]
IS_ROOT = os.geteuid() == 0
SYSTEM_PYTHON = Path("/usr/bin") / f"python3.{sys.version_info.minor}"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """One that has yet to be made."""
    made = Cluster(tmp_path / "postgres", durable=False)
    yield made
    made.stop(seconds=2)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One that runs, for tests that only look."""
    made = Cluster(tmp_path_factory.mktemp("shared") / "postgres", durable=False)
    made.start()
    yield made
    made.stop(seconds=2)


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    """One that was made and stopped, to copy: making it costs ten times what copying does."""
    made = Cluster(tmp_path_factory.mktemp("pattern") / "postgres")
    made.start()
    made.stop()
    return made


@pytest.fixture
def durable(tmp_path: Path, pattern: Cluster) -> Iterator[Cluster]:
    """One of its own, as in a real data folder."""
    subprocess.run(["cp", "-a", pattern.folder, tmp_path / "postgres"], check=True)
    made = Cluster(tmp_path / "postgres")
    yield made
    made.stop(seconds=2)


def _rows(cluster: Cluster) -> int:
    with psycopg.connect(cluster.owner_url) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
        return int(row[0]) if row else -1


def _kill(pid: int) -> None:
    process = psutil.Process(pid)
    process.kill()
    _wait(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE)


def _table(cluster: Cluster) -> None:
    with psycopg.connect(cluster.owner_url) as connection:
        connection.execute("CREATE TABLE kept (id serial PRIMARY KEY, what text)")
        connection.execute("INSERT INTO kept (what) SELECT 'row' FROM generate_series(1, 100)")


def test_the_application_may_write_rows_and_change_no_table(shared: Cluster) -> None:
    _table(shared)
    with psycopg.connect(shared.app_url, autocommit=True) as connection:
        connection.execute("INSERT INTO kept (what) VALUES ('one more')")
        for forbidden in (
            "DROP TABLE kept",
            "ALTER TABLE kept ADD other int",
            "CREATE TABLE other ()",
            "TRUNCATE kept",
            "SET ROLE nadi_owner",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(forbidden)
    assert _rows(shared) == 101


def test_text_is_utf8_and_sorted_the_same_everywhere(shared: Cluster) -> None:
    with psycopg.connect(shared.app_url) as connection:
        row = connection.execute(
            "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding), lower('ÅÄÖ') "
            "FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert row == ("b", "C.UTF-8", "UTF8", "åäö")


def test_nothing_listens_on_tcp_and_the_socket_is_private(shared: Cluster) -> None:
    running = shared.postmaster()
    assert running is not None
    assert [c for c in psutil.Process(running.pid).net_connections("inet") if c.laddr] == []
    assert stat.S_IMODE(running.socket_folder.stat().st_mode) == 0o700


def test_a_real_data_folder_is_durable(durable: Cluster) -> None:
    durable.start()
    with psycopg.connect(durable.url(SUPERUSER)) as connection:
        said = [
            connection.execute(f"SHOW {name}").fetchone()
            for name in ("fsync", "synchronous_commit", "full_page_writes")
        ]
    assert said == [("on",), ("on",), ("on",)]


def test_starting_twice_is_harmless(shared: Cluster) -> None:
    assert shared.start() == shared.start()


def test_a_killed_server_comes_back_with_its_rows(durable: Cluster) -> None:
    pid = durable.start()
    _table(durable)
    _kill(pid)
    again = durable.start()
    assert again != pid
    assert _rows(durable) == 100


def test_backends_that_outlive_a_killed_server_are_ended_first(durable: Cluster) -> None:
    pid = durable.start()
    _table(durable)
    busy = psycopg.connect(durable.owner_url, autocommit=True)
    backend = psutil.Process(busy.info.backend_pid)
    backend.suspend()  # it cannot notice that its server is gone
    _kill(pid)
    assert durable.postmaster() is None
    durable.start()
    assert not backend.is_running() or backend.status() == psutil.STATUS_ZOMBIE
    assert _rows(durable) == 100
    with contextlib.suppress(psycopg.Error):
        busy.close()


def test_a_lock_file_whose_number_another_process_has_now_is_stale(durable: Cluster) -> None:
    durable.start()
    _table(durable)
    lock = (durable.folder / "postmaster.pid").read_text().splitlines()
    durable.stop()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        lock[0] = str(stranger.pid)
        (durable.folder / "postmaster.pid").write_text("\n".join(lock) + "\n")
        assert durable.postmaster() is None
        durable.start()
        assert _rows(durable) == 100
        assert stranger.poll() is None
        stranger.communicate(b"\n")


def test_a_cluster_whose_making_was_cut_off_is_made_anew(cluster: Cluster) -> None:
    cluster.folder.mkdir(parents=True)
    (cluster.folder / "base").mkdir()
    cluster.start()
    assert cluster.made


def test_a_cluster_of_another_version_is_refused_with_a_sentence(tmp_path: Path) -> None:
    old = Cluster(tmp_path / "postgres")
    old.folder.mkdir(mode=0o700)
    (old.folder / "PG_VERSION").write_text("9\n")
    with pytest.raises(DatabaseProblem, match="made by PostgreSQL 9"):
        old.start()


def test_a_platform_without_postgresql_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_of_the_wheel", lambda: iter(()))
    monkeypatch.setattr(binaries, "_of_the_system", lambda: iter(()))
    with pytest.raises(DatabaseProblem, match="NADI_DATABASE_URL"):
        find_binaries()


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that every user may walk to (pytest's own belong to one alone)."""
    with tempfile.TemporaryDirectory(prefix="nadi-test-", dir="/var/tmp") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def test_the_systems_postgresql_serves_where_there_is_no_wheel(
    reachable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "_of_the_wheel", lambda: iter(()))
    try:
        found = find_binaries()
    except DatabaseProblem:
        pytest.skip("no PostgreSQL is installed on this system")
    cluster = Cluster(reachable / "postgres", durable=False)
    cluster.start()
    try:
        with psycopg.connect(cluster.url(SUPERUSER)) as connection:
            assert connection.info.server_version // 10000 == found.major
    finally:
        cluster.stop()


def test_a_throw_away_cluster_is_gone_afterwards_and_may_make_databases() -> None:
    with ephemeral() as thrown:
        home = thrown.cluster.folder.parent
        with psycopg.connect(thrown.owner_url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE another")
        running = thrown.cluster.postmaster()
        assert running is not None
    assert not home.exists()
    assert not running.socket_folder.exists()


def test_what_a_killed_test_run_left_is_swept_away_by_the_next() -> None:
    code = (
        "import os, signal\n"
        "from nadi.running.postgres import ephemeral\n"
        "with ephemeral() as thrown:\n"
        "    print(thrown.cluster.folder, thrown.cluster.postmaster().pid, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    folder, pid = killed.stdout.split()
    assert psutil.pid_exists(int(pid))
    with ephemeral():
        pass
    assert not Path(folder).parent.exists()
    _wait(lambda: not psutil.pid_exists(int(pid)))


def _wait(true: object, seconds: float = 5) -> None:
    assert callable(true)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.05)
    pytest.fail("it did not happen in time")


@pytest.mark.skipif(not IS_ROOT, reason="only root has somebody else to be")
class TestAsRoot:
    """PostgreSQL refuses root; nobody's folders may be opened for it."""

    def test_the_server_runs_as_somebody_else(self, shared: Cluster) -> None:
        pid = shared.start()
        assert psutil.Process(pid).uids().real != 0

    def test_a_folder_its_user_cannot_walk_to_serves_and_stays_closed(self, tmp_path: Path) -> None:
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        inside = Cluster(closed / "data" / "postgres", durable=False)
        account = database_account(inside.folder)
        assert account is not None
        assert not can_enter(closed, account)
        pid = inside.start()
        try:
            _kill(pid)
            inside.start()
            with psycopg.connect(inside.app_url) as connection:
                connection.execute("SELECT 1")
        finally:
            inside.stop()
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700

    def test_programs_it_cannot_reach_are_copied_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cache = Path("/var/tmp") / f"nadi-test-programs-{os.getpid()}"
        monkeypatch.setattr(binaries, "SHARED_PLACES", (cache,))
        monkeypatch.setattr(binaries, "can_enter", lambda folder, account: False)
        account = database_account(tmp_path / "postgres")
        found = find_binaries()
        if found.root is None:
            pytest.skip("the system's programs need no copy")
        try:
            copy = found.reachable_copy(account)
            assert copy.folder.is_relative_to(cache)
            first = copy.folder.stat().st_ino
            assert found.reachable_copy(account).folder.stat().st_ino == first
            cluster = Cluster(tmp_path / "postgres", durable=False)
            cluster.start()
            try:
                running = cluster.postmaster()
                assert running is not None
                assert psutil.Process(running.pid).exe().startswith(str(cache))
            finally:
                cluster.stop()
        finally:
            subprocess.run(["rm", "-rf", str(cache)], check=True)

    def test_an_ordinary_user_runs_it_as_themselves(self) -> None:
        account = Account("nobody", 65534, 65534)
        packages = Path(psycopg.__file__).parents[1]
        own = Path(sys.executable).resolve()
        python = next((each for each in (own, SYSTEM_PYTHON) if _usable(each, account)), None)
        if python is None or not (can_enter(SOURCE, account) and can_enter(packages, account)):
            pytest.skip("this clone or its environment cannot be reached by other users")
        code = (
            "import os, psycopg\n"
            "from nadi.running.postgres import ephemeral\n"
            "with ephemeral() as thrown:\n"
            "    pid = thrown.cluster.postmaster().pid\n"
            "    print(os.stat(f'/proc/{pid}').st_uid, psycopg.connect(thrown.app_url).info.user)\n"
        )
        outcome = subprocess.run(
            [python, "-c", code],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{SOURCE}:{packages}"},
            cwd="/",
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
        )
        assert outcome.stdout.split() == ["65534", APP], outcome.stderr


def _usable(python: Path, account: Account) -> bool:
    return python.exists() and can_enter(python.parent, account)


def test_the_owner_is_not_a_superuser(shared: Cluster) -> None:
    with psycopg.connect(shared.owner_url) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = %s", [OWNER]
        ).fetchone()
    assert row == (False, False)
