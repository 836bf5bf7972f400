"""The large made-up firm, in small: keys hold, every vital reads it, a firm with rows refuses."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from nadi.clients.models import Client
from nadi.core import centers
from nadi.core.vitals import Window
from nadi.desk.models import Ticket, TicketTime
from nadi.fleet.models import Device

SIZES = {"clients": 30, "devices": 300, "tickets": 3000}
#: What the firm itself must do, which no volume makes.
BY_PEOPLE = {
    "culture.goals_agreed",
    "learning.learning_hours",
    "learning.trials_decided",
    "monitoring.rounds_signed",
    "planning.own_plan_reviewed",
}


@pytest.mark.django_db
def test_a_large_firm_in_small(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("tell_demo", **SIZES)
    said = capsys.readouterr().out
    assert "3,000 rows of desk_ticket" in said
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    counts = (Client.objects.count(), Device.objects.count(), Ticket.objects.count())
    assert counts == (30, 300, 3000)
    assert not Ticket.objects.filter(opened_at__gt=timezone.now()).exists()
    assert 3 <= Ticket.objects.open().count() <= 200
    times = TicketTime.objects.select_related("ticket")
    assert {one.client_id == one.ticket.client_id for one in times} == {True}
    now = timezone.now()
    read = {
        name: sum(one.n for one in vital.read(Window.before(now, vital.window), None, None))
        for name, vital in centers.vitals().items()
    }
    assert {name for name, n in read.items() if not n} <= BY_PEOPLE
    with pytest.raises(CommandError, match="works here already"):
        call_command("tell_demo", **SIZES)
    with pytest.raises(CommandError, match="works here already"):
        call_command("tell_demo")


@pytest.mark.django_db
def test_less_than_one_is_no_firm() -> None:
    with pytest.raises(CommandError, match="at least one"):
        call_command("tell_demo", clients=0)
