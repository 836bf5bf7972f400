"""What an imported table says of the age of machines, as facts of their life with that source."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from nadi.core.actions import Actor, action
from nadi.core.events import announce
from nadi.fleet.models import Device
from nadi.planning.events import LifecycleNoted
from nadi.planning.models import FactKind, FactState, LifecycleFact

Said = tuple[int, str, str]


@action
def note_papers(source: str, devices: Sequence[Said], *, by: Actor) -> None:
    """The day each was bought and the day its warranty ends, where the table said so."""
    named = Device.objects.filter(pk__in=[pk for pk, *_days in devices])
    clients = dict(named.values_list("pk", "client_id"))
    now = timezone.now()
    facts = LifecycleFact.objects.bulk_create(
        LifecycleFact(
            device_id=pk,
            kind=kind,
            state=FactState.DATED,
            on=date.fromisoformat(day),
            source=source,
            noted_at=now,
        )
        for pk, bought, warranty in devices
        for kind, day in ((FactKind.PURCHASED, bought), (FactKind.WARRANTY_END, warranty))
        if day and pk in clients
    )
    for fact in facts:
        client_id = clients[fact.device_id]
        announce(LifecycleNoted(fact.pk, fact.device_id, client_id, fact.kind, fact.state))


@action
def forget_papers(source: str, device_ids: Sequence[int], *, by: Actor) -> None:
    """The import was taken back: its word on these machines goes with it."""
    LifecycleFact.objects.filter(source=source, device_id__in=device_ids).delete()
