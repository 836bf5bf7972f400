"""A test from the wish to the proof, on real archives."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from nadi.core.actors import System
from nadi.core.errors import NotFound, Refused
from nadi.core.models import AuditRow, Event
from nadi.maintenance import folders, housekeeping, queries, restoring
from nadi.maintenance.actions import (
    begin_restore_test,
    end_protection,
    finish_restore_test,
    look_at_restored_file,
    open_restore,
    request_restore_tests,
)
from nadi.maintenance.backups.trial import Report
from nadi.maintenance.models import RestoreLook, RestoreTest
from nadi.maintenance.rules.proof import Outcome, Verdict
from nadi.maintenance.vitals import caps

RUNNER = System("runner")


@pytest.fixture
def system(backups, protect, deliver, now):
    system = protect(backups, now - timedelta(days=40))
    backups.night(now - timedelta(hours=7))
    deliver()
    return system


def announced(name):
    return Event.objects.filter(name=f"maintenance.{name}").count()


def test_a_real_restore_passes_and_waits_for_a_person(system, run_test):
    test = run_test(system)
    assert (test.state, test.outcome, test.reason) == ("done", "passed", "")
    assert len(test.files) == 4
    assert all(file["match"] == "same" for file in test.files)
    assert test.read_good is True
    assert test.restored_bytes > 0
    assert test.bytes_per_second
    assert test.can_be_opened
    assert sorted(f.name for f in folders.of(test).iterdir()) == ["0000", "0001", "0002", "0003"]
    assert announced("RestoreTestPassed") == 1
    assert announced("RestoreOpened") == 0


def test_only_a_person_who_has_looked_can_prove_it(system, run_test, aisha, henrik):
    test = run_test(system)
    with pytest.raises(Refused, match="Open one of the files first"):
        open_restore(test, note="Looks right", by=aisha)
    path = look_at_restored_file(test, number=1, how="shown", by=henrik)
    assert path.read_text().startswith("What ")
    with pytest.raises(Refused, match="Open one of the files first"):
        open_restore(test, note="Looks right", by=aisha)
    with pytest.raises(Refused, match="what you saw"):
        open_restore(test, note="   ", by=henrik)
    opened = open_restore(test, note="The invoice is readable", by=henrik)
    assert opened.opened_by == henrik
    assert announced("RestoreOpened") == 1
    with pytest.raises(Refused, match="Somebody has opened"):
        open_restore(test, note="Again", by=henrik)
    assert RestoreLook.objects.get().number == 1
    verbs = set(AuditRow.objects.values_list("verb", flat=True))
    assert {"maintenance.look_at_restored_file", "maintenance.open_restore"} <= verbs


def test_the_database_itself_refuses_a_proof_of_a_failed_test(system, run_test, backups, aisha):
    backups.newest().write_bytes(b"nothing")
    test = run_test(system)
    assert test.outcome == "failed"
    with pytest.raises(IntegrityError), transaction.atomic():
        RestoreTest.objects.filter(pk=test.pk).update(opened_by=aisha, opened_at=test.finished_at)


def test_a_damaged_archive_fails_names_the_file_and_caps_the_heart(
    system, run_test, backups, deliver, now
):
    manifest = system.manifests.get()
    manifest.files[2][2] = "0" * 64
    manifest.save()
    test = run_test(system)
    assert test.outcome == "failed"
    assert test.failed_path == manifest.files[2][0]
    assert announced("RestoreTestFailed") == 1
    (cap,) = caps(test.finished_at)
    assert (cap.center, cap.at) == ("maintenance", 50)
    assert "Patient files, FS02" in str(cap.sentence)
    assert manifest.files[2][0] in str(cap.sentence)
    assert cap.url == f"/maintenance/tests/{test.pk}/"
    assert not folders.of(test).parent.exists()
    again = run_test(system)
    assert again.outcome == "failed"
    assert len(caps(again.finished_at)) == 1
    manifest.delete()
    backups.night(now - timedelta(hours=1))
    deliver()
    assert run_test(system).outcome == "passed"
    assert caps(now + timedelta(days=400)) == []


def test_ending_the_protection_lifts_the_cap_and_says_why(system, run_test, backups, maya):
    backups.newest().write_bytes(b"nothing")
    test = run_test(system)
    assert caps(test.finished_at)
    with pytest.raises(Refused, match="why"):
        end_protection(system, because=" ", by=maya)
    end_protection(system, because="The server was sold", by=maya)
    assert caps(test.finished_at) == []
    assert AuditRow.objects.get(verb="maintenance.end_protection").because == "The server was sold"
    with pytest.raises(Refused, match="no longer protected"):
        request_restore_tests(systems=[system], by=maya)


def test_without_a_manifest_it_is_not_performed_and_sets_no_cap(backups, protect, run_test, now):
    test = run_test(protect(backups))
    assert test.outcome == "not_performed"
    assert "manifest" in test.reason
    assert caps(test.finished_at) == []
    assert announced("RestoreTestFailed") == 0


def test_a_job_is_queued_with_the_wish_in_its_own_queue(system, aisha):
    (test,) = request_restore_tests(systems=[system], by=aisha)
    jobs = ProcrastinateJob.objects.filter(args__test_id=test.pk)
    assert [(job.queue_name, job.task_name) for job in jobs] == [
        ("restores", "maintenance.run_restore")
    ]
    with pytest.raises(Refused, match="being tested already"):
        request_restore_tests(systems=[system], by=aisha)
    assert jobs.count() == 1


def test_two_runners_never_have_the_same_test(system, aisha, now):
    (test,) = request_restore_tests(systems=[system], by=aisha)
    begin_restore_test(test, now=now, by=RUNNER)
    with pytest.raises(Refused) as refused:
        begin_restore_test(test, now=now + timedelta(seconds=59), by=RUNNER)
    assert refused.value.code == "running"
    second = begin_restore_test(test, now=now + timedelta(seconds=61), by=RUNNER)
    assert second.attempt == 2
    late = Report(Verdict(Outcome.PASSED))
    with pytest.raises(Refused) as refused:
        finish_restore_test(test, attempt=1, report=late, now=now, by=RUNNER)
    assert refused.value.code == "superseded"
    assert finish_restore_test(test, attempt=2, report=late, now=now, by=RUNNER).state == "done"


def test_a_runner_that_lost_its_test_stops_at_the_next_beat(system, aisha, monkeypatch):
    (test,) = request_restore_tests(systems=[system], by=aisha)
    real = restoring.begin_restore_test

    def taken_away(test, **rest):
        begun = real(test, **rest)
        RestoreTest.objects.filter(pk=begun.pk).update(attempt=begun.attempt + 1)
        return begun

    monkeypatch.setattr(restoring, "begin_restore_test", taken_away)
    restoring.perform(test.pk)
    test.refresh_from_db()
    assert (test.state, test.attempt, test.outcome) == ("running", 2, "")
    assert not (folders.root() / str(test.pk) / "1").exists()


def test_a_test_that_falls_silent_is_found_and_taken_up(system, aisha, now):
    (test,) = request_restore_tests(systems=[system], by=aisha)
    RestoreTest.objects.filter(pk=test.pk).update(requested_at=now)
    begin_restore_test(test, now=now, by=RUNNER)
    assert not queries.stalled_tests(now + timedelta(seconds=60)).exists()
    assert queries.stalled_tests(now + timedelta(seconds=61)).get() == test


def test_after_three_beginnings_it_is_not_performed(system, aisha, now):
    (test,) = request_restore_tests(systems=[system], by=aisha)
    for minutes in (0, 2, 4):
        assert (
            begin_restore_test(test, now=now + timedelta(minutes=minutes), by=RUNNER).state
            == "running"
        )
    ended = begin_restore_test(test, now=now + timedelta(minutes=6), by=RUNNER)
    assert (ended.state, ended.outcome) == ("done", "not_performed")
    assert "3 times" in ended.reason


def test_a_test_that_has_ended_is_left_alone(system, run_test):
    test = run_test(system)
    restoring.perform(test.pk)
    restoring.perform(987654)
    assert RestoreTest.objects.get().attempt == test.attempt


def test_restored_files_go_after_a_week_and_the_evidence_stays(
    system, run_test, aisha, django_capture_on_commit_callbacks
):
    test = run_test(system)
    folder = folders.of(test).parent
    killed = folder / "0"
    killed.mkdir()
    stray = folders.root() / "987654"
    stray.mkdir()
    with django_capture_on_commit_callbacks(execute=True):
        housekeeping.clear(test.finished_at + timedelta(days=6), by=RUNNER)
    assert folders.of(test).exists()
    assert not killed.exists()
    assert not stray.exists()
    with django_capture_on_commit_callbacks(execute=True):
        housekeeping.clear(test.finished_at + timedelta(days=7, seconds=1), by=RUNNER)
    test.refresh_from_db()
    assert not folder.exists()
    assert test.removed_at
    assert len(test.files) == 4
    assert not test.can_be_opened
    with pytest.raises(Refused, match="Run a new test"):
        look_at_restored_file(test, number=0, how="shown", by=aisha)


def test_opened_files_go_after_an_hour(system, run_test, aisha, django_capture_on_commit_callbacks):
    test = run_test(system)
    look_at_restored_file(test, number=0, how="taken", by=aisha)
    test = open_restore(test, note="It opens", by=aisha)
    with django_capture_on_commit_callbacks(execute=True):
        housekeeping.clear(test.opened_at + timedelta(minutes=59), by=RUNNER)
    assert folders.of(test).exists()
    with django_capture_on_commit_callbacks(execute=True):
        housekeeping.clear(test.opened_at + timedelta(minutes=61), by=RUNNER)
    assert not folders.of(test).exists()


@pytest.mark.parametrize("number", [4, 99])
def test_files_are_handed_out_by_number_alone(system, run_test, aisha, number):
    with pytest.raises(NotFound):
        look_at_restored_file(run_test(system), number=number, how="shown", by=aisha)


def test_the_secret_is_sealed_in_the_row_and_masked_in_the_audit(fs02, maya, protect):
    from nadi.core import vault
    from nadi.maintenance.actions import protect_system

    system = protect_system(
        fs02, name="x", job="j", tool="restic", location="/srv/r", secret="hush hush", by=maya
    )
    assert "hush" not in system.sealed_secret
    assert vault.unseal(system.sealed_secret) == "hush hush"
    row = AuditRow.objects.get(verb="maintenance.protect_system")
    assert "hush" not in str(vars(row))
    with pytest.raises(Refused, match="protected already"):
        protect_system(fs02, name="y", job="j", tool="archive", location="/srv/r", by=maya)
