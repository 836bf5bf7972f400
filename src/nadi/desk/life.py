"""Simulated life of the demo firm: contacts write, technicians answer, so that dates move on.

Only where the demo was loaded. A mail goes the way of every mail, through the real SMTP listener;
what people of the demo do goes through the real actions, and their audit rows say `simulated`. Life
keeps its hands off whatever a real person has touched, and off what the story leaves for one: the
clients without a proven restore, the backups that fail, the alerts and tickets that waited when
the story was told.
"""

from __future__ import annotations

import random
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from nadi.accounts.models import Person, Role
from nadi.agreements import actions as root
from nadi.agreements import queries as root_queries
from nadi.clients.models import Client, Contact
from nadi.core.demo import SIMULATED, simulating
from nadi.core.errors import NadiError
from nadi.core.models import AuditRow
from nadi.desk.actions import Work, answer_client, record_work
from nadi.desk.demo import ASKED
from nadi.desk.mailboxes import identity
from nadi.desk.models import SIMULATED_MAIL, Source, Ticket
from nadi.maintenance import actions as heart
from nadi.maintenance import queries as heart_queries
from nadi.monitoring import actions as solar
from nadi.monitoring import queries as solar_queries

log = structlog.get_logger(__name__)
EVERY = timedelta(minutes=5)
EACH_HOUR = 15  # minutes in which also the seldom acts are done
LETTERS_A_DAY = 7
OPENS, LAST_LETTER, SHUTS = 7, 16, 18
PAUSES = (11, 15)
TICKS_AN_HOUR = timedelta(minutes=EACH_HOUR) // EVERY  # each of them serves some of the team
# What technicians do beside the tickets, and for how long at a time.
BESIDE = (("monitoring", 40), ("proactive", 55), ("backup", 50), ("monitoring", 35),
          ("proactive", 60), ("documentation", 30))  # fmt: skip
READS_AFTER = timedelta(minutes=20)
BEFORE_DUE = timedelta(minutes=20)
PROVES_AFTER, STORY_ENDS = timedelta(days=23), timedelta(days=30)
TOLD_BY = "monitoring.take_up_usual_rules"
DONE = {title: (words, minutes) for title, _asked, words, minutes, _kind in ASKED}
Post = Callable[[EmailMessage], None]


def live(now: datetime, *, post: Post | None = None) -> None:
    """One small step of life. Nothing outside the firm's hours, and nothing without the demo."""
    told = _told_at()
    if not settings.NADI_DEMO or told is None or not _is_open(now, SHUTS):
        return
    with simulating():
        _write(now, post or by_smtp)
        each_hour = (_keep_words, _look_at_alerts, _prove, _write_hours)
        seldom = each_hour if now.minute < EACH_HOUR else ()
        for act in (_answer, _work, *seldom):
            try:
                act(now, told)
            except NadiError as reason:
                log.info("simulation_refused", act=act.__name__, reason=str(reason))


def _told_at() -> datetime | None:
    """When the story ended and life began."""
    row = AuditRow.objects.filter(verb=TOLD_BY).order_by("at").first()
    return row.at if row else None


def _is_open(now: datetime, until: int) -> bool:
    local = now.astimezone(ZoneInfo(settings.NADI_ZONE))
    return local.weekday() < 5 and OPENS <= local.hour < until


def _chance(now: datetime, of: str) -> random.Random:
    """The same dice for the same five minutes, so that a step done twice is the same step."""
    return random.Random(f"{of} {_tick(now)}")  # noqa: S311  no secret hangs on it


