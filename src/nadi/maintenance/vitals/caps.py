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
from nadi.maintenance.events import RestoreOpened, RestoreTestFailed, RestoreTestPassed
from nadi.maintenance.models import RestoreTest
from nadi.maintenance.vitals.backups import WHOM_WE_SERVE

CAP = Decimal(50)
CAPS_MOVED_BY = (RestoreTestFailed, RestoreTestPassed, RestoreOpened, *WHOM_WE_SERVE)


def caps(now: datetime) -> list[Cap]:
    """One cap for each system whose newest test has failed."""
    return [cap_of(test) for test in queries.holding_heart_down(now)]


def cap_of(test: RestoreTest) -> Cap:
    """The cap that one failed test sets, as a sentence that names system and file."""
    sentence = _(
        "The restore of %(system)s at %(client)s failed %(when)s: %(what)s. "
        "Heart is held at %(at)s until a newer test of it passes."
    ) % {
        "system": test.system,
        "client": test.system.device.client,
        "when": words.short_day(test.finished_at),
        "what": test.failed_path or test.reason,
        "at": CAP,
    }
    return Cap("maintenance", CAP, sentence, reverse("maintenance:test", args=[test.pk]))
