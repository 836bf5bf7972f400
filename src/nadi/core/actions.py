"""The only doors for change.

Every public function in an `actions` module wears `@action`: one transaction, and one audit row
with who, what, before and after. So a page, a job and a script leave the same trace.
"""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from typing import ParamSpec, TypeVar

from django.db import models, transaction
from django.utils import timezone

from nadi.core.actors import Actor
from nadi.core.demo import SIMULATED, happened, simulated, telling
from nadi.core.models import AuditRow

P = ParamSpec("P")
R = TypeVar("R")
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

MOMENTS = ("at", "now", "said_at", "ended_at")
MASKED = ("secret", "password", "token", "key", "code")
request_origin: ContextVar[dict[str, str] | None] = ContextVar("request_origin", default=None)


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Run `function` in one transaction and write its audit row there.

    The first model among the positional arguments is the subject; where there is none, the
    returned model is. `because` becomes the reason. Arguments whose names speak of secrets are
    masked. The audit row is part of the change: without it there is no change.
    """

    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic():
            subject = next((a for a in args if isinstance(a, models.Model)), None)
            before = _stored(subject) if subject is not None else {}
            result = function(*args, **kwargs)
            if subject is None and isinstance(result, models.Model):
                subject = result
            _write(function, subject, before, kwargs)
        return result

    wrapped.__nadi_action__ = True  # type: ignore[attr-defined]
    return wrapped


def _write(
    function: Callable[..., object],
    subject: models.Model | None,
    before: dict[str, Json],
    kwargs: dict[str, object],
) -> None:
    actor = kwargs.get("by")
    if actor is None:
        raise TypeError(f"{function.__name__} needs by=: a change without an actor is no change")
    after = _stored(subject) if subject is not None and subject.pk else {}
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    label = subject._meta.label_lower if subject is not None else ""
    origin = request_origin.get() or {}
    AuditRow.objects.create(
        at=_when(kwargs),
        verb=f"{function.__module__.split('.')[1]}.{function.__name__}",
        actor_id=_pk(actor),
        actor=str(actor)[:200],
        subject_type=label,
        subject_id=subject.pk if subject is not None else None,
        subject=str(subject)[:200] if subject is not None else "",
        before={name: before[name] for name in sorted(changed) if name in before},
        after={name: after[name] for name in sorted(changed) if name in after},
        arguments={
            name: "•••" if any(word in name for word in MASKED) else plain(value)
            for name, value in kwargs.items()
            if name not in {"by", "because"}
        },
        because=str(kwargs.get("because") or (SIMULATED if simulated.get() else "")),
        request_id=origin.get("request_id", ""),
        came_from=SIMULATED if simulated.get() else origin.get("address", ""),
    )


def _when(kwargs: dict[str, object]) -> datetime:
    """Now. Only while the demo's story is told: the moment the act itself names, else the one the
    story names for it, so that a story of a year does not happen in one minute."""
    now = timezone.now()
    if not telling.get():
        return now
    named = [*(kwargs.get(name) for name in MOMENTS), happened.get(), now]
    return next(moment for moment in named if isinstance(moment, datetime) and moment <= now)


def _pk(actor: object) -> int | None:
    pk = getattr(actor, "pk", None)
    return pk if isinstance(pk, int) else None


def _stored(row: models.Model) -> dict[str, Json]:
    """The row as the database holds it now, read back so that nothing in memory can lie."""
    if row.pk is None:
        return {}
    values = row._meta.model._base_manager.filter(pk=row.pk).values().first() or {}
    return {
        name: "•••" if any(word in name for word in MASKED) else plain(value)
        for name, value in values.items()
    }


def plain(value: object) -> Json:
    """`value` as JSON can hold it, for audit rows and facts."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, models.Model):
        return {"type": value._meta.label_lower, "id": value.pk, "text": str(value)}
    if isinstance(value, dict):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    return str(value)


__all__ = ["Actor", "action", "plain", "request_origin"]
