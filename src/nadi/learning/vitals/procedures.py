"""Procedures in date: what we say about how we work has been read lately."""

from datetime import timedelta
from decimal import Decimal

from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nadi.core.vitals import EvidenceRow, Goalposts, Vital, Window
from nadi.core.words import short_day
from nadi.learning.events import ProcedurePublished, ProcedureRetired, ProcedureReviewed
from nadi.learning.models import Procedure, Review
from nadi.learning.vitals.adding import NONE, ONE, read_of, rows_of

NAME = "learning.procedures_in_date"


def _rows(window: Window, population: str | None = None) -> list[EvidenceRow]:
    """Every procedure in force at the end, and whether its review date then lay ahead."""
    read = Review.objects.filter(version__procedure=OuterRef("pk"), at__lt=window.end)
    newest = read.order_by("-at", "-pk")
    found = (
        Procedure.objects.annotate(
            read_at=Subquery(newest.values("at")[:1]),
            holds_until=Subquery(newest.values("review_by")[:1]),
        )
        .filter(Q(retired_at__isnull=True) | Q(retired_at__gte=window.end))
        .filter(read_at__isnull=False)
        .order_by(F("holds_until").asc(), "pk")
    )
    today = window.end.date()
    rows = found.values_list("title", "slug", "read_at", "holds_until")
    return [
        EvidenceRow(
            label=_now("%(title)s, to be read again by %(day)s")
            % {"title": title, "day": short_day(holds_until)},
            url=reverse("learning:procedure", args=[slug]),
            at=read_at,
            client_id=None,
            numerator=ONE if holds_until >= today else NONE,
            denominator=ONE,
        )
        for title, slug, read_at, holds_until in rows
    ]


PROCEDURES_IN_DATE = Vital(
    name=NAME,
    title=_("Procedures in date"),
    purpose=_("What nobody has read for a year is how we once worked."),
    unit="percent",
    direction="more",
    goalposts=Goalposts(
        Decimal(40),
        Decimal(75),
        Decimal(90),
        Decimal(100),
        "K. Palachuk: every procedure is kept up by somebody; 90 and 75 are nadi's own defaults",
        "D",
    ),
    window=timedelta(days=1),
    ttl=timedelta(days=1),
    touched_by=(ProcedurePublished, ProcedureReviewed, ProcedureRetired),
    read=read_of(NAME, _rows),
    rows=rows_of(_rows),
)
