"""Ctrl K: asks every part of the spine what it has, and shows it by kind.

A part takes part by offering `find(who, text) -> list[Found]` in its `queries` module: a handful of
rows, only what `who` may see, the best first. `find` may also offer acts ("New ticket") whose name
the text begins. Parts find each other through core.centers, so nothing is registered twice.
"""

from collections.abc import Callable
from dataclasses import dataclass

from nadi.core import centers
from nadi.core.vitals import Text

Find = Callable[..., "list[Found]"]  # find(who, text): `who` is a person, whom core does not know

SHORTEST = 2
MOST_OF_A_KIND = 6


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to go to. `kind` is the heading it stands under, in words ("Clients")."""

    title: str
    note: str
    url: str
    kind: Text


def search(who: object, text: str) -> dict[str, list[Found]]:
    """What every part found, by kind, in the order of the spine."""
    words = text.strip()
    if len(words.lstrip("#")) < SHORTEST and not words.lstrip("#").isdigit():
        return {}
    kinds: dict[str, list[Found]] = {}
    for find in centers.finders():
        for found in find(who, words):
            of_kind = kinds.setdefault(str(found.kind), [])
            if len(of_kind) < MOST_OF_A_KIND:
                of_kind.append(found)
    return kinds


def begins(name: Text, text: str) -> bool:
    """Whether some word of `name` begins with `text`: how acts and places are found."""
    low = text.strip().lower()
    name = str(name).lower()
    return name.startswith(low) or any(word.startswith(low) for word in name.split())
