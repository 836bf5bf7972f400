"""A word given where there is nothing to restore from yet."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.agreements.actions import make_spoken_promise
from nadi.core.actions import action
from nadi.core.errors import BadInput


@action
def promise_first_backup(*, due_at: datetime, about_url: str, by: Person) -> None:
    """Honestly none yet: by when the first backup runs, and a file of it has come back."""
    if due_at <= timezone.now():
        sentence = _("A promise is due in the future.")
        raise BadInput(sentence, fields={"by_day": sentence})
    make_spoken_promise(
        _("Our first backup runs, and a file of it has come back"),
        due_at=due_at,
        about=_("Backups"),
        about_url=about_url,
        by=by,
    )
