"""The first hour of a new firm: seven questions, and what each answer gave."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from django.conf import settings
from django.urls import reverse

from nadi.accounts.models import Person
from nadi.clients.models import OURSELVES
from nadi.core import centers, sayings
from nadi.core.centers import CenterConfig
from nadi.core.offers import FirstAct, Gave
from nadi.core.statements import rows

log = structlog.get_logger(__name__)
SAYING = "balance.first_hour"
STANDING = """
SELECT (SELECT (value->>'begun')::boolean FROM core_said WHERE name = %s),
       (SELECT (value->>'ended')::boolean FROM core_said WHERE name = %s),
       EXISTS (SELECT FROM clients_client WHERE slug <> %s)
"""


@dataclass(frozen=True, slots=True)
class Question:
    """One center's question: answered (`gave`), left for later, or open."""

    center: CenterConfig
    act: FirstAct
    gave: Gave | None
    later: bool

    @property
    def is_open(self) -> bool:
        return self.gave is None and not self.later

    @property
    def href(self) -> str:
        return f"{reverse(self.act.url)}?next={reverse('balance:first_hour')}"


@dataclass(frozen=True, slots=True)
class FirstHour:
    questions: list[Question]
    begun: bool
    ended: bool

    @property
    def next(self) -> Question | None:
        """Root first: what stands above stands on it."""
        return next((each for each in self.questions if each.is_open), None)

    @property
    def answered(self) -> int:
        return sum(each.gave is not None for each in self.questions)


def first_hour(now: datetime) -> FirstHour:
    """All of it, with what the centers say is there already."""
    said = _said()
    left = said.get("later")
    later = left if isinstance(left, list) else []
    questions = [
        Question(center, act, _gave(center, act, now), center.label in later)
        for center in centers.centers()
        if (act := center.first_act) is not None
    ]
    return FirstHour(questions, bool(said.get("begun")), bool(said.get("ended")))


def _gave(center: CenterConfig, act: FirstAct, now: datetime) -> Gave | None:
    try:
        return act.done(now)
    except Exception:  # boundary: one center that cannot tell must not blind the others
        log.exception("first_act_unread", center=center.label)
        return None


def said_so_far() -> dict[str, object]:
    return dict(_said())


def _said() -> dict[str, object]:
    found = sayings.said(SAYING, {})
    return dict(found) if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a firm stands with it. `greets`: nobody to serve yet, and nothing was said about it."""

    greets: bool = False
    goes_on: bool = False


def standing(who: Person) -> Standing:
    """In one statement, because Today asks it every time."""
    if settings.NADI_DEMO or not who.is_lead:
        return Standing()
    [(begun, ended, served)] = rows(STANDING, [SAYING, SAYING, OURSELVES])
    unsaid = begun is None and ended is None
    return Standing(greets=unsaid and not served, goes_on=bool(begun) and not ended)
