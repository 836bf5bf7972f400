"""A year of nights, tests and patches at Northlight IT; the newest backups are real.

Three clients have had no proven restore for 34 days, one backup has failed for three nights and
two more begin to, one class room waits for a restart that was put off, and three offices that want
no restart by day carry security updates past their date. Told for simulated machines alone: the
real one speaks for itself.
"""

from nadi.accounts.models import Person, Role
from nadi.core.demo import Story
from nadi.fleet.models import Device, DeviceKind, DeviceState
from nadi.maintenance.demo import backups, lists, proofs, updates


def tell(story: Story) -> None:
    people = list(
        Person.objects.filter(role__in=[Role.TECHNICIAN, Role.SERVICE_MANAGER]).order_by("pk")
    )
    devices = Device.objects.filter(simulated=True, state=DeviceState.ACTIVE).select_related(
        "client__calendar"
    )
    servers = devices.filter(kind=DeviceKind.SERVER).order_by("client__pk", "pk")
    systems = backups.tell(story, servers)
    if people:
        proofs.tell(story, systems, people)
    counted = devices.filter(kind__in=[DeviceKind.SERVER, DeviceKind.WORKSTATION])
    updates.tell(story, list(counted.order_by("pk")))
    lists.tell(story)
