"""A backup made while rows are written comes back whole; a damaged one changes nothing."""

import contextlib
import stat
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from nadi.running import backup, restore
from nadi.running.folder import DataFolder, Trouble
from nadi.running.postgres import APP, OWNER, Cluster, running

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def embedded() -> Iterator[None]:
    quick = property(lambda folder: Cluster(folder.path / "postgres", durable=False))
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("NADI_DATABASE_URL", raising=False)
        patch.delenv("NADI_OWNER_DATABASE_URL", raising=False)
        patch.setattr(DataFolder, "cluster", quick)
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[DataFolder]:
    made = DataFolder(tmp_path / "data")
    made.make()
    yield made
    made.cluster.stop(seconds=2)


def _furnish(folder: DataFolder) -> None:
    with psycopg.connect(folder.cluster.owner_url) as connection:
        connection.execute("CREATE TABLE pair (id bigserial PRIMARY KEY, half text, what text)")
        connection.execute("CREATE TABLE sealed (id int)")
        connection.execute(f"REVOKE UPDATE, DELETE ON sealed FROM {APP}")
    (folder.path / "files").mkdir()
    (folder.path / "files" / "a.txt").write_text("a file of a client")


def _write_pairs(url: str, stop: threading.Event, written: list[int]) -> None:
    """Both halves of a pair in one transaction: a backup must never hold one alone."""
    with psycopg.connect(url) as connection:
        while not stop.is_set():
            for half in ("left", "right"):
                connection.execute(
                    "INSERT INTO pair (half, what) VALUES (%s, %s)", [half, "x" * 99]
                )
            connection.commit()
            written.append(1)


def _pairs(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT id, half, what FROM pair ORDER BY id").fetchall()


def test_back_up_under_load_destroy_restore_same_rows(folder: DataFolder, tmp_path: Path) -> None:
    saved, stop, written = tmp_path / "saved.nadi", threading.Event(), list[int]()
    folder.cluster.start()
    _furnish(folder)
    writer = threading.Thread(
        target=_write_pairs, args=(folder.cluster.app_url, stop, written), daemon=True
    )
    writer.start()
    while len(written) < 200:
        stop.wait(0.01)
    before = _pairs(folder.cluster.owner_url)
    backup.save(folder, saved, with_keys=True)
    after = len(written)
    stop.set()
    writer.join()
    last = _pairs(folder.cluster.owner_url)
    keys = folder.secret_key.read_text(), folder.vault_keys.read_text()
    folder.cluster.stop()

    second = DataFolder(tmp_path / "another")
    second.make()
    restore.bring_back(second, saved, replace=False)
    with running(second.cluster) as cluster:
        rows = _pairs(cluster.owner_url)
        with psycopg.connect(cluster.app_url, autocommit=True) as application:
            application.execute("INSERT INTO pair (half, what) VALUES ('left', 'more')")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute("DELETE FROM sealed")
        with psycopg.connect(cluster.owner_url) as connection:
            owner = connection.execute(
                "SELECT tableowner FROM pg_tables WHERE tablename = 'pair'"
            ).fetchone()
    assert rows[: len(before)] == before, "everything committed before the backup is in it"
    assert rows == last[: len(rows)], "and nothing in it differs from what was written"
    assert len(rows) % 2 == 0, "no transaction was cut in half"
    assert len(before) <= len(rows) <= 2 * after + 2
    assert owner == (OWNER,)
    assert (second.path / "files" / "a.txt").read_text() == "a file of a client"
    assert (second.secret_key.read_text(), second.vault_keys.read_text()) == keys


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data and its backup, made once; each test copies them."""
    place = tmp_path_factory.mktemp("pattern")
    made = DataFolder(place / "data")
    made.make()
    with running(made.cluster):
        _furnish(made)
        with psycopg.connect(made.cluster.owner_url) as connection:
            connection.execute("INSERT INTO pair (half, what) VALUES ('left', 'saved')")
        backup.save(made, place / "saved.nadi", with_keys=False)
    return place


@pytest.fixture
def saved(pattern: Path, folder: DataFolder, tmp_path: Path) -> Path:
    for each in pattern.iterdir():
        subprocess.run(["cp", "-af", each, tmp_path], check=True)
    return tmp_path / "saved.nadi"


def test_keys_stay_out_unless_asked_for_and_the_file_is_private(
    saved: Path, folder: DataFolder
) -> None:
    content = saved.read_bytes()
    assert folder.secret_key.read_bytes().strip() not in content
    assert folder.vault_keys.read_bytes().strip() not in content
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


def test_a_backup_is_never_written_over(saved: Path, folder: DataFolder) -> None:
    with pytest.raises(Trouble, match="exists already"):
        backup.save(folder, saved, with_keys=False)


def test_data_that_is_there_is_not_replaced_unasked(saved: Path, folder: DataFolder) -> None:
    with pytest.raises(Trouble, match="--replace"):
        restore.bring_back(folder, saved, replace=False)


def test_replacing_brings_the_saved_rows_back(saved: Path, folder: DataFolder) -> None:
    with running(folder.cluster) as cluster, psycopg.connect(cluster.owner_url) as connection:
        connection.execute("DELETE FROM pair")
        connection.execute("CREATE TABLE later (id int)")
    (folder.path / "files" / "a.txt").write_text("spoiled")
    restore.bring_back(folder, saved, replace=True)
    with running(folder.cluster) as cluster, psycopg.connect(cluster.owner_url) as connection:
        rows = connection.execute("SELECT what FROM pair").fetchall()
        later = connection.execute("SELECT to_regclass('later')").fetchone()
        databases = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'nadi%'"
        ).fetchall()
    assert rows == [("saved",)]
    assert later == (None,)
    assert databases == [("nadi",)]
    assert (folder.path / "files" / "a.txt").read_text() == "a file of a client"


@pytest.mark.parametrize("where", [0.1, 0.5, 0.9])
def test_a_damaged_file_is_refused_and_changes_nothing(
    saved: Path, folder: DataFolder, where: float
) -> None:
    content = bytearray(saved.read_bytes())
    spot = content.index(b"PGDMP") + int(where * 2000)
    content[spot] ^= 0xFF
    saved.write_bytes(content)
    with pytest.raises(Trouble, match=r"damaged|cannot be read"):
        restore.bring_back(folder, saved, replace=True)
    with running(folder.cluster) as cluster:
        assert len(_pairs(cluster.owner_url)) == 1


def test_a_file_that_was_cut_off_or_is_something_else_is_refused(
    saved: Path, folder: DataFolder, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.nadi"
    cut.write_bytes(saved.read_bytes()[: saved.stat().st_size // 2])
    other = tmp_path / "other"
    other.write_text("a letter")
    for wrong in (cut, other, tmp_path / "missing"):
        with pytest.raises(Trouble, match=str(wrong)):
            restore.bring_back(folder, wrong, replace=True)


def test_nothing_is_half_restored_when_the_dump_does_not_load(
    saved: Path, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Exception):
        pass

    def killed(cluster: object) -> None:
        raise Killed

    monkeypatch.setattr(restore, "_change_over", killed)
    with running(folder.cluster) as cluster, psycopg.connect(cluster.owner_url) as connection:
        connection.execute("UPDATE pair SET what = 'newer'")
    with contextlib.suppress(Killed):
        restore.bring_back(folder, saved, replace=True)
    with running(folder.cluster) as cluster:
        assert [row[2] for row in _pairs(cluster.owner_url)] == ["newer"]
