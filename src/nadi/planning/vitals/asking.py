"""What Third Eye asks for today: the acts that help most, each with the page that does it."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadi.accounts.models import Person
from nadi.core import words
from nadi.core.vitals import Ask
from nadi.planning import queries
from nadi.planning.models import Meeting, Side
from nadi.planning.queries import ClientStanding
from nadi.planning.rules.lifecycle import Place
from nadi.planning.rules.meetings import Met

NEAR = timedelta(days=8)
OWN_EVERY = timedelta(days=92)
FEW = 3


def asks(who: Person, now: datetime) -> list[Ask]:
    """What was held and not closed, what we promised and did not do, the meeting that is near,
    clients without a date, our own review, devices nobody knows the age of."""
    ahead = queries.meetings_ahead(who)
    found = [
        _to_close(ahead, now),
        _to_keep(who, now),
        _to_open(who, ahead, now),
        _to_date(queries.standings(who, now)),
        _own(who, ahead, now),
        _to_find_out(who, now),
    ]
    return [ask for ask in found if ask is not None]


def _to_close(ahead: list[Meeting], now: datetime) -> Ask | None:
    gone = [each for each in ahead if each.at <= now]
    if not gone:
        return None
    first = gone[0]
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
            len(gone),
        )
        % {"n": len(gone)},
        button=_("Close it"),
        url=first.get_absolute_url(),
        method="get",
        minutes=10,
        vital="planning.clients_met",
        gain_rows=len(gone),
        urgent=first.at <= now - timedelta(days=1),
    )


def _to_keep(who: Person, now: datetime) -> Ask | None:
    late = [
        each
        for each in queries.actions_waiting(who).filter(due_at__lte=now)
        if each.side == Side.OURS
    ]
    if not late:
        return None
    first = late[0]
    return Ask(
        center="planning",
        title=_("Do what we said to %(client)s: %(what)s")
        % {"client": first.client or _("ourselves"), "what": first.text},
        why=ngettext(
            "It was due on %(day)s; %(who)s has it.",
            "It was due on %(day)s; %(who)s has it. %(n)d actions of ours are late.",
            len(late),
        )
        % {"day": words.day(first.due_on), "who": first.owner, "n": len(late)},
        button=_("Look"),
        url=f"{reverse('planning:actions')}?show=ours",
        method="get",
        minutes=20,
        vital="planning.actions_on_time",
        gain_rows=len(late),
        urgent=True,
    )


def _to_open(who: Person, ahead: list[Meeting], now: datetime) -> Ask | None:
    near = next((m for m in ahead if now < m.at <= now + NEAR), None)
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


def _to_date(rows: list[ClientStanding]) -> Ask | None:
    without = [row for row in rows if row.needs_date]
    if not without:
        return None
    first, n = without[0], len(without)
    others = words.listed(row.client.name for row in without[:FEW])
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
        title=_("Make a date with %(client)s to look ahead") % {"client": first.client},
        why=why if n == 1 else f"{why} " + _("Without a date: %(who)s.") % {"who": others},
        button=_("Make a date"),
        url=f"{reverse('planning:new_meeting')}?client={first.client.slug}",
        method="get",
        minutes=5,
        vital="planning.next_date_set",
        gain_rows=n,
    )


def _own(who: Person, ahead: list[Meeting], now: datetime) -> Ask | None:
    if not who.is_lead:
        return None
    mine = next((each for each in ahead if each.is_own), None)
    if mine is not None and mine.at > now:
        return None
    held = [each for each in queries.meetings_of(who, None) if each.closed_at is not None]
    last = held[0].closed_at if held else None
    if mine is None and last is not None and now - last < OWN_EVERY - NEAR:
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
    clients = queries.clients_in_sight(who)
    counts = queries.counts(clients, now.date(), now)
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
