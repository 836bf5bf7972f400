"""one_on_ones, goals_agreed, after_hours, relations_tended and kudos_given. What is about people is
read for the firm as a whole, and its rows name nobody: the pages behind them open only for those
whom they concern and for those who lead."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nadi.accounts.models import Person, Role
from nadi.agreements import queries as agreements
from nadi.agreements.events import TimeLogged
from nadi.clients.events import ClientStateChanged, RelationTended
from nadi.clients.firm import firm_calendar, firm_day
from nadi.clients.models import Client, Talk, Vendor
from nadi.core.quarters import quarter_of
from nadi.core.vitals import Clients, EvidenceRow, Goalposts, Reading, Vital, Window
from nadi.culture.events import (
    GoalsAgreed,
    KudosGiven,
    OneOnOneHeld,
    PairingChanged,
)
from nadi.culture.models import GoalSheet, GuidingVersion, Kudos, OneOnOne, Pairing
from nadi.culture.rules.after_hours import open_spans
from nadi.culture.rules.rhythm import rhythm_of
from nadi.culture.vitals.reading import NONE, ONE, listed, of_the_firm, summed

NIGHTLY = timedelta(days=1)
MONTH = timedelta(days=28)
Kept = TypeVar("Kept", Client, Vendor)
GRACE = timedelta(days=28)


def _colleagues(end_day: date) -> QuerySet[Person]:
    """Those who are led: everybody who works here and does not own the firm."""
    return Person.objects.staff().exclude(role=Role.OWNER).filter(joined_at__date__lte=end_day)


def _one_on_one_rows(window: Window) -> list[EvidenceRow]:
    """Each colleague once: whether their last one-on-one lies within the interval they agreed. Who
    has no pairing counts by the usual one, so that ending it mends nothing."""
    day = firm_day(window.end)
    current = Pairing.objects.filter(person=OuterRef("pk"), ended_on=None)
    talks = (
        OneOnOne.objects.filter(pairing__person=OuterRef("pk"), held_on__lte=day)
        .order_by("-held_on")
        .values("held_on")
    )
    people = _colleagues(day).annotate(
        pairing=Subquery(current.values("pk")[:1]),
        every=Subquery(current.values("every_days")[:1]),
        last=Subquery(talks[:1]),
    )
    rows = []
    for one in people.order_by("pk"):
        rhythm = rhythm_of(one.last, one.joined_at.date(), one.every, day)
        told = {"days": rhythm.days, "every": rhythm.every_days}
        rows.append(
            EvidenceRow(
                label=(
                    _now("Two who meet every %(every)s days: last talk %(days)s days ago")
                    if one.last
                    else _now("Two who meet every %(every)s days: none for %(days)s days")
                    if one.pairing
                    else _now("A colleague with whom nobody meets, for %(days)s days")
                )
                % told,
                url=(
                    reverse("culture:meeting", args=[one.pairing])
                    if one.pairing
                    else reverse("culture:meetings")
                ),
                at=window.end,
                client_id=None,
                numerator=ONE if rhythm.is_kept else NONE,
                denominator=ONE,
            )
        )
    return rows


def _goal_rows(window: Window) -> list[EvidenceRow]:
    """Each colleague once: whether both have agreed to goals for the quarter of that day."""
    day = firm_day(window.end)
    quarter = quarter_of(day)
    agreed = GoalSheet.objects.filter(
        person=OuterRef("pk"),
        quarter=quarter,
        person_agreed_at__lt=window.end,
        lead_agreed_at__lt=window.end,
    )
    people = _colleagues(day).annotate(sheet=Subquery(agreed.values("pk")[:1]))
    return [
        EvidenceRow(
            label=_now("Goals agreed by both") if one.sheet else _now("No goals are agreed"),
            url=(
                reverse("culture:goal_sheet", args=[one.sheet])
                if one.sheet
                else reverse("culture:goals")
            ),
            at=window.end,
            client_id=None,
            numerator=ONE if one.sheet else NONE,
            denominator=ONE,
            excluded=(
                _now("Joined less than four weeks ago")
                if not one.sheet and day - one.joined_at.date() < GRACE
                else ""
            ),
        )
        for one in people.order_by("pk")
    ]


def _read_after_hours(
    window: Window, population: str | None = None, clients: Clients = None
) -> list[Reading]:
    shares = agreements.shares_outside(window, _spans(window), clients)
    return [
        Reading(
            "culture.after_hours",
            share.client_id,
            Decimal(share.outside),
            Decimal(share.minutes),
            share.entries,
            share.newest,
        )
        for share in shares
    ]


def _after_hours_rows(
    window: Window, client_id: int | None = None, population: str | None = None
) -> list[EvidenceRow]:
    return [
        EvidenceRow(
            label=_now("%(work)s: %(outside)s of %(minutes)s minutes outside our hours")
            % {"work": entry.work_type, "outside": entry.outside, "minutes": entry.minutes},
            url=reverse("agreements:time_entry", args=[entry.pk]),
            at=entry.ended_at,
            client_id=entry.client_id,
            numerator=Decimal(entry.outside),
            denominator=Decimal(entry.minutes),
        )
        for entry in agreements.entries_outside(window, _spans(window), client_id)
    ]


def _spans(window: Window) -> list:  # type: ignore[type-arg]
    """The firm's hours around the window: work that ended in it began a day earlier at most."""
    return open_spans(firm_calendar(), window.start - NIGHTLY, window.end)


