"""What agents say becomes rows; what cannot be read waits for a person."""

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

import nadi
from nadi.core import review
from nadi.core.errors import Refused
from nadi.core.models import Event, ReviewItem
from nadi.maintenance import jobs, queries
from nadi.maintenance.actions import tell_failing_nights
from nadi.maintenance.handlers import MOST_WAITING
from nadi.maintenance.models import (
    BackupResult,
    Manifest,
    ProtectedSystem,
    RestartNeed,
    Update,
    UpdateScan,
)
from nadi.maintenance.tests.conftest import AGENT

CONTRACT = Path(nadi.__file__).parents[2] / "agent/contract/v1/report.request.json"


def announced(name):
    return Event.objects.filter(name=f"maintenance.{name}").count()


def test_the_samples_of_the_contract_are_understood(backups, protect, deliver, now):
    protect(backups)
    for observation in json.loads(CONTRACT.read_text())["observations"]:
        backups.observe(observation["kind"], observation["body"], now)
    deliver()
    assert not ReviewItem.objects.exists()
    assert {u.package: u.kind for u in Update.objects.all()} == {
        "openssl": "security",
        "tzdata": "other",
    }
    assert RestartNeed.objects.get().since.isoformat() == "2026-11-20T04:31:00+00:00"
    manifest, result = Manifest.objects.get(), BackupResult.objects.get()
    assert manifest.run == result.run
    assert manifest.listed()[0].size == 48211
    assert (result.outcome, result.snapshot) == ("ok", "4bb8f1d2")
    # 01:14 UTC is 20:14 in New York: the evening of the day before.
    assert result.night.isoformat() == "2026-11-22"


@pytest.mark.parametrize(
    ("kind", "change", "told"),
    [
        ("backup", {"outcome": "splendid"}, "outcome"),
        ("backup", {"ended_at": "2027-01-01T00:00:00Z"}, "after the moment"),
        ("backup", {"ended_at": "yesterday"}, "ended_at"),
        ("backup", {"ended_at": "2026-11-23T01:00:00"}, "no time zone"),
        ("backup", {"started_at": "2026-11-23T02:00:00Z"}, "before it started"),
        ("backup", {"ended_at": "0001-01-01T00:00:00+05:00"}, "beyond all years"),
        ("backup", {"bytes_total": -4}, "bytes_total"),
        ("manifest", {"files": [{"path": "/a", "size": 1, "sha256": "zz"}]}, "SHA-256"),
        ("manifest", {"files": [{"path": "/a", "size": 1, "sha256": "0" * 64}] * 2}, "twice"),
        ("manifest", {"files": "many"}, "files"),
        ("updates", {"updates": [{"name": ""}]}, "updates"),
        ("updates", {"known": "perhaps"}, "known"),
        ("reboot", {"needed": "soon"}, "needed"),
    ],
)
def test_impossible_bodies_wait_for_a_person(backups, protect, deliver, now, kind, change, told):
    protect(backups)
    samples = json.loads(CONTRACT.read_text())["observations"]
    body = next(o["body"] for o in samples if o["kind"] == kind)
    backups.observe(kind, {**body, **change}, now)
    deliver()
    item = ReviewItem.objects.get()
    assert item.kind == f"observation.{kind}"
    assert told in item.reason
    assert json.loads(bytes(item.raw))["known" if kind in ("updates", "reboot") else "job"]
    assert not Update.objects.exists()
    assert not BackupResult.objects.exists()
    assert not Manifest.objects.exists()


def test_a_body_that_is_no_object_waits_too(backups, deliver, now):
    backups.observe("backup", [1, 2], now)
    deliver()
    assert "not an object" in ReviewItem.objects.get().reason


def test_a_broken_agent_cannot_fill_the_review_list(backups, deliver, now):
    for number in range(MOST_WAITING + 5):
        backups.observe("backup", {"job": f"strange {number}"}, now)
        backups.observe("updates", {"known": "perhaps", "number": number}, now)
    deliver()
    kinds = ReviewItem.objects.values_list("kind", flat=True)
    assert Counter(kinds) == {
        "observation.backup": MOST_WAITING,
        "observation.updates": MOST_WAITING,
    }


def test_a_job_nobody_protects_waits_once_and_is_read_when_it_is(
    backups, protect, deliver, now, maya
):
    for night in (3, 2, 1):
        backups.night(now - timedelta(days=night))
    deliver()
    items = {item.kind: item for item in ReviewItem.objects.all()}
    assert sorted(items) == ["observation.backup", "observation.manifest"]
    with pytest.raises(Refused, match="Nothing is protected"):
        review.replay(items["observation.backup"], by=maya)
    protect(backups)
    for item in items.values():
        review.replay(item, by=maya)
    assert BackupResult.objects.count() == 3
    assert Manifest.objects.count() == 3


