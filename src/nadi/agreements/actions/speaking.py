"""Spoken promises: make, keep, break, let go, renegotiate."""

from datetime import datetime

from django.utils import timezone

from nadi.accounts.models import Person
from nadi.agreements.events import PromiseSettled, PromiseSpoken
from nadi.agreements.models import Direction, Renegotiation, Settled, SpokenPromise
from nadi.agreements.models.spoken import WITH_CLIENT, WITH_EMPLOYEE, WITH_VENDOR
from nadi.clients.models import Client, Vendor
from nadi.core.actions import action
from nadi.core.errors import BadInput, NotFound, Refused
from nadi.core.events import announce


@action
def make_spoken_promise(
    sentence: str,
    *,
    due_at: datetime,
    client: Client | None = None,
    employee: Person | None = None,
    vendor: Vendor | None = None,
    direction: Direction | None = None,
    owner: Person | None = None,
    zone_name: str = "",
    said_at: datetime | None = None,
    about: str = "",
    about_url: str = "",
    by: Person,
) -> SpokenPromise:
    """Keep a word that was given. Two things are enough: the sentence and when it is due. Then it
    is mine, to the firm; with a client, a vendor or a colleague it is ours to them, unless the
    direction says that they promised us."""
    words, said = " ".join(sentence.split()), said_at or timezone.now()
    if not words or len(words) > 240:
        raise BadInput("Say what is promised, in one sentence.", fields={"sentence": "missing"})
    if due_at <= said:
        raise BadInput("A promise is due in the future.", fields={"due": "in the past"})
    if client is not None and not Client.objects.visible_to(by).filter(pk=client.pk).exists():
        raise NotFound("There is no such client, or none that you may see.")
    if direction is None:
        direction = _natural(client, employee, vendor)
    if direction in WITH_EMPLOYEE and employee is None:
        employee = owner or by
    _fits(direction, client, employee, vendor)
    promise = SpokenPromise.objects.create(
        sentence=words,
        direction=direction,
        client=client,
        employee=employee,
        vendor=vendor,
        owner=owner or (employee if direction == Direction.EMPLOYEE_TO_US else None) or by,
        due_at=due_at,
        zone_name=zone_name or by.zone_name,
        said_at=said,
        said_by=by,
        about=about[:160],
        about_url=about_url[:300] if _is_inside(about_url) else "",
    )
    announce(
        PromiseSpoken(
            promise.pk, promise.client_id, promise.owner_id, promise.due_at, promise.about_url
        )
    )
    return promise


@action
def keep_promise(
    promise: SpokenPromise, *, at: datetime | None = None, by: Person
) -> SpokenPromise:
    """It was done. Late is kept too, and counted as late."""
    return _settle(promise, Settled.KEPT, "", at, by)


@action
def break_promise(
    promise: SpokenPromise, *, because: str, at: datetime | None = None, by: Person
) -> SpokenPromise:
    """It will not be done, and the other side did not release us."""
    return _settle(promise, Settled.BROKEN, because, at, by)


@action
def let_go_of_promise(
    promise: SpokenPromise, *, because: str, at: datetime | None = None, by: Person
) -> SpokenPromise:
    """It no longer needs doing; the reason stays with it."""
    return _settle(promise, Settled.LET_GO, because, at, by)


@action
def renegotiate_promise(
    promise: SpokenPromise,
    *,
    due_at: datetime,
    consent: str,
    at: datetime | None = None,
    by: Person,
) -> SpokenPromise:
    """The other side agreed to another time. The old time stays on record; if it had passed, the
    promise was late all the same."""
    found, now = _open(promise), at or timezone.now()
    if not consent.strip():
        raise BadInput("Who agreed to the new time?", fields={"consent": "missing"})
    if due_at <= now:
        raise BadInput("The new time lies in the past.", fields={"due": "in the past"})
    Renegotiation.objects.create(
        promise=found,
        old_due_at=found.due_at,
        new_due_at=due_at,
        consent=consent.strip()[:200],
        at=now,
        by=by,
    )
    if now > found.due_at and found.missed_at is None:
        found.missed_at = found.due_at
    found.due_at = due_at
    found.save(update_fields=["due_at", "missed_at"])
    announce(PromiseSettled(found.pk, found.client_id, "moved", now))
    return found


def _settle(
    promise: SpokenPromise, how: Settled, because: str, at: datetime | None, by: Person
) -> SpokenPromise:
    found, now = _open(promise), at or timezone.now()
    if how != Settled.KEPT and not because.strip():
        raise BadInput("Say in a few words why.", fields={"because": "missing"})
    found.settled, found.settled_at, found.settled_by = how, now, by.name
    found.because = because.strip()
    found.save(update_fields=["settled", "settled_at", "settled_by", "because"])
    announce(PromiseSettled(found.pk, found.client_id, how.value, now))
    return found


def _open(promise: SpokenPromise) -> SpokenPromise:
    found: SpokenPromise = SpokenPromise.objects.select_for_update(of=("self",)).get(pk=promise.pk)
    if not found.is_open:
        raise Refused("This promise was settled already.")
    return found


def _natural(client: Client | None, employee: Person | None, vendor: Vendor | None) -> Direction:
    if client is not None:
        return Direction.US_TO_CLIENT
    if vendor is not None:
        return Direction.US_TO_VENDOR
    return Direction.US_TO_EMPLOYEE if employee is not None else Direction.EMPLOYEE_TO_US


def _fits(
    direction: Direction, client: Client | None, employee: Person | None, vendor: Vendor | None
) -> None:
    there = (client is not None, employee is not None, vendor is not None)
    wanted = (direction in WITH_CLIENT, direction in WITH_EMPLOYEE, direction in WITH_VENDOR)
    if there != wanted:
        raise BadInput(
            "A promise has one other side: a client, a colleague or a vendor.",
            fields={"direction": "does not fit"},
        )


def _is_inside(address: str) -> bool:
    return address.startswith("/") and not address.startswith(("//", "/\\"))
