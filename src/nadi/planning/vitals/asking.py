"""What Third Eye asks for today: the acts that help most, each with the page that does it."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadi.accounts.models import Person
from nadi.core import words
from nadi.core.vitals import Ask
from nadi.planning import queries
from nadi.planning.models import Meeting
from nadi.planning.rules.lifecycle import Place
from nadi.planning.rules.meetings import Met

NEAR = timedelta(days=8)
OWN_EVERY = timedelta(days=92)
FEW = 3


def asks(who: Person, now: datetime) -> list[Ask]:
    """What was held and not closed, what we promised and did not do, the meeting that is near,
    clients without a date, our own review, devices nobody knows the age of."""
    found = [
        _to_close(who, now),
        _to_keep(who, now),
        _to_open(who, now),
        _to_date(who, now),
        _own(who, now),
        _to_find_out(who, now),
    ]
    return [ask for ask in found if ask is not None]


def _to_close(who: Person, now: datetime) -> Ask | None:
    gone = Meeting.objects.visible_to(who).open().filter(at__lte=now)
    first = queries.first_ahead(gone)
    if first is None:
        return None
    n = gone.count()
    return Ask(
        center="planning",
        title=(
            _("Hold our own review, planned for %(day)s")
            if first.is_own
            else _("Close %(meeting)s of %(day)s")
        )
        % {"meeting": first, "day": words.day(first.at)},
        why=ngettext(
            "It closes with the next date; until then what was agreed there counts nothing.",
            "%(n)d meetings wait; until they close what was agreed there counts nothing.",
            n,
        )
        % {"n": n},
        button=_("Close it"),
        url=first.get_absolute_url(),
        method="get",
        minutes=10,
        vital="planning.clients_met",
        gain_rows=n,
        urgent=first.at <= now - timedelta(days=1),
    )


def _to_keep(who: Person, now: datetime) -> Ask | None:
    first, n = queries.late_of_ours(who, now)
    if first is None:
        return None
    return Ask(
        center="planning",
        title=_("Do what we said to %(client)s: %(what)s")
        % {"client": first.client or _("ourselves"), "what": first.text},
        why=ngettext(
            "It was due on %(day)s; %(who)s has it.",
            "It was due on %(day)s; %(who)s has it. %(n)d actions of ours are late.",
            n,
        )
        % {"day": words.day(first.due_on), "who": first.owner, "n": n},
        button=_("Look"),
        url=f"{reverse('planning:actions')}?show=ours",
        method="get",
        minutes=20,
        vital="planning.actions_on_time",
        gain_rows=n,
        urgent=True,
    )


def _to_open(who: Person, now: datetime) -> Ask | None:
    ahead = Meeting.objects.visible_to(who).open()
    near = queries.first_ahead(ahead.filter(at__gt=now, at__lte=now + NEAR))
    if near is None:
        return None
    waiting = queries.open_decisions(who).filter(meeting=near).count()
    why = (
        ngettext(
            "Its page is ready, with %(n)d decision for that day.",
            "Its page is ready, with %(n)d decisions for that day.",
            waiting,
        )
        % {"n": waiting}
        if waiting
        else _("Its page is ready; no decision is prepared for that day yet.")
    )
    return Ask(
        center="planning",
        title=_("Read the page for %(meeting)s, %(day)s")
        % {"meeting": near, "day": words.day(near.at)},
        why=why,
        button=_("Open the page"),
        url=reverse("planning:pack", args=[near.pk]),
        method="get",
        minutes=10,
        vital="planning.clients_met",
        gain_rows=1,
    )


def _to_date(who: Person, now: datetime) -> Ask | None:
    without = queries.without_date(who, now)
    if not without:
        return None
    first, n = without[0], len(without)
    others = words.listed(row.name for row in without[:FEW])
    if first.met == Met.LATE and first.last is not None:
        why = _("We last met on %(day)s; every %(n)d months was agreed.") % {
            "day": words.day(first.last),
            "n": first.months,
        }
    elif first.met == Met.LATE:
        why = _("We have never met to look ahead.")
    else:
        why = _("No next date stands.")
    return Ask(
        center="planning",
        title=_("Make a date with %(client)s to look ahead") % {"client": first.name},
        why=why if n == 1 else f"{why} " + _("Without a date: %(who)s.") % {"who": others},
        button=_("Make a date"),
        url=f"{reverse('planning:new_meeting')}?client={first.slug}",
        method="get",
        minutes=5,
        vital="planning.next_date_set",
        gain_rows=n,
    )


def _own(who: Person, now: datetime) -> Ask | None:
    if not who.is_lead:
        return None
    own = Meeting.objects.visible_to(who).filter(client=None)
    planned = own.open().values_list("at", flat=True).first()
    if planned is not None and planned > now:
        return None
    last = own.held().order_by("-at").values_list("closed_at", flat=True).first()
    if planned is None and last is not None and now - last < OWN_EVERY - NEAR:
        return None
    why = (
        _("The last one was on %(day)s.") % {"day": words.day(last)}
        if last is not None
        else _("We do it for every client, and never did it for ourselves.")
    )
    return Ask(
        center="planning",
        title=_("Review our own plan: three questions, two decisions, one action"),
        why=why,
        button=_("Begin"),
        url=reverse("planning:own"),
        method="get",
        minutes=30,
        vital="planning.own_plan_reviewed",
        gain_rows=1,
    )


def _to_find_out(who: Person, now: datetime) -> Ask | None:
    counts = queries.counts(queries.clients_in_sight(who), now.date(), now)
    unknown, past = counts[Place.UNKNOWN], counts[Place.PAST]
    if not unknown and not past:
        return None
    if unknown >= past:
        title = ngettext(
            "Find out how old %(n)d device is", "Find out how old %(n)d devices are", unknown
        ) % {"n": unknown}
        why = _("Nobody knows when they are due, so nobody can plan for it.")
        place = Place.UNKNOWN
    else:
        title = ngettext(
            "Plan for %(n)d device past its date", "Plan for %(n)d devices past their date", past
        ) % {"n": past}
        why = _("Past the date the policy names, and nobody accepted a plan.")
        place = Place.PAST
    return Ask(
        center="planning",
        title=title,
        why=why,
        button=_("Look"),
        url=f"{reverse('planning:devices')}?place={place.value}",
        method="get",
        minutes=15,
        vital="planning.devices_in_plan",
        gain_rows=max(unknown, past),
    )
