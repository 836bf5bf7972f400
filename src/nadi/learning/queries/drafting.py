"""What a draft would say, before anybody keeps it: for the page on which a person reads it."""

from collections.abc import Collection, Iterable

from nadi.learning.rules import leaving_out
from nadi.learning.rules.leaving_out import Draft


def draft_from_notes(notes: Iterable[str], names: Collection[str]) -> Draft:
    """The steps that notes tell, without `names` and what else a rule knows as personal."""
    return leaving_out.from_notes(notes, names)


def without_names(text: str, names: Collection[str]) -> str:
    """A text without `names` and what else a rule knows as personal."""
    return leaving_out.without(text, names).text


__all__ = ["Draft", "draft_from_notes", "without_names"]
