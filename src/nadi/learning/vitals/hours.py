"""Hours of learning against what each of us agreed. The rows name what was learned, not by whom."""

from datetime import timedelta
from decimal import Decimal

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nadi.agreements.events import TimeLogged
from nadi.core.vitals import EvidenceRow, Goalposts, Vital, Window
from nadi.learning.events import LearningAgreed, LearningLogged
from nadi.learning.models import Kind, LearningHour, LearningIntention
from nadi.learning.rules import hours
from nadi.learning.vitals.adding import NONE, read_of, rows_of

NAME = "learning.learning_hours"


def _agreed(window: Window, population: str | None) -> list[hours.Agreed]:
    stood = (
        LearningIntention.objects.filter(from_on__lte=window.end.date(), person__is_active=True)
        .exclude(until_on__lt=window.start.date())
        .order_by("pk")
    )
    return [
        hours.Agreed(one.pk, one.person_id, kind, minutes, one.from_on, one.until_on)
        for one in stood
        for kind in Kind.values
        if (minutes := getattr(one, kind)) and population in {None, kind}
    ]


def _learned(window: Window, population: str | None) -> list[hours.Learned]:
    found = LearningHour.objects.filter(
        entry__ended_at__gte=window.start, entry__ended_at__lt=window.end
    ).annotate(minutes=F("entry__minutes"), ended_at=F("entry__ended_at"))
    if population is not None:
        found = found.filter(kind=population)
    rows = found.values_list("pk", "person_id", "kind", "topic", "minutes", "ended_at")
    return [hours.Learned(*row) for row in rows]


def _rows(window: Window, population: str | None = None) -> list[EvidenceRow]:
    due, counted = hours.count(
        _agreed(window, population), _learned(window, population), window.start, window.end
    )
    page = reverse("learning:hours")
    rows = [
        EvidenceRow(
            label=_now("Agreed with one of us: %(kind)s") % {"kind": Kind(one.kind).label},
            url=page,
            at=None,
            client_id=None,
            numerator=NONE,
            denominator=amount,
        )
        for one, amount in due
    ]
    return [*(_row(one, page) for one in counted), *rows]


def _row(one: hours.Counted, page: str) -> EvidenceRow:
    excluded = ""
    if one.unagreed:
        excluded = _now("Nobody agreed on hours of this kind with who learned it")
    elif one.beyond:
        excluded = _now("Beyond what was agreed: good, and it counts no further")
    return EvidenceRow(
        label=f"{one.learned.topic} ({Kind(one.learned.kind).label})",
        url=page,
        at=one.learned.ended_at,
        client_id=None,
        numerator=one.hours,
        denominator=NONE,
        excluded=excluded,
    )


LEARNING_HOURS = Vital(
    name=NAME,
    title=_("Hours of learning, of those agreed"),
    purpose=_("Learning is planned and timed like work for a client, or it does not happen."),
    unit="percent",
    direction="more",
    goalposts=Goalposts(
        Decimal(10),
        Decimal(50),
        Decimal(85),
        Decimal(100),
        "K. Palachuk: training is logged like any other work; 85 and 50 are nadi's own defaults",
        "D",
    ),
    window=timedelta(days=28),
    ttl=timedelta(days=7),
    touched_by=(TimeLogged, LearningLogged, LearningAgreed),
    read=read_of(NAME, _rows),
    rows=rows_of(_rows),
    populations=dict(Kind.choices),
)