def _relation_rows(window: Window, clients: Clients) -> list[EvidenceRow]:
    """Each client we serve and each vendor: somebody keeps the relation, and a talk lies within its
    interval. Two statements: the ones, then the others."""
    day = firm_day(window.end)
    talks = Talk.objects.filter(held_on__lte=day)
    of_client = Subquery(
        talks.filter(client=OuterRef("pk")).order_by("-held_on").values("held_on")[:1]
    )
    of_vendor = Subquery(
        talks.filter(vendor=OuterRef("pk")).order_by("-held_on").values("held_on")[:1]
    )
    served = Client.objects.served().others().filter(Q(since=None) | Q(since__lte=day))
    if clients is not None:
        served = served.filter(pk__in=clients)
    rows = [
        _relation_row(
            window,
            one.name,
            reverse("culture:client_relation", args=[one.slug]),
            one.pk,
            (last or one.since, one.talk_every_days, one.owner_id),
        )
        for one, last in _with_last(served, of_client)
    ]
    if clients is not None:
        return rows
    return rows + [
        _relation_row(
            window,
            one.name,
            reverse("culture:vendor_relation", args=[one.pk]),
            None,
            (last, one.talk_every_days, one.owner_id),
        )
        for one, last in _with_last(Vendor.objects.all(), of_vendor)
    ]


def _with_last(rows: QuerySet[Kept], talk: Subquery) -> list[tuple[Kept, date | None]]:
    """Each with the day of its last talk."""
    found = rows.annotate(last=talk).order_by("name")
    return [(one, getattr(one, "last")) for one in found]  # noqa: B009  annotated


def _relation_row(
    window: Window,
    name: str,
    url: str,
    client_id: int | None,
    known: tuple[date | None, int, int | None],
) -> EvidenceRow:
    since, every, owner = known
    days = None if since is None else (firm_day(window.end) - since).days
    if owner is None:
        said = _now("nobody on our side keeps the relation")
    elif days is None:
        said = _now("no talk is known")
    else:
        said = _now("last talk %(days)s days ago, the limit is %(every)s") % {
            "days": days,
            "every": every,
        }
    tended = owner is not None and days is not None and days <= every
    return EvidenceRow(
        label=f"{name}: {said}",
        url=url,
        at=window.end,
        client_id=client_id,
        numerator=ONE if tended else NONE,
        denominator=ONE,
    )


