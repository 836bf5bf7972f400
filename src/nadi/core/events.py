"""Facts: what happened, announced by lower packages and answered by higher ones.

A fact is a frozen dataclass in a center's `events.py`, named in the past tense, holding ids and
plain values. `announce` writes it in the transaction of the change and wakes the worker;
`nadi.core.delivery` brings it to the handlers, each in its own transaction, until each is done.
"""

import dataclasses

from django.db import connection, transaction

from nadi.core.actions import plain
from nadi.core.facts import Fact, answers, name_of
from nadi.core.models import Event

CHANNEL = "nadi_events"


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


__all__ = ["CHANNEL", "Fact", "announce", "answers"]