def _tick(now: datetime) -> int:
    return int(now.timestamp() // EVERY.total_seconds())


# -- contacts --------------------------------------------------------------------------------------


def _write(now: datetime, post: Post) -> None:
    dice = _chance(now, "letter")
    ticks = (LAST_LETTER - OPENS) * (timedelta(hours=1) / EVERY)
    if not _is_open(now, LAST_LETTER) or dice.random() >= LETTERS_A_DAY / ticks:
        return
    served = Contact.objects.filter(client__in=Client.objects.served().others(), left_at=None)
    contacts = served.exclude(email="").select_related("client__calendar").order_by("pk")
    awake = [one for one in contacts if one.client.calendar.rule().is_open(now)]
    if awake:
        post(_letter(dice.choice(awake), dice, now))


def _letter(contact: Contact, dice: random.Random, now: datetime) -> EmailMessage:
    title, words, *_rest = dice.choice(ASKED)
    letter = EmailMessage(policy=SMTP)
    letter["From"] = f"{contact.name} <{contact.email}>"
    letter["To"], letter["Subject"] = identity.address(), title
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = f"{SIMULATED_MAIL}{_tick(now)}@{contact.email.rpartition('@')[2]}>"
    letter.set_content(f"{words}\n\n{contact.name}\n")
    return letter


def by_smtp(letter: EmailMessage) -> None:
    """Through the door that everybody else's mail comes through."""
    try:
        with smtplib.SMTP(settings.NADI_SMTP_HOST, settings.NADI_SMTP_PORT, timeout=10) as talk:
            talk.send_message(letter)
    except (OSError, smtplib.SMTPException) as problem:
        log.warning("simulated_mail_not_sent", problem=str(problem))


# -- technicians -----------------------------------------------------------------------------------


def _team() -> list[Person]:
    return list(Person.objects.filter(role=Role.TECHNICIAN, is_active=True).order_by("pk"))


def _open_tickets(told: datetime) -> list[Ticket]:
    """The story's tickets and those the simulation opened, where no real person was."""
    ours = Q(opened_at__lte=told, client__isnull=False)
    ours |= Q(root_message_id__startswith=SIMULATED_MAIL)
    ours |= Q(device__simulated=True, source=Source.MONITORING)
    acts = AuditRow.objects.filter(
        subject_type=Ticket._meta.label_lower, subject_id=OuterRef("pk"), actor_id__isnull=False
    )
    real = acts.exclude(came_from__in=[SIMULATED, "demo story"])
    found = Ticket.objects.open().filter(ours, ~Exists(real))
    return list(found.select_related("client__calendar", "owner", "hours").in_turn())


def _who(ticket: Ticket, team: list[Person]) -> Person:
    return ticket.owner or team[ticket.number % len(team)]


def _answer(now: datetime, told: datetime) -> None:
    """New mail is read within the hour; what the story left unanswered, just before it is due."""
    team = _team()
    for ticket in _open_tickets(told):
        if ticket.answered_at is not None or ticket.answer_budget is None or not team:
            continue
        of_story = ticket.opened_at <= told
        due = ticket.answer_due is not None and now >= ticket.answer_due - BEFORE_DUE
        if due or (not of_story and now - ticket.opened_at >= READS_AFTER):
            answer_client(ticket, "I have read it and look at it now.", by=_who(ticket, team))


def _work(now: datetime, told: datetime) -> None:
    """Simulated requests are done in an hour or two; a ticket of the story when it leaves the
    process after the story was told."""
    team = _team()
    for ticket in _open_tickets(told):
        if not team or (ticket.answer_budget is not None and ticket.answered_at is None):
            continue
        since = ticket.answered_at or ticket.opened_at
        ripe = now - since >= timedelta(minutes=45 + 20 * (ticket.number % 6))
        if ticket.opened_at <= told:
            ripe = ticket.strays_at is not None and told < ticket.strays_at <= now
        if ripe:
            words, minutes = DONE.get(ticket.title, ("Done, and tried together.", 20))
            record_work(ticket, Work(words, minutes=minutes, finish=True), by=_who(ticket, team))


def _write_hours(now: datetime, told: datetime) -> None:
    """Work beside the tickets, written down twice a day by each technician: so the hours of the
    firm stay whole, and not only its tickets fill them."""
    if not _is_a_pause(now):
        return
    kinds = {kind.slug: kind for kind in root_queries.work_types()}
    served = list(Client.objects.served().others().order_by("pk"))
    for number, person in enumerate(_team()):
        slug, minutes = BESIDE[(number + now.hour) % len(BESIDE)]
        if slug in kinds and served and number % TICKS_AN_HOUR == _tick(now) % TICKS_AN_HOUR:
            root.log_time(
                person,
                work_type=kinds[slug],
                minutes=minutes,
                client=served[(number * 3 + now.toordinal()) % len(served)],
                ended_at=now,
                by=person,
            )


def _is_a_pause(now: datetime) -> bool:
    """Once before noon and once in the afternoon."""
    return now.astimezone(ZoneInfo(settings.NADI_ZONE)).hour in PAUSES


def _keep_words(now: datetime, told: datetime) -> None:
    """What was promised in the story and falls due now is kept; what was late already waits."""
    for person in Person.objects.staff().order_by("pk"):
        for promise in root_queries.promise_shelf(person, now).mine:
            if promise.said_at <= told < promise.due_at <= now + timedelta(hours=12):
                root.keep_promise(promise, by=person)


def _look_at_alerts(now: datetime, told: datetime) -> None:
    team = _team()
    for alert in solar_queries.asking(team[0])[:20] if team else ():
        is_simulated = alert.device is not None and alert.device.simulated
        if is_simulated and alert.raised_at > told and now - alert.raised_at >= READS_AFTER:
            note = "Looked at it; the ticket says what was done."
            who = team[alert.pk % len(team)]
            solar.answer_alert(alert, note=note, led_to_work=alert.pk % 5 > 1, by=who)


def _prove(now: datetime, told: datetime) -> None:
    """One restore at a time, of what will soon lose its proof; what has lost it waits for you."""
    team = _team()
    for row in heart_queries.system_rows(team[0], now) if team else ():
        at = row.truths.proven.at
        if not row.system.device.simulated or at is None or now - at >= STORY_ENDS:
            continue
        who = team[row.system.pk % len(team)]
        if row.test is not None and row.test.requested_at > told and row.test.can_be_opened:
            heart.look_at_restored_file(row.test, number=0, how="shown", by=who)
            heart.open_restore(row.test, note="Opened the newest file; it is whole.", by=who)
        elif now - at >= PROVES_AFTER and not row.in_hand:
            heart.request_restore_tests(systems=[row.system], by=who)
            return
