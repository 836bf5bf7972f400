"""What arrived and was not understood: kept whole, with the reason, to be read again.

A center that takes things in registers with `@replays("mail")` how a kept item of its kind is read
once more, after a person has mended what was missing.
"""

from collections.abc import Callable, Mapping

from django.utils import timezone

from nadi.core.actions import Actor, Json, action
from nadi.core.errors import NadiError, Refused
from nadi.core.models import ReviewItem

Replay = Callable[[ReviewItem], None]
_replays: dict[str, Replay] = {}


def keep(
    kind: str, reason: str, raw: bytes, *, source: str = "", about: Mapping[str, Json] | None = None
) -> ReviewItem:
    """Keep `raw` for review. It is the receiver's own act, so it belongs in the receiver's
    transaction or, where that failed, in one of its own."""
    return ReviewItem.objects.create(
        kind=kind, source=source[:200], reason=reason, raw=raw, about=dict(about or {})
    )


def replays(kind: str) -> Callable[[Replay], Replay]:
    """Register the decorated function as the reader of kept items of `kind`. It raises a
    NadiError where the item still is not understood."""

    def register(function: Replay) -> Replay:
        _replays[kind] = function
        return function

    return register


def can_replay(kind: str) -> bool:
    return kind in _replays


@action
def replay(item: ReviewItem, *, by: Actor) -> ReviewItem:
    """Read a kept item once more; Refused, with the reader's own sentence, where it fails."""
    item = _held(item)
    if item.state != ReviewItem.State.WAITING:
        raise Refused("This was settled already.")
    if item.kind not in _replays:
        raise Refused("Nothing here knows how to read this again.")
    try:
        _replays[item.kind](item)
    except NadiError as error:
        raise Refused(f"Still not understood: {error.sentence}") from error
    return _settle(item, ReviewItem.State.REPLAYED, "", by)


@action
def dismiss(item: ReviewItem, *, because: str, by: Actor) -> ReviewItem:
    """Put a kept item aside, with a reason. The raw bytes stay."""
    if not because.strip():
        raise Refused("Say in a few words why this can be put aside.", fields={"because": ""})
    item = _held(item)
    if item.state != ReviewItem.State.WAITING:
        raise Refused("This was settled already.")
    return _settle(item, ReviewItem.State.DISMISSED, because, by)


def _held(item: ReviewItem) -> ReviewItem:
    """The item, locked, as it stands now: two people may be at it."""
    return ReviewItem.objects.select_for_update().get(pk=item.pk)


def _settle(item: ReviewItem, state: ReviewItem.State, note: str, by: Actor) -> ReviewItem:
    item.state, item.note, item.settled_by, item.settled_at = state, note, str(by), timezone.now()
    item.save(update_fields=["state", "note", "settled_by", "settled_at"])
    return item
