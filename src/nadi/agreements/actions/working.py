"""Time: start, stop, write down, correct, and decide what of it is charged.

How minutes become charges is in docs/algorithms/time-and-charges.md.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.agreements.events import TimeLogged
from nadi.agreements.models import Answer, ChargeDecision, TimeEntry, WorkType
from nadi.agreements.queries.terms import Coverage, coverage
from nadi.agreements.rules import charges
from nadi.clients.models import Client
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.errors import BadInput, Forbidden, NotFound, Refused
from nadi.core.events import announce
from nadi.core.money import Money

LONGEST = timedelta(hours=24)
FURTHEST_BACK = timedelta(days=400)
DEFAULT_STEP = 15


@action
def start_timer(
    person: Person,
    *,
    work_type: WorkType,
    client: Client | None = None,
    about: str = "",
    about_url: str = "",
    switch: bool = False,
    at: datetime | None = None,
    by: Actor,
) -> TimeEntry:
    """Begin to count. A person has one timer at most: another is refused, or with `switch` the
    running one is stopped at this moment first."""
    _own(person, by)
    _seen(client, person)
    now = at or timezone.now()
    Person.objects.select_for_update().get(pk=person.pk)
    running = TimeEntry.objects.running().filter(person=person).select_related("client").first()
    if running is not None:
        if not switch:
            what = running.about or str(running.work_type)
            since = timezone.localtime(running.started_at, person.zone)
            raise Refused(f"You are still on “{what}” since {since:%H:%M}. Stop that first.")
        _end(running, max(now, running.started_at))
    return TimeEntry.objects.create(
        person=person,
        client=client,
        work_type=work_type,
        started_at=now,
        about=about[:160],
        about_url=_local(about_url),
    )


@action
def stop_timer(
    entry: TimeEntry,
    *,
    note: str = "",
    internal_note: str = "",
    work_type: WorkType | None = None,
    at: datetime | None = None,
    by: Actor,
) -> TimeEntry:
    """End the count and decide what of it is charged. `at` may lie in the past, for a timer that
    was forgotten."""
    _own(entry.person, by)
    running = TimeEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if not running.is_running:
        raise Refused("This timer was stopped already.")
    now = at or timezone.now()
    if now < running.started_at:
        raise BadInput("It cannot end before it began.", fields={"at": "before the start"})
    running.note, running.internal_note = note.strip(), internal_note.strip()
    running.work_type = work_type or running.work_type
    _end(running, now)
    return running


@action
def log_time(
    person: Person,
    *,
    work_type: WorkType,
    minutes: int,
    client: Client | None = None,
    ended_at: datetime | None = None,
    note: str = "",
    internal_note: str = "",
    about: str = "",
    about_url: str = "",
    by: Actor,
) -> TimeEntry:
    """Write down work that was done without a timer: it ended then and took so many minutes."""
    _own(person, by)
    _seen(client, person)
    now = timezone.now()
    ended = ended_at or now
    _plausible(minutes, ended, now)
    entry = TimeEntry.objects.create(
        person=person,
        client=client,
        work_type=work_type,
        started_at=ended - timedelta(minutes=minutes),
        ended_at=ended,
        minutes=minutes,
        note=note.strip(),
        internal_note=internal_note.strip(),
        about=about[:160],
        about_url=_local(about_url),
    )
    _charge(entry)
    _tell(entry)
    return entry


@action
def correct_time(
    entry: TimeEntry,
    *,
    because: str,
    minutes: int | None = None,
    started_at: datetime | None = None,
    work_type: WorkType | None = None,
    note: str | None = None,
    by: Actor,
) -> TimeEntry:
    """Mend an entry that was written wrong. The audit keeps what it was; the charge is decided
    anew beside the old decision."""
    _own(entry.person, by)
    if not because.strip():
        raise BadInput("Say in a few words what was wrong.", fields={"because": "missing"})
    found = TimeEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if found.ended_at is None or found.minutes is None:
        raise Refused("It is still running. Stop it first.")
    found.minutes = found.minutes if minutes is None else minutes
    found.started_at = started_at or found.started_at
    found.ended_at = found.started_at + timedelta(minutes=found.minutes)
    found.work_type = work_type or found.work_type
    found.note = found.note if note is None else note.strip()
    _plausible(found.minutes, found.ended_at, timezone.now())
    found.save()
    _charge(found)
    _tell(found)
    return found


def _own(person: Person, by: Actor) -> None:
    if isinstance(by, Person) and by.pk != person.pk and not by.is_lead:
        raise Forbidden("Time is written by the person who worked it, or by those who lead.")


def _seen(client: Client | None, person: Person) -> None:
    if client is not None and not Client.objects.visible_to(person).filter(pk=client.pk).exists():
        raise NotFound("There is no such client, or none that you may see.")


def _local(address: str) -> str:
    """Only places inside nadi can be what something is about."""
    inside = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address[:300] if inside else ""


def _plausible(minutes: int, ended: datetime, now: datetime) -> None:
    if minutes < 0 or minutes > LONGEST // timedelta(minutes=1):
        raise BadInput(
            "One entry is between nothing and 24 hours. Write a longer stretch as several.",
            fields={"minutes": "between 0 and 1440"},
        )
    if ended > now + timedelta(minutes=1):
        raise BadInput("Time that has not passed cannot be written down.", fields={"ended_at": ""})
    if ended < now - FURTHEST_BACK:
        raise BadInput("That is more than a year ago. Is the date right?", fields={"ended_at": ""})


def _end(entry: TimeEntry, at: datetime) -> None:
    entry.ended_at = at
    entry.minutes = charges.whole_minutes(at - entry.started_at)
    entry.save()
    _charge(entry)
    _tell(entry)


def _tell(entry: TimeEntry) -> None:
    announce(
        TimeLogged(entry.pk, entry.client_id, entry.person_id, entry.minutes or 0, entry.about_url)
    )


def _charge(entry: TimeEntry) -> None:
    """Decide this entry, and derive anew what the others of its scope carry. Their answers and
    rates stay as they were stamped."""
    zone = entry.client.calendar.zone_name if entry.client else entry.person.zone_name
    day = entry.started_at.astimezone(ZoneInfo(zone)).date()
    _lock(f"{entry.client_id} {entry.about_url or entry.pk} {day}")
    said = coverage(entry.client, entry.work_type, day)
    step = said.version.billing_step if said.version else DEFAULT_STEP
    rounding = charges.Rounding(step=step, scope=charges.Scope.DAY)
    together = _same_scope(entry, zone)
    stamps = {each.pk: each.charge for each in together}
    stamps[entry.pk] = _fresh(entry, said, rounding)
    counted = [each for each in together if (s := stamps[each.pk]) and s.answer != Answer.COVERED]
    carried = charges.carried(
        [charges.Worked(each.minutes or 0, "scope", "day") for each in counted], rounding
    )
    billable = {each.pk: minutes for each, minutes in zip(counted, carried, strict=True)}
    now = timezone.now()
    for each in together:
        stamp = stamps[each.pk]
        if stamp is not None:
            _stamp(each, stamp, billable.get(each.pk, 0), now)


def _same_scope(entry: TimeEntry, zone: str) -> list[TimeEntry]:
    """Ended entries about the same thing on the same local day, in the order of their start."""
    if not entry.about_url or entry.client_id is None:
        return [entry]
    start, end = charges.local_day(entry.started_at, zone)
    others = TimeEntry.objects.filter(
        client_id=entry.client_id,
        about_url=entry.about_url,
        started_at__gte=start,
        started_at__lt=end,
        ended_at__isnull=False,
    ).prefetch_related("charges")
    return sorted(
        [each for each in others if each.pk != entry.pk] + [entry],
        key=lambda each: (each.started_at, each.pk),
    )


def _fresh(entry: TimeEntry, said: Coverage, rounding: charges.Rounding) -> ChargeDecision:
    rate = said.version.rate if said.version else None
    return ChargeDecision(
        entry=entry,
        answer=said.answer.value,
        rule=said.rule.value,
        reason=said.sentence[:300],
        clause=said.clause,
        plan=said.plan[:60],
        agreement_version=said.version,
        raw_minutes=entry.minutes or 0,
        rounding=f"{rounding.step} min up, per thing and day",
        hourly_rate=rate.amount if rate else None,
        currency=rate.currency if rate else "",
    )


def _stamp(entry: TimeEntry, stamp: ChargeDecision, billable: int, now: datetime) -> None:
    """Write a decision unless the one that counts already says exactly this."""
    if stamp.pk is not None and stamp.billable_minutes == billable:
        return
    ChargeDecision.objects.filter(entry=entry, replaced_at__isnull=True).update(replaced_at=now)
    stamp.pk, stamp.at, stamp.replaced_at = None, now, None
    stamp._state.adding = True
    stamp.billable_minutes = billable
    stamp.amount = None
    if stamp.answer == Answer.BILLABLE and stamp.hourly_rate is not None:
        rate = Money.of(str(stamp.hourly_rate), stamp.currency)
        stamp.amount = charges.amount_due(billable, rate).amount
    elif stamp.answer == Answer.COVERED and stamp.currency:
        stamp.amount = Money.of(0, stamp.currency).amount
    stamp.save()


def _lock(scope: str) -> None:
    """Two people who stop at once on one thing take turns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"charge {scope}"])
