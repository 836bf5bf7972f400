"""What agents say about nights and files, kept as rows."""

from datetime import datetime

from nadi.core.actions import Actor, action
from nadi.core.events import announce
from nadi.maintenance import queries
from nadi.maintenance.bodies import Backup, ManifestBody
from nadi.maintenance.events import BackupFailing, BackupRecorded
from nadi.maintenance.models import (
    AS_NIGHT,
    BackupOutcome,
    BackupResult,
    Manifest,
    ProtectedSystem,
)
from nadi.maintenance.rules import nights


@action
def record_backup_result(
    system: ProtectedSystem, *, backup: Backup, now: datetime, by: Actor
) -> BackupResult | None:
    """Keep what a run said about its night, unless the night already has a better word."""
    system = _locked(system)
    night = nights.night_of(backup.ended_at, system.zone)
    known = BackupResult.objects.filter(system=system, night=night).first()
    if known is not None and known.run == backup.run and known.ended_at == backup.ended_at:
        return known
    outcome = BackupOutcome(backup.outcome)
    runs = known.runs + 1 if known else 1
    if known is not None and not nights.better_result(known.as_night, AS_NIGHT[outcome]):
        BackupResult.objects.filter(pk=known.pk).update(runs=runs)
        return known
    result, _new = BackupResult.objects.update_or_create(
        system=system,
        night=night,
        defaults={
            "outcome": outcome,
            "started_at": backup.started_at,
            "ended_at": backup.ended_at,
            "run": backup.run,
            "snapshot": backup.snapshot,
            "bytes_added": backup.bytes_added,
            "bytes_total": backup.bytes_total,
            "files_total": backup.files_total,
            "unreadable": backup.unreadable,
            "message": backup.message,
            "runs": runs,
        },
    )
    announce(BackupRecorded(system.pk, system.device.client_id, night, outcome.value))
    _tell_if_news(system, now)
    return result


@action
def record_manifest(
    system: ProtectedSystem, *, manifest: ManifestBody, taken_at: datetime, by: Actor
) -> Manifest:
    """Keep the list of files a backup began with. The first word of a run stands for ever."""
    kept, _new = Manifest.objects.get_or_create(
        system=system,
        run=manifest.run,
        defaults={
            "taken_at": taken_at,
            "seed": manifest.seed,
            "candidates": manifest.candidates,
            "files": [[file.path, file.size, file.sha256] for file in manifest.files],
        },
    )
    return kept


@action
def tell_failing_nights(system: ProtectedSystem, *, now: datetime, by: Actor) -> ProtectedSystem:
    """Announce a third bad night, also where no result came at all."""
    system = _locked(system)
    _tell_if_news(system, now)
    return system


def _locked(system: ProtectedSystem) -> ProtectedSystem:
    return (
        ProtectedSystem.objects.select_for_update(of=("self",))
        .select_related("device__client__calendar")
        .get(pk=system.pk)
    )


def _tell_if_news(system: ProtectedSystem, now: datetime) -> None:
    seen = queries.nights_of(system, now)
    states = [state for _night, state in seen]
    run = nights.run_of_bad_nights(states)
    if run == 0 and system.bad_run_told:
        system.bad_run_told = False
        system.save(update_fields=["bad_run_told"])
    if not nights.is_news(states, announced=system.bad_run_told):
        return
    bad = [night for night, state in seen if state in (nights.Night.FAILED, nights.Night.SILENT)]
    system.bad_run_told = True
    system.save(update_fields=["bad_run_told"])
    announce(
        BackupFailing(
            system_id=system.pk,
            device_id=system.device_id,
            client_id=system.device.client_id,
            system=str(system),
            nights=run,
            first_night=bad[-run],
        )
    )
