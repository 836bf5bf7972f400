"""Two days after the demo was told it still tells its story, and lives by simulated acts alone."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings as SettingsWrapper

from nadi.accounts.demo import person
from nadi.agreements.actions import judge_promises
from nadi.agreements.models import TimeEntry
from nadi.agreements.queries import standing_in_force
from nadi.balance.actions import take_snapshot
from nadi.balance.models import CenterSnapshot
from nadi.core.actors import System
from nadi.core.delivery import deliver_pending
from nadi.core.demo import SIMULATED, Story
from nadi.core.events import announce
from nadi.core.models import AuditRow, Heartbeat
from nadi.desk import life
from nadi.desk.actions import note_inside
from nadi.desk.mailboxes import identity, reading
from nadi.desk.models import SIMULATED_MAIL, RawMail, Ticket
from nadi.fleet import pulse
from nadi.fleet.events import ObservationReceived
from nadi.fleet.models import Device, Observation
from nadi.maintenance import queries as heart
from nadi.maintenance.actions import tell_failing_nights
from nadi.monitoring.models import CheckResult, HttpCheck

CLOCK = System("clock")
STEP = timedelta(minutes=15)
BANDS = {"maintenance": (35, 59), "desk": (70, 97), "monitoring": (70, 95), "agreements": (65, 92)}


@pytest.fixture
def demo(told_demo: Story, settings: SettingsWrapper) -> Iterator[Story]:
    settings.NADI_DEMO = True
    settings.NADI_ZONE = "Europe/Stockholm"
    with time_machine.travel(told_demo.now, tick=False):
        yield told_demo


def by_hand(letter: EmailMessage) -> None:
    """What the listener does with a letter, without a socket."""
    raw = letter.as_bytes()
    sender = parseaddr(letter["From"])[1]
    mail = RawMail.objects.create(
        mailbox=identity.address(),
        envelope_from=sender,
        envelope_to=[identity.address()],
        raw=raw,
        size=len(raw),
        received_at=timezone.now(),
    )
    reading.read_mail(mail.pk)


def machines_speak(now: datetime) -> None:
    """What the pulse says of backups, put where the intake puts it; scans are good for days."""
    Device.objects.filter(simulated=True, state="active").update(last_seen_at=now)
    Heartbeat.objects.update_or_create(process="intake", defaults={"at": now})
    with connection.cursor() as cursor:
        cursor.execute(pulse.NEWEST)
        rows = [row for row in cursor.fetchall() if row[1] in ("backup", "manifest")]
    newest = [(*row[:2], json.loads(row[2]), row[3]) for row in rows]
    for device_id, said in pulse.due(newest, now).items():
        for one in said:
            at = datetime.fromisoformat(one["at"])
            row = Observation.objects.create(
                device_id=device_id,
                kind=one["kind"],
                body=one["body"],
                collected_at=at,
                received_at=now,
            )
            announce(ObservationReceived(device_id, row.pk, one["kind"]))
    for check in HttpCheck.objects.all():
        is_fine = not check.expected_text
        CheckResult.objects.create(
            check_of=check, at=now - timedelta(minutes=1), fine=is_fine, milliseconds=40
        )


def night(now: datetime) -> None:
    for system in heart.systems_with_bad_news(now):
        tell_failing_nights(system, now=now, by=CLOCK)
    while deliver_pending():
        pass
    judge_promises(standing_in_force(now), now=now, by=CLOCK)
    take_snapshot(now, count_excluded=False, by=CLOCK)


def scores() -> dict[str, float]:
    day = CenterSnapshot.objects.latest("day").day
    return {row.center: row.low for row in CenterSnapshot.objects.filter(day=day, of__gt=0)}


def fits(found: dict[str, float]) -> None:
    for name, (least, most) in BANDS.items():
        assert least <= found[name] <= most, found
    assert min(found, key=lambda name: found[name]) == "maintenance", found


@pytest.mark.slow
def test_after_two_days_the_story_is_the_same(demo: Story) -> None:
    fits(scores())
    asked = Ticket.objects.filter(root_message_id__startswith=SIMULATED_MAIL)
    now, end = demo.now, demo.now + timedelta(hours=48)
    with time_machine.travel(now, tick=False) as clock:
        while now < end:
            now += STEP
            clock.move_to(now)
            if now.hour % 8 == 0 and now.minute < STEP.seconds // 60:
                machines_speak(now)
            if now.hour == 2 and now.minute < STEP.seconds // 60:
                night(now)
            life.live(now, post=by_hand)
        machines_speak(now)
        night(now)
    fits(scores())
    assert asked.count() >= 3
    assert asked.exclude(answered_at=None).count() >= asked.count() - 2
    assert asked.exclude(closed_at=None).exists()
    since = AuditRow.objects.filter(at__gt=demo.now, actor_id__isnull=False)
    assert since.exists()
    beside = TimeEntry.objects.filter(ended_at__gt=demo.now, about_url="")
    assert beside.count() >= 4  # a step of a quarter of an hour meets one third of the team
    assert beside.values("work_type").distinct().count() >= 2
    assert set(since.values_list("because", "came_from")) == {(SIMULATED, SIMULATED)}


def test_life_keeps_its_hands_off_what_a_real_person_touched(demo: Story) -> None:
    (mine, theirs) = Ticket.objects.open().filter(root_message_id__gt="").order_by("-number")[:2]
    note_inside(mine, "I have this one.", by=person("Aisha Karim"))
    found = {ticket.pk for ticket in life._open_tickets(demo.now)}
    assert mine.pk not in found
    assert theirs.pk in found


def test_there_is_no_life_without_the_demo_nor_at_night(
    demo: Story, settings: SettingsWrapper
) -> None:
    rows = AuditRow.objects.count()
    for hour in range(24):  # a Saturday
        life.live(demo.now + timedelta(days=5, hours=hour), post=pytest.fail)
    settings.NADI_DEMO = False
    for minute in range(0, 24 * 60, 5):
        life.live(demo.now + timedelta(minutes=minute), post=pytest.fail)
    assert AuditRow.objects.count() == rows
