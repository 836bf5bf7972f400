"""One row of any model, with everything it cannot be without, for tests over all kinds."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import models

NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
_numbers = count(1)
PLAIN: list[tuple[type[models.Field], Any]] = [
    (models.DateTimeField, NOW),
    (models.DateField, NOW.date()),
    (models.DecimalField, Decimal(1)),
    (models.FloatField, 1.0),
    (models.BooleanField, False),
    (models.IntegerField, 1),
    (models.BinaryField, b"x"),
    (models.JSONField, {}),
]


def make(
    model: type[models.Model],
    cast: Mapping[type[models.Model], models.Model],
    *,
    always: Collection[type[models.Model]] = (),
    special: Mapping[str, Mapping[str, Any]] | None = None,
) -> models.Model:
    """A row of `model`. Where it must lead to a model of the cast it leads to that very row, also
    where it merely may for those in `always`. `special` holds, by label, values of some models."""
    if model in cast:
        return cast[model]
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        leads_to = field.related_model if isinstance(field, models.ForeignKey) else None
        if leads_to in cast and (not field.null or leads_to in always):
            values[field.name] = cast[leads_to]  # type: ignore[index]
        elif field.primary_key or field.has_default() or field.null or field.has_db_default():
            continue
        elif leads_to is not None:
            values[field.name] = make(leads_to, cast, always=always, special=special)
        else:
            values[field.name] = _plain(field)
    return model._base_manager.create(**values | dict((special or {}).get(model._meta.label, {})))


def _plain(field: "models.Field[Any, Any]") -> Any:
    if field.choices:
        return next(iter(field.flatchoices))[0]
    if field.blank and isinstance(field, models.CharField | models.TextField):
        return ""
    if isinstance(field, models.UUIDField):
        return uuid4()
    for kind, value in PLAIN:
        if isinstance(field, kind):
            return value
    return f"x{next(_numbers)}"[: field.max_length]
