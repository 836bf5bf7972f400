"""What a person decides about mail of ours that is in doubt or did not arrive."""

from __future__ import annotations

from django.utils import timezone

from nadi.accounts.models import Person
from nadi.core.actions import action
from nadi.core.errors import Refused
from nadi.desk import waking
from nadi.desk.models import Outbox, SendState

UNSETTLED = (SendState.DOUBT, SendState.FAILED)


def _unsettled(mail: Outbox) -> Outbox:
    fresh = Outbox.objects.select_for_update().get(pk=mail.pk)
    if fresh.state not in UNSETTLED:
        raise Refused("This mail is settled already.")
    return fresh


@action
def send_again(mail: Outbox, *, by: Person) -> Outbox:
    """Send once more, with the same id: a mail program shows it once."""
    fresh = _unsettled(mail)
    fresh.state, fresh.next_try_at, fresh.last_error = SendState.WAITING, timezone.now(), ""
    fresh.attempts = 0
    fresh.save()
    waking.send_mail(fresh.pk)
    return fresh


@action
def believe_delivered(mail: Outbox, *, because: str, by: Person) -> Outbox:
    """A person has asked and knows that it arrived."""
    fresh = _unsettled(mail)
    fresh.state, fresh.sent_at = SendState.SENT, fresh.claimed_at or timezone.now()
    fresh.last_error = because[:500]
    fresh.save()
    return fresh


@action
def give_up_sending(mail: Outbox, *, because: str, by: Person) -> Outbox:
    """It will not be sent; the client was told another way."""
    fresh = _unsettled(mail)
    if len(because.strip()) < 3:
        raise Refused("Say how the client was told instead.", fields={"because": ""})
    fresh.state, fresh.last_error = SendState.FAILED, because[:500]
    fresh.claimed_at = None
    fresh.save()
    return fresh
