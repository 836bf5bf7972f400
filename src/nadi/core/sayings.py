"""What the firm says about itself on a page; a setting of the environment is the beginning."""

from datetime import datetime

from nadi.core.actions import Actor, Json, action
from nadi.core.models import Said

__all__ = ["Json", "said", "said_at", "say"]


def said(name: str, otherwise: Json = None) -> Json:
    """What was said last under `name`."""
    found = Said.objects.filter(name=name).values_list("value", flat=True).first()
    return otherwise if found is None else found


def said_at(name: str) -> datetime | None:
    return Said.objects.filter(name=name).values_list("at", flat=True).first()


@action
def say(*, name: str, value: Json, at: datetime, by: Actor) -> Said:
    """From now on this holds."""
    row, _made = Said.objects.update_or_create(
        name=name, defaults={"value": value, "by": str(by)[:200], "at": at}
    )
    return row
