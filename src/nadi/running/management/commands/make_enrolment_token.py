"""The right of this machine's own agent to enrol: approved at once, for one use, for an hour."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from nadi.clients.models import OURSELVES, Calendar, Client, ClientState
from nadi.core.actors import System
from nadi.fleet.actions import make_enrolment_token

ALWAYS = [[[0, 1440]]] * 7


class Command(BaseCommand):
    help = "Print an enrolment token for the machine that nadi itself runs on."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        _row, token = make_enrolment_token(
            own_firm(),
            approves=True,
            lifetime=timedelta(hours=1),
            by=System("command line"),
        )
        self.stdout.write(token)


def own_firm() -> Client:
    """The firm looks after its own machines as it does after those of others."""
    found = Client.objects.filter(slug=OURSELVES).first()
    if found is not None:
        return found
    calendar, _made = Calendar.objects.get_or_create(
        name="Always", defaults={"zone_name": settings.NADI_ZONE, "week": ALWAYS}
    )
    return Client.objects.create(
        slug=OURSELVES, name=settings.NADI_FIRM, state=ClientState.MANAGED, calendar=calendar
    )
