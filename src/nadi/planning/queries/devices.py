"""Devices by age, from who is looking."""

from datetime import date, datetime

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.clients.queries import some_clients_of
from nadi.core.errors import NotFound
from nadi.fleet.models import Device
from nadi.planning.ages import DeviceLife, counts, lives
from nadi.planning.models import DevicePlan, LifecycleFact, ReplacementPolicy


def clients_in_sight(who: Person, client: Client | None = None) -> list[int] | None:
    """The clients whose devices `who` sees, None for all of them; or the one asked for."""
    if client is None:
        return some_clients_of(who)
    return list(Client.objects.visible_to(who).filter(pk=client.pk).values_list("pk", flat=True))


def device_with_life(
    who: Person, pk: int, on: date, known_by: datetime
) -> tuple[Device, DeviceLife | None]:
    """One device and its life; no life where it is not in use or its client is not served."""
    found = Device.objects.visible_to(who).select_related("client").filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such device, or none that you may see.")
    all_there = lives([found.client_id], on, known_by)
    return found, next((each for each in all_there if each.device_id == found.pk), None)


def facts_of(device: Device) -> list[LifecycleFact]:
    """All that was ever noted, the newest first."""
    return list(LifecycleFact.objects.filter(device=device).select_related("noted_by"))


def plans_of(device: Device) -> list[DevicePlan]:
    return list(DevicePlan.objects.filter(device=device).select_related("noted_by"))


def plan_for(who: Person, pk: int) -> DevicePlan:
    found = DevicePlan.objects.visible_to(who).filter(pk=pk).select_related("device").first()
    if found is None:
        raise NotFound("There is no such plan, or none that you may see.")
    assert isinstance(found, DevicePlan)  # noqa: S101
    return found


def policies(who: Person) -> list[ReplacementPolicy]:
    """Every policy that was ever set, by kind, everybody's first, the newest first."""
    seen = Client.objects.visible_to(who).values("pk")
    found = ReplacementPolicy.objects.select_related("client", "made_by")
    rows = list(found.filter(client__in=seen)) + list(found.filter(client=None))
    return sorted(
        rows,
        key=lambda each: (
            each.kind,
            each.client is not None,
            str(each.client or ""),
            -each.since.toordinal(),
            -each.pk,
        ),
    )


__all__ = [
    "DeviceLife",
    "clients_in_sight",
    "counts",
    "device_with_life",
    "facts_of",
    "lives",
    "plan_for",
    "plans_of",
    "policies",
]
