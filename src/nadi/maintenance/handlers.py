"""The heart's answers to what agents observed."""

import json

from django.utils import timezone

from nadi.core import review
from nadi.core.actions import Json
from nadi.core.actors import System
from nadi.core.errors import BadInput, NadiError
from nadi.core.events import answers
from nadi.core.models import ReviewItem
from nadi.fleet.events import ObservationReceived
from nadi.fleet.models import Observation
from nadi.maintenance import bodies
from nadi.maintenance.actions import (
    record_backup_result,
    record_manifest,
    record_restart_need,
    record_scan,
)
from nadi.maintenance.models import ProtectedSystem

AGENT = System("agent")
MOST_WAITING = 20
KINDS = frozenset({"updates", "reboot", "manifest", "backup"})


class NotProtected(BadInput):
    """A job nobody has put under protection."""


@answers(ObservationReceived)
def read_observation(fact: ObservationReceived) -> None:
    """Turn what an agent saw into rows; what cannot be read waits for a person, with the reason."""
    if fact.kind not in KINDS:
        return
    observation = (
        Observation.objects.select_related("device__client").filter(pk=fact.observation_id).first()
    )
    if observation is None:
        return
    try:
        take_in(observation)
    except NotProtected as problem:
        if not _waits_already(observation) and not _has_enough_waiting(observation):
            _keep(observation, problem)
    except NadiError as problem:
        if not _has_enough_waiting(observation):
            _keep(observation, problem)


def _has_enough_waiting(observation: Observation) -> bool:
    """One broken agent must not fill the list. What it said stays in its observations."""
    of_this_machine = ReviewItem.objects.filter(
        kind="observation." + observation.kind,
        state=ReviewItem.State.WAITING,
        about__device_id=observation.device_id,
    )
    return of_this_machine.count() >= MOST_WAITING


def _keep(observation: Observation, problem: NadiError) -> None:
    review.keep(
        "observation." + observation.kind,
        problem.sentence,
        json.dumps(observation.body).encode(),
        source=f"{observation.device}, {observation.device.client}",
        about=_about(observation),
    )


def _about(observation: Observation) -> dict[str, Json]:
    body = observation.body
    job = body.get("job") if isinstance(body, dict) else None
    return {
        "observation_id": observation.pk,
        "device_id": observation.device_id,
        "job": job if isinstance(job, str) else None,
    }


def _waits_already(observation: Observation) -> bool:
    """One line in the review list for each job, not one for each night."""
    about = _about(observation)
    return ReviewItem.objects.filter(
        kind="observation." + observation.kind,
        state=ReviewItem.State.WAITING,
        about__device_id=about["device_id"],
        about__job=about["job"],
    ).exists()


def take_in(observation: Observation) -> None:
    device, body, at = observation.device, observation.body, observation.collected_at
    if not isinstance(body, dict):
        raise BadInput("The body of this observation is not an object.")
    if observation.kind == "updates":
        record_scan(device, scan=bodies.read(body, bodies.Updates, at), at=at, by=AGENT)
    elif observation.kind == "reboot":
        record_restart_need(device, reboot=bodies.read(body, bodies.Reboot, at), at=at, by=AGENT)
    elif observation.kind == "manifest":
        manifest = bodies.read(body, bodies.ManifestBody, at)
        system = _system(observation, manifest.job)
        record_manifest(system, manifest=manifest, taken_at=at, by=AGENT)
    else:
        backup = bodies.read(body, bodies.Backup, at)
        system = _system(observation, backup.job)
        record_backup_result(system, backup=backup, now=timezone.now(), by=AGENT)


def _system(observation: Observation, job: str) -> ProtectedSystem:
    system = ProtectedSystem.objects.current().filter(device=observation.device, job=job).first()
    if system is None:
        raise NotProtected(
            f"Nothing is protected on {observation.device} under the job {job}. "
            "Protect it, then read this again."
        )
    return system


def read_again(item: ReviewItem) -> None:
    """Read it once more, and with it all that the same job has said since."""
    observation = (
        Observation.objects.select_related("device__client")
        .filter(pk=item.about.get("observation_id"))
        .first()
    )
    if observation is None:
        raise BadInput("The observation is no longer here.")
    take_in(observation)
    if job := item.about.get("job"):
        later = Observation.objects.select_related("device__client").filter(
            device=observation.device, kind=observation.kind, body__job=job
        )
        for other in later.filter(pk__gt=observation.pk).order_by("collected_at"):
            take_in(other)


for kind in sorted(KINDS):
    review.replays("observation." + kind)(read_again)