def _kudos_rows(window: Window) -> list[EvidenceRow]:
    """Each thank-you of the window. A quiet week is a row too, where there are two to thank."""
    given = Kudos.objects.filter(at__gte=window.start, at__lt=window.end).select_related("value")
    rows = [
        EvidenceRow(
            label=f"{one.value}: {one.work}",
            url=f"{reverse('culture:kudos')}#kudos-{one.pk}",
            at=one.at,
            client_id=None,
            numerator=ONE,
            denominator=None,
        )
        for one in given
    ]
    if rows or Person.objects.staff().count() < 2 or not _has_values(window):
        return rows
    quiet = _now("Nobody was thanked in these days")
    return [EvidenceRow(quiet, reverse("culture:give_kudos"), window.end, None, NONE, None)]


def _has_values(window: Window) -> bool:
    return GuidingVersion.objects.filter(published_at__lt=window.end).exists()


OURS = "nadi's own default: every four weeks or oftener, as the two agreed"
VITALS = (
    Vital(
        name="culture.one_on_ones",
        title=_("One-on-ones within their interval"),
        purpose=_("Nobody works here for weeks without a talk that is only about them."),
        unit="percent",
        direction="more",
        goalposts=Goalposts(Decimal(40), Decimal(80), Decimal(95), Decimal(100), OURS, "D"),
        window=NIGHTLY,
        ttl=NIGHTLY,
        touched_by=(OneOnOneHeld, PairingChanged),
        read=summed("culture.one_on_ones", of_the_firm(_one_on_one_rows)),
        rows=listed(of_the_firm(_one_on_one_rows)),
    ),
    Vital(
        name="culture.goals_agreed",
        title=_("Goals agreed for this quarter"),
        purpose=_("Nobody is measured by what was never agreed."),
        unit="percent",
        direction="more",
        goalposts=Goalposts(
            Decimal(30),
            Decimal(75),
            Decimal(95),
            Decimal(100),
            "K. Palachuk: goals each quarter, agreed first and reviewed later; lines are ours",
            "B",
        ),
        window=NIGHTLY,
        ttl=NIGHTLY,
        touched_by=(GoalsAgreed,),
        read=summed("culture.goals_agreed", of_the_firm(_goal_rows)),
        rows=listed(of_the_firm(_goal_rows)),
    ),
    Vital(
        name="culture.after_hours",
        title=_("Work outside our hours"),
        purpose=_("Evenings are chosen, not inevitable: most of what feels urgent can wait."),
        unit="percent",
        direction="less",
        goalposts=Goalposts(
            Decimal(25),
            Decimal(8),
            Decimal(4),
            Decimal(0),
            "K. Palachuk: after six only in extreme cases; the lines are nadi's own",
            "D",
        ),
        window=MONTH,
        ttl=timedelta(days=7),
        touched_by=(TimeLogged,),
        read=_read_after_hours,
        rows=_after_hours_rows,
    ),
    Vital(
        name="culture.relations_tended",
        title=_("Relations with a talk in their interval"),
        purpose=_("Each client and each vendor has somebody on our side, who talks with them."),
        unit="percent",
        direction="more",
        goalposts=Goalposts(
            Decimal(40),
            Decimal(80),
            Decimal(95),
            Decimal(100),
            "nadi's own default: a talk every quarter, about nothing that is broken",
            "D",
        ),
        window=NIGHTLY,
        ttl=NIGHTLY,
        touched_by=(RelationTended, ClientStateChanged),
        read=summed("culture.relations_tended", _relation_rows),
        rows=listed(_relation_rows),
    ),
    Vital(
        name="culture.kudos_given",
        title=_("Thanks this week"),
        purpose=_("Good work is seen, and said to whoever did it."),
        unit="count",
        direction="more",
        goalposts=Goalposts(
            Decimal(0),
            Decimal(1),
            Decimal(3),
            Decimal(5),
            "nadi's own default: something every week; more than five count no more",
            "D",
        ),
        window=timedelta(days=7),
        ttl=NIGHTLY,
        touched_by=(KudosGiven,),
        read=summed("culture.kudos_given", of_the_firm(_kudos_rows)),
        rows=listed(of_the_firm(_kudos_rows)),
    ),
)
