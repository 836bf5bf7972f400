"""What Solar asks for: a look, planned work, a quieter rule, a beginning."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadi.accounts.models import Person
from nadi.clients.firm import firm_calendar, firm_day
from nadi.clients.queries import clients_visible_to
from nadi.core import words
from nadi.core.vitals import MOST_ALIKE, Ask
from nadi.monitoring import queries
from nadi.monitoring.models import AlertRule

REPORTING_VITAL = "monitoring.devices_reporting"
ANSWERED_VITAL = "monitoring.alerts_answered"
ACTED_ON_VITAL = "monitoring.alerts_acted_on"
PROACTIVE_VITAL = "monitoring.proactive_share"
ROUNDS_VITAL = "monitoring.rounds_signed"
ANSWERING_VITAL = "monitoring.sites_answering"
PLANNED_MINUTES = 60
NAMED, MOST_NAMED = 3, 50
SPOKE_OFTEN = 3
CERTIFICATE_SOON = timedelta(days=14)


def asks(who: Person, now: datetime) -> list[Ask]:
    """What Solar asks of this person, the most pressing first."""
    found = [
        *_unanswered(who, now),
        *_filling(who, now),
        *_to_round(who, now),
        *_ending(who, now),
        *_noisy(who, now),
    ]
    if not AlertRule.objects.filter(active=True).exists():
        found.append(_begin())
    return found


def _unanswered(who: Person, now: datetime) -> list[Ask]:
    waiting = queries.unanswered(who, MOST_NAMED)
    if not waiting:
        return []
    first = waiting[0]
    why = _("%(client)s, since %(when)s. Nobody has looked yet.") % {
        "client": first.client,
        "when": words.moment(first.last_raised_at),
    }
    if len(waiting) > 1:
        why += " " + _("Also: %(others)s.") % {"others": _named(waiting[1:])}
    return [
        Ask(
            center="monitoring",
            title=first.sentence.rstrip("."),
            why=why,
            button=_("Look"),
            url=reverse("monitoring:alert", args=[first.pk]),
            method="get",
            minutes=5,
            vital=ANSWERED_VITAL,
            gain_rows=1,
            urgent=True,
        )
    ]


def _named(alerts: list[queries.Unanswered]) -> str:
    """The first three by what they are about, the rest as a number."""
    names = [alert.about for alert in alerts[:NAMED]]
    more = len(alerts) - NAMED
    if more > 0:
        names.append(ngettext("%(n)d more", "%(n)d more", more) % {"n": more})
    return words.listed(names)


def _filling(who: Person, now: datetime) -> list[Ask]:
    on = timezone.localdate(now)
    unplanned = [one for one in queries.soon_full(who, on) if one.forecast.planned_at is None]
    return [
        Ask(
            center="monitoring",
            title=_("The disk %(disk)s of %(device)s will be full %(when)s")
            % {
                "disk": one.forecast.instance,
                "device": one.forecast.device.name,
                "when": days_away(one.days_left),
            },
            why=_("%(client)s. Before it becomes pain.")
            % {"client": one.forecast.device.client.name},
            button=_("Plan work"),
            url=reverse("monitoring:plan_prevention", args=[one.forecast.pk]),
            method="post",
            minutes=5,
            vital=PROACTIVE_VITAL,
            gain_rows=PLANNED_MINUTES,
        )
        for one in unplanned[:MOST_ALIKE]
    ]


def _to_round(who: Person, now: datetime) -> list[Ask]:
    """On a working day until somebody has signed; only where something is watched."""
    clients = clients_visible_to(who).served().count()
    day = firm_day(now)
    if not clients or not AlertRule.objects.filter(active=True).exists():
        return []
    held = queries.round_of(day)
    if (held and held.is_signed) or not firm_calendar().is_open_on(day):
        return []
    begun = held.looks.values("client").distinct().count() if held else 0
    return [
        Ask(
            center="monitoring",
            title=_("Sign today's monitoring round")
            if begun
            else _("Make today's monitoring round"),
            why=_("%(begun)d of %(n)d clients looked at so far. Backups first, then alerts.")
            % {"begun": begun, "n": clients}
            if begun
            else ngettext(
                "Nobody has looked yet at last night of %(n)d client.",
                "Nobody has looked yet at last night of %(n)d clients.",
                clients,
            )
            % {"n": clients},
            button=_("Make the round"),
            url=reverse("monitoring:round"),
            method="get",
            minutes=10,
            vital=ROUNDS_VITAL,
            gain_rows=1,
        )
    ]


def _ending(who: Person, now: datetime) -> list[Ask]:
    """Certificates end on a known day; nobody needs to be surprised."""
    soon = (
        queries.checks_visible_to(who)
        .filter(active=True, certificate_until__lt=now + CERTIFICATE_SOON)
        .order_by("certificate_until")
    )
    return [
        Ask(
            center="monitoring",
            title=_("The certificate of %(site)s ends %(when)s")
            % {
                "site": check.name,
                "when": days_away(max((check.certificate_until - now).days, 0)),
            },
            why=_("%(client)s. Then browsers refuse it.") % {"client": check.client.name},
            button=_("Look"),
            url=reverse("monitoring:site", args=[check.pk]),
            method="get",
            minutes=20,
            vital=ANSWERING_VITAL,
            gain_rows=1,
        )
        for check in soon[:MOST_ALIKE]
        if check.certificate_until is not None
    ]


def _noisy(who: Person, now: datetime) -> list[Ask]:
    noisiest = queries.noisiest(who, now, SPOKE_OFTEN)
    if noisiest is None:
        return []
    rule, told = noisiest
    return [
        Ask(
            center="monitoring",
            title=_("A rule spoke %(n)d times and never led to work") % {"n": told},
            why=_("%(rule)s. Make it quiet, or say why it stays.") % {"rule": rule},
            button=_("Look at the rule"),
            url=reverse("monitoring:rule", args=[rule.pk]),
            method="get",
            minutes=10,
            vital=ACTED_ON_VITAL,
            gain_rows=1,
        )
    ]


def _begin() -> Ask:
    return Ask(
        center="monitoring",
        title=_("Nothing is watched yet"),
        why=_("Five usual rules to begin with. You own them, and may change each."),
        button=_("See the rules"),
        url=reverse("monitoring:rules"),
        method="get",
        minutes=5,
        vital=REPORTING_VITAL,
        gain_rows=1,
    )


def days_away(days: int) -> str:
    """today, tomorrow, in 9 days"""
    if days < 2:
        return _("today") if days == 0 else _("tomorrow")
    return _("in %(n)d days") % {"n": days}
