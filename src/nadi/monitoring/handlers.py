"""Solar's answers to what the machines say."""

from django.utils import timezone

from nadi.core.facts import answers
from nadi.fleet.events import (
    DeviceApproved,
    DeviceEnrolled,
    DeviceQuarantined,
    DeviceRetired,
    DeviceSpoke,
    LimitJudged,
    ObservationReceived,
)
from nadi.fleet.models import Device
from nadi.monitoring import watching
from nadi.monitoring.equipping import equip


@answers(LimitJudged)
def hear_the_limit(fact: LimitJudged) -> None:
    watching.hear_limit(fact.limit_id, fact.verdict, fact.value, fact.at, timezone.now())


@answers(DeviceSpoke)
def hear_the_device(fact: DeviceSpoke) -> None:
    watching.hear_device(fact.device_id, timezone.now())


@answers(DeviceEnrolled)
def watch_the_new_device(fact: DeviceEnrolled) -> None:
    _equip(fact.device_id)


@answers(DeviceApproved)
def watch_the_device(fact: DeviceApproved) -> None:
    _equip(fact.device_id)


@answers(DeviceQuarantined)
def watch_it_no_more_for_now(fact: DeviceQuarantined) -> None:
    _equip(fact.device_id)


@answers(DeviceRetired)
def watch_it_no_more(fact: DeviceRetired) -> None:
    _equip(fact.device_id)


@answers(ObservationReceived)
def see_what_it_has(fact: ObservationReceived) -> None:
    """An inventory may name disks that nobody watched yet."""
    if fact.kind == "inventory":
        _equip(fact.device_id)


def _equip(device_id: int) -> None:
    device = Device.objects.filter(pk=device_id).first()
    if device is not None:
        equip(device, timezone.now())
