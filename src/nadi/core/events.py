"""Facts: what happened, announced by lower packages and answered by higher ones.

A fact is a frozen dataclass in a center's `events.py`, named in the past tense, holding ids and
plain values. `announce` writes it in the transaction of the change and wakes the worker;
`nadi.core.delivery` brings it to the handlers, each in its own transaction, until each is done.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Callable
from typing import ClassVar, TypeVar

from django.db import connection, transaction

from nadi.core.actions import plain
from nadi.core.models import Event

CHANNEL = "nadi_events"


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """Base of all facts. Subclasses are found by their name, `center.FactName`."""

    known: ClassVar[dict[str, type["Fact"]]] = {}

    def __init_subclass__(cls, **kwargs: object) -> None:
        # Not super(): slots=True makes the class anew, and the name must point at the second one.
        Fact.known[name_of(cls)] = cls


F = TypeVar("F", bound=Fact)
Handler = Callable[[Fact], None]
_handlers: dict[str, dict[str, Handler]] = defaultdict(dict)


def name_of(fact: type[Fact]) -> str:
    """`nadi.monitoring.events.AlertRaised` -> `monitoring.AlertRaised`."""
    return f"{fact.__module__.split('.')[1]}.{fact.__name__}"


def announce(fact: Fact) -> Event:
    """Write `fact` beside the change it states. Only inside a transaction: a fact about a change
    that was rolled back would be a lie."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("announce() belongs inside an action")
    values = {f.name: plain(getattr(fact, f.name)) for f in dataclasses.fields(fact)}
    event = Event.objects.create(name=name_of(type(fact)), facts=values)
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
    return event


def answers(fact: type[F]) -> Callable[[Callable[[F], None]], Callable[[F], None]]:
    """Register the decorated function as an answer to `fact`. For `handlers.py` modules."""

    def register(handler: Callable[[F], None]) -> Callable[[F], None]:
        _handlers[name_of(fact)][f"{handler.__module__}.{handler.__name__}"] = handler  # type: ignore[assignment]
        return handler

    return register


def handlers_of(name: str) -> dict[str, Handler]:
    """The registered answers to the fact called `name`, by the handler's dotted name."""
    return _handlers.get(name, {})
