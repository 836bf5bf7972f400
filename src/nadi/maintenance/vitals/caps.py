"""What holds the heart down: a restore test that failed, on the whole firm, until a newer one
passes.
"""

from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from nadi.core import words
from nadi.core.vitals import Cap
from nadi.maintenance import queries

CAP = Decimal(50)


def caps(now: datetime) -> list[Cap]:
    """One cap for each system whose newest test has failed."""
    found = []
    for test in queries.holding_heart_down(now):
        device = test.system.device
        said = {
            "system": test.system,
            "client": device.client,
            "when": words.short_day(test.finished_at),
            "what": test.failed_path or test.reason,
            "at": CAP,
        }
        sentence = _(
            "The restore of %(system)s at %(client)s failed %(when)s: %(what)s. "
            "Heart is held at %(at)s until a newer test of it passes."
        )
        found.append(
            Cap("maintenance", CAP, sentence % said, reverse("maintenance:test", args=[test.pk]))
        )
    return found
