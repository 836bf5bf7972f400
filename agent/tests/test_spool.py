"""The spool forgets nothing that was not received, and only samples make room."""

import gzip
import json
import os
import stat
from pathlib import Path

import pytest

from nadi_agent import identity
from nadi_agent.collect import backups
from nadi_agent.spool import SAMPLES_PER_REPORT, Spool


def unpacked(sealed) -> dict:
    return json.loads(gzip.decompress(sealed.body))


@pytest.fixture
def spool(tmp_path: Path):
    made = Spool(tmp_path / "spool.db", "boot-1")
    yield made
    made.close()


def test_the_same_bytes_until_they_are_received(spool: Spool, tmp_path: Path) -> None:
    spool.add_sample("2026-11-23T08:00:00Z", {"cpu.percent": 1.0})
    first = spool.seal()
    spool.add_sample("2026-11-23T08:01:00Z", {"cpu.percent": 2.0})
    assert spool.seal() == first
    reborn = Spool(tmp_path / "spool.db", "boot-2")
    assert reborn.seal() == first, "a new process sends what the killed one had sealed"
    reborn.received(first)
    second = reborn.seal()
    assert (second.boot, second.sequence) == ("boot-2", 1)
    assert [each["values"] for each in unpacked(second)["samples"]] == [[2.0]]
    reborn.close()


def test_numbers_count_up_within_a_boot(spool: Spool) -> None:
    numbers = []
    for minute in range(3):
        spool.add_sample(f"2026-11-23T08:0{minute}:00Z", {"cpu.percent": 1.0})
        sealed = spool.seal()
        numbers.append(sealed.sequence)
        spool.received(sealed)
    assert numbers == [1, 2, 3]
    assert spool.seal() is None


def test_a_report_holds_samples_of_one_layout(spool: Spool) -> None:
    spool.add_sample("a", {"cpu.percent": 1.0})
    spool.add_sample("b", {"cpu.percent": 1.0, "disk.percent:/new": 2.0})
    spool.add_sample("c", {"cpu.percent": 1.0})
    moments = []
    while sealed := spool.seal():
        moments.append([each["at"] for each in unpacked(sealed)["samples"]])
        spool.received(sealed)
    assert moments == [["a"], ["b"], ["c"]]


def test_a_week_is_drained_in_bounded_reports(spool: Spool) -> None:
    for minute in range(SAMPLES_PER_REPORT * 2 + 1):
        spool.add_sample(str(minute), {"cpu.percent": 1.0})
    sizes = []
    while sealed := spool.seal():
        sizes.append(len(unpacked(sealed)["samples"]))
        spool.received(sealed)
    assert sizes == [SAMPLES_PER_REPORT, SAMPLES_PER_REPORT, 1]


def test_the_oldest_samples_make_room_and_evidence_never_does(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "small.db", "boot", limit_bytes=5_000)
    spool.add_observation("backup", "t", {"job": "files", "note": "x" * 3_000})
    for number in range(100):
        spool.add_sample(f"sample {number:03d}", {"cpu.percent": 1.0})
    dropped = spool.make_room()
    kept = spool.contents()
    assert kept.observations == 1
    assert 0 < kept.samples == 100 - dropped
    assert kept.bytes <= 5_000
    report = unpacked(spool.seal())
    assert report["samples"][-1]["at"] == "sample 099"
    assert report["dropped_samples"] == dropped
    assert spool.contents().dropped == 0, "said once"
    spool.close()


def test_samples_older_than_a_week_are_dropped(spool: Spool) -> None:
    spool.add_sample("old", {"cpu.percent": 1.0})
    spool.add_observation("reboot", "old", {})
    assert spool.make_room(now=__import__("time").time() + 8 * 24 * 3600) == 1
    assert spool.contents().observations == 1


def test_a_dropped_file_is_taken_once_also_after_a_kill(tmp_path: Path, spool: Spool) -> None:
    body = {"job": "files", "run": "r1", "outcome": "ok"}
    path = backups.leave(tmp_path, "backup", "r1", "2026-11-23T01:00:00Z", body)
    content = path.read_bytes()

    def take(kind, at, body, origin):
        spool.add_observation(kind, at, body, origin=origin)

    assert backups.collect(tmp_path, take) == 1
    path.write_bytes(content)  # as if killed between taking and removing
    backups.collect(tmp_path, take)
    assert spool.contents().observations == 1
    assert not path.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"not json",
        b"[]",
        b'{"kind": "shell", "at": "t", "body": {"job": "a", "run": "b"}}',
        b'{"kind": "backup", "at": "t", "body": {"job": "a"}}',
        b'{"kind": "backup", "at": "t", "body": {"job": "a", "run": "b", "outcome": "fine"}}',
        b'{"kind": "manifest", "body": {"job": "a", "run": "b"}}',
        b"\xff\xfe\x00",
    ],
)
def test_what_is_not_a_result_is_set_aside(tmp_path: Path, content: bytes, capsys) -> None:
    path = backups.drop_folder(tmp_path) / "broken.json"
    path.write_bytes(content)
    assert list(backups.read(tmp_path)) == []
    assert not path.exists()
    assert path.with_suffix(".refused").read_bytes() == content
    assert "was set aside" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_the_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    me = identity.load_or_make_key(home)
    assert stat.S_IMODE((home / identity.KEY_FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert identity.load_or_make_key(home).agent == me.agent
