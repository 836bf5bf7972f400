"""Where clients reach us."""

from django.utils import timezone

from nadi.accounts.models import Person
from nadi.core import sayings
from nadi.core.actions import action
from nadi.desk.mailboxes import identity


@action
def name_address(address: str, *, by: Person) -> str:
    """From now on mail to this address is ours, and every answer comes from it."""
    sayings.say(name=identity.SAYING, value=address.lower(), at=timezone.now(), by=by)
    return address.lower()
