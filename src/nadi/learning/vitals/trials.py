"""Trials decided by their day: a no is as good as a yes, only silence is not."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nadi.core.vitals import EvidenceRow, Goalposts, Vital, Window
from nadi.core.words import short_day
from nadi.learning.events import TrialBegun, TrialDecided
from nadi.learning.models import Trial
from nadi.learning.rules.deciding import Decision, Fell, fell_due
from nadi.learning.vitals.adding import NONE, ONE, read_of, rows_of

NAME = "learning.trials_decided"


def _rows(window: Window, population: str | None = None) -> list[EvidenceRow]:
    """Each day on which a trial had to be decided. One statement for all trials."""
    found = (
        Trial.objects.filter(begun_at__lt=window.end)
        .order_by("pk", "decisions__at")
        .values_list(
            "pk",
            "title",
            "begun_at",
            "decide_by",
            "decisions__due_on",
            "decisions__at",
            "decisions__next_decide_by",
        )
    )
    trials: dict[int, tuple[str, datetime, date]] = {}
    decisions: dict[int, list[Decision]] = defaultdict(list)
    for pk, title, begun_at, decide_by, due_on, at, next_by in found:
        first = decisions[pk][0].due_on if decisions[pk] else due_on
        trials[pk] = (title, begun_at, first or decide_by)
        if at is not None:
            decisions[pk].append(Decision(due_on, at, next_by))
    return [
        _row(pk, title, fell)
        for pk, (title, begun_at, first) in trials.items()
        for fell in fell_due(begun_at, first, decisions[pk], window.start, window.end)
    ]


def _row(pk: int, title: str, fell: Fell) -> EvidenceRow:
    if not fell.decided:
        said = _now("%(title)s: was to be decided by %(day)s")
    elif fell.in_time:
        said = _now("%(title)s: decided in time")
    else:
        said = _now("%(title)s: decided after %(day)s")
    return EvidenceRow(
        label=said % {"title": title, "day": short_day(fell.due_on)},
        url=reverse("learning:trial", args=[pk]),
        at=fell.at,
        client_id=None,
        numerator=ONE if fell.in_time else NONE,
        denominator=ONE,
    )


TRIALS_DECIDED = Vital(
    name=NAME,
    title=_("Trials decided by their day"),
    purpose=_("What is new is tried until a day, and then somebody says yes or no."),
    unit="percent",
    direction="more",
    goalposts=Goalposts(
        Decimal(20),
        Decimal(70),
        Decimal(90),
        Decimal(100),
        "K. Palachuk: be intentional about what you take up; 90 and 70 are nadi's own defaults",
        "D",
    ),
    window=timedelta(days=90),
    ttl=timedelta(days=28),
    touched_by=(TrialBegun, TrialDecided),
    read=read_of(NAME, _rows),
    rows=rows_of(_rows),
)
