"""Real archives and real restic repositories: made, restored, damaged."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import time
from pathlib import Path

import pytest

from nadi.maintenance.backups import TOOLS, process, scratch, trial
from nadi.maintenance.backups.contract import (
    CannotRestore,
    Errand,
    Repository,
    TooSlow,
    place,
)
from nadi.maintenance.backups.restic import cheap, output
from nadi.maintenance.rules.proof import Listed, Match, Outcome

SECRET = "long enough & never shown"
needs_restic = pytest.mark.skipif(not shutil.which("restic"), reason="restic is not installed")
NAMES = [
    "letters/Ünï cöde [1].txt",
    "letters/star*.txt",
    "letters/back\\slash.txt",
    "-dash",
    "!bang.txt",
    *[f"data/{n}.bin" for n in range(6)],
]


def silence():
    pass


@pytest.fixture(scope="session")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("source") / "srv"
    for number, name in enumerate(NAMES):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        seed = hashlib.sha256(str(number).encode()).digest()
        file.write_bytes(b"".join(hashlib.sha256(seed + bytes([i])).digest() for i in range(200)))
    return folder


@pytest.fixture(scope="session")
def manifest(source):
    return [
        Listed(str(f), f.stat().st_size, hashlib.sha256(f.read_bytes()).hexdigest())
        for f in sorted(source.rglob("*"))
        if f.is_file()
    ]


@pytest.fixture
def errand(tmp_path):
    return Errand(scratch.make(tmp_path / "scratch"), 60, silence)


def restic(repository, *arguments, password=SECRET):
    done = subprocess.run(
        ["restic", "--no-cache", *arguments],
        env={**os.environ, "RESTIC_REPOSITORY": str(repository), "RESTIC_PASSWORD": password},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


@pytest.fixture(scope="session")
def restic_repository(tmp_path_factory, source):
    """Made by restic itself; then its key, slow on purpose, gives way to a cheap one."""
    folder = tmp_path_factory.mktemp("restic") / "repository"
    restic(folder, "init")
    (dear,) = (folder / "keys").iterdir()
    cheap.add_key(folder, SECRET, json.loads(restic(folder, "cat", "masterkey")))
    dear.unlink()
    restic(folder, "backup", str(source))
    return Repository(str(folder), SECRET)


@pytest.fixture
def own_restic(tmp_path, restic_repository):
    """A copy to do harm to."""
    folder = tmp_path / "repository"
    shutil.copytree(restic_repository.location, folder)
    return Repository(str(folder), SECRET)


@pytest.fixture
def archive_repository(tmp_path, source):
    folder = tmp_path / "archives"
    folder.mkdir()
    with tarfile.open(folder / "night.tar.gz", "w:gz") as archive:
        archive.add(source)
    return Repository(str(folder))


@pytest.fixture(params=[pytest.param("restic", marks=needs_restic), "archive"])
def backup(request):
    return TOOLS[request.param], request.getfixturevalue(f"{request.param}_repository")


def plan(tool, repository, manifest, errand, seed=1, snapshot=None):
    snapshot = snapshot or tool.snapshots(repository, errand)[-1].id
    return trial.Plan(repository, snapshot, manifest, seed, lambda parts: 1)


def perform(tool, plan, errand):
    said = []
    report = trial.run(tool, plan, errand, lambda what, percent: said.append((what, percent)))
    return report, said


def test_what_was_backed_up_comes_back_though_the_live_files_are_gone(
    backup, manifest, source, errand
):
    tool, repository = backup
    away = source.rename(source.with_name("away"))
    try:
        report, said = perform(tool, plan(tool, repository, manifest, errand), errand)
    finally:
        away.rename(source)
    assert report.verdict.outcome is Outcome.PASSED, report
    assert len(report.files) == 10
    assert {file.match for file in report.files} == {Match.SAME}
    assert report.read_good is True
    assert (report.read_part, report.read_parts) == (1, 1)
    assert report.restored_bytes == 10 * 6400
    assert report.seconds > 0
    assert [what for what, _ in said] == ["opening", "restoring", "comparing", "reading back"]
    first = errand.folder / place(0)
    assert hashlib.sha256(first.read_bytes()).hexdigest() == report.files[0].expected
    assert errand.folder.stat().st_mode & 0o777 == 0o700
    assert first.stat().st_mode & 0o777 == 0o600


def test_every_odd_name_comes_back(backup, manifest, errand):
    tool, repository = backup
    snapshot = tool.snapshots(repository, errand)[-1].id
    odd = [file for file in manifest if "letters" in file.path or not file.path.endswith("bin")]
    assert len(odd) == 5
    restored = tool.restore(repository, snapshot, odd, errand)
    assert [r.sha256 for r in restored] == [file.sha256 for file in odd]


def test_a_manifest_that_says_otherwise_fails_and_names_the_file(backup, manifest, errand):
    tool, repository = backup
    changed = [Listed(f.path, f.size, "0" * 64) for f in manifest[:1]]
    report, _ = perform(tool, plan(tool, repository, changed, errand), errand)
    assert report.verdict.outcome is Outcome.FAILED
    assert report.verdict.failed_path == manifest[0].path
    assert report.files[0].match is Match.CONTENT


def test_a_file_that_is_not_in_the_backup_fails_and_is_named(backup, errand):
    tool, repository = backup
    lost = [Listed("/srv/lost.txt", 1, "0" * 64)]
    report, _ = perform(tool, plan(tool, repository, lost, errand), errand)
    assert (report.verdict.outcome, report.verdict.failed_path) == (Outcome.FAILED, "/srv/lost.txt")


def test_no_manifest_is_not_performed(backup, errand):
    tool, repository = backup
    report, _ = perform(tool, plan(tool, repository, [], errand), errand)
    assert report.verdict.outcome is Outcome.NOT_PERFORMED
    assert "manifest" in report.verdict.reason


def test_a_snapshot_that_is_gone_has_failed(backup, manifest, errand):
    tool, repository = backup
    gone = plan(tool, repository, manifest, errand, snapshot="deadbeef")
    report, _ = perform(tool, gone, errand)
    assert report.verdict.outcome is Outcome.FAILED
    assert "no longer in the repository" in report.verdict.reason


def test_a_repository_that_is_gone_has_failed(backup, manifest, errand, tmp_path):
    tool, _repository = backup
    gone = Repository(str(tmp_path / "nowhere"), SECRET)
    report, _ = perform(tool, trial.Plan(gone, "deadbeef", manifest, 1, lambda _: 1), errand)
    assert report.verdict.outcome is Outcome.FAILED


def test_paths_that_lead_elsewhere_come_back_as_nothing(backup, errand):
    tool, repository = backup
    snapshot = tool.snapshots(repository, errand)[-1].id
    paths = ["/srv/../etc/passwd", "etc/passwd", "/", "/a//b", "/a/\0b", "/srv/./a"]
    wanted = [Listed(path, 1, "0" * 64) for path in paths]
    restored = tool.restore(repository, snapshot, wanted, errand)
    assert [file.sha256 for file in restored] == [None] * len(paths)
    assert not list(errand.folder.glob("0*"))


def flip(file: Path, start: int, count: int = 64):
    file.chmod(0o600)
    data = bytearray(file.read_bytes())
    for index in range(start, start + count):
        data[index] ^= 0xFF
    file.write_bytes(bytes(data))


def packs(repository):
    found = [f for f in Path(repository.location, "data").rglob("*") if f.is_file()]
    return sorted(found, key=lambda f: f.stat().st_size)


@needs_restic
def test_flipped_bytes_in_a_pack_fail_and_name_the_file(own_restic, manifest, errand):
    """Structure alone would pass: this is why the data is read."""
    tool, pack = TOOLS["restic"], packs(own_restic)[-1]
    flip(pack, pack.stat().st_size // 2)
    assert "no errors were found" in restic(own_restic.location, "check")
    snapshot = tool.snapshots(own_restic, errand)[-1].id
    whole = tool.restore(own_restic, snapshot, manifest, errand)
    came = list(zip(manifest, whole, strict=True))
    sound = [f for f, r in came if r.sha256 == f.sha256]
    (lost,) = [f for f, r in came if r.sha256 != f.sha256]

    sampled = plan(tool, own_restic, [lost, *sound[:5]], errand, snapshot=snapshot)
    report, _ = perform(tool, sampled, errand)
    assert report.verdict.outcome is Outcome.FAILED
    assert report.verdict.failed_path == lost.path
    assert "ciphertext verification failed" in report.verdict.reason

    elsewhere = plan(tool, own_restic, sound, errand, snapshot=snapshot)
    report, _ = perform(tool, elsewhere, errand)
    assert report.verdict.outcome is Outcome.FAILED
    assert report.verdict.failed_path == f"data/{pack.parent.name}/{pack.name}"
    assert report.read_good is False


@needs_restic
def test_a_repository_with_a_cheap_key_is_one_to_restic(tmp_path, source):
    folder = tmp_path / "made"
    cheap.make(folder, SECRET)
    restic(folder, "backup", str(source))
    assert "no errors were found" in restic(folder, "check", "--read-data")
    with pytest.raises(subprocess.CalledProcessError) as refused:
        restic(folder, "snapshots", password="not the one")
    assert "wrong password" in refused.value.stderr


@needs_restic
def test_a_wrong_password_has_failed_and_is_not_told(restic_repository, manifest, errand):
    wrong = Repository(restic_repository.location, "another secret")
    report, _ = perform(
        TOOLS["restic"], trial.Plan(wrong, "deadbeef", manifest, 1, lambda _: 1), errand
    )
    assert report.verdict.outcome is Outcome.FAILED
    assert "password" in report.verdict.reason
    assert "another secret" not in repr((report, wrong))


@needs_restic
def test_the_secret_is_in_no_argument_and_no_lock_is_left(
    restic_repository, manifest, errand, monkeypatch
):
    calls = []
    real = subprocess.Popen

    def watching(arguments, **rest):
        calls.append(arguments)
        return real(arguments, **rest)

    monkeypatch.setattr(process.subprocess, "Popen", watching)
    tool = TOOLS["restic"]
    report, _ = perform(tool, plan(tool, restic_repository, manifest, errand), errand)
    assert report.verdict.outcome is Outcome.PASSED
    assert calls
    for arguments in calls:
        assert isinstance(arguments, list)
        assert not any(
            SECRET in text or restic_repository.location in text for text in arguments[1:4]
        )
        assert SECRET not in " ".join(arguments)
    assert not list(Path(restic_repository.location, "locks").iterdir())


def test_missing_restic_is_not_performed(manifest, errand, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    nowhere = Repository(str(tmp_path), SECRET)
    report, _ = perform(
        TOOLS["restic"], trial.Plan(nowhere, "deadbeef", manifest, 1, lambda _: 1), errand
    )
    assert report.verdict.outcome is Outcome.NOT_PERFORMED
    assert "not installed" in report.verdict.reason


def test_a_program_that_hangs_is_killed(errand):
    begun = time.monotonic()
    with pytest.raises(TooSlow):
        process.run(["sleep", "30"], {}, Errand(errand.folder, 0.5, silence))
    assert time.monotonic() - begun < 5


def test_a_tick_that_raises_kills_the_program(errand, tmp_path):
    class Stop(Exception):
        pass

    marks = []

    def tick():
        marks.append(1)
        if len(marks) == 3:
            raise Stop

    script = f"sleep 1; touch {tmp_path}/survived"
    with pytest.raises(Stop):
        process.run(["sh", "-c", script], {}, Errand(errand.folder, 60, tick))
    time.sleep(1.2)
    assert not (tmp_path / "survived").exists()


def test_one_flipped_byte_in_a_tar_is_named(tmp_path, source, manifest, errand):
    folder = tmp_path / "plain"
    folder.mkdir()
    with tarfile.open(folder / "night.tar", "w") as archive:
        archive.add(source)
    with tarfile.open(folder / "night.tar") as archive:
        member = next(m for m in archive if m.name.endswith("data/3.bin"))
    flip(folder / "night.tar", member.offset_data + 5, 1)
    repository = Repository(str(folder))
    tool = TOOLS["archive"]
    others = [file for file in manifest if not file.path.endswith("data/3.bin")]
    assert len(others) == 10
    report, _ = perform(tool, plan(tool, repository, manifest, errand), errand)
    assert report.verdict.outcome is Outcome.FAILED
    assert report.verdict.failed_path.endswith("data/3.bin")


@pytest.mark.parametrize("where", [0.1, 0.5, 0.9])
def test_a_damaged_gzip_fails(archive_repository, manifest, errand, where):
    file = Path(archive_repository.location, "night.tar.gz")
    flip(file, int(file.stat().st_size * where))
    tool = TOOLS["archive"]
    report, _ = perform(tool, plan(tool, archive_repository, manifest, errand), errand)
    assert report.verdict.outcome is Outcome.FAILED
    assert report.verdict.failed_path or "night.tar.gz" in report.verdict.reason


def test_an_archive_cut_short_fails_and_names_a_file(archive_repository, manifest, errand):
    file = Path(archive_repository.location, "night.tar.gz")
    os.truncate(file, file.stat().st_size // 2)
    tool = TOOLS["archive"]
    report, _ = perform(tool, plan(tool, archive_repository, manifest, errand), errand)
    assert report.verdict.outcome is Outcome.FAILED
    assert report.verdict.failed_path


def test_an_evil_archive_writes_nothing_outside(tmp_path, errand):
    folder = tmp_path / "evil"
    folder.mkdir()
    with tarfile.open(folder / "night.tar", "w") as archive:
        for name in ("../../evil.txt", "/abs/evil.txt", "srv/../../evil.txt"):
            member = tarfile.TarInfo(name)
            member.size = 4
            archive.addfile(member, io.BytesIO(b"evil"))
        link = tarfile.TarInfo("srv/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    tool = TOOLS["archive"]
    wanted = [
        Listed(p, 4, "0" * 64) for p in ("/../../evil.txt", "/srv/link", "/srv/../../evil.txt")
    ]
    before = set(tmp_path.rglob("*"))
    restored = tool.restore(Repository(str(folder)), "night.tar", wanted, errand)
    after = set(tmp_path.rglob("*")) - before
    assert restored[1].sha256 is None
    assert all(f.parent == errand.folder for f in after)


def test_archive_names_are_only_names(archive_repository, manifest, errand):
    for name in ("../night.tar.gz", "/etc/passwd", "night.txt", ""):
        with pytest.raises(CannotRestore):
            TOOLS["archive"].restore(archive_repository, name, manifest, errand)


def test_a_link_that_came_back_is_refused(tmp_path):
    tree = tmp_path / "tree"
    (tree / "srv").mkdir(parents=True)
    (tree / "srv/passwd").symlink_to("/etc/passwd")
    (tree / "elsewhere").symlink_to("/etc")
    with pytest.raises(ValueError, match="plain file"):
        scratch.take(tree, "/srv/passwd", tmp_path / "out")
    with pytest.raises(OSError, match="directory"):
        scratch.take(tree, "/elsewhere/passwd", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_restic_says():
    snapshots = output.snapshots(
        '[{"time":"2026-06-02T12:09:12.416675435Z","paths":["/srv"],"id":"bb","tree":"x"},'
        '{"time":"2026-06-01T12:09:12+02:00","id":"aa"}]'
    )
    assert [s.id for s in snapshots] == ["aa", "bb"]
    assert snapshots[1].at.microsecond == 416675
    assert output.snapshots("null") == []
    with pytest.raises(CannotRestore):
        output.snapshots("{nonsense")
    assert output.file_errors(
        "ignoring error for /srv/a: b.txt: ciphertext verification failed\n"
        "ignoring error for /srv/a: b.txt: UtimesNano: no such file\nFatal: There were 2 errors"
    ) == {"/srv/a": "b.txt: ciphertext verification failed"}
    errors = {"/srv/pictures": "decrypting blob failed"}
    assert output.error_of(errors, "/srv/pictures/plan.svg") == "decrypting blob failed"
    assert output.error_of(errors, "/srv/letters/a") == ""
    assert output.pattern("/a[1]*?\\") == "/a\\[1]\\*\\?\\\\"


@pytest.mark.parametrize(
    ("location", "good"),
    [
        ("/srv/repo", True),
        ("rest:https://backup.example/harbor", True),
        ("sftp:backup@host:/srv", True),
        ("/srv/../etc", False),
        ("relative", False),
        ("rclone:remote:x", False),
        ("sftp:host:/srv", True),
        ("sftp:-oProxyCommand=evil", False),
        ("sftp:a@-oProxyCommand=evil:/srv", False),
        ("sftp:a@b@-oProxyCommand=evil:/srv", False),
        ("", False),
    ],
)
def test_where_a_repository_may_lie(location, good):
    assert (TOOLS["restic"].wrong_location(location) == "") is good
