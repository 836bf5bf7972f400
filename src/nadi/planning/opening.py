"""A meeting that may still be written in, locked for whoever writes."""

from nadi.core.errors import Refused
from nadi.planning.models import Meeting


def open_meeting(meeting: Meeting) -> Meeting:
    """The meeting, locked for this transaction; refused where it is closed or called off."""
    found: Meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if found.closed_at is not None:
        raise Refused("This meeting is closed. What was said in it stays as it is.")
    if found.called_off_at is not None:
        raise Refused("This meeting was called off.")
    return found
