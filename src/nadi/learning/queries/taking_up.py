"""Procedures to begin with, and which of them a firm has not taken up."""

from nadi.accounts.models import Person
from nadi.core.errors import NotFound
from nadi.learning.models import Procedure
from nadi.learning.starters import STARTERS, Starter

__all__ = ["Starter", "starter", "starters"]


def starters(who: Person) -> list[tuple[Starter, Procedure | None]]:
    """Each procedure to begin with, and ours of the same name where there is one."""
    taken = {one.slug: one for one in Procedure.objects.visible_to(who).filter(slug__in=STARTERS)}
    return [(each, taken.get(each.slug)) for each in STARTERS.values()]


def starter(slug: str) -> Starter:
    if slug not in STARTERS:
        raise NotFound("There is no such procedure to begin with.")
    return STARTERS[slug]
