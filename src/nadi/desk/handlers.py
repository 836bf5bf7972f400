"""What the service board answers to facts from below: machines in trouble become tickets."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core import words
from nadi.core.actors import System
from nadi.core.events import answers
from nadi.desk.actions import (
    Alarm,
    NewTicket,
    clear_alert,
    count_alert,
    note_inside,
    open_ticket,
)
from nadi.desk.models import Board, Entry, Source, Ticket, TicketAlert
from nadi.desk.rules.statuses import DEFAULT_PRIORITY
from nadi.fleet.models import Device, DeviceKind
from nadi.maintenance.events import (
    BackupFailing,
    BackupRecorded,
    RestoreTestFailed,
    RestoreTestPassed,
)
from nadi.monitoring.events import (
    AlertCleared,
    AlertRaised,
    AlertRepeated,
    PreventionPlanned,
    RoundTicketAsked,
)

MONITORING, BACKUPS = System("monitoring"), System("backups")
PRIORITY = {"urgent": 2, "important": 3, "notice": 4}


def _address(name: str, *args: int) -> str:
    """Where the trouble can be looked at; nothing where that part has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@answers(AlertRaised)
def open_ticket_for(fact: AlertRaised) -> None:
    """One ticket for one trouble."""
    _count(fact)


@answers(AlertRepeated)
def count_on_ticket(fact: AlertRepeated) -> None:
    """The same trouble again belongs to the ticket that is open."""
    _count(fact)


def _count(fact: AlertRaised | AlertRepeated) -> None:
    device = Device.objects.filter(pk=fact.device_id).first() if fact.device_id else None
    silent_server = device is not None and device.kind == DeviceKind.SERVER and "silent" in fact.key
    is_p1 = fact.severity == "urgent" and silent_server
    count_alert(
        Alarm(
            key=fact.key,
            title=fact.sentence.split(". ")[0].rstrip("."),
            text=fact.sentence,
            at=fact.at,
            alert_id=fact.alert_id,
            client=Client.objects.filter(pk=fact.client_id).first(),
            device_id=device.pk if device else None,
            priority=1 if is_p1 else PRIORITY.get(fact.severity, 3),
            what_is_down="server" if is_p1 else "",
            link=_address("monitoring:alert", fact.alert_id),
        ),
        by=MONITORING,
    )


@answers(AlertCleared)
def say_it_is_over(fact: AlertCleared) -> None:
    """Closes what nobody touched; else it is a note."""
    clear_alert(
        fact.key, _("It is over: %(what)s") % {"what": fact.sentence}, fact.at, by=MONITORING
    )


@answers(PreventionPlanned)
def plan_work(fact: PreventionPlanned) -> None:
    """Work before it becomes pain: a ticket of the team, due before the day."""
    if TicketAlert.objects.filter(key=fact.key[:200], is_current=True).exists():
        return
    now = timezone.now()
    person = Person.objects.filter(pk=fact.by_id).first() if fact.by_id else None
    by = person or MONITORING
    ticket = open_ticket(
        NewTicket(
            title=fact.sentence,
            text=fact.reason,
            source=Source.MONITORING,
            board=Board.TEAM,
            client=Client.objects.filter(pk=fact.client_id).first(),
            device_id=fact.device_id,
            work_type="proactive",
            estimate_minutes=60,
            next_step=_("Before %(day)s") % {"day": words.day(fact.due_on)},
        ),
        by=by,
    )
    TicketAlert.objects.create(ticket=ticket, key=fact.key[:200], first_at=now, last_at=now)


@answers(RoundTicketAsked)
def take_up_from_the_round(fact: RoundTicketAsked) -> None:
    """What a person on the monitoring round wants done: a note where a ticket is about it already,
    else a ticket in their name."""
    person = Person.objects.get(pk=fact.by_id)
    said = fact.note or _("Seen on the monitoring round.")
    key, now = fact.trouble[:200], timezone.now()
    known = Ticket.objects.open().filter(alerts__key=key, alerts__is_current=True).first()
    if known is None and fact.trouble.startswith("ticket:"):
        known = Ticket.objects.open().filter(pk=int(fact.trouble.split(":")[1])).first()
    if known is not None:
        note_inside(known, _("On the monitoring round: %(words)s") % {"words": said}, by=person)
        return
    TicketAlert.objects.filter(key=key).update(is_current=False)
    ticket = open_ticket(
        NewTicket(
            title=fact.sentence,
            text=said,
            source=Source.MONITORING,
            client=Client.objects.filter(pk=fact.client_id).first(),
            device_id=fact.device_id,
            priority=2 if fact.urgent else DEFAULT_PRIORITY,
            because=_("urgent on the monitoring round") if fact.urgent else "",
        ),
        by=person,
    )
    Entry.objects.filter(ticket=ticket).update(link=fact.url[:200])
    TicketAlert.objects.create(ticket=ticket, key=key, first_at=now, last_at=now)


@answers(BackupFailing)
def open_ticket_for_backup(fact: BackupFailing) -> None:
    """Three nights without a good backup is P2."""
    count_alert(
        Alarm(
            key=f"backup:{fact.system_id}",
            title=_("Backup failed %(n)s nights: %(system)s")
            % {"n": fact.nights, "system": fact.system},
            text=_("No good backup of %(system)s since %(night)s.")
            % {"system": fact.system, "night": words.day(fact.first_night)},
            at=timezone.now(),
            source=Source.BACKUPS,
            client=Client.objects.filter(pk=fact.client_id).first(),
            device_id=fact.device_id,
            priority=2,
            link=_address("maintenance:system", fact.system_id),
        ),
        by=BACKUPS,
    )


@answers(BackupRecorded)
def say_backup_is_good_again(fact: BackupRecorded) -> None:
    if fact.outcome == "ok":
        clear_alert(
            f"backup:{fact.system_id}",
            _("The backup of %(night)s is good.") % {"night": fact.night.isoformat()},
            timezone.now(),
            by=BACKUPS,
        )


@answers(RestoreTestFailed)
def open_ticket_for_restore(fact: RestoreTestFailed) -> None:
    """A restore that fails is P2: nobody knows what is safe until it is mended."""
    blame = f" ({fact.failed_path})" if fact.failed_path else ""
    count_alert(
        Alarm(
            key=f"restore:{fact.system_id}",
            title=_("Restore test failed: %(system)s") % {"system": fact.system},
            text=f"{fact.reason}{blame}",
            at=timezone.now(),
            source=Source.BACKUPS,
            client=Client.objects.filter(pk=fact.client_id).first(),
            device_id=fact.device_id,
            priority=2,
            link=_address("maintenance:test", fact.test_id),
        ),
        by=BACKUPS,
    )


@answers(RestoreTestPassed)
def say_restore_is_good_again(fact: RestoreTestPassed) -> None:
    clear_alert(
        f"restore:{fact.system_id}",
        _("A newer restore passed; a person has yet to open it."),
        timezone.now(),
        by=BACKUPS,
    )