def test_the_better_run_of_a_night_stays(backups, protect, deliver, now):
    system = protect(backups)
    night = now.replace(hour=5)
    backups.night(night - timedelta(hours=2), "failed", message="no room")
    backups.night(night - timedelta(hours=1))
    backups.night(night, "failed")
    deliver()
    result = system.results.get()
    assert (result.outcome, result.runs, result.message) == ("ok", 3, "")
    assert queries.newest_backup_with_manifest(system)[0] == result


def test_the_same_result_twice_changes_nothing(backups, protect, deliver, now):
    system = protect(backups)
    body = {"job": backups.job, "run": "r", "outcome": "failed", "ended_at": now.isoformat()}
    backups.observe("backup", body, now)
    backups.observe("backup", body, now)
    deliver()
    assert system.results.get().runs == 1
    assert announced("BackupRecorded") == 1


def test_the_third_failed_night_is_told_once(backups, protect, deliver, now):
    protect(backups, now - timedelta(days=9))
    for days in (5, 4, 3):
        backups.night(now - timedelta(days=days), "failed" if days < 5 else "ok")
    with time_machine.travel(now - timedelta(days=3), tick=False):
        Event.objects.update(next_attempt_at=now - timedelta(days=3))
        deliver()
    assert announced("BackupFailing") == 0
    system = ProtectedSystem.objects.get()
    tell_failing_nights(system, now=now - timedelta(days=2), by=AGENT)
    assert announced("BackupFailing") == 0
    assert [s.pk for s in queries.systems_with_bad_news(now)] == [system.pk]
    tell_failing_nights(system, now=now, by=AGENT)
    tell_failing_nights(system, now=now + timedelta(days=1), by=AGENT)
    assert announced("BackupFailing") == 1
    fact = Event.objects.get(name="maintenance.BackupFailing").facts
    assert (fact["nights"], fact["system"]) == (4, "Patient files, FS02")
    assert queries.systems_with_bad_news(now) == []


def scan(backups, at, *packages, known=True):
    updates = [{"name": name, "available": version, "security": True} for name, version in packages]
    backups.observe("updates", {"known": known, "updates": updates, "manager": "apt"}, at)


def test_updates_are_intervals(backups, deliver, now):
    monday = now - timedelta(days=6)
    scan(backups, monday, ("openssl", "3.0.15"), ("tzdata", "a"))
    deliver()
    scan(backups, monday + timedelta(days=1), known=False)
    deliver()
    assert Update.objects.open().count() == 2
    scan(backups, monday + timedelta(days=2), ("openssl", "3.0.16"))
    deliver()
    rows = {(u.package, u.version): u for u in Update.objects.all()}
    assert rows["tzdata", "a"].gone_at == monday + timedelta(days=2)
    assert rows["openssl", "3.0.15"].gone_at == monday + timedelta(days=2)
    newer = rows["openssl", "3.0.16"]
    assert (newer.first_seen, newer.due_at) == (monday, monday + timedelta(days=14))
    scan(backups, monday + timedelta(days=1, hours=1), ("late", "1"))
    deliver()
    assert not Update.objects.filter(package="late").exists()
    assert UpdateScan.objects.count() == 4


def test_restarts_are_intervals(backups, deliver, now):
    def say(needed, hours):
        at = now + timedelta(hours=hours)
        backups.observe("reboot", {"known": True, "needed": needed, "because": ["linux"]}, at)
        deliver()

    say(False, 0)
    assert not RestartNeed.objects.exists()
    say(True, 1)
    say(True, 2)
    say(False, 1.5)
    need = RestartNeed.objects.get()
    assert (need.since, need.until) == (now + timedelta(hours=1), None)
    say(False, 3)
    need.refresh_from_db()
    assert need.until == now + timedelta(hours=3)
    say(True, 4)
    assert RestartNeed.objects.count() == 2


def test_the_clock_tells_of_nights_on_which_nothing_came(backups, protect, deliver, now):
    protect(backups, now - timedelta(days=9))
    with time_machine.travel(now, tick=False):
        jobs.judge_nights(timestamp=0)
        jobs.judge_nights(timestamp=3600)
    assert announced("BackupFailing") == 1
    assert Event.objects.get(name="maintenance.BackupFailing").facts["nights"] == 8
    jobs.clear_restored(timestamp=0)
