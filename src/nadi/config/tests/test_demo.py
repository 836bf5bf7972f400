"""The whole demo firm: its size, its year, and what balance makes of it."""

from datetime import datetime, timedelta

from nadi.accounts.models import Person
from nadi.agreements.models import SpokenPromise, TimeEntry
from nadi.balance.models import CenterSnapshot, VitalSnapshot
from nadi.clients.models import Client
from nadi.config.tests.databases import TOLD_AT
from nadi.core import centers
from nadi.core.demo import Story
from nadi.core.models import AuditRow
from nadi.desk.models import Ticket
from nadi.fleet.models import Device
from nadi.maintenance.models import BackupResult
from nadi.monitoring.models import Alert

YEAR = timedelta(days=365)
BANDS = {"maintenance": (20, 59), "desk": (70, 97), "monitoring": (70, 95), "agreements": (65, 92)}


def _reaches_back(moments: list[datetime]) -> bool:
    """From about a year ago up to the last days, and nothing later than now."""
    oldest, newest = min(moments), max(moments)
    return TOLD_AT - YEAR - timedelta(days=2) <= oldest < TOLD_AT - YEAR * 0.9 and (
        TOLD_AT - timedelta(days=4) < newest <= TOLD_AT
    )


def test_the_whole_firm(told_demo: Story) -> None:
    assert Person.objects.staff().count() == 9
    assert Client.objects.count() == 14
    assert 295 <= Device.objects.count() <= 315
    assert Ticket.objects.count() > 1500
    for rows, field in (
        (Ticket, "opened_at"),
        (TimeEntry, "ended_at"),
        (Alert, "raised_at"),
        (BackupResult, "ended_at"),
        (SpokenPromise, "said_at"),
        (VitalSnapshot, "taken_at"),
    ):
        assert _reaches_back(list(rows.objects.values_list(field, flat=True))), rows
    _nothing_happened_while_it_was_told()
    _balance_says_what_it_should()


def _nothing_happened_while_it_was_told() -> None:
    """What people did lies in the past, also what they did today."""
    minute = TOLD_AT - timedelta(minutes=1)
    acts = AuditRow.objects.filter(actor_id__isnull=False)
    assert not acts.filter(at__gt=minute).values_list("verb", "subject").exists()
    verbs = {verb for center in centers.centers() for verb in center.tending}
    lately = acts.filter(at__gt=TOLD_AT - timedelta(days=3), verb__in=verbs)
    tended = {verb.partition(".")[0] for verb in lately.values_list("verb", flat=True)}
    assert len(tended) >= 4, tended


def _balance_says_what_it_should() -> None:
    today = CenterSnapshot.objects.filter(day=TOLD_AT.date(), of__gt=0)
    found = {row.center: row.low for row in today}
    for center, (least, most) in BANDS.items():
        assert least <= found[center] <= most, found
    assert min(found, key=lambda center: found[center]) == "maintenance", found
    silent = VitalSnapshot.objects.filter(day=TOLD_AT.date(), n=0)
    assert not silent.exists(), list(silent.values_list("vital", flat=True))
