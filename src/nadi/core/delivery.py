"""Bring facts to their handlers: each handler once, however often a process dies.

1. Take the oldest events that are due and not delivered, each under a row lock that others skip.
2. For each handler open a transaction, insert its `Delivery` row, run it. The row is unique, so a
   second run is impossible; if the handler fails, row and effects vanish together.
3. Answers that take many facts at once get all of the batch in one such transaction; where that
   fails, each fact comes alone.
4. When every handler has answered, mark the event delivered. Otherwise note the error and try
   again later, each time twice as late, at most an hour.
"""

import dataclasses
import functools
import typing
from datetime import date, datetime, timedelta
from decimal import Decimal

import structlog
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from nadi.core.facts import Fact, Handler, handlers_of, together
from nadi.core.models import Delivery, Event

log = structlog.get_logger(__name__)
LONGEST_WAIT = timedelta(hours=1)


def deliver_pending(limit: int = 500) -> int:
    """Deliver up to `limit` events that are due; returns how many were settled."""
    due = list(
        Event.objects.filter(delivered_at=None, next_attempt_at__lte=timezone.now()).order_by(
            "next_attempt_at", "id"
        )[:limit]
    )
    answered = _answer_together(due)
    quiet = [event.pk for event in due if set(handlers_of(event.name)) <= answered[event.pk]]
    settled = (
        Event.objects.filter(pk__in=quiet, delivered_at=None).update(delivered_at=timezone.now())
        if quiet
        else 0
    )
    for event in due:
        if event.pk not in quiet:
            settled += deliver(event.pk)
    return settled


def _answer_together(due: list[Event]) -> dict[int, set[str]]:
    """Bring the batch to those who take it as one; which handlers have answered which event."""
    answered: dict[int, set[str]] = {event.pk: set() for event in due}
    for name, handler in together().items():
        mine = [event for event in due if name in handlers_of(event.name)]
        if not mine:
            continue
        try:
            with transaction.atomic():
                fresh = _note_answers(name, mine)
                handler([fact_of(event) for event in mine if event.pk in fresh])
        except Exception:  # boundary: one fact may spoil the batch; then each is tried alone
            log.exception("handler_failed_together", handler=name, events=len(mine))
            continue
        for event in mine:
            answered[event.pk].add(name)
    return answered


def _note_answers(name: str, events: list[Event]) -> set[int]:
    """Those of `events` that this handler had not answered; now it has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_delivery (event_id, handler, at)"
            " SELECT id, %s, %s FROM unnest(%s::bigint[]) AS e(id)"
            " ON CONFLICT (event_id, handler) DO NOTHING RETURNING event_id",
            [name, timezone.now(), [event.pk for event in events]],
        )
        return {row[0] for row in cursor.fetchall()}


def deliver(event_id: int) -> bool:
    """Bring one event to all its handlers; True when it is settled."""
    event = Event.objects.filter(pk=event_id, delivered_at=None).first()
    if event is None:
        return False
    failures = []
    for name, handler in handlers_of(event.name).items():
        try:
            _answer_once(event, name, handler)
        except Exception as error:  # boundary: a handler may fail in any way; it is tried again
            log.exception("handler_failed", event_id=event.pk, handler=name)
            failures.append(f"{name}: {type(error).__name__}: {error}")
    if failures:
        _try_later(event, failures)
        return False
    return bool(
        Event.objects.filter(pk=event.pk, delivered_at=None).update(delivered_at=timezone.now())
    )


def _answer_once(event: Event, name: str, handler: Handler) -> None:
    if Delivery.objects.filter(event=event, handler=name).exists():
        return
    with transaction.atomic():
        try:
            with transaction.atomic():
                Delivery.objects.create(event=event, handler=name)
        except IntegrityError:
            return  # another process answered in this very moment
        handler(fact_of(event))


def _try_later(event: Event, failures: list[str]) -> None:
    wait = min(timedelta(seconds=2 ** min(event.attempts, 12)), LONGEST_WAIT)
    Event.objects.filter(pk=event.pk).update(
        attempts=event.attempts + 1,
        next_attempt_at=timezone.now() + wait,
        last_error="\n".join(failures)[:4000],
    )


def fact_of(event: Event) -> Fact:
    """The fact as its dataclass, with moments, dates and amounts read back from JSON."""
    kind = Fact.known[event.name]
    hints = _hints(event.name)
    values = {
        field.name: _read(event.facts[field.name], hints[field.name])
        for field in dataclasses.fields(kind)
        if field.name in event.facts
    }
    return kind(**values)


@functools.cache
def _hints(name: str) -> dict[str, object]:
    return typing.get_type_hints(Fact.known[name])


def _read(value: object, hint: object) -> object:
    wanted = typing.get_args(hint) or (hint,)
    if isinstance(value, str):
        if datetime in wanted:
            return datetime.fromisoformat(value)
        if date in wanted:
            return date.fromisoformat(value)
        if Decimal in wanted:
            return Decimal(value)
    if isinstance(value, list) and typing.get_origin(hint) is tuple:
        return tuple(value)
    return value
